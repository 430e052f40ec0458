//! Laws as the page asks for them.

use super::*;
use crate::protocol::{LawAsk, LawList, LawRequest, LawRow, Pointed, ProfileFile, Remembered, TriedLaw};

const DAY: &str = "1/12/2026";

fn laws(desk: &mut Desk) -> LawList {
    match ask(desk, Request::Laws(LawRequest::List { sheet: PB03 })) {
        Response::Laws(list) => list,
        other => panic!("{other:?}"),
    }
}

fn law(desk: &mut Desk, formula: &str) -> LawRow {
    let list = laws(desk);
    let found = list.laws.iter().find(|law| law.formula.vi == formula).cloned();
    found.unwrap_or_else(|| panic!("{formula} in {:#?}", list.laws))
}

fn turn(desk: &mut Desk, law: &LawRow, on: bool) -> Status {
    let laws = vec![law.id.clone()];
    change(desk, Ask::Laws(LawAsk::Turn { sheet: PB03, laws, on, day: DAY.to_owned() }))
}

fn state(text: &str, replaces: Option<&LawRow>) -> Ask {
    let replaces = replaces.map(|law| law.id.clone());
    Ask::Laws(LawAsk::State { sheet: PB03, text: text.to_owned(), replaces, day: DAY.to_owned() })
}

fn tried(desk: &mut Desk, text: &str) -> Result<TriedLaw, String> {
    let request = LawRequest::Try { sheet: PB03, text: text.to_owned(), replaces: None };
    match ask(desk, Request::Laws(request)) {
        Response::Tried(tried) => Ok(tried),
        Response::Failed(failure) => Err(failure.message.vi),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_laws_of_a_sheet_stand_in_its_own_numbers() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let list = laws(&mut desk);
    let told: Vec<(&str, (u32, u32), bool)> =
        list.laws.iter().map(|law| (law.formula.vi.as_str(), law.tally, law.of_columns)).collect();
    assert_eq!(
        told,
        [
            ("cột 1 = cột 4 + cột 5 + cột 7", (10, 10), false),
            ("cột 2 = cột 4 + cột 6 + cột 8", (9, 10), false),
            ("cột 3 = cột 2 / cột 1 × 100", (8, 10), false),
            ("dòng 17 = tổng dòng 8–16", (6, 7), true),
        ]
    );
    assert_eq!(list.laws[1].fails, Some(at("E14")));
    assert!(list.laws[1].source.vi.contains("E7"), "{}", list.laws[1].source.vi);
    assert!(list.laws[3].source.vi.contains("Tổng cộng"), "{}", list.laws[3].source.vi);
    let id = list.laws[1].id.clone();
    let Response::Law(view) = ask(&mut desk, Request::Laws(LawRequest::View { sheet: PB03, law: id })) else {
        panic!("no view")
    };
    assert_eq!(view.operands.len(), 3);
    // The column numbers are part of it.
    assert_eq!(view.operands[0], [(at("G7"), at("G17"))]);
    assert_eq!(view.fails, [at("E14")]);
}

#[test]
fn a_law_that_is_turned_off_takes_its_findings_along_until_it_is_undone() {
    let mut desk = Desk::new();
    let (_, before) = opened(&mut desk);
    let rate = law(&mut desk, "cột 3 = cột 2 / cột 1 × 100");
    let status = turn(&mut desk, &rate, false);
    assert_eq!(errors(&status), ["2!E14"]);
    assert!(status.compared < before.compared);
    let off = law(&mut desk, "cột 3 = cột 2 / cột 1 × 100");
    assert_eq!((off.off.as_deref(), off.tally), (Some(DAY), rate.tally));
    assert!(!status.journal.is_empty());
    let status = change(&mut desk, Ask::Undo);
    assert_eq!(errors(&status).len(), 2);
    assert!(status.journal.is_empty());
    let status = change(&mut desk, Ask::Redo);
    assert_eq!(errors(&status), ["2!E14"]);
    let status = turn(&mut desk, &off, true);
    assert_eq!(errors(&status).len(), 2);
}

#[test]
fn a_law_is_tried_before_it_is_stated() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let bound = tried(&mut desk, "cột 6 ≤ cột 5").unwrap();
    assert_eq!((bound.formula.vi.as_str(), bound.tally.0 == bound.tally.1), ("cột 6 ≤ cột 5", true));
    assert!(bound.refused.is_none());
    let wrong = tried(&mut desk, "cột 8 = cột 4 + cột 5").unwrap();
    assert!(wrong.refused.unwrap().vi.contains("Không đúng"), "{:?}", wrong.tally);
    let known = tried(&mut desk, "2 = 8 + 6 + 4").unwrap();
    assert!(known.refused.unwrap().vi.contains("rồi"));
    assert!(tried(&mut desk, "cột 6 = cột 12 + cột 5").unwrap_err().contains("không có cột 12"));
    assert!(tried(&mut desk, "cột 6 = ").unwrap_err().contains("chưa xong"));
    assert!(tried(&mut desk, "dòng 90 = dòng 8 + dòng 9").unwrap_err().contains("Dòng 90"));
}

#[test]
fn a_law_is_stated_mended_and_taken_back() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let total = law(&mut desk, "dòng 17 = tổng dòng 8–16");
    let status = change(&mut desk, state("dòng 17 = tổng dòng 8–15", Some(&total)));
    assert!(status.journal.laws.is_some());
    let own = law(&mut desk, "dòng 17 = tổng dòng 8–15");
    assert!(own.own && own.tally.0 < own.tally.1, "{own:?}");
    let list = laws(&mut desk);
    assert!(list.laws.iter().filter(|law| law.of_columns && law.off.is_none()).count() == 1, "{list:#?}");
    change(&mut desk, Ask::Laws(LawAsk::Drop { sheet: PB03, id: own.id }));
    let status = change(&mut desk, Ask::Undo);
    assert!(status.journal.laws.is_some());
    change(&mut desk, Ask::Undo);
    assert!(!law(&mut desk, "dòng 17 = tổng dòng 8–16").own);
}

#[test]
fn what_was_decided_is_remembered_and_offered_for_the_form() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let rate = law(&mut desk, "cột 3 = cột 2 / cột 1 × 100");
    turn(&mut desk, &rate, false);
    change(&mut desk, state("cột 6 ≤ cột 5", None));
    let remember = LawRequest::Remember { stored: String::new(), day: DAY.to_owned() };
    let Response::Remember { stored } = ask(&mut desk, Request::Laws(remember)) else { panic!("nothing to store") };
    let offered = |desk: &mut Desk| match ask(desk, Request::Laws(LawRequest::Remembered { stored: stored.clone() })) {
        Response::Remembered(remembered) => remembered,
        other => panic!("{other:?}"),
    };
    assert_eq!(offered(&mut desk), Remembered::default(), "it is in force");
    // Another visit.
    let mut desk = Desk::new();
    opened(&mut desk);
    let told = offered(&mut desk);
    assert_eq!((told.laws, told.off, told.day.as_str(), told.names.as_slice()), (1, 1, DAY, &["PB03".to_owned()][..]));
    let taken = change(&mut desk, Ask::Laws(LawAsk::Take { profile: stored.clone() }));
    assert_eq!(errors(&taken), ["2!E14"]);
    assert!(taken.told.unwrap().vi.contains("thêm 1"));
    assert!(law(&mut desk, "cột 6 ≤ cột 5").own);
    let status = change(&mut desk, state("dòng 17 = tổng dòng 8–15", None));
    // Over the wire and back.
    let wire = serde_json::to_string(&Response::Changed(status.clone())).unwrap();
    assert_eq!(serde_json::from_str::<Response>(&wire).unwrap(), Response::Changed(status.clone()));
    let wire = serde_json::to_string(&Request::Change { ask: state("6=5", None), formulas: false }).unwrap();
    assert!(serde_json::from_str::<Request>(&wire).is_ok());
    // After a crash.
    let mut desk = Desk::new();
    let again = match ask(&mut desk, Request::Sample { journal: status.journal.clone() }) {
        Response::Opened { status, .. } => status,
        other => panic!("{other:?}"),
    };
    assert!(!errors(&again).contains(&"2!F13".to_owned()), "{:?}", errors(&again));
    assert_eq!(again.journal.laws, status.journal.laws);
    assert!(ProfileFile::read(&stored).unwrap().profile().is_ok());
}

#[test]
fn what_is_pointed_at_is_written_behind_what_was_typed() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let mut point = |corners: (&str, &str), what, text: &str| {
        let corners = (at(corners.0), at(corners.1));
        let request = LawRequest::Point { sheet: PB03, corners, what, text: text.to_owned() };
        match ask(&mut desk, Request::Laws(request)) {
            Response::Pointed { text } => text,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(point(("E10", "E10"), Pointed::Cells, ""), "cột 2");
    assert_eq!(point(("G10", "G10"), Pointed::Cells, "cột 2"), "cột 2 = cột 4");
    assert_eq!(point(("I1", "I30"), Pointed::Columns, "cột 2 = cột 4"), "cột 2 = cột 4 + cột 6");
    assert_eq!(point(("I1", "I30"), Pointed::Columns, "cột 2 = cột 4 − "), "cột 2 = cột 4 − cột 6");
    assert_eq!(point(("A17", "K17"), Pointed::Lines, ""), "dòng 17");
    assert_eq!(point(("A8", "K16"), Pointed::Lines, "dòng 17 = "), "dòng 17 = tổng dòng 8–16");
    assert_eq!(point(("A8", "K16"), Pointed::Lines, "dòng 17 = tổng"), "dòng 17 = tổng dòng 8–16");
    assert_eq!(point(("E8", "E8"), Pointed::Cells, "dòng 17"), "dòng 17 = dòng 8");
}
