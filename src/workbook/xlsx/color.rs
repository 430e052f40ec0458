//! Colours: by value, by theme and tint, by index in the palette (ECMA-376 Part 1, 18.8.3, 18.8.19).

use quick_xml::events::BytesStart;

use crate::workbook::Color;
use crate::workbook::xml::{attribute, for_each_element, number};

/// The colours that styles refer to by number.
#[derive(Clone, Debug)]
pub(crate) struct Palette {
    /// In the order that cells use: light 1, dark 1, light 2, dark 2, accents, links.
    theme: Vec<Color>,
    indexed: Vec<Color>,
}

impl Palette {
    /// The palette of a theme part; the Office theme when there is none.
    pub(crate) fn new(theme: Option<&str>) -> Self {
        let mut palette = Self {
            theme: OFFICE_THEME.iter().copied().map(from_u32).collect(),
            indexed: INDEXED.iter().copied().map(from_u32).collect(),
        };
        if let Some(theme) = theme {
            let mut colors: Vec<(String, Color)> = Vec::new();
            let read = for_each_element(theme, |path, element| {
                let [.., scheme, slot] = path else { return };
                if scheme == "clrScheme"
                    && let Some(color) = attribute(element, "lastClr")
                        .or_else(|| attribute(element, "val"))
                        .and_then(|hex| parse_hex(&hex))
                {
                    colors.push((slot.clone(), color));
                }
            });
            if read.is_ok() {
                for (index, name) in THEME_ORDER.iter().enumerate() {
                    let found = colors.iter().find(|(slot, _)| slot == name);
                    if let (Some((_, color)), Some(place)) = (found, palette.theme.get_mut(index)) {
                        *place = *color;
                    }
                }
            }
        }
        palette
    }

    /// Replaces one colour of the indexed palette (18.8.27).
    pub(super) fn set_indexed(&mut self, index: usize, element: &BytesStart<'_>) {
        let color = attribute(element, "rgb").and_then(|hex| parse_hex(&hex));
        if let (Some(color), Some(place)) = (color, self.indexed.get_mut(index)) {
            *place = color;
        }
    }

    /// Replaces one colour of the indexed palette by its value.
    pub(crate) fn replace(&mut self, index: usize, color: Color) {
        if let Some(place) = self.indexed.get_mut(index) {
            *place = color;
        }
    }

    /// The colour of that number; `None` when it is automatic.
    pub(crate) fn indexed(&self, index: usize) -> Option<Color> {
        self.indexed.get(index).copied()
    }

    /// The colour that an element names; `None` when it is automatic.
    pub(super) fn color(&self, element: &BytesStart<'_>) -> Option<Color> {
        if let Some(hex) = attribute(element, "rgb") {
            return parse_hex(&hex).map(|color| tinted(color, number(element, "tint")));
        }
        if let Some(index) = number::<usize>(element, "theme") {
            return self.theme.get(index).map(|color| tinted(*color, number(element, "tint")));
        }
        self.indexed.get(number::<usize>(element, "indexed")?).copied()
    }
}

fn from_u32(rgb: u32) -> Color {
    let [_, red, green, blue] = rgb.to_be_bytes();
    Color(red, green, blue)
}

/// `AARRGGBB` or `RRGGBB`.
fn parse_hex(hex: &str) -> Option<Color> {
    let rgb = match hex.len() {
        8 => hex.get(2..)?,
        6 => hex,
        _ => return None,
    };
    u32::from_str_radix(rgb, 16).ok().map(from_u32)
}

/// Applies a tint: a negative one darkens, a positive one lightens the luminance of HLS.
fn tinted(color: Color, tint: Option<f64>) -> Color {
    let Some(tint) = tint.filter(|tint| tint.is_finite() && tint.abs() > 1e-6).map(|tint| tint.clamp(-1.0, 1.0)) else {
        return color;
    };
    let [red, green, blue] = [color.0, color.1, color.2].map(|channel| f64::from(channel) / 255.0);
    let (max, min) = (red.max(green).max(blue), red.min(green).min(blue));
    let (luminance, range) = ((max + min) / 2.0, max - min);
    let (mut hue, mut saturation) = (0.0, 0.0);
    if range > 0.0 {
        saturation = range / (1.0 - (2.0 * luminance - 1.0).abs()).max(f64::EPSILON);
        hue = if max <= red {
            ((green - blue) / range).rem_euclid(6.0)
        } else if max <= green {
            (blue - red) / range + 2.0
        } else {
            (red - green) / range + 4.0
        };
    }
    let luminance = if tint < 0.0 { luminance * (1.0 + tint) } else { luminance * (1.0 - tint) + tint };
    let chroma = (1.0 - (2.0 * luminance - 1.0).abs()) * saturation.min(1.0);
    let second = chroma * (1.0 - (hue.rem_euclid(2.0) - 1.0).abs());
    let (red, green, blue) = match hue {
        h if h < 1.0 => (chroma, second, 0.0),
        h if h < 2.0 => (second, chroma, 0.0),
        h if h < 3.0 => (0.0, chroma, second),
        h if h < 4.0 => (0.0, second, chroma),
        h if h < 5.0 => (second, 0.0, chroma),
        _ => (chroma, 0.0, second),
    };
    let base = luminance - chroma / 2.0;
    let [red, green, blue] =
        [red, green, blue].map(|channel| ((channel + base) * 255.0).round().clamp(0.0, 255.0) as u8);
    Color(red, green, blue)
}

const THEME_ORDER: [&str; 12] =
    ["lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"];

const OFFICE_THEME: [u32; 12] = [
    0xffffff, 0x000000, 0xeeece1, 0x1f497d, 0x4f81bd, 0xc0504d, 0x9bbb59, 0x8064a2, 0x4bacc6, 0xf79646, 0x0000ff,
    0x800080,
];

/// The default indexed palette (18.8.27).
const INDEXED: [u32; 64] = [
    0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff, 0x00ffff, 0x000000, 0xffffff, 0xff0000,
    0x00ff00, 0x0000ff, 0xffff00, 0xff00ff, 0x00ffff, 0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080,
    0xc0c0c0, 0x808080, 0x9999ff, 0x993366, 0xffffcc, 0xccffff, 0x660066, 0xff8080, 0x0066cc, 0xccccff, 0x000080,
    0xff00ff, 0xffff00, 0x00ffff, 0x800080, 0x800000, 0x008080, 0x0000ff, 0x00ccff, 0xccffff, 0xccffcc, 0xffff99,
    0x99ccff, 0xff99cc, 0xcc99ff, 0xffcc99, 0x3366ff, 0x33cccc, 0x99cc00, 0xffcc00, 0xff9900, 0xff6600, 0x666699,
    0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_lighten_and_darken_as_excel_does() {
        // Accent 1 of the Office theme, 80 % lighter and 25 % darker.
        // Excel itself counts in 240 steps and may be one off.
        let near =
            |a: Color, b: Color| [a.0.abs_diff(b.0), a.1.abs_diff(b.1), a.2.abs_diff(b.2)].iter().all(|d| *d <= 1);
        assert!(near(tinted(Color(0x4f, 0x81, 0xbd), Some(0.7999)), Color(0xdc, 0xe6, 0xf1)));
        assert!(near(tinted(Color(0x4f, 0x81, 0xbd), Some(-0.2499)), Color(0x36, 0x60, 0x92)));
        assert_eq!(tinted(Color(255, 255, 255), Some(-0.15)), Color(217, 217, 217));
        assert_eq!(tinted(Color(1, 2, 3), None), Color(1, 2, 3));
    }
}
