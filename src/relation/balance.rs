//! Running balances: what there was, and what came in, less what went out, is what there is.

use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, LineKind, Reading, Table};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::CellRef;

/// The pattern of a table whose headers name opening, in, out and closing, each once.
pub fn balances(table: &Table) -> Vec<Pattern> {
    let named = |sense| only(table.number_columns().filter(move |column| senses(&column.title()).has(sense)));
    let (Some(opening), Some(inflow), Some(outflow), Some(closing)) =
        (named(Sense::Opening), named(Sense::Inflow), named(Sense::Outflow), named(Sense::Closing))
    else {
        return Vec::new();
    };
    let relations: Vec<Relation> = table
        .lines
        .iter()
        .filter(|line| line.kind != LineKind::Other)
        .map(|line| {
            let at = |column: &Column| CellRef::new(line.row, column.col);
            let cells = [at(opening), at(inflow), at(outflow)];
            let [before, came, went] = cells.map(Expr::Cell);
            Relation {
                target: at(closing),
                operands: cells.to_vec(),
                expr: Expr::Difference(vec![Expr::Sum(vec![before, came]), went]),
            }
        })
        .filter(|relation| matches!(table.reading(relation.target), Reading::Number(_)))
        .collect();
    let tally = Tally::of(&relations, RelationKind::Other, table);
    // Movements of other kinds may stand in columns that the words do not tell.
    if tally.of < 2 || tally.holds * 3 < tally.of * 2 {
        return Vec::new();
    }
    let formula = format!("{} = {} + {} − {}", closing.col, opening.col, inflow.col, outflow.col);
    vec![Pattern {
        kind: RelationKind::Other,
        evidence: Evidence::Semantic,
        origin: Origin::Header,
        law: Bilingual::new(format!("Cột {formula}"), format!("Column {formula}")),
        prior: 0.9,
        relations,
    }]
}

fn only<'c>(mut columns: impl Iterator<Item = &'c Column>) -> Option<&'c Column> {
    columns.next().filter(|_| columns.next().is_none())
}
