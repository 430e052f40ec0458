//! Totals that must be equal: debit and credit, assets and where they come from.
//!
//! The words are not enough: the entries of a single account have a debit and a credit total that differ as they
//! like. So two totals are held against each other where they are equal elsewhere in the table, or miss each
//! other as a slip of the hand would leave them, or by next to nothing.

use rust_decimal::Decimal;

use super::structural::{SURPRISING, number_at, slips};
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, Line, LineIndex, Table};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col};

/// Two totals that nobody meant to be equal come so near to each other once in a hundred tables: the share of
/// the total by which they may differ.
const NEXT_TO_NOTHING: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// The totals of a table that must be equal.
pub fn equal_totals(table: &Table) -> Vec<Pattern> {
    // With a balance at its head or foot it is the book of one account.
    let is_book = table.lines.iter().any(|line| line.said.has(Sense::Opening) || line.said.has(Sense::Closing));
    let mut patterns = Vec::new();
    if !is_book {
        let relations = columns(table);
        let is_journal = !relations.is_empty() && relations.iter().all(|relation| is_of_postings(table, relation));
        patterns.extend(believed(table, relations.clone()).or_else(|| is_journal.then(|| law(relations))));
    }
    patterns.extend(believed(table, lines(table)));
    patterns
}

/// The totals of neighbouring columns that are called debit and credit under one header.
fn columns(table: &Table) -> Vec<Relation> {
    let columns: Vec<&Column> = table.number_columns().collect();
    let under = |column: &Column| column.header.split_last().map(|(_, above)| above.to_vec());
    let pairs: Vec<(Col, Col)> = columns
        .iter()
        .zip(columns.iter().skip(1))
        .filter(|(debit, credit)| {
            senses(debit.name()).has(Sense::Debit)
                && senses(credit.name()).has(Sense::Credit)
                && under(debit) == under(credit)
        })
        .map(|(debit, credit)| (debit.col, credit.col))
        .collect();
    // "Cộng phát sinh" closes what is no book of one account as well.
    let totals = table.lines.iter().filter(|line| line.is_total() || line.said.has(Sense::Carried));
    totals
        .flat_map(|line| {
            pairs.iter().map(|(debit, credit)| equal(CellRef::new(line.row, *debit), CellRef::new(line.row, *credit)))
        })
        .collect()
}

/// "TỔNG CỘNG TÀI SẢN" and "TỔNG CỘNG NGUỒN VỐN", each once.
fn lines(table: &Table) -> Vec<Relation> {
    let named = |sense: Sense| -> Option<(LineIndex, &Line)> {
        let total = |line: &Line| line.said.resembles_total() && line.said.has(sense);
        let mut lines = table.lines.iter().enumerate().filter(|(_, line)| total(line));
        let (at, line) = lines.next().filter(|_| lines.next().is_none())?;
        Some((LineIndex(at), line))
    };
    let (Some((at, assets)), Some((beside, sources))) = (named(Sense::Debit), named(Sense::Credit)) else {
        return Vec::new();
    };
    if at == beside {
        return Vec::new();
    }
    let given = |col: &Col| number_at(table, at, *col).is_some() && number_at(table, beside, *col).is_some();
    let columns = table.number_columns().map(|column| column.col).filter(given);
    columns.map(|col| equal(CellRef::new(assets.row, col), CellRef::new(sources.row, col))).collect()
}

fn equal(target: CellRef, operand: CellRef) -> Relation {
    Relation { target, operands: vec![operand], expr: Expr::Cell(operand) }
}

fn believed(table: &Table, relations: Vec<Relation>) -> Option<Pattern> {
    let tally = Tally::of(&relations, RelationKind::Equality, table);
    let misses_little = |relation: &Relation| {
        relation.judge(RelationKind::Equality, crate::number::Slack::Rounded, table).is_ok_and(|judged| {
            let found = judged.found.value();
            let apart = found.checked_sub(judged.computed.point).map(|apart| apart.abs());
            let little = found.abs().checked_mul(NEXT_TO_NOTHING);
            apart.zip(little).is_some_and(|(apart, little)| apart <= little)
        })
    };
    let shown = tally.holds > 0 && tally.holds * 2 >= tally.of;
    let slipped = || relations.iter().all(misses_little) || slips(&relations, table) >= SURPRISING;
    (tally.of > 0 && (shown || (tally.holds == 0 && slipped()))).then(|| law(relations))
}

fn law(relations: Vec<Relation>) -> Pattern {
    Pattern {
        kind: RelationKind::Equality,
        evidence: Evidence::Structural,
        origin: Origin::TotalLine,
        law: Bilingual::new("Hai tổng phải bằng nhau", "Both totals must be equal"),
        prior: 0.9,
        relations,
    }
}

/// Whether both totals are those of what was entered in a period, in a table that is no book of one account: what is
/// entered on one side is entered on the other.
fn is_of_postings(table: &Table, relation: &Relation) -> bool {
    let is_total = table.line_at(relation.target.row).is_some_and(|(_, line)| line.said.has(Sense::Posting));
    let mut titles = relation.cells().filter_map(|cell| table.column(cell.col)).map(|column| senses(&column.title()));
    let is_ledger = table.titles.iter().any(|title| senses(title).has(Sense::Ledger))
        || table.columns.iter().any(|column| senses(&column.title()).has(Sense::Ledger));
    is_total && titles.all(|said| said.has(Sense::Posting)) && !is_ledger
}
