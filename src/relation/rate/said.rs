//! What the header of a rate says.

use rust_decimal::Decimal;

use crate::table::{Column, Unit};
use crate::words::{Sense, senses};

/// What a header says of how its rate is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// What the quotient is taken by; both for a percent that may be stored as a fraction.
    pub factors: Vec<Decimal>,
    /// Whether it is a growth: what has changed, in parts of what there was.
    pub grows: bool,
}

impl Said {
    /// `None` where the header names no rate.
    pub fn of(column: &Column) -> Option<Self> {
        let name = column.title().to_lowercase();
        let unit = column.unit.as_ref().map_or("", Unit::as_str);
        let said = senses(&name);
        if let Some(factor) = for_so_many(&name).or_else(|| for_so_many(unit)) {
            return Some(Self { factors: vec![factor], grows: said.has(Sense::Growth) });
        }
        let percent = [Sense::Percent, Sense::Share].iter().any(|sense| said.has(*sense))
            || unit.contains('%')
            || unit.contains("phần trăm");
        let quotient =
            [Sense::RatioTo, Sense::Average, Sense::Intensity, Sense::PerUnit].iter().any(|sense| said.has(*sense))
                || column.unit.as_ref().is_some_and(Unit::is_rate);
        // Growth may be told in figures as well.
        let grows = said.has(Sense::Growth);
        if !percent && !quotient {
            return None;
        }
        let factors = if percent { vec![Decimal::ONE_HUNDRED, Decimal::ONE] } else { vec![Decimal::ONE] };
        Some(Self { factors, grows })
    }
}

/// "‰", "/1.000 dân", "trên 10.000 dân", "/vạn dân".
fn for_so_many(text: &str) -> Option<Decimal> {
    const THOUSAND: [&str; 4] = ["‰", "phần nghìn", "phần ngàn", "per mille"];
    if THOUSAND.iter().any(|word| text.contains(word)) {
        return Some(Decimal::ONE_THOUSAND);
    }
    ["/", " trên ", " tính trên ", " cho ", " per "].iter().find_map(|sign| {
        let (_, rest) = text.split_once(sign)?;
        number(rest.trim_start())
    })
}

/// The round number that a text begins with: "1.000 dân", "một vạn dân", "100,000 population".
fn number(text: &str) -> Option<Decimal> {
    const WORDS: [(&str, u32); 8] = [
        ("nghìn", 1_000),
        ("ngàn", 1_000),
        ("vạn", 10_000),
        ("triệu", 1_000_000),
        ("mười nghìn", 10_000),
        ("trăm nghìn", 100_000),
        ("thousand", 1_000),
        ("million", 1_000_000),
    ];
    // What is counted must follow: "tỷ đồng/triệu đồng" divides units of money.
    const COUNTED: [&str; 12] =
        ["dân", "người", "khẩu", "nhân", "lao", "trẻ", "phụ", "hộ", "xe", "ca", "population", "people"];
    let text = ["một ", "mỗi ", "1 "].iter().find_map(|one| text.strip_prefix(one)).unwrap_or(text);
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\u{a0}')).collect();
    let bare: String = digits.chars().filter(char::is_ascii_digit).collect();
    let is_round = |value: &u32| [100, 1_000, 10_000, 100_000, 1_000_000].contains(value);
    if let Some(value) = bare.parse::<u32>().ok().filter(is_round) {
        return Some(Decimal::from(value));
    }
    WORDS.iter().find_map(|(word, value)| {
        let rest = text.strip_prefix(word)?.trim_start();
        COUNTED.iter().any(|counted| rest.starts_with(counted)).then(|| Decimal::from(*value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ColumnKind;
    use crate::workbook::Col;

    fn factors(header: &str, unit: Option<&str>) -> Option<Vec<u32>> {
        let (col, kind, number) = (Col(0), ColumnKind::Number, None);
        let column = Column { col, kind, header: vec![header.to_owned()], number, unit: unit.and_then(Unit::new) };
        let factors = Said::of(&column)?.factors;
        Some(factors.iter().filter_map(|factor| u32::try_from(*factor).ok()).collect())
    }

    #[test]
    fn headers_say_what_a_rate_is_taken_by() {
        for (header, unit, wanted) in [
            ("Tỷ lệ giải quyết (%)", Some("%"), vec![100, 1]),
            ("Tỷ suất sinh thô (‰)", None, vec![1000]),
            ("Số đơn/1000 dân", None, vec![1000]),
            ("Số vụ trên 100.000 dân", None, vec![100_000]),
            ("Số bác sĩ/vạn dân", None, vec![10_000]),
            ("Số giường bệnh trên một vạn dân", None, vec![10_000]),
            ("Thu nhập bình quân", None, vec![1]),
            ("Năng suất (tạ/ha)", Some("tạ/ha"), vec![1]),
        ] {
            assert_eq!(factors(header, unit), Some(wanted), "{header}");
        }
        for header in ["Số hộ", "Xã/phường", "Kinh phí 2024", "Chi 1.000 suất quà"] {
            assert_eq!(factors(header, None), None, "{header}");
        }
    }
}
