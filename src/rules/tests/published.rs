//! Customs of published tables: what was rounded by itself or by lot, years over the columns, lines that tell how far
//! figures lie apart, marks that are counted.

use std::fmt::Write as _;

use super::accused;

/// The errors of a table, by their first suspects.
fn errors(table: &str) -> Vec<String> {
    accused(table).0
}

const NOBODY: [&str; 0] = [];

/// Households of thirty communes in all and of two kinds, in tenths of a thousand; the fifth line is given.
fn households(fifth: [&str; 3], note: &str) -> String {
    let parts = (0..30).map(|line| if line == 4 { 144 } else { 183 + line * 97 % 389 });
    let mut table = String::from("Xã|Tổng số|Thường trú|Tạm trú");
    for (line, part) in parts.enumerate() {
        let other = part * 7 % 211 + 60;
        let shown = |tenths: i32| format!("{},{}", tenths / 10, tenths % 10);
        let figures = if line == 4 { fifth.map(str::to_owned) } else { [part + other, part, other].map(shown) };
        let _ = write!(table, "\nXã {line}|{}", figures.join("|"));
    }
    let _ = write!(table, "\n{note}");
    table
}

#[test]
fn where_a_note_says_so_totals_may_miss_by_rounding() {
    let off = ["31,6", "14,4", "17,3"];
    for note in [
        "Ghi chú: Tổng các thành phần có thể không bằng tổng số do làm tròn.",
        "Note: Figures may not add up to totals due to rounding.",
    ] {
        assert!(!accused(&households(off, note)).1, "{note}");
        assert_eq!(errors(&households(["41,7", "14,4", "17,3"], note)).len(), 1, "{note}");
    }
    assert!(accused(&households(off, "Ghi chú: Số liệu sơ bộ của các xã gửi về.")).1);
}

/// Persons of fifteen districts by five ages, all rounded to a multiple of `step` by lot; a total may miss by `missed`.
fn by_lot(step: i64, missed: i64) -> String {
    let mut table = String::from("Huyện|Dưới 15|15 - 29|30 - 44|45 - 59|Trên 60|Tổng số");
    for line in 0..15_i64 {
        let ages: Vec<i64> = (0..5).map(|age| (137 + line * 61 + age * (83 + 17 * line)) % 700 + 40).collect();
        let rounded = |figure: i64| (figure + (figure * 7 + line) % step) / step * step;
        let all = rounded(ages.iter().sum()) + if line == 6 { missed } else { 0 };
        let ages: Vec<String> = ages.into_iter().map(|figure| rounded(figure).to_string()).collect();
        let _ = write!(table, "\nHuyện {line}|{}|{all}", ages.join("|"));
    }
    table
}

#[test]
fn figures_rounded_to_threes_or_fives_by_lot_miss_by_more_than_half_a_step_each() {
    for step in [3, 5] {
        assert_eq!(errors(&by_lot(step, 0)), NOBODY, "{step}");
        assert_eq!(errors(&by_lot(step, 300)).len(), 1, "{step}");
    }
}

#[test]
fn ends_of_months_that_lost_their_format_stand_in_a_header() {
    let quarters = [[1_204, 1_377, 1_590, 1_148], [803, 912, 777, 1_015], [2_310, 1_986, 2_045, 2_467]];
    let mut table = String::from("|Quý I|Quý II|Quý III|Quý IV|Năm|Năm\n|45016|45107|45199|45291|2023|2022");
    for (line, quarters) in quarters.into_iter().chain([[55, 61, 48, 73], [407, 433, 398, 451]]).enumerate() {
        let year: i32 = quarters.iter().sum();
        let shown: Vec<String> = quarters.iter().map(i32::to_string).collect();
        let _ = write!(table, "\nSản phẩm {line}|{}|{year}|{}", shown.join("|"), year - 41 - 7 * line as i32);
    }
    assert_eq!(errors(&table), NOBODY, "{table}");
    assert_eq!(errors(&table.replace("|5319|", "|5391|")), ["F3"]);
}

#[test]
fn how_far_figures_lie_apart_does_not_add_up() {
    let rows: Vec<[i32; 2]> = (0..14).map(|line| [211 + line * 37 % 97, 118 + line * 53 % 71]).collect();
    let mut table = String::from("Ngày|Lượt sáng|Lượt chiều|Cả ngày");
    for (line, [morning, evening]) in rows.iter().enumerate() {
        let _ = write!(table, "\nNgày {}|{morning}|{evening}|{}", line + 1, morning + evening);
    }
    let _ = write!(table, "\nĐộ lệch chuẩn|27|21|35");
    assert_eq!(errors(&table), NOBODY, "{table}");
    assert_eq!(errors(&table.replace("Độ lệch chuẩn", "Ngày 15")).len(), 1, "a day does");
}

/// A roll of twenty people over twelve days: a mark for each day that somebody came.
fn roll(wrong: Option<(usize, u32)>) -> String {
    let mut table = String::from("TT|Họ và tên");
    (1..=12).for_each(|day| {
        let _ = write!(table, "|Ngày {day}");
    });
    table.push_str("|Tổng số");
    for person in 0..20_usize {
        let came = |day: usize| (person * person * 31 + day * day * 17 + person * day * 13) % 11 > 2;
        let days = (1..=12).filter(|day| came(*day)).count() as u32;
        let _ = write!(table, "\n{}|Người thứ {person}", person + 1);
        (1..=12).for_each(|day| table.push_str(if came(day) { "|1" } else { "|" }));
        let _ = write!(table, "|{}", wrong.filter(|(at, _)| *at == person).map_or(days, |(_, days)| days));
    }
    table
}

#[test]
fn marks_are_counted() {
    assert_eq!(errors(&roll(None)), NOBODY);
    assert_eq!(errors(&roll(Some((9, 28)))), ["O11"], "{}", roll(Some((9, 28))));
}
