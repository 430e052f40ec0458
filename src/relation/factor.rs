//! Amounts that are a fixed part or multiple of others: "Khấu trừ thuế 10%", "Thành tiền" = hệ số × 2.340.000,
//! "Tiền ăn" = số ngày × 25.000.
//!
//! A part is looked for only where the header prints it. A multiple that nobody prints is a law of its own kind:
//! a round price of a whole thing, or of a coefficient, that the column of money shows exactly on all lines but
//! one. Any other constant that seems to tie two columns is an accident of prices and shares, and is passed over.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::structural::adds_up;
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::number::Slack;
use crate::table::{Column, LineKind, Reading, Table, Unit};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col, Row};

/// Columns that may be multiplied, the nearest ones.
const MOST_PARTS: usize = 12;
/// Lines with figures of their own on which a printed part must hold, and an unprinted price: a price of two
/// digits and zeros is no accident on two.
const PRINTED: usize = 3;
const UNPRINTED: usize = 3;
const UNPRINTED_OF_TWO_DIGITS: usize = 2;
/// Lines on which an unprinted price must hold, whether or not their figures are alike.
const LINES: usize = 4;
/// One line in so many may disobey, and one in any case.
const EXCEPTIONS: usize = 10;
/// The least price of a thing that is looked for, in the unit of the table, and the most digits that it has
/// before its zeros: 25.000, 2.340.000.
const LEAST_PRICE: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);
const DIGITS_OF_A_PRICE: usize = 4;
/// A share of the month or of the pay, in so manieths at most: the first month of a new colleague.
const SHARES: u32 = 31;
/// A share is one part in so many at least.
const MOST_OF_A_SHARE: u32 = 8;

/// The laws of fixed parts and prices; `known` are the laws that show in the values.
pub fn factors(table: &Table, known: &[Pattern]) -> Vec<Pattern> {
    let amounts: Vec<&Column> = table.number_columns().filter(|column| adds_up(table, column)).collect();
    let rows: Vec<Row> = table.lines.iter().filter(|line| line.kind == LineKind::Data).map(|line| line.row).collect();
    if rows.len() < PRINTED {
        return Vec::new();
    }
    let law = |target: &&Column| {
        let near = nearest(amounts.iter().map(|column| column.col), target.col);
        match printed_part(target) {
            Some(part) => printed(table, &rows, target.col, &near, part, known),
            // Coefficients do not add up, and are paid for all the same.
            None => {
                let counts = table.number_columns().filter(|column| !column.unit.as_ref().is_some_and(Unit::is_rate));
                price(table, &rows, target, &nearest(counts.map(|column| column.col), target.col), known)
            }
        }
    };
    amounts.iter().filter_map(law).collect()
}

/// The columns that stand nearest to one.
fn nearest(columns: impl Iterator<Item = Col>, target: Col) -> Vec<Col> {
    let mut near: Vec<Col> = columns.filter(|col| *col != target).collect();
    near.sort_by_key(|col| (col.0.abs_diff(target.0), *col));
    near.truncate(MOST_PARTS);
    near
}

/// The one percentage that a header prints: "Khấu trừ thuế 10%", "BHXH (8 %)".
pub fn printed_part(column: &Column) -> Option<Decimal> {
    percentage(column.name())
}

/// The one percentage that a text prints.
pub(super) fn percentage(text: &str) -> Option<Decimal> {
    let mut printed = text.match_indices('%').map(|(at, _)| text.get(..at).unwrap_or_default());
    let (before, others) = (printed.next()?, printed.next());
    let before = before.trim_end();
    let from = before.rfind(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.')).map_or(0, |at| {
        at.saturating_add(before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8))
    });
    let value: Decimal = before.get(from..)?.replace(',', ".").parse().ok()?;
    let is_part = value > Decimal::ZERO && value < Decimal::ONE_HUNDRED;
    (others.is_none() && is_part).then_some(value)
}

/// What is multiplied.
#[derive(Clone, Copy)]
enum Base {
    One(Col),
    Sum(Col, Col),
    Difference(Col, Col),
}

impl Base {
    fn expr(self, row: Row) -> Expr {
        let cell = |col| Expr::Cell(CellRef::new(row, col));
        match self {
            Self::One(a) => cell(a),
            Self::Sum(a, b) => Expr::Sum(vec![cell(a), cell(b)]),
            Self::Difference(a, b) => Expr::Difference(vec![cell(a), cell(b)]),
        }
    }

    fn text(self) -> String {
        match self {
            Self::One(a) => a.to_string(),
            Self::Sum(a, b) => format!("({a} + {b})"),
            Self::Difference(a, b) => format!("({a} − {b})"),
        }
    }
}

fn relation(row: Row, target: Col, base: Base, factor: Decimal) -> Relation {
    let expr = Expr::Product(vec![base.expr(row), Expr::Constant(factor)]);
    Relation { target: CellRef::new(row, target), operands: expr.cells(), expr }
}

fn figure(table: &Table, row: Row, col: Col) -> Option<Decimal> {
    match table.reading(CellRef::new(row, col)) {
        Reading::Number(number) if !number.value().is_zero() => Some(number.value()),
        _ => None,
    }
}

/// A law and how it stands, the exceptions that it makes itself left out.
struct Tried {
    relations: Vec<Relation>,
    holds: usize,
    fails: usize,
    /// The different figures that it gives.
    different: usize,
}

impl Tried {
    /// `is_part`: of a part that is printed, which may be capped.
    fn new(table: &Table, relations: Vec<Relation>, is_part: bool) -> Self {
        let (mut fails, mut holds) = (Vec::new(), Vec::new());
        for relation in relations {
            match relation.judge(RelationKind::Product, Slack::None, table) {
                Ok(judged) if judged.verdict.holds() => holds.push((relation, judged)),
                Ok(judged) => fails.push((relation, judged)),
                Err(_) => {}
            }
        }
        // A part may be capped, and a little may be free of it: the largest base of all that takes less, the
        // smallest that takes more.
        let given: Vec<Decimal> = holds.iter().map(|(_, judged)| judged.computed.point).collect();
        let (least, most) = (given.iter().min().copied(), given.iter().max().copied());
        fails.retain(|(_, judged)| {
            let (computed, found) = (judged.computed.point, judged.found.value());
            let is_capped = most.is_some_and(|most| computed > most) && found < computed;
            let is_floored = least.is_some_and(|least| computed < least) && found > computed;
            !is_part || (!is_capped && !is_floored)
        });
        let different: BTreeSet<Decimal> = given.iter().map(Decimal::normalize).collect();
        let (holding, failing) = (holds.len(), fails.len());
        let mut relations: Vec<Relation> = holds.into_iter().chain(fails).map(|(relation, _)| relation).collect();
        relations.sort_by_key(|relation| relation.target);
        Self { relations, holds: holding, fails: failing, different: different.len() }
    }

    fn is_believed(&self, witnesses: usize) -> bool {
        self.different >= witnesses && self.fails <= ((self.holds + self.fails) / EXCEPTIONS).max(1)
    }
}

/// How many lines obey the best law of a line that shows in the values.
fn known_tally(table: &Table, target: Col, known: &[Pattern]) -> Option<Tally> {
    let along = |relation: &Relation| {
        relation.target.col == target && relation.operands.iter().all(|cell| cell.row == relation.target.row)
    };
    let laws = known.iter().filter(|pattern| pattern.kind != RelationKind::Equality);
    let tallies = laws.filter(|pattern| pattern.relations.iter().all(along));
    tallies.map(|pattern| Tally::of(&pattern.relations, pattern.kind, table)).max_by_key(|tally| tally.holds)
}

/// Whether a law that shows in the values holds everywhere.
fn is_explained(table: &Table, target: Col, known: &[Pattern]) -> bool {
    known_tally(table, target, known).is_some_and(|tally| tally.of > 0 && tally.holds == tally.of)
}

/// Whether one holds on nearly all lines.
fn is_mostly_explained(table: &Table, target: Col, known: &[Pattern]) -> bool {
    let most = |tally: Tally| (tally.of - tally.holds) as usize <= (tally.of as usize / EXCEPTIONS).max(1);
    known_tally(table, target, known).is_some_and(|tally| tally.of > 0 && most(tally))
}

/// The law of a column whose header prints what part it is.
fn printed(
    table: &Table,
    rows: &[Row],
    target: Col,
    near: &[Col],
    part: Decimal,
    known: &[Pattern],
) -> Option<Pattern> {
    if is_explained(table, target, known) {
        return None;
    }
    let factor = part.checked_div(Decimal::ONE_HUNDRED)?.normalize();
    let ones = near.iter().map(|a| Base::One(*a));
    let pairs = || near.iter().flat_map(|a| near.iter().filter(move |b| *b != a).map(move |b| (*a, *b)));
    let sums = pairs().filter(|(a, b)| a < b).map(|(a, b)| Base::Sum(a, b));
    let bases = ones.chain(sums).chain(pairs().map(|(a, b)| Base::Difference(a, b)));
    let mut best: Option<(Tried, Base)> = None;
    for base in bases {
        // Nothing is taken of those who are free of it.
        let taken = rows.iter().filter(|row| figure(table, **row, target).is_some());
        let tried = Tried::new(table, taken.map(|row| relation(*row, target, base, factor)).collect(), true);
        let better = best.as_ref().is_none_or(|(other, _)| tried.holds > other.holds);
        if better && tried.is_believed(PRINTED) {
            best = Some((tried, base));
        }
    }
    let (tried, base) = best?;
    let text = format!("{target} = {part}% × {}", base.text());
    Some(pattern(text, tried.relations))
}

/// The law of a column of money that is a price times another.
fn price(table: &Table, rows: &[Row], target: &Column, near: &[Col], known: &[Pattern]) -> Option<Pattern> {
    let is_money = |column: &Column| {
        let said = senses(&column.title());
        said.has(Sense::Amount) || said.has(Sense::Pay)
    };
    if !is_money(target) || is_mostly_explained(table, target.col, known) {
        return None;
    }
    let mut best: Option<(Tried, Base, Decimal)> = None;
    for &col in near {
        let pairs: Vec<(Decimal, Decimal)> =
            rows.iter().filter_map(|row| pair(table, *row, [target.col, col])).collect();
        let Some(price) = usual(&pairs) else { continue };
        let base = Base::One(col);
        let given = rows.iter().filter(|row| figure(table, **row, target.col).is_some());
        let mut relations: Vec<Relation> = given.map(|row| relation(*row, target.col, base, price)).collect();
        let given = relations.len();
        let are_coefficients = pairs.iter().any(|(_, count)| !count.is_integer());
        relations.retain(|relation| {
            // Who is paid another price as round as this one is paid another price.
            let own = pair(table, relation.target.row, [target.col, col]).and_then(round);
            let has_its_own = own.is_some_and(|own| significant(own) <= significant(price).max(2));
            let is_excused = has_its_own || (are_coefficients && is_share(table, relation));
            !is_excused || holds(table, relation)
        });
        let excused = given.saturating_sub(relations.len());
        let tried = Tried::new(table, relations, false);
        let witnesses = if significant(price) <= 2 { UNPRINTED_OF_TWO_DIGITS } else { UNPRINTED };
        let is_price = tried.is_believed(witnesses) && tried.holds >= LINES && tried.fails <= 1;
        let is_price = is_price && excused <= (tried.holds / EXCEPTIONS).max(1);
        if is_price && best.as_ref().is_none_or(|(other, ..)| tried.holds > other.holds) {
            best = Some((tried, base, price));
        }
    }
    let (tried, base, price) = best?;
    Some(pattern(format!("{} = {} × {price}", target.col, base.text()), tried.relations))
}

/// Money and what it is paid for, where both stand on a line.
fn pair(table: &Table, row: Row, [money, count]: [Col; 2]) -> Option<(Decimal, Decimal)> {
    Some((figure(table, row, money)?, figure(table, row, count)?))
}

fn holds(table: &Table, relation: &Relation) -> bool {
    let judged = relation.judge(RelationKind::Product, Slack::None, table);
    judged.is_ok_and(|judged| judged.verdict.holds())
}

/// The round price that the line in the middle pays for one.
fn usual(pairs: &[(Decimal, Decimal)]) -> Option<Decimal> {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable_by_key(|(money, count)| money.checked_div(*count));
    round(*pairs.get(pairs.len() / 2)?)
}

/// What is paid for one, where that is a price as people set it: a whole number of few digits.
fn round((money, count): (Decimal, Decimal)) -> Option<Decimal> {
    let price = money.checked_div(count)?.normalize();
    let is_whole = price.is_integer() && price >= LEAST_PRICE;
    // A power of ten turns one unit of money into another.
    let is_power_of_ten = price.to_string().trim_end_matches('0') == "1";
    (is_whole && !is_power_of_ten && significant(price) <= DIGITS_OF_A_PRICE).then_some(price)
}

/// The digits of a whole number before its zeros.
fn significant(price: Decimal) -> usize {
    price.to_string().trim_end_matches('0').len()
}

/// Whether what stands there is a simple share of what a coefficient gives: half a month, 85 % on probation.
fn is_share(table: &Table, relation: &Relation) -> bool {
    let Ok(judged) = relation.judge(RelationKind::Product, Slack::None, table) else { return false };
    let (found, whole) = (judged.found.value(), judged.computed.point);
    // More is no share, and a digit lost or added leaves tenths.
    let is_tiny = found.checked_mul(Decimal::from(MOST_OF_A_SHARE)).is_some_and(|least| least < whole);
    if judged.verdict.holds() || whole.is_zero() || found >= whole || is_tiny {
        return false;
    }
    let unit = judged.found.unit();
    (2..=SHARES).map(Decimal::from).any(|parts| {
        let times = found.checked_mul(parts).and_then(|all| all.checked_div(whole)).map(|times| times.round());
        let again = times.and_then(|times| whole.checked_mul(times)?.checked_div(parts));
        again.is_some_and(|again| (again - found).abs() < unit)
    })
}

fn pattern(text: String, relations: Vec<Relation>) -> Pattern {
    Pattern {
        kind: RelationKind::Product,
        evidence: Evidence::Semantic,
        origin: Origin::Header,
        law: Bilingual::new(format!("Cột {text}"), format!("Column {text}")),
        prior: 0.9,
        relations,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_percentage_in_a_text_is_a_printed_part() {
        for (text, wanted) in [
            ("Khấu trừ thuế 10%", Some("10")),
            ("BHXH (8 %)", Some("8")),
            ("BHYT 1,5%", Some("1.5")),
            ("Tỷ lệ (%)", None),
            ("Từ 5% đến 10%", None),
            ("Đạt 100%", None),
            ("Thành tiền", None),
        ] {
            assert_eq!(percentage(text).map(|part| part.to_string()).as_deref(), wanted, "{text}");
        }
    }
}
