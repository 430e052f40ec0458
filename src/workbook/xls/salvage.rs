//! A workbook stream that this reader does not understand is given to calamine, which takes more for granted and
//! reads no formats.
//!
//! Calamine sets no bounds and lays sheets out as rectangles, so what it would lay out is measured first, and it is
//! given a compound file that was made anew. A stream in which a sheet does not end is never tried: half of a
//! workbook would look like all of it.

use std::io::{Cursor as Bytes, Write};

use super::record::{Cursor, Records};
use super::sheet::{BOF, EOF};
use crate::workbook::limits::{MAX_CELLS, MAX_FORMULAS, MAX_SHEETS, MAX_TEXT};
use crate::workbook::{Workbook, binary};

/// Reads the values and formulas of a stream; `None` when that cannot be done within bounds.
pub(super) fn read(stream: &[u8]) -> Option<Workbook> {
    if !measure(stream)? {
        return None;
    }
    // Calamine takes one of version 4 without small streams for empty.
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Bytes::new(Vec::new())).ok()?;
    file.create_stream("/Workbook").ok()?.write_all(stream).ok()?;
    let mut workbook = binary::read_xls(file.into_inner().into_inner()).ok()?;
    workbook.unformatted = true;
    Some(workbook)
}

/// Bytes that one byte of a formula may become: a name of 255 letters takes five.
const SWELLING: usize = 64;

/// Whether all that calamine would hold of a stream is within bounds; `None` when the stream is not whole.
fn measure(stream: &[u8]) -> Option<bool> {
    let lengths = shared_texts(stream);
    let mut rest = stream;
    // Where the parts of the stream begin, where the tabs say they do, and how deep this record lies.
    let (mut begins, mut tabs, mut depth) = (Vec::new(), Vec::new(), 0_usize);
    let (mut cells, mut texts, mut formulas) = (0_usize, 0_usize, 0_usize);
    let mut area = Area::default();
    while let Some((kind, body, after)) = next(rest) {
        let mut reader = Cursor::over(body);
        match kind {
            BOF => {
                if depth == 0 {
                    begins.push(stream.len().checked_sub(rest.len())?);
                }
                depth = depth.checked_add(1)?;
            }
            EOF => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    cells = cells.checked_add(std::mem::take(&mut area).cells())?;
                }
            }
            // BOUNDSHEET, DIMENSIONS
            0x0085 => tabs.push(usize::try_from(reader.u32()?).ok()?),
            0x0200 => cells = cells.checked_add(dimensions(body)?)?,
            // MULRK, with its last column at its end
            0x00bd => {
                let (row, first) = (reader.u16()?, reader.u16()?);
                area.take(row, first);
                let last = body.last_chunk().copied().map(u16::from_le_bytes)?;
                area.take(row, last);
            }
            0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x0006 => {
                area.take(reader.u16()?, reader.u16()?);
                match kind {
                    0x0006 => formulas = formulas.checked_add(body.len())?,
                    0x00fd => {
                        reader.skip(2)?;
                        let index = usize::try_from(reader.u32()?).ok()?;
                        texts = texts.checked_add(lengths.get(index).copied().unwrap_or(0))?;
                    }
                    _ => texts = texts.checked_add(body.len())?,
                }
            }
            _ => {}
        }
        rest = after;
        if cells > MAX_CELLS || texts > MAX_TEXT || formulas.checked_mul(SWELLING)? > MAX_FORMULAS {
            return Some(false);
        }
    }
    let known = tabs.len();
    tabs.sort_unstable();
    tabs.dedup();
    // A part that two tabs lead to would be read twice, and so would one that a tab leads into.
    let once = known == tabs.len() && known <= MAX_SHEETS && tabs.iter().all(|tab| begins.contains(tab));
    // Zeros may fill the last sector.
    let whole = depth == 0 && rest.iter().all(|byte| *byte == 0);
    whole.then_some(once)
}

/// A record: its number, its body, and what comes after it.
fn next(stream: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (kind, rest) = stream.split_first_chunk::<2>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (body, after) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    Some((u16::from_le_bytes(*kind), body, after)).filter(|(kind, ..)| *kind > 0)
}

/// The lengths of the texts that cells share.
fn shared_texts(stream: &[u8]) -> Vec<usize> {
    const SST: u16 = 0x00fc;
    let record = Records::new(stream).find(|record| record.kind == SST);
    let texts = record.and_then(|record| super::strings(record.reader()).ok()).unwrap_or_default();
    texts.iter().map(|text| text.len()).collect()
}

/// The rectangle of the cells of a sheet.
#[derive(Default)]
struct Area {
    corners: Option<((u16, u16), (u16, u16))>,
}

impl Area {
    fn take(&mut self, row: u16, col: u16) {
        let ((top, left), (bottom, right)) = self.corners.unwrap_or(((row, col), (row, col)));
        self.corners = Some(((top.min(row), left.min(col)), (bottom.max(row), right.max(col))));
    }

    fn cells(&self) -> usize {
        let side = |first: u16, last: u16| usize::from(last.saturating_sub(first)).saturating_add(1);
        let Some(((top, left), (bottom, right))) = self.corners else { return 0 };
        side(top, bottom).saturating_mul(side(left, right))
    }
}

/// The cells that a sheet says it has, which calamine makes room for.
fn dimensions(body: &[u8]) -> Option<usize> {
    let mut reader = Cursor::over(body);
    let (top, bottom) = match body.len() {
        10 => (u32::from(reader.u16()?), u32::from(reader.u16()?)),
        _ => (reader.u32()?, reader.u32()?),
    };
    let (_, right) = (reader.u16()?, reader.u16()?);
    let rows = usize::try_from(bottom.checked_sub(top)?).ok()?.saturating_add(1);
    Some(rows.saturating_mul(usize::from(right).saturating_add(1)))
}
