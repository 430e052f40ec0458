//! Percents and comparisons that a header announces: "Tỷ lệ %", "So sánh với năm 2023 (%)".
//!
//! A header says that a column compares, rarely what with what, and the denominator can be far
//! away. Every pair of amount columns is tried as ratio and as growth, on both scales, and the one
//! that holds on most lines is taken. The figures decide because headers mislead: forms in use
//! print growth over a column of ratios.

use rust_decimal::Decimal;

use super::structural::adds_up;
use super::{Evidence, Origin, Pattern, Relation, RelationKind};
use crate::number::Slack;
use crate::table::{Column, LineKind, Reading, Table, Unit};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col};

/// Lines that are looked at before the pair with the most hits is checked on all of them: enough
/// to tell a law from chance, and a bound on the work for wide and long tables.
const SAMPLE: usize = 60;

/// Patterns for the columns whose headers announce a comparison and that print no formula.
pub fn percents(table: &Table) -> Vec<Pattern> {
    let amounts: Vec<Col> = table.number_columns().filter(|column| adds_up(column)).map(|column| column.col).collect();
    table
        .number_columns()
        .filter(|column| announces_comparison(column) && !prints_formula(column))
        .filter_map(|column| pattern(table, column.col, &amounts))
        .collect()
}

fn announces_comparison(column: &Column) -> bool {
    let said = senses(&column.title());
    column.unit.as_ref().is_some_and(Unit::is_rate)
        || [Sense::Percent, Sense::RatioTo, Sense::Growth].iter().any(|sense| said.has(*sense))
}

fn prints_formula(column: &Column) -> bool {
    column.number.as_ref().is_some_and(|number| number.text.contains('='))
}

/// What a column may be computed as.
#[derive(Clone, Copy)]
struct Candidate {
    kind: RelationKind,
    /// Numerator, or the new figure of a growth.
    over: Col,
    /// Denominator, or the base of a growth.
    base: Col,
    scale: u32,
}

impl Candidate {
    fn at(self, table: &Table, target: CellRef) -> Option<Relation> {
        let over = CellRef::new(target.row, self.over);
        let base = CellRef::new(target.row, self.base);
        let present = |cell| matches!(table.reading(cell), Reading::Number(_));
        (present(target) && present(over) && present(base)).then(|| match self.kind {
            RelationKind::RelativeChange => Relation::relative_change(target, base, over, self.scale),
            _ => Relation::ratio(target, over, base, self.scale),
        })
    }

    fn law(self, col: Col) -> Bilingual {
        let times = if self.scale == 1 { String::new() } else { format!(" × {}", self.scale) };
        let (over, base) = (self.over, self.base);
        let formula = match self.kind {
            RelationKind::RelativeChange => format!("({over} − {base}) / {base}{times}"),
            _ => format!("{over} / {base}{times}"),
        };
        Bilingual::new(format!("Cột {col} = {formula}"), format!("Column {col} = {formula}"))
    }
}

fn pattern(table: &Table, col: Col, amounts: &[Col]) -> Option<Pattern> {
    let targets: Vec<CellRef> = table
        .lines
        .iter()
        .filter(|line| line.kind != LineKind::Other)
        .map(|line| CellRef::new(line.row, col))
        .filter(|cell| telling(table.reading(*cell)))
        .collect();
    let sample: Vec<CellRef> = targets.iter().copied().take(SAMPLE).collect();
    let mut best: Option<(u32, u32, Candidate)> = None;
    for candidate in candidates(col, amounts) {
        let (mut holds, mut of) = (0, 0);
        for relation in sample.iter().filter_map(|cell| candidate.at(table, *cell)) {
            if let Ok(judged) = relation.judge(candidate.kind, Slack::Rounded, table) {
                of += 1;
                holds += u32::from(judged.verdict.holds());
            }
        }
        // Equal hits: the nearest columns, which come first.
        if best.is_none_or(|(most, ..)| holds > most) {
            best = Some((holds, of, candidate));
        }
    }
    let (holds, of, candidate) = best?;
    if holds < 3 && holds < of.max(2) || holds * 2 < of {
        return None;
    }
    let relations: Vec<Relation> = table
        .lines
        .iter()
        .filter(|line| line.kind != LineKind::Other)
        .filter_map(|line| candidate.at(table, CellRef::new(line.row, col)))
        .filter(|relation| relation.judge(candidate.kind, Slack::Rounded, table).is_ok())
        .collect();
    Some(Pattern {
        kind: candidate.kind,
        evidence: Evidence::Semantic,
        origin: Origin::Header,
        law: candidate.law(col),
        prior: 0.9,
        relations,
    })
}

/// All pairs, the nearest to the column first.
fn candidates(col: Col, amounts: &[Col]) -> Vec<Candidate> {
    let mut pairs = Vec::new();
    for &over in amounts {
        for &base in amounts {
            if over == base || over == col || base == col {
                continue;
            }
            let distance = over.0.abs_diff(col.0) + base.0.abs_diff(col.0);
            for (kind, scale) in [
                (RelationKind::Ratio, 100),
                (RelationKind::Ratio, 1),
                (RelationKind::RelativeChange, 100),
                (RelationKind::RelativeChange, 1),
            ] {
                pairs.push((distance, Candidate { kind, over, base, scale }));
            }
        }
    }
    pairs.sort_by_key(|(distance, _)| *distance);
    pairs.into_iter().map(|(_, candidate)| candidate).collect()
}

/// 0 and 100 hold for many pairs by chance and tell none from another.
fn telling(reading: Reading) -> bool {
    match reading {
        Reading::Number(number) => {
            let value = number.value();
            !value.is_zero() && value != Decimal::ONE_HUNDRED && value != Decimal::ONE
        }
        _ => false,
    }
}
