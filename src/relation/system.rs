//! All the laws of a table as one system: gathered from every kind of evidence, each relation
//! kept once, under its strongest evidence.

use std::collections::BTreeMap;

use super::cutoffs::cut_offs;
use super::percent::percents;
use super::structural::structural;
use super::{Pattern, RelationKind};
use crate::table::Table;
use crate::workbook::CellRef;

/// The patterns of a table, the strongest evidence first.
pub fn patterns(table: &Table) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    patterns.extend(structural(table));
    patterns.extend(percents(table));
    patterns.extend(cut_offs(table));
    settle(patterns)
}

/// What makes two relations one: the same target computed from the same cells, or, in one
/// direction, the same target computed in two ways.
type Place = (CellRef, Direction);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    /// From cells of its own line.
    Along,
    /// From cells of its own column.
    Down,
    /// From anywhere.
    Across,
    /// No arithmetic.
    Compared,
}

/// Keeps one explanation for each target and direction: two laws that compute one figure from its
/// own line contradict each other or say the same.
fn settle(mut patterns: Vec<Pattern>) -> Vec<Pattern> {
    patterns.sort_by_key(|pattern| pattern.evidence);
    let mut taken: BTreeMap<Place, ()> = BTreeMap::new();
    for pattern in &mut patterns {
        let kind = pattern.kind;
        pattern.relations.retain(|relation| {
            let place = (relation.target, direction(kind, relation));
            matches!(place.1, Direction::Compared) || taken.insert(place, ()).is_none()
        });
    }
    patterns.retain(|pattern| !pattern.relations.is_empty());
    patterns
}

fn direction(kind: RelationKind, relation: &super::Relation) -> Direction {
    if matches!(kind, RelationKind::Bound | RelationKind::Label | RelationKind::Equality) {
        return Direction::Compared;
    }
    if relation.operands.iter().all(|cell| cell.row == relation.target.row) {
        Direction::Along
    } else if relation.operands.iter().all(|cell| cell.col == relation.target.col) {
        Direction::Down
    } else {
        Direction::Across
    }
}
