//! What each line gives to the growth of the whole: "Đóng góp vào tăng trưởng (điểm %)" = (new − old) / the old
//! whole × 100. On the line of the whole it is the growth itself.

use rust_decimal::Decimal;

use super::WITNESSES;
use super::figures::lines;
use crate::number::Slack;
use crate::relation::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, Reading, Table};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col, Row};

/// One line in so many may disobey, and one in any case.
const EXCEPTIONS: u32 = 6;

/// Whether a header names points of growth: money that people contribute is none.
pub(super) fn is_named(column: &Column) -> bool {
    let title = column.title().to_lowercase();
    let said = senses(&title);
    said.has(Sense::Contribution)
        && (title.contains('%') || title.contains("điểm") || title.contains("point") || said.has(Sense::Growth))
}

/// The law of a column of contributions, over the columns of amounts among which the two years are.
pub(super) fn law(table: &Table, target: Col, parts: &[Col]) -> Option<Pattern> {
    let rows: Vec<Row> = lines(table).collect();
    let named = table.lines.iter().filter(|line| line.is_total() || line.said.resembles_total()).map(|line| line.row);
    let mut wholes: Vec<Row> = rows.first().copied().into_iter().chain(rows.last().copied()).chain(named).collect();
    wholes.sort_unstable();
    wholes.dedup();
    wholes.retain(|row| rows.contains(row));
    let mut best: Option<(Tally, Vec<Relation>, [Col; 2], Row)> = None;
    for &whole in &wholes {
        for &new in parts {
            for &old in parts.iter().filter(|old| **old != new) {
                let relations = relations(&rows, target, [new, old], whole);
                let tally = Tally::of(&relations, RelationKind::Other, table);
                let more = best.as_ref().is_none_or(|(other, ..)| tally.holds > other.holds);
                if more && tally.holds as usize >= WITNESSES {
                    best = Some((tally, relations, [new, old], whole));
                }
            }
        }
    }
    let (tally, relations, [new, old], whole) = best?;
    let holds = |relation: &&Relation| {
        let judged = relation.judge(RelationKind::Other, Slack::Rounded, table);
        relation.target.row != whole && judged.is_ok_and(|judged| judged.verdict.holds())
    };
    let mut figures: Vec<Decimal> = relations
        .iter()
        .filter(holds)
        .filter_map(|relation| match table.reading(relation.target) {
            Reading::Number(number) if !number.value().is_zero() => Some(number.value().normalize()),
            _ => None,
        })
        .collect();
    figures.sort_unstable();
    figures.dedup();
    if figures.len() < WITNESSES || tally.of - tally.holds > (tally.of / EXCEPTIONS).max(1) {
        return None;
    }
    let text = format!("{target} = ({new} − {old}) / {} × 100", CellRef::new(whole, old));
    Some(Pattern {
        kind: RelationKind::Other,
        evidence: Evidence::Semantic,
        origin: Origin::Header,
        law: Bilingual::new(format!("Cột {text}"), format!("Column {text}")),
        prior: 0.9,
        relations,
    })
}

fn relations(rows: &[Row], target: Col, [new, old]: [Col; 2], whole: Row) -> Vec<Relation> {
    let relation = |row: &Row| {
        let (target, whole) = (CellRef::new(*row, target), CellRef::new(whole, old));
        let (new, old) = (CellRef::new(*row, new), CellRef::new(*row, old));
        let change = Expr::Difference(vec![Expr::Cell(new), Expr::Cell(old)]);
        let quotient = Expr::Quotient(Box::new(change), Box::new(Expr::Cell(whole)));
        let operands = if old == whole { vec![new, old] } else { vec![new, old, whole] };
        let expr = Expr::Product(vec![quotient, Expr::Constant(Decimal::ONE_HUNDRED)]);
        Relation { target, operands, expr }
    };
    rows.iter().map(relation).collect()
}
