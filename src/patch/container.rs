//! The ZIP container written anew: entries that did not change are copied with their headers,
//! byte for byte and in their order; only the offsets of the central directory move.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::SaveError;
use crate::workbook::package::{Entry, Package};

/// What happens to an entry.
pub(super) enum Change {
    /// It gets new content.
    Replace(Vec<u8>),
    /// It goes.
    Remove,
}

/// A part that the package did not have.
pub(super) struct Addition {
    /// Its name.
    pub(super) name: String,
    /// Its content.
    pub(super) content: Vec<u8>,
}

/// An entry as it is written.
struct Written {
    offset: usize,
    /// Checksum, packed and unpacked size of an entry with new content.
    content: Option<(u32, usize, usize)>,
}

/// Writes the package with the given entries (by their index) changed, and others added at the end.
pub(super) fn write(
    package: &Package<'_>,
    changes: &BTreeMap<usize, Change>,
    additions: &[Addition],
) -> Result<Vec<u8>, SaveError> {
    let bytes = package.bytes;
    // In the order in which they lie in the file, which need not be that of the directory.
    let mut order: Vec<(usize, &Entry)> = package.entries.iter().enumerate().collect();
    order.sort_by_key(|(_, entry)| entry.offset);
    let starts = order.iter().map(|(_, entry)| position(entry.offset)).collect::<Result<Vec<_>, _>>()?;
    let first = starts.first().copied().unwrap_or(package.directory);
    let mut out = bytes.get(..first).ok_or(SaveError::Unreadable)?.to_vec();
    let mut written: BTreeMap<usize, Written> = BTreeMap::new();
    for (place, (index, entry)) in order.iter().enumerate() {
        let start = *starts.get(place).ok_or(SaveError::Unreadable)?;
        let end = starts.get(place + 1).copied().unwrap_or(package.directory);
        let (data, packed) = package.packed(entry).map_err(|_| SaveError::Unreadable)?;
        // Entries that share bytes are a trick that a copy would not survive.
        if data.checked_add(packed.len()).is_none_or(|stop| stop > end) {
            return Err(SaveError::Unreadable);
        }
        let offset = out.len();
        match changes.get(index) {
            Some(Change::Remove) => continue,
            Some(Change::Replace(content)) => {
                let header = bytes.get(start..data).ok_or(SaveError::Unreadable)?;
                let packed = deflated(content)?;
                let sizes = (crc32fast::hash(content), packed.len(), content.len());
                out.extend(local_header(header, sizes)?);
                out.extend(packed);
                written.insert(*index, Written { offset, content: Some(sizes) });
            }
            None => {
                out.extend_from_slice(bytes.get(start..end).ok_or(SaveError::Unreadable)?);
                written.insert(*index, Written { offset, content: None });
            }
        }
    }
    let added: Vec<Vec<u8>> =
        additions.iter().map(|addition| add(&mut out, addition)).collect::<Result<_, SaveError>>()?;
    let directory = out.len();
    let mut count: u16 = 0;
    for (index, entry) in package.entries.iter().enumerate() {
        let Some(written) = written.get(&index) else { continue };
        out.extend(directory_record(bytes, entry, written)?);
        count = count.checked_add(1).ok_or(SaveError::Unreadable)?;
    }
    for record in added {
        out.extend(record);
        count = count.checked_add(1).ok_or(SaveError::Unreadable)?;
    }
    let size = out.len() - directory;
    let mut end = bytes.get(package.end..).ok_or(SaveError::Unreadable)?.to_vec();
    put(&mut end, 8, &count.to_le_bytes())?;
    put(&mut end, 10, &count.to_le_bytes())?;
    put(&mut end, 12, &small(size)?.to_le_bytes())?;
    put(&mut end, 16, &small(directory)?.to_le_bytes())?;
    out.extend(end);
    Ok(out)
}

/// A package of these parts and no others.
pub(super) fn fresh(parts: &[Addition]) -> Result<Vec<u8>, SaveError> {
    let mut out = Vec::new();
    let directory = parts.iter().map(|part| add(&mut out, part)).collect::<Result<Vec<_>, _>>()?.concat();
    let count = u16::try_from(parts.len()).map_err(|_| SaveError::NotFaithful)?;
    let (size, start) = (small(directory.len())?, small(out.len())?);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    Ok(out)
}

/// Writes a part that is new and gives its record in the central directory. Its date is the first
/// that the format can say.
fn add(out: &mut Vec<u8>, part: &Addition) -> Result<Vec<u8>, SaveError> {
    let packed = deflated(&part.content)?;
    let mut head = Vec::new();
    // Version, names in UTF-8, deflated, midnight of 1 January 1980.
    for value in [20_u16, 1 << 11, 8, 0, 0x21] {
        head.extend(value.to_le_bytes());
    }
    head.extend(crc32fast::hash(&part.content).to_le_bytes());
    head.extend(small(packed.len())?.to_le_bytes());
    head.extend(small(part.content.len())?.to_le_bytes());
    head.extend(u16::try_from(part.name.len()).map_err(|_| SaveError::NotFaithful)?.to_le_bytes());
    head.extend([0, 0]);
    let offset = small(out.len())?;
    out.extend(b"PK\x03\x04");
    out.extend(&head);
    out.extend(part.name.as_bytes());
    out.extend(packed);
    let mut record = b"PK\x01\x02\x14\x00".to_vec();
    record.extend(&head);
    record.extend([0; 10]);
    record.extend(offset.to_le_bytes());
    record.extend(part.name.as_bytes());
    Ok(record)
}

fn position(offset: u64) -> Result<usize, SaveError> {
    usize::try_from(offset).map_err(|_| SaveError::Unreadable)
}

fn small(size: usize) -> Result<u32, SaveError> {
    u32::try_from(size).map_err(|_| SaveError::Unreadable)
}

fn put(record: &mut [u8], at: usize, value: &[u8]) -> Result<(), SaveError> {
    let place = record.get_mut(at..at + value.len()).ok_or(SaveError::Unreadable)?;
    place.copy_from_slice(value);
    Ok(())
}

/// Packs bytes.
fn deflated(content: &[u8]) -> Result<Vec<u8>, SaveError> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).map_err(|_| SaveError::NotFaithful)?;
    encoder.finish().map_err(|_| SaveError::NotFaithful)
}

/// The local header of an entry with new content; its sizes are known, so no descriptor follows.
fn local_header(old: &[u8], sizes: (u32, usize, usize)) -> Result<Vec<u8>, SaveError> {
    let name_length = usize::from(u16_at(old, 26)?);
    let name = old.get(30..30 + name_length).ok_or(SaveError::Unreadable)?;
    let extra = without_zip64(old.get(30 + name_length..).unwrap_or_default());
    let mut header = old.get(..30).ok_or(SaveError::Unreadable)?.to_vec();
    put_content(&mut header, 6, sizes)?;
    put(&mut header, 28, &u16::try_from(extra.len()).map_err(|_| SaveError::Unreadable)?.to_le_bytes())?;
    header.extend_from_slice(name);
    header.extend(extra);
    Ok(header)
}

/// Flags, method, checksum and sizes, which follow each other from `at` in both kinds of header.
fn put_content(header: &mut [u8], at: usize, (crc, packed, unpacked): (u32, usize, usize)) -> Result<(), SaveError> {
    const DESCRIPTOR_FOLLOWS: u16 = 1 << 3;
    let flags = u16_at(header, at)? & !DESCRIPTOR_FOLLOWS;
    put(header, at, &flags.to_le_bytes())?;
    put(header, at + 2, &8_u16.to_le_bytes())?;
    put(header, at + 8, &crc.to_le_bytes())?;
    put(header, at + 12, &small(packed)?.to_le_bytes())?;
    put(header, at + 16, &small(unpacked)?.to_le_bytes())
}

/// The record of an entry in the central directory, with its new place.
fn directory_record(bytes: &[u8], entry: &Entry, written: &Written) -> Result<Vec<u8>, SaveError> {
    let (at, length) = entry.record;
    let old = at.checked_add(length).and_then(|stop| bytes.get(at..stop)).ok_or(SaveError::Unreadable)?;
    let name_end = 46 + usize::from(u16_at(old, 28)?);
    let extra_end = name_end + usize::from(u16_at(old, 30)?);
    let mut record = old.get(..46).ok_or(SaveError::Unreadable)?.to_vec();
    put(&mut record, 42, &small(written.offset)?.to_le_bytes())?;
    match written.content {
        Some(sizes) => put_content(&mut record, 8, sizes)?,
        None => {
            put(&mut record, 20, &small(position(entry.packed)?)?.to_le_bytes())?;
            put(&mut record, 24, &small(position(entry.unpacked)?)?.to_le_bytes())?;
        }
    }
    let extra = without_zip64(old.get(name_end..extra_end).unwrap_or_default());
    put(&mut record, 30, &u16::try_from(extra.len()).map_err(|_| SaveError::Unreadable)?.to_le_bytes())?;
    record.extend_from_slice(old.get(46..name_end).ok_or(SaveError::Unreadable)?);
    record.extend(extra);
    record.extend_from_slice(old.get(extra_end..).unwrap_or_default());
    Ok(record)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, SaveError> {
    let pair = bytes.get(at..at + 2).and_then(|pair| pair.try_into().ok()).ok_or(SaveError::Unreadable)?;
    Ok(u16::from_le_bytes(pair))
}

/// Extra fields without the 64-bit sizes, which now stand in the record itself.
fn without_zip64(mut extra: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(extra.len());
    while let (Ok(id), Ok(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let (field, rest) = extra.split_at_checked(4 + usize::from(length)).unwrap_or((extra, &[]));
        if id != 1 {
            kept.extend_from_slice(field);
        }
        extra = rest;
    }
    kept.extend_from_slice(extra);
    kept
}
