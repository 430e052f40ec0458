//! The whole job, as the page asks for it.

mod laws;

use super::*;
use crate::finding::Severity;
use crate::protocol::{Ask, Question, RecordForm, ToPage, ToWorker};
use crate::report::{Contents, Fields};
use crate::session::Reason;
use crate::text::Lang;
use crate::workbook::CellRef;

fn ask(desk: &mut Desk, request: Request) -> Response {
    desk.answer(request, None, &mut |_| {}).response
}

fn opened(desk: &mut Desk) -> (Overview, Status) {
    match ask(desk, Request::Sample { journal: Journal::default() }) {
        Response::Opened { overview, status } => (overview, status),
        other => panic!("{other:?}"),
    }
}

fn change(desk: &mut Desk, ask_for: Ask) -> Status {
    match ask(desk, Request::Change { ask: ask_for, formulas: false }) {
        Response::Changed(status) => status,
        other => panic!("{other:?}"),
    }
}

fn errors(status: &Status) -> Vec<String> {
    status
        .findings
        .iter()
        .filter(|card| card.severity == Severity::Error && !card.dismissed)
        .map(|card| format!("{}!{}", card.place.sheet().unwrap().0, card.place))
        .collect()
}

fn at(address: &str) -> CellRef {
    address.parse().unwrap()
}

const PB03: SheetIndex = SheetIndex(2);

fn text_at(desk: &mut Desk, address: &str) -> String {
    let view = Request::View { sheet: PB03, rows: vec![(0, 30)], cols: vec![(0, 20)] };
    match ask(desk, view) {
        Response::View(window) => {
            window.cells.into_iter().find(|cell| cell.at == at(address)).map(|cell| cell.text).unwrap_or_default()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_sample_shows_exactly_its_planted_slips_as_errors() {
    let mut desk = Desk::new();
    let (overview, status) = opened(&mut desk);
    assert_eq!(overview.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["PB01", "PB02", "PB03"]);
    let mut errors = errors(&status);
    errors.sort();
    assert_eq!(errors, ["2!E14", "2!F13"]);
    assert!(status.compared > 50, "{}", status.compared);
}

#[test]
fn a_fix_clears_its_finding_and_undo_brings_it_back() {
    let mut desk = Desk::new();
    let (_, status) = opened(&mut desk);
    let card = status.findings.iter().find(|card| card.place.sheet_cell() == Some((PB03, at("E14")))).unwrap().clone();
    assert!(!card.fixes.is_empty());

    let fixed = change(&mut desk, Ask::Fix { key: card.key, index: 0 });
    assert_eq!(errors(&fixed), ["2!F13"]);
    assert_eq!(fixed.touched, Some((PB03, at("E14"))));
    assert_eq!(text_at(&mut desk, "E14"), "217,476");
    assert_eq!((fixed.history, fixed.journal.edits.len()), ((1, 0), 1));

    let undone = change(&mut desk, Ask::Undo);
    assert_eq!(errors(&undone).len(), 2);
    assert_eq!(text_at(&mut desk, "E14"), "217,746");
    let redone = change(&mut desk, Ask::Redo);
    assert_eq!(errors(&redone), ["2!F13"]);
}

#[test]
fn typing_the_right_number_clears_the_finding_and_typing_the_same_changes_nothing() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let enter = |text: &str| Ask::Enter { sheet: PB03, cell: at("F13"), text: text.to_owned() };
    let same = change(&mut desk, enter("15,83"));
    assert_eq!(same.history, (0, 0));
    let status = change(&mut desk, enter("15,38"));
    assert_eq!(errors(&status), ["2!E14"]);
}

#[test]
fn a_finding_set_aside_is_kept_but_not_counted_and_can_be_brought_back() {
    let mut desk = Desk::new();
    let (_, status) = opened(&mut desk);
    let key = status.findings.first().unwrap().key.clone();
    let aside = change(&mut desk, Ask::Dismiss { key: key.clone(), reason: Reason::Rounded });
    assert_eq!(aside.findings.iter().filter(|card| card.dismissed).count(), 1);
    assert_eq!(aside.findings.len(), status.findings.len());
    let dismissed: Vec<_> = aside.journal.dismissed.iter().map(|dismissal| &dismissal.key).collect();
    assert_eq!(dismissed, [&key]);
    let back = change(&mut desk, Ask::Restore { key: key.clone() });
    assert_eq!(back.findings.iter().filter(|card| card.dismissed).count(), 0);
    // Deciding is a step as any other.
    assert_eq!(back.history, (2, 0));
    let undone = change(&mut desk, Ask::Undo);
    assert!(undone.findings.iter().any(|card| card.key == key && card.reason == Some(Reason::Rounded)));
    assert_eq!(change(&mut desk, Ask::Undo).findings, status.findings);
    assert_eq!(change(&mut desk, Ask::Redo).findings, undone.findings);
}

#[test]
fn a_figure_that_is_right_by_its_source_leaves_others_accused() {
    let mut desk = Desk::new();
    let (_, status) = opened(&mut desk);
    let card = |status: &Status, cell: &str| {
        let found =
            status.findings.iter().find(|card| card.place.sheet_cell() == Some((PB03, at(cell))) && !card.dismissed);
        found.cloned()
    };
    // E14 is 217,746 in the place of 217,476: the line, the total of its column and its rate say so.
    let accused = card(&status, "E14").unwrap();
    let kept = change(&mut desk, Ask::Dismiss { key: accused.key.clone(), reason: Reason::Source });
    assert_eq!(card(&kept, "E14").filter(|card| !card.fixes.is_empty()), None);
    let others: Vec<String> = kept
        .findings
        .iter()
        .filter(|now| !status.findings.iter().any(|card| card.key == now.key))
        .map(|card| card.place.to_string())
        .collect();
    assert!(!others.is_empty(), "others are accused");
    assert!(kept.findings.iter().any(|card| card.key == accused.key && card.dismissed));
    // It is done again in the next visit, and undone.
    let request = Request::Sample { journal: kept.journal.clone() };
    let Response::Opened { status: again, .. } = Desk::new().answer(request, None, &mut |_| ()).response else {
        panic!("the sample opens")
    };
    assert_eq!(again.findings, kept.findings);
    assert_eq!(change(&mut desk, Ask::Undo).findings, status.findings);
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_open_one_as_it_is() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let request = Request::Open { name: "x.xlsx".to_owned(), journal: Journal::default() };
    let reply = desk.answer(request, Some(b"no workbook".to_vec()), &mut |_| {});
    assert!(matches!(reply.response, Response::Failed(_)));
    assert_eq!(text_at(&mut desk, "E14"), "217,746");
}

#[test]
fn after_a_crash_the_journal_brings_back_edits_and_decisions() {
    let mut desk = Desk::new();
    let (_, status) = opened(&mut desk);
    let key = status.findings.last().unwrap().key.clone();
    change(&mut desk, Ask::Dismiss { key, reason: Reason::Source });
    let before = change(&mut desk, Ask::Enter { sheet: PB03, cell: at("F13"), text: "15,38".to_owned() });

    let mut again = Desk::new();
    let Response::Opened { status, .. } = ask(&mut again, Request::Sample { journal: before.journal.clone() }) else {
        panic!("not opened")
    };
    assert_eq!(status.journal, before.journal);
    assert_eq!(status.findings, before.findings);
}

#[test]
fn a_cell_tells_which_relations_it_takes_part_in() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let Response::Cell(info) = ask(&mut desk, Request::Cell { sheet: PB03, cell: at("E14") }) else { panic!() };
    assert_eq!(info.entry, "217,746");
    let targets: Vec<String> = info.relations.iter().map(|relation| relation.target.to_string()).collect();
    for target in ["E14", "F14", "E17"] {
        assert!(targets.iter().any(|found| found == target), "{targets:?}");
    }
}

#[test]
fn nothing_can_be_asked_of_an_empty_desk() {
    let mut desk = Desk::new();
    assert!(matches!(ask(&mut desk, Request::Save), Response::Failed(_)));
    assert!(matches!(ask(&mut desk, Request::Change { ask: Ask::Undo, formulas: false }), Response::Failed(_)));
}

#[test]
fn the_download_and_the_record_come_as_bytes_with_their_names() {
    let mut desk = Desk::new();
    opened(&mut desk);
    change(&mut desk, Ask::Enter { sheet: PB03, cell: at("F13"), text: "15,38".to_owned() });
    let saved = desk.answer(Request::Save, None, &mut |_| {});
    let Response::File { name, .. } = &saved.response else { panic!("{:?}", saved.response) };
    assert_eq!(name, "phu-bieu-2024-da-soat.xlsx");
    let read = crate::workbook::read(&saved.bytes.unwrap()).unwrap();
    let cell = read.sheets[2].cell(at("F13")).unwrap();
    assert_eq!(read.shown(cell), "15,38");

    let record =
        |form| Request::Record { lang: Lang::Vi, fields: Fields::default(), contents: Contents::default(), form };
    for (form, name) in [(RecordForm::Html, "html"), (RecordForm::Text, "txt")] {
        let reply = desk.answer(record(form), None, &mut |_| {});
        let Response::File { name: file, .. } = &reply.response else { panic!("{:?}", reply.response) };
        assert_eq!(*file, format!("phu-bieu-2024-bien-ban-ra-soat.{name}"));
        let text = String::from_utf8(reply.bytes.unwrap()).unwrap();
        assert!(text.contains("PB03!E14") && text.contains("15,38"), "{text}");
    }
    let Response::Record { body } = ask(&mut desk, record(RecordForm::Paper)) else { panic!() };
    assert!(body.contains("<td class=\"n\">15,83</td><td class=\"n\">15,38</td>"), "{body}");
}

#[test]
fn messages_survive_the_wire() {
    let mut desk = Desk::new();
    let (overview, status) = opened(&mut desk);
    let message = ToPage::Answer { id: 7, response: Box::new(Response::Opened { overview, status }) };
    let json = serde_json::to_string(&message).unwrap();
    assert_eq!(serde_json::from_str::<ToPage>(&json).unwrap(), message);

    let message = ToWorker {
        id: 8,
        request: Request::Change { ask: Ask::Enter { sheet: PB03, cell: at("E14"), text: "1".into() }, formulas: true },
    };
    let json = serde_json::to_string(&message).unwrap();
    assert_eq!(serde_json::from_str::<ToWorker>(&json).unwrap(), message);
}

const FORMULAS: &[u8] = include_bytes!("../../../tests/fixtures/appendices-formulas.xlsx");

fn with_formulas() -> Desk {
    let mut desk = Desk::new();
    let request = Request::Open { name: "b.xlsx".to_owned(), journal: Journal::default() };
    let reply = desk.answer(request, Some(FORMULAS.to_vec()), &mut |_| {});
    assert!(matches!(reply.response, Response::Opened { .. }));
    desk
}

fn formula_at(desk: &mut Desk, address: &str) -> String {
    match ask(desk, Request::Cell { sheet: PB03, cell: at(address) }) {
        Response::Cell(info) if info.formula => info.entry,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_formula_goes_only_when_the_person_says_so() {
    let mut desk = with_formulas();
    let formula = formula_at(&mut desk, "D17");
    let enter = |text: &str| Ask::Enter { sheet: PB03, cell: at("D17"), text: text.to_owned() };
    for (text, new) in [("12,5", "12,5"), ("chữ", "chữ"), ("", "")] {
        let answer = ask(&mut desk, Request::Change { ask: enter(text), formulas: false });
        let asked = Question {
            source: SourceIndex::default(),
            sheet: PB03,
            cell: at("D17"),
            formula: formula.clone(),
            new: new.to_owned(),
        };
        assert_eq!(answer, Response::Question(asked));
        assert_eq!(formula_at(&mut desk, "D17"), formula);
    }
    match ask(&mut desk, Request::Change { ask: enter("12,5"), formulas: true }) {
        Response::Changed(status) => assert_eq!((status.history, status.touched), ((1, 0), Some((PB03, at("D17"))))),
        other => panic!("{other:?}"),
    }
    assert_eq!(text_at(&mut desk, "D17"), "12,500");
    change(&mut desk, Ask::Undo);
    assert_eq!(formula_at(&mut desk, "D17"), formula);
}

#[test]
fn a_typed_formula_is_refused_with_a_sentence_instead_of_becoming_text() {
    let mut desk = with_formulas();
    let enter = Ask::Enter { sheet: PB03, cell: at("D8"), text: "=1+1".to_owned() };
    let answer = ask(&mut desk, Request::Change { ask: enter, formulas: true });
    assert!(matches!(answer, Response::Failed(ref failure) if failure.message.vi.contains("PB03!D8")), "{answer:?}");
}

#[test]
fn a_day_typed_where_no_date_is_shown_is_said_to_be_text() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let enter = |text: &str| Ask::Enter { sheet: PB03, cell: at("C8"), text: text.to_owned() };
    let told = change(&mut desk, enter("20/11/2024")).told.unwrap();
    assert!(told.vi.contains("C8") && told.vi.contains("20/11/2024"), "{told:?}");
    assert_eq!(change(&mut desk, enter("TT DVNN 2")).told, None);
}

#[test]
fn marked_copy_and_receipt_are_files_in_the_language_asked_for() {
    let mut desk = Desk::new();
    opened(&mut desk);
    for (request, name) in [
        (Request::Marked { lang: Lang::Vi }, "phu-bieu-2024-co-danh-dau.xlsx"),
        (Request::Receipt { lang: Lang::Vi }, "phu-bieu-2024 – bảng kê ô đã sửa.txt"),
        (Request::Receipt { lang: Lang::En }, "phu-bieu-2024 – receipt.txt"),
    ] {
        let reply = desk.answer(request, None, &mut |_| {});
        assert!(reply.bytes.is_some_and(|bytes| bytes.len() > 100));
        assert!(
            matches!(reply.response, Response::File { name: ref said, .. } if said == name),
            "{:?}",
            reply.response
        );
    }
}

#[test]
fn a_block_is_entered_and_emptied_as_one_step_and_passes_over_merged_cells() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let texts = |rows: &[&[&str]]| rows.iter().map(|row| row.iter().map(|&text| text.to_owned()).collect()).collect();
    // D5 is merged with D6: what would lie under it is passed over.
    let put =
        Ask::Put { sheet: PB03, cell: at("D5"), rows: texts(&[&["Tổng"], &["thừa"], &["1=4+5+7"], &["12,5"]]) };
    let status = change(&mut desk, put);
    assert_eq!((status.history, status.touched), ((1, 0), Some((PB03, at("D5")))));
    assert_eq!(status.journal.edits.iter().map(|edit| edit.place.to_string()).collect::<Vec<_>>(), ["D5", "D8"]);
    let cleared = change(&mut desk, Ask::Clear { sheet: PB03, corners: (at("E9"), at("D8")) });
    assert_eq!(cleared.history, (2, 0));
    assert_eq!(text_at(&mut desk, "E9"), "");
    change(&mut desk, Ask::Undo);
    change(&mut desk, Ask::Undo);
    assert_eq!(text_at(&mut desk, "E9"), "2.755,449");
    // A formula is refused with the whole block.
    let refused = Request::Change {
        ask: Ask::Put { sheet: PB03, cell: at("D8"), rows: texts(&[&["1", "=A1"]]) },
        formulas: false,
    };
    assert!(matches!(ask(&mut desk, refused), Response::Failed(_)));
    assert_eq!(text_at(&mut desk, "D8"), "12.216,693");
}

#[test]
fn every_answer_about_ranges_and_searches_survives_its_journey() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let requests = [
        Request::Range { sheet: PB03, corners: (at("E8"), at("E16")) },
        Request::Edge { sheet: PB03, cell: at("E8"), toward: (1, 0) },
        Request::Find { text: "giam ngheo".to_owned() },
    ];
    for request in requests {
        let message = ToPage::Answer { id: 1, response: Box::new(ask(&mut desk, request)) };
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<ToPage>(&json).unwrap(), message);
    }
}

#[test]
fn the_last_step_is_taken_back_in_whichever_file_it_was_made() {
    let mut desk = Desk::new();
    opened(&mut desk);
    let other = "TT,Chỉ tiêu,Năm 2025\n1,Thu nội địa,950\n2,Thu khác,300\n,Tổng,1250\n";
    let add = Request::Add { name: "thu.csv".to_owned(), journal: Journal::default() };
    desk.answer(add, Some(other.as_bytes().to_vec()), &mut |_| {});
    let enter = |sheet, cell: &str, text: &str| Ask::Enter { sheet, cell: at(cell), text: text.to_owned() };
    change(&mut desk, enter(PB03, "F13", "15,38"));
    ask(&mut desk, Request::Turn { source: SourceIndex(1) });
    let last = change(&mut desk, enter(SheetIndex(0), "C2", "951"));
    assert_eq!((last.source, last.history), (SourceIndex(1), (2, 0)));

    let ask_for = |desk: &mut Desk, step: Ask| match ask(desk, Request::Change { ask: step, formulas: false }) {
        Response::Opened { status, .. } | Response::Changed(status) => status,
        other => panic!("{other:?}"),
    };
    let undone = ask_for(&mut desk, Ask::Undo);
    assert_eq!((undone.source, undone.touched), (SourceIndex(1), Some((SheetIndex(0), at("C2")))));
    let undone = ask_for(&mut desk, Ask::Undo);
    assert_eq!((undone.source, undone.touched), (SourceIndex(0), Some((PB03, at("F13")))));
    assert!(undone.told.is_some_and(|told| told.vi.contains(SAMPLE_NAME)));
    assert_eq!(undone.history, (0, 2));
    assert_eq!(ask_for(&mut desk, Ask::Redo).source, SourceIndex(0));
    assert_eq!(ask_for(&mut desk, Ask::Redo).source, SourceIndex(1));

    // A new step makes an end of what was taken back elsewhere too, and a closed file takes its steps along.
    ask_for(&mut desk, Ask::Undo);
    ask(&mut desk, Request::Turn { source: SourceIndex(0) });
    assert_eq!(change(&mut desk, enter(PB03, "E14", "217,476")).history, (2, 0));
    ask(&mut desk, Request::Close { source: SourceIndex(0) });
    assert_eq!(ask_for(&mut desk, Ask::Undo).history, (0, 0));
}
