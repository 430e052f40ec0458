//! Colours of the person's own sheet on the page's ground, light or dark.

use crate::workbook::{Color, Lines, Style};

/// The ground that a sheet without fills is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// White paper.
    Light,
    /// The dark theme.
    Dark,
}

impl Ground {
    fn color(self) -> Color {
        match self {
            Self::Light => Color(255, 255, 255),
            Self::Dark => Color(22, 27, 30),
        }
    }
}

/// The least contrast at which the font colour of the file is kept: what WCAG 2.2 (1.4.3) asks of
/// large text, so that a report in brand colours still looks like itself.
const KEPT: f64 = 3.0;

/// The font colour to draw with; `None` for the page's own ink. A colour that cannot be read on
/// its ground is replaced by black or white.
pub fn ink(style: &Style, ground: Ground) -> Option<Color> {
    let paper = style.fill.unwrap_or(ground.color());
    match style.font.color {
        Some(color) if contrast(color, paper) >= KEPT => Some(color),
        None if style.fill.is_none() => None,
        // Nothing to read against its own ground was meant when even white paper hides it.
        Some(_) if style.fill.is_none() => None,
        _ => Some(if contrast(Color(0, 0, 0), paper) >= contrast(Color(255, 255, 255), paper) {
            Color(20, 24, 28)
        } else {
            Color(255, 255, 255)
        }),
    }
}

/// The classes of the lines around a cell and across it.
pub fn edges(borders: [bool; 4], lines: Lines) -> impl Iterator<Item = &'static str> {
    let single = borders.into_iter().zip(["bl", "br", "bt", "bb"]);
    let double = lines.double.into_iter().zip(["dl", "dr", "dt", "db"]);
    let across = [(lines.down, "falling"), (lines.up, "rising")];
    single.chain(double).chain(across).filter(|(drawn, _)| *drawn).map(|(_, name)| name)
}

/// `rgb(…)` as CSS writes it.
pub fn css(color: Color) -> String {
    let Color(red, green, blue) = color;
    format!("rgb({red} {green} {blue})")
}

/// The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
pub fn contrast(a: Color, b: Color) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: Color) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let Color(red, green, blue) = color;
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Font;

    fn style(font: Option<Color>, fill: Option<Color>) -> Style {
        Style { font: Font { color: font, ..Font::default() }, fill, ..Style::default() }
    }

    #[test]
    fn black_on_white_is_the_greatest_contrast() {
        assert!((contrast(Color(0, 0, 0), Color(255, 255, 255)) - 21.0).abs() < 0.01);
    }

    #[test]
    fn a_colour_that_can_be_read_is_kept() {
        assert_eq!(ink(&style(Some(Color(192, 0, 0)), None), Ground::Light), Some(Color(192, 0, 0)));
    }

    #[test]
    fn black_text_becomes_the_pages_ink_in_the_dark() {
        assert_eq!(ink(&style(Some(Color(0, 0, 0)), None), Ground::Dark), None);
    }

    #[test]
    fn automatic_text_on_a_fill_is_readable_in_both_themes() {
        let yellow = Color(255, 255, 0);
        for ground in [Ground::Light, Ground::Dark] {
            let ink = ink(&style(None, Some(yellow)), ground).unwrap();
            assert!(contrast(ink, yellow) > 4.5);
        }
        let navy = Color(0, 32, 96);
        assert!(contrast(ink(&style(None, Some(navy)), Ground::Light).unwrap(), navy) > 4.5);
    }
}
