//! Many wrong lines at once: the totals below them tell which figure slipped, and long totals stay laws.

use std::fmt::Write as _;

use crate::finding::Severity;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

/// The cells that errors accuse first, in order, and all cells in which errors stand.
fn errors(text: &str) -> (Vec<String>, Vec<String>) {
    let report = check_sheet(&fixture::workbook(text).0, SheetIndex(0));
    let errors = || report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let first = |finding: &crate::finding::Finding| Some(finding.suspects.first()?.place.cell()?.to_string());
    let mut accused: Vec<String> = errors().filter_map(first).collect();
    accused.sort();
    (accused, errors().filter_map(|finding| Some(finding.cell()?.to_string())).collect())
}

/// Men and women of sixty communes, with another figure in the place of some: (line, whether women, by how much).
fn communes(slips: &[(u32, bool, i64)], total: impl Fn([i64; 3]) -> [i64; 3]) -> String {
    let mut text = String::from("TT|Xã|Tổng số|Nam|Nữ\n");
    let mut totals = [0; 3];
    for line in 1..=60_u32 {
        let spread = |by: u32| i64::from(200 + (line * by + line * line * 37) % 3811);
        let (men, women) = (spread(1709), spread(2503));
        for (total, figure) in totals.iter_mut().zip([men + women, men, women]) {
            *total += figure;
        }
        let by = |is_women| -> i64 {
            slips.iter().filter(|(of, women, _)| *of == line && *women == is_women).map(|(.., by)| by).sum()
        };
        let _ = writeln!(text, "{line}|Xã {line}|{}|{}|{}", men + women, men + by(false), women + by(true));
    }
    let [all, men, women] = total(totals);
    let _ = writeln!(text, "|Tổng cộng|{all}|{men}|{women}");
    text
}

#[test]
fn totals_tell_which_of_two_figures_slipped_in_each_of_many_lines() {
    // Each is one digit of either figure, so that the line itself does not tell.
    let slips = [(7, false, 10), (12, true, 20), (19, true, -10), (26, false, 3), (33, true, 200), (41, false, 100)];
    assert_eq!(errors(&communes(&slips, |totals| totals)).0, ["D42", "E34"]);
    assert_eq!(errors(&communes(&[], |totals| totals)).0, Vec::<String>::new());
}

#[test]
fn a_total_that_no_sharing_out_closes_is_not_accused_beside_its_lines() {
    let slips = [(7, false, 10), (12, true, 20), (19, true, -10), (26, false, 3), (33, true, 200), (41, false, 100)];
    let (_, cells) = errors(&communes(&slips, |[all, men, women]| [all, men + 4_711, women - 1_234]));
    let lines = ["8", "13", "20", "27", "34", "42"];
    assert!(cells.iter().all(|cell| lines.contains(&cell.trim_start_matches(char::is_alphabetic))), "{cells:?}");
}

/// Twelve months and a column without a name that adds them up, in thirty lines of small figures.
fn months(changes: &[(u32, i64)]) -> String {
    let mut text = String::from("Xã");
    (1..=12).for_each(|month| text.push_str(&format!("|T{month}")));
    text.push_str("|Năm 2024\n");
    for line in 1..=30_u32 {
        let figures: Vec<i64> =
            (1..=12_u32).map(|month| i64::from(3 + (line * 17 + month * month * 29 + line * month * 7) % 83)).collect();
        let sum: i64 = figures.iter().sum();
        let by: i64 = changes.iter().filter(|(of, _)| *of == line).map(|(_, by)| by).sum();
        let _ = write!(text, "Xã {line}");
        figures.iter().for_each(|figure| text.push_str(&format!("|{figure}")));
        let _ = writeln!(text, "|{}", sum + by);
    }
    text
}

#[test]
fn three_slips_leave_a_long_sum_a_law() {
    let (_, cells) = errors(&months(&[(6, 100), (15, 20), (24, -200)]));
    let lines: Vec<&str> = cells.iter().map(|cell| cell.trim_start_matches(char::is_alphabetic)).collect();
    assert_eq!(lines.len(), 3, "{cells:?}");
    assert!(["7", "16", "25"].iter().all(|line| lines.contains(line)), "{cells:?}");
    assert_eq!(errors(&months(&[])).1, Vec::<String>::new());
}

#[test]
fn lines_in_which_a_long_sum_has_another_meaning_accuse_nobody() {
    let others: Vec<(u32, i64)> =
        (1..=30).filter(|line| line % 3 == 0).map(|line| (line, 111 + i64::from(line) * 13)).collect();
    assert_eq!(errors(&months(&others)).1, Vec::<String>::new());
}
