//! What a number format code says of a number: how many decimals it shows, whether it is a
//! percent, whether it is a date (ECMA-376 Part 1, 18.8.31).

/// The codes that are known by number alone (18.8.30). Those that follow the language of the
/// machine are given as a Vietnamese Windows shows them.
pub(crate) fn builtin(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 => "#,##0;-#,##0",
        7 | 8 => "#,##0.00;-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "dd/mm/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "dd/mm/yyyy h:mm",
        37 | 38 => "#,##0_);(#,##0)",
        39 | 40 => "#,##0.00_);(#,##0.00)",
        41 | 42 => "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
        43 | 44 => "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mmss.0",
        48 => "##0.0E+0",
        49 => "@",
        // Dates of East Asian versions.
        27..=36 | 50..=58 => "dd/mm/yyyy",
        _ => return None,
    })
}

/// What kind of value a format code shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As many decimals as are stored and fit.
    General,
    /// A number with a fixed number of decimals.
    Fixed {
        /// Decimals shown, of the number as it is printed.
        decimals: u32,
        /// Times 100 for each percent sign.
        percents: u32,
        /// Divided by 1,000 for each trailing comma.
        thousands: u32,
        /// Whether the digits are grouped.
        grouped: bool,
    },
    /// A number in another notation: scientific, fraction.
    Other,
    /// A date or a time.
    Date,
    /// Text.
    Text,
}

impl Kind {
    /// Reads a format code; an empty one is General.
    pub(crate) fn of(code: &str) -> Self {
        let section = first_section(code);
        let tokens = significant(section);
        let lower = tokens.to_ascii_lowercase();
        if lower.is_empty() || lower.contains("general") {
            return if section.is_empty() || lower.contains("general") { Self::General } else { Self::Other };
        }
        if is_date(&lower) {
            return Self::Date;
        }
        let digits = |text: &str| text.chars().filter(|c| matches!(c, '0' | '#' | '?')).count();
        if digits(&tokens) == 0 {
            return if tokens.contains('@') { Self::Text } else { Self::Other };
        }
        if lower.contains("e+") || lower.contains("e-") || tokens.contains('/') {
            return Self::Other;
        }
        let last_digit = tokens.rfind(['0', '#', '?']).unwrap_or_default();
        let (numeric, tail) = tokens.split_at(last_digit + 1);
        let (integer, fraction) = numeric.split_once('.').unwrap_or((numeric, ""));
        Self::Fixed {
            decimals: u32::try_from(digits(fraction)).unwrap_or(u32::MAX).min(30),
            percents: u32::try_from(tokens.matches('%').count()).unwrap_or(0).min(4),
            thousands: u32::try_from(tail.chars().take_while(|c| *c == ',').count()).unwrap_or(0).min(4),
            grouped: integer.contains(','),
        }
    }

    /// How many decimals of the stored value the format shows; `None` when as many as there are.
    pub(crate) fn decimals(self) -> Option<u32> {
        match self {
            Self::Fixed { decimals, percents, thousands, .. } => {
                Some((decimals + 2 * percents).saturating_sub(3 * thousands))
            }
            _ => None,
        }
    }
}

/// The section for positive numbers.
fn first_section(code: &str) -> &str {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' if !quoted => escaped = true,
            ';' if !quoted => return code.get(..at).unwrap_or_default(),
            _ => {}
        }
    }
    code
}

/// The section without quoted and escaped text, padding, fill and brackets; brackets of elapsed
/// time (`[h]`) are kept as their letter.
fn significant(section: &str) -> String {
    let mut out = String::new();
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    out.push_str(&inside);
                }
            }
            _ => out.push(c),
        }
    }
    out
}

fn is_date(lower: &str) -> bool {
    // "E" is scientific and "b" a calendar; d, m, y, h, s appear in no number.
    lower.replace("am/pm", "h").replace("a/p", "h").contains(['d', 'm', 'y', 'h', 's'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(decimals: u32, percents: u32, thousands: u32, grouped: bool) -> Kind {
        Kind::Fixed { decimals, percents, thousands, grouped }
    }

    #[test]
    fn decimals_percents_and_thousands_are_counted() {
        assert_eq!(Kind::of("0"), fixed(0, 0, 0, false));
        assert_eq!(Kind::of("#,##0.00"), fixed(2, 0, 0, true));
        assert_eq!(Kind::of("0.0%"), fixed(1, 1, 0, false));
        assert_eq!(Kind::of("#,##0.0,,\" tr\""), fixed(1, 0, 2, true));
        assert_eq!(Kind::of("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)"), fixed(2, 0, 0, true));
        assert_eq!(Kind::of("[$-42A]#,##0.000\\ \"đ\""), fixed(3, 0, 0, true));
    }

    #[test]
    fn percents_count_decimals_of_the_stored_value() {
        assert_eq!(Kind::of("0.00%").decimals(), Some(4));
        assert_eq!(Kind::of("#,##0,").decimals(), Some(0));
        assert_eq!(Kind::of("General").decimals(), None);
    }

    #[test]
    fn dates_times_text_and_general_are_told_apart() {
        for code in ["dd/mm/yyyy", "[$-1010000]d/m/yyyy;@", "h:mm AM/PM", "[h]:mm:ss", "\"Ngày\" dd \"tháng\" mm"] {
            assert_eq!(Kind::of(code), Kind::Date, "{code}");
        }
        assert_eq!(Kind::of("@"), Kind::Text);
        for code in ["", "General", "[Red]General", "General\" kg\""] {
            assert_eq!(Kind::of(code), Kind::General, "{code}");
        }
        assert_eq!(Kind::of("\"ngày\" 0"), fixed(0, 0, 0, false));
        assert_eq!(Kind::of("0.00E+00"), Kind::Other);
        assert_eq!(Kind::of("# ?/?"), Kind::Other);
    }
}
