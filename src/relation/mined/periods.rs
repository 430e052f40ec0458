//! Comparisons whose words name what they compare: "So sánh 2024/2023 (%)", "Change 2009/IV – 2008/IV".
//!
//! Such a line says which two others it was computed from. It is judged even where figures of two
//! digits, or few lines, would suggest nothing to a search over all pairs.

use std::collections::BTreeSet;

use super::grid::Grid;
use super::law::{Judged, Law, Shape, judge};
use crate::words::Sense;

/// Lines that may be compared by one, and pairs of them that are judged; the nearest first.
const NEAREST: usize = 24;
const PAIRS: usize = 12;

/// Every comparison of two named lines.
pub(super) fn comparisons(grid: &Grid) -> Vec<Judged> {
    let mut found = Vec::new();
    for (target, said) in grid.periods.iter().enumerate().filter(|(line, _)| compares(grid, *line)) {
        let is_operand =
            |(line, periods): &(usize, &Periods)| *line != target && said.mentions(periods) && !compares(grid, *line);
        let mut operands: Vec<(usize, &Periods)> = grid.periods.iter().enumerate().filter(is_operand).collect();
        operands.sort_by_key(|(line, _)| line.abs_diff(target));
        operands.truncate(NEAREST);
        let mut pairs: Vec<[usize; 2]> = Vec::new();
        for (base, old) in &operands {
            for (new, other) in operands.iter().filter(|(new, _)| new != base) {
                if said.names(old, other) && said.names(other, old) {
                    pairs.push([*base, *new]);
                }
            }
        }
        pairs.sort_by_key(|[base, new]| base.abs_diff(target) + new.abs_diff(target));
        pairs.truncate(PAIRS);
        let tried = ((pairs.len() * 2 * SCALES.len()).max(1) as f64).log10();
        for [base, new] in pairs {
            for scale in SCALES {
                for (shape, operands) in
                    [(Shape::Change(scale), vec![base, new]), (Shape::Ratio(scale), vec![new, base])]
                {
                    found.push(judge(grid, Law { shape, target, operands }, tried));
                }
            }
        }
    }
    found
}

const SCALES: [u32; 2] = [100, 1];

fn compares(grid: &Grid, line: usize) -> bool {
    let said = grid.says(line);
    [Sense::Growth, Sense::Percent, Sense::RatioTo].iter().any(|sense| said.has(*sense))
}

/// Whether the words of a comparison name both of its operands.
pub(super) fn are_named(grid: &Grid, law: &Law) -> bool {
    let [first, second] = law.operands.as_slice() else { return false };
    let of = |line: usize| grid.periods.get(line);
    let (Some(said), Some(first), Some(second)) = (of(law.target), of(*first), of(*second)) else { return false };
    said.names(first, second) && said.names(second, first)
}

/// The words with digits of a name, in full and in parts: "2009/iv", "2009".
#[derive(Clone, Debug, Default)]
pub(super) struct Periods(BTreeSet<String>);

impl Periods {
    pub fn of(name: &str) -> Self {
        let words = name.split(|letter: char| !(letter.is_alphanumeric() || letter == '/'));
        let parts = words.flat_map(|word| word.split('/').chain([word]));
        Self(parts.filter(|part| part.contains(|letter: char| letter.is_ascii_digit())).map(str::to_owned).collect())
    }

    /// Whether the name has no such words, and so cannot name what it compares.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether these have a word in common with others.
    fn mentions(&self, other: &Self) -> bool {
        other.0.iter().any(|word| self.0.contains(word))
    }

    /// Whether these are the words of a comparison that name one thing and not only what it has in
    /// common with the other.
    fn names(&self, one: &Self, other: &Self) -> bool {
        let mut own = one.0.difference(&other.0).peekable();
        own.peek().is_some() && own.all(|word| self.0.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(said: &str, one: &str, other: &str) -> bool {
        let [said, one, other] = [said, one, other].map(Periods::of);
        said.names(&one, &other) && said.names(&other, &one)
    }

    #[test]
    fn a_comparison_names_the_periods_that_tell_its_operands_apart() {
        assert!(names("so sánh 2024/2023 (%)", "thực hiện năm 2024", "thực hiện năm 2023"));
        assert!(names("change 2010/02 - 2009/02 per cent", "2010/02 1000 persons", "2009/02 1000 persons"));
        assert!(!names("change (%) 2009/iv - 2008/iv", "2009/iii", "2008/iv"));
        assert!(!names("tỷ lệ năm 2024 (%)", "kế hoạch năm 2024", "thực hiện năm 2024"));
        assert!(!names("so sánh 2024/2023 (%)", "tổng số", "năm 2023"));
    }
}
