//! Separated values: .csv, .tsv, .txt, and plain text that was pasted.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use super::text_table::TextTable;
use super::{CellRef, Col, ReadError, Row, Workbook};

/// The text of a file in any of the encodings that Vietnamese offices use; `None` when the bytes
/// are no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..)?),
        None => (guess(bytes), bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    // Exports of old programs end with a mark of their own.
    let text = match text.strip_suffix('\u{1a}') {
        Some(text) => Cow::Owned(text.to_owned()),
        None => text,
    };
    if text.chars().any(|c| matches!(c, '\0' | char::REPLACEMENT_CHARACTER)) {
        return None;
    }
    // A control character or two is an accident; more are another kind of file.
    let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{c}')).count();
    if controls.saturating_mul(200) > text.len().max(200) {
        return None;
    }
    // Windows-1258 writes tone marks after their letters.
    Some(if encoding == WINDOWS_1258 { text.nfc().collect() } else { text.into_owned() })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).take(256).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd > 8 && even == 0 {
        return UTF_16LE;
    }
    if even > 8 && odd == 0 {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // In 1258 these bytes are tone marks and follow a vowel; in 1252 they are letters.
    const MARKS: [u8; 5] = [0xcc, 0xd2, 0xde, 0xec, 0xf2];
    let vowel = |byte: u8| {
        matches!(
            byte.to_ascii_lowercase(),
            b'a' | b'e'
                | b'i'
                | b'o'
                | b'u'
                | b'y'
                | 0xc2
                | 0xe2
                | 0xc3
                | 0xe3
                | 0xca
                | 0xea
                | 0xd4
                | 0xf4
                | 0xd5
                | 0xf5
                | 0xdd
                | 0xfd
        )
    };
    let marks = bytes.windows(2).filter(|pair| matches!(pair, [_, mark] if MARKS.contains(mark)));
    let fits = marks.clone().all(|pair| pair.first().is_some_and(|byte| vowel(*byte)));
    if fits && marks.count() > 0 { WINDOWS_1258 } else { WINDOWS_1252 }
}

/// Reads a table of separated values; the separator is found by its regularity.
pub(super) fn read(text: &str, name: &str) -> Result<Workbook, ReadError> {
    let (separator, text) = match text.strip_prefix("sep=") {
        // Excel's own way of saying it.
        Some(rest) => {
            let separator = rest.chars().next().ok_or(ReadError::NotAWorkbook)?;
            (separator, rest.split_once('\n').map_or("", |(_, body)| body))
        }
        None => (find_separator(text).ok_or(ReadError::NotAWorkbook)?, text),
    };
    let mut table = TextTable::default();
    let mut records = Records::of(text, separator);
    for (row, record) in (0..).map(Row).zip(records.by_ref()) {
        for (col, field) in (0..).map(Col).zip(record) {
            table.put(CellRef::new(row, col), field.trim().to_owned(), false, None)?;
        }
    }
    if records.too_wide {
        return Err(ReadError::TooLarge);
    }
    if table.is_empty() { Err(ReadError::NotAWorkbook) } else { Ok(table.into_workbook(name)) }
}

/// The separator that cuts the lines most evenly; `None` when the text is no table.
fn find_separator(text: &str) -> Option<char> {
    let mut best: Option<(char, f64)> = None;
    for separator in SEPARATORS {
        let records = Records::of(text, separator).take(1_000);
        let counts: Vec<usize> = records.filter(|record| !is_blank(record)).map(|record| record.len()).collect();
        let cut = counts.iter().filter(|count| **count > 1).count();
        if counts.len() < 2 || cut * 2 < counts.len() {
            continue;
        }
        let mut sorted = counts.clone();
        sorted.sort_unstable();
        let common = sorted.chunk_by(|a, b| a == b).filter(|run| run.first() > Some(&1)).map(<[usize]>::len).max()?;
        let evenness = common as f64 / counts.len() as f64;
        if best.is_none_or(|(_, other)| evenness > other + 0.05) {
            best = Some((separator, evenness));
        }
    }
    // Sentences have commas too, but not the same number of them in each line.
    best.filter(|(_, evenness)| *evenness >= 0.4).map(|(separator, _)| separator).or_else(|| of_little(text))
}

const SEPARATORS: [char; 4] = ['\t', ';', ',', '|'];

fn is_blank(record: &[Cow<'_, str>]) -> bool {
    record.iter().all(|field| field.trim().is_empty())
}

/// The separator of a text that is one line, or one column of numbers.
fn of_little(text: &str) -> Option<char> {
    let is_number = |field: &Cow<'_, str>| {
        let field = field.trim();
        field.bytes().any(|byte| byte.is_ascii_digit())
            && field.bytes().all(|byte| byte.is_ascii_digit() || b"., +-%()".contains(&byte))
    };
    let one_line = SEPARATORS.into_iter().find(|separator| {
        let mut records = Records::of(text, *separator).take(1_000).filter(|record| !is_blank(record));
        let (first, second) = (records.next().unwrap_or_default(), records.next());
        second.is_none()
            && first.len() > 1
            && (*separator == '\t' || text.starts_with('"') || first.iter().any(is_number))
    });
    one_line.or_else(|| {
        let records = Records::of(text, '\t').take(1_000).filter(|record| !is_blank(record));
        let (mut lines, mut numbers) = (0_usize, 0_usize);
        for record in records {
            lines += 1;
            numbers += usize::from(record.len() == 1 && record.iter().all(is_number));
        }
        (lines > 1 && numbers.saturating_mul(2) >= lines).then_some('\t')
    })
}

/// The records of a text (RFC 4180, with any separator): quoted fields may hold separators and
/// line ends.
struct Records<'a> {
    rest: &'a str,
    separator: char,
    /// Whether a record had more fields than a sheet has columns: it was the last.
    too_wide: bool,
}

impl<'a> Records<'a> {
    fn of(text: &'a str, separator: char) -> Self {
        Self { rest: text, separator, too_wide: false }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Vec<Cow<'a, str>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let text = self.rest;
        let mut record = Vec::new();
        // A field is a piece of the text, unless it is quoted.
        let (mut start, mut unquoted): (usize, Option<String>) = (0, None);
        let field = |start: usize, end: usize, unquoted: &mut Option<String>| match unquoted.take() {
            Some(field) => Cow::Owned(field),
            None => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
        };
        let mut quoted = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match (c, &mut unquoted) {
                ('"', Some(field)) if quoted && chars.next_if(|(_, next)| *next == '"').is_some() => field.push('"'),
                ('"', Some(_)) if quoted => quoted = false,
                ('"', None) if at == start => (quoted, unquoted) = (true, Some(String::new())),
                ('\n' | '\r', _) if !quoted => {
                    if c == '\r' {
                        chars.next_if(|(_, next)| *next == '\n');
                    }
                    let end = chars.peek().map_or(text.len(), |(next, _)| *next);
                    self.rest = text.get(end..).unwrap_or_default();
                    record.push(field(start, at, &mut unquoted));
                    return Some(record);
                }
                _ if c == self.separator && !quoted => {
                    record.push(field(start, at, &mut unquoted));
                    if record.len() > Col::COUNT as usize {
                        self.too_wide = true;
                        self.rest = "";
                        return Some(record);
                    }
                    start = at + c.len_utf8();
                }
                (_, Some(field)) => field.push(c),
                (_, None) => {}
            }
        }
        self.rest = "";
        record.push(field(start, text.len(), &mut unquoted));
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Value;

    fn cell(workbook: &Workbook, at: &str) -> String {
        let cell = workbook.sheets[0].cell(at.parse().unwrap()).unwrap();
        match &cell.value {
            Value::Number(_) => format!("={}", workbook.shown(cell)),
            _ => workbook.shown(cell).into_owned(),
        }
    }

    #[test]
    fn separator_and_notation_are_found() {
        let book = read("TT;Tên;Số\n1;Xã A;12.216,693\n2;\"Xã \"\"B\"\"; cũ\";119,4\n", "t").unwrap();
        assert_eq!(cell(&book, "C2"), "=12.216,693");
        assert_eq!(cell(&book, "B3"), "Xã \"B\"; cũ");
        assert_eq!(cell(&book, "C3"), "=119,4");
        let book = read("a,b\n1,\"1,234.5\"\n2,3.25\n", "t").unwrap();
        assert_eq!(cell(&book, "B2"), "=1.234,5");
    }

    #[test]
    fn outline_numbers_and_codes_stay_text() {
        let book = read("TT\tMã\n1.1\t0012\n1.10\t0013\n", "t").unwrap();
        assert_eq!(cell(&book, "A3"), "1.10");
        assert_eq!(cell(&book, "B2"), "0012");
    }

    #[test]
    fn encodings_of_the_office_are_told_apart() {
        assert_eq!(decode("\u{feff}Xã".as_bytes()).unwrap(), "Xã");
        let utf16: Vec<u8> = "Tổng cộng;12,5".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&[&[0xff, 0xfe], utf16.as_slice()].concat()).unwrap(), "Tổng cộng;12,5");
        // "Tổng số": o with circumflex, then the tone mark.
        assert_eq!(decode(b"T\xf4\xcc").as_deref(), Some("T\u{1ed3}"));
        assert_eq!(decode(b"m\xec").as_deref(), Some("m\u{ec}"));
        assert_eq!(decode(b"%PDF-1.4\0\x01"), None);
    }

    #[test]
    fn one_line_and_one_column_are_tables_when_they_hold_numbers() {
        assert_eq!(cell(&read("Tổng;12,5", "t").unwrap(), "B1"), "=12,5");
        assert_eq!(cell(&read("Số\tTên\n", "t").unwrap(), "B1"), "Tên");
        assert_eq!(cell(&read("Số dân\n1250\n37\n", "t").unwrap(), "A3"), "=37");
        assert!(read("Kính gửi, đồng chí", "t").is_err());
    }

    #[test]
    fn a_stray_control_character_is_passed_and_many_are_no_text() {
        assert_eq!(decode(b"a;1\r\nb;2\r\n\x1a").as_deref(), Some("a;1\r\nb;2\r\n"));
        assert!(decode(b"a\x16;1\nb;2\n").is_some());
        assert_eq!(decode(b"\x01\x02\x03;\x04"), None);
    }

    #[test]
    fn prose_is_no_table() {
        assert!(read("Kính gửi các đồng chí,\nTrân trọng cảm ơn.\nHết", "t").is_err());
        assert!(read("một cột\nthôi", "t").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[0-9a;,\t\"\n\r .%-]{0,200}") {
            let _ = read(&text, "t");
        }
    }
}
