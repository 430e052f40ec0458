//! Lines whose children in the outline add up to them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::additivity::leave_out;
use super::near::surprise;
use super::omission::omission;
use super::slack::judged;
use super::structural::{SURPRISING, is_number, kind, relations, slips};
use super::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
use crate::number::Slack;
use crate::table::{LineIndex, LineKind, Reading, Table};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col};

/// The law of the outline, where it is one.
pub(super) fn outline(table: &Table, columns: &[Col]) -> Vec<Pattern> {
    let mut relations_found: Vec<Relation> = Vec::new();
    let mut children: Vec<Vec<LineIndex>> = vec![Vec::new(); table.lines.len()];
    for (at, line) in table.lines.iter().enumerate() {
        if let Some(parent) = line.parent
            && line.kind == LineKind::Data
            && let Some(children) = children.get_mut(parent.0)
        {
            children.push(LineIndex(at));
        }
    }
    for (at, members) in children.iter().enumerate() {
        let parent = LineIndex(at);
        if members.len() < 2 || kind(table, parent) != Some(LineKind::Data) {
            continue;
        }
        let found = relations(table, parent, members, columns);
        // A line with one filled child in every column proves nothing and asks nothing.
        let several = found
            .iter()
            .any(|relation| relation.operands.iter().filter(|cell| is_number(table.reading(**cell))).count() >= 2);
        if several {
            relations_found.extend(found);
        }
    }
    leave_out(table, RelationKind::Sum, &mut relations_found);
    retain_headings_that_add_up(&mut relations_found, table);
    retain_columns_that_add_up(&mut relations_found, columns, table);
    let tally = Tally::of(&relations_found, RelationKind::Sum, table);
    let adds_up = tally.of >= 2 && tally.holds * 3 >= tally.of * 2;
    // Or what does not add up is wrong exactly as a slip of the hand would leave it.
    if !adds_up && slips(&relations_found, table) < SURPRISING {
        // Overlapping breakdowns are common: without most of the outline adding up, none is law.
        relations_found.retain(|relation| {
            relation.judge(RelationKind::Sum, Slack::Rounded, table).is_ok_and(|judged| judged.verdict.holds())
        });
        if relations_found.len() < 2 {
            return Vec::new();
        }
    }
    vec![Pattern {
        kind: RelationKind::Sum,
        evidence: Evidence::Structural,
        origin: Origin::Outline,
        law: Bilingual::new("Mục lớn = tổng các mục con trực tiếp", "A heading = the sum of its direct items"),
        prior: 0.85,
        relations: relations_found,
    }]
}

/// Takes out the headings that add up nothing: those over items that were not filled in, those left at zero over
/// items that were, and those that miss in most of their columns, in each by another amount. One wrong figure, or one
/// line that was forgotten in all columns, does none of that.
fn retain_headings_that_add_up(relations: &mut Vec<Relation>, table: &Table) {
    let value = |cell: CellRef| match table.reading(cell) {
        Reading::Number(number) => Some(number.value()),
        Reading::Blank | Reading::Unreadable => None,
    };
    let mut kept = Vec::with_capacity(relations.len());
    let mut rest = std::mem::take(relations).into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut of_line = vec![first];
        let row = of_line.first().map(|relation| relation.target.row);
        while let Some(next) = rest.next_if(|next| Some(next.target.row) == row) {
            of_line.push(next);
        }
        let is_zero = |cell: CellRef| value(cell).is_none_or(|value| value.is_zero());
        let is_left_empty = of_line.len() > 1 && of_line.iter().all(|relation| is_zero(relation.target));
        of_line.retain(|relation| {
            !is_left_empty && (is_zero(relation.target) || relation.operands.iter().any(|cell| !is_zero(*cell)))
        });
        let judged = judged(&of_line, RelationKind::Sum, table);
        let (mut holds, mut missed) = (0_usize, Vec::new());
        for (relation, judged) in of_line.iter().zip(&judged) {
            let Some(judged) = judged.as_ref().ok().filter(|judged| !judged.found.value().is_zero()) else { continue };
            match judged.found.value().checked_sub(judged.computed.point) {
                Some(by) if !judged.verdict.holds() && !is_slip_of_one(relation, by, table) => missed.push(by),
                _ => holds += 1,
            }
        }
        let broken = missed.len();
        // A column that repeats another, or adds it to others, misses by the same.
        missed.sort_unstable();
        missed.dedup();
        let is_none = missed.len() >= SEVERAL_COLUMNS
            && broken > holds
            && omission(&of_line, RelationKind::Sum, &judged, table).is_none();
        if !is_none {
            kept.append(&mut of_line);
        }
    }
    *relations = kept;
}

/// Whether a sum misses as a slip of one of its figures would leave it, and by less than any of its items: another
/// reading of the group would miss by an item at least.
fn is_slip_of_one(relation: &Relation, by: Decimal, table: &Table) -> bool {
    let items = relation.operands.iter().filter_map(|cell| match table.reading(*cell) {
        Reading::Number(number) if !number.value().is_zero() => Some(number.value().abs()),
        _ => None,
    });
    items.min().is_some_and(|least| by.abs() < least) && surprise(relation, table).is_some()
}

/// In so many columns no two slips fall into one line.
const SEVERAL_COLUMNS: usize = 2;

/// Lines of an outline that must add up in a column before it says which columns do.
const ENOUGH_HEADINGS: u32 = 4;

/// Serial numbers and codes stand among the amounts: where the outline adds up in some columns and in others
/// nowhere, it is none of theirs.
fn retain_columns_that_add_up(relations: &mut Vec<Relation>, columns: &[Col], table: &Table) {
    let of = |col: &Col| {
        let own: Vec<Relation> = relations.iter().filter(|relation| relation.target.col == *col).cloned().collect();
        (*col, Tally::of(&own, RelationKind::Sum, table))
    };
    let tallies: Vec<(Col, Tally)> = columns.iter().map(of).collect();
    let adds_up = |tally: &Tally| tally.holds >= ENOUGH_HEADINGS && tally.holds * 3 >= tally.of * 2;
    if tallies.iter().any(|(_, tally)| adds_up(tally)) {
        let never = |tally: &Tally| tally.of >= ENOUGH_HEADINGS && tally.holds * 5 <= tally.of;
        let strange: BTreeSet<Col> = tallies.iter().filter(|(_, tally)| never(tally)).map(|(col, _)| *col).collect();
        relations.retain(|relation| !strange.contains(&relation.target.col));
    }
}
