//! A finding as the page shows it.

use serde::{Deserialize, Serialize};

use crate::finding::{Applicability, Finding, FindingKey, Operand, Severity, Slip, Suspect};
use crate::ledger::{Place, SourceIndex};
use crate::session::Reason;
use crate::text::Bilingual;
use crate::workbook::CellRef;

/// A finding, and whether a person has said that it is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The code of the rule.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// Its stable name.
    pub key: FindingKey,
    /// What it is about.
    pub place: Place,
    /// What stands there.
    pub found: String,
    /// What it should be.
    pub expected: Option<String>,
    /// What it differs by.
    pub difference: Option<String>,
    /// The cells it follows from.
    pub operands: Vec<Operand>,
    /// The cells that may be wrong, the likeliest first.
    pub suspects: Vec<Suspect>,
    /// What happened to the first suspect.
    pub cause: Option<Slip>,
    /// What is wrong, in a few words.
    pub title: Bilingual,
    /// What is wrong, in a sentence.
    pub message: Bilingual,
    /// Why it is said.
    pub law: Bilingual,
    /// What probably happened.
    pub likely: Bilingual,
    /// What can be done.
    pub fixes: Vec<Choice>,
    /// Whether a person has said that it is none.
    pub dismissed: bool,
    /// And why.
    #[serde(default)]
    pub reason: Option<Reason>,
}

/// A fix that is offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// "Sửa thành 217,476".
    pub title: Bilingual,
    /// Whether it changes a number.
    pub applicability: Applicability,
    /// The cells it changes.
    pub cells: Vec<CellRef>,
}

impl Card {
    /// Whether it explains itself with a place: one that it follows from, or one that may be wrong.
    pub fn speaks_of(&self, place: Place) -> bool {
        let operands = self.operands.iter().map(|operand| operand.place);
        let mut places = operands.chain(self.suspects.iter().map(|suspect| suspect.place));
        places.any(|other| other == place)
    }

    /// The same of a finding that one file says of itself, among several.
    pub fn within(mut self, source: SourceIndex) -> Self {
        self.place = self.place.within(source);
        self.operands.iter_mut().for_each(|operand| operand.place = operand.place.within(source));
        self.suspects.iter_mut().for_each(|suspect| suspect.place = suspect.place.within(source));
        self
    }

    /// The card of a finding; with the reason when a person has said that it is none.
    pub fn new(finding: &Finding, reason: Option<Reason>) -> Self {
        let fixes = finding
            .fixes
            .iter()
            .map(|fix| Choice {
                title: fix.title.clone(),
                applicability: fix.applicability,
                cells: fix.edits.iter().filter_map(|edit| edit.place.cell()).collect(),
            })
            .collect();
        Self {
            rule: finding.rule.0.to_owned(),
            severity: finding.severity,
            // Three digits: more would say nothing, and these survive the wire exactly.
            confidence: (finding.confidence.0 * 1000.0).round() / 1000.0,
            key: finding.key.clone(),
            place: finding.place,
            found: finding.found.clone(),
            expected: finding.expected.clone(),
            difference: finding.difference.clone(),
            operands: finding.operands.clone(),
            suspects: finding.suspects.clone(),
            cause: finding.cause,
            title: finding.title.clone(),
            message: finding.message.clone(),
            law: finding.law.clone(),
            likely: finding.likely.clone(),
            fixes,
            dismissed: reason.is_some(),
            reason,
        }
    }
}
