//! The properties of what a document is made of. What they were before a tracked change is passed over.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::Held;
use super::super::limits::MAX_DEPTH;
use super::super::xml::{attribute, flag, number, skip};
use super::super::{Col, Color, ReadError, VerticalAlignment};
use super::story::{Merge, TableCell};
use super::styles::Look;

/// Calls `visit` with the depth of each element up to the end of the one that was just opened.
fn within(reader: &mut Reader<&[u8]>, mut visit: impl FnMut(usize, &BytesStart<'_>)) -> Result<(), ReadError> {
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => {
                let name = element.local_name().into_inner();
                if name.ends_with("Change") || name == "sectPr" {
                    skip(reader, &element)?;
                } else {
                    visit(depth, &element);
                    depth += 1;
                    if depth > MAX_DEPTH {
                        return Err(ReadError::Damaged);
                    }
                }
            }
            Event::Empty(element) => visit(depth, &element),
            Event::End(_) => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Ok(()),
            },
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

/// The style of a paragraph and what it says by itself.
pub(super) fn paragraph(reader: &mut Reader<&[u8]>) -> Result<(Option<String>, Look), ReadError> {
    let (mut style, mut look) = (None, Look::default());
    let mut in_mark = false;
    within(reader, |depth, element| {
        let name = element.local_name().into_inner();
        if depth == 0 {
            // How the mark at its end looks says nothing of the text.
            in_mark = name == "rPr";
        }
        match name {
            _ if in_mark => {}
            "pStyle" => style = attribute(element, "val").map(|style| style.into_owned()),
            _ => look.note_paragraph(element),
        }
    })?;
    Ok((style, look))
}

/// The style of a run and what it says by itself.
pub(super) fn run(reader: &mut Reader<&[u8]>) -> Result<(Option<String>, Look), ReadError> {
    let (mut style, mut look) = (None, Look::default());
    within(reader, |_, element| match element.local_name().into_inner() {
        "rStyle" => style = attribute(element, "val").map(|style| style.into_owned()),
        _ => look.note_run(element),
    })?;
    Ok((style, look))
}

/// What keeps the content of a control from being changed: a plain text in one may be, as a person would in Word.
pub(super) fn control(reader: &mut Reader<&[u8]>) -> Result<Option<Held>, ReadError> {
    let mut held = None;
    within(reader, |_, element| {
        let is_held = match element.local_name().into_inner() {
            // Its content is stored a second time.
            "dataBinding" | "date" | "dropDownList" | "comboBox" | "checkbox" | "showingPlcHdr" => true,
            "lock" => {
                attribute(element, "val").is_some_and(|lock| matches!(&*lock, "contentLocked" | "sdtContentLocked"))
            }
            _ => false,
        };
        if is_held {
            held = Some(Held::Control);
        }
    })?;
    Ok(held)
}

/// The widths of the columns of a table.
pub(super) fn widths(reader: &mut Reader<&[u8]>) -> Result<Vec<u32>, ReadError> {
    let mut widths = Vec::new();
    within(reader, |depth, element| {
        if depth == 0 && element.local_name().into_inner() == "gridCol" && widths.len() < Col::COUNT as usize {
            widths.push(number(element, "w").unwrap_or(0));
        }
    })?;
    Ok(widths)
}

/// What is said of a row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub(super) before: u32,
    /// A tracked change took it out.
    pub(super) is_gone: bool,
    /// A tracked change put it in.
    pub(super) is_new: bool,
}

pub(super) fn row(reader: &mut Reader<&[u8]>) -> Result<Row, ReadError> {
    let mut row = Row::default();
    within(reader, |_, element| match element.local_name().into_inner() {
        "gridBefore" => row.before = number(element, "val").unwrap_or(0),
        "del" => row.is_gone = true,
        "ins" => row.is_new = true,
        _ => {}
    })?;
    row.before = row.before.min(MOST_COLUMNS);
    Ok(row)
}

/// Columns that one cell may take; Word draws no more than 63.
const MOST_COLUMNS: u32 = 1_000;

pub(super) fn cell(reader: &mut Reader<&[u8]>) -> Result<TableCell, ReadError> {
    let mut cell = TableCell { span: 1, ..TableCell::default() };
    let merge = |element: &BytesStart<'_>| match attribute(element, "val").as_deref() {
        Some("restart") => Merge::Start,
        _ => Merge::Continued,
    };
    within(reader, |_, element| match element.local_name().into_inner() {
        "gridSpan" => {
            // A number that does not fit is as large as one gets.
            let span = attribute(element, "val").map(|span| span.trim().parse().unwrap_or(MOST_COLUMNS));
            cell.span = span.unwrap_or(1).clamp(1, MOST_COLUMNS);
        }
        "vMerge" => cell.down = merge(element),
        "hMerge" => cell.right = merge(element),
        "shd" => cell.fill = attribute(element, "fill").and_then(|fill| color(&fill)),
        "vAlign" => {
            cell.vertical = match attribute(element, "val").as_deref() {
                Some("center") => VerticalAlignment::Center,
                Some("bottom") => VerticalAlignment::Bottom,
                _ => VerticalAlignment::Top,
            };
        }
        "cellDel" => cell.is_gone = flag(element, "val", true),
        _ => {}
    })?;
    Ok(cell)
}

fn color(hex: &str) -> Option<Color> {
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    if hex.len() == 6 { Some(Color(byte(0)?, byte(2)?, byte(4)?)) } else { None }
}
