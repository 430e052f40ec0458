//! The values that a cell may have been meant to hold, and how likely each is.

use std::rc::Rc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::changes::Changes;
use super::slip::{UNEXPLAINED, explain, share, slip, sources, unexplained};
use super::system::{Node, System};
use crate::finding::Slip;
use crate::ledger::FigureId;
use crate::number::{Interval, Number, Slack};
use crate::relation::{Judged, RelationKind, wanted};
use crate::table::Reading;

/// -ln of how often a figure in a report is wrong, about one in a thousand; so that one wrong cell
/// is preferred to two unless the one is a very strange figure.
const WRONG: f64 = 7.0;

/// -ln of how much rarer a forgotten figure is than a wrong one, and of the figure being that one.
const FORGOTTEN: f64 = 9.0;

/// ln of how much oftener a computed figure is wrong than a typed one: it can be computed wrongly
/// as well as typed wrongly.
const COMPUTED: f64 = 0.4;

/// No more figures are tried for one cell and one relation.
const MOST_SOURCES: usize = 3;

/// A figure for a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub cell: FigureId,
    pub value: Number,
    pub slip: Option<Slip>,
    /// -ln of the probability that this figure was meant and what stands there was written.
    pub cost: f64,
}

/// The figures for `cell` that make the broken relation `node` hold. `judged` is how it stands.
pub(super) fn candidates(
    system: &System<'_>,
    node: &Node,
    judged: &Judged,
    cell: FigureId,
    changes: &Changes,
) -> Vec<Candidate> {
    let observed = match system.reading(cell, changes) {
        Reading::Number(number) => number,
        Reading::Blank => return forgotten(node, judged, cell).into_iter().collect(),
        Reading::Unreadable => return Vec::new(),
    };
    let Some(figures) = figures(system, node, judged, cell, observed, changes) else { return Vec::new() };
    // What a computed cell should hold is given by its operands; what a typed cell was meant to
    // hold is as likely as such a figure is.
    let peers = (!system.is_computed(cell)).then(|| Peers::of(system, node, cell, changes));
    let mut surroundings: Option<Surroundings> = None;
    let mut found: Vec<Candidate> = Vec::new();
    for value in figures.values {
        if value.value() == observed.value() || found.iter().any(|known| known.value == value) {
            continue;
        }
        let surroundings = surroundings.get_or_insert_with(|| Surroundings::of(system, node, cell, observed, changes));
        let slip = in_context(system, node, judged, surroundings, observed, value, changes);
        let chance = (unexplained(observed, value) * figures.choices).min(UNEXPLAINED);
        let probability = slip.map_or(0.0, |(_, probability)| probability) + chance;
        let computed = if cell == node.relation.target { COMPUTED } else { 0.0 };
        let meant = peers.as_ref().map_or(0.0, |peers| peers.mass(value).ln() - peers.mass_of_observed(observed).ln());
        let finer = value.decimals() > observed.decimals()
            && !matches!(slip, Some((Slip::DroppedDigit | Slip::ShiftedDecimal, _)));
        let strange = if finer { FINER } else { 0.0 };
        found.push(Candidate {
            cell,
            value,
            slip: slip.filter(|(_, probability)| *probability >= chance).map(|(slip, _)| slip),
            cost: WRONG - probability.ln() - computed - meant + strange,
        });
    }
    found
}

/// The share of zeros among the figures of a report, roughly.
const ZEROS: f64 = 0.05;
/// The share of negative figures where the figures beside it are not.
const NEGATIVE: f64 = 0.02;

/// -ln of how rare it is that a figure had more decimals than what stands there.
const FINER: f64 = 3.0;

/// ln of the factor within which the figures of a line or column commonly lie.
const SPREAD: f64 = 1.0;
/// The share of figures of one, two, three and more digits, zeros at the ends left aside, that stand again right beside
/// them where nobody copied anything; between what forms and published tables have.
const REPEATED: [f64; 4] = [0.4, 0.2, 0.08, 0.025];
/// How far the peers of a cell are looked for, in cells.
pub(super) const NEAR: i64 = 8;

/// How far another denominator is looked for along a line, and up and down, in cells.
pub(super) const WIDE: i64 = 12;
pub(super) const DEEP: i64 = 300;

/// What stands around a cell, in its line and column: figures of its own kind, as a rule.
struct Peers {
    /// ln of their magnitudes.
    sizes: Rc<[f64]>,
    /// Whether other operands of the relation are negative.
    signed: bool,
    /// The figures right beside.
    beside: Vec<Decimal>,
}

impl Peers {
    fn of(system: &System<'_>, node: &Node, cell: FigureId, changes: &Changes) -> Self {
        let sizes = system.sizes(cell, changes);
        let signed = node.has_negative_beside(cell);
        let adjacent = system.adjacent(cell);
        let beside = adjacent.iter().filter_map(|at| match system.reading(*at, changes) {
            Reading::Number(number) => Some(number.value()),
            Reading::Blank | Reading::Unreadable => None,
        });
        Self { sizes, signed, beside: beside.collect() }
    }

    /// How likely a figure is before any relation is looked at: as large as those around it, or of
    /// any order of magnitude; negative ones are rare where none stands beside.
    fn mass(&self, number: Number) -> f64 {
        let value = number.value().abs();
        let sign = match number.value().is_sign_negative() && !value.is_zero() {
            true if !self.signed => NEGATIVE,
            _ => 1.0,
        };
        let Some((value, unit)) =
            value.to_f64().map(|value| (value, number.float_unit())).filter(|(value, _)| *value > 0.0)
        else {
            return ZEROS * sign;
        };
        let size = value.ln();
        let near: f64 = self.sizes.iter().map(|peer| (-(size - peer).abs() / SPREAD).exp() / (2.0 * SPREAD)).sum();
        // 14 is ln of the million between the smallest and the largest figures of a table; it
        // weighs as much as four peers.
        let density = (near + 4.0 / 14.0) / (self.sizes.len() as f64 + 4.0);
        (density * unit / value).clamp(f64::MIN_POSITIVE, ZEROS) * sign
    }

    /// The same of the figure that stands there, which may as well be what stands beside it by nature as by a slip.
    fn mass_of_observed(&self, number: Number) -> f64 {
        let digits = number.value().normalize().mantissa().unsigned_abs().to_string().trim_end_matches('0').len();
        let place = digits.clamp(1, REPEATED.len()).saturating_sub(1);
        let is_repeated = self.beside.contains(&number.value());
        let repeated = REPEATED.get(place).copied().filter(|_| is_repeated).unwrap_or(0.0);
        self.mass(number) + repeated
    }
}

/// The figures that fit, and among how many they were chosen.
struct Figures {
    values: Vec<Number>,
    choices: f64,
}

fn figures(
    system: &System<'_>,
    node: &Node,
    judged: &Judged,
    cell: FigureId,
    observed: Number,
    changes: &Changes,
) -> Option<Figures> {
    let decimals = observed.decimals();
    if cell == node.relation.target {
        let point = judged.computed.point;
        let mut values = vec![Number::new(point, decimals).rounded(decimals)];
        // A figure that lost its last decimals gets them back where the result has them.
        if node.relation.expr.is_additive() && point.normalize().scale() > decimals {
            values.push(Number::from_decimal(point));
        }
        if node.slack == Slack::Rounded {
            values.extend(sources(observed, judged.computed.range, MOST_SOURCES));
        }
        // A moved decimal mark leaves decimals that were not meant: "0,5106" for "51,06".
        let fewer = (0..decimals).map(|fewer| Number::new(point, fewer).rounded(fewer));
        values.extend(fewer.filter(|value| slip(observed, *value) == Some(Slip::ShiftedDecimal)));
        return Some(Figures { values, choices: 1.0 });
    }
    if let Some(negative) = node.sign_of(cell) {
        let lacking = judged.found.value().checked_sub(judged.computed.point)?;
        let moved = if negative { -lacking } else { lacking };
        let point = observed.value().checked_add(moved)?;
        let mut values = vec![Number::new(point, decimals).rounded(decimals)];
        if point.normalize().scale() > decimals {
            values.push(Number::from_decimal(point));
        }
        if node.slack == Slack::Rounded {
            let width = judged.computed.range.hi().checked_sub(judged.computed.range.lo())?;
            let reach = width.checked_div(Decimal::TWO)?.checked_add(judged.found.unit())?;
            let range = Interval::new(point.checked_sub(reach)?, point.checked_add(reach)?);
            values.extend(sources(observed, range, MOST_SOURCES));
        }
        return Some(Figures { values, choices: 1.0 });
    }
    let readings = |at: FigureId| system.reading(at, changes);
    let solution = node.relation.expr.solve(cell, wanted(node.kind, judged.found), &readings)?;
    let range = if node.slack == Slack::Rounded { solution.rounded } else { solution.printed };
    let width = range.hi().checked_sub(range.lo())?.checked_div(observed.unit())?;
    let choices = width.to_f64()?.max(1.0);
    let middle = solution.printed.middle()?;
    let mut values = sources(observed, range, MOST_SOURCES);
    values.push(Number::new(middle, decimals).rounded(decimals));
    Some(Figures { values, choices })
}

/// A blank cell of a sum in which the missing amount was meant to stand.
fn forgotten(node: &Node, judged: &Judged, cell: FigureId) -> Option<Candidate> {
    let negative = node.sign_of(cell)?;
    let lacking = judged.found.value().checked_sub(judged.computed.point)?;
    let value = Number::new(if negative { -lacking } else { lacking }, judged.found.decimals());
    Some(Candidate { cell, value, slip: None, cost: WRONG + FORGOTTEN })
}

/// What the surroundings of a cell say of what stands there, whatever was meant.
struct Surroundings {
    is_computed: bool,
    neighbour: Option<(Slip, f64)>,
    denominator: Option<(Slip, f64)>,
}

impl Surroundings {
    fn of(system: &System<'_>, node: &Node, cell: FigureId, observed: Number, changes: &Changes) -> Self {
        let is_computed = cell == node.relation.target;
        let neighbour = neighbour(system, cell, observed, changes);
        let denominator = is_computed.then(|| wrong_denominator(system, node, observed, changes)).flatten();
        Self { is_computed, neighbour, denominator }
    }
}

/// The likeliest slip, those that only the surroundings explain included.
fn in_context(
    system: &System<'_>,
    node: &Node,
    judged: &Judged,
    surroundings: &Surroundings,
    observed: Number,
    value: Number,
    changes: &Changes,
) -> Option<(Slip, f64)> {
    let Surroundings { is_computed, neighbour, denominator } = *surroundings;
    let omitted = is_computed.then(|| omitted_or_doubled(system, node, judged, value, changes)).flatten();
    [explain(observed, value), neighbour, omitted, denominator]
        .into_iter()
        .flatten()
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// Whether a neighbouring cell holds the same figure. One digit is the same too often.
fn neighbour(system: &System<'_>, cell: FigureId, observed: Number, changes: &Changes) -> Option<(Slip, f64)> {
    if observed.value().abs() < Decimal::TEN {
        return None;
    }
    let same = system.adjacent(cell).iter().any(|at| match system.reading(*at, changes) {
        Reading::Number(number) => number.value() == observed.value(),
        Reading::Blank | Reading::Unreadable => false,
    });
    same.then(|| (Slip::NeighbourValue, share(Slip::NeighbourValue) / 4.0))
}

/// Whether the total differs by exactly one of its terms, or is that of an earlier state.
fn omitted_or_doubled(
    system: &System<'_>,
    node: &Node,
    judged: &Judged,
    value: Number,
    changes: &Changes,
) -> Option<(Slip, f64)> {
    let terms = node.cells.len().checked_sub(1).filter(|terms| *terms >= 2)?;
    if !node.relation.expr.is_additive() && node.kind != RelationKind::Average {
        return None;
    }
    let lacking = value.value().checked_sub(judged.found.value())?;
    // Rounding moves a total that lacks a line as it moves any other.
    let excused = match node.slack {
        Slack::Rounded => {
            judged.computed.range.hi().checked_sub(judged.computed.range.lo())?.checked_div(Decimal::TWO)?
        }
        _ => Decimal::ZERO,
    };
    let (mut omitted, mut doubled) = (0_usize, 0_usize);
    for cell in node.cells.iter().skip(1) {
        let Reading::Number(number) = system.reading(*cell, changes) else { continue };
        let Some(negative) = node.sign_of(*cell) else { continue };
        let amount = if negative { -number.value() } else { number.value() };
        if amount.abs() <= excused {
            continue;
        }
        omitted += usize::from(lacking.checked_sub(amount)?.abs() <= excused);
        doubled += usize::from(lacking.checked_add(amount)?.abs() <= excused);
    }
    // Any of the lines that account for it may have been left out.
    let line = |slip: Slip, lines: usize| Some((slip, share(slip) * lines as f64 / terms as f64));
    if omitted > 0 {
        return line(Slip::OmittedLine, omitted);
    }
    if doubled > 0 {
        return line(Slip::DoubledLine, doubled);
    }
    if lacking == -value.value() && !lacking.is_zero() {
        return line(Slip::DoubledLine, terms);
    }
    let changed = Number::new(lacking, judged.found.decimals());
    Some((Slip::StaleTotal, unexplained(changed, changed)))
}

/// Whether a ratio was taken to another column of its line, or to another line.
fn wrong_denominator(system: &System<'_>, node: &Node, observed: Number, changes: &Changes) -> Option<(Slip, f64)> {
    if node.kind != RelationKind::Ratio {
        return None;
    }
    let [_, _, denominator] = *node.cells.as_slice() else { return None };
    let readings = |cell: FigureId| system.reading(cell, changes);
    let solution = node.relation.expr.solve(denominator, wanted(node.kind, observed), &readings)?;
    let (mut choices, mut found) = (0_u32, false);
    for other in system.along(denominator).iter().copied() {
        let Reading::Number(number) = system.reading(other, changes) else { continue };
        if node.cells.contains(&other) || number.value().is_zero() {
            continue;
        }
        choices = choices.saturating_add(1);
        found |= solution.printed.contains(number.value()) && !observed.value().is_zero();
    }
    found.then(|| (Slip::WrongDenominator, share(Slip::WrongDenominator) / f64::from(choices.max(1))))
}
