//! A table as sentences speak of it: what its lines and columns are called, and what each column says of them.

mod proof;

use std::collections::BTreeSet;

use super::Spot;
use super::grammar::content;
use super::measure::{Dimension, Measure};
use crate::across::said;
use crate::ledger::SourceIndex;
use crate::number::{Number, is_year};
use crate::table::{Column, ColumnKind, Line, LineKind, Reading, Table, Unit};
use crate::words::{Cue, Sense, fold, says, senses};
use crate::workbook::{Block, CellRef, Col, Prose, Row, SheetIndex};

/// Lines beyond so many are a list that no sentence speaks of.
const MOST_LINES: usize = 1_000;

/// What a column says of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Is {
    /// What there is.
    Result,
    /// What was planned.
    Plan,
    /// What there was before.
    Before,
    /// Percent of the plan.
    OfPlan,
    /// Percent of the period before.
    OfBefore,
    /// What changed.
    Change,
    /// What changed, in percent.
    Growth,
    /// Another share or rate.
    Rate,
    /// What is planned for later.
    Later,
}

/// A line of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardLine {
    /// Where it stands.
    pub row: Row,
    /// Its label.
    pub name: String,
    /// The words of its label that tell it from others.
    pub words: Vec<String>,
    /// All words of its label.
    pub all: Vec<String>,
    /// Whether it is the total of the table.
    pub is_total: bool,
    /// The line that it belongs to.
    pub parent: Option<Row>,
}

/// A column of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardColumn {
    /// Where it stands.
    pub col: Col,
    /// Its header.
    pub name: String,
    /// The words of its header that tell it from others, without plan, period and unit.
    pub words: Vec<String>,
    /// All words of the lowest part of its header.
    pub all: Vec<String>,
    /// All words of its header.
    pub path: Vec<String>,
    /// What it says.
    pub is: Is,
    /// The year that its header names.
    pub year: Option<u16>,
    /// Columns of one family say several things of one subject.
    pub family: usize,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardCell {
    /// The figure.
    pub number: Number,
    /// Its unit.
    pub measure: Measure,
    /// Whether the unit is that of the whole table, which need not be that of each column.
    pub is_loose: bool,
}

/// A table as sentences speak of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    /// Its source.
    pub source: SourceIndex,
    /// Its sheet.
    pub sheet: SheetIndex,
    /// The name of its sheet.
    pub name: String,
    /// The words of its titles.
    pub titles: Vec<String>,
    /// Its lines.
    pub lines: Vec<BoardLine>,
    /// Its columns.
    pub columns: Vec<BoardColumn>,
    /// How many spans of time its columns are of.
    pub spans: usize,
    cells: Vec<Option<BoardCell>>,
}

impl Board {
    /// Of a table; `None` where no sentence can speak of it.
    pub fn of(source: SourceIndex, sheet: SheetIndex, name: &str, table: &Table) -> Option<Self> {
        let columns: Vec<&Column> = table.columns.iter().filter(|column| column.kind == ColumnKind::Number).collect();
        let has_figures = |line: &&Line| {
            let is_figure =
                |column: &&Column| matches!(table.reading(CellRef::new(line.row, column.col)), Reading::Number(_));
            line.kind != LineKind::Other && columns.iter().any(is_figure)
        };
        let lines: Vec<&Line> = table.lines.iter().filter(has_figures).collect();
        if columns.is_empty() || lines.is_empty() || lines.len() > MOST_LINES {
            return None;
        }
        let cells = lines
            .iter()
            .flat_map(|line| columns.iter().map(move |column| cell(table, CellRef::new(line.row, column.col))))
            .collect();
        let mut board = Self {
            source,
            sheet,
            name: name.to_owned(),
            titles: table.titles.iter().flat_map(|title| content(&split(title))).collect(),
            lines: lines.iter().map(|line| of_line(table, line)).collect(),
            columns: of_columns(&columns),
            spans: spans(&columns),
            cells,
        };
        board.prove();
        Some(board)
    }

    /// The same table as one of that file.
    pub fn within(self, source: SourceIndex) -> Self {
        Self { source, ..self }
    }

    /// The figure of a line in a column.
    pub fn cell(&self, line: usize, column: usize) -> Option<&BoardCell> {
        self.cells.get(line.checked_mul(self.columns.len())?.checked_add(column)?)?.as_ref()
    }

    /// The figure of a cell, if it is one of this table.
    pub fn cell_at(&self, spot: Spot) -> Option<&BoardCell> {
        self.cells.get(self.index(spot)?)?.as_ref()
    }

    /// The same, to be changed.
    pub fn cell_at_mut(&mut self, spot: Spot) -> Option<&mut BoardCell> {
        let index = self.index(spot)?;
        self.cells.get_mut(index)?.as_mut()
    }

    fn index(&self, spot: Spot) -> Option<usize> {
        let Spot::Cell(source, sheet, cell) = spot else { return None };
        if (source, sheet) != (self.source, self.sheet) {
            return None;
        }
        let line = self.lines.iter().position(|line| line.row == cell.row)?;
        let column = self.columns.iter().position(|column| column.col == cell.col)?;
        line.checked_mul(self.columns.len())?.checked_add(column)
    }

    /// Where it stands.
    pub fn at(&self, line: usize, column: usize) -> Option<CellRef> {
        Some(CellRef::new(self.lines.get(line)?.row, self.columns.get(column)?.col))
    }

    /// Gives a unit to the figures that have none: "Đơn vị tính: triệu đồng" above the table.
    pub fn measured_in(&mut self, measure: &Measure) {
        for cell in self.cells.iter_mut().flatten().filter(|cell| cell.measure == Measure::UNSAID) {
            (cell.measure, cell.is_loose) = (measure.clone(), true);
        }
    }

    /// The families of columns.
    pub fn families(&self) -> BTreeSet<usize> {
        self.columns.iter().map(|column| column.family).collect()
    }

    /// The columns of a family that say something.
    pub fn columns_of(&self, family: usize, is: Is) -> impl Iterator<Item = usize> {
        let found =
            self.columns.iter().enumerate().filter(move |(_, column)| column.family == family && column.is == is);
        found.map(|(at, _)| at)
    }
}

fn split(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn cell(table: &Table, at: CellRef) -> Option<BoardCell> {
    let number = match table.reading(at) {
        Reading::Number(number) => number,
        // What is left blank is nothing, where sentences say "0".
        _ => return None,
    };
    let own = table.line_at(at.row).and_then(|(_, line)| line.unit.as_ref());
    let in_brackets =
        table.column(at.col).and_then(|column| column.header.iter().rev().find_map(|text| bracketed(text)));
    let unit = table.unit_at(at).cloned().filter(|_| own.is_some() || in_brackets.is_none()).or(in_brackets.clone());
    let of_column = table.column(at.col).and_then(|column| column.unit.as_ref());
    let percent = table.column(at.col).is_some_and(|column| column.title().contains('%'));
    let is_loose = own.is_none() && of_column.is_none() && in_brackets.is_none();
    let measure = match unit {
        _ if percent => Measure::of("%"),
        Some(unit) => Measure::of(unit.as_str()),
        None => Measure::UNSAID,
    };
    Some(BoardCell { number, measure, is_loose: is_loose && !percent })
}

/// "Diện tích (ha)": the unit that a header names in brackets.
fn bracketed(header: &str) -> Option<Unit> {
    let (_, inside) = header.rsplit_once('(')?;
    let inside = inside.split(')').next()?.trim();
    let measure = Measure::of(inside);
    let is_known = matches!(measure.dimension, Dimension::Known(_) | Dimension::Rate(..));
    Unit::new(inside).filter(|_| is_known)
}

fn of_line(table: &Table, line: &Line) -> BoardLine {
    let label = line.label.as_str();
    // "Các trạm y tế xã (17 trạm)": what stands in brackets tells nothing more.
    let bare = label.split('(').next().filter(|bare| !bare.trim().is_empty()).unwrap_or(label);
    let words = content(&split(bare));
    let is_total = line.said.is_total() || line.kind == LineKind::Total || words.is_empty();
    let words = if words == ["cộng"] { Vec::new() } else { words };
    let parent = line.parent.and_then(|parent| table.line(parent)).map(|parent| parent.row);
    BoardLine { row: line.row, name: label.to_owned(), words, all: split(label), is_total, parent }
}

/// Months, quarters and parts of the year that headers name.
fn spans(columns: &[&Column]) -> usize {
    let spans: BTreeSet<_> = columns
        .iter()
        .filter_map(|column| said::read(&column.title()).1.period.span)
        .filter(|span| *span != said::Span::Year)
        .collect();
    spans.len()
}

fn of_columns(columns: &[&Column]) -> Vec<BoardColumn> {
    let year = |column: &Column| said::read(&column.title()).1.period.year;
    let is_plan = |column: &Column| says(&split(&column.title()), Cue::Plan) && !column.title().contains('%');
    let done = columns.iter().filter(|column| !is_plan(column)).filter_map(|column| year(column)).max();
    let last = done.or_else(|| columns.iter().filter_map(|column| year(column)).max());
    // "Ước thực hiện | Thực hiện năm 2023": the year that is told is the one before.
    let is_done = |column: &Column| {
        let said = senses(&column.title());
        (said.has(Sense::Actual) || said.has(Sense::Estimated)) && !column.title().contains('%') && !is_plan(column)
    };
    let untold = columns.iter().any(|column| is_done(column) && year(column).is_none());
    let mut keys: Vec<Vec<String>> = Vec::new();
    let mut read = Vec::new();
    for column in columns {
        let title = column.title();
        let folded = split(&title);
        let senses = senses(column.name());
        let percent = title.contains('%')
            || senses.has(Sense::RatioTo)
            || column.unit.as_ref().is_some_and(|unit| unit.as_str().contains('%'));
        let (plan, before) = (
            says(&folded, Cue::Plan) || folded.iter().any(|word| word == "dt"),
            says(&folded, Cue::Before) && !says(&folded, Cue::Last)
                || folded.iter().any(|word| word == "ck" || word == "nt"),
        );
        let year = year(column);
        let earlier = year.is_some() && (year < last || untold && is_done(column));
        let later = year.is_some() && year > last;
        let is_change =
            !says(&folded, Cue::Left) && senses.has(Sense::Difference) || senses.has(Sense::Growth) && !percent;
        let is = match () {
            () if later => Is::Later,
            () if percent && plan && !before => Is::OfPlan,
            () if percent && (before || earlier && says(&folded, Cue::Plan)) => Is::OfBefore,
            () if percent && earlier => Is::Before,
            () if percent && year.is_some() && year == last => Is::Rate,
            () if percent && senses.has(Sense::Growth) && !senses.has(Sense::RatioTo) => Is::Growth,
            () if percent => Is::Rate,
            () if is_change => Is::Change,
            () if before || earlier => Is::Before,
            () if plan => Is::Plan,
            () => Is::Result,
        };
        let stripped: Vec<String> =
            column.header.iter().flat_map(|text| split(text.split('(').next().unwrap_or(text))).collect();
        let about = [
            "th", "kh", "ck", "dt", "ưth", "ước", "sánh", "lệ", "tỷ", "%", "giao", "cả", "đầu", "đến", "nay", "học",
            "hiện", "ước",
        ];
        let years = |word: &String| word.parse().is_ok_and(|year: rust_decimal::Decimal| is_year(year));
        let words: Vec<String> =
            content(&stripped).into_iter().filter(|word| !about.contains(&word.as_str()) && !years(word)).collect();
        let key = words.clone();
        let family = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            keys.push(key);
            keys.len() - 1
        });
        // "Tỷ lệ nữ": what tells a rate stays among its words.
        read.push(BoardColumn {
            col: column.col,
            name: title,
            words,
            all: split(column.name()),
            path: folded,
            is,
            year,
            family,
        });
    }
    read
}

/// The unit that stands in brackets at the end of a caption.
fn captioned(caption: &str) -> Option<Measure> {
    const LONGEST: usize = 160;
    let caption = caption.trim();
    if caption.chars().count() > LONGEST || !caption.ends_with(')') {
        return None;
    }
    let measure = Measure::of(bracketed(caption)?.as_str());
    (!measure.is_percent()).then_some(measure)
}

/// Tables with the units that paragraphs right above them tell: "Đơn vị tính: triệu đồng".
pub fn measured(prose: &Prose, source: SourceIndex, boards: &[Board]) -> Vec<Board> {
    let mut boards = boards.to_vec();
    let mut unit: Option<Measure> = None;
    for block in &prose.blocks {
        match block {
            Block::Paragraph(at) => {
                let text = prose.paragraph(*at).map(|paragraph| fold(&paragraph.text)).unwrap_or_default();
                let noted = ["đơn vị tính ", "đvt ", "đơn vị "].into_iter().find_map(|note| text.strip_prefix(note));
                let words = prose.paragraph(*at).map(|paragraph| paragraph.text.as_str()).unwrap_or_default();
                match noted {
                    Some(noted) => unit = Some(Measure::of(noted)),
                    None if text.is_empty() => {}
                    // "Bảng 2: Kim ngạch xuất khẩu (triệu USD)"
                    None => unit = captioned(words),
                }
            }
            Block::Table(sheet) => {
                if let Some(unit) = unit.take() {
                    boards
                        .iter_mut()
                        .filter(|board| board.sheet == *sheet && board.source == source)
                        .for_each(|board| board.measured_in(&unit));
                }
            }
        }
    }
    boards
}
