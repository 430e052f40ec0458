//! The records of a workbook stream ([MS-XLS] 2.1.4), and the numbers and texts inside them.

use encoding_rs::Encoding;

/// A record: its number, and its body with the bodies of the records that continue it, each apart
/// because a text says anew how it is stored where it is cut.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) body: &'a [u8],
    continued: Vec<&'a [u8]>,
}

/// `CONTINUE`.
const CONTINUE: u16 = 0x003c;

/// The records of a stream, up to the first that is cut off.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8]) -> Self {
        Self { rest: stream }
    }

    /// The number of the record that comes next, and its body.
    fn peek(&self) -> Option<(u16, &'a [u8], &'a [u8])> {
        let (kind, rest) = self.rest.split_first_chunk::<2>()?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (body, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        Some((u16::from_le_bytes(*kind), body, rest))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, body, rest) = self.peek()?;
        self.rest = rest;
        let mut continued = Vec::new();
        while let Some((CONTINUE, body, rest)) = self.peek() {
            continued.push(body);
            self.rest = rest;
        }
        Some(Record { kind, body, continued })
    }
}

impl<'a> Record<'a> {
    /// A cursor at the start of the body.
    pub(super) fn reader(&self) -> Cursor<'a, '_> {
        Cursor { rest: self.body, continued: &self.continued }
    }
}

/// Reads little-endian values one after the other.
#[derive(Clone)]
pub(super) struct Cursor<'a, 'r> {
    rest: &'a [u8],
    continued: &'r [&'a [u8]],
}

impl<'a> Cursor<'a, '_> {
    /// A cursor over bytes that nothing continues.
    pub(super) fn over(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, continued: &[] }
    }

    /// What is left of the piece that the cursor stands in.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Goes on to the next piece when this one has ended.
    fn refill(&mut self) -> bool {
        while self.rest.is_empty() {
            let Some((next, continued)) = self.continued.split_first() else { return false };
            self.rest = next;
            self.continued = continued;
        }
        true
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        if let Some((array, rest)) = self.rest.split_first_chunk::<N>() {
            self.rest = rest;
            return Some(*array);
        }
        // A value may be cut as well.
        let mut array = [0; N];
        for place in &mut array {
            *place = self.byte()?;
        }
        Some(array)
    }

    fn byte(&mut self) -> Option<u8> {
        if !self.refill() {
            return None;
        }
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.byte()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn f64(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes)
    }

    /// Passes over so many bytes.
    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if !self.refill() {
                return None;
            }
            let step = count.min(self.rest.len());
            self.rest = self.rest.get(step..)?;
            count = count.saturating_sub(step);
        }
        Some(())
    }

    /// So many bytes of this piece.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// A text of so many characters, one byte each.
    pub(super) fn bytes(&mut self, count: usize, encoding: &'static Encoding) -> Option<String> {
        self.take(count).map(|bytes| encoding.decode_without_bom_handling(bytes).0.into_owned())
    }

    /// `XLUnicodeStringNoCch` (2.5.296): so many characters, of one byte or two.
    pub(super) fn unicode(&mut self, count: usize) -> Option<String> {
        let flags = self.u8()?;
        let mut text = Vec::new();
        self.characters(count, flags & 1 != 0, &mut text)?;
        Some(String::from_utf16_lossy(&text))
    }

    /// `XLUnicodeRichExtendedString` (2.5.293), the text without its runs and hints.
    pub(super) fn rich(&mut self) -> Option<String> {
        let count = usize::from(self.u16()?);
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let hints = if flags & 4 != 0 { usize::try_from(self.u32()?).ok()? } else { 0 };
        let mut text = Vec::new();
        self.characters(count, flags & 1 != 0, &mut text)?;
        self.skip(runs.saturating_mul(4).saturating_add(hints))?;
        Some(String::from_utf16_lossy(&text))
    }

    fn characters(&mut self, count: usize, mut wide: bool, text: &mut Vec<u16>) -> Option<()> {
        while text.len() < count {
            if self.rest.is_empty() {
                if !self.refill() {
                    return None;
                }
                // The rest of a cut text says again whether it is of one byte or two.
                wide = self.u8()? & 1 != 0;
                continue;
            }
            let left = count.saturating_sub(text.len());
            if wide {
                let pairs = left.min(self.rest.len() / 2);
                if pairs == 0 {
                    return None;
                }
                let (pairs, _) = self.take(pairs.saturating_mul(2))?.as_chunks::<2>();
                text.extend(pairs.iter().map(|pair| u16::from_le_bytes(*pair)));
            } else {
                let bytes = self.take(left.min(self.rest.len()))?;
                text.extend(bytes.iter().map(|byte| u16::from(*byte)));
            }
        }
        Some(())
    }
}

/// The encoding of a code page; that of Western Windows for one that is not known.
pub(super) fn code_page(number: u16) -> &'static Encoding {
    match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 => encoding_rs::MACINTOSH,
        866 => encoding_rs::IBM866,
        _ => encoding_rs::WINDOWS_1252,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_the_next_record_in_another_width() {
        let mut stream = vec![0xfc, 0, 7, 0, 4, 0, 0];
        stream.extend(b"ab\x00\x00");
        stream.extend([0x3c, 0, 5, 0, 1, 0xa1, 0x1e, b'd', 0]);
        let mut records = Records::new(&stream);
        let record = records.next().unwrap();
        let mut reader = record.reader();
        assert_eq!(reader.u16(), Some(4));
        assert_eq!(reader.u8(), Some(0));
        let mut text = Vec::new();
        // Two bytes of the first piece are text; the rest of it is cut here by hand.
        let mut cursor = Cursor { rest: b"ab", continued: &record.continued };
        cursor.characters(4, false, &mut text).unwrap();
        assert_eq!(String::from_utf16_lossy(&text), "abạd");
        assert!(records.next().is_none());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>, count in 0_usize..70_000) {
            for record in Records::new(&bytes) {
                let _ = record.reader().rich();
                let _ = record.reader().unicode(count);
            }
        }
    }
}
