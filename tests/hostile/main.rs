//! Files that are broken or meant to hurt: each is opened or refused with one sentence, without a
//! panic, without a hang, and within memory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod documents;
mod formulas;
#[path = "../support/mod.rs"]
mod support;

use std::io::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use soatbieu::finding::{Edit, Input};
use soatbieu::number::Number;
use soatbieu::patch;
use soatbieu::session::Session;
use soatbieu::workbook::{self, ReadError, SheetIndex, Workbook};
use support::{fixture, package, unpack};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Two seconds as the product is shipped; tests run unoptimised and beside others.
const PATIENCE: Duration = if cfg!(debug_assertions) { Duration::from_secs(20) } else { Duration::from_secs(2) };

/// Opens a file as the product does, changes a cell and saves it when it can be opened.
#[expect(clippy::disallowed_methods, reason = "a test of hanging needs a clock")]
fn survive(name: &str, bytes: &[u8]) -> Result<Workbook, ReadError> {
    keep(name, bytes);
    let start = Instant::now();
    let read = workbook::read(bytes);
    match &read {
        Ok(workbook) => {
            for (_, cell) in workbook.sheets.iter().flat_map(|sheet| sheet.cells()).take(1_000) {
                workbook.shown(cell);
            }
            let new = Input::Number(Number::from_written("12.5".parse().unwrap()));
            let edit = Edit::of_cell(SheetIndex(0), "B2".parse().unwrap(), new);
            // Refusing is fine, giving a file that reads as something else is not: it is compared.
            if let Ok(patched) = patch::patch(bytes, &[edit]) {
                assert!(workbook::read(&patched.bytes).is_ok(), "{name}");
            }
        }
        Err(error) => {
            let message = error.message();
            for sentence in [&message.vi, &message.en] {
                assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{name}: {sentence}");
            }
        }
    }
    assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
    read
}

/// Writes the files into a folder that is named when the tests are built, to try other programs on
/// them: `HOSTILE_TO=/somewhere cargo test --test hostile`.
fn keep(name: &str, bytes: &[u8]) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    if let Some(folder) = option_env!("HOSTILE_TO") {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::path::Path::new(folder).join(format!("{number:04}-{name}"));
        std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
    }
}

/// Opens a file as the product does and checks it.
#[expect(clippy::disallowed_methods, reason = "a test of hanging needs a clock")]
fn checked(name: &str, bytes: Vec<u8>) -> Session {
    keep(name, &bytes);
    let start = Instant::now();
    let session = Session::open(name, bytes).unwrap();
    assert!(start.elapsed() < PATIENCE, "{name} took {:?}", start.elapsed());
    session
}

fn refused(name: &str, bytes: &[u8], why: ReadError) {
    assert_eq!(survive(name, bytes).err(), Some(why), "{name}");
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1.5</v></c></row></sheetData></worksheet>"#;
const STRINGS: &str = "<sst><si><t>chữ</t></si></sst>";
const STYLES: &str = "<styleSheet><cellXfs><xf/></cellXfs></styleSheet>";

/// A small package with some parts replaced or added.
fn with(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut all = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", SHEET),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/styles.xml", STYLES),
    ];
    for (name, content) in parts {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(part) => part.1 = content,
            None => all.push((name, content)),
        }
    }
    package(&all)
}

fn sheet(cells: &str) -> Vec<u8> {
    with(&[("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{cells}</sheetData></worksheet>"))])
}

/// The small package with a part written by hand.
fn with_raw(name: &str, method: CompressionMethod, write: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (part, content) in unpack(&with(&[])) {
        if part != name {
            writer.start_file(part, SimpleFileOptions::default()).unwrap();
            writer.write_all(&content).unwrap();
        }
    }
    writer.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
    write(&mut writer);
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_small_package_itself_opens() {
    let workbook = survive("small", &with(&[])).unwrap();
    assert_eq!(workbook.sheets[0].cells().count(), 2);
}

#[test]
fn what_is_no_workbook_is_called_so() {
    refused("empty", b"", ReadError::Empty);
    for (name, bytes) in [
        ("one byte", b"P".as_slice()),
        ("zeros", &[0; 4096]),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\n"),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("prose", "Kính gửi: Ủy ban nhân dân huyện.".as_bytes()),
        ("xml", b"<?xml version=\"1.0\"?><a/>"),
    ] {
        refused(name, bytes, ReadError::NotAWorkbook);
    }
    refused(
        "docx",
        &package(&[("[Content_Types].xml", TYPES), ("word/document.xml", "<w/>")]),
        ReadError::NotAWorkbook,
    );
    for bytes in [b"PK\x03\x04".as_slice(), b"PK\x03\x04 and some more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
        assert!(survive("signature alone", bytes).is_err());
    }
}

#[test]
fn a_password_is_named() {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/EncryptionInfo").unwrap().write_all(&[4, 0, 4, 0]).unwrap();
    file.create_stream("/EncryptedPackage").unwrap().write_all(&[7; 5000]).unwrap();
    refused("encrypted", &file.into_inner().into_inner(), ReadError::Encrypted);
}

#[test]
fn truncated_files_are_refused() {
    for name in ["features.xlsx", "openpyxl.xlsx", "features.ods", "features.xls"] {
        let whole = fixture(name);
        for length in (0..whole.len()).step_by(whole.len() / 60 + 1) {
            let read = survive(name, &whole[..length]);
            // The end of a compound file may be padding.
            assert!(read.is_err() || name.ends_with(".xls"), "{name} cut at {length}");
        }
    }
}

#[test]
fn a_lying_dimension_is_not_believed() {
    let bytes = with(&[(
        "xl/worksheets/sheet1.xml",
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>",
    )]);
    assert_eq!(survive("dimension", &bytes).unwrap().sheets[0].cells().count(), 1);
}

/// An .xls of no version that a strict reader takes, with records in its only sheet.
fn xls(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        [&kind.to_le_bytes(), &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
    };
    let begin = |kind: u8| record(0x0809, &[0, 0, kind, 0]);
    let end = record(0x000a, &[]);
    let tab = |offset: usize| [&u32::try_from(offset).unwrap().to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat();
    let offset = begin(5).len() + record(0x0085, &tab(0)).len() + end.len();
    let mut stream = [begin(5), record(0x0085, &tab(offset)), end.clone(), begin(0x10)].concat();
    for (kind, body) in records {
        stream.extend(record(*kind, body));
    }
    stream.extend(end);
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.into_inner().into_inner()
}

#[test]
fn what_a_lenient_reader_would_lay_out_is_measured_first() {
    let number = |row: u16, col: u16| {
        let place = [row.to_le_bytes(), col.to_le_bytes(), [0, 0]].concat();
        (0x0203, [place, 1.5_f64.to_le_bytes().to_vec()].concat())
    };
    let dimensions = |rows: u32| (0x0200, [&[0; 4], &rows.to_le_bytes()[..], &[0, 0, 0xff, 0, 0, 0]].concat());
    let read = survive("xls small", &xls(&[dimensions(9), number(0, 0), number(8, 3)])).unwrap();
    assert!(read.unformatted);
    assert_eq!(read.sheets[0].cells().count(), 2);
    for records in [vec![dimensions(u32::MAX)], vec![number(0, 0), number(u16::MAX, 255)]] {
        assert!(survive("xls large", &xls(&records)).is_err());
    }
    // Two tabs that lead to one sheet, and a sheet that does not end.
    let mut twice = xls(&[number(0, 0)]);
    assert!(survive("xls once", &twice).is_ok());
    let end = twice.windows(4).rposition(|bytes| bytes == [0x0a, 0, 0, 0]).unwrap();
    twice[end] = 0x0b;
    assert!(survive("xls cut", &twice).is_err());
}

#[test]
fn names_that_repeat_or_climb_are_refused() {
    refused("climbing", &with(&[("../../evil.xml", "<a/>")]), ReadError::Damaged);
    refused("case", &with(&[("XL/Worksheets/Sheet1.xml", SHEET)]), ReadError::Damaged);
    // The same name twice: two names of one length, one of them changed in place.
    let mut bytes = with(&[("xl/worksheets/sheet2.xml", SHEET)]);
    let wanted = b"xl/worksheets/sheet2.xml";
    let places: Vec<usize> =
        (0..bytes.len() - wanted.len()).filter(|at| &bytes[*at..*at + wanted.len()] == wanted).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        bytes[at + 19] = b'1';
    }
    refused("twice", &bytes, ReadError::Damaged);
}

#[test]
fn bombs_are_refused_and_pictures_are_not_unpacked() {
    let zeros = |out: &mut dyn Write| {
        let block = vec![b' '; 1 << 20];
        (0..48).for_each(|_| out.write_all(&block).unwrap());
    };
    for part in ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"] {
        refused(part, &with_raw(part, CompressionMethod::Deflated, zeros), ReadError::Swelling);
    }
    // Looks are lost, not the file.
    assert!(survive("styles", &with_raw("xl/styles.xml", CompressionMethod::Deflated, zeros)).is_ok());
    assert!(survive("drawing", &with_raw("xl/drawings/drawing1.xml", CompressionMethod::Deflated, zeros)).is_ok());
}

#[test]
fn sizes_that_lie_are_noticed() {
    let honest = with(&[]);
    let name = b"xl/worksheets/sheet1.xml";
    let record = (0..honest.len())
        .rev()
        .find(|at| honest[*at..].starts_with(b"PK\x01\x02") && honest[*at + 46..].starts_with(name))
        .unwrap();
    for size in [0_u32, 1, 10, 1_000_000, u32::MAX - 1, u32::MAX] {
        let mut bytes = honest.clone();
        bytes[record + 24..record + 28].copy_from_slice(&size.to_le_bytes());
        assert!(survive("unpacked size", &bytes).is_err(), "{size}");
        let mut bytes = honest.clone();
        bytes[record + 20..record + 24].copy_from_slice(&size.to_le_bytes());
        assert!(survive("packed size", &bytes).is_err(), "{size}");
        let mut bytes = honest.clone();
        bytes[record + 42..record + 46].copy_from_slice(&size.to_le_bytes());
        assert!(survive("offset", &bytes).is_err(), "{size}");
    }
}

#[test]
fn more_cells_or_text_than_memory_holds_are_refused() {
    let cells = |out: &mut dyn Write| {
        out.write_all(b"<worksheet><sheetData>").unwrap();
        let row = format!("<row>{}</row>", "<c/>".repeat(10_000));
        (0..301).for_each(|_| out.write_all(row.as_bytes()).unwrap());
        out.write_all(b"</sheetData></worksheet>").unwrap();
    };
    refused("cells", &with_raw("xl/worksheets/sheet1.xml", CompressionMethod::Stored, cells), ReadError::TooLarge);

    let long = "dài ".repeat(200_000);
    let rows: String =
        (1..=200).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    let strings = |out: &mut dyn Write| write!(out, "<sst><si><t>{long}</t></si></sst>").unwrap();
    let base = with_raw("xl/sharedStrings.xml", CompressionMethod::Stored, strings);
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (part, content) in unpack(&base) {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(&part, options).unwrap();
        if part == "xl/worksheets/sheet1.xml" {
            write!(writer, "<worksheet><sheetData>{rows}</sheetData></worksheet>").unwrap();
        } else {
            writer.write_all(&content).unwrap();
        }
    }
    refused("text", &writer.finish().unwrap().into_inner(), ReadError::TooLarge);
}

#[test]
fn a_shared_formula_does_not_grow_without_bound() {
    let formula = format!("\"{}\"&A1&", "dài ".repeat(8_000));
    let members: String = (2..=9_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"C{row}\"><f t=\"shared\" si=\"0\"/><v>1</v></c></row>"))
        .collect();
    let bytes = sheet(&format!(
        "<row r=\"1\"><c r=\"C1\"><f t=\"shared\" ref=\"C1:C9000\" si=\"0\">{formula}1</f><v>1</v></c></row>{members}"
    ));
    refused("formula", &bytes, ReadError::TooLarge);
}

#[test]
fn entities_are_never_expanded() {
    let laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let strings = format!("{laughs}<sst><si><t>x&b;&c;y</t></si></sst>");
    let workbook = survive("entities", &with(&[("xl/sharedStrings.xml", &strings)])).unwrap();
    let cell = workbook.sheets[0].cell("A1".parse().unwrap()).unwrap();
    assert_eq!(workbook.shown(cell), "xy");
    for part in ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"] {
        let _ = survive(part, &with(&[(part, &format!("{laughs}<workbook>&c;&b;</workbook>"))]));
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(60_000), close.repeat(60_000));
    for (part, before, after) in [
        ("xl/workbook.xml", "<workbook>", "</workbook>"),
        ("xl/worksheets/sheet1.xml", "<worksheet>", "</worksheet>"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>", "</v></c></row></sheetData></worksheet>"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><is>", "</is></c></row></sheetData></worksheet>"),
        ("xl/sharedStrings.xml", "<sst><si>", "</si></sst>"),
        ("xl/styles.xml", "<styleSheet><cellXfs>", "</cellXfs></styleSheet>"),
        ("_rels/.rels", "<Relationships>", "</Relationships>"),
    ] {
        let _ = survive(part, &with(&[(part, &format!("{before}{}{after}", deep("<a>", "</a>")))]));
    }
    let _ = survive("html", format!("<table><tr><td>{}", "<table><tr><td>".repeat(50_000)).as_bytes());
}

#[test]
fn addresses_and_indexes_out_of_range_do_no_harm() {
    for cells in [
        "<row r=\"0\"><c r=\"A0\"><v>1</v></c></row>",
        "<row r=\"1048577\"><c><v>1</v></c></row>",
        "<row r=\"4294967295\"><c><v>1</v></c></row>",
        "<row r=\"99999999999\"><c><v>1</v></c></row>",
        "<row r=\"-1\"><c><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1:B2\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" s=\"65535\"><v>1</v></c><c r=\"B1\" s=\"-1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>4294967295</v></c><c r=\"B1\" t=\"s\"><v>x</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1e999</v></c><c r=\"B1\"><v>nan</v></c><c r=\"C1\"><v>-1E-320</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"7\"/><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:XFD1048576\">1</f><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"d\"><v>9999-99-99T99:99:99</v></c></row>",
        "<row r=\"1\" spans=\"9:1\" ht=\"1e300\"><c r=\"A1\"/></row>",
        "<row r=\"3\"><c r=\"B7\"><v>1</v></c></row><row r=\"1\"><c r=\"C1\"/><c r=\"A1\"/></row>",
    ] {
        let _ = survive(cells, &sheet(cells));
    }
    for picture in [
        "<cols><col min=\"1\" max=\"4294967295\" width=\"9\"/></cols><sheetData/>",
        "<cols><col min=\"0\" max=\"0\" width=\"-9\" hidden=\"1\"/></cols><sheetData/>",
        "<sheetViews><sheetView><pane state=\"frozen\" xSplit=\"1e300\" ySplit=\"-4\"/></sheetView></sheetViews><sheetData/>",
        "<sheetData/><mergeCells><mergeCell ref=\"A1:XFD1048576\"/><mergeCell ref=\"B2\"/><mergeCell/></mergeCells>",
    ] {
        let bytes = with(&[("xl/worksheets/sheet1.xml", &format!("<worksheet>{picture}</worksheet>"))]);
        assert!(survive(picture, &bytes).is_ok(), "{picture}");
    }
}

#[test]
fn relationships_that_lead_nowhere_are_refused_or_ignored() {
    for target in ["../../../../etc/passwd", "workbook.xml", "", "/", "worksheets/none.xml", "file:///c:/a.xml"] {
        let relations = format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"{target}\"/></Relationships>"
        );
        let _ = survive(target, &with(&[("xl/_rels/workbook.xml.rels", &relations)]));
    }
    refused("no sheets", &with(&[("xl/workbook.xml", "<workbook/>")]), ReadError::NoSheets);
    let many: String = (0..2_000).map(|n| format!("<sheet name=\"{n}\" r:id=\"r1\"/>")).collect();
    let book = format!("<workbook xmlns:r=\"r\"><sheets>{many}</sheets></workbook>");
    refused("sheets", &with(&[("xl/workbook.xml", &book)]), ReadError::TooLarge);
}

#[test]
fn other_formats_that_claim_the_world_are_refused() {
    let ods = |rows: &str| {
        package(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            (
                "content.xml",
                &format!(
                    "<o:document-content><o:body><o:spreadsheet><t:table t:name=\"S\">{rows}</t:table></o:spreadsheet></o:body></o:document-content>"
                ),
            ),
        ])
    };
    refused(
        "repeated",
        &ods(
            "<t:table-row t:number-rows-repeated=\"1048576\"><t:table-cell o:value-type=\"float\" o:value=\"1\" t:number-columns-repeated=\"16384\"/></t:table-row>",
        ),
        ReadError::TooLarge,
    );
    let blank = ods(
        "<t:table-row t:number-rows-repeated=\"4294967295\"><t:table-cell t:number-columns-repeated=\"4294967295\"/></t:table-row>",
    );
    assert!(survive("blank", &blank).is_ok());
    let html = format!("<table><tr>{}</table>", "<td colspan=1000 rowspan=10000>x".repeat(5_000));
    refused("spans", html.as_bytes(), ReadError::TooLarge);
    let csv = ";".repeat(3_000_000) + "\n" + &";".repeat(100) + "\n";
    assert!(survive("separators", csv.as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bits_do_no_harm(
        name in prop::sample::select(vec!["features.xlsx", "openpyxl.xlsx", "macros.xlsm", "features.ods", "features.xls"]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..6),
    ) {
        let mut bytes = fixture(name);
        for (index, bit) in flips {
            let at = index.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        let _ = survive(name, &bytes);
    }

    /// Flips inside the XML, which checksums would otherwise hide.
    #[test]
    fn flipped_bits_in_the_parts_do_no_harm(
        name in prop::sample::select(vec!["features.xlsx", "openpyxl.xlsx", "features.ods"]),
        part in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..6),
    ) {
        let mut parts = unpack(&fixture(name));
        let part = part.index(parts.len());
        let content = &mut parts[part].1;
        prop_assume!(!content.is_empty());
        for (index, bit) in flips {
            let at = index.index(content.len());
            content[at] ^= 1 << bit;
        }
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in &parts {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        let _ = survive(name, &writer.finish().unwrap().into_inner());
    }

    #[test]
    fn cut_and_spliced_files_do_no_harm(
        name in prop::sample::select(vec!["features.xlsx", "features.ods", "features.xls"]),
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        filling in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let bytes = fixture(name);
        let (a, b) = (from.index(bytes.len()), to.index(bytes.len()));
        let (a, b) = (a.min(b), a.max(b));
        let spliced = [&bytes[..a], &filling, &bytes[b..]].concat();
        let _ = survive(name, &spliced);
    }
}
