//! What calamine leaves out of an .xlsb: the error values that formulas gave ([MS-XLSB],
//! `BrtFmlaError`). Without them such a cell would look as if it had never been calculated.

use super::package::{Budget, Package};
use super::xlsx::relationships;
use super::{CellError, CellRef, Col, Row};

/// `BrtRowHdr`, `BrtFmlaError` and `BrtBundleSh`.
const ROW: u32 = 0;
const FORMULA_ERROR: u32 = 11;
const SHEET: u32 = 156;

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

/// The error values of the formulas of a worksheet part.
fn errors(sheet: &[u8]) -> Vec<(CellRef, CellError)> {
    let mut row = Row(0);
    let mut found = Vec::new();
    for (kind, content) in Records(sheet) {
        match kind {
            ROW => row = Row(u32_at(content, 0).unwrap_or(Row::COUNT)),
            FORMULA_ERROR => {
                let (Some(col), Some(code)) = (u32_at(content, 0), content.get(8)) else { continue };
                if row.0 < Row::COUNT && col < Col::COUNT {
                    found.push((CellRef::new(row, Col(col)), error(*code)));
                }
            }
            _ => {}
        }
    }
    found
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

/// The error values of the formulas of all sheets, by the name of the sheet. A part that cannot be
/// understood gives none.
pub(super) fn formula_errors(package: &Package<'_>) -> Vec<(String, Vec<(CellRef, CellError)>)> {
    const BOOK: &str = "xl/workbook.bin";
    let mut budget = Budget::default();
    let Ok(relations) = relationships(package, BOOK, &mut budget) else { return Vec::new() };
    let Ok(Some(workbook)) = package.part(BOOK, &mut budget) else { return Vec::new() };
    let mut all = Vec::new();
    for (name, relation) in sheets(&workbook) {
        let Some(part) = relations.get(&relation) else { continue };
        if let Ok(Some(content)) = package.part(&part.target, &mut budget) {
            all.push((name, errors(&content)));
        }
    }
    all
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
        assert_eq!(errors(&part), [("C7".parse().unwrap(), CellError::Name)]);
        // Cut off, it gives what stands before.
        assert_eq!(errors(&part[..part.len() - 1]), []);
        assert_eq!(errors(&[0xff; 40]), []);
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
