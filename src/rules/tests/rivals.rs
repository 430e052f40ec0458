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
    let mut cells: Vec<CellRef> = errors.map(|finding| finding.cell().unwrap()).collect();
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

/// Patients of twelve hospitals, of whom some tell how many came by which way, and the country.
fn patients(changed: impl Fn(usize, &mut [i64; 3])) -> String {
    let emergency = [4_635, 3_180, 3_009, 4_491, 2_102, 9_418, 2_762, 3_194, 4_120, 3_343, 2_235, 7_401];
    let clinics = [2_938, 1_809, 1_793, 3_747, 457, 769, 2_071, 3_023, 1_387, 1_188, 2_439, 6_093];
    let mut table = String::from("Bệnh viện|Tổng số lượt khám|Khám cấp cứu|Khám thường|Tỷ lệ cấp cứu\n");
    let mut all = [0_i64; 3];
    let rate = |part: i64, whole: i64| {
        let rounded = (part * 2_000 / whole + 1) / 2;
        format!("{},{}", rounded / 10, rounded % 10)
    };
    for (line, (emergency, clinics)) in emergency.into_iter().zip(clinics).enumerate() {
        let mut figures = [emergency + clinics, emergency, clinics];
        changed(line, &mut figures);
        all[0] += figures[0];
        if matches!(line, 1 | 4 | 9) {
            table.push_str(&format!("Bệnh viện {line}|{}|-|-|-\n", figures[0]));
            continue;
        }
        all[1] += figures[1];
        all[2] += figures[2];
        table.push_str(&format!(
            "Bệnh viện {line}|{}|{}|{}|{}\n",
            figures[0],
            emergency,
            clinics,
            rate(emergency, emergency + clinics)
        ));
    }
    table.push_str(&format!("Toàn quốc|{}|{}|{}|{}\n", all[0], all[1], all[2], rate(all[1], all[1] + all[2])));
    table
}

#[test]
fn a_total_of_units_that_do_not_all_give_the_parts_is_not_the_sum_of_its_parts() {
    let table = patients(|_, _| {});
    assert_eq!(accused(&table), Vec::<CellRef>::new(), "{table}");
}

#[test]
fn a_unit_that_gives_the_parts_must_give_all_of_them() {
    let table = patients(|line, figures| {
        if line == 6 {
            figures[0] += 3_000;
        }
    });
    assert_eq!(accused(&table), [cell("B8")], "{table}");
}

#[test]
fn a_rate_of_exchange_that_is_one_on_all_other_lines_is_no_error_of_the_amount() {
    let lines = |changed: i64| {
        let units = [1_500, 1_830, 7_810, 12_370, 3_045, 23_790, 452, 14_410, 4_470, 5_553];
        let prices = [4_114, 3_970, 791, 2_099, 2_473, 787, 12_559, 3_012, 2_795, 8_515];
        let mut table = String::from("Chứng khoán|Số lượng|Giá|Tỷ giá|Thành tiền\n");
        for (line, (units, price)) in units.into_iter().zip(prices).enumerate() {
            // In hundredths, as the price.
            let amount = if line == 1 { units * price * 100 / 127 } else { units * price };
            let amount = if line == 6 { amount + changed } else { amount };
            let rate = if line == 1 { "1,27" } else { "1,00" };
            let shown = |hundredths: i64| format!("{},{:02}", hundredths / 100, hundredths % 100);
            table.push_str(&format!("Mã {line}|{units}|{}|{rate}|{}\n", shown(price), shown(amount)));
        }
        table
    };
    assert_eq!(accused(&lines(0)), Vec::<CellRef>::new(), "{}", lines(0));
    assert_eq!(accused(&lines(900_000)), [cell("E8")], "{}", lines(900_000));
}

#[test]
fn the_total_of_one_version_of_a_plan_does_not_accuse_the_other() {
    let first = [23_220, 4_332, 4_957, 34_240, 2_321, 7_523, 9_895, 10_222];
    let second = [24_148, 4_418, 5_105, 35_267, 2_367, 7_599, 10_291, 10_426];
    let lines = |changed: i64| {
        let mut table = String::from("Chỉ tiêu|KH 2025 mới|KH 2025 cũ|KH 2026 mới|KH 2026 cũ|Tổng kế hoạch\n");
        for (line, (first, second)) in first.into_iter().zip(second).enumerate() {
            let old = if line == 4 { first + 83 } else { first };
            let total = first + second + if line == 2 { changed } else { 0 };
            table.push_str(&format!("Mục {line}|{first}|{old}|{second}|{second}|{total}\n"));
        }
        table
    };
    assert_eq!(accused(&lines(0)), Vec::<CellRef>::new(), "{}", lines(0));
    assert_eq!(accused(&lines(400)), [cell("F4")], "{}", lines(400));
}

/// What eleven teams earned before other items, those items, and what is left before and after tax. Two items are
/// something in one team each; a slip may be added to the tax of the fifth.
fn results(slip: i64) -> String {
    let tax = [7_412, 12_908, 3_377, 21_640, 9_053, 15_186, 4_829, 18_274, 6_695, 11_431, 8_960];
    let after = [22_517, 9_846, 31_208, 14_973, 40_126, 27_395, 18_264, 8_731, 35_602, 12_049, 25_880];
    let team = |at: usize, figure: i64| move |line: usize| if line == at { figure } else { 0 };
    let (gain, cost) = (team(6, 4_217), team(2, -3_648));
    let line = |name: &str, of: &dyn Fn(usize) -> i64| {
        let figures: Vec<String> = (0..tax.len()).map(|at| of(at).to_string()).collect();
        format!("{name}|{}\n", figures.join("|"))
    };
    let teams: Vec<String> = (1..=tax.len()).map(|at| format!("Đội {at}")).collect();
    format!("Chỉ tiêu|{}\n", teams.join("|"))
        + &line("Lãi hoạt động", &|at| tax[at] + after[at] - gain(at) - cost(at))
        + &line("Lãi bán tài sản", &gain)
        + &line("Chi phí khác", &cost)
        + &line("Lãi trước thuế", &|at| tax[at] + after[at])
        + &line("Thuế", &|at| tax[at] + if at == 4 { slip } else { 0 })
        + &line("Lãi sau thuế", &|at| after[at])
}

#[test]
fn several_items_on_the_wrong_side_of_a_sum_each_explain_their_own_line() {
    assert_eq!(accused(&results(0)), Vec::<CellRef>::new(), "{}", results(0));
    // Said of the sum that is broken.
    assert_eq!(accused(&results(3_000)), [cell("F5")], "{}", results(3_000));
}

/// Rates before and now, and what each gives for a quantity; one of the ten has another rate now. What it gives now may be `changed`.
fn two_rates(changed: impl Fn(usize, i64) -> i64) -> String {
    let quantities = [1_243, 877, 2_019, 1_506, 934, 1_781, 1_168, 2_345, 1_097, 1_659];
    let rates = [17, 23, 19, 31, 27, 29, 13, 37, 21, 33];
    let mut table = String::from("Hộ|Khối lượng|Mức cũ|Tiền theo mức cũ|Mức mới|Tiền theo mức mới");
    for (line, (quantity, rate)) in quantities.into_iter().zip(rates).enumerate() {
        let now = if line == 6 { 41 } else { rate };
        let amount = changed(line, quantity * now);
        table.push_str(&format!("\nHộ {line}|{quantity}|{rate}|{}|{now}|{amount}", quantity * rate));
    }
    table
}

#[test]
fn a_law_that_echoes_another_accuses_nobody_where_the_two_part() {
    let table = two_rates(|_, amount| amount);
    assert_eq!(accused(&table), Vec::<CellRef>::new(), "{table}");
    let table = two_rates(|line, amount| if line == 2 { amount + 700 } else { amount });
    assert_eq!(accused(&table), [cell("F4")], "{table}");
}
