//! A heading called total over lines that split it by source: "TỔNG CỘNG" with "Ngân sách Trung
//! ương", "Ngân sách Địa phương" below. Together they must give what the lines above add up to.

use std::collections::{BTreeMap, BTreeSet};

use super::omission::omission;
use super::slack::judged;
use super::structural::{MOST_FAR, number_at};
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{LineIndex, LineKind, Table, Unit};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col};

/// Patterns for the total headings without numbers of their own.
pub fn blocks(table: &Table, columns: &[Col]) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    let mut children: BTreeMap<LineIndex, Vec<LineIndex>> = BTreeMap::new();
    for (at, line) in table.lines.iter().enumerate() {
        if let Some(parent) = line.parent {
            children.entry(parent).or_default().push(LineIndex(at));
        }
    }
    let each = table.lines.len().saturating_mul(columns.len());
    let mut far = MOST_FAR.max(each);
    for (at, line) in table.lines.iter().enumerate() {
        let total = LineIndex(at);
        if !line.is_total() || columns.iter().any(|col| number_at(table, total, *col).is_some()) {
            continue;
        }
        let Some(sources) = children.get(&total).filter(|sources| sources.len() >= 2) else { continue };
        // All the lines above are looked at for each.
        let Some(left) = far.checked_sub(each) else { break };
        far = left;
        let Some(unit) = common_unit(table, sources) else { continue };
        let above: Vec<LineIndex> = (0..at)
            .map(LineIndex)
            .filter(|at| table.line(*at).is_some_and(|line| line.kind == LineKind::Data && line.unit == unit))
            .collect();
        let parents: BTreeSet<LineIndex> = above.iter().filter_map(|at| table.line(*at)?.parent).collect();
        let leaves: Vec<LineIndex> = above.iter().copied().filter(|at| !parents.contains(at)).collect();
        if leaves.len() < 2 {
            continue;
        }
        let relations: Vec<Relation> =
            columns.iter().filter_map(|col| relation(table, sources, &leaves, *col)).collect();
        let tally = Tally::of(&relations, RelationKind::Other, table);
        let omitted = omission(&relations, RelationKind::Other, &judged(&relations, RelationKind::Other, table), table);
        if tally.of >= 2 && (tally.holds * 2 >= tally.of || omitted.is_some()) {
            patterns.push(Pattern {
                kind: RelationKind::Other,
                evidence: Evidence::Structural,
                origin: Origin::TotalBlock,
                law: Bilingual::new(
                    format!("“{}” theo nguồn = tổng các dòng cùng đơn vị ở trên", line.label),
                    format!("“{}” by source = the sum of the lines above in the same unit", line.label),
                ),
                prior: 0.8,
                relations,
            });
        }
    }
    patterns
}

/// The unit that all lines share; `None` when they do not.
fn common_unit(table: &Table, lines: &[LineIndex]) -> Option<Option<Unit>> {
    let mut units = lines.iter().filter_map(|at| table.line(*at)).map(|line| line.unit.clone());
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}

/// first source = lines above - the other sources
fn relation(table: &Table, sources: &[LineIndex], above: &[LineIndex], col: Col) -> Option<Relation> {
    let cell = |at: &LineIndex| table.line(*at).map(|line| CellRef::new(line.row, col));
    let (first, others) = sources.split_first()?;
    let target = cell(first)?;
    number_at(table, *first, col)?;
    let parts: Vec<CellRef> = above.iter().filter_map(cell).collect();
    let others: Vec<CellRef> = others.iter().filter_map(cell).collect();
    let mut terms = vec![Expr::Sum(parts.iter().copied().map(Expr::Cell).collect())];
    terms.extend(others.iter().copied().map(Expr::Cell));
    let operands = parts.into_iter().chain(others).collect();
    Some(Relation { target, operands, expr: Expr::Difference(terms) })
}
