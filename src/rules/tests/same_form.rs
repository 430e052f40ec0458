//! Tables of one form lend each other what they show.

use crate::finding::{Edit, Finding, Input, Severity};
use crate::fixture;
use crate::number::{Notation, parse};
use crate::patch;
use crate::rules::{Setting, SheetReport, check, check_sheet};
use crate::session::Session;
use crate::workbook::{SheetIndex, Workbook};

const HEADER: &str = "Xã|Đầu năm|Phát sinh|Cuối năm";
const LONG: [&str; 2] = [
    "A|1.204|387|1.591\nB|956|412|1.368\nC|2.310|548|2.858\nD|1.775|291|2.066\nĐ|3.018|664|3.682\nE|1.430|375|1.805",
    "G|2.145|518|2.663\nH|1.067|243|1.310\nK|1.892|457|2.349\nL|2.764|631|3.395\nM|1.523|289|1.812\nN|947|318|1.265",
];
/// The last of its three lines is wrong: 86 + 35 is 121.
const SHORT: &str = "P|136|27|163\nQ|52|38|90\nR|86|35|151";

fn workbook(sheets: &[&str]) -> Workbook {
    let sheets = sheets.iter().enumerate().map(|(at, lines)| {
        let (workbook, _) = fixture::workbook(&format!("{HEADER}\n{lines}"));
        let mut sheet = workbook.sheets.into_iter().next().unwrap();
        sheet.name = format!("Huyện {}", at + 1);
        sheet
    });
    let styles = fixture::workbook(HEADER).0.styles;
    Workbook::new(sheets.collect(), styles)
}

fn errors(report: &SheetReport) -> Vec<&Finding> {
    report.findings.iter().filter(|finding| finding.severity == Severity::Error).collect()
}

#[test]
fn a_short_table_is_understood_by_the_others_of_its_form() {
    let workbook = workbook(&[LONG[0], LONG[1], SHORT]);
    assert!(errors(&check_sheet(&workbook, SheetIndex(2))).is_empty(), "three lines prove too little by themselves");
    let reports = check(&workbook, &Setting::default());
    let said = errors(&reports[2].report);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!((said[0].place.to_string().as_str(), said[0].expected.as_deref()), ("D4", Some("121")));
    assert!(reports[..2].iter().all(|checked| errors(&checked.report).is_empty()));
}

#[test]
fn a_table_with_other_columns_borrows_nothing() {
    let mut workbook = workbook(&[LONG[0], LONG[1], SHORT]);
    let (other, _) = fixture::workbook("x|y|z|Còn nợ");
    let renamed = other.sheets[0].cell("D1".parse().unwrap()).unwrap().clone();
    workbook.sheets[2].set("D1".parse().unwrap(), renamed);
    assert!(errors(&check(&workbook, &Setting::default())[2].report).is_empty());
}

#[test]
fn an_edit_is_felt_on_the_sheets_of_the_same_form() {
    let bytes = patch::package(&workbook(&[LONG[0], SHORT])).unwrap();
    let mut session = Session::open("a.xlsx", bytes).unwrap();
    assert_eq!(errors(session.report(SheetIndex(1)).unwrap()).len(), 1);
    // The first sheet no longer shows any law.
    let edit = |(cell, figure): (&str, &str)| {
        let number = parse(figure, Notation::Vietnamese).unwrap();
        Edit::of_cell(SheetIndex(0), cell.parse().unwrap(), Input::Number(number))
    };
    let figures = [("D2", "217"), ("D3", "4.816"), ("D4", "953"), ("D5", "7.342"), ("D6", "118"), ("D7", "5.569")];
    session.apply(figures.map(edit).to_vec());
    assert!(errors(session.report(SheetIndex(1)).unwrap()).is_empty());
    let saved = Session::open("a.xlsx", session.save().unwrap().1).unwrap();
    let keys = |session: &Session| -> Vec<_> {
        (0..2).flat_map(|at| session.report(SheetIndex(at)).unwrap().findings.clone()).map(|found| found.key).collect()
    };
    assert_eq!(keys(&session), keys(&saved));
    session.undo();
    assert_eq!(errors(session.report(SheetIndex(1)).unwrap()).len(), 1);
}
