//! What is found in small tables, and that nothing is found in noise.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::chance::EXPECTED_FALSE;
use super::grid::Grid;
use super::law::{Law, Shape, judge};
use super::{Effort, Mined};
use crate::number::Number;
use crate::relation::{Pattern, RelationKind};
use crate::table::{Column, ColumnKind, Line, LineKind, Reading, Table};
use crate::words::senses;
use crate::workbook::{CellRef, Col, Row};

/// A table of whole numbers with a label for each line.
pub(super) fn table(header: &[&str], labels: &[&str], figures: &[Vec<i64>]) -> Table {
    let mut table = Table::default();
    let width = figures.iter().map(Vec::len).max().unwrap_or(0);
    for col in 0..width {
        table.columns.push(Column {
            col: Col(col as u32 + 1),
            kind: ColumnKind::Number,
            header: header.get(col).map(|title| vec![(*title).to_owned()]).unwrap_or_default(),
            number: None,
            unit: None,
        });
    }
    for (at, figures) in figures.iter().enumerate() {
        let row = Row(at as u32 + 1);
        table.lines.push(Line {
            row,
            kind: LineKind::Data,
            marker: None,
            depth: 0,
            parent: None,
            label: labels.get(at).copied().unwrap_or_default().to_owned(),
            said: senses(labels.get(at).copied().unwrap_or_default()),
            code: None,
            unit: None,
            bold: false,
        });
        for (col, figure) in figures.iter().enumerate() {
            let number = Number::from_decimal(Decimal::from(*figure));
            table.readings.set(CellRef::new(row, Col(col as u32 + 1)), Reading::Number(number));
        }
    }
    table
}

fn mine(table: &Table) -> Vec<Pattern> {
    let Mined { groups, laws, .. } = super::mine(table, &Effort::of(1, 1));
    groups.into_iter().chain(laws).collect()
}

fn laws(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(|pattern| pattern.law.en.as_str()).collect()
}

/// Ten lines of three unlike figures and their total.
fn with_totals() -> Vec<Vec<i64>> {
    (1..=10_i64)
        .map(|n| {
            let (a, b, c) = (1237 * n + n * n * 3, 911 + 457 * n, 5003 - 311 * n + n * n);
            vec![a, b, c, a + b + c]
        })
        .collect()
}

#[test]
fn a_total_column_without_any_name_is_found() {
    let patterns = mine(&table(&[], &[], &with_totals()));
    assert!(laws(&patterns).contains(&"Column E = B + C + D"), "{:?}", laws(&patterns));
}

#[test]
fn what_is_left_is_told_as_what_the_others_leave() {
    let figures: Vec<Vec<i64>> = [(4_821, 2_177), (9_036, 5_514), (7_460, 1_288), (3_915, 3_002), (8_247, 6_639)]
        .map(|(plan, done)| vec![plan, done, plan - done])
        .to_vec();
    let table = table(&["Kế hoạch", "Thực hiện", "Còn lại"], &["An", "Bình", "Cát", "Dân", "Em"], &figures);
    assert_eq!(laws(&mine(&table)), ["Column D = B − C"]);
}

#[test]
fn a_wrong_figure_stays_among_the_relations_however_wrong_it_is() {
    for factor in [1000, -1] {
        let mut figures = with_totals();
        figures[4][3] *= factor;
        let patterns = mine(&table(&[], &[], &figures));
        let law = patterns.iter().find(|pattern| pattern.law.en == "Column E = B + C + D").expect("the law is found");
        let wrong = CellRef::new(Row(5), Col(4));
        assert!(law.relations.iter().any(|relation| relation.target == wrong), "{factor}");
    }
}

#[test]
fn a_total_of_totals_is_not_the_sum_of_all_lines() {
    let groups: Vec<Vec<i64>> = with_totals();
    let mut figures = Vec::new();
    let sum = |rows: &[Vec<i64>]| -> Vec<i64> { (0..4).map(|col| rows.iter().map(|row| row[col]).sum()).collect() };
    for part in groups.chunks(5) {
        figures.extend(part.iter().cloned());
        figures.push(sum(part));
    }
    figures.push(sum(&groups));
    let patterns = mine(&table(&[], &[], &figures));
    assert!(laws(&patterns).contains(&"Row 14 = 7 + 13"), "{:?}", laws(&patterns));
    let of_the_grand_total = patterns
        .iter()
        .flat_map(|pattern| &pattern.relations)
        .filter(|relation| relation.target == CellRef::new(Row(13), Col(1)) && relation.operands.len() > 2);
    assert_eq!(of_the_grand_total.count(), 0);
}

#[test]
fn a_line_left_out_of_several_columns_is_no_slip() {
    let law = Law { shape: Shape::Sum, target: 3, operands: vec![0, 1, 2] };
    // The total lacks its third line in the first column, or in both.
    for (second, slips) in [(4_618 + 7_253 + 1_947, vec![0]), (4_618 + 7_253, vec![])] {
        let figures = [vec![12_345, 4_618], vec![38_206, 7_253], vec![5_714, 1_947], vec![12_345 + 38_206, second]];
        let (_, down) = Grid::both(&table(&[], &[], &figures), &Effort::of(1, 1));
        assert_eq!(judge(&down, law.clone(), 0.0).slips, slips);
    }
}

#[test]
fn a_total_with_a_tax_of_one_rate_is_found() {
    // The same proportions again are one proof, but a good one.
    let taxed = |net: i64| vec![net * 10, net, net * 11];
    let figures: Vec<Vec<i64>> = [8, 7_500, 555, 8_512, 35_007, 162_513].map(taxed).to_vec();
    let patterns = mine(&table(&["Net", "Tax", "Item total"], &[], &figures));
    assert!(laws(&patterns).contains(&"Column D = B + C"), "{:?}", laws(&patterns));
}

#[test]
fn the_average_of_the_columns_under_its_header_is_found_beside_a_difference() {
    let prices = [[920, 930, 910], [1850, 1900, 1950], [6350, 6400, 6450], [1240, 1260, 1250], [780, 765, 750]];
    let before = [900, 1850, 6200, 1200, 780];
    let figures = prices.iter().zip(before).map(|(prices, before)| {
        let mean = prices.iter().sum::<i64>() / 3;
        [&prices[..], &[mean, before, mean - before]].concat()
    });
    let mut table = table(&["10", "20", "30", "Average", "Last month", "Rise"], &[], &figures.collect::<Vec<_>>());
    for column in table.columns.iter_mut().take(4) {
        column.header.insert(0, "This month".to_owned());
    }
    let patterns = mine(&table);
    assert!(laws(&patterns).contains(&"Column E = average of columns B to D"), "{:?}", laws(&patterns));
    assert!(laws(&patterns).contains(&"Column G = E − F"), "{:?}", laws(&patterns));
}

#[test]
fn what_the_words_of_a_comparison_name_is_compared() {
    // Three lines of three digits, and a percent of one: too little for a search over all pairs.
    let figures = [vec![373, 357, 368, 1], vec![132, 127, 118, 12], vec![241, 230, 250, -4]];
    let header = |comparison| ["2010/02", "2010/01", "2009/02", comparison];
    let found = |comparison| laws(&mine(&table(&header(comparison), &[], &figures))).join("; ");
    assert!(found("Change 2010/02 - 2009/02 (%)").contains("Column E = (B − D) / D × 100"));
    assert!(!found("Figures").contains("Column E"));
}

#[test]
fn the_blocks_of_a_table_lend_each_other_their_laws() {
    // The second percent holds in two lines of three, which would prove too little by themselves.
    let figures = [
        vec![6491, 6131, 94, 204, 197, 97],
        vec![4490, 3610, 80, 173, 129, 75],
        vec![8053, 7637, 95, 757, 754, 100],
        vec![3939, 4105, 104, 403, 411, 12],
    ];
    let header = ["Plan", "Result", "%", "Plan", "Result", "%"];
    let patterns = mine(&table(&header, &[], &figures));
    let second = patterns.iter().find(|pattern| pattern.law.en == "Column G = F / E × 100");
    let wrong = CellRef::new(Row(4), Col(6));
    assert!(second.is_some_and(|law| law.relations.iter().any(|relation| relation.target == wrong)), "{patterns:#?}");
}

/// A column of amounts in groups of so many lines, each followed by its total.
fn grouped(groups: &[usize], label: &'static str) -> (Vec<&'static str>, Vec<Vec<i64>>) {
    let (mut labels, mut figures) = (Vec::new(), Vec::new());
    let mut amount = 1234;
    for lines in groups {
        let mut total = 0;
        for _ in 0..*lines {
            amount = (amount * 7 + 4321) % 90_007;
            total += amount;
            labels.push("Hộ");
            figures.push(vec![amount]);
        }
        labels.push(label);
        figures.push(vec![total]);
    }
    (labels, figures)
}

#[test]
fn group_totals_of_a_single_column_vouch_for_each_other() {
    for label in ["", "Cộng"] {
        let (labels, mut figures) = grouped(&[3, 5, 2, 4], label);
        // The third total is that of another state of its group: no slip explains it.
        let third = 3 + 1 + 5 + 1 + 2;
        figures[third][0] = 3;
        let patterns = mine(&table(&[], &labels, &figures));
        let group = patterns.iter().find(|pattern| pattern.relations.len() == 4).expect("the groups are found");
        let of_third = group.relations.iter().find(|relation| relation.target.row == Row(third as u32 + 1));
        let of_third = of_third.expect("the exception stays");
        let rows: Vec<u32> = of_third.operands.iter().map(|cell| cell.row.0).collect();
        assert_eq!(rows, [third as u32 - 1, third as u32], "{label:?}");
    }
}

#[test]
fn lines_without_a_name_that_add_up_to_nothing_are_no_totals() {
    let (labels, mut figures) = grouped(&[3, 5, 2, 4], "");
    for (at, figure) in figures.iter_mut().enumerate().filter(|(at, _)| labels[*at].is_empty()) {
        figure[0] = figure[0] / 3 + at as i64 * 17;
    }
    assert!(mine(&table(&[], &labels, &figures)).iter().all(|pattern| pattern.kind != RelationKind::Sum));
}

#[test]
fn a_percentage_of_far_columns_is_found() {
    let figures: Vec<Vec<i64>> = (1..=9_i64)
        .map(|n| {
            let (plan, other, done) = (4000 + 713 * n, 17 * n * n + 5, 3100 + 641 * n + n * n * 11);
            vec![plan, other, done, (done * 200 + plan) / (2 * plan)]
        })
        .collect();
    let patterns = mine(&table(&["Kế hoạch", "Số hộ", "Thực hiện", "Tỷ lệ (%)"], &[], &figures));
    assert!(patterns.iter().any(|pattern| pattern.kind == RelationKind::Ratio), "{:?}", laws(&patterns));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Sixty-four random tables a case. Each searches sums, averages, quotients and products along
    /// two axes; the bound holds for each family.
    #[test]
    fn noise_gives_no_more_laws_than_the_bound_allows(seed in any::<u64>()) {
        const TABLES: u64 = 64;
        const FAMILIES: f64 = 8.0;
        let mut state = seed | 1;
        let mut next = |range: i64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            i64::try_from(state % range.unsigned_abs()).unwrap_or(0)
        };
        let mut accepted = 0;
        for _ in 0..TABLES {
            let figures: Vec<Vec<i64>> = (0..8).map(|_| (0..6).map(|_| next(10_000)).collect()).collect();
            accepted += mine(&table(&[], &[], &figures)).len();
        }
        // Expected at most 64 × 8 × 0,01 = 5; three standard deviations above that.
        let bound = TABLES as f64 * FAMILIES * EXPECTED_FALSE;
        prop_assert!(accepted as f64 <= bound + 3.0 * bound.sqrt(), "{accepted} laws in noise");
    }
}
