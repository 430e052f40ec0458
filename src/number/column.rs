//! Which notation a column is written in.

use super::{Notation, Number, Written};

/// A cell of text as evidence for the notation of its column.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What its text can be read as.
    pub written: Written,
    /// Whether its unit counts whole things (persons, households), so that no decimals are meant.
    pub whole: bool,
}

/// How many relations hold under a reading of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closure {
    /// Relations that hold.
    pub holds: u32,
    /// Relations that can be computed.
    pub of: u32,
}

/// All that is known about the notation of a column.
#[derive(Clone, Copy, Default)]
pub struct ColumnEvidence<'a> {
    /// The cells of text, in any order.
    pub entries: &'a [Entry],
    /// The values of the column that need no reading: cells that store a number.
    pub stored: &'a [Number],
    /// What the other columns of the sheet, or the workbook, are written in.
    pub preference: Option<Notation>,
    /// How many relations hold when the column is read under a notation.
    pub closure: Option<&'a dyn Fn(Notation) -> Closure>,
}

/// Why a notation was chosen, from the strongest reason to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Some cells are numbers in this notation alone.
    Shape,
    /// The unit counts whole things, and only this reading gives whole numbers.
    WholeUnit,
    /// Relations hold under this reading that fail under the other.
    Closure,
    /// What the rest of the sheet is written in.
    Preference,
    /// The magnitudes of the other cells, or their having no decimals.
    Magnitude,
    /// Nothing speaks for either, or nothing depends on it.
    Custom,
}

/// The notation of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The notation.
    pub notation: Notation,
    /// The strongest reason for it.
    pub basis: Basis,
    /// Entries that can only be the other notation: the column is mixed when there are any.
    pub dissenters: Vec<usize>,
}

impl Decision {
    /// The number in an entry: a dissenter is read as what it can only be.
    pub fn read(&self, written: Written) -> Option<Number> {
        written.under(self.notation).or_else(|| written.under(self.notation.other()))
    }

    /// Whether the column mixes notations.
    pub fn is_mixed(&self) -> bool {
        !self.dissenters.is_empty()
    }
}

/// Decides the notation of a column from all its evidence.
///
/// A shape that only one notation allows is proof, so the majority of such shapes decides. Without
/// any: units that count whole things, then relations that hold, then the rest of the sheet, then
/// magnitudes, then the custom of the country.
pub fn decide(evidence: &ColumnEvidence<'_>) -> Decision {
    let (notation, basis) = by_shape(evidence)
        .or_else(|| by_unit(evidence))
        .or_else(|| by_closure(evidence))
        .or_else(|| evidence.preference.map(|notation| (notation, Basis::Preference)))
        .or_else(|| by_magnitude(evidence))
        .unwrap_or((Notation::default(), Basis::Custom));
    let dissenters = evidence
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| matches!(entry.written, Written::Only(only, _) if only != notation))
        .map(|(index, _)| index)
        .collect();
    Decision { notation, basis, dissenters }
}

fn majority(votes: impl Iterator<Item = Notation>, tie: Option<Notation>, basis: Basis) -> Option<(Notation, Basis)> {
    let (mut vietnamese, mut english) = (0_usize, 0_usize);
    for vote in votes {
        match vote {
            Notation::Vietnamese => vietnamese += 1,
            Notation::English => english += 1,
        }
    }
    match vietnamese.cmp(&english) {
        std::cmp::Ordering::Greater => Some((Notation::Vietnamese, basis)),
        std::cmp::Ordering::Less => Some((Notation::English, basis)),
        std::cmp::Ordering::Equal if vietnamese > 0 => Some((tie.unwrap_or_default(), basis)),
        std::cmp::Ordering::Equal => None,
    }
}

fn by_shape(evidence: &ColumnEvidence<'_>) -> Option<(Notation, Basis)> {
    let votes = evidence.entries.iter().filter_map(|entry| match entry.written {
        Written::Only(notation, _) => Some(notation),
        _ => None,
    });
    majority(votes, evidence.preference, Basis::Shape)
}

fn by_unit(evidence: &ColumnEvidence<'_>) -> Option<(Notation, Basis)> {
    let votes = evidence.entries.iter().filter(|entry| entry.whole).filter_map(|entry| match entry.written {
        Written::Ambiguous { vietnamese, english } => match (vietnamese.decimals(), english.decimals()) {
            (0, 1..) => Some(Notation::Vietnamese),
            (1.., 0) => Some(Notation::English),
            _ => None,
        },
        _ => None,
    });
    majority(votes, evidence.preference, Basis::WholeUnit)
}

fn by_closure(evidence: &ColumnEvidence<'_>) -> Option<(Notation, Basis)> {
    let closure = evidence.closure?;
    if !evidence.entries.iter().any(|entry| matches!(entry.written, Written::Ambiguous { .. })) {
        return None;
    }
    let (vietnamese, english) = (closure(Notation::Vietnamese), closure(Notation::English));
    match vietnamese.holds.cmp(&english.holds) {
        std::cmp::Ordering::Greater => Some((Notation::Vietnamese, Basis::Closure)),
        std::cmp::Ordering::Less => Some((Notation::English, Basis::Closure)),
        std::cmp::Ordering::Equal => None,
    }
}

/// Beside whole numbers alone, the mark of the ambiguous cells groups digits: figures with three
/// decimals would stand beside figures with one or two. Otherwise they vote for the reading that
/// lies nearer to the middle of the cells that are not ambiguous.
fn by_magnitude(evidence: &ColumnEvidence<'_>) -> Option<(Notation, Basis)> {
    let mut sure: Vec<_> = evidence
        .entries
        .iter()
        .filter_map(|entry| match entry.written {
            Written::Plain(number) => Some(number),
            _ => None,
        })
        .chain(evidence.stored.iter().copied())
        .filter(|number| !number.value().is_zero())
        .collect();
    sure.sort_unstable_by_key(|number| number.value().abs());
    let middle = sure.get(sure.len() / 2)?.value().abs();
    let all_whole = sure.iter().all(|number| number.decimals() == 0);
    let votes = evidence.entries.iter().filter_map(|entry| {
        let Written::Ambiguous { vietnamese, english } = entry.written else { return None };
        if all_whole {
            return Some(if vietnamese.decimals() == 0 { Notation::Vietnamese } else { Notation::English });
        }
        let far = |number: Number| {
            let value = number.value().abs();
            value.max(middle).checked_div(value.min(middle))
        };
        match far(vietnamese)?.cmp(&far(english)?) {
            std::cmp::Ordering::Less => Some(Notation::Vietnamese),
            std::cmp::Ordering::Greater => Some(Notation::English),
            std::cmp::Ordering::Equal => None,
        }
    });
    majority(votes, evidence.preference, Basis::Magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::candidates;

    fn entries(texts: &[&str], whole: bool) -> Vec<Entry> {
        texts.iter().map(|text| Entry { written: candidates(text), whole }).collect()
    }

    fn decided(texts: &[&str], whole: bool) -> (Notation, Basis) {
        let entries = entries(texts, whole);
        let decision = decide(&ColumnEvidence { entries: &entries, ..Default::default() });
        (decision.notation, decision.basis)
    }

    #[test]
    fn one_shape_decides_for_the_ambiguous_cells() {
        assert_eq!(decided(&["1.800", "119,4", "x"], false), (Notation::Vietnamese, Basis::Shape));
        assert_eq!(decided(&["1.800", "57.14", "-"], false), (Notation::English, Basis::Shape));
        assert_eq!(decided(&["1,000", "108,493,920,000"], false), (Notation::English, Basis::Shape));
    }

    #[test]
    fn a_unit_that_counts_whole_things_decides() {
        assert_eq!(decided(&["1.800", "2.150"], true), (Notation::Vietnamese, Basis::WholeUnit));
        assert_eq!(decided(&["1,800", "2,150"], true), (Notation::English, Basis::WholeUnit));
    }

    #[test]
    fn magnitudes_decide_when_nothing_else_does() {
        assert_eq!(decided(&["1.800", "1662"], false), (Notation::Vietnamese, Basis::Magnitude));
        assert_eq!(decided(&["1.800", "2"], false), (Notation::Vietnamese, Basis::Magnitude));
        assert_eq!(decided(&["1,800", "2"], false), (Notation::English, Basis::Magnitude));
        assert_eq!(decided(&["1.800", "2.150"], false), (Notation::Vietnamese, Basis::Custom));
    }

    #[test]
    fn stored_decimals_make_magnitudes_count() {
        let entries = entries(&["1.800", "2.150"], false);
        let stored = [Number::new(rust_decimal::Decimal::new(25, 1), 1)];
        let decision = decide(&ColumnEvidence { entries: &entries, stored: &stored, ..Default::default() });
        assert_eq!((decision.notation, decision.basis), (Notation::English, Basis::Magnitude));
    }

    #[test]
    fn the_rest_of_the_sheet_outweighs_magnitudes() {
        let entries = entries(&["-7", "556", "1.336"], false);
        let evidence = ColumnEvidence { entries: &entries, preference: Some(Notation::English), ..Default::default() };
        assert_eq!(decide(&evidence).basis, Basis::Preference);
        let evidence = ColumnEvidence { preference: None, ..evidence };
        assert_eq!(decide(&evidence).notation, Notation::Vietnamese);
    }

    #[test]
    fn relations_that_hold_outweigh_magnitudes_and_preference() {
        let entries = entries(&["1.800", "1662"], false);
        let closure = |notation| Closure { holds: u32::from(notation == Notation::English) * 3, of: 3 };
        let decision = decide(&ColumnEvidence {
            entries: &entries,
            preference: Some(Notation::Vietnamese),
            closure: Some(&closure),
            ..Default::default()
        });
        assert_eq!((decision.notation, decision.basis), (Notation::English, Basis::Closure));
    }

    #[test]
    fn a_column_that_mixes_notations_names_the_odd_ones_and_still_reads_them() {
        let entries = entries(&["1.234,5", "12.216,693", "3,456.7", "1.800"], false);
        let decision = decide(&ColumnEvidence { entries: &entries, ..Default::default() });
        assert_eq!(decision.notation, Notation::Vietnamese);
        assert_eq!(decision.dissenters, vec![2]);
        assert_eq!(decision.read(candidates("3,456.7")), candidates("3,456.7").under(Notation::English));
        assert_eq!(decision.read(candidates("1.800")), candidates("1.800").under(Notation::Vietnamese));
    }
}
