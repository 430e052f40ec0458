//! The ZIP container of an Office Open XML or OpenDocument package (APPNOTE 6.3.10, ECMA-376
//! Part 2), read by its central directory.
//!
//! The walk is our own because saving must copy every untouched entry byte for byte, headers
//! included, and because what is unpacked must pass a guard first.

use std::collections::BTreeMap;

use flate2::{Decompress, FlushDecompress, Status};

use super::ReadError;
use super::limits::{MAX_ENTRIES, MAX_PART, MAX_RATIO, MAX_TOTAL, RATIO_GRACE};

const END_OF_DIRECTORY: [u8; 4] = [0x50, 0x4b, 5, 6];
const END_OF_DIRECTORY_64: [u8; 4] = [0x50, 0x4b, 6, 6];
const LOCATOR_64: [u8; 4] = [0x50, 0x4b, 6, 7];
const DIRECTORY_ENTRY: [u8; 4] = [0x50, 0x4b, 1, 2];
const LOCAL_HEADER: [u8; 4] = [0x50, 0x4b, 3, 4];

/// One entry of the central directory.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The name as Open Packaging compares it: forward slashes, no leading slash.
    pub(crate) name: String,
    /// 0 is stored, 8 is deflated.
    pub(crate) method: u16,
    /// General purpose flags.
    pub(crate) flags: u16,
    /// CRC-32 of the unpacked bytes.
    pub(crate) crc: u32,
    /// Bytes as packed.
    pub(crate) packed: u64,
    /// Bytes once unpacked, as the file claims.
    pub(crate) unpacked: u64,
    /// Where its local header starts in the file.
    pub(crate) offset: u64,
    /// Where its record starts in the central directory, and how long that is.
    pub(crate) record: (usize, usize),
}

/// A package: its bytes, and its central directory in the order of the file.
#[derive(Clone, Debug)]
pub(crate) struct Package<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) entries: Vec<Entry>,
    /// Where the central directory starts.
    pub(crate) directory: usize,
    /// Where the end-of-central-directory record starts.
    pub(crate) end: usize,
    by_name: BTreeMap<String, usize>,
}

/// Counts what has been unpacked of one workbook.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    unpacked: u64,
}

impl<'a> Package<'a> {
    /// Walks the central directory; nothing is unpacked.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let end = find_end(bytes).ok_or(ReadError::Damaged)?;
        let mut count = u64::from(u16_at(bytes, end, 10)?);
        let mut size = u64::from(u32_at(bytes, end, 12)?);
        let mut start = u64::from(u32_at(bytes, end, 16)?);
        let mut directory_end = end;
        if let Some(record) = find_end_64(bytes, end) {
            directory_end = record;
            count = u64_at(bytes, record, 32)?;
            size = u64_at(bytes, record, 40)?;
            start = u64_at(bytes, record, 48)?;
        }
        if count > MAX_ENTRIES as u64 {
            return Err(ReadError::TooLarge);
        }
        let directory = usize::try_from(start).map_err(|_| ReadError::Damaged)?;
        let stop = start.checked_add(size).and_then(|stop| usize::try_from(stop).ok()).ok_or(ReadError::Damaged)?;
        if stop > directory_end {
            return Err(ReadError::Damaged);
        }
        let mut package = Self { bytes, entries: Vec::new(), directory, end, by_name: BTreeMap::new() };
        let mut at = directory;
        for index in 0..usize::try_from(count).map_err(|_| ReadError::Damaged)? {
            let (entry, next) = directory_entry(bytes, at)?;
            if next > stop {
                return Err(ReadError::Damaged);
            }
            at = next;
            // Part names are equivalent without regard to ASCII case (ECMA-376 Part 2, 6.2.2.3).
            // Which of two equal ones a program reads is anyone's guess, so neither is trusted.
            if package.by_name.insert(entry.name.to_ascii_lowercase(), index).is_some() {
                return Err(ReadError::Damaged);
            }
            package.entries.push(entry);
        }
        Ok(package)
    }

    /// The index of a part in the central directory.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&name.trim_start_matches('/').to_ascii_lowercase()).copied()
    }

    /// The bytes of a part, or `None` when the package has no such part.
    pub(crate) fn part(&self, name: &str, budget: &mut Budget) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(entry) = self.find(name).and_then(|index| self.entries.get(index)) else { return Ok(None) };
        self.unpack(entry, budget).map(Some)
    }

    /// The text of an XML part, or `None` when the package has no such part.
    pub(crate) fn xml(&self, name: &str, budget: &mut Budget) -> Result<Option<String>, ReadError> {
        Ok(self.part(name, budget)?.map(super::xml::decode))
    }

    /// The packed bytes of an entry, and where they start in the file.
    pub(crate) fn packed(&self, entry: &Entry) -> Result<(usize, &'a [u8]), ReadError> {
        let at = usize::try_from(entry.offset).map_err(|_| ReadError::Damaged)?;
        if slice(self.bytes, at, 4)? != LOCAL_HEADER {
            return Err(ReadError::Damaged);
        }
        let name = usize::from(u16_at(self.bytes, at, 26)?);
        let extra = usize::from(u16_at(self.bytes, at, 28)?);
        let start = at.checked_add(30 + name + extra).ok_or(ReadError::Damaged)?;
        let length = usize::try_from(entry.packed).map_err(|_| ReadError::Damaged)?;
        let packed = slice(self.bytes, start, length)?;
        if start.saturating_add(length) > self.directory && at < self.directory {
            return Err(ReadError::Damaged);
        }
        Ok((start, packed))
    }

    /// Unpacks one entry under the guard of [`super::limits`].
    pub(crate) fn unpack(&self, entry: &Entry, budget: &mut Budget) -> Result<Vec<u8>, ReadError> {
        let (_, packed) = self.packed(entry)?;
        if entry.flags & 1 != 0 {
            return Err(ReadError::Encrypted);
        }
        let by_size = MAX_PART.min(MAX_TOTAL.saturating_sub(budget.unpacked));
        let by_ratio = RATIO_GRACE.max((packed.len() as u64).saturating_mul(MAX_RATIO));
        let allowed = by_ratio.min(by_size);
        if entry.unpacked > allowed {
            return Err(if entry.unpacked > by_size { ReadError::TooLarge } else { ReadError::Swelling });
        }
        let bytes = match entry.method {
            0 => packed.to_vec(),
            8 => inflate(packed, entry.unpacked, allowed)?,
            _ => return Err(ReadError::Damaged),
        };
        if bytes.len() as u64 > allowed {
            return Err(ReadError::TooLarge);
        }
        if bytes.len() as u64 != entry.unpacked || crc32fast::hash(&bytes) != entry.crc {
            return Err(ReadError::Damaged);
        }
        budget.unpacked = budget.unpacked.saturating_add(bytes.len() as u64);
        Ok(bytes)
    }
}

/// Inflates without ever holding more than `allowed` bytes.
fn inflate(packed: &[u8], claimed: u64, allowed: u64) -> Result<Vec<u8>, ReadError> {
    let mut decoder = Decompress::new(false);
    let claimed = usize::try_from(claimed).map_err(|_| ReadError::TooLarge)?;
    // One byte more than claimed, so that a part that is longer than it says is noticed.
    let mut out = Vec::with_capacity(claimed.saturating_add(1));
    loop {
        let consumed = usize::try_from(decoder.total_in()).map_err(|_| ReadError::Damaged)?;
        let rest = packed.get(consumed..).unwrap_or_default();
        let before = (decoder.total_in(), decoder.total_out());
        let status = decoder.decompress_vec(rest, &mut out, FlushDecompress::Finish).map_err(|_| ReadError::Damaged)?;
        if out.len() as u64 > allowed {
            return Err(ReadError::TooLarge);
        }
        match status {
            Status::StreamEnd => return Ok(out),
            // The claim was wrong, or the stream ends too early.
            _ if out.len() == out.capacity() || before == (decoder.total_in(), decoder.total_out()) => {
                return Err(ReadError::Damaged);
            }
            _ => {}
        }
    }
}

fn slice(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], ReadError> {
    at.checked_add(length).and_then(|stop| bytes.get(at..stop)).ok_or(ReadError::Damaged)
}

fn array<const N: usize>(bytes: &[u8], at: usize, offset: usize) -> Result<[u8; N], ReadError> {
    let at = at.checked_add(offset).ok_or(ReadError::Damaged)?;
    slice(bytes, at, N)?.try_into().map_err(|_| ReadError::Damaged)
}

fn u16_at(bytes: &[u8], at: usize, offset: usize) -> Result<u16, ReadError> {
    array(bytes, at, offset).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize, offset: usize) -> Result<u32, ReadError> {
    array(bytes, at, offset).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize, offset: usize) -> Result<u64, ReadError> {
    array(bytes, at, offset).map(u64::from_le_bytes)
}

/// The end-of-central-directory record: 22 bytes and a comment of at most 65,535, at the very end.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|&at| {
        bytes.get(at..).is_some_and(|rest| rest.starts_with(&END_OF_DIRECTORY))
            && u16_at(bytes, at, 20).is_ok_and(|comment| at + 22 + usize::from(comment) <= bytes.len())
    })
}

/// The ZIP64 record that a locator just before the end record points to.
fn find_end_64(bytes: &[u8], end: usize) -> Option<usize> {
    let locator = end.checked_sub(20)?;
    if slice(bytes, locator, 4).ok()? != LOCATOR_64 {
        return None;
    }
    let record = usize::try_from(u64_at(bytes, locator, 8).ok()?).ok()?;
    (record < locator && slice(bytes, record, 4).ok()? == END_OF_DIRECTORY_64).then_some(record)
}

fn directory_entry(bytes: &[u8], at: usize) -> Result<(Entry, usize), ReadError> {
    if slice(bytes, at, 4)? != DIRECTORY_ENTRY {
        return Err(ReadError::Damaged);
    }
    let name_length = usize::from(u16_at(bytes, at, 28)?);
    let extra_length = usize::from(u16_at(bytes, at, 30)?);
    let comment_length = usize::from(u16_at(bytes, at, 32)?);
    let length = 46 + name_length + extra_length + comment_length;
    slice(bytes, at, length)?;
    let name = slice(bytes, at + 46, name_length)?;
    let mut entry = Entry {
        name: part_name(name)?,
        method: u16_at(bytes, at, 10)?,
        flags: u16_at(bytes, at, 8)?,
        crc: u32_at(bytes, at, 16)?,
        packed: u64::from(u32_at(bytes, at, 20)?),
        unpacked: u64::from(u32_at(bytes, at, 24)?),
        offset: u64::from(u32_at(bytes, at, 42)?),
        record: (at, length),
    };
    widen(&mut entry, slice(bytes, at + 46 + name_length, extra_length)?)?;
    Ok((entry, at + length))
}

/// Reads the 64-bit sizes and offset from the ZIP64 extra field (APPNOTE 4.5.3): only those
/// whose 32-bit field is full are there, in this order.
fn widen(entry: &mut Entry, extra: &[u8]) -> Result<(), ReadError> {
    let full = u64::from(u32::MAX);
    let mut at = 0;
    while let (Ok(id), Ok(length)) = (u16_at(extra, at, 0), u16_at(extra, at, 2)) {
        if id == 1 {
            let mut from = at + 4;
            for field in [&mut entry.unpacked, &mut entry.packed, &mut entry.offset] {
                if *field == full {
                    *field = u64_at(extra, from, 0)?;
                    from += 8;
                }
            }
            return Ok(());
        }
        at += 4 + usize::from(length);
    }
    Ok(())
}

/// The name of a part. Names that climb out of the package are a trick, never a workbook.
fn part_name(raw: &[u8]) -> Result<String, ReadError> {
    let name = String::from_utf8_lossy(raw).replace('\\', "/");
    let name = name.trim_start_matches('/');
    if name.split('/').any(|segment| segment == "..") || name.contains('\0') {
        return Err(ReadError::Damaged);
    }
    Ok(name.to_owned())
}
