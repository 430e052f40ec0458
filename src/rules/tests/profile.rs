//! What an office decides before any file is seen.

use crate::fixture;
use crate::relation::OwnLaw;
use crate::rules::{Profile, Setting, check_sheet_with};
use crate::workbook::{SheetIndex, Without, own_engine};

/// The rule and the cell of everything that is said.
fn said(text: &str, profile: Profile) -> Vec<(String, String)> {
    let setting = Setting { profile, ..Setting::default() };
    let report = check_sheet_with(&fixture::workbook(text).0, SheetIndex(0), &setting);
    report.findings.iter().map(|finding| (finding.rule.to_string(), finding.place.to_string())).collect()
}

/// Four communes; the last column is what nobody says: a share of the third, and of no total.
const SUPPORT: &str = "
TT|Xã|Mức chuẩn|Hệ số|Hỗ trợ
1|2|3|4|5
1|Đông Hà|2340|1,2|2808
2|Tây Sơn|1870|0,9|1783
3|Nam Tiến|3120|1,1|3432
4|Bắc Lý|2650|1,4|3710";

#[test]
fn a_law_of_ones_own_finds_what_the_form_does_not_print() {
    let law = |text| Profile { laws: vec![OwnLaw::parse(text).unwrap()], ..Profile::default() };
    let accused = |profile| {
        let found = said(SUPPORT, profile).into_iter();
        found.filter(|(rule, _)| rule == "column-formula-mismatch").map(|(_, place)| place).collect::<Vec<_>>()
    };
    assert_eq!(accused(Profile::default()), Vec::<String>::new());
    for text in ["5=3*4", "5 = 3 × 4", "(5)=(3)x(4)"] {
        assert_eq!(accused(law(text)), ["E4"], "{text}");
    }
    assert_eq!(accused(law("9=3*4")), Vec::<String>::new(), "there is no such column");
}

#[test]
fn what_is_no_formula_is_no_law() {
    for text in ["", "5", "3*4", "5=", "5=mức chuẩn × hệ số"] {
        assert!(OwnLaw::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_muted_rule_says_nothing() {
    let table = "TT|Xã|Số hộ\n1|Đông Hà|234\n2|Tây Sơn|187\n3|Nam Tiến|312\n|Tổng cộng|743";
    assert_eq!(said(table, Profile::default()), [("total-mismatch".to_owned(), "C5".to_owned())]);
    let mut profile = Profile::default();
    assert!(profile.mute("total-mismatch"));
    assert_eq!(said(table, profile), []);
    assert!(!Profile::default().mute("no-such-rule"));
}

#[test]
fn formulas_are_calculated_by_the_engine_that_was_given() {
    let table = "A|Số\nx|2\ny|3\nTổng|=SUM(B2:B3)→6";
    let stale = |engine| {
        let setting = Setting { engine, profile: Profile::default() };
        let report = check_sheet_with(&fixture::workbook(table).0, SheetIndex(0), &setting);
        report.findings.iter().any(|finding| finding.rule.0 == "stale-formula-value")
    };
    assert!(stale(own_engine()));
    assert!(!stale(std::sync::Arc::new(Without)));
}
