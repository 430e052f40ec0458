//! What tests of whole files share.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use soatbieu::finding::{Confidence, Finding, FindingKey, RuleCode, Severity};
use soatbieu::ledger::Place;
use soatbieu::text::Bilingual;
use soatbieu::workbook::{CellRef, SheetIndex};

/// Parts of a package in the order of its directory.
pub type Parts = Vec<(String, Vec<u8>)>;

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

pub fn fixture(name: &str) -> Vec<u8> {
    file(&folder().join(name))
}

pub fn file(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

pub fn write(path: &Path, bytes: &[u8]) {
    std::fs::File::create(path).unwrap().write_all(bytes).unwrap();
}

/// A finding about a cell, for tests that only draw it.
pub fn marking(sheet: usize, cell: CellRef, severity: Severity) -> Finding {
    Finding {
        rule: RuleCode("total-mismatch"),
        severity,
        confidence: Confidence(0.9),
        key: FindingKey(format!("{sheet}!{cell}")),
        place: Place::of_cell(SheetIndex(sheet), cell),
        found: "12,5".into(),
        expected: Some("15,2".into()),
        difference: None,
        operands: Vec::new(),
        suspects: Vec::new(),
        related: Vec::new(),
        cause: None,
        title: Bilingual::new("Tổng không khớp", "Total does not match"),
        message: Bilingual::new("Ghi 12,5 & tính được 15,2.", "Says 12,5 & computes to 15,2."),
        law: Bilingual::default(),
        likely: Bilingual::default(),
        fixes: Vec::new(),
    }
}

/// The names of the .xlsx and .xlsm fixtures.
pub fn workbooks() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".xlsx") || name.ends_with(".xlsm"))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

/// Unpacks a package with a reader that is not the product's own.
pub fn unpack(bytes: &[u8]) -> Parts {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// A package of one sheet, S, whose second format is the given number format.
pub fn sheet_package(sheet: &str, code: &str) -> Vec<u8> {
    let styles = format!(
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="{code}"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    );
    package(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/styles.xml", styles.as_str()),
    ])
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
/// The part that leads to the workbook.
pub const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = concat!(
    r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">"#,
    r#"<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#
);
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// Packs parts into a package.
pub fn package(parts: &[(&str, impl AsRef<[u8]>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_ref()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
