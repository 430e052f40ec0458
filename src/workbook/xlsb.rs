//! What calamine leaves out of an .xlsb ([MS-XLSB]): the error values that formulas gave (`BrtFmlaError`), without
//! which such a cell would look as if it had never been calculated, and the cells of short records
//! (`BrtShortRk` and the like), which state no column and stand right of the cell before.

use std::collections::BTreeMap;

use super::decimal::{Vast, from_double};
use super::format_code::{Kind, builtin};
use super::limits::MAX_CELLS;
use super::package::{Budget, Package};
use super::xlsx::relationships;
use super::{CellError, CellRef, Col, ReadError, Row, Value};
use crate::number::Number;

/// `BrtRowHdr`; from `BrtCellBlank` to `BrtFmlaError`; from `BrtShortBlank` to `BrtShortIsst`.
const ROW: u32 = 0;
const CELLS_FIRST: u32 = 1;
const FORMULA_ERROR: u32 = 11;
const CELLS_LAST: u32 = FORMULA_ERROR;
const SHORT_FIRST: u32 = 12;
const SHORT_RK: u32 = 13;
const SHORT_ERROR: u32 = 14;
const SHORT_BOOL: u32 = 15;
const SHORT_REAL: u32 = 16;
const SHORT_TEXT: u32 = 17;
const SHORT_SHARED: u32 = 18;
const SHORT_LAST: u32 = SHORT_SHARED;
/// `BrtSSTItem`, `BrtFmt`, `BrtXF`, `BrtBundleSh`, `BrtBeginCellXFs`, `BrtEndCellXFs`.
const TEXT: u32 = 19;
const NUMBER_FORMAT: u32 = 44;
const CELL_FORMAT: u32 = 47;
const SHEET: u32 = 156;
const CELL_FORMATS: u32 = 617;
const CELL_FORMATS_END: u32 = 618;

/// A cell that calamine leaves out.
#[derive(Debug, PartialEq)]
pub(super) struct LeftOut {
    pub(super) at: CellRef,
    pub(super) value: Value,
}

/// The records of a part, one after the other.
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    /// The number of the record and its content.
    type Item = (u32, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.number(2)?;
        let length = usize::try_from(self.number(4)?).ok()?;
        let (content, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, content))
    }
}

impl Records<'_> {
    /// A number of seven bits a byte, the last of which has its high bit clear.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0_u32;
        for place in 0..most {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

fn u32_at(content: &[u8], at: usize) -> Option<u32> {
    content.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

fn u16_at(content: &[u8], at: usize) -> Option<u16> {
    content.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

/// A text with its length before it, and where it ends.
fn text_at(content: &[u8], at: usize) -> Option<(String, usize)> {
    let start = at.checked_add(4)?;
    let end = usize::try_from(u32_at(content, at)?).ok()?.checked_mul(2)?.checked_add(start)?;
    let (units, _) = content.get(start..end)?.as_chunks::<2>();
    let units: Vec<u16> = units.iter().copied().map(u16::from_le_bytes).collect();
    Some((String::from_utf16_lossy(&units), end))
}

/// The names of the sheets and the ids of the relationships that lead to them.
fn sheets(workbook: &[u8]) -> impl Iterator<Item = (String, String)> {
    Records(workbook).filter(|(kind, _)| *kind == SHEET).filter_map(|(_, content)| {
        let (relation, end) = text_at(content, 8)?;
        Some((text_at(content, end)?.0, relation))
    })
}

/// The cells of a worksheet part that calamine leaves out.
fn left_out(sheet: &[u8], shared: &Shared) -> Result<Vec<LeftOut>, ReadError> {
    let mut row = Row(0);
    // Where a short record stands: its column is the one after that of the cell before.
    let mut next = Some(Col(0));
    let mut found = Vec::new();
    for (kind, content) in Records(sheet) {
        let (col, rest) = match kind {
            ROW => {
                row = Row(u32_at(content, 0).unwrap_or(Row::COUNT));
                next = Some(Col(0));
                continue;
            }
            CELLS_FIRST..=CELLS_LAST => (u32_at(content, 0).map(Col), content.get(8..)),
            SHORT_FIRST..=SHORT_LAST => (next, content.get(4..)),
            _ => continue,
        };
        let Some(col) = col.filter(|col| row.0 < Row::COUNT && col.0 < Col::COUNT) else { continue };
        next = Some(Col(col.0.saturating_add(1)));
        let style = || u32_at(content, 0).unwrap_or(0) & 0x00ff_ffff;
        let value = rest.and_then(|rest| match kind {
            FORMULA_ERROR => rest.first().map(|code| Value::Error(error(*code))),
            SHORT_RK => u32_at(rest, 0).map(|packed| shared.number(unpacked(packed), style())),
            SHORT_ERROR => rest.first().map(|code| Value::Error(error(*code))),
            SHORT_BOOL => rest.first().map(|value| Value::Bool(*value != 0)),
            SHORT_REAL => rest.first_chunk().map(|value| shared.number(f64::from_le_bytes(*value), style())),
            SHORT_TEXT => text_at(rest, 0).map(|(text, _)| Value::Text(text)),
            SHORT_SHARED => usize::try_from(u32_at(rest, 0)?).ok().and_then(|index| shared.text(index)),
            _ => None,
        });
        if let Some(value) = value {
            if found.len() >= MAX_CELLS {
                return Err(ReadError::TooLarge);
            }
            found.push(LeftOut { at: CellRef::new(row, col), value });
        }
    }
    Ok(found)
}

/// A number of 30 bits ([MS-XLSB] 2.5.122): whole or the first bits of a double, perhaps in hundredths.
fn unpacked(packed: u32) -> f64 {
    let value = match packed & 2 {
        0 => f64::from_bits(u64::from(packed & !3) << 32),
        _ => f64::from(packed.cast_signed() >> 2),
    };
    if packed & 1 == 0 { value } else { value / 100.0 }
}

/// What the cells of all sheets share.
#[derive(Default)]
struct Shared {
    texts: Vec<String>,
    /// Whether each cell format shows a date.
    dates: Vec<bool>,
}

impl Shared {
    fn of(package: &Package<'_>, budget: &mut Budget) -> Result<Self, ReadError> {
        let part = |name: &str, budget: &mut Budget| Ok(package.part(name, budget)?.unwrap_or_default());
        let texts = part("xl/sharedStrings.bin", budget)?;
        let texts = Records(&texts).filter(|(kind, _)| *kind == TEXT);
        let texts = texts.map(|(_, content)| text_at(content, 1).map_or_else(String::new, |(text, _)| text)).collect();
        let styles = part("xl/styles.bin", budget)?;
        let (mut codes, mut dates, mut in_cells) = (BTreeMap::new(), Vec::new(), false);
        for (kind, content) in Records(&styles) {
            match kind {
                NUMBER_FORMAT => {
                    codes.extend(u16_at(content, 0).zip(text_at(content, 2).map(|(code, _)| Kind::of(&code))));
                }
                CELL_FORMATS => in_cells = true,
                CELL_FORMATS_END => in_cells = false,
                CELL_FORMAT if in_cells => {
                    let number = u16_at(content, 2).unwrap_or(0);
                    let own = codes.get(&number).copied();
                    let kind = own.or_else(|| builtin(number.into()).map(Kind::of));
                    dates.push(kind == Some(Kind::Date));
                }
                _ => {}
            }
        }
        Ok(Self { texts, dates })
    }

    fn number(&self, value: f64, style: u32) -> Value {
        let is_date = usize::try_from(style).ok().and_then(|style| self.dates.get(style)) == Some(&true);
        match from_double(value) {
            Some(serial) if is_date => Value::Date(serial),
            Some(value) => Value::Number(Number::from_decimal(value)),
            None => Vast::from_double(value).map_or(Value::Error(CellError::Num), Value::Vast),
        }
    }

    fn text(&self, index: usize) -> Option<Value> {
        self.texts.get(index).cloned().map(Value::Text)
    }
}

/// An error by its number, which is that of .xls files.
fn error(code: u8) -> CellError {
    match code {
        0x00 => CellError::Null,
        0x07 => CellError::Div0,
        0x0f => CellError::Value,
        0x17 => CellError::Ref,
        0x1d => CellError::Name,
        0x24 => CellError::Num,
        0x2a => CellError::NotAvailable,
        _ => CellError::Other,
    }
}

/// The cells that calamine leaves out, of all sheets, by the name of the sheet. A part that cannot be understood
/// has none.
pub(super) fn cells_left_out(package: &Package<'_>) -> Result<Vec<(String, Vec<LeftOut>)>, ReadError> {
    const BOOK: &str = "xl/workbook.bin";
    let mut budget = Budget::default();
    let Ok(relations) = relationships(package, BOOK, &mut budget) else { return Ok(Vec::new()) };
    let Ok(Some(workbook)) = package.part(BOOK, &mut budget) else { return Ok(Vec::new()) };
    let shared = Shared::of(package, &mut budget)?;
    let mut all = Vec::new();
    for (name, relation) in sheets(&workbook) {
        let Some(part) = relations.get(&relation) else { continue };
        if let Ok(Some(content)) = package.part(&part.target, &mut budget) {
            all.push((name, left_out(&content, &shared)?));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_formulas_are_found_among_other_records() {
        let mut part = vec![0x81, 0x01, 0, 0, 4, 6, 0, 0, 0];
        // A number, then an error in column 2 of row 6.
        part.extend([5, 16, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
        part.extend([11, 11, 2, 0, 0, 0, 0, 0, 0, 0, 0x1d, 0, 0]);
        let error = LeftOut { at: "C7".parse().unwrap(), value: Value::Error(CellError::Name) };
        let left_out = |part: &[u8]| left_out(part, &Shared::default()).unwrap();
        assert_eq!(left_out(&part), [error]);
        // Cut off, it gives what stands before.
        assert_eq!(left_out(&part[..part.len() - 1]), []);
        assert_eq!(left_out(&[0xff; 40]), []);
    }

    #[test]
    fn short_records_stand_right_of_the_cell_before() {
        let row = |number: u8| vec![0, 4, number, 0, 0, 0];
        let short = |kind: u8, style: u8, value: &[u8]| {
            let length = u8::try_from(value.len() + 4).unwrap();
            [&[kind, length, style, 0, 0, 0], value].concat()
        };
        let part = [
            row(0),
            // A number in column 1, then all kinds of short ones, one of them blank.
            vec![2, 12, 1, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0],
            short(13, 0, &10_u32.to_le_bytes()),
            short(12, 0, &[]),
            short(16, 0, &2.5_f64.to_le_bytes()),
            short(15, 0, &[1]),
            short(14, 0, &[7]),
            short(17, 0, &[1, 0, 0, 0, b'a', 0]),
            short(18, 0, &[1, 0, 0, 0]),
            row(4),
            short(13, 1, &(45_616_u32 << 2 | 2).to_le_bytes()),
            short(13, 0, &(250_u32 << 2 | 3).to_le_bytes()),
        ]
        .concat();
        let shared = Shared { texts: vec!["không".to_owned(), "có".to_owned()], dates: vec![false, true] };
        let read: Vec<String> = left_out(&part, &shared)
            .unwrap()
            .into_iter()
            .map(|LeftOut { at, value }| {
                let date = if matches!(value, Value::Date(_)) { "date " } else { "" };
                format!("{at} {date}{}", crate::workbook::Cell { value, ..Default::default() }.plain_text())
            })
            .collect();
        assert_eq!(read, ["C1 2", "E1 2.5", "F1 TRUE", "G1 #DIV/0!", "H1 a", "I1 có", "A5 date 20/11/2024", "B5 2.5"]);
    }

    #[test]
    fn sheets_are_named_with_what_leads_to_them() {
        let text = |text: &str| {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [&u32::try_from(units.len() / 2).unwrap().to_le_bytes()[..], &units].concat()
        };
        let content = [vec![0; 8], text("rId1"), text("Biểu")].concat();
        let record = [vec![0x9c, 0x01, u8::try_from(content.len()).unwrap()], content].concat();
        assert_eq!(sheets(&record).collect::<Vec<_>>(), [("Biểu".to_owned(), "rId1".to_owned())]);
    }
}
