//! How high rows are when the file does not say, or says too little for what they hold.

use std::collections::{BTreeMap, BTreeSet};

use super::{AxisShape, hide, within};
use crate::protocol::measure::{PX_PER_POINT, line_height, lines};
use crate::workbook::{CellRange, CellRef, Sheet, Workbook};

/// Pixels of a row whose height is not stored: 15 points.
const DEFAULT_ROW: f64 = 20.0;
/// Pixels added to rows that are fitted to their text, so that lines do not touch the borders.
const AIR: f64 = 4.0;
/// Pixels by which text may overhang a stored height: fonts differ by as much.
const OVERHANG: f64 = 2.0;
/// Pixels below which a stored height is meant to hide the row's text.
const MEANT_TO_HIDE: f64 = 12.0;
/// The largest row of Excel, 409.5 points, in pixels.
const LARGEST_ROW: f64 = 546.0;

/// The rows of a sheet.
pub(super) fn rows(workbook: &Workbook, sheet: &Sheet, count: u32, cols: &AxisShape) -> AxisShape {
    let pixels = |points: f64| (points * PX_PER_POINT).round().clamp(0.0, LARGEST_ROW);
    let size = sheet.default_height.map_or(DEFAULT_ROW, pixels);
    let (mut sizes, needed) = fitted(workbook, sheet, size, cols);
    sizes.extend(sheet.row_heights.iter().map(|(row, height)| {
        let stored = pixels(*height);
        let needed = needed.get(&row.0).copied().unwrap_or(0.0);
        (row.0, if is_cut(stored, needed) { needed + OVERHANG } else { stored })
    }));
    let hidden = hide(&mut sizes, sheet.hidden_rows.iter().map(|row| row.0), size, count);
    let mut shape = AxisShape { count, size, sizes: within(sizes, count), frozen: sheet.frozen.0.min(count), hidden };
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

/// Whether a row of that height cuts text that needs another.
fn is_cut(stored: f64, needed: f64) -> bool {
    stored >= MEANT_TO_HIDE && needed > stored + OVERHANG
}

/// The heights of rows that hold text of more than a line, or of a larger font; apart from them,
/// what the text of rows with a stored height needs at least.
fn fitted(workbook: &Workbook, sheet: &Sheet, size: f64, cols: &AxisShape) -> (BTreeMap<u32, f64>, BTreeMap<u32, f64>) {
    let looks: Vec<(bool, f64)> = workbook
        .styles
        .iter()
        .map(|style| (style.wrap && style.turned().is_none(), line_height(&style.font)))
        .collect();
    let merged: BTreeSet<CellRef> = sheet.merges.iter().map(|merge| merge.start).collect();
    let (mut heights, mut needed) = (BTreeMap::new(), BTreeMap::new());
    for (at, cell) in sheet.cells() {
        if cell.is_blank() {
            continue;
        }
        let Some(&(wrap, line)) = looks.get(usize::from(cell.style.0)) else { continue };
        let stored = sheet.row_heights.contains_key(&at.row);
        let room = cols.at(at.col.0);
        // What is not seen needs no room: in a hidden column every letter would be a line.
        if room <= 0.0 {
            continue;
        }
        let count = match workbook.styles.get(usize::from(cell.style.0)) {
            Some(style) if wrap && !merged.contains(&at) => lines(&workbook.shown(cell), &style.font, room),
            _ => 1,
        };
        if stored {
            let least = needed.entry(at.row.0).or_insert(0.0_f64);
            *least = least.max((line * f64::from(count)).min(LARGEST_ROW));
            continue;
        }
        let wanted = (line * f64::from(count)).min(LARGEST_ROW - AIR) + AIR;
        // One plain line leaves the row as it is.
        if wanted > size + AIR {
            let height = heights.entry(at.row.0).or_insert(wanted);
            *height = height.max(wanted);
        }
    }
    (heights, needed)
}

/// Rows made higher so that text in cells merged downwards, as in headers, is not cut. Excel does
/// not do this and cuts the text.
fn grown(workbook: &Workbook, sheet: &Sheet, rows: &AxisShape, cols: &AxisShape) -> BTreeMap<u32, f64> {
    let mut heights = BTreeMap::new();
    for merge in &sheet.merges {
        let CellRange { start, end } = *merge;
        let Some(cell) = sheet.cell(start).filter(|cell| !cell.is_blank()) else { continue };
        let Some(style) =
            workbook.styles.get(usize::from(cell.style.0)).filter(|style| style.wrap && style.turned().is_none())
        else {
            continue;
        };
        if sheet.hidden_rows.contains(&end.row) {
            continue;
        }
        let stored = sheet.row_heights.contains_key(&end.row);
        let room = cols.across(start.col.0, end.col.0);
        if room <= 0.0 {
            continue;
        }
        let needed = line_height(&style.font) * f64::from(lines(&workbook.shown(cell), &style.font, room));
        let above = if end.row > start.row { rows.across(start.row.0, end.row.0.saturating_sub(1)) } else { 0.0 };
        let now: f64 = heights.get(&end.row.0).copied().unwrap_or_else(|| rows.at(end.row.0));
        if stored && !is_cut(now, needed - above) {
            continue;
        }
        let wanted = (needed + AIR - above).min(LARGEST_ROW);
        if wanted > now {
            heights.insert(end.row.0, wanted);
        }
    }
    heights
}
