//! The picture of a sheet: sizes once, cells as they come into view.

mod heights;
mod ink;
mod painted;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::workbook::overlay::{Object, Overlay, Paint, Run};
use crate::workbook::{
    Alignment, Cell, CellRange, CellRef, Col, Color, Row, Sheet, SheetCell, SheetIndex, StyleId, Value, Visibility,
    Workbook,
};

use super::measure::{PADDING, text_width};
pub use painted::BarView;
use painted::Painter;

/// Pixels of a column whose width is not stored: 8.43 characters.
const DEFAULT_COLUMN: f64 = 64.0;
/// Pixels that a digit of the default font takes, the unit of column widths (18.3.1.13).
const DIGIT: f64 = 7.0;
/// The largest column of Excel, 255 characters, in pixels.
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
    /// Those that the file hides, in order: index, and the pixels that it would have if it did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<(u32, f64)>,
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
    /// How many of the hidden rows a filter hides.
    #[serde(default)]
    pub filtered: u32,
    /// Columns.
    pub cols: AxisShape,
    /// Merged cells: the first and the last of each.
    pub merges: Vec<(CellRef, CellRef)>,
    /// Whether grid lines are drawn.
    pub grid_lines: bool,
    /// Where pictures, charts and boxes of text lie over it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Object>,
    /// The colour of its tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tab: Option<Color>,
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
    /// Whether it may be too wide for its cell, with nothing to run over. The page measures what must not
    /// simply be cut with the fonts that are there: a number, and what its format says to write smaller.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tight: bool,
    /// The borders of merged cells: left, right, top, bottom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borders: Option<[bool; 4]>,
    /// Looks that a conditional format gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paint: Option<Paint>,
    /// The bar that one draws behind its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<BarView>,
    /// The note on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Stretches of its text that look otherwise than the rest, one after the other through all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
    /// Whether a person has changed it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// Whether it has a formula that only Excel can calculate after the edits: it shows the value that
    /// was stored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outdated: bool,
}

/// What a session knows of cells beside what they hold.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// Cells that a person has changed.
    pub edited: BTreeSet<SheetCell>,
    /// Formulas that wait for Excel.
    pub outdated: BTreeSet<SheetCell>,
    /// What is drawn over the cells of the sheet.
    pub overlay: Option<&'a Overlay>,
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

impl CellView {
    fn known(self, sheet: SheetIndex, known: &Known, painted: (Option<Paint>, Option<BarView>)) -> Self {
        let place = (sheet, self.at);
        let note = known.overlay.and_then(|overlay| overlay.notes.get(&self.at).cloned());
        let (paint, bar) = painted;
        let edited = known.edited.contains(&place);
        // They are those of the text that the file has: of another one nothing is known.
        let runs = known.overlay.and_then(|overlay| overlay.runs.get(&self.at)).filter(|runs| {
            let all: usize = runs.iter().map(|run| run.length as usize).sum();
            !edited && all == self.text.chars().count()
        });
        Self {
            edited,
            runs: runs.cloned().unwrap_or_default(),
            outdated: known.outdated.contains(&place),
            paint,
            bar,
            note,
            ..self
        }
    }
}

impl SheetShape {
    /// The shape of a sheet with what lies over it.
    pub fn with(self, overlay: Option<&Overlay>) -> Self {
        let Some(overlay) = overlay else { return self };
        Self { objects: overlay.objects.clone(), tab: overlay.tab, ..self }
    }

    /// The shape of a sheet.
    pub fn new(workbook: &Workbook, sheet: &Sheet) -> Self {
        let (row_count, col_count) = sheet
            .used_range()
            .map_or((1, 1), |used| (used.end.row.0.saturating_add(1), used.end.col.0.saturating_add(1)));
        let cols = columns(sheet, col_count);
        let rows = heights::rows(workbook, sheet, row_count, &cols);
        Self {
            name: sheet.name.clone(),
            hidden: sheet.visibility == Visibility::Hidden,
            rows,
            filtered: u32::try_from(sheet.filtered_rows.iter().take_while(|row| row.0 < row_count).count())
                .unwrap_or(u32::MAX),
            cols,
            merges: sheet.merges.iter().map(|merge| (merge.start, merge.end)).collect(),
            grid_lines: !sheet.hide_grid_lines,
            objects: Vec::new(),
            tab: None,
        }
    }
}

impl AxisShape {
    /// Whether the file hides a row or column.
    pub fn hides(&self, index: u32) -> bool {
        self.hidden.binary_search_by_key(&index, |(index, _)| *index).is_ok()
    }

    /// The same with nothing hidden; what was hidden is still known.
    pub fn uncovered(&self) -> Self {
        let mut sizes: BTreeMap<u32, f64> = self.sizes.iter().copied().collect();
        sizes.extend(self.hidden.iter().copied());
        Self { sizes: sizes.into_iter().collect(), ..self.clone() }
    }

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
    let hidden = hide(&mut sizes, sheet.hidden_columns.iter().map(|col| col.0), size, count);
    AxisShape { count, size, sizes: within(sizes, count), frozen: sheet.frozen.1.min(count), hidden }
}

/// Takes the size from those that are hidden, and gives what it was.
fn hide(sizes: &mut BTreeMap<u32, f64>, hidden: impl Iterator<Item = u32>, size: f64, count: u32) -> Vec<(u32, f64)> {
    let within = hidden.take_while(|index| *index < count);
    within.map(|index| (index, sizes.insert(index, 0.0).filter(|stored| *stored > 0.0).unwrap_or(size))).collect()
}

/// The sizes of what is in use, in order.
fn within(sizes: BTreeMap<u32, f64>, count: u32) -> Vec<(u32, f64)> {
    sizes.into_iter().take_while(|(index, _)| *index < count).collect()
}

impl Window {
    /// The cells where bands cross, as they stand now.
    pub fn new(workbook: &Workbook, sheet_index: SheetIndex, rows: &[Band], cols: &[Band], known: &Known) -> Self {
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
        let painter = known.overlay.map(|overlay| Painter::new(workbook, sheet, overlay, rows, cols));
        let looks = |at, cell: &Cell| {
            let (paint, bar) = painter.as_ref().map(|painter| painter.looks(at, cell)).unwrap_or_default();
            let ink = ink::ink(&workbook.style(cell.style).number_format, &cell.value);
            (paint.or(ink.map(|_| Paint::default())).map(|paint| Paint { ink: paint.ink.or(ink), ..paint }), bar)
        };
        // Merged cells first: one that began above or left of the rectangle is still seen in it.
        for merge in &merges {
            let cell = sheet.cell(merge.start).unwrap_or(&blank);
            let painted = looks(merge.start, cell);
            window.cells.push(merged(workbook, sheet, *merge, cell).known(sheet_index, known, painted));
        }
        for row in rows.iter().flat_map(|band| band.0..band.1.min(used.0)) {
            let cells: Vec<(CellRef, &Cell)> = sheet.row(Row(row)).collect();
            for (place, (at, cell)) in cells.iter().enumerate() {
                if starts.contains_key(at) || merges.iter().any(|merge| merge.contains(*at)) {
                    continue;
                }
                let style = workbook.style(cell.style);
                let shown = shown(workbook, sheet, cell);
                let drawn = drawn(cell);
                let wide = text_width(&shown, &style.font) + PADDING;
                let own = widths.at(at.col.0);
                let reach =
                    (drawn == Drawn::Text && !style.wrap && !style.shrink && style.turned().is_none() && wide > own)
                        .then(|| reach(&cells, place, style.horizontal, wide, &widths, used.1))
                        .flatten();
                let (first, last) = reach.unwrap_or((at.col.0, at.col.0));
                if !meets((first, last), cols) {
                    continue;
                }
                let view = CellView {
                    at: *at,
                    text: shown.into_owned(),
                    style: cell.style,
                    drawn,
                    span: (1, 1),
                    reach,
                    tight: match drawn {
                        Drawn::Number => wide * (1.0 + MISJUDGED) > own,
                        Drawn::Text => !style.wrap && reach.is_none() && wide > own,
                        Drawn::Centered | Drawn::Empty => false,
                    },
                    borders: None,
                    paint: None,
                    bar: None,
                    note: None,
                    runs: Vec::new(),
                    edited: false,
                    outdated: false,
                };
                window.cells.push(view.known(sheet_index, known, looks(*at, cell)));
            }
        }
        // A note may stand on a cell of which nothing else is stored.
        let here = |at: &CellRef| meets((at.row.0, at.row.0), rows) && meets((at.col.0, at.col.0), cols);
        let notes = known.overlay.into_iter().flat_map(|overlay| overlay.notes.keys()).filter(|at| here(at));
        for at in notes.filter(|at| sheet.cell(**at).is_none() && sheet.merge_at(**at).is_none()) {
            let bare = CellRange::new(*at, *at);
            let view = CellView { borders: None, ..merged(workbook, sheet, bare, &blank) };
            window.cells.push(view.known(sheet_index, known, (None, None)));
        }
        window.cells.sort_by_key(|cell| cell.at);
        window.cells.dedup_by_key(|cell| cell.at);
        window
    }
}

/// What a cell shows on its sheet.
fn shown<'a>(workbook: &'a Workbook, sheet: &Sheet, cell: &'a Cell) -> Cow<'a, str> {
    let zero = matches!(cell.value, Value::Number(number) if number.value().is_zero());
    if sheet.hide_zeros && zero { Cow::Borrowed("") } else { workbook.shown(cell) }
}

fn merged(workbook: &Workbook, sheet: &Sheet, merge: CellRange, cell: &Cell) -> CellView {
    let borders_at = |at: CellRef| sheet.cell(at).map_or([false; 4], |cell| workbook.style(cell.style).borders);
    let (first, last) = (borders_at(merge.start), borders_at(merge.end));
    CellView {
        at: merge.start,
        text: shown(workbook, sheet, cell).into_owned(),
        style: cell.style,
        drawn: drawn(cell),
        span: (
            merge.end.row.0.saturating_sub(merge.start.row.0).saturating_add(1),
            merge.end.col.0.saturating_sub(merge.start.col.0).saturating_add(1),
        ),
        reach: None,
        tight: drawn(cell) == Drawn::Number || workbook.style(cell.style).shrink,
        borders: Some([first[0], last[1] || first[1], first[2], last[3] || first[3]]),
        paint: None,
        bar: None,
        note: None,
        runs: Vec::new(),
        edited: false,
        outdated: false,
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
        Value::Number(_) | Value::Vast(_) | Value::Date(_) => Drawn::Number,
        Value::Text(_) => Drawn::Text,
        Value::Bool(_) | Value::Error(_) => Drawn::Centered,
    }
}

/// The share by which the widths of `measure` may fall short of those of the font that is there: Verdana's
/// digits are the widest of those in use.
const MISJUDGED: f64 = 0.2;

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
