//! What the laws of lines say of the totals below them.
//!
//! A total whose parts are wrong is not refuted by being another than their sum. Where the laws of the lines show that
//! figures in a column slipped, its total says nothing against being one, and the columns in which nothing slipped
//! decide.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::{Pattern, Relation, RelationKind, Tally};
use crate::number::Slack;
use crate::table::{Reading, Table};
use crate::workbook::{CellRef, Col};

/// A law that most lines obey tells which of them are wrong: at least so many of so many.
const OBEYED: (u32, u32) = (5, 6);
/// So many figures that add up to a total do not do so by accident.
const LONG: usize = 10;

/// The laws of the lines of a table, and the columns in which they show wrong figures.
pub(super) struct LineLaws<'a> {
    table: &'a Table,
    laws: Vec<&'a Pattern>,
    wrong: OnceCell<BTreeSet<Col>>,
}

impl<'a> LineLaws<'a> {
    /// Of all laws that are known so far.
    pub fn of(table: &'a Table, laws: &[&'a [Pattern]]) -> Self {
        Self { table, laws: laws.iter().copied().flatten().collect(), wrong: OnceCell::new() }
    }

    /// Whether a long total that some column confirms is refuted by none: in all others figures of its lines are
    /// known to be wrong.
    pub fn explain(&self, tally: Tally, relations: &[Relation]) -> bool {
        if tally.holds == 0 {
            return false;
        }
        let holds = |relation: &&Relation| {
            let judged = relation.judge(RelationKind::Sum, Slack::Rounded, self.table);
            judged.is_ok_and(|judged| judged.verdict.holds())
        };
        let is_long =
            |relation: &Relation| relation.operands.iter().filter(|cell| self.is_figure(**cell)).count() >= LONG;
        let is_wrong = |relation: &Relation| {
            self.wrong.get_or_init(|| self.wrong_columns()).contains(&relation.target.col) && is_long(relation)
        };
        relations.iter().filter(holds).any(is_long) && relations.iter().filter(|law| !holds(law)).all(is_wrong)
    }

    fn is_figure(&self, cell: CellRef) -> bool {
        matches!(self.table.reading(cell), Reading::Number(number) if !number.value().is_zero())
    }

    fn wrong_columns(&self) -> BTreeSet<Col> {
        let is_along = |law: &&&Pattern| {
            law.kind != RelationKind::Bound
                && law.kind != RelationKind::Label
                && law.relations.iter().all(|relation| relation.cells().all(|cell| cell.row == relation.target.row))
        };
        let mut columns = BTreeSet::new();
        for law in self.laws.iter().filter(is_along) {
            let tally = Tally::of(&law.relations, law.kind, self.table);
            let (share, of) = OBEYED;
            if tally.holds < tally.of && tally.holds * of >= tally.of * share {
                columns.extend(law.relations.iter().flat_map(Relation::cells).map(|cell| cell.col));
            }
        }
        columns
    }
}
