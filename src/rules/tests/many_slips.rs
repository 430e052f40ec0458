//! However many slips a list has, each is told; what misses in one way everywhere is another law.

use std::fmt::Write as _;

use crate::finding::Severity;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

const LINES: u32 = 120;

/// Men and women of a commune, spread without a pattern.
fn parts(line: u32) -> (u32, u32) {
    let spread = |by: u32| 200 + (line * by + line * line * 37) % 3811;
    (spread(1709), spread(2503))
}

/// What of the lines of a list an error accuses, when in one line of `every` something else than the sum
/// stands as the total.
fn accused(every: u32, other: impl Fn(u32, u32) -> u32) -> Vec<u32> {
    let mut text = String::from("TT|Xã|Tổng số|Nam|Nữ\n");
    for line in 1..=LINES {
        let (men, women) = parts(line);
        let total = men + women;
        let total = if line % every == 3 % every { other(line, total) } else { total };
        let _ = writeln!(text, "{line}|Xã {line}|{total}|{men}|{women}");
    }
    let report = check_sheet(&fixture::workbook(&text).0, SheetIndex(0));
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut lines: Vec<u32> = errors.map(|finding| finding.cell().unwrap().row.0).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Another digit in some place but the last.
fn slipped(line: u32, total: u32) -> u32 {
    let unit = if line.is_multiple_of(2) { 10 } else { 100 };
    let digit = total / unit % 10;
    total - digit * unit + (digit + 1 + line % 8) % 10 * unit
}

#[test]
fn one_line_in_ten_that_slipped_is_told_line_by_line() {
    for every in [40, 20, 10] {
        let slips: Vec<u32> = (1..=LINES).filter(|line| line % every == 3 % every).collect();
        assert_eq!(accused(every, slipped), slips, "one line of {every}");
    }
}

#[test]
fn lines_that_miss_in_one_way_obey_another_law() {
    assert_eq!(accused(10, |_, total| total * 2), Vec::<u32>::new());
    assert_eq!(accused(10, |_, total| total + 500), Vec::<u32>::new());
    assert_eq!(accused(10, |_, _| 1), Vec::<u32>::new());
}

#[test]
fn lines_that_no_slip_explains_obey_another_law() {
    assert_eq!(accused(8, |line, total| total + 1000 + line * 97 % 777), Vec::<u32>::new());
}

/// The columns in which an error stands of a total line over four lines, with `last` as that line.
fn accused_columns(last: &str) -> Vec<u32> {
    let text = format!(
        "Phương tiện|2019|2020|2021|2022|2023\nĐường bộ|50646|60047|55298|55801|54620\n\
         Đường sắt|13934|23465|24179|23265|23940\nĐường ống|7|3|2|4|2\nKhác|116|162|130|213|203\nTổng số|{last}"
    );
    let report = check_sheet(&fixture::workbook(&text).0, SheetIndex(0));
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut columns: Vec<u32> =
        errors.filter_map(|finding| Some(finding.suspects.first()?.place.cell()?.col.0)).collect();
    columns.sort_unstable();
    columns
}

#[test]
fn a_total_that_slipped_in_most_of_its_columns_is_still_the_total() {
    // 64.703 and 78.765 hold; 160 lines left out, digits swapped, a digit dropped.
    assert_eq!(accused_columns("64703|83677|79609|79283|78765"), Vec::<u32>::new());
    assert_eq!(accused_columns("64703|83515|76909|7928|78765"), [2, 3, 4]);
}

#[test]
fn a_line_that_is_no_sum_in_most_of_its_columns_accuses_nobody() {
    assert_eq!(accused_columns("64703|91204|85113|70356|78765"), Vec::<u32>::new());
}
