//! What totals tell of the lines that they add up, where many of them are wrong at once.
//!
//! Where men and women do not give the total of a line, either may have slipped, and a slip of the hand may explain
//! each equally well. The totals of the columns know: men and women are each wrong by what slipped in their own column.
//! With one wrong line that is seen at once; with twenty a total still says which of them it is wrong by together, as
//! the sum of some of the differences and not of others. How probable each way of sharing them out is follows from what
//! is probable for each line by itself, summed over all ways that close the total (forward and backward, as in a hidden
//! Markov model: Rabiner 1989). A total that no way closes says nothing, and so does one that too many ways close.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::changes::Changes;
use super::state::State;
use super::system::{Node, System};
use crate::ledger::FigureId;
use crate::number::{Number, Slack, Verdict};
use crate::table::Reading;

/// With more wrong lines nearly any difference is the sum of some of them.
const MOST_LINES: usize = 40;
/// Relations of more figures are no lines, and are not asked for each of their figures.
const MOST_FIGURES: usize = 24;
/// Sums that are so much less probable than others are let go; of the rest so many are followed, the likeliest.
const NEVER: f64 = 1e-9;
const MOST_SUMS: usize = 1 << 9;
/// The most that a line by itself, and that a total, may say, in nats.
const MOST_BY_ITSELF: f64 = 10.0;
const MOST_TOLD: f64 = 6.0;
/// How often the difference of a total is not that of the lines that are known to be wrong: it slipped itself, or a
/// line did in which nothing else is wrong.
const OTHERWISE: f64 = 0.1;

/// Of a figure, the number that was meant there if it is wrong, and how much totals speak for it, in nats.
pub(super) type Told = BTreeMap<FigureId, (Number, f64)>;

/// One wrong line of a total.
struct Line {
    cell: FigureId,
    meant: Number,
    /// By how much the difference of the total would change, in units of its last decimal.
    by: i64,
    /// How probable it is that this figure of the line is the wrong one, as far as the line tells.
    probable: f64,
}

/// What the broken totals among some relations tell of their figures.
pub(super) fn told(system: &System<'_>, component: &[usize], state: &State<'_>, changes: &mut Changes) -> Told {
    let mut told = Told::new();
    for at in component {
        let Some(total) = system.nodes.get(*at).filter(|node| is_exact_total(node)) else { continue };
        let Some((missed, lines)) = lines(system, *at, total, state, changes) else { continue };
        for (line, probable) in lines.iter().zip(posterior(&lines, missed).into_iter().flatten()) {
            let says = (log_odds(probable) - log_odds(line.probable)).clamp(-MOST_TOLD, MOST_TOLD);
            let known = told.entry(line.cell).or_insert((line.meant, 0.0));
            if known.0 == line.meant {
                known.1 = (known.1 + says).clamp(-MOST_TOLD, MOST_TOLD);
            }
        }
    }
    told
}

fn is_exact_total(node: &Node) -> bool {
    node.is_additive() && node.slack != Slack::Rounded && node.base == Some(Verdict::Wrong) && node.cells.len() > 3
}

fn log_odds(probable: f64) -> f64 {
    let probable = probable.clamp(NEVER, 1.0 - NEVER);
    (probable / (1.0 - probable)).ln()
}

/// By how much a total is wrong, and the other broken relations that share a figure with it, if there are several.
fn lines(
    system: &System<'_>,
    at: usize,
    total: &Node,
    state: &State<'_>,
    changes: &mut Changes,
) -> Option<(i64, Vec<Line>)> {
    let judged = system.judge(at, changes)?;
    let missed = judged.found.value().checked_sub(judged.computed.point)?.normalize();
    let places = judged.found.decimals().max(missed.scale());
    let unit = |value: Number| value.scaled(places).and_then(|units| i64::try_from(units).ok());
    let missed = unit(Number::new(missed, places))?;
    let mut lines = Vec::new();
    for cell in total.cells.iter().skip(1) {
        let is_line = |node: &&usize| {
            let shared = |node: &Node| node.cells.iter().filter(|cell| total.cells.contains(cell)).count();
            let few = |node: &Node| node.cells.len() <= MOST_FIGURES && shared(node) == 1;
            **node != at && state.is_broken(**node) && system.nodes.get(**node).is_some_and(few)
        };
        let Some(line) = system.of_cell(*cell).iter().find(is_line) else { continue };
        if lines.len() == MOST_LINES {
            return None;
        }
        lines.extend(of_line(system, *line, (*cell, total), places, state, changes));
    }
    (lines.len() > 1).then_some((missed, lines))
}

/// What a broken relation says by itself of the figure that it shares with a total.
fn of_line(
    system: &System<'_>,
    line: usize,
    (cell, total): (FigureId, &Node),
    places: u32,
    state: &State<'_>,
    changes: &mut Changes,
) -> Option<Line> {
    let steps = system.steps(line, state, changes);
    let own = steps.iter().find(|step| step.candidate.cell == cell)?;
    let other = steps.iter().find(|step| step.candidate.cell != cell).map_or(f64::INFINITY, |step| step.total);
    let says = (other - own.total).clamp(-MOST_BY_ITSELF, MOST_BY_ITSELF);
    let Reading::Number(stands) = system.ledger.reading(cell) else { return None };
    let meant = own.candidate.value;
    let by = meant.value().checked_sub(stands.value())?.normalize();
    let by = Number::new(by, places).scaled(places).filter(|_| by.scale() <= places)?;
    let by = i64::try_from(by).ok()?;
    let by = if total.sign_of(cell)? { by.checked_neg()? } else { by };
    Some(Line { cell, meant, by, probable: 1.0 / (1.0 + (-says).exp()) })
}

/// Sums of differences, ascending, each with how probable it is.
type Sums = Vec<(i64, f64)>;

/// How probable each of the figures is the wrong one of its line, if a total is wrong by so much.
fn posterior(lines: &[Line], missed: i64) -> Option<Vec<f64>> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    // Few sums of what is large: those of small differences soon meet.
    order.sort_by_key(|at| lines.get(*at).map(|line| Reverse(line.by.unsigned_abs())));
    let ordered: Vec<&Line> = order.iter().filter_map(|at| lines.get(*at)).collect();
    let mut ahead: Vec<Sums> = vec![vec![(0, 1.0)]];
    for line in &ordered {
        let next = likeliest(with(ahead.last()?, line)?);
        ahead.push(next);
    }
    let closing = Cursor::new(ahead.last()?).at(missed);
    // Any other difference is as probable as any within the reach of these.
    let reach: f64 = lines.iter().map(|line| line.by.unsigned_abs() as f64).sum();
    let otherwise = OTHERWISE / (1.0 + reach);
    let mut behind: Sums = vec![(missed, 1.0)];
    let mut found = vec![0.0; lines.len()];
    for ((line, at), before) in ordered.iter().zip(&order).zip(&ahead).rev() {
        let mut next = Sums::new();
        let mut wrong = 0.0;
        let (mut without, mut with) = (Cursor::new(&behind), Cursor::new(&behind));
        for (sum, weight) in before {
            let own = line.probable * with.at(sum.checked_add(line.by)?);
            wrong += weight * own;
            let all = own + (1.0 - line.probable) * without.at(*sum);
            if all > 0.0 {
                next.push((*sum, all));
            }
        }
        if let Some(found) = found.get_mut(*at) {
            *found = (wrong + otherwise * line.probable) / (closing + otherwise);
        }
        behind = next;
    }
    Some(found)
}

/// The sums that one more line makes of others.
fn with(sums: &Sums, line: &Line) -> Option<Sums> {
    let mut both = Sums::with_capacity(sums.len().saturating_mul(2));
    let mut moved = sums.iter().peekable();
    for (sum, weight) in sums {
        while let Some((other, its)) = moved.next_if(|(other, _)| other.saturating_add(line.by) < *sum) {
            add(&mut both, other.checked_add(line.by)?, its * line.probable);
        }
        add(&mut both, *sum, weight * (1.0 - line.probable));
    }
    for (other, its) in moved {
        add(&mut both, other.checked_add(line.by)?, its * line.probable);
    }
    Some(both)
}

/// Adds a sum that is no smaller than the last one.
fn add(sums: &mut Sums, sum: i64, weight: f64) {
    match sums.last_mut() {
        Some((last, known)) if *last == sum => *known += weight,
        _ => sums.push((sum, weight)),
    }
}

/// Those that are not beyond all probability, and no more than [`MOST_SUMS`].
fn likeliest(mut sums: Sums) -> Sums {
    let mut least = sums.iter().map(|(_, weight)| *weight).fold(0.0, f64::max) * NEVER;
    if sums.len() > MOST_SUMS {
        let mut weights: Vec<f64> = sums.iter().map(|(_, weight)| *weight).collect();
        let (_, at, _) = weights.select_nth_unstable_by(MOST_SUMS, |a, b| b.total_cmp(a));
        least = least.max(*at);
    }
    sums.retain(|(_, weight)| *weight > least);
    sums
}

/// Looks sums up that are asked for in ascending order.
struct Cursor<'a>(std::iter::Peekable<std::slice::Iter<'a, (i64, f64)>>);

impl<'a> Cursor<'a> {
    fn new(sums: &'a Sums) -> Self {
        Self(sums.iter().peekable())
    }

    /// How probable a sum is.
    fn at(&mut self, sum: i64) -> f64 {
        while self.0.next_if(|(known, _)| *known < sum).is_some() {}
        self.0.peek().filter(|(known, _)| *known == sum).map_or(0.0, |(_, weight)| *weight)
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    fn line(by: i64, probable: f64) -> Line {
        Line { cell: FigureId(0), meant: Number::new(Decimal::ONE, 0), by, probable }
    }

    #[test]
    fn a_total_tells_which_of_the_differences_are_its_own() {
        let lines: Vec<Line> = [100, -20, 7, 300, 41, -6].into_iter().map(|by| line(by, 0.5)).collect();
        let found = posterior(&lines, 100 + 7 + 41).unwrap();
        let is_own = |at: usize| [0, 2, 4].contains(&at);
        assert!(found.iter().enumerate().all(|(at, p)| if is_own(at) { *p > 0.9 } else { *p < 0.1 }), "{found:?}");
    }

    #[test]
    fn a_total_that_nothing_closes_tells_nothing() {
        let lines: Vec<Line> = [100, -20, 40, 300].into_iter().map(|by| line(by, 0.3)).collect();
        let found = posterior(&lines, 77).unwrap();
        assert!(found.iter().all(|p| (p - 0.3).abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn differences_that_are_alike_are_not_told_apart() {
        let lines: Vec<Line> = [100, 100, 100, 100].into_iter().map(|by| line(by, 0.5)).collect();
        let found = posterior(&lines, 200).unwrap();
        assert!(found.iter().all(|p| (p - 0.5).abs() < 1e-9), "{found:?}");
    }
}
