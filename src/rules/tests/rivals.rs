//! Laws that are true by the way, and the better ones that they must give way to.

use crate::finding::Severity;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::{CellRef, SheetIndex};

/// The cells of which an error is said, each once.
fn accused(table: &str) -> Vec<CellRef> {
    let (workbook, _) = fixture::workbook(table);
    let report = check_sheet(&workbook, SheetIndex(0));
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut cells: Vec<CellRef> = errors.map(|finding| finding.cell).collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

fn cell(address: &str) -> CellRef {
    address.parse().unwrap()
}

/// Revenue, what was carried over, all that there was, what was spent and what is left, in ten units.
/// `carried` is what two of them carried over; the last line may be `changed`.
fn budgets(carried: [i64; 2], changed: impl Fn(usize, &mut [i64; 7])) -> String {
    let own = [1_403, 2_268, 3_985, 3_412, 4_299, 3_178, 2_177, 2_903, 5_081, 3_427];
    let granted = [8_164, 4_359, 4_167, 2_018, 5_323, 3_949, 1_136, 5_502, 4_734, 2_075];
    let spent = [3_087, 5_236, 6_331, 1_765, 4_541, 3_183, 2_381, 1_184, 7_078, 1_937];
    let mut table =
        String::from("Đơn vị|Thu được hưởng|Bổ sung|Cộng thu|Chuyển nguồn|Nguồn trong năm|Đã chi|Còn lại\n");
    for (line, ((own, granted), spent)) in own.into_iter().zip(granted).zip(spent).enumerate() {
        let carried = match line {
            3 => carried[0],
            7 => carried[1],
            _ => 0,
        };
        let all = own + granted + carried;
        let mut figures = [own, granted, own + granted, carried, all, spent, all - spent];
        changed(line, &mut figures);
        let shown = figures.map(|figure| if figure == 0 { "-".to_owned() } else { figure.to_string() });
        table.push_str(&format!("Xã {line}|{}\n", shown.join("|")));
    }
    table
}

#[test]
fn an_item_that_is_nothing_nearly_everywhere_is_no_error_where_it_is_something() {
    for carried in [[499, 0], [0, 1_250], [787, 312]] {
        let table = budgets(carried, |_, _| {});
        assert_eq!(accused(&table), Vec::<CellRef>::new(), "{table}");
    }
}

#[test]
fn a_slip_in_the_line_of_such_an_item_is_said() {
    let table = budgets([499, 0], |line, figures| {
        if line == 3 {
            figures[2] += 900;
        }
    });
    assert_eq!(accused(&table), [cell("D5")], "{table}");
}

#[test]
fn a_figure_that_only_the_total_of_the_year_leaves_blank_was_not_forgotten() {
    // Taken in, paid out, the difference; a balance is not added up over the months.
    let mut table = String::from("Chỉ tiêu|Tháng 1|Tháng 2|Tháng 3|Tháng 4|Tháng 5|Tháng 6|Cộng\n");
    let taken = [2_571, 2_934, 2_903, 2_457, 2_708, 2_179];
    let paid = [3_755, 2_224, 2_912, 3_661, 2_665, 2_676];
    let mut line = |name: &str, figures: &[i64], total: Option<i64>| {
        let figures: Vec<String> = figures.iter().map(i64::to_string).collect();
        let total = total.map(|total| total.to_string()).unwrap_or_default();
        table.push_str(&format!("{name}|{}|{total}\n", figures.join("|")));
    };
    line("Tiền vào", &taken, Some(taken.iter().sum()));
    line("Tiền ra", &paid, Some(paid.iter().sum()));
    let left: Vec<i64> = taken.iter().zip(paid).map(|(taken, paid)| taken - paid).collect();
    line("Chênh lệch", &left, None);
    assert_eq!(accused(&table), Vec::<CellRef>::new(), "{table}");
}
