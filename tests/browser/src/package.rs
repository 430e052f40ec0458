//! A workbook as the package of parts that it is.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The part of the formats, which is related to the workbook when it is among the parts.
const STYLES: &str = "xl/styles.xml";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A small workbook: for each sheet the attributes of its entry (its name among them) and what is
/// inside its `worksheet`; then more parts, each with its name.
pub fn workbook(sheets: &[(&str, &str)], more: &[(&str, &str)]) -> Vec<u8> {
    let (mut entries, mut relations, mut types) = (String::new(), String::new(), String::new());
    let mut parts = Vec::new();
    for (index, (attributes, inside)) in sheets.iter().enumerate() {
        let number = index + 1;
        let _ = write!(entries, r#"<sheet {attributes} sheetId="{number}" r:id="rId{number}"/>"#);
        let _ = write!(
            relations,
            r#"<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
        let _ = write!(
            types,
            r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
        );
        let name = format!("xl/worksheets/sheet{number}.xml");
        parts.push((name, format!(r#"<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{inside}</worksheet>"#)));
    }
    if more.iter().any(|(name, _)| *name == STYLES) {
        let _ = write!(relations, r#"<Relationship Id="rIdStyles" Type="{RELATIONS}/styles" Target="styles.xml"/>"#);
    }
    let types = format!(
        r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{entries}</sheets></workbook>"#);
    let relations = format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>"#);
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), root),
        ("xl/workbook.xml".to_owned(), book),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations),
    ];
    all.extend(parts);
    all.extend(more.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())));
    package(all)
}

/// A small Word document of what is inside its `w:body`.
pub fn document(inside: &str) -> Vec<u8> {
    const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let types = format!(
        r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>"#
    );
    let body = format!(r#"<w:document xmlns:w="{WORDS}"><w:body>{inside}<w:sectPr/></w:body></w:document>"#);
    package(vec![
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), root),
        ("word/document.xml".to_owned(), body),
    ])
}

fn package(all: Vec<(String, String)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in all {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part begins");
        writer.write_all(content.as_bytes()).expect("a part is written");
    }
    writer.finish().expect("a package").into_inner()
}

/// The `sheetData` of a sheet: for each row its attributes and its cells from column A on. A number is
/// one, `=1+1|2` is a formula and its value, all else is text.
pub fn rows(rows: &[(&str, &[&str])]) -> String {
    let mut xml = String::from("<sheetData>");
    for (index, (attributes, cells)) in rows.iter().enumerate() {
        let row = index + 1;
        let _ = write!(xml, r#"<row r="{row}" {attributes}>"#);
        for (cell, column) in cells.iter().zip('A'..='Z').filter(|(cell, _)| !cell.is_empty()) {
            let at = format!("{column}{row}");
            let _ = match cell.strip_prefix('=').and_then(|formula| formula.split_once('|')) {
                Some((formula, value)) => write!(xml, r#"<c r="{at}"><f>{formula}</f><v>{value}</v></c>"#),
                None if cell.parse::<f64>().is_ok() => write!(xml, r#"<c r="{at}"><v>{cell}</v></c>"#),
                None => write!(xml, r#"<c r="{at}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
            };
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData>"
}

/// The parts of a package with their names, in their order.
pub fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("a package");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("the part inflates");
            (part.name().expect("a name in Unicode").into_owned(), bytes)
        })
        .collect()
}

/// The names of the parts whose content is not the same; panics when the two have other parts, or
/// the same in another order.
pub fn changed_parts(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after) = (parts(before), parts(after));
    let names = |parts: &[(String, Vec<u8>)]| parts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "parts were added, lost or moved");
    before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before.1 != after.1)
        .map(|(before, _)| before.0.clone())
        .collect()
}
