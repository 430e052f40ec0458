//! Figures that are put in the place of others, to see what comes of it.

use crate::ledger::FigureId;
use crate::number::Number;

/// Figures given other numbers. One is put in and taken out again for every idea that is tried, so
/// nothing is copied for it.
pub(super) struct Changes {
    /// One for each figure of the ledger.
    numbers: Vec<Option<Number>>,
    /// Those that are changed, each once.
    made: Vec<FigureId>,
}

impl Changes {
    /// No changes, of a ledger of so many figures.
    pub fn none(figures: usize) -> Self {
        Self { numbers: vec![None; figures], made: Vec::new() }
    }

    /// What a figure is changed to.
    pub fn get(&self, figure: FigureId) -> Option<Number> {
        self.numbers.get(figure.index()).copied().flatten()
    }

    /// The figures that are changed.
    pub fn made(&self) -> &[FigureId] {
        &self.made
    }

    /// Changes a figure, and gives what it was changed to before.
    pub fn put(&mut self, figure: FigureId, number: Number) -> Option<Number> {
        let before = self.numbers.get_mut(figure.index())?.replace(number);
        if before.is_none() {
            self.made.push(figure);
        }
        before
    }

    /// Takes a change back, and gives it. The last one is found first.
    pub fn undo(&mut self, figure: FigureId) -> Option<Number> {
        let taken = self.numbers.get_mut(figure.index())?.take()?;
        if let Some(at) = self.made.iter().rposition(|made| *made == figure) {
            self.made.remove(at);
        }
        Some(taken)
    }

    /// What comes of one more change, which is taken back.
    pub fn with<T>(&mut self, figure: FigureId, number: Number, then: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.put(figure, number);
        let came = then(self);
        match before {
            Some(before) => {
                self.put(figure, before);
            }
            None => {
                self.undo(figure);
            }
        }
        came
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn what_is_tried_leaves_nothing_behind() {
        let number = |value: i64| Number::from_decimal(Decimal::from(value));
        let (a, b) = (FigureId(0), FigureId(2));
        let mut changes = Changes::none(3);
        changes.put(a, number(1));
        let seen = changes.with(b, number(2), |changes| {
            changes.with(a, number(3), |changes| (changes.get(a), changes.get(b), changes.made().len()))
        });
        assert_eq!(seen, (Some(number(3)), Some(number(2)), 2));
        assert_eq!((changes.get(a), changes.get(b), changes.made()), (Some(number(1)), None, &[a][..]));
        assert_eq!((changes.undo(a), changes.get(a), changes.made().len()), (Some(number(1)), None, 0));
    }
}
