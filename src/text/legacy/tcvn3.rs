//! TCVN 5712:1993, character set VN3 ("ABC"): the 67 small letters and the seven capitals that
//! ASCII lacks, at 0xA1 to 0xFE. Capitals with tone marks are not in the set: they are small
//! letters in a font that shows capitals.
//!
//! Source: TCVN 5712:1993 "Công nghệ thông tin – Bộ mã chuẩn 8-bit kí tự Việt dùng trong trao đổi
//! thông tin", table VN3. Each byte was compared with the converter TCVN5712-1 of the GNU C
//! library, whose set VN1 contains VN3, and with the table TCVN3 of UniKey's converter (Pham Kim
//! Long, vnconv, `ukengine/data.cpp`), which also says that the signs of Windows-1252 at 0x80 to 0x9F
//! stay what they are.

use super::is_shared;

/// The letters by their byte.
const LETTERS: [(u8, char); 74] = [
    (0xa1, 'Ă'),
    (0xa2, 'Â'),
    (0xa3, 'Ê'),
    (0xa4, 'Ô'),
    (0xa5, 'Ơ'),
    (0xa6, 'Ư'),
    (0xa7, 'Đ'),
    (0xa8, 'ă'),
    (0xa9, 'â'),
    (0xaa, 'ê'),
    (0xab, 'ô'),
    (0xac, 'ơ'),
    (0xad, 'ư'),
    (0xae, 'đ'),
    (0xb5, 'à'),
    (0xb6, 'ả'),
    (0xb7, 'ã'),
    (0xb8, 'á'),
    (0xb9, 'ạ'),
    (0xbb, 'ằ'),
    (0xbc, 'ẳ'),
    (0xbd, 'ẵ'),
    (0xbe, 'ắ'),
    (0xc6, 'ặ'),
    (0xc7, 'ầ'),
    (0xc8, 'ẩ'),
    (0xc9, 'ẫ'),
    (0xca, 'ấ'),
    (0xcb, 'ậ'),
    (0xcc, 'è'),
    (0xce, 'ẻ'),
    (0xcf, 'ẽ'),
    (0xd0, 'é'),
    (0xd1, 'ẹ'),
    (0xd2, 'ề'),
    (0xd3, 'ể'),
    (0xd4, 'ễ'),
    (0xd5, 'ế'),
    (0xd6, 'ệ'),
    (0xd7, 'ì'),
    (0xd8, 'ỉ'),
    (0xdc, 'ĩ'),
    (0xdd, 'í'),
    (0xde, 'ị'),
    (0xdf, 'ò'),
    (0xe1, 'ỏ'),
    (0xe2, 'õ'),
    (0xe3, 'ó'),
    (0xe4, 'ọ'),
    (0xe5, 'ồ'),
    (0xe6, 'ổ'),
    (0xe7, 'ỗ'),
    (0xe8, 'ố'),
    (0xe9, 'ộ'),
    (0xea, 'ờ'),
    (0xeb, 'ở'),
    (0xec, 'ỡ'),
    (0xed, 'ớ'),
    (0xee, 'ợ'),
    (0xef, 'ù'),
    (0xf1, 'ủ'),
    (0xf2, 'ũ'),
    (0xf3, 'ú'),
    (0xf4, 'ụ'),
    (0xf5, 'ừ'),
    (0xf6, 'ử'),
    (0xf7, 'ữ'),
    (0xf8, 'ứ'),
    (0xf9, 'ự'),
    (0xfa, 'ỳ'),
    (0xfb, 'ỷ'),
    (0xfc, 'ỹ'),
    (0xfd, 'ý'),
    (0xfe, 'ỵ'),
];

/// Where Windows-1258 has another character than Latin-1: a text file may have been read with it.
const WINDOWS_1258: [(u8, char); 16] = [
    (0xc3, 'Ă'),
    (0xcc, '\u{300}'),
    (0xd0, 'Đ'),
    (0xd2, '\u{309}'),
    (0xd5, 'Ơ'),
    (0xdd, 'Ư'),
    (0xde, '\u{303}'),
    (0xe3, 'ă'),
    (0xec, '\u{301}'),
    (0xf0, 'đ'),
    (0xf2, '\u{323}'),
    (0xf5, 'ơ'),
    (0xfd, 'ư'),
    (0xfe, '₫'),
    (0xa0, '\u{a0}'),
    (0xb4, '\u{b4}'),
];

/// The text in Unicode; `None` when it holds a letter that is not in the set.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(letter(c)?);
    }
    Some(out)
}

fn letter(c: char) -> Option<char> {
    if c.is_ascii() || is_shared(c) {
        return Some(c);
    }
    let byte = match u8::try_from(u32::from(c)) {
        Ok(byte) => byte,
        Err(_) => WINDOWS_1258.iter().find(|(_, other)| *other == c)?.0,
    };
    match LETTERS.iter().find(|(code, _)| *code == byte) {
        Some((_, letter)) => Some(*letter),
        None if is_kept(c) => Some(c),
        None => None,
    }
}

/// Signs that are the same in both.
fn is_kept(c: char) -> bool {
    matches!(c, '°' | '±' | '²' | '³' | '´' | 'º')
}

/// A composed text in this encoding; `None` when it holds a letter that the set lacks: capitals
/// with tone marks, unless the font shows small letters as `capitals`.
pub(super) fn encode(text: &str, capitals: bool) -> Option<String> {
    let code = |letter: char| LETTERS.iter().find(|(_, other)| *other == letter).map(|(byte, _)| char::from(*byte));
    text.chars()
        .map(|c| {
            if c.is_ascii() || is_shared(c) || is_kept(c) {
                return Some(c);
            }
            let small = || c.to_lowercase().next().filter(|_| capitals).and_then(code);
            code(c).or_else(small)
        })
        .collect()
}
