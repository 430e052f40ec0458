//! Trees to values, with the doubles that Excel calculates with.

use std::collections::BTreeMap;

use super::parse::{Node, Operator};
use super::{Place, number_of};
use crate::workbook::{Cell, CellError, Value, Workbook};

/// What a formula gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    Empty,
    Number(f64),
    Text(String),
    Bool(bool),
    Error(CellError),
}

impl Outcome {
    fn of(value: &Value) -> Self {
        match value {
            Value::Empty => Self::Empty,
            Value::Number(_) | Value::Date(_) => number_of(value).map_or(Self::Empty, Self::Number),
            Value::Text(text) => Self::Text(text.clone()),
            Value::Bool(value) => Self::Bool(*value),
            Value::Error(error) => Self::Error(*error),
        }
    }

    /// As an operand of arithmetic. Text may be a number to Excel, depending on the machine, and is
    /// therefore not known.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Empty => Some(0.0),
            Self::Number(number) => Some(*number),
            Self::Bool(value) => Some(f64::from(u8::from(*value))),
            Self::Text(_) | Self::Error(_) => None,
        }
    }

    fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Number(number) => Some(number.abs() > 0.0),
            Self::Empty => Some(false),
            Self::Text(_) | Self::Error(_) => None,
        }
    }
}

/// Cells of formulas that lead to each other, one after the other.
const MAX_CHAIN: usize = 400;

/// Cells that the ranges of all formulas may look at, which takes some tenths of a second; what is
/// left waits for Excel.
const MAX_LOOKS: usize = 10_000_000;

/// Two numbers that agree in so many digits may be equal on a machine that adds in another order.
const NEAR: f64 = 1e-9;

/// Whether a number has all the digits that are kept of a double, and perhaps had more.
fn is_long(number: f64) -> bool {
    format!("{number:e}").bytes().filter(u8::is_ascii_digit).count() > 14
}

/// A number changed; an error stays one, and text is not known.
fn changed(operand: Outcome, change: fn(f64) -> f64) -> Option<Outcome> {
    match operand {
        Outcome::Error(error) => Some(Outcome::Error(error)),
        value => value.number().map(change).map(Outcome::Number),
    }
}

/// The values that formulas refer to.
pub(super) struct Context<'a> {
    workbook: &'a Workbook,
    past: Option<&'a BTreeMap<Place, Cell>>,
    formulas: BTreeMap<Place, Node>,
    done: BTreeMap<Place, Option<Outcome>>,
    chain: usize,
    looks: usize,
    /// Whether an outcome hung on digits that may be noise: a comparison or a rounding at a tie.
    pub(super) doubtful: bool,
    /// Whether numbers with decimals were added or subtracted.
    pub(super) fractions: bool,
    /// The largest number that was added or subtracted: what is left of it is no surer than its
    /// last digits.
    pub(super) largest: f64,
}

impl<'a> Context<'a> {
    /// The workbook as it stands, with formulas to be calculated.
    pub(super) fn new(workbook: &'a Workbook, formulas: BTreeMap<Place, Node>) -> Self {
        Self {
            workbook,
            past: None,
            formulas,
            done: BTreeMap::new(),
            chain: 0,
            looks: 0,
            doubtful: false,
            fractions: false,
            largest: 0.0,
        }
    }

    /// The workbook as it was before an edit, with the values stored then.
    pub(super) fn of_the_past(workbook: &'a Workbook, before: &'a BTreeMap<Place, Cell>) -> Self {
        Self { past: Some(before), ..Self::new(workbook, BTreeMap::new()) }
    }

    pub(super) fn formulas(&self) -> impl Iterator<Item = Place> {
        self.formulas.keys().copied()
    }

    /// The new value of one of the formulas; `None` when it is not known.
    pub(super) fn calculated(&mut self, place: Place) -> Option<Outcome> {
        if let Some(done) = self.done.get(&place) {
            return done.clone();
        }
        // Until it is known, a formula that leads back to itself finds nothing.
        self.done.insert(place, None);
        if self.chain >= MAX_CHAIN {
            return None;
        }
        let node = self.formulas.get(&place)?.clone();
        self.chain = self.chain.saturating_add(1);
        let outcome = self.evaluate(&node, place);
        self.chain = self.chain.saturating_sub(1);
        self.done.insert(place, outcome.clone());
        outcome
    }

    fn cell(&mut self, place: Place) -> Option<Outcome> {
        if let Some(cell) = self.past.and_then(|past| past.get(&place)) {
            return Some(Outcome::of(&cell.value));
        }
        if self.formulas.contains_key(&place) {
            return self.calculated(place);
        }
        let cell = self.workbook.sheet(place.0).and_then(|sheet| sheet.cell(place.1));
        Some(cell.map_or(Outcome::Empty, |cell| Outcome::of(&cell.value)))
    }

    /// The value of a tree; `None` when something in it is not known.
    pub(super) fn evaluate(&mut self, node: &Node, home: Place) -> Option<Outcome> {
        Some(match node {
            Node::Number(number) => Outcome::Number(*number),
            Node::Text(text) => Outcome::Text(text.clone()),
            Node::Bool(value) => Outcome::Bool(*value),
            Node::Nothing => Outcome::Empty,
            Node::Cell(sheet, at) => self.cell((*sheet, *at))?,
            // A range where one value is wanted means different things in different versions.
            Node::Range(..) => return None,
            Node::Negative(inner) => self.arithmetic(inner, home, |number| -number)?,
            Node::Percent(inner) => self.arithmetic(inner, home, |number| number / 100.0)?,
            Node::Binary(operator, left, right) => {
                let left = self.evaluate(left, home)?;
                let right = self.evaluate(right, home)?;
                self.weigh(*operator, &left, &right);
                binary(*operator, &left, &right)?
            }
            Node::Call(name, arguments) => self.call(name, arguments, home)?,
        })
    }

    /// Notes how far the outcome of an operation can be trusted.
    fn weigh(&mut self, operator: Operator, left: &Outcome, right: &Outcome) {
        let (Some(left), Some(right)) = (left.number(), right.number()) else { return };
        let scale = left.abs().max(right.abs());
        match operator {
            Operator::Add | Operator::Subtract => {
                self.largest = self.largest.max(scale);
                self.fractions |= left.fract() != 0.0 || right.fract() != 0.0;
            }
            Operator::Equal
            | Operator::Unequal
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {
                let apart = (left - right).abs();
                // What is the same in decimals may differ in the last bit of a double.
                self.doubtful |= if apart > 0.0 { apart <= scale * NEAR } else { self.fractions || is_long(left) };
            }
            _ => {}
        }
    }

    fn arithmetic(&mut self, node: &Node, home: Place, change: fn(f64) -> f64) -> Option<Outcome> {
        let operand = self.evaluate(node, home)?;
        changed(operand, change)
    }

    fn call(&mut self, name: &str, arguments: &[Node], home: Place) -> Option<Outcome> {
        let argument = |index: usize| arguments.get(index).unwrap_or(&Node::Nothing);
        match name {
            "IF" if (2..=3).contains(&arguments.len()) => {
                let condition = match self.evaluate(argument(0), home)? {
                    Outcome::Error(error) => return Some(Outcome::Error(error)),
                    value => value.truth()?,
                };
                match (condition, arguments.len()) {
                    (true, _) => self.evaluate(argument(1), home),
                    (false, 3) => self.evaluate(argument(2), home),
                    (false, _) => Some(Outcome::Bool(false)),
                }
            }
            "IFERROR" if arguments.len() == 2 => match self.evaluate(argument(0), home)? {
                Outcome::Error(_) => self.evaluate(argument(1), home),
                value => Some(value),
            },
            "ROUND" | "ROUNDUP" | "ROUNDDOWN" if arguments.len() == 2 => {
                let (number, digits) = (self.evaluate(argument(0), home)?, self.evaluate(argument(1), home)?);
                if let Some(error) = [&number, &digits].into_iter().find(|value| matches!(value, Outcome::Error(_))) {
                    return Some(error.clone());
                }
                let (number, digits) = (number.number()?, digits.number()?);
                let steps = (number * 10_f64.powf(digits.trunc())).abs();
                let tie = if name == "ROUND" { 0.5 } else { 0.0 };
                let apart = (steps - tie).rem_euclid(1.0);
                let apart = apart.min(1.0 - apart);
                self.doubtful |= apart <= steps.max(1.0) * NEAR && (name == "ROUND" || apart > 0.0);
                rounded(name, number, digits)
            }
            "ABS" if arguments.len() == 1 => self.arithmetic(argument(0), home, f64::abs),
            "INT" if arguments.len() == 1 => {
                // Once: an argument that is calculated twice takes twice as long for each one inside it.
                let operand = self.evaluate(argument(0), home)?;
                if let Some(number) = operand.number() {
                    let apart = (number.round() - number).abs();
                    self.doubtful |= apart > 0.0 && apart <= number.abs().max(1.0) * NEAR;
                }
                changed(operand, f64::floor)
            }
            "AND" | "OR" | "NOT" if !arguments.is_empty() => {
                let mut truths = Vec::new();
                for node in arguments {
                    match self.evaluate(node, home)? {
                        Outcome::Error(error) => return Some(Outcome::Error(error)),
                        value => truths.push(value.truth()?),
                    }
                }
                Some(Outcome::Bool(match name {
                    "AND" => truths.iter().all(|truth| *truth),
                    "OR" => truths.iter().any(|truth| *truth),
                    _ => !*truths.first()?,
                }))
            }
            "SUM" | "AVERAGE" | "MIN" | "MAX" | "COUNT" | "PRODUCT" => self.gathered(name, arguments, home),
            "SUBTOTAL" if arguments.len() == 2 => {
                let Node::Number(kind) = argument(0) else { return None };
                let (function, hidden) = subtotal(*kind)?;
                self.subtotal(function, hidden, argument(1))
            }
            _ => None,
        }
    }

    /// A function over a range without the subtotals inside it and without the rows that a filter
    /// hides; those hidden by hand count unless the function says otherwise (18.17.7.302).
    fn subtotal(&mut self, function: &str, hidden: bool, node: &Node) -> Option<Outcome> {
        let Node::Range(index, range) = node else { return None };
        let workbook = self.workbook;
        let sheet = workbook.sheet(*index)?;
        let mut outcomes = Vec::new();
        for (at, cell) in sheet.cells_in(*range) {
            self.looked()?;
            let out = if hidden { &sheet.filtered_rows } else { &sheet.hidden_rows };
            let nested = cell.formula.as_deref().is_some_and(|formula| {
                let formula = formula.to_ascii_uppercase();
                formula.contains("SUBTOTAL(") || formula.contains("AGGREGATE(")
            });
            if !nested && !out.contains(&at.row) {
                outcomes.push(self.seen((*index, at), cell)?);
            }
        }
        self.over(function, outcomes)
    }

    /// Counts a cell that a range looks at; `None` when there are too many.
    fn looked(&mut self) -> Option<()> {
        self.looks = self.looks.saturating_add(1);
        (self.looks <= MAX_LOOKS).then_some(())
    }

    /// The value of a cell that a range has found: most are what is stored.
    fn seen(&mut self, place: Place, cell: &Cell) -> Option<Outcome> {
        let is_past = self.past.is_some_and(|past| past.contains_key(&place));
        if is_past || (cell.formula.is_some() && self.formulas.contains_key(&place)) {
            return self.cell(place);
        }
        Some(Outcome::of(&cell.value))
    }

    /// Functions over all numbers of their arguments; text and truth values in ranges are passed
    /// over, errors are passed on.
    fn gathered(&mut self, name: &str, arguments: &[Node], home: Place) -> Option<Outcome> {
        let mut all = Vec::new();
        for node in arguments {
            match node {
                Node::Range(sheet, range) => {
                    let workbook = self.workbook;
                    for (at, cell) in workbook.sheet(*sheet)?.cells_in(*range) {
                        self.looked()?;
                        all.push(self.seen((*sheet, at), cell)?);
                    }
                }
                Node::Cell(sheet, at) => all.push(self.cell((*sheet, *at))?),
                // What is written into the formula itself counts whatever it is.
                other => match self.evaluate(other, home)? {
                    Outcome::Text(_) => return None,
                    Outcome::Error(error) => all.push(Outcome::Error(error)),
                    value => all.push(Outcome::Number(value.number()?)),
                },
            }
        }
        self.over(name, all)
    }

    fn over(&mut self, name: &str, outcomes: Vec<Outcome>) -> Option<Outcome> {
        let mut numbers = Vec::new();
        for outcome in outcomes {
            match outcome {
                Outcome::Number(number) => numbers.push(number),
                Outcome::Error(error) if name != "COUNT" => return Some(Outcome::Error(error)),
                _ => {}
            }
        }
        let count = numbers.len() as f64;
        let total: f64 = numbers.iter().sum();
        if matches!(name, "SUM" | "AVERAGE") {
            self.largest = numbers.iter().fold(self.largest, |largest, number| largest.max(number.abs()));
        }
        Some(match name {
            "SUM" => Outcome::Number(total),
            "COUNT" => Outcome::Number(count),
            "AVERAGE" if numbers.is_empty() => Outcome::Error(CellError::Div0),
            "AVERAGE" => Outcome::Number(total / count),
            "MIN" => Outcome::Number(numbers.into_iter().reduce(f64::min).unwrap_or(0.0)),
            "MAX" => Outcome::Number(numbers.into_iter().reduce(f64::max).unwrap_or(0.0)),
            _ if numbers.is_empty() => Outcome::Number(0.0),
            _ => Outcome::Number(numbers.into_iter().product()),
        })
    }
}

/// The function that SUBTOTAL is asked for by number, and whether it counts rows hidden by hand.
fn subtotal(kind: f64) -> Option<(&'static str, bool)> {
    let (kind, hidden) = if kind > 100.0 { (kind - 100.0, false) } else { (kind, true) };
    let functions = [(1.0, "AVERAGE"), (2.0, "COUNT"), (4.0, "MAX"), (5.0, "MIN"), (6.0, "PRODUCT"), (9.0, "SUM")];
    functions.iter().find(|(number, _)| (kind - number).abs() <= 0.0).map(|(_, name)| (*name, hidden))
}

fn binary(operator: Operator, left: &Outcome, right: &Outcome) -> Option<Outcome> {
    if let Some(error) = [left, right].into_iter().find(|value| matches!(value, Outcome::Error(_))) {
        return Some(error.clone());
    }
    if operator == Operator::Join {
        let text = |value: &Outcome| match value {
            Outcome::Text(text) => Some(text.clone()),
            Outcome::Empty => Some(String::new()),
            // How a number is written in a text depends on the machine.
            _ => None,
        };
        return Some(Outcome::Text(text(left)? + &text(right)?));
    }
    if let (Outcome::Text(left), Outcome::Text(right)) = (left, right) {
        let same = left.to_lowercase() == right.to_lowercase();
        return match operator {
            Operator::Equal => Some(Outcome::Bool(same)),
            Operator::Unequal => Some(Outcome::Bool(!same)),
            _ => None,
        };
    }
    let (left, right) = (left.number()?, right.number()?);
    // Excel takes numbers for equal that agree in 15 digits.
    let near = (left - right).abs() <= left.abs().max(right.abs()) * 1e-15;
    let number = match operator {
        Operator::Add => left + right,
        Operator::Subtract if near => 0.0,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide if right.abs() <= 0.0 => return Some(Outcome::Error(CellError::Div0)),
        Operator::Divide => left / right,
        Operator::Power => left.powf(right),
        Operator::Equal => return Some(Outcome::Bool(near)),
        Operator::Unequal => return Some(Outcome::Bool(!near)),
        Operator::Less => return Some(Outcome::Bool(!near && left < right)),
        Operator::LessOrEqual => return Some(Outcome::Bool(near || left < right)),
        Operator::Greater => return Some(Outcome::Bool(!near && left > right)),
        Operator::GreaterOrEqual => return Some(Outcome::Bool(near || left > right)),
        Operator::Join => return None,
    };
    number.is_finite().then_some(Outcome::Number(number))
}

/// Rounds the decimal that is shown, as Excel does, and not the double behind it.
fn rounded(name: &str, number: f64, digits: f64) -> Option<Outcome> {
    use rust_decimal::RoundingStrategy::{AwayFromZero, MidpointAwayFromZero, ToZero};
    let strategy = match name {
        "ROUND" => MidpointAwayFromZero,
        "ROUNDUP" => AwayFromZero,
        _ => ToZero,
    };
    let value = crate::workbook::decimal::from_double(number)?;
    let digits = digits.trunc();
    let value = if digits >= 0.0 {
        value.round_dp_with_strategy(digits.min(28.0) as u32, strategy)
    } else {
        let unit = rust_decimal::Decimal::from(10_i64.checked_pow((-digits).min(18.0) as u32)?);
        value.checked_div(unit)?.round_dp_with_strategy(0, strategy).checked_mul(unit)?
    };
    Some(Outcome::Number(crate::workbook::decimal::to_double(value)))
}
