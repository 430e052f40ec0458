use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::number::Number;
use crate::relation::Expr;
use crate::table::Reading;
use crate::workbook::{CellRef, Col, Row};

/// One real printed formula and what it means, columns and lines in braces.
#[derive(serde::Deserialize)]
struct Example {
    text: String,
    meaning: Option<String>,
    refused: Option<String>,
}

fn examples() -> Vec<Example> {
    include_str!("../../../tests/fixtures/column-formulas.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Gives every name a cell and every cell a value that no other arithmetic gives by chance.
#[derive(Default)]
struct Sheet(std::cell::RefCell<BTreeMap<Name, u32>>);

impl Sheet {
    fn cell(&self, name: &Name) -> CellRef {
        let mut cells = self.0.borrow_mut();
        let next = u32::try_from(cells.len()).unwrap();
        CellRef::new(Row(0), Col(*cells.entry(name.clone()).or_insert(next)))
    }

    fn value(cell: CellRef) -> Decimal {
        let n = u64::from(cell.col.0) + 1;
        Decimal::new(i64::try_from(n * n * n * 7919 + n * 104_729 + 31).unwrap(), 2)
    }

    fn evaluate(&self, expr: &Expr) -> Decimal {
        let readings = |cell: CellRef| Reading::Number(Number::from_decimal(Self::value(cell)));
        expr.evaluate(&readings).unwrap().point.round_dp(9)
    }
}

/// The value of a meaning: numbers, names in braces, + - * / and brackets.
struct Meaning<'a> {
    rest: &'a str,
    sheet: &'a Sheet,
}

impl Meaning<'_> {
    fn terms(&mut self) -> Decimal {
        let mut sum = self.product();
        loop {
            match self.rest.chars().next() {
                Some('+') => {
                    self.rest = &self.rest[1..];
                    sum += self.product();
                }
                Some('-') => {
                    self.rest = &self.rest[1..];
                    sum -= self.product();
                }
                _ => return sum,
            }
        }
    }

    fn product(&mut self) -> Decimal {
        let mut product = self.factor();
        loop {
            match self.rest.chars().next() {
                Some('*') => {
                    self.rest = &self.rest[1..];
                    product *= self.factor();
                }
                Some('/') => {
                    self.rest = &self.rest[1..];
                    product /= self.factor();
                }
                _ => return product,
            }
        }
    }

    fn factor(&mut self) -> Decimal {
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let inner = self.terms();
            self.rest = self.rest.strip_prefix(')').unwrap();
            return inner;
        }
        if let Some(rest) = self.rest.strip_prefix('{') {
            let (name, rest) = rest.split_once('}').unwrap();
            self.rest = rest;
            return Sheet::value(self.sheet.cell(&Name::parse(name).unwrap()));
        }
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        number.parse().unwrap()
    }
}

/// The place of the reading that means what is said, and how many readings there are.
fn rank(printed: &Printed, meaning: &str) -> Option<(usize, usize)> {
    let (target, right) = meaning.split_once('=').unwrap();
    let target = (!target.is_empty()).then(|| Name::parse(target.trim_matches(['{', '}'])).unwrap());
    assert_eq!(printed.target, target, "target of {meaning}");
    let sheet = Sheet::default();
    let wanted = Meaning { rest: right, sheet: &sheet }.terms().round_dp(9);
    let readings = printed.readings();
    let at = readings.iter().position(|reading| {
        let expr = reading.to_expr(&|name| Some(sheet.cell(name))).unwrap();
        (sheet.evaluate(&expr) - wanted).abs() <= wanted.abs() * Decimal::new(1, 15)
    })?;
    Some((at, readings.len()))
}

#[test]
fn every_computable_formula_of_the_field_means_what_it_says() {
    let (mut sure, mut open) = (0, 0);
    for example in examples() {
        let Some(meaning) = &example.meaning else { continue };
        let printed = parse(&example.text).unwrap_or_else(|error| panic!("{}: {error:?}", example.text));
        let (at, of) = rank(&printed, meaning).unwrap_or_else(|| panic!("{}: {printed:?}", example.text));
        if of == 1 {
            sure += 1
        } else {
            open += 1
        }
        assert!(at < 16, "{} is reading {at} of {of}", example.text);
    }
    println!("{sure} formulas have one reading, {open} several");
    assert!(sure > 100 && sure + open > 140);
}

#[test]
fn what_cannot_be_computed_is_refused_with_its_reason() {
    for example in examples() {
        let Some(refused) = &example.refused else { continue };
        let error = parse(&example.text).expect_err(&example.text);
        let kind = match &error {
            NotComputable::NoFormula => "no-formula",
            NotComputable::Words(_) => "words",
            NotComputable::Malformed => "malformed",
            NotComputable::RefersToItself(_) => "self-reference",
        };
        assert_eq!(kind, refused, "{}", example.text);
        assert!(!error.reason().vi.is_empty() && !error.reason().en.is_empty());
    }
    assert_eq!(parse("8= cột 4 x tỷ lệ phụ cấp ưu đãi"), Err(NotComputable::Words("tỷ lệ phụ cấp ưu đãi".to_owned())));
}

#[test]
fn other_hands_write_the_same() {
    for (text, meaning) in [
        ("１＝４＋５＋７", "{1}={4}+{5}+{7}"),
        ("3 = 2 ÷ 1 × 100", "{3}={2}/{1}*100"),
        ("3=2:1x100%", "{3}={2}/{1}*100"),
        ("9 = 7 – 8", "{9}={7}-{8}"),
        ("6=7+8+...+12", "{6}={7}+{8}+{9}+{10}+{11}+{12}"),
        ("(5)=(6)+...(9)", "{5}={6}+{7}+{8}+{9}"),
        ("Tổng số (1=2+3) người", "{1}={2}+{3}"),
        ("III = I + II", "{III}={I}+{II}"),
        ("270 = 100 + 200", "{270}={100}+{200}"),
        ("Tổng cộng (I+...+IV)", "={I}+{II}+{III}+{IV}"),
        ("TỔNG CỘNG (VIII+IX+X)", "={VIII}+{IX}+{X}"),
        ("7=5*6 (triệu đồng)", "{7}={5}*{6}"),
        ("Cột 3=cột 1+cột 2", "{3}={1}+{2}"),
        ("4=-1+2", "{4}={2}-{1}"),
    ] {
        let printed = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert!(rank(&printed, meaning).is_some(), "{text}: {printed:?}");
    }
}

#[test]
fn labels_that_only_look_like_formulas_are_none() {
    for text in [
        "Nhóm tuổi (15-35)",
        "Giai đoạn 2021-2025",
        "Viêm gan (A+B)",
        "Trẻ em (0-6 tuổi)",
        "Kế hoạch năm 2024",
        "Tổng cộng",
        "Tổng số (người)",
        "Dự án 2: Đa dạng hóa",
        "Tỷ lệ (%)",
        "Quyết định số 33/2023/NĐ-CP",
        "a) b)",
    ] {
        assert_eq!(parse(text), Err(NotComputable::NoFormula), "{text}");
    }
    for text in ["1=", "1=2+", "1=(2+3", "1=2+3)", "1=2=3", "1=+"] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_number_that_multiplies_is_first_read_as_a_column_then_as_a_constant() {
    let readings = parse("34=33*6").unwrap().readings();
    let names: Vec<usize> = readings.iter().map(|reading| reading.names().len()).collect();
    assert_eq!(names, [2, 1, 1]);
    // Names in brackets leave no doubt about the rest.
    assert_eq!(parse("(9)=(3)*12/(2)").unwrap().readings().len(), 1);
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,40}", formula in "[0-9()=+xT%.,…A-D /*-]{0,60}") {
        for text in [text, formula] {
            if let Ok(printed) = parse(&text) {
                for reading in printed.readings() {
                    let _ = reading.to_expr(&|_| None);
                }
            }
        }
    }
}
