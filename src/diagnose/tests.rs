//! The appendix on disbursement of the seed report, with every slip of the hand in every figure.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Case, Number};
use crate::ledger::{Ledger, Place, SourceIndex};
use crate::number::{Notation, parse};
use crate::relation::{Evidence, Origin, Pattern, Relation, RelationKind, Standing};
use crate::table::{Reading, Table};
use crate::text::Bilingual;
use crate::workbook::{CellRef, SheetIndex};

/// Columns D to K of lines 8 to 17 as printed.
const LINES: [[&str; 8]; 10] = [
    ["12.216,693", "6.237,494", "51,06", "4.061,155", "2.433,265", "2.176,339", "5.722,273", ""],
    ["5.234,168", "2.755,449", "52,64", "816,649", "2.099,290", "1.938,800", "2.318,229", ""],
    ["1.185,786", "221,199", "18,65", "", "504,190", "221,199", "681,596", ""],
    ["1.096,671", "0", "0", "", "", "", "1.096,671", ""],
    ["2.060,992", "1.022,539", "49,61", "733,940", "349,060", "288,599", "977,992", ""],
    ["1.235,360", "189,940", "15,38", "103,000", "716,940", "86,940", "415,420", ""],
    ["630,289", "217,476", "34,50", "44,070", "275,130", "173,406", "311,089", ""],
    ["1.761,937", "1.078,733", "61,22", "639,780", "317,510", "209,384", "804,647", "229,569"],
    ["922,805", "446,170", "48,35", "446,170", "4,060", "", "472,575", ""],
    ["26.344,701", "12.169,000", "46,19", "6.844,764", "6.699,445", "5.094,667", "12.800,492", "229,569"],
];

fn at(col: char, row: u32) -> CellRef {
    format!("{col}{row}").parse().unwrap()
}

fn table() -> Table {
    let mut table = Table::default();
    for (row, texts) in (8..).zip(LINES) {
        for (col, text) in ('D'..='K').zip(texts) {
            if !text.is_empty() {
                table.readings.set(at(col, row), Reading::Number(parse(text, Notation::Vietnamese).unwrap()));
            }
        }
    }
    table
}

fn pattern(kind: RelationKind, evidence: Evidence, relations: Vec<Relation>) -> Pattern {
    let (law, origin) = (Bilingual::default(), Origin::Values);
    Pattern { kind, evidence, origin, law, prior: 0.95, relations }
}

/// 1=4+5+7, 2=4+6+8, 3=2/1*100 on every line, and the total line.
fn patterns() -> Vec<Pattern> {
    let sum = |target: char, terms: [char; 3]| {
        (8..=17).map(|row| Relation::sum(at(target, row), terms.map(|col| at(col, row)).to_vec())).collect()
    };
    vec![
        pattern(RelationKind::Sum, Evidence::Declared, sum('D', ['G', 'H', 'J'])),
        pattern(RelationKind::Sum, Evidence::Declared, sum('E', ['G', 'I', 'K'])),
        pattern(
            RelationKind::Ratio,
            Evidence::Declared,
            (8..=17).map(|row| Relation::ratio(at('F', row), at('E', row), at('D', row), 100)).collect(),
        ),
        pattern(
            RelationKind::Sum,
            Evidence::Structural,
            ['D', 'E', 'G', 'H', 'I', 'J', 'K']
                .map(|col| Relation::sum(at(col, 17), (8..=16).map(|row| at(col, row)).collect()))
                .to_vec(),
        ),
    ]
}

fn cases(standings: &[Standing], table: &Table) -> Vec<Case> {
    let (source, sheet) = (SourceIndex(0), SheetIndex(0));
    let named = standings.iter().flat_map(|standing| &standing.pattern.relations).flat_map(Relation::cells);
    let ledger = Ledger::of_table(table, source, sheet, named);
    super::cases(standings, &ledger, |cell| ledger.figure(Place::of_cell(sheet, cell).within(source)), BTreeSet::new())
}

fn diagnosed(table: &Table) -> Vec<Case> {
    cases(&Standing::of_all(patterns(), table), table)
}

/// Every figure that a slip makes of one, with the name of the slip.
fn slips(table: &Table, cell: CellRef, number: Number) -> Vec<(&'static str, Number)> {
    let decimals = number.decimals();
    let digits: Vec<u8> = {
        let mut value = number.value().abs();
        value.rescale(decimals);
        let text = value.mantissa().to_string();
        format!("{text:0>width$}", width = decimals as usize + 1).into_bytes()
    };
    let built = |digits: &[u8]| {
        let mantissa: i64 = std::str::from_utf8(digits).unwrap().parse().unwrap_or(0);
        Number::new(Decimal::new(mantissa, decimals), decimals)
    };
    let mut made: Vec<(&'static str, Number)> = Vec::new();
    for place in 0..digits.len() {
        for digit in b'0'..=b'9' {
            let mut other = digits.clone();
            other[place] = digit;
            made.push(("replaced", built(&other)));
        }
        let mut shorter = digits.clone();
        shorter.remove(place);
        made.push(("dropped", built(&shorter)));
        if place + 1 < digits.len() {
            let mut turned = digits.clone();
            turned.swap(place, place + 1);
            made.push(("swapped", built(&turned)));
        }
    }
    for place in 0..=digits.len() {
        for digit in b'0'..=b'9' {
            let mut longer = digits.clone();
            longer.insert(place, digit);
            made.push(("added", built(&longer)));
        }
    }
    for power in 1..=3_u32 {
        let factor = Decimal::from(10_u64.pow(power));
        made.push(("shifted", Number::new(number.value() * factor, decimals)));
        let smaller = (number.value() / factor).normalize();
        made.push(("shifted", Number::new(smaller, smaller.scale().max(decimals))));
    }
    made.push(("sign", Number::new(-number.value(), decimals)));
    for (down, right) in [(0, -1), (0, 1), (-1, 0), (1, 0)] {
        let near = CellRef::new(cell.row.offset(down).unwrap(), cell.col.offset(right).unwrap());
        if let Reading::Number(near) = table.reading(near) {
            made.push(("neighbour", near));
        }
    }
    let mut seen = BTreeSet::new();
    made.retain(|(_, made)| made.value() != number.value() && seen.insert(made.value().normalize()));
    made
}

fn figures(table: &Table) -> Vec<(CellRef, Number)> {
    let number = |(cell, reading): (CellRef, Reading)| match reading {
        Reading::Number(number) => Some((cell, number)),
        Reading::Blank | Reading::Unreadable => None,
    };
    table.readings.iter().filter_map(number).collect()
}

#[derive(Default)]
struct Score {
    tried: u32,
    detected: u32,
    first: u32,
    repaired: u32,
    clean: u32,
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.tried += other.tried;
        self.detected += other.detected;
        self.first += other.first;
        self.repaired += other.repaired;
        self.clean += other.clean;
    }
}

#[test]
fn the_printed_appendix_holds() {
    let table = table();
    let standings = Standing::of_all(patterns(), &table);
    assert!(standings.iter().all(|standing| standing.tally.holds == standing.tally.of));
    assert!(cases(&standings, &table).is_empty());
}

#[test]
fn every_slip_in_every_figure_is_found_and_its_cell_comes_first() {
    let printed = table();
    let figures = figures(&printed);
    // Nine thousand tables: on all processors.
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = std::thread::scope(|scope| {
        let part = |from| figures.iter().skip(from).step_by(threads);
        let spawn = |from| {
            scope.spawn({
                let printed = &printed;
                move || scored(printed, part(from))
            })
        };
        let running: Vec<_> = (0..threads).map(spawn).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut scores = Scores::new();
    let mut silent = Vec::new();
    for (some, quiet) in parts {
        some.iter().for_each(|(kind, score)| scores.entry(kind).or_default().add(score));
        silent.extend(quiet);
    }
    let mut all = Score::default();
    for score in scores.values() {
        all.add(score);
    }
    scores.insert("all", all);
    for (kind, score) in &scores {
        let rate = |count: u32| f64::from(count) / f64::from(score.tried) * 100.0;
        println!(
            "{kind:<10}{:>6}  detected {:>7.3} %  first {:>7.3} %  alone {:>7.3} %  exact repair {:>7.3} %",
            score.tried,
            rate(score.detected),
            rate(score.first),
            rate(score.clean),
            rate(score.repaired),
        );
    }
    println!("not detected: {silent:#?}");
    // What is not found is a percent that is cut where it should be rounded, on a line that is
    // needed to know that the column rounds.
    let all = scores.remove("all").unwrap();
    assert!(silent.len() <= 3 && silent.iter().all(|line| line.starts_with('F')));
    assert_eq!(all.first, all.detected);
    assert!(f64::from(all.repaired) >= 0.995 * f64::from(all.tried));
}

type Scores = std::collections::BTreeMap<&'static str, Score>;

/// How every slip in some figures fares, and those that are not found.
fn scored<'a>(printed: &Table, figures: impl Iterator<Item = &'a (CellRef, Number)>) -> (Scores, Vec<String>) {
    let mut scores = Scores::new();
    let mut silent = Vec::new();
    for (cell, number) in figures {
        let number = *number;
        for (kind, wrong) in slips(printed, *cell, number) {
            let mut table = printed.clone();
            table.readings.set(*cell, Reading::Number(wrong));
            let cases = diagnosed(&table);
            let score = scores.entry(kind).or_default();
            score.tried += 1;
            if cases.is_empty() {
                silent.push(format!("{cell}: {} for {} ({kind})", wrong.value(), number.value()));
                continue;
            }
            score.detected += 1;
            let named = cases.iter().find(|case| case.suspects[0].place.cell() == Some(*cell));
            score.first += u32::from(named.is_some());
            score.clean += u32::from(named.is_some() && cases.len() == 1);
            score.repaired += u32::from(
                named.and_then(|case| case.suspects[0].repaired).is_some_and(|to| to.value() == number.value()),
            );
        }
    }
    (scores, silent)
}

#[test]
fn two_slips_at_once_are_both_found() {
    let printed = table();
    let figures = figures(&printed);
    let (mut pairs, mut both, mut one) = (0_u32, 0_u32, 0_u32);
    for (index, (cell, number)) in figures.iter().enumerate() {
        for (step, (other, other_number)) in figures.iter().enumerate().skip(index + 1).step_by(3) {
            let mut table = printed.clone();
            let pick = |slips: Vec<(&'static str, Number)>, seed: usize| slips[(seed * 7919) % slips.len()].1;
            let first = pick(slips(&printed, *cell, *number), index + step);
            let second = pick(slips(&printed, *other, *other_number), index * 31 + step);
            table.readings.set(*cell, Reading::Number(first));
            table.readings.set(*other, Reading::Number(second));
            let firsts: Vec<CellRef> =
                diagnosed(&table).iter().filter_map(|case| case.suspects[0].place.cell()).collect();
            pairs += 1;
            match (firsts.contains(cell), firsts.contains(other)) {
                (true, true) => both += 1,
                (false, false) => {}
                _ => one += 1,
            }
        }
    }
    let rate = |count: u32| f64::from(count) / f64::from(pairs) * 100.0;
    println!("{pairs} pairs: both first {:.2} %, one {:.2} %", rate(both), rate(one));
    assert!(rate(both) >= 90.0);
}

#[test]
fn a_sum_that_nothing_else_vouches_for_is_said_to_be_open() {
    let mut table = Table::default();
    let put = |table: &mut Table, at: CellRef, text: &str| {
        table.readings.set(at, Reading::Number(parse(text, Notation::Vietnamese).unwrap()));
    };
    for (row, text) in (1..).zip(["1.234", "2.345", "3.456", "7.135"]) {
        put(&mut table, at('A', row), text);
    }
    let law = || {
        let relation = Relation::sum(at('A', 4), (1..=3).map(|row| at('A', row)).collect());
        vec![pattern(RelationKind::Sum, Evidence::Structural, vec![relation])]
    };
    let found = cases(&Standing::of_all(law(), &table), &table);
    let [case] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(case.suspects.len(), 4);
    assert!(case.tied, "{case:?}");
    assert!(case.suspects.iter().all(|suspect| suspect.repaired.is_some()));

    // A total with two digits exchanged is explained by that slip alone.
    put(&mut table, at('A', 4), "7.305");
    let found = cases(&Standing::of_all(law(), &table), &table);
    let [case] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(case.suspects[0].place.cell(), Some(at('A', 4)));
    assert_eq!(case.suspects[0].slip, Some(crate::finding::Slip::SwappedDigits));
    assert!(!case.tied, "{case:?}");
}

#[test]
fn what_a_total_leaves_out_or_counts_twice_is_named() {
    let printed = table();
    let total = |value: &str| {
        let mut table = Table::default();
        for row in 8..=16 {
            if let reading @ Reading::Number(_) = printed.reading(at('J', row)) {
                table.readings.set(at('J', row), reading);
            }
        }
        table.readings.set(at('J', 17), Reading::Number(parse(value, Notation::Vietnamese).unwrap()));
        let relation = Relation::sum(at('J', 17), (8..=16).map(|row| at('J', row)).collect());
        let patterns = vec![pattern(RelationKind::Sum, Evidence::Structural, vec![relation])];
        let cases = cases(&Standing::of_all(patterns, &table), &table);
        (cases[0].suspects[0].place.cell().unwrap(), cases[0].suspects[0].slip)
    };
    // 12.800,492 without 2.318,229, and with it twice.
    assert_eq!(total("10.482,263"), (at('J', 17), Some(crate::finding::Slip::OmittedLine)));
    assert_eq!(total("15.118,721"), (at('J', 17), Some(crate::finding::Slip::DoubledLine)));
}
