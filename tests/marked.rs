//! The marked copy: fills, notes and a list are added, and nothing that was there is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use soatbieu::finding::{Confidence, Finding, FindingKey, RuleCode, Severity};
use soatbieu::patch::{self, Heading, Marked};
use soatbieu::session::{Reason, Session};
use soatbieu::text::{Bilingual, Lang};
use soatbieu::workbook::{self, Cell, CellRef, Color, SheetIndex, Workbook};
use support::{fixture, marking, package, unpack, workbooks};

fn mark(original: &[u8], findings: &[Finding]) -> Marked {
    let findings: Vec<&Finding> = findings.iter().collect();
    let heading = Heading { name: "thử.xlsx".into(), compared: 12 };
    patch::marked(original, &heading, &findings, Lang::Vi).unwrap()
}

fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    unpack(bytes).into_iter().map(|(name, content)| (name, String::from_utf8_lossy(&content).into_owned())).collect()
}

/// Every cell of the original is there with its value, its formula and its looks, but for the
/// fill of those that are marked.
fn assert_kept(before: &Workbook, after: &Workbook, marked: &[(usize, CellRef)]) {
    assert_eq!(after.sheets.len(), before.sheets.len() + 1);
    for (index, (old, new)) in before.sheets.iter().zip(&after.sheets).enumerate() {
        assert_eq!((&old.name, &old.merges, old.visibility), (&new.name, &new.merges, new.visibility));
        for (at, cell) in old.cells() {
            let now = new.cell(at).unwrap();
            assert_eq!((&now.value, &now.formula), (&cell.value, &cell.formula), "{}!{at}", old.name);
            let mut look = after.style(now.style);
            let base = before.style(cell.style);
            if marked.contains(&(index, at)) {
                assert_ne!(look.fill, None, "{}!{at}", old.name);
                look.fill = base.fill;
            } else {
                assert_eq!(now.style, cell.style, "{}!{at}", old.name);
            }
            assert_eq!(look, base, "{}!{at}", old.name);
        }
    }
}

fn listed(workbook: &Workbook) -> Vec<Vec<String>> {
    let list = workbook.sheets.last().unwrap();
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (at, cell) in list.cells() {
        rows.entry(at.row.0).or_default().push(workbook.shown(cell).into_owned());
    }
    rows.into_values().collect()
}

#[test]
fn every_fixture_can_be_marked_and_keeps_all_it_had() {
    for name in workbooks() {
        let original = fixture(&name);
        let before = workbook::read(&original).unwrap();
        let mut findings = Vec::new();
        for (index, sheet) in before.sheets.iter().enumerate() {
            for ((at, _), turn) in sheet.cells().step_by(5).zip(0_u32..) {
                let severity = [Severity::Error, Severity::Warning, Severity::Info][turn as usize % 3];
                if sheet.merge_at(at).is_none_or(|merge| merge.start == at) {
                    findings.push(marking(index, at, severity));
                }
            }
            // And one where nothing stands.
            findings.push(marking(index, "CZ77".parse().unwrap(), Severity::Error));
        }
        let marked = mark(&original, &findings);
        let after = workbook::read(&marked.bytes).unwrap();
        let places: Vec<_> =
            findings.iter().map(|finding| (finding.sheet().unwrap().0, finding.cell().unwrap())).collect();
        assert_kept(&before, &after, &places);
        assert_eq!(listed(&after).len(), findings.len() + 3, "{name}");
        for finding in &findings {
            let cell = after.sheets[finding.sheet().unwrap().0].cell(finding.cell().unwrap()).unwrap();
            assert_ne!(after.style(cell.style).fill, None, "{name} {}", finding.cell().unwrap());
        }
        // Parts that have nothing to do with it are the same to the byte, and in their order.
        let (old, new) = (unpack(&original), unpack(&marked.bytes));
        let may_change =
            ["styles.xml", "workbook.xml", "Content_Types", ".rels", "worksheets/sheet", "comments", "vmlDrawing"];
        for (old, new) in old.iter().zip(&new) {
            assert_eq!(old.0, new.0);
            assert!(old.1 == new.1 || may_change.iter().any(|part| old.0.contains(part)), "{name}: {}", old.0);
        }
        assert!(marked.notes.is_empty(), "{name}: {:?}", marked.notes);
    }
}

#[test]
fn a_file_without_findings_gets_a_list_that_says_so_and_no_other_sheet_changes() {
    let original = fixture("features.xlsx");
    let marked = mark(&original, &[]);
    let (old, new) = (parts(&original), parts(&marked.bytes));
    let changed: Vec<&String> = old.iter().filter(|(name, text)| new[*name] != **text).map(|(name, _)| name).collect();
    assert_eq!(changed, ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml"]);
    let rows = listed(&workbook::read(&marked.bytes).unwrap());
    assert_eq!(rows.last().unwrap(), &["Mọi phép tính đã đối chiếu đều khớp."]);
}

#[test]
fn the_sample_is_marked_by_severity_with_notes_that_say_why_and_what() {
    let session = Session::open("phu-bieu.xlsx", assets("sample.xlsx")).unwrap();
    let saved = session.marked(Lang::Vi).unwrap();
    assert_eq!(saved.name, "phu-bieu-co-danh-dau.xlsx");
    let after = workbook::read(&saved.bytes).unwrap();
    let fill = |sheet: &str, at: &str| {
        let cell: &Cell = after.sheet_named(sheet).unwrap().1.cell(at.parse().unwrap()).unwrap();
        after.style(cell.style).fill
    };
    assert_eq!(fill("PB03", "E14"), Some(Color(0xff, 0xc7, 0xce)));
    assert_eq!(fill("PB02", "F37"), Some(Color(0xff, 0xeb, 0x9c)));
    assert_eq!(fill("PB01", "I18"), Some(Color(0xdd, 0xeb, 0xf7)));
    let comments: String =
        parts(&saved.bytes).into_iter().filter(|(name, _)| name.contains("comments")).map(|(_, text)| text).collect();
    for said in
        ["Sai: ", "E14 ghi 217,746 nhưng tính lại được 217,476.", "Giá trị đề nghị: 217,476", "Cột 2 = 4 + 6 + 8"]
    {
        assert!(comments.contains(said), "{said}: {comments}");
    }
    let rows = listed(&after);
    assert_eq!(
        rows[2],
        ["Mức độ", "Trang tính", "Ô", "Điều không khớp", "Giá trị hiện có", "Giá trị đề nghị", "Vì sao"]
    );
    let line = rows.iter().find(|row| row.get(2).is_some_and(|cell| cell == "E14")).unwrap();
    assert_eq!((line[0].as_str(), line[1].as_str()), ("Sai", "PB03"));
    assert_eq!((line[4].as_str(), line[5].as_str()), ("217,746", "217,476"));
    // What is right within rounding is no reason to write another figure.
    let rounding = rows.iter().find(|row| row.get(2).is_some_and(|cell| cell == "I18")).unwrap();
    assert_eq!((rounding[4].as_str(), rounding[5].as_str()), ("141,7", ""));
}

#[test]
fn edits_are_in_the_marked_copy_and_what_they_repair_is_not_marked() {
    let mut session = Session::open("phu-bieu.xlsx", assets("sample.xlsx")).unwrap();
    let report = session.report(SheetIndex(2)).unwrap();
    let fix = report.findings.iter().find(|finding| finding.place.to_string() == "E14").unwrap().fixes[0].clone();
    session.apply(fix.edits);
    let dismissed = session.report(SheetIndex(2)).unwrap().findings[0].key.clone();
    session.dismiss(dismissed, Reason::Rounded);
    let after = workbook::read(&session.marked(Lang::En).unwrap().bytes).unwrap();
    let sheet = after.sheet_named("PB03").unwrap().1;
    assert_eq!(after.shown(sheet.cell("E14".parse().unwrap()).unwrap()), "217,476");
    for at in ["E14", "F13"] {
        assert_eq!(after.style(sheet.cell(at.parse().unwrap()).unwrap().style).fill, None, "{at}");
    }
    assert_eq!(after.sheets.last().unwrap().name, "Findings");
}

#[test]
fn other_formats_are_marked_in_the_new_workbook() {
    for name in ["features.ods", "features.xls"] {
        let session = Session::open(name, fixture(name)).unwrap();
        let saved = session.marked(Lang::Vi).unwrap();
        assert_eq!(saved.name, "features-co-danh-dau.xlsx");
        assert_eq!(workbook::read(&saved.bytes).unwrap().sheets.last().unwrap().name, "Kết quả soát");
    }
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A package of one sheet, with what belongs to it.
fn book(sheet: &str, relations: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut parts = vec![
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/_rels/sheet1.xml.rels", &relations),
    ];
    parts.extend(more);
    if !parts.iter().any(|(name, _)| *name == "xl/workbook.xml") {
        parts.push((
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ));
    }
    package(&parts)
}

fn one(at: &str) -> Finding {
    marking(0, at.parse().unwrap(), Severity::Error)
}

const COMMENTS: &str = concat!(
    "<x:comments xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:authors><x:author>An</x:author></x:authors>",
    "<x:commentList><x:comment ref=\"A1\" authorId=\"0\"><x:text><x:t>đã có</x:t></x:text></x:comment></x:commentList></x:comments>"
);
const DRAWING: &str = concat!(
    "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">",
    "<v:shapetype id=\"_x0000_t202\"/><v:shape id=\"_x0000_s1025\" type=\"#_x0000_t202\"><br></v:shape></xml>"
);
const BOTH: &str = concat!(
    r#"<Relationship Id="c" Type="x/comments" Target="../comments7.xml"/>"#,
    r#"<Relationship Id="d" Type="x/vmlDrawing" Target="../drawings/vmlDrawing7.vml"/>"#
);
const SHEET_WITH_BOTH: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData><legacyDrawing r:id="d"/></worksheet>"#;

#[test]
fn comments_that_are_there_stay_and_notes_come_beside_them() {
    let original =
        book(SHEET_WITH_BOTH, BOTH, &[("xl/comments7.xml", COMMENTS), ("xl/drawings/vmlDrawing7.vml", DRAWING)]);
    let marked = mark(&original, &[one("A1"), one("B1")]);
    let parts = parts(&marked.bytes);
    let comments = &parts["xl/comments7.xml"];
    assert!(comments.contains("<x:author>An</x:author><x:author>Soát Biểu</x:author>"), "{comments}");
    assert!(comments.contains("<x:text><x:t>đã có</x:t><x:r>"), "{comments}");
    assert!(comments.contains("<x:comment ref=\"B1\" authorId=\"1\"><x:text><x:r>"), "{comments}");
    let drawing = &parts["xl/drawings/vmlDrawing7.vml"];
    // A1 has its shape; B1 gets one.
    assert!(drawing.starts_with(DRAWING.strip_suffix("</xml>").unwrap()), "{drawing}");
    assert_eq!(drawing.matches("<v:shape ").count(), 2, "{drawing}");
    assert!(parts["xl/worksheets/sheet1.xml"].ends_with("</sheetData><legacyDrawing r:id=\"d\"/></worksheet>"));
    assert!(marked.notes.is_empty());
}

#[test]
fn a_drawing_of_buttons_takes_the_shapes_of_notes_as_well() {
    let relation = r#"<Relationship Id="d" Type="x/vmlDrawing" Target="../drawings/vmlDrawing7.vml"/>"#;
    let original = book(SHEET_WITH_BOTH, relation, &[("xl/drawings/vmlDrawing7.vml", DRAWING)]);
    let parts = parts(&mark(&original, &[one("B1")]).bytes);
    assert_eq!(parts["xl/drawings/vmlDrawing7.vml"].matches("<v:shape ").count(), 2);
    assert!(parts["xl/comments1.xml"].contains("ref=\"B1\""));
    assert!(parts["xl/worksheets/_rels/sheet1.xml.rels"].contains("Target=\"/xl/comments1.xml\""));
    assert!(parts["[Content_Types].xml"].contains("PartName=\"/xl/comments1.xml\""));
}

#[test]
fn comments_without_a_drawing_get_one_for_all_of_them() {
    let sheet = SHEET_WITH_BOTH.replace("<legacyDrawing r:id=\"d\"/>", "<pageMargins/><extLst/>");
    let relation = r#"<Relationship Id="c" Type="x/comments" Target="../comments7.xml"/>"#;
    let parts = parts(&mark(&book(&sheet, relation, &[("xl/comments7.xml", COMMENTS)]), &[one("B1")]).bytes);
    assert_eq!(parts["xl/drawings/vmlDrawing1.vml"].matches("<v:shape ").count(), 2);
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains("<pageMargins/><legacyDrawing r:id=\"rId2\"/><extLst/>"), "{sheet}");
    assert!(parts["[Content_Types].xml"].contains("<Default Extension=\"vml\""));
}

#[test]
fn where_a_note_could_do_harm_the_cell_is_only_filled_and_the_list_says_so() {
    let thread =
        format!(r#"{BOTH}<Relationship Id="t" Type="x/threadedComment" Target="../threadedComments/t1.xml"/>"#);
    let odd = DRAWING.replace("xmlns:v=", "xmlns=");
    let two = format!(r#"{BOTH}<Relationship Id="e" Type="x/comments" Target="../comments8.xml"/>"#);
    let cases: [(&str, &str, &str, &str); 5] = [
        ("a thread", &thread, COMMENTS, DRAWING),
        ("a drawing in other words", BOTH, COMMENTS, &odd),
        ("a broken comments part", BOTH, "<comments><commentList>", DRAWING),
        ("two comments parts", &two, COMMENTS, DRAWING),
        (
            "no drawing where one is named",
            r#"<Relationship Id="c" Type="x/comments" Target="../comments7.xml"/>"#,
            COMMENTS,
            DRAWING,
        ),
    ];
    for (what, relations, comments, drawing) in cases {
        let more =
            [("xl/comments7.xml", comments), ("xl/drawings/vmlDrawing7.vml", drawing), ("xl/comments8.xml", COMMENTS)];
        let original = book(SHEET_WITH_BOTH, relations, &more);
        let marked = mark(&original, &[one("A1")]);
        let (old, new) = (parts(&original), parts(&marked.bytes));
        for part in [
            "xl/comments7.xml",
            "xl/comments8.xml",
            "xl/drawings/vmlDrawing7.vml",
            "xl/worksheets/_rels/sheet1.xml.rels",
        ] {
            assert_eq!(old[part], new[part], "{what}: {part}");
        }
        assert!(!new.contains_key("xl/comments1.xml"), "{what}");
        let after = workbook::read(&marked.bytes).unwrap();
        let cell = after.sheets[0].cell("A1".parse().unwrap()).unwrap();
        assert!(after.style(cell.style).fill.is_some(), "{what}");
        assert!(listed(&after).last().unwrap()[6].contains("chỉ được tô màu"), "{what}");
        assert_eq!(marked.notes.len(), 1, "{what}");
    }
    // A thread on another cell is no obstacle.
    let more = [("xl/comments7.xml", COMMENTS), ("xl/drawings/vmlDrawing7.vml", DRAWING)];
    let marked = mark(&book(SHEET_WITH_BOTH, &thread, &more), &[one("B1")]);
    assert!(parts(&marked.bytes)["xl/comments7.xml"].contains("ref=\"B1\""));
}

#[test]
fn prefixes_strict_namespaces_and_missing_parts_are_no_obstacle() {
    let strict_main = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    for (main, relations) in [(MAIN, RELATIONS), (strict_main, strict)] {
        let workbook = format!(
            "\u{feff}<y:workbook xmlns:y='{main}'><y:sheets><y:sheet name='S' sheetId='4' q:id='rId1' xmlns:q='{relations}'/></y:sheets></y:workbook>"
        );
        let sheet = format!(
            "\u{feff}<x:worksheet xmlns:x='{main}'><x:sheetData><x:row><x:c><x:v>5</x:v></x:c><x:c t='inlineStr'><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
        );
        let original = package(&[
            ("[Content_Types].xml", "<Types/>"),
            (
                "_rels/.rels",
                r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
            ("xl/workbook.xml", &workbook),
            (
                "xl/_rels/workbook.xml.rels",
                r#"<p:Relationships xmlns:p='p'><p:Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></p:Relationships>"#,
            ),
            ("xl/worksheets/sheet1.xml", &sheet),
        ]);
        let before = workbook::read(&original).unwrap();
        let marked = mark(&original, &[one("A1"), one("B1"), one("D9")]);
        let places: Vec<_> = ["A1", "B1", "D9"].iter().map(|at| (0, at.parse().unwrap())).collect();
        assert_kept(&before, &workbook::read(&marked.bytes).unwrap(), &places);
        let parts = parts(&marked.bytes);
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        assert!(
            sheet.contains(&format!("<x:legacyDrawing xmlns:r=\"{relations}\" r:id=\"rId1\"/></x:worksheet>")),
            "{sheet}"
        );
        assert!(
            sheet.contains("<x:c t=\"inlineStr\" s=\"2\"><x:is>")
                || sheet.contains("<x:c t=\"inlineStr\" s=\"1\"><x:is>"),
            "{sheet}"
        );
        assert!(
            parts["xl/workbook.xml"].contains("<y:sheet name=\"Kết quả soát\" sheetId=\"5\""),
            "{}",
            parts["xl/workbook.xml"]
        );
        assert!(parts["xl/comments1.xml"].contains(&format!("<comments xmlns=\"{main}\">")));
        // The name by which readers that do not follow relationships look for it.
        assert!(parts.contains_key("xl/styles.xml"));
    }
}

#[test]
fn a_part_that_cannot_be_understood_refuses_the_copy() {
    let more = [
        ("xl/workbook.xml", "<workbook><sheets><sheet name='S' r:id='rId1'/></sheets></workbook>"),
        ("xl/styles.xml", "<styleSheet><cellXfs>"),
    ];
    let relation = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="x/styles" Target="styles.xml"/></Relationships>"#;
    let mut all = unpack(&book(SHEET_WITH_BOTH, "", &more));
    for (name, content) in &mut all {
        if name == "xl/_rels/workbook.xml.rels" {
            *content = relation.as_bytes().to_vec();
        }
    }
    let texts: Vec<(&str, &str)> =
        all.iter().map(|(name, content)| (name.as_str(), std::str::from_utf8(content).unwrap())).collect();
    let finding = one("A1");
    assert!(patch::marked(&package(&texts), &Heading::default(), &[&finding], Lang::Vi).is_err());
    assert!(patch::marked(b"no workbook", &Heading::default(), &[], Lang::Vi).is_err());
}

fn assets(name: &str) -> Vec<u8> {
    support::file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name))
}

/// Marked copies of the sample and of the workbook with all features, on the disk.
fn on_disk() -> Vec<(PathBuf, usize)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("marked");
    std::fs::create_dir_all(&folder).unwrap();
    let sample = Session::open("phu-bieu.xlsx", assets("sample.xlsx")).unwrap().marked(Lang::Vi).unwrap().bytes;
    let features =
        mark(&fixture("features.xlsx"), &[one("B3"), one("D4"), marking(1, "B2".parse().unwrap(), Severity::Info)]);
    [("sample.xlsx", sample, 10), ("features.xlsx", features.bytes, 3)]
        .into_iter()
        .map(|(name, bytes, notes)| {
            let file = folder.join(name);
            std::io::Write::write_all(&mut std::fs::File::create(&file).unwrap(), &bytes).unwrap();
            (file, notes)
        })
        .collect()
}

#[test]
fn libreoffice_opens_the_marked_copy_with_its_notes() {
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("LibreOffice is not installed: not compared");
        return;
    }
    for (file, notes) in on_disk() {
        let folder = file.parent().unwrap();
        let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
        let done = Command::new("soffice")
            .args([profile.as_str(), "--headless", "--convert-to", "fods", "--outdir"])
            .args([folder, &file])
            .output()
            .unwrap();
        assert!(done.status.success());
        let written = String::from_utf8(support::file(&file.with_extension("fods"))).unwrap();
        assert_eq!(written.matches("<office:annotation ").count(), notes, "{}", file.display());
        assert!(written.contains("table:name=\"Kết quả soát\""));
    }
}

#[test]
fn openpyxl_opens_the_marked_copy_with_its_notes() {
    const COUNT: &str = "import sys, openpyxl\nfor file in sys.argv[1:]:\n    book = openpyxl.load_workbook(file)\n    print(sum(1 for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment))";
    let present = Command::new("python3").args(["-c", "import openpyxl"]).output();
    if !present.is_ok_and(|output| output.status.success()) {
        eprintln!("openpyxl is not installed: not compared");
        return;
    }
    let files = on_disk();
    let output = Command::new("python3").args(["-c", COUNT]).args(files.iter().map(|(file, _)| file)).output().unwrap();
    let counts: Vec<String> = files.iter().map(|(_, notes)| notes.to_string()).collect();
    assert_eq!(String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>(), counts);
}

#[test]
fn a_note_holds_the_words_of_its_finding_in_one_language() {
    let finding = Finding {
        rule: RuleCode("total-mismatch"),
        severity: Severity::Warning,
        confidence: Confidence(0.7),
        key: FindingKey("k".into()),
        title: Bilingual::new("Tổng <lệch>", "Total off"),
        law: Bilingual::new("Tổng = cộng các dòng", "Total = sum of lines"),
        expected: Some("7".into()),
        ..marking(0, "A1".parse().unwrap(), Severity::Warning)
    };
    let heading = Heading::default();
    let sheet = SHEET_WITH_BOTH.replace("<legacyDrawing r:id=\"d\"/>", "");
    let english = patch::marked(&book(&sheet, "", &[]), &heading, &[&finding], Lang::En).unwrap();
    let comments = &parts(&english.bytes)["xl/comments1.xml"];
    assert!(comments.contains("To check: Total off") && comments.contains("Suggested value: 7"), "{comments}");
    let vietnamese = patch::marked(&book(&sheet, "", &[]), &heading, &[&finding], Lang::Vi).unwrap();
    assert!(parts(&vietnamese.bytes)["xl/comments1.xml"].contains("Cần xem: Tổng &lt;lệch&gt;"));
}
