//! Findings, and the fixes they offer.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ledger::Place;
use crate::number::{DigitSlip, Number};
use crate::text::Bilingual;
use crate::workbook::{CellRef, SheetCell, SheetIndex, Vast};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A relation with strong evidence is broken beyond rounding: one would tell the person who signs.
    Error,
    /// Probably wrong, or strong evidence against a weak relation.
    Warning,
    /// Worth knowing: only within rounding, truncated, notation.
    Info,
}

/// How sure a finding is, from 0 to 1: of findings said with 0.9, nine in ten are right.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Confidence(pub f64);

/// The stable name of a rule: `column-formula-mismatch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RuleCode(pub &'static str);

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What happened to a wrong value: the slips that people make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slip {
    /// One digit typed for another.
    ReplacedDigit,
    /// A digit left out.
    DroppedDigit,
    /// A digit too many.
    AddedDigit,
    /// Two neighbouring digits exchanged.
    SwappedDigits,
    /// The decimal mark moved.
    ShiftedDecimal,
    /// The sign is wrong.
    WrongSign,
    /// A line left out of the total.
    OmittedLine,
    /// A line counted twice.
    DoubledLine,
    /// The total of an earlier state.
    StaleTotal,
    /// Divided by another column.
    WrongDenominator,
    /// The value of a neighbouring cell.
    NeighbourValue,
}

impl From<DigitSlip> for Slip {
    fn from(slip: DigitSlip) -> Self {
        match slip {
            DigitSlip::Replaced => Self::ReplacedDigit,
            DigitSlip::Dropped => Self::DroppedDigit,
            DigitSlip::Added => Self::AddedDigit,
            DigitSlip::Swapped => Self::SwappedDigits,
            DigitSlip::Shifted => Self::ShiftedDecimal,
            DigitSlip::Sign => Self::WrongSign,
        }
    }
}

/// A figure that may be the wrong one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// The value that would repair what is broken, when it is determined.
    pub repaired: Option<Number>,
    /// The slip that leads from that value to the one that stands there.
    pub slip: Option<Slip>,
}

/// Whether a fix may be applied without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Changes only how a figure is written or stored, with the whole column as witness; never a formula.
    Safe,
    /// Changes a number to one that a slip of the hand or a second law speaks for: the person decides, for one or
    /// for all at once.
    Suggested,
    /// Changes a number to one that would be right if the others are: shown, and applied by hand alone.
    Possible,
}

/// What a cell may be set to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Input {
    /// A number, shown with the decimals it carries.
    Number(Number),
    /// A share, in parts of one, typed with a percent sign into a cell that shows no percents so far.
    Percent(Number),
    /// A number too large for a report.
    Vast(Vast),
    /// TRUE or FALSE.
    Bool(bool),
    /// Text.
    Text(String),
    /// A formula in place of a number or of another formula.
    Formula {
        /// The formula without its leading `=`.
        formula: String,
        /// What it gave when it was proposed.
        gives: Number,
    },
    /// Nothing.
    Clear,
}

/// One reversible change of one cell, or of a stretch of text: what a [`Fix`] proposes and a session performs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// What is changed.
    #[serde(flatten)]
    pub place: Place,
    /// What it becomes.
    pub new: Input,
}

impl Edit {
    /// A change of a cell.
    pub fn of_cell(sheet: SheetIndex, cell: CellRef, new: Input) -> Self {
        Self { place: Place::of_cell(sheet, cell), new }
    }

    /// The cell that it changes, unless it changes running text.
    pub fn sheet_cell(&self) -> Option<SheetCell> {
        self.place.sheet_cell()
    }
}

/// A titled set of edits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// "Sửa thành 217,476".
    pub title: Bilingual,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// The changes, applied together or not at all.
    pub edits: Vec<Edit>,
}

/// A figure that an explanation names, with its value as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operand {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// Its header or label: "Năm 2023 chuyển sang".
    pub label: String,
    /// Its value as shown; empty when blank.
    pub shown: String,
}

/// What a figure elsewhere has to do with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The figure follows from it.
    Operand,
    /// It says what the figure should be.
    ConfirmedBy,
    /// It says otherwise.
    ContradictedBy,
}

/// A figure of any sheet, text or file that a finding speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Related {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// What it has to do with the finding.
    pub role: Role,
}

/// A stable name of a finding for dismissal: it survives edits elsewhere and a change of words,
/// and is gone once the cells it speaks of change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingKey(pub String);

/// A relation that does not hold, or a cell that looks wrong by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The rule that says it.
    pub rule: RuleCode,
    /// How grave it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Its stable name.
    pub key: FindingKey,
    /// What it is about.
    pub place: Place,
    /// What stands there, as shown.
    pub found: String,
    /// What it should be, as it would be shown.
    pub expected: Option<String>,
    /// What it differs by, signed, as it would be shown.
    pub difference: Option<String>,
    /// The figures it follows from.
    pub operands: Vec<Operand>,
    /// The figures that may be wrong, the likeliest first.
    pub suspects: Vec<Suspect>,
    /// Figures of this and other sheets, texts and files that it speaks of besides.
    pub related: Vec<Related>,
    /// What happened to the first suspect.
    pub cause: Option<Slip>,
    /// A few words: what is wrong.
    pub title: Bilingual,
    /// One sentence: what is there and what it should be.
    pub message: Bilingual,
    /// Why it is said: the law and how many other lines obey it.
    pub law: Bilingual,
    /// What probably happened, and what speaks for it; empty when nothing is known.
    pub likely: Bilingual,
    /// What can be done.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// The cell that it is about, unless it is about running text.
    pub fn cell(&self) -> Option<CellRef> {
        self.place.cell()
    }

    /// The sheet of that cell.
    pub fn sheet(&self) -> Option<SheetIndex> {
        self.place.sheet()
    }

    /// The places of all figures that it speaks of.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let operands = self.operands.iter().map(|operand| operand.place);
        let suspects = self.suspects.iter().map(|suspect| suspect.place);
        let related = self.related.iter().map(|related| related.place);
        [self.place].into_iter().chain(operands).chain(suspects).chain(related)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_earlier_versions_kept_are_read_and_written_as_they_were() {
        let json = r#"{"sheet":2,"cell":"E14","new":{"text":"a"}}"#;
        let edit: Edit = serde_json::from_str(json).unwrap();
        assert_eq!(edit, Edit::of_cell(SheetIndex(2), "E14".parse().unwrap(), Input::Text("a".to_owned())));
        assert_eq!(serde_json::to_string(&edit).unwrap(), json);
    }
}
