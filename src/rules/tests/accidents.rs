//! Figures that have nothing to do with each other accuse nobody, however round, small or alike they are; the
//! same figures accuse when a law is really in them.

use std::fmt::Write as _;

use crate::finding::Severity;
use crate::fixture;
use crate::rules::check_sheet;
use crate::workbook::SheetIndex;

/// The cells that errors accuse.
fn accused(text: &str) -> Vec<String> {
    let report = check_sheet(&fixture::workbook(text).0, SheetIndex(0));
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.place.to_string()).collect()
}

/// Figures without any order, the same for the same seed.
struct Noise(u64);

impl Noise {
    fn below(&mut self, range: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % range
    }
}

/// A list of people with allowances in multiples of a step. `paid`: with what each of them gets in all.
fn people(seed: u64, count: usize, step: u64, paid: bool) -> String {
    let mut noise = Noise(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut text = "TT|Họ và tên|Hỗ trợ đi lại|Tiền lễ, tết|Phụ cấp đặc thù|Hỗ trợ ăn ca".to_owned();
    text.push_str(if paid { "|Thực nhận" } else { "" });
    for person in 1..=count {
        let amounts: Vec<u64> = (0..4).map(|_| step * noise.below(11)).collect();
        let _ = write!(text, "\n{person}|Người thứ {person}");
        for amount in &amounts {
            let _ = write!(text, "|{amount}");
        }
        if paid {
            let _ = write!(text, "|{}", amounts.iter().sum::<u64>());
        }
    }
    text
}

#[test]
fn round_allowances_that_nobody_adds_up_accuse_nobody() {
    for seed in 1..=6 {
        for step in [50_000, 100_000, 500_000] {
            assert_eq!(accused(&people(seed, 40, step, false)), Vec::<String>::new(), "{seed} {step}");
        }
    }
}

#[test]
fn round_allowances_that_somebody_adds_up_accuse_the_wrong_sum() {
    for step in [50_000, 100_000, 500_000] {
        let text = people(3, 40, step, true);
        assert_eq!(accused(&text), Vec::<String>::new(), "{step}");
        let wrong: Vec<String> = text
            .lines()
            .map(|line| match line.rsplit_once('|') {
                Some((line, paid)) if line.starts_with("17|") => {
                    format!("{line}|{}", paid.parse::<u64>().expect("an amount") + 3 * step)
                }
                _ => line.to_owned(),
            })
            .collect();
        assert_eq!(accused(&wrong.join("\n")), ["G18"], "{step}");
    }
}

#[test]
fn small_counts_and_readings_that_hardly_change_keep_no_book() {
    for seed in 1..=8 {
        let mut noise = Noise(seed * 7919 + 1);
        let mut counts = "Xã|Đảng viên|Đoàn viên|Biên chế|Trên 50 tuổi|Dân tộc".to_owned();
        let mut readings = "Giờ|Điểm A|Điểm B|Điểm C|Điểm D|Điểm E".to_owned();
        let mut level = 250;
        for line in 1..=24_u64 {
            let _ = write!(counts, "\nXã {line}");
            let _ = write!(readings, "\nLần {line}");
            level += noise.below(3);
            for point in 0..5 {
                let _ = write!(counts, "|{}", noise.below(3) * noise.below(4));
                let _ = write!(readings, "|{}", level + point * 2 + noise.below(2));
            }
        }
        assert_eq!(accused(&counts), Vec::<String>::new(), "{seed}");
        assert_eq!(accused(&readings), Vec::<String>::new(), "{seed}");
    }
}

#[test]
fn a_book_under_words_that_say_nothing_is_followed_all_the_same() {
    let mut noise = Noise(77);
    let (mut text, mut stock, mut second) = ("Ngày|Cột A|Cột B|Cột C\n|||5.000".to_owned(), 5000_u64, 0);
    for day in 1..=14 {
        let (came, went) = (noise.below(900) + 37, noise.below(700) + 41);
        stock = stock + came - went;
        second = if day == 9 { stock } else { second };
        let _ = write!(text, "\nNgày {day}|{came}|{went}|{stock}");
    }
    assert_eq!(accused(&text), Vec::<String>::new());
    let wrong = text.replace(&format!("|{second}"), &format!("|{}", second + 900));
    assert!(accused(&wrong).iter().any(|cell| cell == "D11"), "{:?}", accused(&wrong));
}
