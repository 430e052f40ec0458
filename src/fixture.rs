//! Workbooks written as text, for tests and for the examples in the rules' documentation: one row
//! a line, cells between bars, numbers in Vietnamese notation.
//!
//! | written | means |
//! | --- | --- |
//! | `'1.800` | typed as text |
//! | `97,7%` | the stored fraction 0,977 in the format `0.0%` |
//! | `*Tổng cộng*` | bold |
//! | `<` | merged with the cell to its left |
//! | `^` | merged with the cell above |
//! | `=SUM(B2:B4)→12` | a formula and the value that is stored with it |
//! | `#REF!` | an error value |
//! | `«12»` | a cell that the example expects a finding in |
//! | `=== Quý I` | a line by itself: what follows is the sheet of that name |
//! | `¶ Có 12 hộ.` | a paragraph of the text that stands around the sheet |
//! | `>>> nam truoc.xlsx` | a line by itself: what follows is the file of that name |

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{Place, Span};
use crate::number::{Notation, Number, parse};
use crate::workbook::{
    Block, Cell, CellError, CellRange, CellRef, Col, Font, Paragraph, ParagraphIndex, Prose, Row, Sheet, SheetCell,
    SheetIndex, Style, StyleId, Value, Workbook,
};

const BOLD: StyleId = StyleId(1);
/// The style that shows percents with no decimals; those with more decimals follow.
const PERCENT: StyleId = StyleId(2);

/// Reads the text of one sheet; returns the workbook and the marked cells.
pub fn workbook(text: &str) -> (Workbook, BTreeSet<CellRef>) {
    let (book, marked) = book(text);
    (book, marked.into_iter().map(|(_, cell)| cell).collect())
}

/// Reads the text of one file or several: the name of each, its workbook and what is marked in it.
pub fn files(text: &str) -> Vec<(String, Workbook, BTreeSet<Place>)> {
    let mut texts: Vec<(&str, String)> = Vec::new();
    for line in text.trim_matches('\n').lines() {
        match (line.strip_prefix(">>> "), texts.last_mut()) {
            (Some(name), _) => texts.push((name.trim(), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => texts.push(("", format!("{line}\n"))),
        }
    }
    let read = |(name, text): (&str, String)| {
        let ((workbook, cells), (_, spans)) = (book(&text), prose(&text));
        let cells = cells.into_iter().map(|(sheet, cell)| Place::of_cell(sheet, cell));
        (name.to_owned(), workbook, cells.chain(spans.into_iter().map(Place::of_span)).collect())
    };
    texts.into_iter().map(read).collect()
}

/// Reads the text of one sheet or several; returns the workbook and the marked cells.
pub fn book(text: &str) -> (Workbook, BTreeSet<SheetCell>) {
    let mut texts: Vec<(&str, String)> = Vec::new();
    for line in text.trim_matches('\n').lines() {
        match (line.strip_prefix("=== "), texts.last_mut()) {
            (Some(name), _) => texts.push((name.trim(), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => texts.push(("Bảng", format!("{line}\n"))),
        }
    }
    let (prose, _) = prose(text);
    let rows = |text: &str| {
        text.lines().filter(|line| !line.starts_with(PARAGRAPH)).fold(String::new(), |rows, line| rows + line + "\n")
    };
    let texts: Vec<(&str, String)> = texts.iter().map(|(name, text)| (*name, rows(text))).collect();
    let texts: Vec<(&str, String)> =
        texts.into_iter().filter(|(_, rows)| prose.is_empty() || !rows.trim().is_empty()).collect();
    let read: Vec<_> = texts.iter().map(|(name, text)| sheet(name, text)).collect();
    let marked =
        (0..).map(SheetIndex).zip(&read).flat_map(|(index, (_, marked))| marked.iter().map(move |at| (index, *at)));
    let marked = marked.collect();
    let mut workbook = Workbook::new(read.into_iter().map(|(sheet, _)| sheet).collect(), styles());
    workbook.prose = prose;
    (workbook, marked)
}

/// Opens a paragraph.
const PARAGRAPH: &str = "¶ ";

/// The paragraphs of a text, and the stretches that are marked in them.
pub fn prose(text: &str) -> (Prose, BTreeSet<Span>) {
    let (mut prose, mut marked) = (Prose::default(), BTreeSet::new());
    for line in text.lines() {
        let Some(line) = line.strip_prefix(PARAGRAPH) else {
            // The first sheet stands where its first row does.
            let table = Block::Table(SheetIndex(0));
            if !prose.blocks.contains(&table) && !line.starts_with("===") && !line.trim().is_empty() {
                prose.blocks.push(table);
            }
            continue;
        };
        let paragraph = ParagraphIndex(prose.paragraphs.len());
        let (mut text, mut length, mut start) = (String::new(), 0_u32, 0_u32);
        for letter in line.chars() {
            match letter {
                '«' => start = length,
                '»' => {
                    marked.insert(Span { paragraph, start, end: length });
                }
                letter => {
                    text.push(letter);
                    length += 1;
                }
            }
        }
        prose.blocks.push(Block::Paragraph(paragraph));
        prose.paragraphs.push(Paragraph { text, ..Paragraph::default() });
    }
    (prose, marked)
}

fn sheet(name: &str, text: &str) -> (Sheet, BTreeSet<CellRef>) {
    let mut sheet = Sheet::new(name);
    let mut marked = BTreeSet::new();
    let mut merges: BTreeMap<CellRef, CellRange> = BTreeMap::new();
    // Where the merge of each cell begins, row by row.
    let mut above: Vec<CellRef> = Vec::new();
    for (row, line) in (0..).map(Row).zip(text.trim_matches('\n').lines()) {
        let mut corners: Vec<CellRef> = Vec::new();
        for (col, cell) in (0..).map(Col).zip(line.split('|')) {
            let at = CellRef::new(row, col);
            let mut text = cell.trim();
            let corner = match text {
                "<" => corners.last().copied(),
                "^" => above.get(corners.len()).copied(),
                _ => None,
            };
            corners.push(corner.unwrap_or(at));
            if let Some(corner) = corner {
                let merge = merges.entry(corner).or_insert(CellRange::new(corner, corner));
                merge.end = CellRef::new(merge.end.row.max(row), merge.end.col.max(col));
                continue;
            }
            if let Some(inside) = text.strip_prefix('«').and_then(|text| text.strip_suffix('»')) {
                text = inside.trim();
                marked.insert(at);
            }
            if let Some(cell) = read(text) {
                sheet.set(at, cell);
            }
        }
        above = corners;
    }
    sheet.merges = merges.into_values().collect();
    (sheet, marked)
}

fn styles() -> Vec<Style> {
    let bold = Style { font: Font { bold: true, ..Font::default() }, ..Style::default() };
    let percents = ["0%", "0.0%", "0.00%"].map(|code| Style { number_format: code.to_owned(), ..Style::default() });
    [Style::default(), bold].into_iter().chain(percents).collect()
}

/// Whether a cell shows percents.
pub fn is_percent(cell: &Cell) -> bool {
    cell.style >= PERCENT
}

/// A cell as the text writes it; `None` for an empty one.
pub fn read(text: &str) -> Option<Cell> {
    let (text, style) = match text.strip_prefix('*').and_then(|text| text.strip_suffix('*')) {
        Some(inside) if !inside.is_empty() => (inside, BOLD),
        _ => (text, StyleId::default()),
    };
    let (formula, text) = match text.strip_prefix('=').and_then(|text| text.split_once('→')) {
        Some((formula, stored)) => (Some(Box::from(formula.trim())), stored.trim()),
        None => (None, text),
    };
    let cell = |value, style| Some(Cell { value, style, formula });
    if text.is_empty() {
        return None;
    }
    if let Some(typed) = text.strip_prefix('\'') {
        return cell(Value::Text(typed.to_owned()), style);
    }
    if text.starts_with('#') {
        return cell(Value::Error(CellError::from_text(text)), style);
    }
    let Some(number) = parse(text, Notation::Vietnamese) else { return cell(Value::Text(text.to_owned()), style) };
    if text.ends_with('%') {
        let fraction = Number::new(number.value() / rust_decimal::Decimal::ONE_HUNDRED, number.decimals() + 2);
        let shown = u16::try_from(number.decimals()).unwrap_or(u16::MAX).min(2);
        return cell(Value::Number(fraction), StyleId(PERCENT.0 + shown));
    }
    cell(Value::Number(number), style)
}
