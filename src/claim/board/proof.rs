//! What columns of percentages are, told by their figures where no word tells it: "Năm 2024 | Năm 2025 | So sánh (%)".

use super::{Board, Is};
use crate::claim::weigh::Weight;

/// On so many lines at least a column must be what it is taken for; on one it is that by chance.
const FEWEST_WITNESSES: usize = 2;
/// Of so many lines that tell it, one may differ: a slip in a line changes no column.
const LINES_PER_EXCEPTION: usize = 3;

impl Board {
    /// Tells percent of the plan, percent of the period before and growth from other rates.
    pub(super) fn prove(&mut self) {
        let open = |is: Is| matches!(is, Is::Rate | Is::Growth);
        for rate in 0..self.columns.len() {
            if !self.columns.get(rate).is_some_and(|column| open(column.is)) {
                continue;
            }
            let Some((is, family)) = self.proved(rate) else { continue };
            if let Some(column) = self.columns.get_mut(rate) {
                (column.is, column.family) = (is, family);
            }
        }
    }

    fn proved(&self, rate: usize) -> Option<(Is, usize)> {
        let of = |is: Is| self.columns.iter().enumerate().filter(move |(_, column)| column.is == is);
        let laws = [(Is::Before, Is::OfBefore), (Is::Before, Is::Growth), (Is::Plan, Is::OfPlan)];
        for (base, gives) in laws {
            for (result, column) in of(Is::Result) {
                let mut bases = of(base).filter(|(_, other)| other.family == column.family);
                if bases.any(|(base, _)| self.holds(rate, result, base, gives)) {
                    return Some((gives, column.family));
                }
            }
        }
        None
    }

    /// Whether a column is a percentage of two others on nearly all lines.
    fn holds(&self, rate: usize, result: usize, base: usize, gives: Is) -> bool {
        let weight = |line: usize, column: usize| {
            self.cell(line, column).and_then(|cell| Weight::of(cell.number, &cell.measure))
        };
        let (mut told, mut held) = (0_usize, 0_usize);
        for line in 0..self.lines.len() {
            let right = || {
                let percent = weight(line, result)?.percent_of(weight(line, base)?)?;
                if gives == Is::Growth { percent.minus(Weight::hundred()) } else { Some(percent) }
            };
            if let Some((right, cell)) = right().zip(self.cell(line, rate)) {
                told += 1;
                held += usize::from(right.gives(cell.number, &cell.measure));
            }
        }
        held >= FEWEST_WITNESSES && told - held <= told / LINES_PER_EXCEPTION
    }
}
