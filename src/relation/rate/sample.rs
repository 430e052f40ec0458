//! The lines on which formulas are tried first.

use super::formula::Side;

/// What a side gives, and what the rounding of its columns may add.
pub(super) type Amount = (f64, f64);

/// Some lines, and what each side that a formula may have gives on them: it is one of hundreds of formulas.
pub(super) struct Sample {
    pub lines: Vec<usize>,
    columns: usize,
    amounts: Vec<Option<Amount>>,
}

impl Sample {
    /// `amount`: what a side gives on a line.
    pub fn new(lines: Vec<usize>, columns: usize, amount: impl Fn(Side, usize) -> Option<Amount>) -> Self {
        let pairs =
            |side: fn(usize, usize) -> Side| (0..columns).flat_map(move |a| (0..columns).map(move |b| side(a, b)));
        let sides = (0..columns).map(Side::One).chain(pairs(Side::Sum)).chain(pairs(Side::Difference));
        let amounts = sides.flat_map(|side| lines.iter().map(move |line| (side, *line)));
        let amounts = amounts.map(|(side, line)| amount(side, line)).collect();
        Self { lines, columns, amounts }
    }

    /// What a side gives on the line at this place of the sample.
    pub fn amount(&self, side: Side, at: usize) -> Option<Amount> {
        let place = match side {
            Side::One(a) => a,
            Side::Sum(a, b) => self.columns * (1 + a) + b,
            Side::Difference(a, b) => self.columns * (1 + self.columns + a) + b,
        };
        self.amounts.get(place * self.lines.len() + at).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_is_found_again() {
        let figure = |column: usize, line: usize| (column * 10 + line) as f64;
        let amount = |side: Side, line: usize| {
            let sum = side.terms().map(|(at, less)| if less { -figure(at, line) } else { figure(at, line) }).sum();
            (line != 7).then_some((sum, 0.5))
        };
        let sample = Sample::new(vec![2, 7, 9], 4, amount);
        for side in [Side::One(0), Side::One(3), Side::Sum(1, 3), Side::Sum(3, 1), Side::Difference(3, 2)] {
            let wanted = [2, 7, 9].map(|line| amount(side, line));
            assert_eq!([0, 1, 2].map(|at| sample.amount(side, at)), wanted, "{side:?}");
        }
    }
}
