//! One walk through a part of a document, for reading and for saving: what counts as text is decided here alone.
//!
//! Text counts as a reader sees it: what a tracked change put in does and what it took out does not, of a field its
//! result does, and of alternatives the one for programs that know no extension.

mod alternatives;
mod text;

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::limits::MAX_DEPTH;
use super::super::xml::{attribute, reader, skip};
use super::super::{Alignment, Held, ReadError};
use super::properties::{self, Row};
use super::story::{DocumentTable, Line, Part, Story, StoryBlock, TableCell, TableRow};
use super::styles::{Look, Styles};

/// Walks through a part and adds what it holds to the story.
pub(super) fn walk(xml: &str, part: Part, styles: &Styles, story: &mut Story) -> Result<(), ReadError> {
    let body = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mark = xml.len() - body.len();
    let mut walk = Walk {
        reader: reader(body),
        mark,
        part,
        styles,
        story,
        with_fallback: alternatives::with_fallback(body)?,
        frames: Vec::new(),
        held: None,
        in_drawing: false,
        tables: Vec::new(),
        lines: Vec::new(),
        run: None,
        fields: Vec::new(),
    };
    walk.all()
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing that matters.
    Other,
    Table,
    Row,
    Cell,
    Paragraph,
    Run,
    /// A content control, and what its properties say of its content.
    Control(Option<Held>),
    /// Alternatives, and whether one of them was read.
    Alternatives {
        fallback: bool,
        read: bool,
    },
    /// Paragraphs that belong to nothing around them.
    Box,
    /// A note, by its place among those that are cited.
    Note(usize),
}

/// An element that is open, and what was so before it.
struct Frame {
    kind: Kind,
    held: Option<Held>,
    in_drawing: bool,
    /// How many fields were open.
    fields: usize,
    run: Option<Option<Look>>,
}

struct Open {
    line: Line,
    look: Look,
    /// Where the frame of it is, so that one inside knows what it stands in.
    frame: usize,
}

struct Walk<'x> {
    reader: Reader<&'x [u8]>,
    /// The length of the byte order mark.
    mark: usize,
    part: Part,
    styles: &'x Styles,
    story: &'x mut Story,
    /// Where alternatives stand of which one is for everybody.
    with_fallback: BTreeSet<u64>,
    frames: Vec<Frame>,
    held: Option<Held>,
    in_drawing: bool,
    /// The tables inside each other.
    tables: Vec<usize>,
    /// The paragraphs inside each other.
    lines: Vec<Open>,
    /// The look of the run that is open.
    run: Option<Look>,
    /// The fields inside each other, and whether their result is reached.
    fields: Vec<bool>,
}

impl Walk<'_> {
    fn all(&mut self) -> Result<(), ReadError> {
        loop {
            let from = self.reader.buffer_position();
            match self.reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) => self.start(&element, from)?,
                Event::Empty(element) => self.empty(&element, from)?,
                Event::End(_) => self.end(from)?,
                Event::Eof if self.frames.is_empty() => return Ok(()),
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
        }
    }

    fn push(&mut self, kind: Kind) -> Result<(), ReadError> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(ReadError::Damaged);
        }
        let frame = Frame { kind, held: self.held, in_drawing: self.in_drawing, fields: self.fields.len(), run: None };
        self.frames.push(frame);
        Ok(())
    }

    /// Opens an element that holds what is inside it.
    fn holding(&mut self, held: Option<Held>) -> Result<(), ReadError> {
        self.push(Kind::Other)?;
        self.held = self.held.max(held);
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>, from: u64) -> Result<(), ReadError> {
        let name = element.local_name().into_inner();
        if let Some(skipped) = self.alternatives(element, name, from)? {
            return skipped;
        }
        match name {
            "del" | "moveFrom" => {
                if let Some(open) = self.lines.last_mut() {
                    open.line.is_cut = true;
                }
                skip(&mut self.reader, element)
            }
            "instrText" | "delText" | "delInstrText" | "rt" | "sectPr" => skip(&mut self.reader, element),
            "txbxContent" => {
                self.push(Kind::Box)?;
                self.leave_run();
                self.in_drawing = false;
                self.held = self.held.max(Some(Held::Drawing));
                Ok(())
            }
            _ if self.in_drawing => self.push(Kind::Other),
            "drawing" | "pict" | "object" => {
                self.holding(Some(Held::Drawing))?;
                self.in_drawing = true;
                Ok(())
            }
            "oMath" => self.holding(Some(Held::Drawing)),
            "ins" | "moveTo" => self.holding(Some(Held::Tracked)),
            "fldSimple" => self.holding(Some(Held::Field)),
            "sdt" => self.push(Kind::Control(None)),
            "sdtPr" => {
                let held = properties::control(&mut self.reader)?;
                if let Some(Frame { kind: Kind::Control(hold), .. }) = self.frames.last_mut() {
                    *hold = held;
                }
                Ok(())
            }
            "sdtContent" => match self.frames.last() {
                Some(Frame { kind: Kind::Control(hold), .. }) => self.holding(*hold),
                _ => self.push(Kind::Other),
            },
            "footnote" | "endnote" => self.note(element),
            "tbl" => self.table(),
            "tblPr" | "tblPrEx" | "sdtEndPr" | "smartTagPr" | "customXmlPr" | "ctrlPr" => {
                skip(&mut self.reader, element)
            }
            "tblGrid" => {
                let widths = properties::widths(&mut self.reader)?;
                if let Some(table) = self.open_table() {
                    table.widths = widths;
                }
                Ok(())
            }
            "tr" => self.row(),
            "trPr" => {
                let row = properties::row(&mut self.reader)?;
                self.row_is(&row);
                Ok(())
            }
            "tc" => self.cell(),
            "tcPr" => {
                let cell = properties::cell(&mut self.reader)?;
                if let Some(open) = self.open_cell() {
                    *open = TableCell { lines: std::mem::take(&mut open.lines), ..cell };
                }
                Ok(())
            }
            "p" => self.paragraph(from),
            "pPr" => {
                let (style, own) = properties::paragraph(&mut self.reader)?;
                self.paragraph_is(style.as_deref(), own);
                let range = self.place(from)..self.place(self.reader.buffer_position());
                if let Some(open) = self.lines.last_mut() {
                    open.line.properties = range;
                }
                Ok(())
            }
            "r" => {
                self.push(Kind::Run)?;
                let look = self.lines.last().map(|open| open.look.clone());
                let before = std::mem::replace(&mut self.run, look);
                if let Some(frame) = self.frames.last_mut() {
                    frame.run = Some(before);
                }
                Ok(())
            }
            "rPr" => {
                let (style, own) = properties::run(&mut self.reader)?;
                let within = matches!(self.frames.last(), Some(Frame { kind: Kind::Run, .. }));
                if let (true, Some(open)) = (within, self.lines.last()) {
                    self.run = Some(self.styles.run(style.as_deref(), own, &open.look));
                }
                Ok(())
            }
            "t" => self.text(element, from),
            "fldChar" => {
                self.field(element)?;
                skip(&mut self.reader, element)
            }
            _ => {
                self.sign(element, name, from)?;
                self.push(Kind::Other)
            }
        }
    }

    fn empty(&mut self, element: &BytesStart<'_>, from: u64) -> Result<(), ReadError> {
        let name = element.local_name().into_inner();
        if self.in_drawing {
            return Ok(());
        }
        match name {
            "p" => {
                self.paragraph(from)?;
                self.end(from)
            }
            "tc" => {
                self.cell()?;
                self.end(from)
            }
            "tr" => {
                self.row()?;
                self.end(from)
            }
            "fldChar" => self.field(element),
            "footnoteReference" | "endnoteReference" => {
                let part = if name == "footnoteReference" { Part::Footnotes } else { Part::Endnotes };
                if let Some(id) = attribute(element, "id") {
                    self.story.weigh(id.len())?;
                    self.story.cited.push((part, id.into_owned()));
                }
                Ok(())
            }
            _ => self.sign(element, name, from),
        }
    }

    /// Of alternatives the one for everybody is read, or the first where there is none; `None` for anything else.
    fn alternatives(
        &mut self,
        element: &BytesStart<'_>,
        name: &str,
        from: u64,
    ) -> Result<Option<Result<(), ReadError>>, ReadError> {
        if name == "AlternateContent" {
            let fallback = self.with_fallback.contains(&from);
            return Ok(Some(self.push(Kind::Alternatives { fallback, read: false })));
        }
        let Some(Frame { kind: Kind::Alternatives { fallback, read }, .. }) = self.frames.last_mut() else {
            return Ok(None);
        };
        let wanted = if *fallback { name == "Fallback" } else { name == "Choice" };
        if !wanted || *read {
            return Ok(Some(skip(&mut self.reader, element)));
        }
        *read = true;
        Ok(Some(self.holding(Some(Held::Drawing))))
    }

    fn end(&mut self, from: u64) -> Result<(), ReadError> {
        let Some(frame) = self.frames.pop() else { return Err(ReadError::Damaged) };
        self.held = frame.held;
        self.in_drawing = frame.in_drawing;
        if let Some(run) = frame.run {
            self.run = run;
        }
        match frame.kind {
            Kind::Table => {
                self.tables.pop();
            }
            Kind::Paragraph => self.paragraph_ends(from)?,
            Kind::Cell | Kind::Box | Kind::Note(_) => self.fields.truncate(frame.fields),
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        // Lines that separate notes from text are notes too.
        let is_separator = attribute(element, "type").is_some_and(|kind| kind != "normal");
        let id = attribute(element, "id").map(|id| (self.part, id.into_owned()));
        let number = id.and_then(|id| self.story.cited.iter().position(|cited| *cited == id));
        match number {
            Some(number) if !is_separator => self.push(Kind::Note(number)),
            _ => skip(&mut self.reader, element),
        }
    }

    fn table(&mut self) -> Result<(), ReadError> {
        self.push(Kind::Table)?;
        let index = self.story.tables.len();
        self.story.tables.push(DocumentTable::default());
        self.story.weigh(0)?;
        self.story.body.push(StoryBlock::Table(index));
        self.tables.push(index);
        self.leave_run();
        Ok(())
    }

    /// What is inside belongs to no run around it.
    fn leave_run(&mut self) {
        let before = self.run.take();
        if let Some(frame) = self.frames.last_mut() {
            frame.run = Some(before);
        }
    }

    fn open_table(&mut self) -> Option<&mut DocumentTable> {
        let index = *self.tables.last()?;
        self.story.tables.get_mut(index)
    }

    fn open_cell(&mut self) -> Option<&mut TableCell> {
        self.open_table()?.rows.last_mut()?.cells.last_mut()
    }

    fn row(&mut self) -> Result<(), ReadError> {
        self.push(Kind::Row)?;
        self.story.weigh(0)?;
        if let Some(table) = self.open_table() {
            table.rows.push(TableRow::default());
        }
        Ok(())
    }

    fn row_is(&mut self, row: &Row) {
        let Some(open) = self.open_table().and_then(|table| table.rows.last_mut()) else { return };
        open.before = row.before;
        open.is_gone = row.is_gone;
        if row.is_new {
            self.held = self.held.max(Some(Held::Tracked));
        }
    }

    fn cell(&mut self) -> Result<(), ReadError> {
        self.push(Kind::Cell)?;
        self.story.weigh(0)?;
        let row = self.open_table().and_then(|table| table.rows.last_mut());
        let Some(row) = row else { return Err(ReadError::Damaged) };
        row.cells.push(TableCell { span: 1, ..TableCell::default() });
        Ok(())
    }

    fn paragraph(&mut self, from: u64) -> Result<(), ReadError> {
        self.push(Kind::Paragraph)?;
        self.story.weigh(0)?;
        let frame = self.frames.len() - 1;
        let start = self.place(from);
        let line = Line { part: self.part, held: self.held_here(), place: (start..start, None), ..Line::default() };
        self.lines.push(Open { line, look: Look::default(), frame });
        self.paragraph_is(None, Look::default());
        Ok(())
    }

    fn paragraph_is(&mut self, style: Option<&str>, own: Look) {
        let Some(open) = self.lines.last_mut() else { return };
        open.look = self.styles.paragraph(style, own);
        let look = &open.look;
        open.line.outline = look.outline.filter(|level| *level < 9);
        open.line.align = look.align.unwrap_or(Alignment::General);
        open.line.list = look.list.filter(|list| *list > 0).map(|list| (list, look.depth.unwrap_or(0)));
        open.line.letters = look.letters();
    }

    fn paragraph_ends(&mut self, from: u64) -> Result<(), ReadError> {
        let to = self.place(self.reader.buffer_position());
        let end = self.place(from);
        let Some(Open { mut line, frame, .. }) = self.lines.pop() else { return Err(ReadError::Damaged) };
        line.place.0.end = to;
        line.place.1 = (end > line.place.0.start).then_some(end);
        // A field whose result is not reached by now shows what stands in it.
        self.fields.iter_mut().for_each(|reached| *reached = true);
        let around = self.frames.get(..frame).unwrap_or_default().iter().rev();
        let place = around.map(|frame| frame.kind).find(|kind| matches!(kind, Kind::Cell | Kind::Box | Kind::Note(_)));
        match place {
            Some(Kind::Cell) => {
                if let Some(cell) = self.open_cell() {
                    cell.lines.push(line);
                }
            }
            Some(Kind::Box) => self.story.boxes.push(line),
            Some(Kind::Note(number)) => self.story.notes.push((number, line)),
            _ if self.part == Part::Body => self.story.body.push(StoryBlock::Line(line)),
            _ => {}
        }
        Ok(())
    }

    fn field(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        match attribute(element, "fldCharType").as_deref() {
            Some("begin") => self.fields.push(false),
            Some("separate") => {
                if let Some(reached) = self.fields.last_mut() {
                    *reached = true;
                }
            }
            _ => {
                self.fields.pop();
            }
        }
        if self.fields.len() > MAX_DEPTH { Err(ReadError::Damaged) } else { Ok(()) }
    }
}
