//! Figures that a person keeps although a finding accuses them, and why.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Session;
use crate::finding::{Finding, FindingKey};
use crate::text::Bilingual;
use crate::workbook::{CellRef, SheetCell, SheetIndex};

/// Why a figure is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The source says so.
    Source,
    /// The form rounds it so: nobody is wrong.
    Rounded,
    /// In the person's own words.
    Other(String),
    /// It was not asked for.
    #[default]
    Untold,
}

impl Reason {
    /// In words.
    pub fn words(&self) -> Bilingual {
        match self {
            Self::Source => Bilingual::new("số liệu gốc ghi vậy", "the source says so"),
            Self::Rounded => Bilingual::new("làm tròn theo mẫu", "rounded as the form asks"),
            Self::Other(words) => Bilingual::new(words.clone(), words.clone()),
            Self::Untold => Bilingual::default(),
        }
    }

    /// Whether it says that the figure itself is right, so that another must be wrong.
    fn vouches(&self) -> bool {
        !matches!(self, Self::Rounded)
    }
}

/// A decision to keep a figure, enough to make it again in another session with the same file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Dismissal {
    /// The finding that accuses it.
    pub key: FindingKey,
    /// Why it is kept.
    pub reason: Reason,
    /// The figure that is said to be right: where it stands, and what is shown there. Once that changes, nothing
    /// is said of it any more.
    pub figure: Option<(SheetIndex, CellRef, String)>,
}

/// What earlier versions have written was the key alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Key(FindingKey),
    Whole { key: FindingKey, reason: Reason, figure: Option<(SheetIndex, CellRef, String)> },
}

impl From<Written> for Dismissal {
    fn from(written: Written) -> Self {
        match written {
            Written::Key(key) => Self { key, reason: Reason::Untold, figure: None },
            Written::Whole { key, reason, figure } => Self { key, reason, figure },
        }
    }
}

/// A decision in force.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) dismissal: Dismissal,
    /// What was said of it; nothing where that was said before edits that are made again.
    pub(super) finding: Option<Finding>,
}

/// A decision that was made, or taken back.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    key: FindingKey,
    place: Option<SheetCell>,
    before: Option<Kept>,
    after: Option<Kept>,
}

impl Decision {
    /// The cell that it is about.
    pub(super) fn place(&self) -> Option<SheetCell> {
        self.place
    }
}

impl Session {
    /// Whether a person has said that a finding is none.
    pub fn is_dismissed(&self, key: &FindingKey) -> bool {
        self.kept.contains_key(key)
    }

    /// Why a person has said that a finding is none.
    pub fn reason(&self, key: &FindingKey) -> Option<&Reason> {
        self.kept.get(key).map(|kept| &kept.dismissal.reason)
    }

    /// What was said of the figures that are kept, also where it is no longer said because others are accused now.
    pub fn kept(&self) -> impl Iterator<Item = &Finding> {
        self.kept.values().filter(|kept| self.stands(&kept.dismissal)).filter_map(|kept| kept.finding.as_ref())
    }

    /// The decisions in force, in an order in which they can be made again.
    pub fn dismissals(&self) -> Vec<Dismissal> {
        let made = self.done.iter().filter_map(|step| step.decision.as_ref()).filter_map(|made| made.after.as_ref());
        let mut known = BTreeSet::new();
        let lasting = made.filter(|kept| {
            let key = &kept.dismissal.key;
            self.kept.contains_key(key) && known.insert(key.clone())
        });
        lasting.map(|kept| kept.dismissal.clone()).collect()
    }

    /// "Giữ nguyên": the finding is kept, but no longer counted. Where its figure is said to be right, what does
    /// not match because of it is looked at again: something else must be wrong.
    pub fn dismiss(&mut self, key: FindingKey, reason: Reason) {
        let finding = self.finding(&key).cloned();
        let accused = finding.as_ref().filter(|finding| {
            // Where it is not clear which figure is wrong, none has been accused that could be cleared.
            reason.vouches()
                && finding
                    .suspects
                    .first()
                    .is_some_and(|first| first.place == finding.place && !finding.fixes.is_empty())
        });
        let figure = accused.and_then(|finding| finding.place.sheet_cell());
        let figure = figure.map(|(sheet, cell)| (sheet, cell, self.shown(sheet, cell)));
        self.keep(Kept { dismissal: Dismissal { key, reason, figure }, finding });
    }

    /// Makes a decision of an earlier session again.
    pub fn dismiss_again(&mut self, dismissal: Dismissal) {
        let finding = self.finding(&dismissal.key).cloned();
        self.keep(Kept { dismissal, finding });
    }

    /// A finding that is said of this file by itself, by its name.
    pub fn finding(&self, key: &FindingKey) -> Option<&Finding> {
        let findings = self.checked.iter().flat_map(|checked| &checked.report.findings);
        findings.into_iter().find(|finding| finding.key == *key)
    }

    fn keep(&mut self, kept: Kept) {
        let key = kept.dismissal.key.clone();
        let place = kept.finding.as_ref().and_then(|finding| finding.place.sheet_cell());
        self.decide(Decision { before: self.kept.get(&key).cloned(), key, place, after: Some(kept) });
    }

    /// Takes a dismissal back.
    pub fn restore(&mut self, key: &FindingKey) {
        if let Some(kept) = self.kept.get(key).cloned() {
            let place = kept.finding.as_ref().and_then(|finding| finding.place.sheet_cell());
            self.decide(Decision { key: key.clone(), place, before: Some(kept), after: None });
        }
    }

    fn decide(&mut self, decision: Decision) {
        self.settle(&decision, true);
        self.step_made(decision);
    }

    /// Brings a decision into force, or takes it back.
    pub(super) fn settle(&mut self, decision: &Decision, forward: bool) {
        let state = if forward { &decision.after } else { &decision.before };
        match state.clone() {
            Some(kept) => self.kept.insert(decision.key.clone(), kept),
            None => self.kept.remove(&decision.key),
        };
        let figures = [&decision.before, &decision.after].into_iter().flatten();
        let sheets: BTreeSet<SheetIndex> =
            figures.filter_map(|kept| kept.dismissal.figure.as_ref().map(|(sheet, ..)| *sheet)).collect();
        if !sheets.is_empty() {
            self.recheck(&sheets);
        }
    }

    /// Whether a figure still is what it was when it was said to be right.
    fn stands(&self, dismissal: &Dismissal) -> bool {
        let changed = |(sheet, cell, shown): &(SheetIndex, CellRef, String)| self.shown(*sheet, *cell) != *shown;
        !dismissal.figure.as_ref().is_some_and(changed)
    }

    /// The figures of a sheet that are said to be right.
    pub(super) fn vouched(&self, sheet: SheetIndex) -> BTreeSet<CellRef> {
        let dismissals = self.kept.values().map(|kept| &kept.dismissal).filter(|dismissal| self.stands(dismissal));
        let figures = dismissals.filter_map(|dismissal| dismissal.figure.as_ref());
        figures.filter(|(at, ..)| *at == sheet).map(|(_, cell, _)| *cell).collect()
    }

    fn shown(&self, sheet: SheetIndex, cell: CellRef) -> String {
        let cell = self.workbook.sheet(sheet).and_then(|sheet| sheet.cell(cell));
        cell.map(|cell| self.workbook.shown(cell).into_owned()).unwrap_or_default()
    }
}
