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

/// The columns in which an error accuses a figure of the district's list, with other figures in the places of some.
fn accused_in_district(changes: &[(&str, &str)]) -> Vec<u32> {
    let mut text = String::from(
        "Xã|2020|2021|2022|2023|2024
An Bình|4.485|6.174|8.984|775|7.928
Bắc Sơn|4.380|1.149|2.869|2.154|6.391
Cẩm Thủy|7.985|4.339|6.538|1.970|4.385
Đông Hải|514|3.850|6.987|4.879|3.283
Hòa Lợi|6.680|2.914|1.478|2.573|7.588
Kim Long|2.375|2.466|329|387|3.731
Lộc An|3.830|3.017|3.027|5.039|5.438
Mỹ Đức|3.558|3.655|3.276|3.525|6.578
Nam Sơn|5.195|653|6.217|7.097|3.019
Huyện Tân Hòa|39.002|28.217|39.705|28.399|48.341
",
    );
    for (right, wrong) in changes {
        assert!(text.contains(right), "{right}");
        text = text.replacen(right, wrong, 1);
    }
    let report = check_sheet(&fixture::workbook(&text).0, SheetIndex(0));
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut columns: Vec<u32> = errors.map(|finding| finding.cell().unwrap().col.0).collect();
    columns.sort_unstable();
    columns
}

#[test]
fn slips_in_the_first_columns_of_a_total_leave_it_a_total() {
    let slips = [("|7.985|", "|9.785|"), ("|3.850|", "|38.550|")];
    assert_eq!(accused_in_district(&[]), Vec::<u32>::new());
    assert_eq!(accused_in_district(&slips[..1]), [1]);
    assert_eq!(accused_in_district(&slips), [1, 2]);
}

#[test]
fn a_line_that_is_the_sum_in_two_columns_of_five_is_none() {
    let others = [("|39.002|", "|36.715|"), ("|28.217|", "|31.946|"), ("|28.399|", "|24.617|")];
    assert_eq!(accused_in_district(&others), Vec::<u32>::new());
}
