//! Which of several cells is named, where any of them would explain what is broken.

use std::fmt::Write as _;

use super::accused;

#[test]
fn a_figure_that_stands_again_beside_it_is_not_a_copy_for_that() {
    // A quota is often the same as that of the year before.
    let quotas = [[21_000, 24_000, 24_000], [30_000, 31_500, 36_000], [18_000, 18_000, 18_000]];
    let others = [[40_600, 42_700, 41_100], [13_000, 13_000, 13_000], [27_900, 29_000, 30_500]];
    let mut table = String::from("Xã|Năm 2022|Năm 2023|Năm 2024");
    for (line, [first, last, now]) in quotas.into_iter().chain(others).enumerate() {
        let _ = write!(table, "\nXã {line}|{first}|{last}|{now}");
    }
    let _ = write!(table, "\nTổng cộng|150500|158200|158340");
    assert_eq!(accused(&table).0, ["D8"], "the total was left as it was before a change");
}

/// Poor households of thirty hamlets, and their share; that of the fourth is of the households of another.
fn shares(of: usize) -> String {
    let households: Vec<u32> = (0..30).map(|line| 143 + line * 67 % 389).collect();
    let mut table = String::from("Thôn|Số hộ|Hộ nghèo|Tỷ lệ hộ nghèo (%)");
    for (line, all) in households.iter().enumerate() {
        let poor = 11 + line as u32 * 29 % 47;
        let all_of_it = if line == 3 { households.get(of).unwrap_or(all) } else { all };
        let share = (poor * 20_000 / all_of_it).div_ceil(2);
        let _ = write!(table, "\nThôn {line}|{all}|{poor}|{},{:02}", share / 100, share % 100);
    }
    table
}

#[test]
fn a_share_of_the_wrong_line_is_told_from_a_wrong_line() {
    assert_eq!(accused(&shares(3)).0, [""; 0]);
    assert_eq!(accused(&shares(21)).0, ["D5"], "{}", shares(21));
}
