//! Exceptions that have a pattern are no slips; a slip beside them is one.

use std::fmt::Write as _;

use crate::finding::Severity;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

/// The cells that errors and warnings accuse.
fn accused(text: &str) -> Vec<String> {
    let report = check_sheet(&fixture::workbook(text).0, SheetIndex(0));
    let said = report.findings.iter().filter(|finding| finding.severity <= Severity::Warning);
    said.map(|finding| finding.place.to_string()).collect()
}

/// Machines that lose a share of their cost a year, and in the last year what is left. `slip` is added to
/// what the machine of a line loses, and to what follows from it.
fn machines(slip: Option<(u64, u64)>) -> String {
    let mut text =
        String::from("TT|Máy|Tỷ lệ hao mòn (%)|Nguyên giá|Hao mòn đầu năm|Hao mòn trong năm|Hao mòn lũy kế|Còn lại\n");
    for line in 1..=60_u64 {
        let rate = [8, 10, 20][line as usize % 3];
        let cost = 4_000_000 + line * line * 7_919 % 29_000_000 / 100 * 100;
        let (opening, share) = match line % 12 {
            // The year before it was written off more than its share.
            5 => (cost - 100_000 - line * 1_327, 100_000 + line * 1_327),
            _ => (cost * rate / 100 * (line % 4), cost * rate / 100),
        };
        let lost = share + slip.filter(|(at, _)| *at == line).map_or(0, |(_, more)| more);
        let _ = writeln!(
            text,
            "{line}|Máy {line}|{rate}|{cost}|{opening}|{lost}|{}|{}",
            opening + lost,
            cost - opening - lost
        );
    }
    text
}

#[test]
fn the_last_year_takes_what_is_left() {
    assert_eq!(accused(&machines(None)), Vec::<String>::new());
}

#[test]
fn a_year_that_takes_too_much_is_told_beside_last_years() {
    assert_eq!(accused(&machines(Some((14, 30_000)))), ["F15"]);
}

/// Prices of land in four places at 100, 70, 50 and 30 percent. `slip` replaces that of a place.
fn prices(slip: Option<(u32, usize, u32)>) -> String {
    let mut text = String::from("TT|Đoạn đường|VT1|VT2|VT3|VT4\n");
    for line in 1..=90_u32 {
        let first = 120 + line * line * 37 % 911;
        let place = |percent: u32| (first * percent + 50) / 100;
        let mut places = [first, place(70), place(50), place(30)];
        if let Some((_, place, price)) = slip.filter(|(at, ..)| *at == line) {
            places[place] = price;
        }
        let places: Vec<String> = places.iter().map(u32::to_string).collect();
        let _ = writeln!(text, "{line}|Đoạn {line}|{}", places.join("|"));
    }
    text
}

#[test]
fn fixed_parts_of_a_price_add_up_but_for_rounding() {
    assert_eq!(accused(&prices(None)), Vec::<String>::new());

    assert_eq!(accused(&prices(Some((31, 0, 434)))), ["C32"]);
}

/// Allowances that are paid in four fifths, so that the same sums stand in many lines, and in three of every
/// twenty one of them never adds up.
#[test]
fn figures_that_miss_wherever_they_stand_are_one_custom() {
    let mut text = String::from("TT|Người hưởng|Tổng|Phần một|Phần hai\n");
    for line in 1..=80_u32 {
        let (first, second) = (1310 + line * line * 71 % 977, 470 + line * 89 % 613);
        let (sum, first, second) = if line % 20 < 3 { (1824, 1310, 522) } else { (first + second, first, second) };
        let _ = writeln!(text, "{line}|Ông {line}|{sum}|{first}|{second}");
    }
    assert_eq!(accused(&text), Vec::<String>::new());
}

/// A budget whose figures were rounded to a step and written out. `slips` are added, in steps.
fn written_out(step: u64, slips: &[(u64, u64)]) -> String {
    let mut text = String::from("TT|Nội dung|Tổng số (đồng)|Phần A|Phần B\nA|B|1=2+3|2|3\n");
    for line in 1..=9_u64 {
        let (first, second) = (2_450 + line * line * 7_919 % 60_000, 3_977 + line * 5_393 % 70_000);
        let more: u64 = slips.iter().filter(|(at, _)| *at == line).map(|(_, by)| by).sum();
        let (sum, first, second) = ((first + second + more) * step, first * step, second * step);
        let _ = writeln!(text, "{line}|Nội dung {line}|{sum}|{first}|{second}");
    }
    text
}

#[test]
fn amounts_that_were_rounded_and_written_out_miss_by_a_step() {
    for step in [1_000, 1_000_000] {
        assert_eq!(accused(&written_out(step, &[(2, 1), (5, 1), (7, 1)])), Vec::<String>::new());
        assert_eq!(accused(&written_out(step, &[(2, 1), (5, 40), (7, 1)])), ["C7"]);
        assert_eq!(accused(&written_out(step, &[(4, 1)])), ["C6"], "one may be a slip");
    }
}

/// Rates of a total less what is spent for others, which the form does not say. `slip` is added to one of them.
fn rates(slip: Option<(u32, u32)>) -> String {
    let mut text = String::from("TT|Đơn vị|Tổng chi|Giảm trừ|Tỷ lệ giảm trừ (%)\n");
    for line in 1..=50_u32 {
        let whole = 300_000 + line * line * 7_919 % 400_000;
        let cut = whole / 100 + line * 3_331 % 5_000;
        let mut rate = (cut * 20_000 / whole).div_ceil(2);
        if line == 20 || line == 41 {
            rate += 1;
        }
        rate += slip.filter(|(at, _)| *at == line).map_or(0, |(_, more)| more);
        let _ = writeln!(text, "{line}|Đơn vị {line}|{whole}|{cut}|{},{:02}", rate / 100, rate % 100);
    }
    text
}

#[test]
fn two_rates_that_miss_by_a_unit_have_another_divisor() {
    assert_eq!(accused(&rates(None)), Vec::<String>::new());
    assert_eq!(accused(&rates(Some((30, 30)))), ["E31"], "the rate is that of the total of another line");
}

/// Attendances of hospitals, of which some do not say how long people waited. `more` is added to those of all.
fn hospitals(more: u32) -> String {
    let mut text = String::new();
    let (mut all, mut short, mut long) = (0, 0, 0);
    for line in 1..=40_u32 {
        let (within, beyond) = (900 + line * line * 71 % 5_003, 40 + line * 331 % 997);
        all += within + beyond;
        if line % 13 == 5 {
            let _ = writeln!(text, "{line}|Bệnh viện {line}|{}|-|-|-", within + beyond);
            continue;
        }
        short += within;
        long += beyond;
        let percent = f64::from(within) / f64::from(within + beyond) * 100.0;
        let percent = format!("{percent:.2}").replace('.', ",");
        let _ = writeln!(text, "{line}|Bệnh viện {line}|{}|{within}|{beyond}|{percent}", within + beyond);
    }
    let percent = format!("{:.2}", f64::from(short) / f64::from(short + long) * 100.0).replace('.', ",");
    let all = all + more;
    format!(
        "TT|Đơn vị|Tổng số lượt|Chờ dưới 4 giờ|Chờ trên 4 giờ|Tỷ lệ dưới 4 giờ (%)\n|Tổng cộng|{all}|{short}|{long}|{percent}\n{text}"
    )
}

#[test]
fn a_total_of_lines_that_say_no_parts_is_more_than_its_parts() {
    assert_eq!(accused(&hospitals(0)), Vec::<String>::new());
    let of_a_slip = accused(&hospitals(2_000));
    assert!(!of_a_slip.is_empty() && of_a_slip.iter().all(|cell| cell == "C2"), "{of_a_slip:?}");
}

/// A list of groups whose headings lack the cost that their items and the total have.
#[test]
fn headings_that_say_no_cost_are_not_added_up() {
    let mut text = String::from("TT|Tài sản|Nguyên giá|Hao mòn|Còn lại\n");
    let mut totals = [0, 0, 0_u32];
    for group in 0..4_u32 {
        let items: Vec<[u32; 3]> = (1..=6)
            .map(|item| {
                let (cost, worn) = (9_000 + (group * 6 + item) * 7_919 % 60_000, 3_000 + item * group * 71 % 977);
                [cost, worn, cost - worn]
            })
            .collect();
        let sum = |at: usize| items.iter().map(|item| item[at]).sum::<u32>();
        for (total, at) in totals.iter_mut().zip(0..) {
            *total += sum(at);
        }
        let _ = writeln!(text, "*{}*|*Nhóm {group}*||{}|{}", ["I", "II", "III", "IV"][group as usize], sum(1), sum(2));
        for (at, [cost, worn, left]) in items.iter().enumerate() {
            let _ = writeln!(text, "{}|Máy {group}{at}|{cost}|{worn}|{left}", at + 1);
        }
    }
    let _ = writeln!(text, "|Tổng cộng|{}|{}|{}", totals[0], totals[1], totals[2]);
    assert_eq!(accused(&text), Vec::<String>::new());
}

/// A country whose figures do not follow from those beside it as its provinces' do.
#[test]
fn a_line_in_which_every_law_is_broken_in_its_own_way_is_of_another_kind() {
    let mut text = String::from("TT|Đơn vị|Lúa|Lúa xuân|Lúa mùa|Ngô|Ngô xuân|Ngô mùa|Khoai|Khoai xuân|Khoai mùa\n");
    let sums =
        |line: u32| [1_709_u32, 2_503, 3_331].map(|by| (700 + line * by % 3_811, 400 + line * line * by % 2_903));
    let mut write = |name: &str, line: u32, more: [u32; 3]| {
        let figures: Vec<String> =
            sums(line).iter().zip(more).map(|((a, b), more)| format!("{}|{a}|{b}", a + b + more)).collect();
        let _ = writeln!(text, "|{name}|{}", figures.join("|"));
    };
    write("Cả nước", 77, [4_129, 861, 2_377]);
    for line in 1..=30 {
        write(&format!("Tỉnh {line}"), line, [0, 0, 0]);
    }
    assert_eq!(accused(&text), Vec::<String>::new());
}
