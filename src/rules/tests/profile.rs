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

/// Nine lines and a total whose second column leaves out a line; nothing says what it is the total of.
const LINES: &str = "
TT|Xã|Số hộ|Tỷ lệ (%)
1|Đông Hà|234|12,5
2|Tây Sơn|187|10,1
3|Nam Tiến|312|9,8
|Ba xã trên|721|10,8";

#[test]
fn a_law_of_lines_adds_up_what_may_be_added() {
    let law = |text| Profile { laws: vec![OwnLaw::parse(text).unwrap()], ..Profile::default() };
    for text in ["dòng 5 = tổng dòng 2–4", "Dòng 5 = dòng 2 + dòng 3 + dòng 4", "line 5 = sum of lines 2 to 4"]
    {
        let said = said(LINES, law(text));
        assert!(said.iter().any(|(_, place)| place == "C5"), "{text}: {said:?}");
        assert!(said.iter().all(|(_, place)| !place.starts_with('D')), "rates are not added up: {said:?}");
    }
    assert_eq!(said(LINES, law("dòng 50 = tổng dòng 2–4")), said(LINES, Profile::default()), "there is no such line");
}

#[test]
fn a_bound_of_ones_own_is_told_where_it_is_passed() {
    let law = |text| Profile { laws: vec![OwnLaw::parse(text).unwrap()], ..Profile::default() };
    let said = |text| said("A|Được giao|Đã giải ngân\n1|2|3\nx|120|119\ny|80|95\nz|60|60", law(text));
    for text in ["cột 3 ≤ cột 2", "cột 2 >= cột 3"] {
        assert!(said(text).iter().any(|(_, place)| place == "C4"), "{text}: {:?}", said(text));
    }
}

#[test]
fn a_law_that_is_turned_off_says_nothing_and_nothing_takes_its_place() {
    use crate::relation::law_key;
    use crate::table::{Form, tables};

    let table = "TT|Xã|Số hộ|Nam|Nữ\n|1|2=3+4|3|4\n1|Đông Hà|234|110|124\n2|Tây Sơn|187|90|97\n3|Nam Tiến|321|150|162";
    assert!(said(table, Profile::default()).iter().any(|(_, place)| place == "C5"));
    let workbook = fixture::workbook(table).0;
    let read = tables(&workbook, SheetIndex(0)).remove(0);
    let report = check_sheet_with(&workbook, SheetIndex(0), &Setting::default());
    let law = report.standings.iter().find(|standing| standing.pattern.law.vi.contains("3 + 4")).unwrap();
    let mut profile = Profile::default();
    profile.off.insert((Form::of(&read), law_key(&read, &law.pattern)), "1/12/2026".to_owned());
    assert_eq!(said(table, profile.clone()), []);
    let setting = Setting { profile, ..Setting::default() };
    let report = check_sheet_with(&workbook, SheetIndex(0), &setting);
    assert_eq!(report.off.len(), 1);
}

#[test]
fn lines_are_known_again_by_what_they_are_called() {
    use crate::table::tables;

    let first = tables(&fixture::workbook(LINES).0, SheetIndex(0)).remove(0);
    let law = OwnLaw::parse("dòng 5 = tổng dòng 2–4").unwrap().of_table(&first);
    let next = "
TT|Xã|Số hộ|Tỷ lệ (%)
1|Đông Hà|240|12,5
2|Bắc Lý|100|7,5
3|Tây Sơn|187|10,1
4|Nam Tiến|312|9,8
|Ba xã trên|893|10,8";
    let later = tables(&fixture::workbook(next).0, SheetIndex(0)).remove(0);
    let (_, pattern) = law.in_table(&later).unwrap();
    let relation = &pattern.relations[0];
    assert_eq!(relation.target.to_string(), "C6");
    assert_eq!(relation.operands.len(), 4, "a line that came in between is one of them");
    let other =
        tables(&fixture::workbook("TT|Xã|Số khẩu\n1|Đông Hà|3\n2|Tây Sơn|4\n3|Nam|2").0, SheetIndex(0)).remove(0);
    assert!(law.in_table(&other).is_err());
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
