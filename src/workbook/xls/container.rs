//! The compound file around a workbook stream ([MS-CFB]): the reader that is made for it, and a lenient look
//! at files that it refuses.
//!
//! Some programs write tables of sectors that break the rules where it harms nobody, and Excel opens them. What
//! is looked for here is one stream of the size that its directory entry states: a file that was cut off has
//! none, and stays refused.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use crate::workbook::ReadError;
use crate::workbook::limits::MAX_PART;

/// The names of the stream, the one of BIFF8 first.
const NAMES: [&str; 2] = ["Workbook", "Book"];

/// The workbook stream of a file.
pub(super) fn stream(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    match strictly(bytes) {
        Err(ReadError::Damaged) => {}
        read => return read,
    }
    let Some(sectors) = Sectors::of(bytes) else { return Err(ReadError::Damaged) };
    match strictly(&sectors.with_the_rest_free()) {
        Err(ReadError::Damaged) => sectors.stream().ok_or(ReadError::Damaged),
        read => read,
    }
}

fn strictly(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    let path = NAMES.iter().map(|name| format!("/{name}")).find(|path| file.is_stream(path));
    let stream = file.open_stream(path.ok_or(ReadError::NotAWorkbook)?).map_err(|_| ReadError::Damaged)?;
    let mut records = Vec::new();
    stream.take(MAX_PART).read_to_end(&mut records).map_err(|_| ReadError::Damaged)?;
    Ok(records)
}

/// A sector that is part of nothing.
const FREE: u32 = 0xffff_ffff;

/// The end of a chain of sectors.
const END: u32 = 0xffff_fffe;

/// Streams below this many bytes lie in the stream of small sectors.
const SMALL: u64 = 4_096;

/// Bytes of a small sector and of a directory entry.
const SMALL_SECTOR: usize = 64;
const ENTRY: usize = 128;

/// Sectors of the table that a program may write without need.
const SPARE_PARTS: usize = 8;

/// The sectors of a file and what comes after each of them.
struct Sectors<'b> {
    bytes: &'b [u8],
    size: usize,
    /// Whole or begun sectors behind the header.
    count: usize,
    /// Where in the file each entry of the table stands, with what it says.
    table: Vec<(usize, u32)>,
    /// Whether two entries lead to a sector: then it is not known whose it is.
    shared: Vec<bool>,
}

impl<'b> Sectors<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            9 => 512_usize,
            12 => 4_096,
            _ => return None,
        };
        let count = bytes.len().checked_sub(size)?.div_ceil(size);
        let mut sectors = Self { bytes, size, count, table: Vec::new(), shared: vec![false; count] };
        // The first 109 sectors of the table are named in the header, the others in a chain of sectors whose
        // last entry names the next.
        let mut parts: Vec<u32> = (0..109).filter_map(|index| u32_at(bytes, 76 + 4 * index)).collect();
        let (mut next, per_sector) = (u32_at(bytes, 68)?, size / 4 - 1);
        // So many hold an entry for each sector; what is named beyond them says nothing about this file.
        let needed = count.div_ceil(size / 4).saturating_add(SPARE_PARTS);
        while parts.len() < needed {
            let Some(start) = sectors.start(next) else { break };
            parts.extend((0..per_sector).filter_map(|index| u32_at(bytes, start + 4 * index)));
            next = u32_at(bytes, start + 4 * per_sector)?;
        }
        for part in parts.into_iter().filter(|part| *part < END).take(needed) {
            let start = sectors.start(part)?;
            let entries = (0..size / 4).map(|index| start + 4 * index);
            sectors.table.extend(entries.map_while(|at| Some((at, u32_at(bytes, at)?))));
        }
        let mut led_to = vec![false; count];
        for (_, next) in sectors.table.iter().take(count) {
            let Ok(next) = usize::try_from(*next) else { continue };
            if let (Some(led_to), Some(shared)) = (led_to.get_mut(next), sectors.shared.get_mut(next)) {
                *shared |= std::mem::replace(led_to, true);
            }
        }
        Some(sectors)
    }

    /// Where a sector starts.
    fn start(&self, sector: u32) -> Option<usize> {
        let index = usize::try_from(sector).ok().filter(|index| *index < self.count)?;
        index.checked_add(1)?.checked_mul(self.size)
    }

    /// The file with the entries free of sectors that lie behind its end, if no chain leads there.
    fn with_the_rest_free(&self) -> Vec<u8> {
        let mut bytes = self.bytes.to_vec();
        for (at, _) in self.table.iter().skip(self.count) {
            if let Some(entry) = bytes.get_mut(*at..at.saturating_add(4)) {
                entry.copy_from_slice(&FREE.to_le_bytes());
            }
        }
        bytes
    }

    /// The content of a chain, which must be as long as it says; a chain that runs in a circle is none.
    fn chain(&self, first: u32, length: Option<usize>) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut sector = first;
        for _ in 0..=self.count {
            if sector == END || length.is_some_and(|length| content.len() >= length) {
                if let Some(length) = length {
                    if content.len() < length {
                        return None;
                    }
                    content.truncate(length);
                }
                return Some(content);
            }
            let start = self.start(sector)?;
            if self.shared.get(usize::try_from(sector).ok()?) != Some(&false) {
                return None;
            }
            let end = start.checked_add(self.size)?.min(self.bytes.len());
            content.extend_from_slice(self.bytes.get(start..end)?);
            sector = self.table.get(usize::try_from(sector).ok()?)?.1;
        }
        None
    }

    /// The workbook stream, found in the directory from its first entry to its last.
    fn stream(&self) -> Option<Vec<u8>> {
        let directory = self.chain(u32_at(self.bytes, 48)?, None)?;
        let (entries, _) = directory.as_chunks::<ENTRY>();
        let entry = NAMES.iter().find_map(|name| entries.iter().find(|entry| is_stream(*entry, name)))?;
        let first = u32_at(entry, 116)?;
        let length = u64::from(u32_at(entry, 120)?);
        if length > MAX_PART {
            return None;
        }
        let bytes = usize::try_from(length).ok()?;
        if length >= SMALL {
            return self.chain(first, Some(bytes));
        }
        let root = entries.first()?;
        let smalls = self.chain(u32_at(root, 116)?, None)?;
        let table = self.chain(u32_at(self.bytes, 60)?, None)?;
        let mut content = Vec::new();
        let mut sector = usize::try_from(first).ok()?;
        let mut seen = BTreeSet::new();
        while content.len() < bytes {
            if !seen.insert(sector) {
                return None;
            }
            let start = sector.checked_mul(SMALL_SECTOR)?;
            content.extend_from_slice(smalls.get(start..start.checked_add(SMALL_SECTOR)?)?);
            sector = usize::try_from(u32_at(&table, sector.checked_mul(4)?)?).ok()?;
        }
        content.truncate(bytes);
        Some(content)
    }
}

/// Whether a directory entry is the stream of that name.
fn is_stream(entry: &[u8], name: &str) -> bool {
    const STREAM: u8 = 2;
    let units: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    entry.get(66) == Some(&STREAM) && entry.to_ascii_lowercase().starts_with(&units.to_ascii_lowercase())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A compound file that holds a workbook stream.
    fn file(name: &str, content: &[u8]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(format!("/{name}")).unwrap().write_all(content).unwrap();
        file.into_inner().into_inner()
    }

    /// The entry of the table for a sector: all of these files are small enough for one sector of it.
    fn entry(bytes: &mut [u8], sector: usize) -> &mut [u8] {
        let at = table_of(bytes) + 4 * sector;
        &mut bytes[at..at + 4]
    }

    fn table_of(bytes: &[u8]) -> usize {
        (usize::try_from(u32_at(bytes, 76).unwrap()).unwrap() + 1) << u16_at(bytes, 30).unwrap()
    }

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|index| u8::try_from(index % 251).unwrap()).collect()
    }

    #[test]
    fn sectors_behind_the_end_that_are_not_marked_free_do_no_harm() {
        for length in [300, 5_000, 40_000] {
            let mut bytes = file("Workbook", &content(length));
            let size = 1_usize << u16_at(&bytes, 30).unwrap();
            let sectors = bytes.len() / size - 1;
            for sector in sectors..size / 4 {
                entry(&mut bytes, sector).copy_from_slice(&END.to_le_bytes());
            }
            assert!(strictly(&bytes).is_err());
            assert_eq!(stream(&bytes), Ok(content(length)), "{length}");
        }
    }

    #[test]
    fn a_broken_tree_of_names_loses_no_stream() {
        for (name, length) in [("Workbook", 300), ("Book", 5_000)] {
            let mut bytes = file(name, &content(length));
            let size = 1_usize << u16_at(&bytes, 30).unwrap();
            // The root says that its first child is an entry that is not there.
            let directory = (usize::try_from(u32_at(&bytes, 48).unwrap()).unwrap() + 1) * size;
            bytes[directory + 76..directory + 80].copy_from_slice(&77_u32.to_le_bytes());
            assert!(strictly(&bytes).is_err());
            assert_eq!(stream(&bytes), Ok(content(length)), "{name}");
        }
    }

    #[test]
    fn what_is_cut_off_or_runs_in_a_circle_stays_refused() {
        let whole = file("Workbook", &content(40_000));
        for length in (512..whole.len()).step_by(997) {
            // Without the zeros behind the content it is whole.
            let read = stream(&whole[..length]);
            assert!(read == Err(ReadError::Damaged) || read == Ok(content(40_000)), "{length}");
        }
        let mut circle = file("Workbook", &content(40_000));
        let last = circle.len() / (1 << u16_at(&circle, 30).unwrap()) - 2;
        entry(&mut circle, last).copy_from_slice(&u32::try_from(last).unwrap().to_le_bytes());
        assert_eq!(stream(&circle), Err(ReadError::Damaged));
        // A sector of which it is not known whose it is.
        let mut twice = file("Workbook", &content(40_000));
        let number = |at: usize| u32_at(&twice, at).unwrap();
        let first =
            (0..20).find(|sector| number(table_of(&twice) + 4 * sector) == u32::try_from(sector + 1).unwrap()).unwrap();
        let other = number(table_of(&twice) + 4 * (first + 2));
        entry(&mut twice, first).copy_from_slice(&other.to_le_bytes());
        assert_eq!(stream(&twice), Err(ReadError::Damaged));
    }
}
