//! Tables to sheets. A cell stands where the grid of its table puts it, whatever is merged.

use std::collections::BTreeMap;

use super::super::limits::MAX_MERGES;
use super::super::{
    Alignment, Cell, CellRange, CellRef, Col, Font, Held, ReadError, Row, Sheet, SheetIndex, Style, StyleId, Value,
    Workbook,
};
use super::captions;
use super::story::{DocumentTable, Merge, Story, TableCell};

/// The workbook of all tables. `above` are the lines that stand above each.
pub(super) fn workbook(story: &Story, above: Vec<Vec<String>>) -> Result<Workbook, ReadError> {
    let mut looks = Looks { list: vec![Style::default()], known: BTreeMap::new() };
    let names = captions::names(&above);
    let mut sheets = Vec::with_capacity(story.tables.len());
    let mut held = BTreeMap::new();
    for ((table, name), above) in story.tables.iter().zip(names).zip(above) {
        let mut sheet = sheet(table, name, &mut looks)?;
        let index = SheetIndex(sheets.len());
        let cells = places(table)?.into_iter();
        held.extend(cells.filter_map(|(range, cell)| Some(((index, range.start), cell.held()?))));
        sheet.above = above;
        sheets.push(sheet);
    }
    let mut workbook = Workbook::new(sheets, looks.list);
    workbook.holds.cells = held;
    Ok(workbook)
}

/// Where each cell of a table stands; those that go on from others stand nowhere.
pub(crate) fn places(table: &DocumentTable) -> Result<Vec<(CellRange, &TableCell)>, ReadError> {
    let mut placed: Vec<(CellRange, &TableCell)> = Vec::new();
    // The cells that may go on downwards, by their first column and width, and their index.
    let mut down: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (row, cells) in (0..).map(Row).zip(table.rows.iter().filter(|row| !row.is_gone)) {
        let mut col = cells.before;
        let mut above = std::mem::take(&mut down);
        let mut left: Option<usize> = None;
        for cell in &cells.cells {
            let last = col.saturating_add(cell.span).saturating_sub(1);
            if row.0 >= Row::COUNT || last >= Col::COUNT {
                return Err(ReadError::TooLarge);
            }
            let range = CellRange::new(CellRef::new(row, Col(col)), CellRef::new(row, Col(last)));
            let goes_on = match (cell.down, cell.right) {
                (_, Merge::Continued) => left,
                // What goes on from nothing begins there.
                (Merge::Continued, _) => above.remove(&(col, cell.span)),
                _ => None,
            };
            let index = match goes_on.and_then(|index| placed.get_mut(index).map(|(range, _)| (index, range))) {
                Some((index, open)) => {
                    open.end = CellRef::new(row, Col(last.max(open.end.col.0)));
                    index
                }
                None => {
                    placed.push((range, cell));
                    placed.len() - 1
                }
            };
            left = (cell.right != Merge::None).then_some(index);
            if cell.down != Merge::None {
                down.insert((col, cell.span), index);
            }
            col = last.saturating_add(1);
        }
    }
    Ok(placed)
}

fn sheet(table: &DocumentTable, name: String, looks: &mut Looks) -> Result<Sheet, ReadError> {
    let mut sheet = Sheet::new(name);
    let mut rows: BTreeMap<Row, Vec<(Col, Cell)>> = BTreeMap::new();
    for (range, cell) in places(table)? {
        if range.start != range.end && sheet.merges.len() < MAX_MERGES {
            sheet.merges.push(range);
        }
        let text = if cell.is_gone { String::new() } else { cell.text() };
        let value = if text.trim().is_empty() { Value::Empty } else { Value::Text(text) };
        let style = looks.of(cell);
        rows.entry(range.start.row).or_default().push((range.start.col, Cell { value, style, formula: None }));
    }
    for (row, cells) in rows {
        sheet.add_row(row, cells);
    }
    sheet.hide_grid_lines = true;
    let widths = (0..Col::COUNT).map(Col).zip(&table.widths).filter(|(_, width)| **width > 0);
    sheet.column_widths = widths.map(|(col, width)| (col, characters(*width))).collect();
    Ok(sheet)
}

/// Twentieths of a point as the width of a column in characters of the default font, seven pixels each and five
/// around them.
fn characters(twentieths: u32) -> f64 {
    let pixels = f64::from(twentieths) / 1440.0 * 96.0;
    (((pixels - 5.0) / 7.0).clamp(1.0, 255.0) * 100.0).round() / 100.0
}

impl TableCell {
    /// What it says: its paragraphs one below the other, each with the number of its list.
    pub(crate) fn text(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(super::Line::shown).collect();
        lines.join("\n").trim_end().to_owned()
    }
}

impl TableCell {
    /// What keeps it from being changed.
    fn held(&self) -> Option<Held> {
        let of_line = |line: &super::Line| {
            let cut = (line.is_cut || self.is_gone).then_some(Held::Tracked);
            let numbered = (!line.marker.is_empty()).then_some(Held::Numbering);
            line.pieces.iter().map(|piece| piece.held).max().flatten().max(line.held).max(cut).max(numbered)
        };
        self.lines.iter().filter_map(of_line).max()
    }
}

impl super::Line {
    /// What is seen of it.
    pub(crate) fn shown(&self) -> String {
        let text = self.text();
        match (self.marker.is_empty(), text.is_empty()) {
            (true, _) => text,
            (false, true) => self.marker.clone(),
            (false, false) => format!("{} {text}", self.marker),
        }
    }
}

/// The formats of cells, each once.
struct Looks {
    list: Vec<Style>,
    /// By what they look like, written out.
    known: BTreeMap<String, StyleId>,
}

impl Looks {
    fn of(&mut self, cell: &TableCell) -> StyleId {
        let said = cell.lines.iter().find(|line| !line.shown().trim().is_empty()).or(cell.lines.first());
        let letters = said.map(|line| line.letters.clone()).unwrap_or_default();
        let bold = said.is_some_and(|line| line.pieces.iter().any(|piece| piece.bold && !piece.text.trim().is_empty()));
        let font = Font {
            name: letters.font.unwrap_or_else(|| "Times New Roman".to_owned()),
            size: letters.size.map_or(13.0, |half| f64::from(half.clamp(2, 200)) / 2.0),
            bold,
            italic: letters.italic,
            ..Font::default()
        };
        let horizontal = said.map_or(Alignment::General, |line| line.align);
        let style = Style {
            font,
            fill: cell.fill,
            borders: [true; 4],
            horizontal,
            vertical: cell.vertical,
            wrap: true,
            ..Style::default()
        };
        let key = format!("{style:?}");
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        // A document with all formats taken shows the rest plainly.
        let Ok(id) = u16::try_from(self.list.len()).map(StyleId) else { return StyleId(0) };
        self.list.push(style);
        self.known.insert(key, id);
        id
    }
}
