//! What the sentences of a document claim, and whether its tables and its other sentences say the same.
//!
//! A [`Claim`] is a figure of the text with its unit, its subject, its period and its role. Paragraphs are cut into
//! words, figures and marks (`token`); the words around a figure tell what it says (`grammar`), and most figures of a
//! report are told by some twenty turns of phrase. Claims are held against each other where the words leave no other
//! reading (`laws`), and against the cells of tables (`against`). What is not understood is not covered, and accuses
//! nobody.

mod against;
mod board;
mod grammar;
mod laws;
mod measure;
mod numeral;
mod remedy;
mod token;
mod weigh;

#[cfg(test)]
mod tests;

pub use board::Board;
pub use measure::{Dimension, Measure};
pub use numeral::write as in_words;
pub use remedy::Remedy;

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::{SourceIndex, Span};
use crate::number::Number;
use crate::workbook::{CellRef, Prose, SheetIndex};

/// What a figure of a sentence is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// How much there is.
    #[default]
    Value,
    /// The x of x/y.
    Part,
    /// The y of x/y.
    Whole,
    /// What was planned, told beside what was done.
    PlanValue,
    /// What there was before, told beside what there is now.
    BaseValue,
    /// The figure before it in another unit.
    Restated,
    /// Percent of the plan.
    PercentPlan,
    /// Percent of the period before.
    PercentBefore,
    /// So much more or less.
    Change,
    /// So much more or less, in percent.
    ChangePercent,
    /// So much more or less, in points of percent.
    Points,
    /// A share of a whole.
    Share,
    /// So much for each.
    Average,
    /// So many times as much.
    Times,
    /// An amount in words.
    Words,
}

/// What a percentage or a change is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// The plan.
    Plan,
    /// The same period of the year before.
    Before,
    /// The month or quarter right before.
    Last,
}

/// Which way a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// "tăng", "vượt"
    Up,
    /// "giảm", "hụt"
    Down,
}

/// How exact a figure is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hedge {
    /// "hơn"
    Lower,
    /// "gần"
    Upper,
    /// "khoảng"
    About,
}

/// A figure of a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// Where it stands.
    pub span: Span,
    /// The figure, with the decimals that are printed.
    pub number: Number,
    /// Its unit.
    pub measure: Measure,
    /// What it is.
    pub role: Role,
    /// What it is taken of.
    pub base: Option<Base>,
    /// Whether the base is not said but follows from the verb.
    pub assumed: bool,
    /// Which way it goes.
    pub direction: Option<Direction>,
    /// How exact it is meant to be.
    pub hedge: Option<Hedge>,
    /// Whether it is to be reached, not what was.
    pub target: bool,
    /// Whether the words before the colon of its sentence tell a plan.
    pub plans: bool,
    /// Whether it is of more than the period of the report.
    pub cumulative: bool,
    /// Whether a day is said up to which it counts.
    pub dated: bool,
    /// The years that its sentence or heading names.
    pub years: BTreeSet<u16>,
    /// The words that tell what it is of.
    pub subject: Vec<String>,
    /// The words before the colon of its sentence.
    pub lead: Vec<String>,
    /// All words of its sentence before it.
    pub context: Vec<String>,
    /// The words of the headings over it.
    pub heading: Vec<String>,
    /// The words that name the whole of a share.
    pub of_words: Vec<String>,
    /// The words between the figure before and this one.
    pub gap: Vec<String>,
    /// The words right before it, back to the last mark or figure with its unit.
    pub near: Vec<String>,
    /// The words since the last mark, figures that say nothing among them.
    pub clause: Vec<String>,
    /// The words behind its unit, up to the next mark or verb.
    pub behind: Vec<String>,
    /// The words that name its base, with the year that they name: "kế hoạch tỉnh giao", "so với năm 2023".
    pub base_words: Vec<String>,
    /// The marks there.
    pub marks: String,
    /// Its sentence.
    pub sentence: usize,
    /// Its part of the sentence, between semicolons.
    pub segment: usize,
    /// How many brackets stand open around it.
    pub depth: usize,
    /// The figure that a percentage or a change is of.
    pub head: Option<usize>,
    /// Of the y of x/y, the x.
    pub over: Option<usize>,
    /// The list that its paragraph opens, and whether its words say that the items are all.
    pub opens: Option<(usize, bool)>,
    /// How many items that list has.
    pub items: usize,
    /// The list that its paragraph is an item of.
    pub item: Option<usize>,
}

/// A place that a contradiction speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A figure of the text, by its number among the claims.
    Claim(usize),
    /// A cell.
    Cell(SourceIndex, SheetIndex, CellRef),
}

/// Why figures contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The parts that the sentence names do not add up to its total.
    Parts,
    /// A part is more than the whole.
    PartExceeds,
    /// A percentage is not that of the figures beside it.
    Percent,
    /// A share that only another whole of the sentence gives.
    OtherWhole,
    /// Two shares of one whole give two wholes.
    Wholes,
    /// "tăng" or "giảm" against what the figures say.
    Direction,
    /// A change is not the difference of the figures beside it.
    Change,
    /// A quotient of figures beside it.
    Average,
    /// The amount in words is another.
    Words,
    /// The same quantity in two units.
    Units,
    /// The same quantity told twice.
    Twice,
    /// The table says otherwise.
    Table,
    /// The figures are those of another line than the one that is named.
    OtherLine,
}

/// What explains a figure that a table contradicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// It is the percentage of the other base.
    OtherBase,
    /// It is right in another unit.
    OtherUnit,
    /// The change goes the other way.
    OtherWay,
    /// The percentage of another whole.
    OtherWhole,
}

/// Figures that contradict each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Discord {
    /// Why.
    pub why: Why,
    /// What is likely wrong, the likeliest first; nothing where nothing tells.
    pub accused: Vec<Spot>,
    /// All that the law speaks of, in the order of the law.
    pub among: Vec<Spot>,
    /// What the first accused should be.
    pub expected: Option<Number>,
    /// Which way a change should go.
    pub way: Option<Direction>,
    /// What explains it.
    pub cause: Option<Cause>,
    /// Whether it cannot be meant otherwise.
    pub sure: bool,
    /// What would put it right, the likeliest first.
    pub remedies: Vec<Remedy>,
}

/// What is known of the claims of a document.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The claims.
    pub claims: Vec<Claim>,
    /// What contradicts itself, the surest first.
    pub discords: Vec<Discord>,
    /// What confirms each claim that anything confirms.
    pub confirmed: BTreeMap<usize, Vec<Spot>>,
}

impl Outcome {
    /// How many figures of the text something confirms, and how many say what was.
    pub fn covered(&self) -> (usize, usize) {
        let says = |claim: &&Claim| !claim.target && claim.role != Role::Words;
        (self.confirmed.len(), self.claims.iter().filter(says).count())
    }
}

/// Reads the claims of a document and holds them against each other and against tables.
/// `source` is the file of the text; the tables may be of any.
pub fn compare(prose: &Prose, source: SourceIndex, boards: &[Board]) -> Outcome {
    let claims = grammar::claims(prose);
    let boards = &board::measured(prose, source, boards);
    let (mut discords, confirmed) = judge_all(&claims, boards);
    remedy::find(&claims, boards, &mut discords);
    Outcome { claims, discords, confirmed }
}

/// What contradicts the claims, and what confirms them.
fn judge_all(claims: &[Claim], boards: &[Board]) -> (Vec<Discord>, BTreeMap<usize, Vec<Spot>>) {
    let mut confirmed: BTreeMap<usize, Vec<Spot>> = BTreeMap::new();
    let (groups, weak) = against::read(claims, boards, &mut confirmed);
    let mut by_text = BTreeMap::new();
    let mut discords = laws::compare(claims, &confirmed, &mut by_text);
    discords.extend(against::judge(claims, boards, &groups, &confirmed, &by_text));
    confirmed.retain(|at, _| !weak.contains(at));
    against::more(claims, boards, &confirmed, &mut by_text);
    for (at, spots) in by_text {
        confirmed.entry(at).or_insert(spots);
    }
    discords.retain(|discord| !is_as_told(discord, claims));
    let mut discords = once(discords);
    for discord in discords.iter_mut().filter(|discord| discord.cause == Some(Cause::OtherUnit)) {
        // In its own unit the figure has other decimals than it was told with.
        let plain = |number: Number| Number::new(number.value().normalize(), number.value().normalize().scale());
        discord.expected = discord.expected.map(plain);
    }
    for discord in &discords {
        for spot in &discord.accused {
            if let Spot::Claim(at) = spot {
                confirmed.remove(at);
            }
        }
    }
    (discords, confirmed)
}

/// Whether what a figure should be prints as it stands.
fn is_as_told(discord: &Discord, claims: &[Claim]) -> bool {
    let told = match discord.accused.first() {
        Some(Spot::Claim(at)) => claims.get(*at),
        _ => None,
    };
    discord.way.is_none()
        && discord.cause.is_none()
        && told.zip(discord.expected).is_some_and(|(told, right)| told.number.value() == right.value())
}

/// Each figure is accused once, by the surest law.
fn once(mut discords: Vec<Discord>) -> Vec<Discord> {
    discords.sort_by_key(|discord| !discord.sure);
    let mut told: Vec<Spot> = Vec::new();
    let mut kept = Vec::new();
    for discord in discords {
        let again = discord.accused.first().is_some_and(|first| told.contains(first));
        if !again {
            told.extend(discord.accused.first().copied());
            kept.push(discord);
        }
    }
    kept
}
