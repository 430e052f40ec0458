//! The styles part (ECMA-376 Part 1, 18.8). What cannot be understood leaves the default look.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::color::Palette;
use crate::workbook::format_code::builtin;
use crate::workbook::xml::{attribute, flag, for_each_element, number, understood};
use crate::workbook::{Alignment, Color, Font, Lines, Style, VerticalAlignment};

#[derive(Default)]
struct Tables {
    codes: BTreeMap<u32, String>,
    fonts: Vec<Font>,
    fills: Vec<Option<Color>>,
    borders: Vec<([bool; 4], Lines)>,
    formats: Vec<Format>,
}

#[derive(Default)]
struct Format {
    code: u32,
    font: usize,
    fill: usize,
    border: usize,
    style: Style,
}

/// The cell formats (`cellXfs`) in the order that cells refer to them; at least one.
pub(super) fn read(xml: &str, mut palette: Palette) -> Vec<Style> {
    let xml = &understood(xml);
    let mut tables = Tables::default();
    let mut indexed = 0;
    // The custom palette stands after the colours that use it.
    let _ = for_each_element(xml, |path, element| {
        if matches!(path, [_, colors, table] if colors == "colors" && table == "indexedColors") {
            palette.set_indexed(indexed, element);
            indexed += 1;
        }
    });
    // A damaged styles part gives what stands before the damage.
    let _ = for_each_element(xml, |path, element| tables.take(path, element, &palette));
    let mut styles: Vec<Style> = tables.formats.iter().map(|format| tables.style(format)).collect();
    if styles.is_empty() {
        styles.push(Style::default());
    }
    styles.truncate(usize::from(u16::MAX));
    styles
}

impl Tables {
    fn take(&mut self, path: &[String], element: &BytesStart<'_>, palette: &Palette) {
        let name = element.local_name();
        let path: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        match (path.as_slice(), name.into_inner()) {
            (["numFmts"], "numFmt") => {
                if let (Some(id), Some(code)) = (number(element, "numFmtId"), attribute(element, "formatCode")) {
                    self.codes.insert(id, code.into_owned());
                }
            }
            (["fonts"], "font") => self.fonts.push(Font::default()),
            (["fonts", "font"], part) => {
                if let Some(font) = self.fonts.last_mut() {
                    read_font(font, part, element, palette);
                }
            }
            (["fills"], "fill") => self.fills.push(None),
            (["fills", "fill"], "patternFill") => {
                if let (Some(fill), Some("solid")) =
                    (self.fills.last_mut(), attribute(element, "patternType").as_deref())
                {
                    *fill = Some(Color(255, 255, 255));
                }
            }
            (["fills", "fill", "patternFill"], "fgColor") => {
                if let Some(Some(fill)) = self.fills.last_mut() {
                    *fill = palette.color(element).unwrap_or(*fill);
                }
            }
            (["borders"], "border") => {
                let lines = Lines {
                    down: flag(element, "diagonalDown", false),
                    up: flag(element, "diagonalUp", false),
                    ..Lines::default()
                };
                self.borders.push(([false; 4], lines));
            }
            (["borders", "border"], "diagonal") => {
                let drawn = attribute(element, "style").is_some_and(|style| style != "none");
                if let Some((_, lines)) = self.borders.last_mut().filter(|_| !drawn) {
                    (lines.down, lines.up) = (false, false);
                }
            }
            (["borders", "border"], side) => {
                let place = ["left", "right", "top", "bottom"].iter().position(|name| *name == side);
                let place = place.or(match side {
                    "start" => Some(0),
                    "end" => Some(1),
                    _ => None,
                });
                let style = attribute(element, "style").filter(|style| style != "none");
                if let (Some(place), Some((borders, lines))) = (place, self.borders.last_mut())
                    && let (Some(side), Some(double)) = (borders.get_mut(place), lines.double.get_mut(place))
                {
                    *side = style.is_some();
                    *double = style.as_deref() == Some("double");
                }
            }
            (["cellXfs"], "xf") => self.formats.push(Format {
                code: number(element, "numFmtId").unwrap_or(0),
                font: number(element, "fontId").unwrap_or(0),
                fill: number(element, "fillId").unwrap_or(0),
                border: number(element, "borderId").unwrap_or(0),
                style: Style { quote_prefix: flag(element, "quotePrefix", false), ..Style::default() },
            }),
            (["cellXfs", "xf"], "alignment") => {
                if let Some(format) = self.formats.last_mut() {
                    read_alignment(&mut format.style, element);
                }
            }
            _ => {}
        }
    }

    fn style(&self, format: &Format) -> Style {
        let code = match self.codes.get(&format.code) {
            Some(code) if code.eq_ignore_ascii_case("general") => "",
            Some(code) => code,
            None => builtin(format.code).unwrap_or_default(),
        };
        let (borders, lines) = self.borders.get(format.border).copied().unwrap_or_default();
        Style {
            lines,
            font: self.fonts.get(format.font).cloned().unwrap_or_default(),
            fill: self.fills.get(format.fill).copied().flatten(),
            borders,
            number_format: code.to_owned(),
            ..format.style.clone()
        }
    }
}

fn read_font(font: &mut Font, part: &str, element: &BytesStart<'_>, palette: &Palette) {
    match part {
        "b" => font.bold = flag(element, "val", true),
        "i" => font.italic = flag(element, "val", true),
        "strike" => font.strike = flag(element, "val", true),
        "u" => font.underline = attribute(element, "val").is_none_or(|val| val != "none"),
        "sz" => {
            if let Some(size) = number::<f64>(element, "val").filter(|size| (1.0..=409.0).contains(size)) {
                font.size = size;
            }
        }
        "name" => {
            if let Some(name) = attribute(element, "val") {
                font.name = name.into_owned();
            }
        }
        "color" => font.color = palette.color(element),
        _ => {}
    }
}

fn read_alignment(style: &mut Style, element: &BytesStart<'_>) {
    style.horizontal = match attribute(element, "horizontal").as_deref() {
        Some("left") => Alignment::Left,
        Some("center") => Alignment::Center,
        Some("right") => Alignment::Right,
        Some("centerContinuous") => Alignment::CenterContinuous,
        Some("justify" | "distributed" | "fill") => Alignment::Justify,
        _ => Alignment::General,
    };
    style.vertical = match attribute(element, "vertical").as_deref() {
        Some("top") => VerticalAlignment::Top,
        Some("center" | "justify" | "distributed") => VerticalAlignment::Center,
        _ => VerticalAlignment::Bottom,
    };
    style.wrap = flag(element, "wrapText", false);
    style.shrink = flag(element, "shrinkToFit", false);
    style.rotation = number(element, "textRotation").unwrap_or(0);
    style.indent = number(element, "indent").unwrap_or(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn double_lines_and_diagonals_are_told_from_single_ones() {
        let borders = r#"<borders><border diagonalUp="1" diagonalDown="1"><left style="double"/><right style="thin"/><bottom style="none"/><diagonal/></border>
            <border diagonalDown="1"><diagonal style="thin"/></border></borders>"#;
        let xml =
            format!(r#"<styleSheet>{borders}<cellXfs><xf borderId="0"/><xf borderId="1"/></cellXfs></styleSheet>"#);
        let styles = read(&xml, Palette::new(None));
        assert_eq!(styles[0].borders, [true, true, false, false]);
        assert_eq!(styles[0].lines.double, [true, false, false, false]);
        assert!(!styles[0].lines.up && !styles[0].lines.down, "a diagonal without a style is not drawn");
        assert!(styles[1].lines.down && !styles[1].lines.up);
    }
}
