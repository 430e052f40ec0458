//! Word documents as Word, LibreOffice and Google Docs write them, from the file to the saved file.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeSet;

use soatbieu::finding::{Edit, Input};
use soatbieu::ledger::{Place, SourceIndex, Span};
use soatbieu::number::Number;
use soatbieu::session::{Gathering, Session};
use soatbieu::workbook::{Format, ParagraphIndex, ParagraphKind, SheetIndex, Workbook};
use support::{fixture, unpack};

const WRITERS: [&str; 3] = ["report-word.docx", "report-libreoffice.docx", "report-google.docx"];

fn shown(book: &Workbook, at: &str) -> String {
    let cell = book.sheets[1].cell(at.parse().unwrap());
    cell.map(|cell| book.shown(cell).into_owned()).unwrap_or_default()
}

fn open(name: &str) -> Session {
    Session::open(name, fixture(name)).unwrap()
}

#[test]
fn the_tables_of_a_document_are_sheets() {
    for name in WRITERS {
        let session = open(name);
        let book = session.workbook();
        assert_eq!(book.format, Format::Docx);
        let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        // Letterhead and signatures are tables too.
        assert_eq!(names, ["Bảng 1", "Biểu 1", "Bảng 3"], "{name}");
        let merges: BTreeSet<String> = book.sheets[1].merges.iter().map(ToString::to_string).collect();
        assert_eq!(merges, ["A1:A2", "B1:B2", "C1:D1"].map(String::from).into(), "{name}");
        assert_eq!([shown(book, "C2"), shown(book, "D4"), shown(book, "D5")], ["Kế hoạch", "1.705,5", "5.205,5"]);
        let findings = (0..3).filter_map(|sheet| session.report(SheetIndex(sheet))).map(|report| report.findings.len());
        assert_eq!(findings.sum::<usize>(), 0, "{name}");
    }
}

#[test]
fn what_stands_around_the_tables_is_prose() {
    for name in WRITERS {
        let session = open(name);
        let prose = &session.workbook().prose;
        let (heading, sentence, item) = (&prose.paragraphs[1], &prose.paragraphs[2], &prose.paragraphs[4]);
        assert_eq!((heading.kind, heading.text.as_str()), (ParagraphKind::Heading(1), "Kết quả sản xuất"));
        assert!(sentence.text.starts_with("Tổng diện tích gieo trồng đạt 5.205,5 ha"), "{name}: {}", sentence.text);
        assert!(!sentence.text.contains("5.000 ha"), "{name}");
        let is_google = name.contains("google");
        assert_eq!((item.kind, item.marker.as_str()), (ParagraphKind::Item(0), if is_google { "-" } else { "b)" }));
        let others: Vec<(ParagraphKind, &str)> =
            prose.paragraphs.iter().skip(8).map(|paragraph| (paragraph.kind, paragraph.text.trim())).collect();
        let wanted = [(ParagraphKind::Note, "Không kể 12 ha rau."), (ParagraphKind::Box, "Mật")];
        assert_eq!(others, if is_google { &[][..] } else { &wanted }, "{name}");
    }
}

#[test]
fn a_figure_is_corrected_in_table_and_sentence_and_nothing_else_changes() {
    for name in WRITERS {
        let mut session = open(name);
        let number = |value: &str| Input::Number(Number::from_written(value.parse().unwrap()));
        let cell = Edit::of_cell(SheetIndex(1), "D4".parse().unwrap(), number("1800.5"));
        let span = Span { paragraph: ParagraphIndex(2), start: 30, end: 37 };
        session.apply(vec![cell, Edit { place: Place::of_span(span), new: number("5300.5") }]);
        let saved = session.export().unwrap();
        assert_eq!(saved.receipt.changed, ["word/document.xml"]);
        let again = Session::open(name, saved.bytes.clone()).unwrap();
        assert_eq!(shown(again.workbook(), "D4"), "1.800,5");
        assert!(again.workbook().prose.paragraphs[2].text.starts_with("Tổng diện tích gieo trồng đạt 5.300,5 ha"));
        let wrong = again.report(SheetIndex(1)).unwrap();
        assert!(!wrong.findings.is_empty(), "{name}: the total does not follow");
        for ((old, before), (new, after)) in unpack(&fixture(name)).iter().zip(&unpack(&saved.bytes)) {
            assert_eq!(old, new);
            assert!(before == after || old == "word/document.xml", "{name}: {old}");
        }
        // The document differs in the runs of the two figures alone.
        let document = |bytes: &[u8]| {
            let part = unpack(bytes).into_iter().find(|(part, _)| part == "word/document.xml").unwrap().1;
            String::from_utf8(part).unwrap()
        };
        let texts = |xml: &str| -> Vec<String> {
            xml.split("<w:t").map(|text| text.split("</w:t>").next().unwrap().to_owned()).collect()
        };
        let (before, after) = (texts(&document(&fixture(name))), texts(&document(&saved.bytes)));
        assert_eq!(before.len(), after.len(), "{name}");
        let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
        // A figure may be split over two runs.
        assert!((2..=4).contains(&changed.len()), "{name}: {changed:?}");
    }
}

#[test]
fn a_sentence_that_its_table_contradicts_is_put_right_and_nothing_else_changes() {
    for name in WRITERS {
        // The same document with two digits of a sentence exchanged.
        let mut typed = open(name);
        let span = Span { paragraph: ParagraphIndex(2), start: 30, end: 37 };
        typed.apply(vec![Edit { place: Place::of_span(span), new: Input::Text("5.250,5".into()) }]);
        let wrong = typed.export().unwrap().bytes;
        let mut gathering = Gathering::of(vec![Session::open(name, wrong.clone()).unwrap()]);
        let finding = gathering.standing().next().unwrap_or_else(|| panic!("{name}: nothing is found"));
        let edits: Vec<Vec<Edit>> = finding.fixes.iter().map(|fix| fix.edits.clone()).collect();
        let in_text = edits.iter().find(|edits| edits.iter().all(|edit| edit.sheet_cell().is_none()));
        // The cell is offered as well where no other figure of the sentence speaks against that.
        let edits = in_text.unwrap_or_else(|| panic!("{name}: {:#?}", finding.fixes)).clone();
        let source = SourceIndex::default();
        gathering.change(source, |session| session.apply(edits)).unwrap();
        assert_eq!(gathering.standing().count(), 0, "{name}");
        let saved = gathering.session(source).unwrap().export().unwrap();
        let again = Gathering::of(vec![Session::open(name, saved.bytes.clone()).unwrap()]);
        assert_eq!(again.standing().count(), 0, "{name}");
        let text = |gathering: &Gathering| {
            let session = gathering.session(source).unwrap();
            let paragraphs = &session.workbook().prose.paragraphs;
            paragraphs.iter().map(|paragraph| paragraph.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(text(&again), text(&Gathering::of(vec![open(name)])), "{name}");
        for ((old, before), (new, after)) in unpack(&wrong).iter().zip(&unpack(&saved.bytes)) {
            assert_eq!(old, new);
            assert!(before == after || old == "word/document.xml", "{name}: {old}");
        }
    }
}

/// What stands between files and in the text of a report, and how many findings its tables have.
fn said(session: Session) -> (Gathering, Vec<String>, usize) {
    let of_tables = (0..session.workbook().sheets.len())
        .filter_map(|sheet| session.report(SheetIndex(sheet)).map(|report| report.findings.len()))
        .sum();
    let gathering = Gathering::of(vec![session]);
    let said = gathering.standing().map(|finding| finding.message.vi.clone()).collect();
    (gathering, said, of_tables)
}

/// A report in which one figure was typed wrong.
fn typed(paragraph: usize, was: &str, new: &str) -> Session {
    let mut session = open("report-whole.docx");
    let text = &session.workbook().prose.paragraphs[paragraph - 1].text;
    let at = text.find(was).unwrap_or_else(|| panic!("¶{paragraph} {was}"));
    let start = u32::try_from(text[..at].chars().count()).unwrap();
    let end = start + u32::try_from(was.chars().count()).unwrap();
    let span = Span { paragraph: ParagraphIndex(paragraph - 1), start, end };
    session.apply(vec![Edit { place: Place::of_span(span), new: Input::Text(new.into()) }]);
    session
}

#[test]
fn each_fix_of_a_sentence_ends_its_finding_and_makes_none() {
    let (_, before, of_tables) = said(open("report-whole.docx"));
    assert_eq!(before.len(), 3);
    let mut applied = 0;
    for (paragraph, was, new) in [
        (13, "151,2", "115,2"),
        (16, "120", "102"),
        (19, "2150", "2510"),
        (30, "35 học", "53 học"),
        (50, "26.344,701", "23.644,701"),
        (51, "27,3", "23,7"),
        (51, "5.324,236", "5.234,236"),
        (56, "89,4", "84,9"),
        (65, "92,4", "94,2"),
        (74, "43,9", "49,3"),
        (95, "716,94", "719,64"),
        (113, "65,9", "69,5"),
    ] {
        let (gathering, now, _) = said(typed(paragraph, was, new));
        let found: Vec<_> = gathering.standing().filter(|finding| !before.contains(&finding.message.vi)).collect();
        assert!(!found.is_empty(), "¶{paragraph} {new}: nothing is found");
        assert_eq!(found.len() + before.len(), now.len(), "¶{paragraph} {new}");
        for fix in found.iter().flat_map(|finding| &finding.fixes) {
            let mut session = typed(paragraph, was, new);
            session.apply(fix.edits.clone());
            let saved = session.export().unwrap();
            let (_, after, tables) = said(Session::open("report-whole.docx", saved.bytes).unwrap());
            assert_eq!((after, tables), (before.clone(), of_tables), "¶{paragraph} {new}: {}", fix.title.vi);
            applied += 1;
        }
    }
    assert!(applied >= 12, "{applied}");
}

#[test]
fn a_cell_that_its_table_vouches_for_is_not_offered() {
    let (gathering, _, _) = said(typed(16, "120", "102"));
    let finding = gathering.standing().find(|finding| finding.found == "102").unwrap();
    // 120 is what the percentages of the line are of: in the cell 102 would break them.
    assert!(finding.fixes.iter().all(|fix| fix.edits.iter().all(|edit| edit.sheet_cell().is_none())));
}
