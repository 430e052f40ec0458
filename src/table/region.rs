//! Finding the tables of a sheet.
//!
//! Rows that hold anything are taken in blocks between empty rows. A block with numbers under
//! header texts of its own opens a table; one without goes on with the table above, as sections
//! set apart by an empty row do. Blocks without numbers are the titles of what follows.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{self, Code};
use super::grid::{Grid, GridRow, Look, text_of};
use super::header::{self, Header};
use super::quantity::{Percents, Quantities};
use super::{Column, ColumnKind, Line, LineKind, Rounding, Table, Unit, column, outline, reading, repeats, sides};
use crate::words::{Sense, Senses, senses};
use crate::workbook::limits::{MAX_LINES, MAX_TABLES};
use crate::workbook::{Col, SheetIndex, StyleId, Value, Workbook};

/// The tables of a sheet from top to bottom.
pub fn tables(workbook: &Workbook, sheet: SheetIndex) -> Vec<Table> {
    let Some(sheet) = workbook.legible(sheet) else { return Vec::new() };
    let mut grid = Grid::new(&sheet);
    repeats::remove(&mut grid, |grid| {
        regions(grid).iter().filter_map(|rows| header::find(grid, rows)?.rows(rows)).collect()
    });
    let table = |rows: &[&GridRow<'_>]| table(workbook, &grid, rows);
    let read = |rows: Rows<'_, '_>| match table(&rows) {
        Some(whole) => match sides::split(&whole, &rows) {
            Some(halves) => halves.iter().filter_map(|half| table(&half.iter().collect::<Vec<_>>())).collect(),
            None => vec![whole],
        },
        None => Vec::new(),
    };
    let mut tables: Vec<Table> = regions(&grid).into_iter().flat_map(read).take(MAX_TABLES).collect();
    if !tables.is_empty() {
        let rounding = rounding(&grid).max(sheet.above.iter().map(|line| rounding_of(line)).max().unwrap_or_default());
        let unit = sheet.above.iter().rev().find_map(|line| noted_unit(line));
        for table in &mut tables {
            table.rounding = rounding;
            table.unit = table.unit.take().or_else(|| unit.clone());
            table.titles.splice(0..0, sheet.above.iter().cloned());
        }
    }
    tables
}

/// The unit that a line above a table in a document notes: "(ĐVT: triệu đồng)".
fn noted_unit(line: &str) -> Option<Unit> {
    // At the end of a title it stands in brackets.
    let bracketed = line.rsplit_once('(').map(|(_, inside)| inside);
    let note = [Some(line), bracketed].into_iter().flatten().find(|note| senses(note).has(Sense::UnitNote))?;
    let (_, value) = note.rsplit_once(':')?;
    Unit::new(value.trim().trim_end_matches([')', ']', '.']))
}

/// A note has so many words at least: "Đã làm tròn" may be the header of a column.
const NOTE: usize = 5;

/// What a note above or below the tables of a sheet says of how their figures were rounded.
fn rounding(grid: &Grid<'_>) -> Rounding {
    let texts = grid.rows.iter().filter(|row| !row.has_data && !row.is_number_row).flat_map(|row| &row.cells);
    let said = texts.filter(|cell| cell.look == Look::Text).map(|cell| rounding_of(&text_of(cell.cell)));
    said.max().unwrap_or_default()
}

/// What a text says of how figures were rounded.
fn rounding_of(text: &str) -> Rounding {
    if text.split_whitespace().count() < NOTE {
        return Rounding::Unsaid;
    }
    let said = senses(text);
    match (said.has(Sense::RandomRounding), said.has(Sense::RoundingNote)) {
        (true, _) => Rounding::ByLot,
        (false, true) => Rounding::EachByItself,
        (false, false) => Rounding::Unsaid,
    }
}

type Rows<'g, 'a> = Vec<&'g GridRow<'a>>;

/// The rows of each table, its titles included.
fn regions<'g, 'a>(grid: &'g Grid<'a>) -> Vec<Rows<'g, 'a>> {
    let mut regions: Vec<Rows<'g, 'a>> = Vec::new();
    let mut pending: Rows<'g, 'a> = Vec::new();
    for block in blocks(grid) {
        if !block.iter().any(|row| row.has_data) {
            pending.extend(block);
            continue;
        }
        let mut rows = std::mem::take(&mut pending);
        let continued = rows.len();
        rows.extend(block);
        match regions.last_mut() {
            Some(last) if !header::opens_table(&rows, continued) => last.extend(rows),
            _ => regions.push(rows),
        }
    }
    regions
}

/// The runs of rows between empty rows; a row of column numbers under data opens a new one at the
/// header texts above it.
fn blocks<'g, 'a>(grid: &'g Grid<'a>) -> Vec<Rows<'g, 'a>> {
    let mut blocks: Vec<Rows<'g, 'a>> = Vec::new();
    for row in &grid.rows {
        let follows = blocks
            .last()
            .and_then(|block| block.last())
            .is_some_and(|last| last.row.offset(1) == Some(row.row) || covered(grid, last, row));
        if !follows {
            blocks.push(vec![row]);
            continue;
        }
        let Some(block) = blocks.last_mut() else { continue };
        if row.is_number_row && block.iter().any(|row| row.has_data) {
            let keep = block.iter().rposition(|row| row.has_data).map_or(0, |index| index + 1);
            let mut next = block.split_off(keep.min(block.len()));
            next.push(row);
            blocks.push(next);
        } else {
            block.push(row);
        }
    }
    blocks
}

/// Whether merges of an earlier row reach down to a later one, so that the rows between are
/// empty only in storage.
fn covered(grid: &Grid<'_>, upper: &GridRow<'_>, lower: &GridRow<'_>) -> bool {
    upper.cells.iter().any(|cell| {
        let extent = grid.extent(crate::workbook::CellRef::new(upper.row, cell.col));
        extent.end.row.offset(1).is_some_and(|after| after >= lower.row)
    })
}

fn table(workbook: &Workbook, grid: &Grid<'_>, rows: &[&GridRow<'_>]) -> Option<Table> {
    if rows.len() > MAX_LINES {
        return None;
    }
    let header = header::find(grid, rows)?;
    let (above, body) = (rows.get(..header.first)?, rows.get(header.body..)?);
    let last = body.iter().rposition(|row| row.has_data)?;
    let body = body.get(..=last)?;

    let mut columns = columns(grid, rows, &header, body);
    let header_rows = rows.get(header.first..header.body)?;
    let unit = note_unit(above, true).or_else(|| note_unit(header_rows, false));
    let read = reading::read(workbook, &columns, body);
    let (mut lines, codes) = lines(workbook, &columns, body);
    outline::arrange(&mut lines);
    let is_coded = codes::arrange(&mut lines, &codes);
    settle_kinds(&mut lines, &columns, &read.figures);
    columns.iter_mut().for_each(|column| column.header.retain(|text| !text.is_empty()));
    let quantities = Quantities::new(&columns, &lines, &percents(workbook, &columns, body), &read.figures);
    Some(Table {
        header_rows: header_rows.iter().map(|row| row.row).collect(),
        columns,
        lines,
        titles: above.iter().flat_map(|row| row.cells.iter()).map(|cell| text_of(cell.cell).into_owned()).collect(),
        unit,
        notations: read.notations,
        readings: read.figures,
        points: read.points,
        marks: read.marks,
        thousands: BTreeMap::new(),
        quantities,
        is_coded,
        rounding: Rounding::default(),
    })
}

/// Which figures are shown as percents.
fn percents(workbook: &Workbook, columns: &[Column], body: &[&GridRow<'_>]) -> Percents {
    let styles: Vec<bool> = workbook.styles.iter().map(|style| style.number_format.contains('%')).collect();
    let is_styled = |style: StyleId| styles.get(usize::from(style.0)) == Some(&true);
    let mut percents = Percents::default();
    for (line, row) in body.iter().enumerate() {
        // Both go from left to right.
        let mut ahead = columns.iter().filter(|column| column.kind == ColumnKind::Number).peekable();
        for cell in row.cells.iter().filter(|cell| cell.look == Look::Number) {
            while ahead.next_if(|column| column.col < cell.col).is_some() {}
            if ahead.next_if(|column| column.col == cell.col).is_some() {
                let is_typed = matches!(&cell.cell.value, Value::Text(text) if text.contains('%'));
                percents.note(line, cell.col, is_typed || is_styled(cell.cell.style));
            }
        }
    }
    percents
}

fn columns(grid: &Grid<'_>, rows: &[&GridRow<'_>], header: &Header, body: &[&GridRow<'_>]) -> Vec<Column> {
    let header_rows = rows.get(header.first..header.body).unwrap_or_default();
    let profiles = column::profiles(body);
    let mut found: BTreeSet<Col> = profiles.keys().copied().collect();
    found.extend(header_rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.col)));
    let headers = header::paths(grid, header_rows, header.numbers.map(|at| at - header.first), &found);
    let numbers = header.numbers.and_then(|at| rows.get(at));
    let mut columns: Vec<Column> = found
        .into_iter()
        .map(|col| {
            let path = headers.get(&col).cloned().unwrap_or_default();
            let number = numbers.and_then(|row| header::printed_number(row, col));
            Column { col, kind: ColumnKind::Other, unit: header_unit(&path), header: path, number }
        })
        .collect();
    column::settle_kinds(&mut columns, &profiles);
    columns
}

/// The unit in the brackets of a header, or the percent that its words imply.
fn header_unit(path: &[String]) -> Option<Unit> {
    for text in path.iter().rev() {
        if text.contains('%') {
            if column::prints_a_rate(text) {
                continue;
            }
            return Unit::new("%");
        }
        let inside = text.rsplit_once('(').and_then(|(_, tail)| tail.split_once(')')).map(|(inside, _)| inside.trim());
        if let Some(inside) = inside {
            let said = senses(inside);
            if said.has(Sense::MoneyUnit) || said.has(Sense::CountUnit) || Unit::names_a_rate(inside) {
                return Unit::new(inside);
            }
        }
    }
    None
}

/// The unit that a note above or in the header gives to the whole table: "ĐVT: triệu đồng". In a
/// note above the table the value may be in the next cell; in a header, "ĐVT" alone is the header
/// of the column of units, and so may "Đơn vị" be that of the names.
fn note_unit(rows: &[&GridRow<'_>], above: bool) -> Option<Unit> {
    for row in rows {
        for (index, cell) in row.cells.iter().enumerate() {
            let text = text_of(cell.cell);
            if !senses(&text).has(Sense::UnitNote) {
                continue;
            }
            let value = text.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
            if !value.is_empty() {
                return Unit::new(&value);
            }
            if let Some(next) = row.cells.get(index + 1).filter(|_| above || text.contains(':')) {
                return Unit::new(&text_of(next.cell));
            }
        }
    }
    None
}

/// The lines, and the code of each.
fn lines(workbook: &Workbook, columns: &[Column], body: &[&GridRow<'_>]) -> (Vec<Line>, Vec<Option<Code>>) {
    let levels = column::levels(columns);
    let mut codes = Vec::with_capacity(body.len());
    let kind_of: BTreeMap<Col, ColumnKind> = columns.iter().map(|column| (column.col, column.kind)).collect();
    let mut markers = Vec::with_capacity(body.len());
    let mut lines: Vec<Line> = Vec::with_capacity(body.len());
    for row in body {
        let mut line = Line {
            row: row.row,
            kind: LineKind::Data,
            marker: None,
            depth: 0,
            parent: None,
            label: String::new(),
            said: Senses::default(),
            code: None,
            unit: None,
            bold: false,
        };
        let mut indent = 0;
        // "Cộng" or "Số dư đầu kỳ" may stand anywhere in a line that has no name of its own: in a book the dates
        // come first.
        let mut remark = String::new();
        for cell in &row.cells {
            match kind_of.get(&cell.col) {
                Some(ColumnKind::Marker) if cell.look != Look::Other => {
                    line.marker = super::Marker::parse(&text_of(cell.cell));
                    if line.marker.is_none() && cell.look == Look::Text {
                        line.label = text_of(cell.cell).into_owned();
                    }
                }
                Some(ColumnKind::Label) if cell.look == Look::Text => {
                    let text = text_of(cell.cell);
                    if line.label.is_empty() {
                        let style = workbook.style(cell.cell.style);
                        line.bold = style.font.bold;
                        indent = outline::indent(&cell.cell.value, style.indent);
                        line.label = text.into_owned();
                    } else {
                        line.label.push(' ');
                        line.label.push_str(&text);
                    }
                }
                Some(ColumnKind::Unit) => line.unit = Unit::new(&text_of(cell.cell)),
                Some(ColumnKind::Code) => line.code = Some(text_of(cell.cell).into_owned()),
                Some(ColumnKind::Other) if cell.look == Look::Text && remark.is_empty() => {
                    remark = text_of(cell.cell).into_owned()
                }
                _ => {}
            }
        }
        if line.label.is_empty() && names_its_line(&remark) {
            line.label = remark;
        }
        codes.push(if row.is_number_row {
            None
        } else if levels.len() > 1 {
            let code = |col: &Col| row.get(*col).map(|cell| text_of(cell.cell).trim().to_owned()).unwrap_or_default();
            Code::levels(levels.iter().map(code).collect())
        } else {
            line.code.as_deref().and_then(Code::grown).or_else(|| Code::of_label(&line.label))
        });
        if line.marker.is_none()
            && let Some((marker, rest)) = super::Marker::split(&line.label)
        {
            line.label = rest.to_owned();
            markers.push((Some(marker), indent));
        } else {
            markers.push((line.marker.clone(), indent));
        }
        line.said = senses(&line.label);
        if row.is_number_row {
            line.kind = LineKind::Other;
        }
        lines.push(line);
    }
    outline::assign_markers(&mut lines, markers);
    (lines, codes)
}

/// Whether a text in a column of remarks is the name of a line that has no other.
fn names_its_line(text: &str) -> bool {
    let said = senses(text);
    said.resembles_total() || [Sense::Carried, Sense::Opening, Sense::Closing].into_iter().any(|sense| said.has(sense))
}

/// A line without a number is a heading; words tell totals and subsets.
fn settle_kinds(lines: &mut [Line], columns: &[Column], readings: &super::Figures) {
    let numbers: Vec<Col> =
        columns.iter().filter(|column| column.kind == ColumnKind::Number).map(|column| column.col).collect();
    for line in lines {
        let empty = !numbers.iter().any(|col| {
            matches!(readings.get(crate::workbook::CellRef::new(line.row, *col)), Some(super::Reading::Number(_)))
        });
        if empty && line.kind == LineKind::Data {
            line.kind = LineKind::Heading;
        }
    }
}

#[cfg(test)]
mod tests;
