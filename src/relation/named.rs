//! Lines that are named as the total of something: "Tổng chi", "Total liabilities".
//!
//! Such a line may as well be an ordinary indicator, so the name alone proves nothing; where other
//! columns confirm it, the miner finds it. What is left is the table of one column: there the line
//! is believed to be a total only when it is wrong exactly as a slip of the hand would leave it.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::remainder::is_remainder;
use super::structural::{
    MOST_FAR, SURPRISING, additive_columns, leaves, relations, shallowest, slips, summands, total_pattern,
};
use super::{Pattern, Relation, RelationKind, Tally};
use crate::table::{LineIndex, LineKind, Table};
use crate::workbook::CellRef;

/// Patterns for the named totals that none of the others explains.
pub fn named(table: &Table, others: &[Pattern]) -> Vec<Pattern> {
    // Gathered only when a table has such a line.
    let explained: LazyCell<BTreeSet<CellRef>, _> = LazyCell::new(|| {
        others.iter().flat_map(|pattern| &pattern.relations).map(|relation| relation.target).collect()
    });
    let columns = additive_columns(table);
    let named: Vec<bool> = table.lines.iter().map(|line| line.is_total() || line.said.resembles_total()).collect();
    let mut patterns = Vec::new();
    let (mut above, mut far) = (Vec::new(), MOST_FAR);
    for (at, line) in table.lines.iter().enumerate() {
        if named.get(at) == Some(&true) {
            above.push(at);
        }
        let is_named = named.get(at).copied().unwrap_or(false) && !is_remainder(table, LineIndex(at));
        if line.kind != LineKind::Data || !is_named {
            continue;
        }
        let before = above.strip_suffix(&[at]).unwrap_or_default();
        let left = far.checked_sub(before.len().saturating_mul(columns.len()));
        let readings = memberships(table, LineIndex(at), &named, if left.is_some() { before } else { &[] });
        far = left.unwrap_or(far);
        let tried = readings.len().max(1) as f64;
        let mut best: Option<(f64, Vec<Relation>)> = None;
        for members in readings {
            let relations = relations(table, LineIndex(at), &members, &columns);
            let tally = Tally::of(&relations, RelationKind::Sum, table);
            let is_explained = || relations.iter().any(|relation| explained.contains(&relation.target));
            if tally.holds > 0 || is_explained() {
                // The line is explained; what else would explain it is an accident.
                best = None;
                break;
            }
            let slips = slips(&relations, table);
            if tally.of > 0 && best.as_ref().is_none_or(|(other, _)| slips > *other) {
                best = Some((slips, relations));
            }
        }
        let Some((_, relations)) = best.filter(|(slips, _)| *slips >= tried * SURPRISING) else { continue };
        patterns.push(total_pattern(line, 0.8, relations));
    }
    patterns
}

/// The lines that a named total may be the total of: those next to it up to the next total or
/// heading, those up to the next total, and the totals `before` it.
fn memberships(table: &Table, total: LineIndex, named: &[bool], before: &[usize]) -> Vec<Vec<LineIndex>> {
    let is_named = |at: usize| named.get(at).copied().unwrap_or(false);
    let heads = |at: usize| table.line(LineIndex(at)).is_none_or(|line| line.kind == LineKind::Heading);
    let above = || (0..total.0).rev();
    let below = || total.0 + 1..table.lines.len();
    let mut segments: Vec<Vec<usize>> = vec![
        above().take_while(|at| !is_named(*at) && !heads(*at)).collect(),
        above().take_while(|at| !is_named(*at)).collect(),
        below().take_while(|at| !is_named(*at) && !heads(*at)).collect(),
        below().take_while(|at| !is_named(*at)).collect(),
        before.to_vec(),
    ];
    let mut found: Vec<Vec<LineIndex>> = Vec::new();
    for segment in &mut segments {
        segment.sort_unstable();
        let lines = summands(table, segment.iter().copied().map(LineIndex));
        for lines in [shallowest(table, &lines), leaves(table, &lines), lines] {
            if lines.len() >= 2 && !found.contains(&lines) {
                found.push(lines);
            }
        }
    }
    found
}
