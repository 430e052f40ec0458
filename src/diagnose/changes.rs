//! Figures that are put in the place of others, to see what comes of it.

use crate::ledger::FigureId;
use crate::number::Number;

/// Figures given other numbers. One is put in and taken out again for every idea that is tried, so
/// nothing is copied for it.
pub(super) struct Changes {
    /// For each figure of the ledger its place in `made`, counted from one; zero where it is not changed.
    places: Vec<u32>,
    made: Vec<(FigureId, Number)>,
}

impl Changes {
    /// No changes, of a ledger of so many figures.
    pub fn none(figures: usize) -> Self {
        Self { places: vec![0; figures], made: Vec::new() }
    }

    /// What a figure is changed to.
    pub fn get(&self, figure: FigureId) -> Option<Number> {
        self.made.get(self.place(figure)?).map(|(_, number)| *number)
    }

    /// Whether a figure is changed.
    pub fn has(&self, figure: FigureId) -> bool {
        self.place(figure).is_some()
    }

    fn place(&self, figure: FigureId) -> Option<usize> {
        self.places.get(figure.index())?.checked_sub(1).map(|place| place as usize)
    }

    /// What is changed, and to what.
    pub fn made(&self) -> &[(FigureId, Number)] {
        &self.made
    }

    /// What is changed of some figures, each once, in no order that means anything: of figures and changes the fewer
    /// are gone through.
    pub fn of(&self, figures: &[FigureId]) -> impl Iterator<Item = (FigureId, Number)> {
        let few = self.made.len() < figures.len();
        let made = self.made.iter().filter(move |_| few).filter(|(figure, _)| figures.contains(figure)).copied();
        let asked = figures.iter().filter(move |_| !few).filter_map(|figure| Some((*figure, self.get(*figure)?)));
        made.chain(asked)
    }

    /// Changes a figure, and gives what it was changed to before.
    pub fn put(&mut self, figure: FigureId, number: Number) -> Option<Number> {
        if let Some((_, known)) = self.place(figure).and_then(|place| self.made.get_mut(place)) {
            return Some(std::mem::replace(known, number));
        }
        self.made.push((figure, number));
        self.remember(self.made.len().saturating_sub(1));
        None
    }

    /// Takes a change back, and gives it.
    pub fn undo(&mut self, figure: FigureId) -> Option<Number> {
        let place = self.place(figure)?;
        *self.places.get_mut(figure.index())? = 0;
        let (_, number) = self.made.swap_remove(place);
        self.remember(place);
        Some(number)
    }

    /// Notes where the change at a place stands, if one does.
    fn remember(&mut self, place: usize) {
        let figure = self.made.get(place).map(|(figure, _)| *figure);
        let known = figure.and_then(|figure| self.places.get_mut(figure.index()));
        // There are no more changes than figures, whose numbers fit.
        if let (Some(known), Ok(place)) = (known, u32::try_from(place)) {
            *known = place.saturating_add(1);
        }
    }

    /// What comes of one more change, which is taken back.
    pub fn with<T>(&mut self, figure: FigureId, number: Number, then: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.put(figure, number);
        let came = then(self);
        match before {
            Some(before) => self.put(figure, before),
            None => self.undo(figure),
        };
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
        assert_eq!((changes.get(a), changes.get(b), changes.made()), (Some(number(1)), None, &[(a, number(1))][..]));
        assert_eq!((changes.undo(a), changes.get(a), changes.made().len()), (Some(number(1)), None, 0));
    }
}
