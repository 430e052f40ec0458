//! How much room text takes, estimated.
//!
//! Excel leaves rows without a stored height to be fitted when the file is opened, and lets text
//! run over empty neighbours. Both need the width of text, and the worker has no fonts. Widths of
//! a few classes of characters, as shares of the font size, are near enough: they are those of
//! Times New Roman, whose digits are exactly half as wide as the font is high, made wider for the
//! sans-serif faces. They err on the wide side, since a line too many costs less than cut text.

use crate::workbook::Font;

/// Pixels in a point, at the 96 dots an inch that browsers and Excel take a screen to have.
pub(super) const PX_PER_POINT: f64 = 96.0 / 72.0;

/// Pixels kept free at the left and right edge of a cell, together.
pub(super) const PADDING: f64 = 8.0;

/// The height of a line as a share of the font size: Times New Roman of 12 points gives rows of
/// 15.75 points in Excel.
const LINE: f64 = 1.3125;

/// Pixels that a line of this font takes.
pub(super) fn line_height(font: &Font) -> f64 {
    (font.size.clamp(1.0, 409.0) * PX_PER_POINT * LINE).ceil()
}

/// Pixels that a text takes on one line.
pub(super) fn text_width(text: &str, font: &Font) -> f64 {
    let em = font.size.clamp(1.0, 409.0) * PX_PER_POINT;
    let weight = if font.bold { 1.07 } else { 1.0 };
    text.chars().map(char_width).sum::<f64>() * em * face(&font.name) * weight
}

/// How many lines a text takes when it is broken to fit `width` pixels.
pub(super) fn lines(text: &str, font: &Font, width: f64) -> u32 {
    let room = (width - PADDING).max(1.0);
    let space = text_width(" ", font);
    text.split('\n')
        .map(|paragraph| {
            let (mut lines, mut used) = (1_u32, 0.0_f64);
            for word in paragraph.split_whitespace() {
                let wide = text_width(word, font);
                let gap = if used > 0.0 { space } else { 0.0 };
                if used + gap + wide <= room {
                    used += gap + wide;
                    continue;
                }
                if used > 0.0 {
                    lines = lines.saturating_add(1);
                }
                // A word wider than the cell is broken within.
                let more = (wide / room).floor().min(1000.0);
                lines = lines.saturating_add(more as u32);
                used = wide - more * room;
            }
            lines
        })
        .fold(0, u32::saturating_add)
}

/// How much wider a face runs than Times New Roman.
fn face(name: &str) -> f64 {
    let name = name.to_lowercase();
    match () {
        () if name.contains("times") || name.contains("vntime") || name.contains("serif") => 1.0,
        () if name.contains("calibri") || name.contains("narrow") => 1.02,
        () if name.contains("courier") || name.contains("mono") || name.contains("consol") => 1.22,
        () if name.contains("verdana") || name.contains("tahoma") => 1.2,
        () => 1.12,
    }
}

/// The width of a character as a share of the font size.
fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '\u{a0}' => 0.27,
        'í' | 'ì' | 'ỉ' | 'ĩ' | 'ị' | '(' | ')' | '[' | ']' | '-' | '/' | 'r' | 's' => 0.34,
        'm' | 'w' | 'M' | 'W' | '%' | '—' | '…' => 0.82,
        '0'..='9' => 0.5,
        // Combining marks of decomposed Vietnamese take no room.
        '\u{300}'..='\u{36f}' => 0.0,
        c if c.is_uppercase() => 0.7,
        c if (c as u32) >= 0x2e80 => 1.0,
        _ => 0.49,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(size: f64) -> Font {
        Font { name: "Times New Roman".to_owned(), size, ..Font::default() }
    }

    #[test]
    fn digits_are_half_as_wide_as_the_font_is_high() {
        assert!((text_width("0123456789", &times(12.0)) - 80.0).abs() < 1e-9);
    }

    #[test]
    fn a_row_of_times_12_is_as_high_as_in_excel() {
        assert!((line_height(&times(12.0)) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn text_breaks_between_words_and_at_line_feeds() {
        let font = times(12.0);
        assert_eq!(lines("ngắn", &font, 100.0), 1);
        assert_eq!(lines("một\nhai", &font, 100.0), 2);
        assert_eq!(lines("Tổng kinh phí đã giải ngân (3 năm)", &font, 98.0), 3);
    }

    #[test]
    fn a_word_wider_than_its_cell_takes_as_many_lines_as_it_needs() {
        let font = times(12.0);
        // 60 digits of 8 pixels in 72 pixels of room.
        assert_eq!(lines(&"0".repeat(60), &font, 80.0), 7);
    }

    #[test]
    fn decomposed_vietnamese_is_as_wide_as_composed() {
        let font = times(12.0);
        assert!((text_width("e\u{302}\u{301}", &font) - text_width("ế", &font)).abs() < 1e-9);
    }
}
