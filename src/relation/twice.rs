//! Items and their subtotals added up together: then the total is twice what it should be, or the reading is.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::structural::relations;
use super::{Relation, RelationKind, Tally};
use crate::number::Slack;
use crate::table::{LineIndex, Table};
use crate::workbook::Col;

/// Where the lines of a list are items and subtotals that are exactly the sums of all of them, the subtotals: a total
/// that adds up all the lines counts each item twice.
pub(super) fn subtotals(table: &Table, members: &[LineIndex], columns: &[Col]) -> Option<Vec<LineIndex>> {
    let parent = |at: &LineIndex| table.line(*at).and_then(|line| line.parent);
    let is_named = |at: &LineIndex| table.line(*at).is_some_and(|line| line.said.resembles_total());
    let parents: BTreeSet<LineIndex> = members.iter().filter_map(parent).collect();
    // Below a heading stand those under it in the outline, above a line that is called a total those since the last.
    let mut by_outline: Vec<(LineIndex, Vec<LineIndex>)> = Vec::new();
    let (mut by_name, mut open) = (Vec::new(), Vec::new());
    for at in members {
        if parents.contains(at) {
            by_outline.push((*at, Vec::new()));
        } else if let Some((_, items)) = by_outline.last_mut().filter(|(whole, _)| parent(at) == Some(*whole)) {
            items.push(*at);
        }
        if is_named(at) {
            by_name.push((*at, std::mem::take(&mut open)));
        } else {
            open.push(*at);
        }
    }
    if !open.is_empty() {
        by_name.clear();
    }
    [by_outline, by_name].into_iter().find_map(|groups| {
        let lines: usize = groups.iter().map(|(_, items)| items.len().saturating_add(1)).sum();
        let is_sum = |(whole, items): &(LineIndex, Vec<LineIndex>)| {
            let sums = relations(table, *whole, items, columns);
            let Tally { holds, of } = Tally::of(&sums, RelationKind::Sum, table);
            of > 0 && holds == of
        };
        let all = groups.len() >= 2 && lines == members.len() && groups.iter().all(is_sum);
        all.then(|| groups.iter().map(|(whole, _)| *whole).collect())
    })
}

/// Whether a reading gives exactly twice the total in every column: then items and their subtotals are both read as
/// its parts.
pub(super) fn is_counted_twice(relations: &[Relation], table: &Table) -> bool {
    let is_twice = |relation: &Relation| {
        relation.judge(RelationKind::Sum, Slack::Rounded, table).is_ok_and(|judged| {
            let half = judged.computed.point.checked_div(Decimal::TWO);
            half.is_some_and(|half| !half.is_zero() && judged.found.interval().contains(half))
        })
    };
    !relations.is_empty() && relations.iter().all(is_twice)
}
