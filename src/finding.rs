//! Findings, and the fixes they offer.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::number::{DigitSlip, Number};
use crate::text::Bilingual;
use crate::workbook::{CellRef, SheetIndex, Vast};

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

/// A cell that may be the wrong one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// The cell.
    pub cell: CellRef,
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

/// One reversible change of one cell: what a [`Fix`] proposes and a session performs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// The sheet.
    pub sheet: SheetIndex,
    /// The cell.
    pub cell: CellRef,
    /// What it becomes.
    pub new: Input,
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

/// A cell that an explanation names, with its value as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operand {
    /// The cell.
    pub cell: CellRef,
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

/// A figure of any sheet that a finding speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Related {
    /// Its sheet.
    pub sheet: SheetIndex,
    /// Its cell.
    pub cell: CellRef,
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
    /// The sheet.
    pub sheet: SheetIndex,
    /// The cell it is about.
    pub cell: CellRef,
    /// What stands there, as shown.
    pub found: String,
    /// What it should be, as it would be shown.
    pub expected: Option<String>,
    /// What it differs by, signed, as it would be shown.
    pub difference: Option<String>,
    /// The cells it follows from.
    pub operands: Vec<Operand>,
    /// The cells that may be wrong, the likeliest first.
    pub suspects: Vec<Suspect>,
    /// Figures of this and other sheets that it speaks of besides.
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
