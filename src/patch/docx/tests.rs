use std::collections::BTreeMap;
use std::io::Read;

use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};

use crate::finding::{Edit, Input};
use crate::ledger::{Place, Span};
use crate::number::Number;
use crate::patch::{SaveError, patch, refusal};
use crate::session::Session;
use crate::workbook::docx::tests::{document, p, table, tc};
use crate::workbook::{CellRef, Held, ParagraphIndex, SheetIndex, read};

fn set(cell: &str, new: Input) -> Edit {
    Edit::of_cell(SheetIndex(0), cell.parse().unwrap(), new)
}

fn number(value: &str) -> Input {
    Input::Number(Number::from_written(value.parse().unwrap()))
}

/// All parts of a package by another reader than the product's own.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        all.insert(file.name().unwrap().into_owned(), content);
    }
    all
}

fn body(bytes: &[u8]) -> String {
    String::from_utf8(parts(bytes).remove("word/document.xml").unwrap()).unwrap()
}

#[test]
fn only_the_text_of_the_runs_of_a_figure_changes() {
    let split = "<w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>1.2</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>34,5</w:t></w:r>\
        <w:r><w:t xml:space=\"preserve\"> ha</w:t></w:r></w:p></w:tc>";
    let original = document(&format!("<w:tbl><w:tr>{}{split}</w:tr></w:tbl>", tc("", "Lúa")));
    let saved = patch(&original, &[set("B1", number("1300.25"))]).unwrap();
    let wanted = body(&original).replace(">1.2<", ">1.300,25<").replace(">34,5<", "><");
    assert_eq!(body(&saved.bytes), wanted);
    assert_eq!(saved.receipt.changed, ["word/document.xml"]);
    let (before, after) = (parts(&original), parts(&saved.bytes));
    assert!(before.iter().all(|(name, content)| name == "word/document.xml" || after.get(name) == Some(content)));
}

#[test]
fn a_cell_without_text_gets_a_run_that_looks_as_its_mark() {
    let blank = "<w:tc><w:p><w:pPr><w:jc w:val=\"right\"/><w:rPr><w:b/></w:rPr></w:pPr></w:p></w:tc><w:tc><w:p w:x=\"1\"/></w:tc>";
    let original = document(&format!("<w:tbl><w:tr>{blank}{}</w:tr></w:tbl>", tc("", "5")));
    let edits = [set("A1", number("7")), set("B1", Input::Text("a <b>".to_owned())), set("C1", Input::Clear)];
    let saved = body(&patch(&original, &edits).unwrap().bytes);
    assert!(
        saved.contains("</w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">7</w:t></w:r></w:p>"),
        "{saved}"
    );
    assert!(saved.contains("<w:p w:x=\"1\"><w:r><w:t xml:space=\"preserve\">a &lt;b&gt;</w:t></w:r></w:p>"), "{saved}");
    assert!(saved.contains("<w:t xml:space=\"preserve\"></w:t>"), "{saved}");
}

#[test]
fn blanks_at_the_ends_of_a_run_are_kept() {
    let split = "<w:tc><w:p><w:r><w:t>Thu 5</w:t></w:r><w:r><w:t>6 tỷ</w:t></w:r></w:p></w:tc>";
    let original = document(&format!("<w:tbl><w:tr>{split}</w:tr></w:tbl>"));
    let saved = patch(&original, &[set("A1", Input::Text("Thu 7 tỷ".to_owned()))]).unwrap();
    assert!(body(&saved.bytes).contains("<w:t>Thu 7</w:t></w:r><w:r><w:t xml:space=\"preserve\"> tỷ</w:t>"));
}

#[test]
fn what_waits_is_counted_or_is_stored_elsewhere_is_refused() {
    let cell = |inside: &str| format!("<w:tc><w:p>{inside}</w:p></w:tc>");
    let run = "<w:r><w:t>5</w:t></w:r>";
    let control =
        |properties: &str| format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>");
    let all = [
        (format!("<w:del><w:r><w:delText>4</w:delText></w:r></w:del><w:ins>{run}</w:ins>"), Some(Held::Tracked)),
        (format!("<w:fldSimple w:instr=\"=1\">{run}</w:fldSimple>"), Some(Held::Field)),
        (control("<w:dataBinding w:xpath=\"a\"/>"), Some(Held::Control)),
        (control("<w:lock w:val=\"contentLocked\"/>"), Some(Held::Control)),
        (control("<w:text/>"), None),
        (format!("<w:hyperlink>{run}</w:hyperlink>"), None),
    ];
    for (inside, wanted) in all {
        let original = document(&format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell(&inside)));
        let edit = set("A1", number("6"));
        let refused = refusal(&original, &read(&original).unwrap(), &edit);
        let place = "Bảng 1!A1".to_owned();
        assert_eq!(refused, wanted.map(|held| SaveError::Held { place, held }), "{inside}");
        assert_eq!(patch(&original, &[edit]).map(|_| ()), refused.map_or(Ok(()), Err), "{inside}");
    }
    let original = document(&format!("<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>", p("5"), p("6")));
    let book = read(&original).unwrap();
    let text = |text: &str| refusal(&original, &book, &set("A1", Input::Text(text.to_owned())));
    assert_eq!(text("5"), Some(SaveError::ManyParagraphs("Bảng 1!A1".to_owned())));
    assert_eq!(text("5\n7"), None);
    assert_eq!(refusal(&original, &book, &set("A2", number("1"))), Some(SaveError::NoCell("Bảng 1!A2".to_owned())));
}

/// A figure in one run or split over two, with something beside it.
fn figure() -> impl Strategy<Value = String> {
    let text = "[0-9]{1,3}(\\.[0-9]{3})?(,[0-9]{1,2})?";
    let tail = prop_oneof![Just(""), Just(" ha"), Just("%"), Just("&#160;tấn")];
    (text, tail, any::<bool>()).prop_map(|(text, tail, split)| {
        let at = if split { text.len() / 2 } else { 0 };
        let (head, rest) = text.split_at(at);
        format!(
            "<w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{head}</w:t></w:r><w:proofErr/><w:r><w:t>{rest}{tail}</w:t></w:r></w:p></w:tc>"
        )
    })
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        (-99_999_i64..99_999, 0_u32..4).prop_map(|(value, scale)| {
            Input::Number(Number::from_written(rust_decimal::Decimal::new(value, scale)))
        }),
        "[a-z0-9&<., ]{0,8}".prop_map(Input::Text),
        Just(Input::Clear),
    ]
}

proptest! {
    #[test]
    fn what_is_saved_reads_as_it_was_edited(
        cells in proptest::collection::vec(figure(), 4..12),
        edits in proptest::collection::vec((0_usize..12, input()), 1..8),
    ) {
        let rows: String = cells.chunks(2).map(|row| format!("<w:tr>{}</w:tr>", row.concat())).collect();
        let original = document(&format!("{}<w:tbl>{rows}</w:tbl>{}", p("Biểu 1"), table(&["a|b"])));
        let edits: Vec<Edit> = edits
            .into_iter()
            .filter(|(index, _)| *index < cells.len())
            .map(|(index, new)| {
                let cell = CellRef::new(crate::workbook::Row((index / 2) as u32), crate::workbook::Col((index % 2) as u32));
                Edit::of_cell(SheetIndex(0), cell, new)
            })
            .collect();
        let mut wanted = read(&original).unwrap();
        for edit in &edits {
            assert_eq!(refusal(&original, &wanted, edit), None);
            let (sheet, at) = edit.sheet_cell().unwrap();
            let cell = crate::patch::edited(&mut wanted, (sheet, at), &edit.new, &*crate::workbook::own_engine());
            wanted.sheets[0].set(at, cell);
        }
        let saved = patch(&original, &edits).unwrap();
        let again = read(&saved.bytes).unwrap();
        for (index, sheet) in wanted.sheets.iter().enumerate() {
            let texts = |sheet: &crate::workbook::Sheet| sheet.cells().map(|(at, cell)| (at, cell.value.clone())).collect::<Vec<_>>();
            assert_eq!(texts(sheet), texts(&again.sheets[index]));
        }
        let (before, after) = (parts(&original), parts(&saved.bytes));
        for (name, content) in &before {
            if name != "word/document.xml" {
                assert_eq!(after.get(name), Some(content));
            }
        }
    }
}

#[test]
fn of_a_paragraph_only_the_characters_that_are_edited_change() {
    let body = "<w:p><w:r><w:t xml:space=\"preserve\">Thu </w:t></w:r><w:r><w:t>1.2</w:t></w:r><w:r><w:t>00</w:t></w:r><w:r><w:t> tỷ, chi 900</w:t></w:r></w:p>";
    let original = document(&format!("{}{body}", p("")));
    let span =
        |start, end, new: Input| Edit { place: Place::of_span(Span { paragraph: ParagraphIndex(1), start, end }), new };
    let mut session = Session::open("a.docx", original).unwrap();
    // Both speak of the text as it was.
    session.apply(vec![span(4, 9, Input::Text("98".to_owned())), span(17, 20, number("1000"))]);
    let text = |session: &Session| session.workbook().prose.paragraphs[1].text.clone();
    assert_eq!(text(&session), "Thu 98tỷ, chi 1.000");
    let saved = session.export().unwrap();
    assert!(
        self::body(&saved.bytes).contains("<w:t>98</w:t></w:r><w:r><w:t></w:t></w:r><w:r><w:t>tỷ, chi 1.000</w:t>")
    );
    assert_eq!((saved.receipt.cells.len(), saved.receipt.texts.len()), (0, 1));
    assert!(session.undo());
    assert_eq!(text(&session), "Thu 1.200tỷ, chi 900");
    assert_eq!(session.export().unwrap().bytes, session.original());
    assert!(session.redo());
    assert_eq!(session.export().unwrap().bytes, saved.bytes);
    assert_eq!(session.marked(crate::text::Lang::Vi).map(|_| ()), Err(SaveError::NoMarks));
}

#[test]
fn a_report_in_plain_text_is_saved_as_one() {
    let sentence =
        "Năm 2024, huyện đã chi trả trợ cấp cho 1.677 đối tượng người có công với số tiền 50 tỷ đồng.\r\n\r\n";
    let original = format!("\u{feff}{}TT\tSố\r\n<b>1</b>\t12,5 \r\n\tx\r\n", sentence.repeat(4));
    let mut session = Session::open("a.txt", original.clone().into_bytes()).unwrap();
    let span = Place::of_span(Span { paragraph: ParagraphIndex(3), start: 39, end: 44 });
    session.apply(vec![set("B2", number("13")), set("A3", number("2")), Edit { place: span, new: number("1678") }]);
    let saved = session.export().unwrap();
    assert_eq!(saved.name, "a-da-soat.txt");
    let at = original.rfind("1.677").unwrap();
    let wanted = format!("{}1.678{}", &original[..at], &original[at + 5..]);
    let wanted = wanted.replace("\t12,5 ", "\t13,0 ").replace("\r\n\tx", "\r\n2\tx");
    assert_eq!(String::from_utf8(saved.bytes).unwrap(), wanted);
}
