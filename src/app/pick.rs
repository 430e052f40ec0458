//! Which findings are listed, how many of each kind there are, and which comes next.

use std::collections::BTreeMap;

use crate::finding::{FindingKey, Severity};
use crate::ledger::{Place, SourceIndex};
use crate::protocol::{Card, Source, Status};
use crate::workbook::{CellRef, SheetIndex};

/// What the panel lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filter {
    /// All that a person has not set aside.
    #[default]
    All,
    /// Errors.
    Errors,
    /// Warnings.
    Warnings,
    /// Right only within rounding, or cut instead of rounded.
    Rounding,
    /// Other things worth knowing.
    Others,
    /// Those that a person has said are none.
    Dismissed,
}

impl Filter {
    /// In the order of the buttons.
    pub const ALL: [Self; 6] = [Self::All, Self::Errors, Self::Warnings, Self::Rounding, Self::Others, Self::Dismissed];

    /// Whether a finding is listed.
    pub fn admits(self, card: &Card) -> bool {
        let rounding = matches!(card.rule.as_str(), "rounding-only" | "truncated");
        if self == Self::Dismissed || card.dismissed {
            return self == Self::Dismissed && card.dismissed;
        }
        match self {
            Self::All => true,
            Self::Errors => card.severity == Severity::Error,
            Self::Warnings => card.severity == Severity::Warning,
            Self::Rounding => card.severity == Severity::Info && rounding,
            Self::Others => card.severity == Severity::Info && !rounding,
            Self::Dismissed => false,
        }
    }

    /// How many findings it lists.
    pub fn count(self, cards: &[Card]) -> usize {
        cards.iter().filter(|card| self.admits(card)).count()
    }
}

/// The gravest open finding at each cell of a sheet of that file.
pub fn marks(cards: &[Card], source: SourceIndex, sheet: SheetIndex) -> BTreeMap<CellRef, Severity> {
    let mut marks = BTreeMap::new();
    for card in cards.iter().filter(|card| !card.dismissed) {
        let Some((_, cell)) = card.place.cell_of(source).filter(|(of, _)| *of == sheet) else { continue };
        marks.entry(cell).and_modify(|mark: &mut Severity| *mark = (*mark).min(card.severity)).or_insert(card.severity);
    }
    marks
}

/// How many findings a tab should announce: errors and warnings, and the gravest of them.
pub fn tab_badge(cards: &[Card], source: SourceIndex, sheet: SheetIndex) -> Option<(usize, Severity)> {
    badge(cards, |place| place.cell_of(source).is_some_and(|(of, _)| of == sheet))
}

/// The same of the running text of a file.
pub fn text_badge(cards: &[Card], source: SourceIndex) -> Option<(usize, Severity)> {
    badge(cards, |place| place.source == source && place.span().is_some())
}

fn badge(cards: &[Card], is_there: impl Fn(Place) -> bool) -> Option<(usize, Severity)> {
    let open = cards.iter().filter(|card| !card.dismissed && card.severity != Severity::Info);
    let there: Vec<Severity> = open.filter(|card| is_there(card.place)).map(|card| card.severity).collect();
    Some((there.len(), there.into_iter().min()?))
}

/// The finding after (or before) the chosen one among those listed, going round at the ends.
/// Without a chosen one it is the first (or the last).
pub fn neighbour<'a>(
    cards: &'a [Card],
    filter: Filter,
    chosen: Option<&FindingKey>,
    forward: bool,
) -> Option<&'a Card> {
    let listed: Vec<&Card> = cards.iter().filter(|card| filter.admits(card)).collect();
    let here = chosen.and_then(|key| listed.iter().position(|card| card.key == *key));
    let next = match (here, forward) {
        (Some(here), true) => (here + 1) % listed.len().max(1),
        (Some(here), false) => here.checked_sub(1).unwrap_or(listed.len().saturating_sub(1)),
        (None, true) => 0,
        (None, false) => listed.len().saturating_sub(1),
    };
    listed.get(next).copied()
}

/// Where the next finding is.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// In the file that is looked at.
    Card(Box<Card>),
    /// In another: its first, or its last.
    File(SourceIndex),
}

/// The finding after (or before) the chosen one: those of one file, then those of the file after it, and round again.
/// A finding belongs to the file that it accuses.
pub fn step(status: &Status, filter: Filter, chosen: Option<&FindingKey>, forward: bool) -> Option<Next> {
    let own = own(status, filter);
    let here = chosen.and_then(|key| own.iter().position(|card| card.key == *key));
    let beyond = match here {
        Some(here) if forward => here.checked_add(1).is_none_or(|next| next >= own.len()),
        Some(here) => here == 0,
        None => own.is_empty(),
    };
    if let Some(source) = other(status, filter, forward).filter(|_| beyond) {
        return Some(Next::File(source));
    }
    let own: Vec<Card> = own.into_iter().cloned().collect();
    neighbour(&own, filter, chosen, forward).map(|card| Next::Card(Box::new(card.clone())))
}

/// The finding with which a file begins, or ends.
pub fn end(status: &Status, filter: Filter, first: bool) -> Option<&Card> {
    let own = own(status, filter);
    if first { own.first().copied() } else { own.last().copied() }
}

fn own(status: &Status, filter: Filter) -> Vec<&Card> {
    status.findings.iter().filter(|card| card.place.source == status.source && filter.admits(card)).collect()
}

/// The next other file in which something of that kind stands. What is only worth knowing is not counted from afar.
fn other(status: &Status, filter: Filter, forward: bool) -> Option<SourceIndex> {
    let stands = |file: &Source| match filter {
        Filter::All => file.errors > 0 || file.warnings > 0,
        Filter::Errors => file.errors > 0,
        Filter::Warnings => file.warnings > 0,
        Filter::Rounding | Filter::Others | Filter::Dismissed => false,
    };
    let here = status.source.0 as usize;
    let (before, after) = (0..here, here.saturating_add(1)..status.sources.len());
    let mut round: Vec<usize> = after.chain(before).collect();
    if !forward {
        round.reverse();
    }
    let source = round.into_iter().find(|index| status.sources.get(*index).is_some_and(stands))?;
    u32::try_from(source).ok().map(SourceIndex)
}

/// The finding to show when a place is chosen: the gravest about it, or failing that one that suspects it.
pub fn about(cards: &[Card], place: Place) -> Option<&Card> {
    let open = || cards.iter().filter(|card| !card.dismissed);
    let suspects = |card: &&Card| card.suspects.iter().any(|suspect| suspect.place == place);
    open().find(|card| card.place == place).or_else(|| open().find(suspects))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Span;
    use crate::text::Bilingual;
    use crate::workbook::ParagraphIndex;

    fn card(key: &str, cell: &str, severity: Severity, rule: &str, dismissed: bool) -> Card {
        Card {
            rule: rule.to_owned(),
            severity,
            confidence: 0.9,
            key: FindingKey(key.to_owned()),
            place: Place::of_cell(SheetIndex(0), cell.parse().unwrap()),
            found: String::new(),
            expected: None,
            difference: None,
            operands: Vec::new(),
            suspects: Vec::new(),
            cause: None,
            title: Bilingual::default(),
            message: Bilingual::default(),
            law: Bilingual::default(),
            likely: Bilingual::default(),
            fixes: Vec::new(),
            dismissed,
            reason: None,
        }
    }

    fn cards() -> Vec<Card> {
        vec![
            card("a", "A1", Severity::Error, "total-mismatch", false),
            card("b", "A1", Severity::Warning, "percent-mismatch", false),
            card("c", "B2", Severity::Info, "rounding-only", false),
            card("d", "B3", Severity::Info, "mixed-notation", false),
            card("e", "C4", Severity::Error, "total-mismatch", true),
        ]
    }

    #[test]
    fn every_finding_is_in_all_or_dismissed_and_in_exactly_one_kind() {
        let cards = cards();
        let kinds = [Filter::Errors, Filter::Warnings, Filter::Rounding, Filter::Others];
        assert_eq!(Filter::All.count(&cards) + Filter::Dismissed.count(&cards), cards.len());
        assert_eq!(kinds.map(|kind| kind.count(&cards)), [1, 1, 1, 1]);
    }

    #[test]
    fn a_cell_carries_its_gravest_mark_and_dismissed_ones_none() {
        let marks = marks(&cards(), SourceIndex(0), SheetIndex(0));
        assert_eq!(marks.get(&"A1".parse().unwrap()), Some(&Severity::Error));
        assert_eq!(marks.get(&"C4".parse().unwrap()), None);
    }

    #[test]
    fn places_of_other_files_and_of_the_text_are_on_no_sheet() {
        let span = Span { paragraph: ParagraphIndex(3), start: 4, end: 9 };
        let mut cards: Vec<Card> = cards().into_iter().map(|card| card.within(SourceIndex(1))).collect();
        cards.push(Card {
            place: Place::of_span(span),
            ..card("t", "A1", Severity::Warning, "text-table-mismatch", false)
        });
        assert!(marks(&cards, SourceIndex(0), SheetIndex(0)).is_empty());
        assert_eq!(tab_badge(&cards, SourceIndex(0), SheetIndex(0)), None);
        assert_eq!(tab_badge(&cards, SourceIndex(1), SheetIndex(0)), Some((2, Severity::Error)));
        assert_eq!(text_badge(&cards, SourceIndex(0)), Some((1, Severity::Warning)));
        assert_eq!(text_badge(&cards, SourceIndex(1)), None);
        let at = |place| about(&cards, place).map(|card| card.key.0.as_str());
        assert_eq!(at(Place::of_span(span)), Some("t"));
        assert_eq!(at(Place::of_cell(SheetIndex(0), "A1".parse().unwrap())), None);
    }

    #[test]
    fn a_tab_counts_errors_and_warnings_only() {
        assert_eq!(tab_badge(&cards(), SourceIndex(0), SheetIndex(0)), Some((2, Severity::Error)));
        assert_eq!(tab_badge(&cards(), SourceIndex(0), SheetIndex(1)), None);
    }

    #[test]
    fn next_goes_round_among_the_listed() {
        let cards = cards();
        let next = |from: Option<&str>, forward| {
            let from = from.map(|key| FindingKey(key.to_owned()));
            neighbour(&cards, Filter::All, from.as_ref(), forward).map(|card| card.key.0.clone())
        };
        assert_eq!(next(None, true).as_deref(), Some("a"));
        assert_eq!(next(Some("a"), true).as_deref(), Some("b"));
        assert_eq!(next(Some("d"), true).as_deref(), Some("a"));
        assert_eq!(next(Some("a"), false).as_deref(), Some("d"));
        assert_eq!(neighbour(&[], Filter::All, None, true), None);
    }

    #[test]
    fn after_the_last_of_a_file_comes_the_next_file_and_round_again() {
        let within = |source: u32, key: &str| {
            Card { ..card(key, "A1", Severity::Error, "total-mismatch", false) }.within(SourceIndex(source))
        };
        let file = |errors| Source { errors, ..Source::default() };
        let mut status = Status {
            source: SourceIndex(0),
            sources: vec![file(2), file(0), file(1)],
            // What is found between files is listed with every one of them.
            findings: vec![within(0, "a"), within(0, "b"), within(2, "between")],
            ..Status::default()
        };
        let next = |status: &Status, from: Option<&str>, forward| {
            let from = from.map(|key| FindingKey(key.to_owned()));
            match step(status, Filter::All, from.as_ref(), forward) {
                Some(Next::Card(card)) => card.key.0,
                Some(Next::File(SourceIndex(source))) => source.to_string(),
                None => String::new(),
            }
        };
        assert_eq!(next(&status, None, true), "a");
        assert_eq!(next(&status, Some("a"), true), "b");
        assert_eq!(next(&status, Some("b"), true), "2");
        assert_eq!(next(&status, Some("a"), false), "2");
        assert_eq!(next(&status, Some("b"), false), "a");
        status.source = SourceIndex(2);
        assert_eq!(end(&status, Filter::All, true).map(|card| card.key.0.as_str()), Some("between"));
        assert_eq!(next(&status, Some("between"), true), "0");
        // From a finding of another file one comes to the first of this.
        assert_eq!(next(&status, Some("a"), true), "between");
        status.sources = vec![file(0), file(0), file(1)];
        assert_eq!(next(&status, Some("between"), true), "between");
        status.findings.clear();
        status.sources = vec![Source::default()];
        assert_eq!(next(&status, None, true), "");
    }
}
