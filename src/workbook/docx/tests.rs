//! Small documents, written out.

use std::io::Write;

use crate::workbook::{Block, ParagraphKind, ReadError, SheetIndex, Workbook, read};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// Packs a document of that body with further parts of its folder, each named as its relationship is: "numbering".
pub(crate) fn document_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let relations: String = parts
        .iter()
        .map(|(name, _)| {
            format!(r#"<Relationship Id="{name}" Type="http://x/relationships/{name}" Target="{name}.xml"/>"#)
        })
        .collect();
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), TYPES.to_owned()),
        ("_rels/.rels".to_owned(), ROOT.to_owned()),
        ("word/document.xml".to_owned(), document),
        ("word/_rels/document.xml.rels".to_owned(), relations),
    ];
    all.extend(parts.iter().map(|(name, content)| (format!("word/{name}.xml"), (*content).to_owned())));
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in all {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Packs a document of that body.
pub(crate) fn document(body: &str) -> Vec<u8> {
    document_with(body, &[])
}

/// A paragraph of one run.
pub(crate) fn p(text: &str) -> String {
    format!(r#"<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#)
}

/// A cell of one paragraph with those properties.
pub(crate) fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

/// A table of plain rows, the cells of each between bars.
pub(crate) fn table(rows: &[&str]) -> String {
    let rows: String = rows
        .iter()
        .map(|row| format!("<w:tr>{}</w:tr>", row.split('|').map(|text| tc("", text.trim())).collect::<String>()))
        .collect();
    format!("<w:tbl>{rows}</w:tbl>")
}

fn opened(body: &str) -> Workbook {
    read(&document(body)).unwrap()
}

fn shown(book: &Workbook, sheet: usize, at: &str) -> String {
    book.sheets[sheet].cell(at.parse().unwrap()).map(|cell| book.shown(cell).into_owned()).unwrap_or_default()
}

fn texts(book: &Workbook) -> Vec<&str> {
    book.prose.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
}

#[test]
fn merged_cells_take_their_whole_grid() {
    let book = opened(&format!(
        "<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}{}{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr></w:tbl>",
        tc("<w:vMerge w:val=\"restart\"/>", "TT"),
        tc("<w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/>", "Kế hoạch"),
        tc("<w:hMerge w:val=\"restart\"/>", "Ước"),
        tc("<w:vMerge/>", "mất"),
        tc("<w:gridSpan w:val=\"2\"/><w:vMerge/>", ""),
        tc("", "7"),
        tc("", "8"),
        tc("<w:vMerge/>", "bắt đầu"),
        tc("", "9"),
    ));
    let merges: Vec<String> = book.sheets[0].merges.iter().map(ToString::to_string).collect();
    assert_eq!(merges, ["A1:A2", "B1:C2"]);
    let all = ["A1", "B1", "D1", "A2", "D2", "E2", "B3", "C3"].map(|at| shown(&book, 0, at));
    assert_eq!(all, ["TT", "Kế hoạch", "Ước", "", "7", "8", "bắt đầu", "9"]);
}

#[test]
fn a_table_in_a_cell_is_a_sheet_after_the_one_that_it_stands_in() {
    let inner = table(&["1|2"]);
    let book = opened(&format!(
        "{}<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>{}{}",
        p("Biểu 1. Thu"),
        p("ngoài"),
        p("sau"),
        p(""),
        table(&["x"])
    ));
    let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["Biểu 1", "Bảng 2", "Bảng 3"]);
    assert_eq!(shown(&book, 0, "A1"), "ngoài\nsau");
    assert_eq!((shown(&book, 1, "B1"), shown(&book, 2, "A1")), ("2".to_owned(), "x".to_owned()));
    assert_eq!(texts(&book), ["Biểu 1. Thu", ""]);
    let tables: Vec<_> = book.prose.blocks.iter().filter(|block| matches!(block, Block::Table(_))).collect();
    assert_eq!(tables, [0, 1, 2].map(|index| Block::Table(SheetIndex(index))).iter().collect::<Vec<_>>());
}

#[test]
fn changes_that_wait_count_as_if_they_were_accepted() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let book = opened(&format!(
        "<w:p>{}<w:del><w:r><w:delText>5</w:delText></w:r></w:del><w:ins>{}</w:ins>\
         <w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:pPrChange></w:pPr></w:p>\
         <w:tbl><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr><w:tr><w:trPr><w:ins/></w:trPr>{}</w:tr></w:tbl>",
        run("có"),
        run("7"),
        run("đi"),
        run("đến"),
        tc("", "mất"),
        tc("", "còn")
    ));
    assert_eq!(texts(&book), ["có7đến", ""]);
    assert_eq!(shown(&book, 0, "A1"), "còn");
}

#[test]
fn text_is_what_a_reader_sees() {
    let book = opened(
        "<w:p><w:r><w:t>Thu </w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>=SUM(A1)</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         <w:r><w:t xml:space=\"preserve\">&#160;tỷ &amp; </w:t><w:tab/><w:t>5</w:t><w:br/><w:noBreakHyphen/></w:r>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink>\
         <w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:b/></w:rPr><w:t>9</w:t></w:r></w:sdtContent></w:sdt></w:p>\
         <w:sdt><w:sdtContent><w:p><w:fldSimple w:instr=\"PAGE\"><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p></w:sdtContent></w:sdt>",
    );
    assert_eq!(texts(&book), ["Thu12\u{a0}tỷ & \t5\n-liên kết9", "3"]);
    assert_eq!(book.prose.paragraphs[0].bold, [(23, 24)]);
    assert!(book.sheets.is_empty());
}

#[test]
fn alternatives_say_what_they_say_once() {
    let text = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let book = opened(&format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><a:t>x</a:t>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent>\
         <mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><a:p><a:r><a:t>x</a:t></a:r></a:p>{}</w:drawing></mc:Choice></mc:AlternateContent>\
         </w:r><w:r><w:t>thân</w:t></w:r></w:p>",
        text("một"),
        text("hai"),
        text("ba")
    ));
    assert_eq!(texts(&book), ["thân", "hai", "ba"]);
    assert_eq!(book.prose.paragraphs[1].kind, ParagraphKind::Box);
}

#[test]
fn lists_headings_and_notes_are_told() {
    let styles = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/>\
        <w:rPr><w:b/></w:rPr></w:style></w:styles>";
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
        <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let notes = "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>\
        <w:footnote w:id=\"2\"><w:p><w:r><w:t>sau</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id=\"1\"><w:p><w:r><w:t>trước</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id=\"3\"><w:p><w:r><w:t>không ai nhắc</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let item = "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>";
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>I. Thu</w:t></w:r></w:p>\
         <w:p>{item}<w:r><w:t>a</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p>\
         <w:tbl><w:tr><w:tc><w:p>{item}</w:p></w:tc><w:tc>{}</w:tc></w:tr></w:tbl>\
         <w:p>{item}<w:r><w:t>b</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
        p("ô")
    );
    let parts = [("styles", styles), ("numbering", numbering), ("footnotes", notes)];
    let book = read(&document_with(&body, &parts)).unwrap();
    let said: Vec<_> = book
        .prose
        .paragraphs
        .iter()
        .map(|paragraph| (paragraph.marker.as_str(), paragraph.text.as_str(), paragraph.kind))
        .collect();
    let (heading, item, note) = (ParagraphKind::Heading(1), ParagraphKind::Item(0), ParagraphKind::Note);
    let wanted =
        [("", "I. Thu", heading), ("1.", "a", item), ("3.", "b", item), ("1", "trước", note), ("2", "sau", note)];
    assert_eq!(said, wanted);
    assert_eq!(book.prose.paragraphs[0].bold, [(0, 6)]);
    assert_eq!(shown(&book, 0, "A1"), "2.");
}

#[test]
fn lines_above_a_table_give_its_unit_and_titles() {
    let book = opened(&format!(
        "{}{}{}",
        p("Kết quả như sau:"),
        "<w:p><w:r><w:t>Biểu 2. Thu ngân sách</w:t><w:tab/><w:t>Đơn vị tính: triệu đồng</w:t></w:r></w:p>",
        table(&["TT|Nội dung|Thực hiện", "1|Xã A|12,5", "2|Xã B|7,5", "|Tổng cộng|20,0"])
    ));
    let table = crate::table::tables(&book, SheetIndex(0)).remove(0);
    assert_eq!(table.unit.as_ref().map(|unit| unit.as_str()), Some("triệu đồng"));
    assert_eq!(table.titles, ["Biểu 2. Thu ngân sách", "Đơn vị tính: triệu đồng"]);
    assert_eq!(book.sheets[0].name, "Biểu 2");
}

#[test]
fn what_is_no_sound_document_is_refused() {
    let deep = "<w:tbl><w:tr><w:tc>".repeat(200);
    for (body, wanted) in [
        ("<w:p>", ReadError::Damaged),
        ("<w:tc/>", ReadError::Damaged),
        (deep.as_str(), ReadError::Damaged),
        (&format!("{}{}", deep, "</w:tc></w:tr></w:tbl>".repeat(200)), ReadError::Damaged),
        (
            &format!(
                "<w:tbl><w:tr>{}</w:tr></w:tbl>",
                "<w:tc><w:tcPr><w:gridSpan w:val=\"99999999999\"/></w:tcPr></w:tc>".repeat(17)
            ),
            ReadError::TooLarge,
        ),
    ] {
        assert_eq!(read(&document(body)).map(|_| ()), Err(wanted), "{body:.60}");
    }
}
