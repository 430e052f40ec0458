//! The header of a table: where it begins and ends, the path of texts over each column, and the
//! row of column numbers.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::column::PrintedNumber;
use super::grid::{Grid, GridCell, GridRow, Look, text_of};
use crate::words::{Sense, senses};
use crate::workbook::iso_date::ends_a_month;
use crate::workbook::{CellRef, Col, Row, Value};

/// The place of a header among the rows of a region, as indices into them.
pub(super) struct Header {
    /// The first row of the header; equal to `body` when there is none.
    pub first: usize,
    /// The first row of the body.
    pub body: usize,
    /// The row of column numbers.
    pub numbers: Option<usize>,
}

impl Header {
    /// The rows of the header, where there is one.
    pub fn rows(&self, rows: &[&GridRow<'_>]) -> Option<Vec<Row>> {
        let rows = rows.get(self.first..self.body).filter(|rows| !rows.is_empty())?;
        Some(rows.iter().map(|row| row.row).collect())
    }
}

/// Whether a row that prints no column numbers holds numbers that are data, and not years.
pub(super) fn holds_data(cells: &[GridCell<'_>]) -> bool {
    data_cells(cells).next().is_some() && !are_periods(cells)
}

/// The numbers of a row that are no outline marker in front of a label.
fn data_cells<'r>(cells: &'r [GridCell<'_>]) -> impl Iterator<Item = Col> + 'r {
    let marker = match cells {
        [first, second, ..] if first.look == Look::Number && second.look == Look::Text => {
            super::Marker::parse(&text_of(first.cell)).map(|_| first.col)
        }
        _ => None,
    };
    cells.iter().filter(|cell| cell.look == Look::Number).map(|cell| cell.col).filter(move |col| Some(*col) != marker)
}

/// The serial numbers of the years 1990 to 2049, as a date shows that has lost its format.
const DATES: std::ops::Range<u32> = 32_874..54_789;

/// Whether the numbers of a row are the years of a header: "2022 2023 2024", and the ends of months between them.
fn are_periods(cells: &[GridCell<'_>]) -> bool {
    let mut years = 0;
    let mut last = None;
    for cell in cells {
        match (cell.look, &cell.cell.value) {
            (Look::Text, _) => {}
            (Look::Number, _) => {
                let text = text_of(cell.cell);
                let serial = text.parse::<u32>().ok().filter(|serial| DATES.contains(serial));
                if serial.is_some_and(ends_a_month) {
                    continue;
                }
                let year = text.parse::<u32>().ok().filter(|year| text.len() == 4 && (1900..=2100).contains(year));
                let Some(year) = year else { return false };
                if last == Some(year) {
                    continue;
                }
                last = Some(year);
                years += 1;
            }
            (Look::Other, Value::Date(_)) => {}
            _ => return false,
        }
    }
    // One year beside a label may be a value of 2,013; several different ones are a header.
    years >= 2
}

/// A token of a row of column numbers: "1", "(2)", "[27]", "A", "4a", "4.1", "1=4+5+7".
fn token(text: &str) -> Option<Token> {
    let text = text.trim();
    let head = text.split_once('=').map_or(text, |(head, _)| head);
    let head = head.trim().trim_matches(['(', ')', '[', ']']).trim();
    let head = head.strip_prefix(['-', '−']).unwrap_or(head);
    let formula = text.contains('=');
    if head.chars().count() > 4 || head.is_empty() {
        return None;
    }
    let digits: String = head.chars().take_while(char::is_ascii_digit).collect();
    let rest = head.get(digits.len()..).unwrap_or_default();
    if digits.is_empty() {
        let mut letters = head.chars();
        return match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_uppercase() => Some(Token { value: None, formula, exact: true }),
            _ => None,
        };
    }
    let suffix = rest.is_empty()
        || (rest.chars().count() == 1 && rest.chars().all(char::is_lowercase))
        || (rest.starts_with('.') && rest.len() > 1 && rest.bytes().skip(1).all(|byte| byte.is_ascii_digit()));
    suffix.then(|| Token { value: digits.parse().ok(), formula, exact: rest.is_empty() })
}

struct Token {
    value: Option<u32>,
    formula: bool,
    exact: bool,
}

/// Whether a row prints the numbers of the columns: "A B C 1=4+5+7 2 3".
pub(super) fn prints_numbers(cells: &[GridCell<'_>]) -> bool {
    let (mut tokens, mut formulas, mut letters, mut steps) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut last: Option<u32> = None;
    let mut first: Option<u32> = None;
    let mut rises = true;
    for cell in cells {
        if cell.look == Look::Other {
            return false;
        }
        let text = text_of(cell.cell);
        let Some(token) = token(&text) else {
            // A formula may carry words ("13=4x5x số tháng"); a label may carry a formula ("10. Lợi nhuận (30=20-22)").
            let is_named = |head: &str| head.chars().filter(|c| c.is_alphabetic()).count() > 1;
            if cell.look == Look::Text
                && text.split_once('=').is_some_and(|(head, _)| !is_named(head))
                && text.starts_with(|c: char| c.is_ascii_digit() || c == '(')
            {
                formulas += 1;
                continue;
            }
            return false;
        };
        tokens += 1;
        formulas += u32::from(token.formula);
        match token.value {
            None => letters += 1,
            Some(value) => {
                first = first.or(Some(value));
                if last.is_some_and(|last| last.abs_diff(value) <= 1 && (value > last || !token.exact)) {
                    steps += 1;
                }
                rises &= token.exact && last.is_none_or(|last| value > last);
                last = Some(value);
            }
        }
    }
    let numbered = tokens.saturating_sub(letters);
    if formulas >= 1 && tokens >= 2 {
        return true;
    }
    // Plain small numbers may be data: they must count from the left edge in steps of one.
    let counts = numbered >= 3 && tokens >= 3 && steps + 1 >= numbered - numbered / 4;
    // A form that prints some of its columns leaves gaps: "1 3 4 6 7 9 10".
    let skips = rises && numbered >= MANY && last.is_some_and(|last| last <= numbered.saturating_mul(GAPS));
    first.is_some_and(|first| first <= 1) && (counts || skips)
}

/// So many numbers that rise from the first to the last are seldom figures: one row of 120 by accident.
const MANY: u32 = 5;
/// The last of them is so many times their count at most.
const GAPS: u32 = 2;

/// Rows above that may hold the header, and rows below whose labels are looked at.
const NEAR: usize = 3;

/// Whether a row prints the numbers of one or two columns: "A B 1", "A 1 2", "1 2". By themselves such
/// numbers are more often figures: the rows around them must speak for a header, texts over every
/// number and labels under what stands in front of them.
pub(super) fn prints_few_numbers(grid: &Grid<'_>, at: usize) -> bool {
    let Some(row) = grid.rows.get(at).filter(|row| row.has_data && (2..=5).contains(&row.cells.len())) else {
        return false;
    };
    let texts: Vec<Cow<'_, str>> = row.cells.iter().map(|cell| text_of(cell.cell)).collect();
    let letters = texts.iter().zip('A'..).take_while(|(text, letter)| text.chars().eq([*letter])).count();
    let numbers = texts.get(letters..).unwrap_or_default();
    let count_up = numbers.iter().zip(1_u32..).all(|(text, number)| {
        token(text).is_some_and(|token| token.exact && !token.formula && token.value == Some(number))
    });
    let known = match (letters, numbers.len()) {
        (0, count) => count == 2,
        (letters, 1..=2) => letters + numbers.len() >= 3,
        _ => false,
    };
    if !count_up || !known {
        return false;
    }
    let Some((above, rest)) = grid.rows.split_at_checked(at) else { return false };
    let above: Vec<&GridRow<'_>> = above.iter().rev().take(NEAR).take_while(|row| !row.has_data).collect();
    let below: Vec<&GridRow<'_>> = rest.iter().skip(1).take(NEAR).collect();
    let headed = |col: Col| {
        let over = |row: &&GridRow<'_>, cell: &GridCell<'_>| {
            let extent = grid.extent(CellRef::new(row.row, cell.col));
            cell.look == Look::Text && extent.start.col <= col && col <= extent.end.col
        };
        above.iter().any(|row| row.cells.iter().any(|cell| over(row, cell)))
    };
    // Without letters the first number stands over the labels.
    let (before, counted) = row.cells.split_at_checked(letters.max(1)).unwrap_or_default();
    let Some(label) = before.last().map(|cell| cell.col) else { return false };
    let labelled = |row: &&GridRow<'_>| match row.get(label) {
        Some(cell) => cell.look == Look::Text && text_of(cell.cell).chars().count() > 2,
        None => false,
    };
    below.len() >= 2 && below.iter().all(labelled) && row.cells.iter().all(|cell| headed(cell.col)) && {
        counted.iter().all(|cell| below.iter().any(|row| row.get(cell.col).is_some()))
    }
}

/// What the row of numbers prints under a column.
pub(super) fn printed_number(row: &GridRow<'_>, col: Col) -> Option<PrintedNumber> {
    let cell = row.get(col)?;
    Some(PrintedNumber { cell: CellRef::new(row.row, col), text: text_of(cell.cell).into_owned() })
}

/// Columns that hold data anywhere in the rows.
fn data_columns(rows: &[&GridRow<'_>]) -> BTreeSet<Col> {
    let mut columns: Vec<Col> = Vec::new();
    for row in rows.iter().filter(|row| row.has_data) {
        // Nearly every row has the columns of those before.
        let mut place = 0_usize;
        for col in data_cells(&row.cells) {
            while columns.get(place).is_some_and(|known| *known < col) {
                place += 1;
            }
            if columns.get(place) != Some(&col) {
                columns.insert(place, col);
            }
        }
    }
    columns.into_iter().collect()
}

/// Whether the rows, of which the first `texts` are known to hold no data, bring a header of
/// their own.
pub(super) fn opens_table(rows: &[&GridRow<'_>], texts: usize) -> bool {
    let data = data_columns(rows);
    let first = rows.iter().position(|row| row.has_data).unwrap_or(texts);
    rows.iter().take(first).any(|row| {
        row.is_number_row
            || are_periods(&row.cells)
            || row.cells.iter().filter(|cell| cell.look == Look::Text && data.contains(&cell.col)).count() >= 2
    })
}

/// Finds the header among the rows of a region; `None` when there is no data.
pub(super) fn find(grid: &Grid<'_>, rows: &[&GridRow<'_>]) -> Option<Header> {
    let data = data_columns(rows);
    let first_data = rows.iter().position(|row| row.has_data)?;
    let numbers = rows.iter().take(first_data).rposition(|row| row.is_number_row);
    let body = match numbers {
        // Numbers may precede the header texts; then those texts stand over data columns.
        Some(at) => rows
            .iter()
            .enumerate()
            .take(first_data)
            .skip(at + 1)
            .filter(|(_, row)| heads(grid, row, &data))
            .map(|(index, _)| index + 1)
            .next_back()
            .unwrap_or(at + 1),
        None => rows
            .iter()
            .take(first_data)
            .rposition(|row| heads(grid, row, &data) || are_periods(&row.cells))
            .map_or(first_data, |index| index + 1),
    };
    let mut first = body;
    while first > 0 {
        let Some(row) = rows.get(first - 1) else { break };
        let gap = rows.get(first).is_some_and(|next| row.row.offset(1) != Some(next.row)) && first != body;
        let part = row.is_number_row
            || are_periods(&row.cells)
            || heads(grid, row, &data)
            || labels_header(grid, row, rows.get(first));
        if !part || gap || is_title(grid, row, rows.get(first), &data) {
            break;
        }
        first -= 1;
    }
    Some(Header { first, body, numbers: numbers.filter(|at| *at >= first) })
}

/// Whether a row puts a text over a column of numbers.
fn heads(grid: &Grid<'_>, row: &GridRow<'_>, data: &BTreeSet<Col>) -> bool {
    row.cells.iter().filter(|cell| cell.look == Look::Text).any(|cell| {
        let extent = grid.extent(CellRef::new(row.row, cell.col));
        data.range(extent.start.col..=extent.end.col).next().is_some()
    }) && !(row.cells.len() <= 2 && row.cells.iter().any(|cell| senses(&text_of(cell.cell)).has(Sense::UnitNote)))
}

/// A header row that only carries texts over label columns, merged with or beside header rows.
fn labels_header(grid: &Grid<'_>, row: &GridRow<'_>, below: Option<&&GridRow<'_>>) -> bool {
    let Some(below) = below else { return false };
    row.cells.iter().any(|cell| grid.extent(CellRef::new(row.row, cell.col)).end.row >= below.row)
}

/// One text over (nearly) the whole table, or at its left edge over the header of that column: a
/// title, not a header.
fn is_title(grid: &Grid<'_>, row: &GridRow<'_>, below: Option<&&GridRow<'_>>, data: &BTreeSet<Col>) -> bool {
    let [cell] = row.cells.as_slice() else { return false };
    let extent = grid.extent(CellRef::new(row.row, cell.col));
    let spanned = data.range(extent.start.col..=extent.end.col).count();
    let at_left_edge = extent.start == extent.end
        && below.and_then(|below| below.cells.first()).is_some_and(|first| first.col == cell.col)
        && data.last().is_some_and(|last| *last > cell.col);
    // A single text that stands over every number column tells none of them from another.
    at_left_edge
        || data.len() > 1 && spanned == data.len() && extent.start.col < *data.first().unwrap_or(&extent.start.col)
}

/// The texts over each column from the top down. Merged texts count for all they span; where the
/// file merges nothing, a text that heads a group spreads over the empty cells to its right that
/// have a text of their own below.
pub(super) fn paths(
    grid: &Grid<'_>,
    rows: &[&GridRow<'_>],
    numbers: Option<usize>,
    columns: &BTreeSet<Col>,
) -> BTreeMap<Col, Vec<String>> {
    let mut paths: BTreeMap<Col, Vec<String>> = columns.iter().map(|col| (*col, Vec::new())).collect();
    for (index, row) in rows.iter().enumerate() {
        if Some(index) == numbers {
            continue;
        }
        let last_row = rows.iter().enumerate().rposition(|(at, _)| Some(at) != numbers) == Some(index);
        let mut group: Option<String> = None;
        for (col, path) in &mut paths {
            let own =
                row.get(*col).filter(|cell| cell.look != Look::Nothing).map(|cell| text_of(cell.cell).into_owned());
            let merged = own.is_none().then(|| merged_text(grid, row, *col)).flatten();
            let text = match (own, merged) {
                (Some(text), _) => {
                    let single =
                        grid.extent(CellRef::new(row.row, *col)).start == grid.extent(CellRef::new(row.row, *col)).end;
                    group = (single && !last_row).then(|| text.clone());
                    Some(text)
                }
                (None, Some(text)) => {
                    group = None;
                    Some(text)
                }
                (None, None) => group.clone().filter(|_| {
                    rows.iter()
                        .skip(index + 1)
                        .any(|below| below.get(*col).is_some_and(|cell| cell.look != Look::Nothing))
                }),
            };
            if let Some(text) = text
                && path.last() != Some(&text)
            {
                path.push(text);
            }
        }
    }
    paths
}

/// The text of the merge that covers a cell from its left, within the row where it begins.
fn merged_text(grid: &Grid<'_>, row: &GridRow<'_>, col: Col) -> Option<String> {
    let cell = row.cells.iter().rev().find(|cell| cell.col <= col)?;
    let extent = grid.extent(CellRef::new(row.row, cell.col));
    (extent.end.col >= col && cell.look != Look::Nothing).then(|| text_of(cell.cell).into_owned())
}
