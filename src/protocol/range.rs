//! Ranges of cells as hands know them from spreadsheets: what they add up to, their text for the clipboard, where
//! data end, and where something stands.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::number::{Notation, Number, format, round_half_away};
use crate::session::entry;
use crate::text::without_accents;
use crate::workbook::{CellRange, CellRef, Col, Row, Sheet, SheetIndex, Value, Workbook};

/// The most cells whose text is sent along for the clipboard.
const MOST_COPIED: u64 = 200_000;
/// The most places that a search names.
const MOST_FOUND: usize = 5_000;
/// How many lines or columns beside a range are looked at for its total.
const NEAR: u32 = 3;

/// What is known of a range of cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RangeInfo {
    /// The sheet.
    pub sheet: SheetIndex,
    /// Its corners.
    pub corners: (CellRef, CellRef),
    /// How many cells hold something.
    pub filled: u32,
    /// How many hold numbers.
    pub numbers: u32,
    /// What these add up to, exactly; nothing when they are percentages, or more than exact decimals hold.
    pub sum: Option<Number>,
    /// Their mean, with two decimals more than they have.
    pub average: Option<Number>,
    /// The least.
    pub least: Option<Number>,
    /// The greatest.
    pub greatest: Option<Number>,
    /// The cell beside the range that holds the same sum.
    pub total: Option<CellRef>,
    /// Its text, row by row with tabs between; nothing when it is too large to be copied.
    pub text: Option<String>,
    /// The same as a table in HTML, in which numbers are told in a way that no notation garbles.
    pub html: Option<String>,
}

impl RangeInfo {
    /// Looks at a range.
    pub fn of(workbook: &Workbook, index: SheetIndex, corners: (CellRef, CellRef)) -> Self {
        let mut info = Self { sheet: index, corners, ..Self::default() };
        let Some(sheet) = workbook.sheet(index) else { return info };
        let range = CellRange::new(corners.0, corners.1);
        let (mut sum, mut decimals, mut percents) = (Some(Decimal::ZERO), 0, false);
        for (_, cell) in sheet.cells_in(range).filter(|(_, cell)| !cell.is_blank()) {
            info.filled = info.filled.saturating_add(1);
            match &cell.value {
                Value::Number(number) => {
                    info.numbers = info.numbers.saturating_add(1);
                    sum = sum.and_then(|sum| sum.checked_add(number.value()));
                    decimals = decimals.max(number.decimals());
                    percents |= workbook.percents(cell.style) > 0;
                    let less = |known: &Number| number.value() < known.value();
                    if info.least.as_ref().is_none_or(less) {
                        info.least = Some(*number);
                    }
                    if info.greatest.as_ref().is_none_or(|known| number.value() > known.value()) {
                        info.greatest = Some(*number);
                    }
                }
                // What is beyond exact decimals has no exact sum.
                Value::Vast(_) => sum = None,
                _ => {}
            }
        }
        let some = info.numbers > 0;
        let total = sum.filter(|_| some);
        info.average = total.and_then(|sum| {
            let mean = sum.checked_div(Decimal::from(info.numbers))?;
            Some(Number::from_decimal(round_half_away(mean, decimals.saturating_add(2)).normalize()))
        });
        info.sum = total.filter(|_| !percents).map(|sum| Number::new(sum, decimals));
        info.total = info.sum.filter(|_| info.numbers > 1).and_then(|sum| beside(sheet, range, sum.value()));
        let size =
            u64::from(range.end.row.0 - range.start.row.0 + 1) * u64::from(range.end.col.0 - range.start.col.0 + 1);
        if size <= MOST_COPIED {
            let (text, html) = copied(workbook, sheet, range);
            (info.text, info.html) = (Some(text), Some(html));
        }
        info
    }
}

/// The cell below, above, right or left of a range that holds a value.
fn beside(sheet: &Sheet, range: CellRange, value: Decimal) -> Option<CellRef> {
    let holds = |at: CellRef| matches!(sheet.cell(at).map(|cell| &cell.value), Some(Value::Number(number)) if number.value() == value);
    let column = range.start.col == range.end.col;
    let row = range.start.row == range.end.row;
    (1..=NEAR).find_map(|step| {
        let places = [
            column
                .then(|| range.end.row.0.checked_add(step))
                .flatten()
                .map(|row| CellRef::new(Row(row), range.end.col)),
            column
                .then(|| range.start.row.0.checked_sub(step))
                .flatten()
                .map(|row| CellRef::new(Row(row), range.end.col)),
            row.then(|| range.end.col.0.checked_add(step)).flatten().map(|col| CellRef::new(range.end.row, Col(col))),
            row.then(|| range.start.col.0.checked_sub(step)).flatten().map(|col| CellRef::new(range.end.row, Col(col))),
        ];
        places.into_iter().flatten().find(|at| holds(*at))
    })
}

fn copied(workbook: &Workbook, sheet: &Sheet, range: CellRange) -> (String, String) {
    let (mut text, mut html) = (String::new(), String::from("<table>"));
    for row in range.start.row.0..=range.end.row.0 {
        html.push_str("<tr>");
        for col in range.start.col.0..=range.end.col.0 {
            if col > range.start.col.0 {
                text.push('\t');
            }
            let Some(cell) = sheet.cell(CellRef::new(Row(row), Col(col))).filter(|cell| !cell.is_blank()) else {
                html.push_str("<td></td>");
                continue;
            };
            let shown = workbook.shown(cell);
            // Lines and tabs within a cell would be cells of their own.
            text.push_str(&shown.replace(['\t', '\n', '\r'], " "));
            match &cell.value {
                // As Excel itself writes it beside what is shown.
                Value::Number(number) => {
                    let _ = write!(html, "<td x:num=\"{}\">", number.value().normalize());
                }
                _ => html.push_str("<td>"),
            }
            for letter in shown.chars() {
                match letter {
                    '&' => html.push_str("&amp;"),
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    '\n' => html.push_str("<br>"),
                    other => html.push(other),
                }
            }
            html.push_str("</td>");
        }
        text.push_str("\r\n");
        html.push_str("</tr>");
    }
    html.push_str("</table>");
    (text, html)
}

/// Where Ctrl and an arrow lead: to the last cell of the run that one stands in, over a gap to the next cell that
/// holds something, or to the edge of what is in use.
pub(super) fn edge(sheet: &Sheet, from: CellRef, (down, right): (i32, i32)) -> CellRef {
    let last = sheet.used_range().map_or(from, |used| used.end);
    let next = |at: CellRef| {
        let row = at.row.0.checked_add_signed(down).filter(|row| *row <= last.row.0)?;
        let col = at.col.0.checked_add_signed(right).filter(|col| *col <= last.col.0)?;
        Some(CellRef::new(Row(row), Col(col)))
    };
    let filled = |at: CellRef| sheet.cell(at).is_some_and(|cell| !cell.is_blank());
    let Some(first) = next(from) else { return from };
    let within = filled(from) && filled(first);
    let mut at = first;
    while let Some(there) = next(at) {
        if within && !filled(there) || !within && filled(at) {
            break;
        }
        at = there;
    }
    at
}

/// Where a text stands in a workbook, sheet by sheet, row by row: in what is shown, or in what is stored. Letters
/// are the same with and without their accents when the text has none.
pub(super) fn find(workbook: &Workbook, wanted: &str) -> Vec<(SheetIndex, CellRef)> {
    let plain = without_accents(wanted);
    let exact = wanted.to_lowercase();
    let accented = plain != exact;
    if exact.trim().is_empty() {
        return Vec::new();
    }
    let meets = |text: &str| {
        if accented { text.to_lowercase().contains(&exact) } else { without_accents(text).contains(&plain) }
    };
    let mut found = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        for (at, cell) in sheet.cells().filter(|(_, cell)| !cell.is_blank()) {
            let typed = match &cell.value {
                Value::Number(number) => meets(&entry::typed(*number, workbook.separators)),
                _ => false,
            };
            if typed || meets(&workbook.shown(cell)) {
                found.push((SheetIndex(index), at));
                if found.len() >= MOST_FOUND {
                    return found;
                }
            }
        }
    }
    found
}

/// A number in the notation of a language, for the status bar.
pub fn written(number: Number, notation: Notation) -> String {
    format(number, notation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    const TABLE: &str = "
TT|Nội dung|Kế hoạch|Thực hiện
1|Xã Nam Sơn|1.234,5|1.190
2|Xã B|2.345,5|2.318

3|Xã C|3.456|3.401
|Tổng cộng|7.036|6.909";

    fn at(address: &str) -> CellRef {
        address.parse().unwrap()
    }

    #[test]
    fn a_range_is_added_up_exactly_and_its_total_is_seen() {
        let (book, _) = fixture::workbook(TABLE);
        let info = RangeInfo::of(&book, SheetIndex(0), (at("C5"), at("C2")));
        assert_eq!((info.numbers, info.filled), (3, 3));
        let shown = [info.sum, info.average, info.least, info.greatest]
            .map(|number| written(number.unwrap(), Notation::Vietnamese));
        assert_eq!(shown, ["7.036,0", "2.345,333", "1.234,5", "3.456"]);
        assert_eq!(info.total, Some(at("C6")));
        let text = RangeInfo::of(&book, SheetIndex(0), (at("B2"), at("C3"))).text.unwrap();
        assert_eq!(text, "Xã Nam Sơn\t1234,5\r\nXã B\t2345,5\r\n");
    }

    #[test]
    fn texts_are_counted_and_not_added() {
        let (book, _) = fixture::workbook(TABLE);
        let info = RangeInfo::of(&book, SheetIndex(0), (at("A1"), at("B3")));
        assert_eq!((info.numbers, info.filled, info.total), (2, 6, None));
    }

    #[test]
    fn ctrl_and_an_arrow_lead_to_the_edge_of_data() {
        let (book, _) = fixture::workbook(TABLE);
        let sheet = &book.sheets[0];
        let go = |from: &str, by| edge(sheet, at(from), by).to_string();
        assert_eq!(go("B1", (1, 0)), "B3");
        assert_eq!(go("B3", (1, 0)), "B5");
        assert_eq!(go("B5", (1, 0)), "B6");
        assert_eq!(go("D6", (-1, 0)), "D5");
        assert_eq!(go("D1", (0, -1)), "A1");
        assert_eq!(go("A4", (0, 1)), "D4");
        assert_eq!(go("D6", (0, 1)), "D6");
    }

    #[test]
    fn what_is_looked_for_without_accents_is_found_with_them() {
        let (book, _) = fixture::workbook(TABLE);
        let found = |text: &str| find(&book, text).into_iter().map(|(_, at)| at.to_string()).collect::<Vec<_>>();
        assert_eq!(found("nam son"), ["B2"]);
        assert_eq!(found("Nam Sơn"), ["B2"]);
        assert_eq!(found("nam sờn"), Vec::<String>::new());
        assert_eq!(found("1234,5"), ["C2"]);
        assert_eq!(found(" "), Vec::<String>::new());
    }
}
