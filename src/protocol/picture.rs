//! The picture of a sheet: sizes once, cells as they come into view.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::workbook::{
    Alignment, Cell, CellRange, CellRef, Col, Row, Sheet, SheetIndex, StyleId, Value, Visibility, Workbook,
};

use super::measure::{PADDING, PX_PER_POINT, line_height, lines, text_width};

/// Pixels of a column whose width is not stored: 8.43 characters.
const DEFAULT_COLUMN: f64 = 64.0;
/// Pixels of a row whose height is not stored: 15 points.
const DEFAULT_ROW: f64 = 20.0;
/// Pixels that a digit of the default font takes, the unit of column widths (18.3.1.13).
const DIGIT: f64 = 7.0;
/// Pixels added to rows that are fitted to their text, so that lines do not touch the borders.
const AIR: f64 = 4.0;
/// The largest row of Excel, 409.5 points, and the largest column, 255 characters, in pixels.
const LARGEST_ROW: f64 = 546.0;
const LARGEST_COLUMN: f64 = 1790.0;

/// The rows or the columns of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AxisShape {
    /// How many are in use.
    pub count: u32,
    /// The size of most of them, in pixels.
    pub size: f64,
    /// Those of another size, in order: index and pixels; hidden ones have none.
    pub sizes: Vec<(u32, f64)>,
    /// How many at the start stay in view when the rest is scrolled.
    pub frozen: u32,
}

/// What a sheet looks like before its cells are known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SheetShape {
    /// The name on its tab.
    pub name: String,
    /// Whether its tab is hidden.
    pub hidden: bool,
    /// Rows.
    pub rows: AxisShape,
    /// Columns.
    pub cols: AxisShape,
    /// Merged cells: the first and the last of each.
    pub merges: Vec<(CellRef, CellRef)>,
    /// Whether grid lines are drawn.
    pub grid_lines: bool,
}

/// How a value is aligned when its format does not say, and what it is to a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Drawn {
    /// Nothing to read.
    #[default]
    Empty,
    /// Left.
    Text,
    /// Right.
    Number,
    /// Centred.
    Centered,
}

/// A cell in view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellView {
    /// Where it stands; for merged cells their first.
    pub at: CellRef,
    /// What is shown.
    pub text: String,
    /// Its format.
    pub style: StyleId,
    /// What it is.
    pub drawn: Drawn,
    /// Rows and columns that it covers.
    pub span: (u32, u32),
    /// The first and last column that its text runs over, when that is more than its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<(u32, u32)>,
    /// How much smaller a number must be written to fit its column, 0.5 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub squeeze: Option<f64>,
    /// The borders of merged cells: left, right, top, bottom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borders: Option<[bool; 4]>,
    /// Whether a person has changed it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
}

/// The first of a run of rows or columns, and the first after the last.
type Band = (u32, u32);

/// The cells where bands of rows and columns cross, and those that reach into them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// The sheet.
    pub sheet: SheetIndex,
    /// The revision it shows.
    pub revision: u32,
    /// Bands of rows: the first, and the first after the last.
    pub rows: Vec<(u32, u32)>,
    /// Bands of columns, in the same way.
    pub cols: Vec<(u32, u32)>,
    /// The cells, row by row.
    pub cells: Vec<CellView>,
}

impl SheetShape {
    /// The shape of a sheet.
    pub fn new(workbook: &Workbook, sheet: &Sheet) -> Self {
        let (row_count, col_count) = sheet
            .used_range()
            .map_or((1, 1), |used| (used.end.row.0.saturating_add(1), used.end.col.0.saturating_add(1)));
        let cols = columns(sheet, col_count);
        let rows = rows(workbook, sheet, row_count, &cols);
        Self {
            name: sheet.name.clone(),
            hidden: sheet.visibility == Visibility::Hidden,
            rows,
            cols,
            merges: sheet.merges.iter().map(|merge| (merge.start, merge.end)).collect(),
            grid_lines: !sheet.hide_grid_lines,
        }
    }
}

impl AxisShape {
    /// The size of one row or column.
    fn at(&self, index: u32) -> f64 {
        match self.sizes.binary_search_by_key(&index, |(index, _)| *index) {
            Ok(found) => self.sizes.get(found).map_or(self.size, |(_, size)| *size),
            Err(_) => self.size,
        }
    }

    /// The size of several together.
    fn across(&self, first: u32, last: u32) -> f64 {
        (first..=last).take(Col::COUNT as usize).map(|index| self.at(index)).sum()
    }
}

fn columns(sheet: &Sheet, count: u32) -> AxisShape {
    let pixels = |characters: f64| (characters * DIGIT).round().clamp(0.0, LARGEST_COLUMN);
    let size = sheet.default_width.map_or(DEFAULT_COLUMN, pixels);
    let mut sizes: BTreeMap<u32, f64> =
        sheet.column_widths.iter().map(|(col, width)| (col.0, pixels(*width))).collect();
    sizes.extend(sheet.hidden_columns.iter().map(|col| (col.0, 0.0)));
    AxisShape { count, size, sizes: within(sizes, count), frozen: sheet.frozen.1.min(count) }
}

fn rows(workbook: &Workbook, sheet: &Sheet, count: u32, cols: &AxisShape) -> AxisShape {
    let pixels = |points: f64| (points * PX_PER_POINT).round().clamp(0.0, LARGEST_ROW);
    let size = sheet.default_height.map_or(DEFAULT_ROW, pixels);
    let mut sizes = fitted(workbook, sheet, size, cols);
    sizes.extend(sheet.row_heights.iter().map(|(row, height)| (row.0, pixels(*height))));
    sizes.extend(sheet.hidden_rows.iter().map(|row| (row.0, 0.0)));
    let mut shape = AxisShape { count, size, sizes: within(sizes, count), frozen: sheet.frozen.0.min(count) };
    let grown = grown(workbook, sheet, &shape, cols);
    if !grown.is_empty() {
        let mut sizes: BTreeMap<u32, f64> = shape.sizes.into_iter().collect();
        sizes.extend(grown);
        shape.sizes = sizes.into_iter().collect();
    }
    rebased(shape)
}

/// The same heights with the commonest as the rule and the others as exceptions: a long sheet in a
/// font other than the default would otherwise list every row.
fn rebased(shape: AxisShape) -> AxisShape {
    let mut tally: BTreeMap<u64, (usize, f64)> = BTreeMap::new();
    for (_, size) in &shape.sizes {
        tally.entry(size.to_bits()).or_insert((0, *size)).0 += 1;
    }
    let Some((often, common)) = tally.into_values().max_by_key(|(often, _)| *often) else { return shape };
    if often <= shape.count as usize - shape.sizes.len().min(shape.count as usize) || common <= 0.0 {
        return shape;
    }
    // Most rows are listed, so going through all of them costs no more than the list did.
    let sizes = (0..shape.count)
        .map(|row| (row, shape.at(row)))
        .filter(|(_, size)| size.to_bits() != common.to_bits())
        .collect();
    AxisShape { size: common, sizes, ..shape }
}

fn within(sizes: BTreeMap<u32, f64>, count: u32) -> Vec<(u32, f64)> {
    sizes.into_iter().take_while(|(index, _)| *index < count).collect()
}

/// The heights of rows that hold text of more than a line, or of a larger font.
fn fitted(workbook: &Workbook, sheet: &Sheet, size: f64, cols: &AxisShape) -> BTreeMap<u32, f64> {
    let looks: Vec<(bool, f64)> = workbook.styles.iter().map(|style| (style.wrap, line_height(&style.font))).collect();
    let merged: BTreeSet<CellRef> = sheet.merges.iter().map(|merge| merge.start).collect();
    let mut heights = BTreeMap::new();
    for (at, cell) in sheet.cells() {
        if cell.is_blank() {
            continue;
        }
        let Some(&(wrap, line)) = looks.get(usize::from(cell.style.0)) else { continue };
        let count = match workbook.styles.get(usize::from(cell.style.0)) {
            Some(style) if wrap && !merged.contains(&at) => {
                lines(&workbook.shown(cell), &style.font, cols.at(at.col.0))
            }
            _ => 1,
        };
        let wanted = (line * f64::from(count)).min(LARGEST_ROW - AIR) + AIR;
        // One plain line leaves the row as it is.
        if wanted > size + AIR {
            let height = heights.entry(at.row.0).or_insert(wanted);
            *height = height.max(wanted);
        }
    }
    heights
}

/// Rows made higher so that text in cells merged downwards, as in headers, is not cut. Excel does
/// not do this and cuts the text; only rows without a stored height are touched.
fn grown(workbook: &Workbook, sheet: &Sheet, rows: &AxisShape, cols: &AxisShape) -> BTreeMap<u32, f64> {
    let mut heights = BTreeMap::new();
    for merge in &sheet.merges {
        let CellRange { start, end } = *merge;
        let Some(cell) = sheet.cell(start).filter(|cell| !cell.is_blank()) else { continue };
        let Some(style) = workbook.styles.get(usize::from(cell.style.0)).filter(|style| style.wrap) else { continue };
        if sheet.row_heights.contains_key(&end.row) || sheet.hidden_rows.contains(&end.row) {
            continue;
        }
        let needed = line_height(&style.font)
            * f64::from(lines(&workbook.shown(cell), &style.font, cols.across(start.col.0, end.col.0)));
        let above = if end.row > start.row { rows.across(start.row.0, end.row.0.saturating_sub(1)) } else { 0.0 };
        let wanted = (needed + AIR - above).min(LARGEST_ROW);
        let now: f64 = heights.get(&end.row.0).copied().unwrap_or_else(|| rows.at(end.row.0));
        if wanted > now {
            heights.insert(end.row.0, wanted);
        }
    }
    heights
}

impl Window {
    /// The cells where bands cross, as they stand now.
    pub fn new(
        workbook: &Workbook,
        sheet_index: SheetIndex,
        rows: &[Band],
        cols: &[Band],
        edited: &BTreeSet<(SheetIndex, CellRef)>,
    ) -> Self {
        let mut window = Self { sheet: sheet_index, rows: rows.to_vec(), cols: cols.to_vec(), ..Self::default() };
        let Some(sheet) = workbook.sheet(sheet_index) else { return window };
        let used = sheet
            .used_range()
            .map_or((0, 0), |used| (used.end.row.0.saturating_add(1), used.end.col.0.saturating_add(1)));
        let widths = columns(sheet, used.1);
        let merges: Vec<CellRange> = sheet
            .merges
            .iter()
            .copied()
            .filter(|merge| {
                meets((merge.start.row.0, merge.end.row.0), rows) && meets((merge.start.col.0, merge.end.col.0), cols)
            })
            .collect();
        let starts: BTreeMap<CellRef, CellRange> = merges.iter().map(|merge| (merge.start, *merge)).collect();

        let blank = Cell::default();
        // Merged cells first: one that began above or left of the rectangle is still seen in it.
        for merge in &merges {
            let cell = sheet.cell(merge.start).unwrap_or(&blank);
            window.cells.push(merged(workbook, sheet, *merge, cell, edited.contains(&(sheet_index, merge.start))));
        }
        for row in rows.iter().flat_map(|band| band.0..band.1.min(used.0)) {
            let cells: Vec<(CellRef, &Cell)> = sheet.row(Row(row)).collect();
            for (place, (at, cell)) in cells.iter().enumerate() {
                if starts.contains_key(at) || merges.iter().any(|merge| merge.contains(*at)) {
                    continue;
                }
                let style = workbook.style(cell.style);
                let shown = workbook.shown(cell);
                let drawn = drawn(cell);
                let wide = text_width(&shown, &style.font) + PADDING;
                let own = widths.at(at.col.0);
                let reach = (drawn == Drawn::Text && !style.wrap && wide > own)
                    .then(|| reach(&cells, place, style.horizontal, wide, &widths, used.1))
                    .flatten();
                let (first, last) = reach.unwrap_or((at.col.0, at.col.0));
                if !meets((first, last), cols) {
                    continue;
                }
                window.cells.push(CellView {
                    at: *at,
                    text: shown.into_owned(),
                    style: cell.style,
                    drawn,
                    span: (1, 1),
                    reach,
                    squeeze: squeeze(drawn, wide, own),
                    borders: None,
                    edited: edited.contains(&(sheet_index, *at)),
                });
            }
        }
        window.cells.sort_by_key(|cell| cell.at);
        window.cells.dedup_by_key(|cell| cell.at);
        window
    }
}

fn merged(workbook: &Workbook, sheet: &Sheet, merge: CellRange, cell: &Cell, edited: bool) -> CellView {
    let borders_at = |at: CellRef| sheet.cell(at).map_or([false; 4], |cell| workbook.style(cell.style).borders);
    let (first, last) = (borders_at(merge.start), borders_at(merge.end));
    CellView {
        at: merge.start,
        text: workbook.shown(cell).into_owned(),
        style: cell.style,
        drawn: drawn(cell),
        span: (
            merge.end.row.0.saturating_sub(merge.start.row.0).saturating_add(1),
            merge.end.col.0.saturating_sub(merge.start.col.0).saturating_add(1),
        ),
        reach: None,
        squeeze: None,
        borders: Some([first[0], last[1] || first[1], first[2], last[3] || first[3]]),
        edited,
    }
}

/// Whether any band holds any of `first..=last`.
fn meets((first, last): (u32, u32), bands: &[Band]) -> bool {
    bands.iter().any(|band| first < band.1 && last >= band.0)
}

fn drawn(cell: &Cell) -> Drawn {
    match cell.value {
        _ if cell.is_blank() => Drawn::Empty,
        Value::Empty => Drawn::Empty,
        Value::Number(_) | Value::Date(_) => Drawn::Number,
        Value::Text(_) => Drawn::Text,
        Value::Bool(_) | Value::Error(_) => Drawn::Centered,
    }
}

/// How much smaller a number must be written. Excel shows `####` instead; a reader who came to
/// check numbers is better served by seeing them.
fn squeeze(drawn: Drawn, wide: f64, own: f64) -> Option<f64> {
    (drawn == Drawn::Number && wide > own && own > 0.0).then(|| (own / wide).max(0.5))
}

/// The columns that a text runs over: its own and empty neighbours, as far as it needs them.
fn reach(
    cells: &[(CellRef, &Cell)],
    place: usize,
    align: Alignment,
    wide: f64,
    widths: &AxisShape,
    count: u32,
) -> Option<(u32, u32)> {
    let (at, _) = cells.get(place)?;
    let filled = |cell: &Cell| !cell.is_blank();
    let left_wall =
        cells.get(..place)?.iter().rev().find(|(_, cell)| filled(cell)).map_or(0, |(at, _)| at.col.0.saturating_add(1));
    let right_wall =
        cells.get(place..)?.iter().skip(1).find(|(_, cell)| filled(cell)).map_or(count, |(at, _)| at.col.0);
    let mut missing = wide - widths.at(at.col.0);
    let (mut first, mut last) = (at.col.0, at.col.0);
    match align {
        Alignment::General | Alignment::Left | Alignment::Justify => {
            while missing > 0.0 && last.saturating_add(1) < right_wall {
                last = last.saturating_add(1);
                missing -= widths.at(last);
            }
        }
        Alignment::Right => {
            while missing > 0.0 && first > left_wall {
                first = first.saturating_sub(1);
                missing -= widths.at(first);
            }
        }
        Alignment::Center | Alignment::CenterContinuous => {
            let mut side = missing / 2.0;
            while side > 0.0 && last.saturating_add(1) < right_wall {
                last = last.saturating_add(1);
                side -= widths.at(last);
            }
            let mut side = missing / 2.0;
            while side > 0.0 && first > left_wall {
                first = first.saturating_sub(1);
                side -= widths.at(first);
            }
        }
    }
    ((first, last) != (at.col.0, at.col.0)).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::{Font, Style};

    fn text(shown: &str, style: u16) -> Cell {
        Cell { value: Value::Text(shown.to_owned()), style: StyleId(style), formula: None }
    }

    fn at(address: &str) -> CellRef {
        address.parse().unwrap()
    }

    fn workbook(cells: &[(&str, &str, u16)]) -> Workbook {
        let mut sheet = Sheet::new("S");
        for (address, shown, style) in cells {
            sheet.set(at(address), text(shown, *style));
        }
        let font = Font { name: "Times New Roman".to_owned(), size: 12.0, ..Font::default() };
        let plain = Style { font: font.clone(), ..Style::default() };
        let wrapped = Style { font: font.clone(), wrap: true, ..Style::default() };
        let right = Style { font, horizontal: Alignment::Right, ..Style::default() };
        Workbook::new(vec![sheet], vec![plain, wrapped, right])
    }

    fn window(workbook: &Workbook) -> Window {
        Window::new(workbook, SheetIndex(0), &[(0, 50)], &[(0, 50)], &BTreeSet::new())
    }

    fn reach_of(workbook: &Workbook, address: &str) -> Option<(u32, u32)> {
        window(workbook).cells.iter().find(|cell| cell.at == at(address)).unwrap().reach
    }

    #[test]
    fn long_text_runs_over_empty_cells_up_to_the_next_full_one() {
        let book = workbook(&[
            ("A1", "một dòng chữ khá dài chạy qua các ô trống bên phải", 0),
            ("C1", "chặn", 0),
            ("F9", "x", 0),
        ]);
        assert_eq!(reach_of(&book, "A1"), Some((0, 1)));
    }

    #[test]
    fn right_aligned_text_runs_to_the_left() {
        let book = workbook(&[("D1", "ĐVT: triệu đồng và còn nữa", 2)]);
        assert_eq!(reach_of(&book, "D1"), Some((1, 3)));
    }

    #[test]
    fn text_that_fits_or_wraps_stays_in_its_cell() {
        let book = workbook(&[("A1", "ngắn", 0), ("A2", "một dòng chữ khá dài nhưng được xuống dòng", 1)]);
        assert_eq!(reach_of(&book, "A1"), None);
        assert_eq!(reach_of(&book, "A2"), None);
    }

    #[test]
    fn rows_without_a_stored_height_fit_their_wrapped_text() {
        let book = workbook(&[("A1", "một dòng chữ khá dài nhưng được xuống dòng", 1), ("A2", "ngắn", 0)]);
        let shape = SheetShape::new(&book, &book.sheets[0]);
        assert!(shape.rows.at(0) >= 84.0, "{}", shape.rows.at(0));
        assert!(shape.rows.at(1) < 26.0);
    }

    #[test]
    fn a_stored_height_is_kept_and_a_hidden_row_has_none() {
        let mut book = workbook(&[("A1", "một dòng chữ khá dài nhưng được xuống dòng", 1), ("A2", "ẩn", 0)]);
        book.sheets[0].row_heights.insert(Row(0), 30.0);
        book.sheets[0].hidden_rows.insert(Row(1));
        let shape = SheetShape::new(&book, &book.sheets[0]);
        assert!((shape.rows.at(0) - 40.0).abs() < 1e-9);
        assert!(shape.rows.at(1) < 1e-9);
    }

    #[test]
    fn rows_that_are_all_alike_are_not_listed() {
        let names: Vec<String> = (1..=100).map(|row| format!("A{row}")).collect();
        let cells: Vec<(&str, &str, u16)> = names.iter().map(|name| (name.as_str(), "x", 0)).collect();
        let book = workbook(&cells);
        let shape = SheetShape::new(&book, &book.sheets[0]);
        assert!(shape.rows.sizes.is_empty());
        assert!(shape.rows.size > 20.0);
    }

    #[test]
    fn a_merge_that_begins_outside_the_view_is_still_drawn_and_covers_its_cells() {
        let mut book = workbook(&[("A1", "tiêu đề", 0), ("B2", "bị che", 0), ("E5", "x", 0)]);
        book.sheets[0].merges.push("A1:C3".parse().unwrap());
        let view = Window::new(&book, SheetIndex(0), &[(1, 5)], &[(1, 5)], &BTreeSet::new());
        let seen: Vec<_> = view.cells.iter().map(|cell| (cell.at.to_string(), cell.span)).collect();
        assert_eq!(seen, [("A1".to_owned(), (3, 3)), ("E5".to_owned(), (1, 1))]);
    }

    #[test]
    fn a_lying_dimension_costs_nothing() {
        let book = workbook(&[("XFD1048576", "xa", 0)]);
        let shape = SheetShape::new(&book, &book.sheets[0]);
        assert_eq!((shape.rows.count, shape.cols.count), (1_048_576, 16_384));
        assert!(shape.rows.sizes.len() <= 1);
        assert!(window(&book).cells.is_empty());
    }
}
