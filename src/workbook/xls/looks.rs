//! The cell formats of an .xls ([MS-XLS] 2.4.353): fonts, number formats, fills, borders,
//! alignment. What cannot be understood leaves the default look.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::record::Cursor;
use crate::workbook::format_code::builtin;
use crate::workbook::xlsx::color::Palette;
use crate::workbook::{Alignment, Color, Font, Style, VerticalAlignment};

/// What the records before the sheets say of looks.
pub(super) struct Looks {
    palette: Palette,
    fonts: Vec<(Font, usize)>,
    codes: BTreeMap<u16, String>,
    formats: Vec<Format>,
}

/// A cell format before its colours are known: the palette stands after it.
struct Format {
    font: usize,
    code: u16,
    fill: Option<usize>,
    style: Style,
}

impl Looks {
    pub(super) fn new() -> Self {
        Self { palette: Palette::new(None), fonts: Vec::new(), codes: BTreeMap::new(), formats: Vec::new() }
    }

    /// Reads a `FONT` record (2.4.122).
    pub(super) fn font(&mut self, mut reader: Cursor<'_, '_>, is_8: bool, encoding: &'static Encoding) {
        let mut read = || {
            let size = f64::from(reader.u16()?) / 20.0;
            let flags = reader.u16()?;
            let color = usize::from(reader.u16()?);
            let weight = reader.u16()?;
            reader.skip(2)?;
            let underline = reader.u8()?;
            reader.skip(3)?;
            let count = usize::from(reader.u8()?);
            let name = if is_8 { reader.unicode(count)? } else { reader.bytes(count, encoding)? };
            let font = Font {
                name,
                size,
                bold: weight >= 700,
                italic: flags & 2 != 0,
                underline: underline != 0,
                strike: flags & 8 != 0,
                color: None,
            };
            Some((font, color))
        };
        // A font that cannot be read keeps its number.
        let font = read().unwrap_or_default();
        self.fonts.push(font);
    }

    /// Reads a `FORMAT` record (2.4.126).
    pub(super) fn code(&mut self, mut reader: Cursor<'_, '_>, is_8: bool, encoding: &'static Encoding) -> Option<()> {
        let id = reader.u16()?;
        let code = if is_8 {
            let count = usize::from(reader.u16()?);
            reader.unicode(count)?
        } else {
            let count = usize::from(reader.u8()?);
            reader.bytes(count, encoding)?
        };
        self.codes.insert(id, code);
        Some(())
    }

    /// Reads a `PALETTE` record (2.4.188), which replaces the colours from the ninth on.
    pub(super) fn palette(&mut self, mut reader: Cursor<'_, '_>) -> Option<()> {
        let count = usize::from(reader.u16()?).min(56);
        for index in 0..count {
            let (red, green, blue) = (reader.u8()?, reader.u8()?, reader.u8()?);
            reader.skip(1)?;
            self.palette.replace(index + 8, Color(red, green, blue));
        }
        Some(())
    }

    /// Reads an `XF` record (2.4.353).
    pub(super) fn format(&mut self, reader: Cursor<'_, '_>, is_8: bool) {
        let format = read_format(reader, is_8);
        self.formats.push(format.unwrap_or(Format { font: 0, code: 0, fill: None, style: Style::default() }));
    }

    /// The cell formats in the order that cells refer to them; at least one.
    pub(super) fn into_styles(self) -> Vec<Style> {
        let mut styles: Vec<Style> = self
            .formats
            .iter()
            .take(usize::from(u16::MAX))
            .map(|format| {
                // There is no font of number 4.
                let font = if format.font > 4 { format.font - 1 } else { format.font };
                let font = self
                    .fonts
                    .get(font)
                    .map(|(font, color)| Font { color: self.palette.indexed(*color), ..font.clone() });
                let code = self.codes.get(&format.code).map(String::as_str);
                let code = code.or_else(|| builtin(u32::from(format.code))).unwrap_or_default();
                Style {
                    font: font.unwrap_or_default(),
                    fill: format.fill.and_then(|color| self.palette.indexed(color)),
                    number_format: if code.eq_ignore_ascii_case("general") { String::new() } else { code.to_owned() },
                    ..format.style.clone()
                }
            })
            .collect();
        if styles.is_empty() {
            styles.push(Style::default());
        }
        styles
    }
}

fn read_format(mut reader: Cursor<'_, '_>, is_8: bool) -> Option<Format> {
    let font = usize::from(reader.u16()?);
    let code = reader.u16()?;
    let flags = reader.u16()?;
    let align = reader.u8()?;
    let mut style = Style {
        horizontal: match align & 7 {
            1 => Alignment::Left,
            2 => Alignment::Center,
            3 => Alignment::Right,
            6 => Alignment::CenterContinuous,
            4 | 5 | 7 => Alignment::Justify,
            _ => Alignment::General,
        },
        vertical: match (align >> 4) & 7 {
            0 => VerticalAlignment::Top,
            1 | 3 | 4 => VerticalAlignment::Center,
            _ => VerticalAlignment::Bottom,
        },
        wrap: align & 8 != 0,
        quote_prefix: flags & 8 != 0,
        ..Style::default()
    };
    // Before Excel 97 it is part of other bits.
    let turned = reader.u8()?;
    let (solid, color);
    if is_8 {
        style.rotation = turned;
        let more = reader.u8()?;
        style.indent = more & 15;
        style.shrink = more & 16 != 0;
        reader.skip(1)?;
        let sides = reader.u32()?;
        style.borders = [sides & 15, (sides >> 4) & 15, (sides >> 8) & 15, (sides >> 12) & 15].map(|side| side != 0);
        solid = reader.u32()? >> 26 == 1;
        color = reader.u16()? & 0x7f;
    } else {
        color = reader.u16()? & 0x7f;
        let area = reader.u16()?;
        solid = area & 0x3f == 1;
        let sides = reader.u16()?;
        style.borders = [(sides >> 3) & 7, (sides >> 6) & 7, sides & 7, (area >> 6) & 7].map(|side| side != 0);
    }
    Some(Format { font, code, fill: solid.then_some(usize::from(color)), style })
}
