//! How the conditional formats of a sheet come out for the values that stand there now.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::{Band, meets};
use crate::workbook::overlay::{Bar, Bound, Comparison, Other, Overlay, Paint, Piece, Rule, Shows, Test};
use crate::workbook::{Cell, CellRange, CellRef, Col, Color, Row, Sheet, Value, Workbook};

/// A bar behind a number, in hundredths of the width of its cell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BarView {
    /// Where it begins.
    pub from: f64,
    /// How long it is.
    pub length: f64,
    /// Its colour.
    pub color: Color,
    /// Where zero is, when what is below it goes to the other side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero: Option<f64>,
}

/// The rules that have a say in a part of a sheet.
pub(super) struct Painter<'a> {
    workbook: &'a Workbook,
    sheet: &'a Sheet,
    rules: Vec<Prepared<'a>>,
}

struct Prepared<'a> {
    rule: &'a Rule,
    /// From where references are seen.
    first: CellRef,
    /// All numbers of its ranges, from the least, where it asks for them.
    numbers: Vec<Decimal>,
    /// How often each value stands there, where it asks for that.
    counts: BTreeMap<String, u32>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(
        workbook: &'a Workbook,
        sheet: &'a Sheet,
        overlay: &'a Overlay,
        rows: &[Band],
        cols: &[Band],
    ) -> Self {
        let seen = |range: &CellRange| {
            meets((range.start.row.0, range.end.row.0), rows) && meets((range.start.col.0, range.end.col.0), cols)
        };
        let rules = overlay.rules.iter().filter(|rule| rule.ranges.iter().any(seen));
        Self { workbook, sheet, rules: rules.filter_map(|rule| Prepared::new(sheet, rule)).collect() }
    }

    /// What a cell looks like by them.
    pub(super) fn looks(&self, at: CellRef, cell: &Cell) -> (Option<Paint>, Option<BarView>) {
        let (mut paint, mut bar) = (Paint::default(), None);
        for prepared in self.rules.iter().filter(|prepared| prepared.rule.ranges.iter().any(|it| it.contains(at))) {
            let holds = match &prepared.rule.shows {
                Shows::Paint(test, painted) => {
                    let holds = self.holds(prepared, test, at, cell);
                    if holds {
                        paint = Paint {
                            fill: paint.fill.or(painted.fill),
                            ink: paint.ink.or(painted.ink),
                            bold: paint.bold.or(painted.bold),
                            italic: paint.italic.or(painted.italic),
                            strike: paint.strike.or(painted.strike),
                        };
                    }
                    holds
                }
                Shows::Bar(drawn) => {
                    let found = number(&cell.value).and_then(|value| prepared.bar(drawn, value));
                    bar = bar.or(found);
                    found.is_some()
                }
                Shows::Scale(steps) => {
                    let found = number(&cell.value).and_then(|value| prepared.between(steps, value));
                    paint.fill = paint.fill.or(found);
                    found.is_some()
                }
            };
            if holds && prepared.rule.stops {
                break;
            }
        }
        ((paint != Paint::default()).then_some(paint), bar)
    }

    fn holds(&self, prepared: &Prepared, test: &Test, at: CellRef, cell: &Cell) -> bool {
        match test {
            Test::Compared(comparison, others) => {
                let with = |index: usize| {
                    let value = self.value(others.get(index)?, prepared.first, at)?;
                    compare(&cell.value, &value)
                };
                let inside = || Some(with(0)? != Ordering::Less && with(1)? != Ordering::Greater);
                let found = match comparison {
                    Comparison::Less => with(0).map(Ordering::is_lt),
                    Comparison::LessOrEqual => with(0).map(Ordering::is_le),
                    Comparison::Equal => with(0).map(Ordering::is_eq),
                    Comparison::NotEqual => with(0).map(Ordering::is_ne),
                    Comparison::GreaterOrEqual => with(0).map(Ordering::is_ge),
                    Comparison::Greater => with(0).map(Ordering::is_gt),
                    Comparison::Between => inside(),
                    Comparison::NotBetween => inside().map(|inside| !inside),
                };
                found.unwrap_or(false)
            }
            Test::Text(piece, text, has) => {
                let (shown, text) = (self.workbook.shown(cell).to_lowercase(), text.to_lowercase());
                let found = match piece {
                    Piece::Anywhere => shown.contains(&text),
                    Piece::AtStart => shown.starts_with(&text),
                    Piece::AtEnd => shown.ends_with(&text),
                };
                found == *has
            }
            Test::Repeated(again) => {
                let count = key(cell).and_then(|key| prepared.counts.get(&key).copied());
                count.is_some_and(|count| (count > 1) == *again)
            }
            Test::Blank(blank) => self.workbook.shown(cell).trim().is_empty() == *blank,
            Test::Error(error) => matches!(cell.value, Value::Error(_)) == *error,
            Test::Extreme { rank, percent, least } => {
                let count = prepared.numbers.len();
                let rank = if *percent { count.saturating_mul(*rank as usize) / 100 } else { *rank as usize };
                let rank = rank.max(1).min(count);
                let place = if *least { rank.checked_sub(1) } else { count.checked_sub(rank) };
                let edge = place.and_then(|place| prepared.numbers.get(place));
                let value = number(&cell.value).zip(edge);
                value.is_some_and(|(value, edge)| if *least { value <= *edge } else { value >= *edge })
            }
            Test::Mean(above, equal) => {
                let value = number(&cell.value).zip(prepared.mean());
                value.is_some_and(|(value, mean)| match value.cmp(&mean) {
                    Ordering::Equal => *equal,
                    order => order.is_gt() == *above,
                })
            }
        }
    }

    fn value(&self, other: &Other, first: CellRef, here: CellRef) -> Option<Value> {
        match other {
            Other::Number(number) => Some(Value::Number(crate::number::Number::from_decimal(*number))),
            Other::Text(text) => Some(Value::Text(text.clone())),
            Other::Cell { at, row, col } => {
                let down = if *row { 0 } else { i64::from(here.row.0) - i64::from(first.row.0) };
                let right = if *col { 0 } else { i64::from(here.col.0) - i64::from(first.col.0) };
                let cell = CellRef::new(at.row.offset(down)?, at.col.offset(right)?);
                Some(self.sheet.cell(cell).map_or(Value::Empty, |cell| cell.value.clone()))
            }
        }
    }
}

impl<'a> Prepared<'a> {
    fn new(sheet: &Sheet, rule: &'a Rule) -> Option<Self> {
        let starts = || rule.ranges.iter().map(|range| range.start);
        let first = CellRef::new(Row(starts().map(|at| at.row.0).min()?), Col(starts().map(|at| at.col.0).min()?));
        let cells = || rule.ranges.iter().flat_map(|range| sheet.cells_in(*range)).map(|(_, cell)| cell);
        let mut prepared = Self { rule, first, numbers: Vec::new(), counts: BTreeMap::new() };
        match &rule.shows {
            Shows::Paint(Test::Repeated(_), _) => {
                for key in cells().filter_map(key) {
                    let count = prepared.counts.entry(key).or_default();
                    *count = count.saturating_add(1);
                }
            }
            Shows::Bar(_) | Shows::Scale(_) | Shows::Paint(Test::Extreme { .. } | Test::Mean(..), _) => {
                prepared.numbers = cells().filter_map(|cell| number(&cell.value)).collect();
                prepared.numbers.sort_unstable();
            }
            Shows::Paint(..) => {}
        }
        Some(prepared)
    }

    fn mean(&self) -> Option<Decimal> {
        let sum = self.numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number))?;
        sum.checked_div(Decimal::from(self.numbers.len()))
    }

    fn bound(&self, bound: Bound) -> Option<f64> {
        let (least, greatest) = (self.numbers.first()?, self.numbers.last()?);
        let way = |share: Decimal| least.checked_add((*greatest - *least).checked_mul(share / Decimal::ONE_HUNDRED)?);
        let value = match bound {
            Bound::Least => *least,
            Bound::Greatest => *greatest,
            Bound::Lower => (*least).min(Decimal::ZERO),
            Bound::Upper => (*greatest).max(Decimal::ZERO),
            Bound::Number(number) => number,
            Bound::Percent(share) => way(share)?,
            Bound::Percentile(share) => self.percentile(share)?,
        };
        value.to_f64()
    }

    /// Between two neighbours in proportion, as PERCENTILE does.
    fn percentile(&self, share: Decimal) -> Option<Decimal> {
        let steps = Decimal::from(self.numbers.len().checked_sub(1)?);
        let place = share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED) / Decimal::ONE_HUNDRED * steps;
        let below = *self.numbers.get(place.floor().to_usize()?)?;
        let above = *self.numbers.get(place.ceil().to_usize()?)?;
        below.checked_add((above - below).checked_mul(place.fract())?)
    }

    fn bar(&self, bar: &Bar, value: Decimal) -> Option<BarView> {
        let (low, high, value) = (self.bound(bar.from)?, self.bound(bar.to)?, value.to_f64()?);
        let (shortest, longest) = (f64::from(bar.lengths.0.min(100)), f64::from(bar.lengths.1.min(100)));
        if bar.axis && low < 0.0 {
            let all = high.max(0.0) - low;
            let zero = -low / all * 100.0;
            let length = value.abs().min(if value < 0.0 { -low } else { high.max(0.0) }) / all * 100.0;
            let from = if value < 0.0 { zero - length } else { zero };
            let color = if value < 0.0 { bar.below.unwrap_or(bar.color) } else { bar.color };
            return Some(BarView { from, length, color, zero: Some(zero) });
        }
        let share = if high > low {
            ((value - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            f64::from(u8::from(value >= high))
        };
        Some(BarView { from: 0.0, length: shortest + share * (longest - shortest), color: bar.color, zero: None })
    }

    fn between(&self, steps: &[(Bound, Color)], value: Decimal) -> Option<Color> {
        let value = value.to_f64()?;
        let steps: Vec<(f64, Color)> =
            steps.iter().map(|(bound, color)| Some((self.bound(*bound)?, *color))).collect::<Option<_>>()?;
        let above = steps.partition_point(|(step, _)| *step <= value);
        let (low, high) = (above.checked_sub(1).and_then(|below| steps.get(below)), steps.get(above));
        Some(match (low, high) {
            (Some((from, first)), Some((to, second))) => {
                let share = (value - from) / (to - from);
                let mixed = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
                Color(mixed(first.0, second.0), mixed(first.1, second.1), mixed(first.2, second.2))
            }
            (Some((_, color)), None) | (None, Some((_, color))) => *color,
            (None, None) => return None,
        })
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(number.value()),
        Value::Date(serial) => Some(*serial),
        _ => None,
    }
}

/// As Excel orders values: numbers, then texts, then truth values; nothing is zero.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    let rank = |value: &Value| match value {
        Value::Empty | Value::Number(_) | Value::Date(_) => Some(0),
        Value::Text(_) => Some(1),
        Value::Bool(_) => Some(2),
        Value::Vast(_) | Value::Error(_) => None,
    };
    let ranks = rank(a)?.cmp(&rank(b)?);
    let zero = |value: &Value| number(value).unwrap_or(Decimal::ZERO);
    Some(ranks.then_with(|| match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => zero(a).cmp(&zero(b)),
    }))
}

/// What tells values apart where it is counted how often each stands there.
fn key(cell: &Cell) -> Option<String> {
    match &cell.value {
        Value::Text(text) if !text.is_empty() => Some(format!("\"{}", text.to_lowercase())),
        Value::Bool(value) => Some(format!("={value}")),
        value => number(value).map(|number| number.normalize().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;

    fn sheet(values: &[(&str, Value)]) -> Workbook {
        let mut sheet = Sheet::new("A");
        for (at, value) in values {
            sheet.set(at.parse().unwrap(), Cell { value: value.clone(), ..Cell::default() });
        }
        Workbook::new(vec![sheet], Vec::new())
    }

    fn number(text: &str) -> Value {
        Value::Number(Number::from_decimal(text.parse().unwrap()))
    }

    fn looks(workbook: &Workbook, shows: Shows, at: &str) -> (Option<Paint>, Option<BarView>) {
        let rule = Rule { ranges: vec!["A1:A9".parse().unwrap()], stops: false, shows };
        let overlay = Overlay { rules: vec![rule], ..Overlay::default() };
        let sheet = &workbook.sheets[0];
        let painter = Painter::new(workbook, sheet, &overlay, &[(0, 20)], &[(0, 20)]);
        let at = at.parse().unwrap();
        painter.looks(at, sheet.cell(at).unwrap())
    }

    const RED: Paint = Paint { fill: Some(Color(255, 0, 0)), ink: None, bold: None, italic: None, strike: None };

    fn column() -> Workbook {
        sheet(&[
            ("A1", number("1")),
            ("A2", number("2.5")),
            ("A3", number("1.0")),
            ("A4", Value::Text("Chưa đạt".to_owned())),
            ("A5", Value::Empty),
            ("B1", number("2.5")),
            ("B2", number("3")),
        ])
    }

    fn painted(test: Test) -> String {
        let workbook = column();
        let cells = ["A1", "A2", "A3", "A4", "A5"];
        cells
            .iter()
            .filter(|at| looks(&workbook, Shows::Paint(test.clone(), RED), at).0 == Some(RED))
            .map(|at| &at[1..])
            .collect()
    }

    #[test]
    fn values_are_compared_as_excel_compares_them() {
        let other = |text: &str| Other::Number(text.parse().unwrap());
        let is = |comparison, others: &[Other]| painted(Test::Compared(comparison, others.to_vec()));
        assert_eq!(is(Comparison::Greater, &[other("1")]), "24");
        assert_eq!(is(Comparison::Equal, &[other("1")]), "13");
        assert_eq!(is(Comparison::Less, &[other("1")]), "5");
        assert_eq!(is(Comparison::Between, &[other("1"), other("2")]), "13");
        assert_eq!(is(Comparison::NotBetween, &[other("1"), other("2")]), "245");
        assert_eq!(is(Comparison::Equal, &[Other::Text("chưa ĐẠT".to_owned())]), "4");
        let beside = Other::Cell { at: "B1".parse().unwrap(), row: false, col: false };
        assert_eq!(is(Comparison::Less, &[beside]), "12");
        let fixed = Other::Cell { at: "B1".parse().unwrap(), row: true, col: true };
        assert_eq!(is(Comparison::Equal, &[fixed]), "2");
    }

    #[test]
    fn texts_repeats_extremes_and_means() {
        assert_eq!(painted(Test::Text(Piece::AtEnd, "ĐẠT".to_owned(), true)), "4");
        assert_eq!(painted(Test::Text(Piece::AtStart, "đạt".to_owned(), true)), "");
        assert_eq!(painted(Test::Repeated(true)), "13");
        assert_eq!(painted(Test::Repeated(false)), "24");
        assert_eq!(painted(Test::Blank(true)), "5");
        assert_eq!(painted(Test::Extreme { rank: 1, percent: false, least: false }), "2");
        assert_eq!(painted(Test::Extreme { rank: 10, percent: true, least: true }), "13");
        assert_eq!(painted(Test::Mean(true, false)), "2");
    }

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let workbook = sheet(&[("A1", number("-10")), ("A2", number("0")), ("A3", number("30"))]);
        let bar =
            |axis, lengths, from| Bar { from, to: Bound::Greatest, color: Color(0, 0, 9), below: None, lengths, axis };
        let drawn = |bar: &Bar, at| looks(&workbook, Shows::Bar(bar.clone()), at).1.map(|bar| (bar.from, bar.length));
        let old = bar(false, (10, 90), Bound::Least);
        assert_eq!(
            ["A1", "A2", "A3"].map(|at| drawn(&old, at)),
            [Some((0.0, 10.0)), Some((0.0, 30.0)), Some((0.0, 90.0))]
        );
        let young = bar(true, (0, 100), Bound::Lower);
        assert_eq!(
            ["A1", "A2", "A3"].map(|at| drawn(&young, at)),
            [Some((0.0, 25.0)), Some((25.0, 0.0)), Some((25.0, 75.0))]
        );
    }

    #[test]
    fn a_scale_mixes_its_colours() {
        let workbook = sheet(&[("A1", number("0")), ("A2", number("5")), ("A3", number("10"))]);
        let steps = vec![(Bound::Least, Color(0, 0, 0)), (Bound::Percentile(Decimal::from(100)), Color(200, 100, 0))];
        let fill = |at| looks(&workbook, Shows::Scale(steps.clone()), at).0.and_then(|paint| paint.fill);
        assert_eq!(
            ["A1", "A2", "A3"].map(fill),
            [Some(Color(0, 0, 0)), Some(Color(100, 50, 0)), Some(Color(200, 100, 0))]
        );
    }
}
