//! What a figure is measured in, so that figures of several units can be held against each other.

use rust_decimal::Decimal;

use crate::words::{fold, unit};

/// A unit: what it measures, and how many of the smallest it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What it measures.
    pub dimension: Dimension,
    /// How many of the smallest unit of its dimension.
    pub factor: Decimal,
}

/// What a unit measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// What is not said.
    Unsaid,
    /// A dimension of the table of units: "money", "area".
    Known(&'static str),
    /// Things that are counted, by the word that stands behind the figure: "hộ".
    Count(String),
    /// So much for each of something: "tạ/ha", "học sinh/lớp".
    Rate(String, String),
}

impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.dimension {
            Dimension::Unsaid => {}
            Dimension::Known(name) => write!(f, "{name}")?,
            Dimension::Count(noun) => write!(f, "{noun}")?,
            Dimension::Rate(of, per) => write!(f, "{of}/{per}")?,
        }
        if self.factor == Decimal::ONE { Ok(()) } else { write!(f, " ×{}", self.factor.normalize()) }
    }
}

impl Default for Measure {
    fn default() -> Self {
        Self::UNSAID
    }
}

impl Measure {
    /// A figure without a unit.
    pub const UNSAID: Self = Self { dimension: Dimension::Unsaid, factor: Decimal::ONE };

    /// Of a unit as tables name it: "triệu đồng", "tạ/ha", "nghìn con".
    pub fn of(text: &str) -> Self {
        let (of, per) = match text.split_once('/') {
            Some((of, per)) => (of, Some(per)),
            None => (text, None),
        };
        let folded = fold(of);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        // "tiền: triệu đồng": the unit may stand behind what it is of.
        let known = (0..words.len()).find_map(|at| unit(words.get(at..)?));
        if let Some(per) = per {
            return Self::rate(&words, &fold(per));
        }
        match (known, words.split_first()) {
            (Some((dimension, factor, _)), _) => Self { dimension: Dimension::Known(dimension), factor },
            (None, Some((first, rest))) => match (multiple(first), rest.first()) {
                (Some(factor), Some(noun)) => Self { dimension: Dimension::Count((*noun).to_owned()), factor },
                _ => Self { dimension: Dimension::Count((*first).to_owned()), factor: Decimal::ONE },
            },
            (None, None) => Self::UNSAID,
        }
    }

    /// So much of something for each of something else.
    pub fn rate<W: AsRef<str>>(of: &[W], per: &str) -> Self {
        let per = per.split(' ').next().unwrap_or_default();
        let (name, of_factor) = match unit(of) {
            Some((dimension, factor, _)) => (dimension.to_owned(), factor),
            None => (of.first().map(|word| word.as_ref().to_owned()).unwrap_or_default(), Decimal::ONE),
        };
        let (per_name, per_factor) = match unit(&[per]) {
            Some((dimension, factor, _)) => (dimension.to_owned(), factor),
            None => (per.to_owned(), Decimal::ONE),
        };
        let factor = of_factor.checked_div(per_factor).unwrap_or(Decimal::ONE);
        Self { dimension: Dimension::Rate(name, per_name), factor }
    }

    /// Whether it is percent.
    pub fn is_percent(&self) -> bool {
        self.dimension == Dimension::Known("percent")
    }

    /// Whether it is points of percent.
    pub fn is_points(&self) -> bool {
        self.dimension == Dimension::Known("points")
    }

    /// Whether it is money.
    pub fn is_money(&self) -> bool {
        self.dimension == Dimension::Known("money")
    }

    /// Whether it counts things, or does not say.
    pub fn is_count(&self) -> bool {
        matches!(self.dimension, Dimension::Count(_) | Dimension::Unsaid)
    }

    /// Whether figures of both may be one: counted things go by many names.
    pub fn may_be(&self, other: &Self) -> bool {
        self.dimension == other.dimension || self.is_count() && other.is_count()
    }

    /// Whether it counts persons, who go by many names.
    pub fn is_person(&self) -> bool {
        const PEOPLE: [&str; 28] = [
            "người", "em", "học", "trẻ", "đồng", "đảng", "cử", "lao", "cán", "viên", "khẩu", "cháu", "giáo", "đối",
            "công", "hội", "đoàn", "thanh", "chị", "anh", "bà", "bệnh", "sinh", "thí", "nạn", "đ", "đc", "lđ",
        ];
        matches!(&self.dimension, Dimension::Count(noun) if PEOPLE.contains(&noun.as_str()))
    }

    /// Whether both surely count or measure the same.
    pub fn is_of(&self, other: &Self) -> bool {
        match (&self.dimension, &other.dimension) {
            (Dimension::Unsaid, _) | (_, Dimension::Unsaid) => self.is_count() && other.is_count(),
            (a, b) => a == b || self.is_person() && other.is_person(),
        }
    }
}

/// "nghìn con": what multiplies a count.
pub fn multiple(word: &str) -> Option<Decimal> {
    Some(Decimal::from(match word {
        "nghìn" | "ngàn" => 1_000,
        "vạn" => 10_000,
        "triệu" => 1_000_000,
        "tỷ" | "tỉ" => 1_000_000_000,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_dimension_differ_by_a_factor() {
        let (tons, quintals) = (Measure::of("tấn/ha"), Measure::of("tạ/ha"));
        assert_eq!(tons.dimension, quintals.dimension);
        assert_eq!(tons.factor / quintals.factor, Decimal::TEN);
        assert!(Measure::of("Triệu đồng").is_money() && Measure::of("tiền: triệu đồng").is_money());
        assert_eq!(
            Measure::of("nghìn con"),
            Measure { dimension: Dimension::Count("con".into()), factor: 1000.into() }
        );
        assert!(Measure::of("%").is_percent() && Measure::of("").is_count());
        assert!(Measure::of("người").is_of(&Measure::of("học sinh")) && !Measure::of("hộ").is_of(&Measure::of("xã")));
    }
}
