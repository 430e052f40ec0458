//! That searching takes as many looks as a table has figures, and no more than a few times as many
//! in tables made to be awkward. Looks are counted, not seconds.

use super::Effort;
use super::tests::table;
use crate::looks::looks_of;

/// The looks that mining takes in a table of so many lines.
fn looks(header: &[&str], lines: usize, figure: impl Fn(usize, usize) -> i64) -> u64 {
    let width = header.len();
    let figures: Vec<Vec<i64>> = (0..lines).map(|line| (0..width).map(|col| figure(line, col)).collect()).collect();
    let table = table(header, &[], &figures);
    looks_of(|| super::mine(&table, &Effort::of(1, 1)))
}

/// Twice the lines, once the searches have long reached their bounds, may take no more than
/// about twice the looks.
fn is_linear(header: &[&str], figure: impl Fn(usize, usize) -> i64 + Copy) {
    let (once, twice) = (looks(header, 2_000, figure), looks(header, 4_000, figure));
    assert!(twice * 10 <= once * 23, "{once} looks for 2,000 lines, {twice} for 4,000");
}

/// Figures without a pattern, the same on every run.
fn noise(line: usize, col: usize) -> i64 {
    ((line * 7_919 + col * 104_729) * 2_654_435_761 % 1_000_003) as i64 % 9_000 + 100
}

const PLAIN: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

#[test]
fn figures_without_a_pattern_take_linear_time() {
    is_linear(&PLAIN, noise);
}

#[test]
fn one_figure_everywhere_takes_linear_time() {
    is_linear(&PLAIN, |_, _| 137);
}

#[test]
fn zeros_everywhere_take_linear_time() {
    is_linear(&PLAIN, |_, _| 0);
}

#[test]
fn shares_of_a_long_column_of_one_figure_take_linear_time() {
    // Every figure of the first column may be the whole of every share.
    is_linear(&["Số hộ", "Tỷ lệ (%)"], |line, col| if col == 0 { 137 } else { noise(line, col) % 90 + 5 });
}

#[test]
fn signs_that_change_take_linear_time() {
    is_linear(&PLAIN, |line, col| if (line + col) % 2 == 0 { noise(line, col) } else { -noise(line, col) });
}

#[test]
fn two_columns_of_small_figures_are_not_searched_for_what_they_cannot_prove() {
    let (lines, width) = (99_usize, 2_u64);
    let looks = looks(&["A", "B"], lines, |line, col| if col == 0 { line as i64 + 1 } else { 1 });
    assert!(looks <= 40 * lines as u64 * width, "{looks} looks for {lines} lines");
}

#[test]
fn the_time_of_a_wide_table_grows_with_its_columns() {
    let wide = |columns: usize| {
        let header = vec!["A"; columns];
        looks(&header, 60, |line, col| noise(line, col) % 50)
    };
    let (once, twice) = (wide(60), wide(120));
    assert!(twice * 10 <= once * 30, "{once} looks for 60 columns, {twice} for 120");
}

#[test]
fn a_table_that_takes_too_long_is_given_up() {
    let effort = Effort::of(1, 1);
    let columns = vec!["A"; 400];
    let figures: Vec<Vec<i64>> = (0..300).map(|line| (0..400).map(|col| noise(line, col) % 9).collect()).collect();
    let table = table(&columns, &[], &figures);
    let looks = looks_of(|| assert!(super::mine(&table, &effort).laws.is_empty()));
    assert!(effort.is_spent());
    assert!(looks < 400_000_000, "{looks} looks");
}

#[test]
fn the_tables_of_a_workbook_share_what_may_be_spent() {
    let figures: Vec<Vec<i64>> = (0..60).map(|line| (0..60).map(|col| noise(line, col) % 50).collect()).collect();
    let table = table(&["A"; 60], &[], &figures);
    let looks = |all: usize| looks_of(|| super::mine(&table, &Effort::of(table.figures(), all)));
    let alone = looks(0);
    assert_eq!(alone, looks(table.figures() * 2), "half of what there is suffices for a table of this size");
    assert!(looks(table.figures() * 1_000) * 20 < alone);
}
