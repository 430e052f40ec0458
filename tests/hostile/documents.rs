//! Word documents that are broken or meant to hurt.

use proptest::prelude::*;
use soatbieu::workbook::ReadError;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::support::{fixture, package, unpack};
use super::{refused, survive};

const TYPES: &str = r#"<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const ROOT: &str =
    r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#;

fn document(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let xml = format!("<w:document><w:body>{body}</w:body></w:document>");
    let relations: String = parts
        .iter()
        .map(|(name, _)| format!("<Relationship Id=\"{name}\" Type=\"x/{name}\" Target=\"{name}.xml\"/>"))
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let names: Vec<String> = parts.iter().map(|(name, _)| format!("word/{name}.xml")).collect();
    let mut all = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("word/document.xml", xml.as_str()),
        ("word/_rels/document.xml.rels", relations.as_str()),
    ];
    all.extend(names.iter().map(String::as_str).zip(parts.iter().map(|(_, content)| *content)));
    package(&all)
}

#[test]
fn documents_that_ask_for_too_much_are_refused() {
    let cells = |count: usize, properties: &str| {
        format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", format!("<w:tc><w:tcPr>{properties}</w:tcPr></w:tc>").repeat(count))
    };
    refused("spans", &document(&cells(20, "<w:gridSpan w:val=\"4294967296\"/>"), &[]), ReadError::TooLarge);
    let rows = format!("<w:tbl>{}</w:tbl>", "<w:tr><w:tc><w:p/></w:tc></w:tr>".repeat(400_000));
    let big = zip_with(&rows);
    refused("cells", &big, ReadError::TooLarge);
    refused("tables", &document(&"<w:tbl/><w:tbl></w:tbl>".repeat(1_100), &[]), ReadError::TooLarge);
    let nested = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(100), "</w:tc></w:tr></w:tbl>".repeat(100));
    refused("nested", &document(&nested, &[]), ReadError::Damaged);
    let fields = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>".repeat(1_000);
    refused("fields", &document(&fields, &[]), ReadError::Damaged);
    let before = "<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"99999\"/></w:trPr><w:tc/></w:tr></w:tbl>";
    assert!(survive("columns before", &document(before, &[])).is_ok());
}

/// The same without a cap on how well it packs.
fn zip_with(body: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let xml = format!("<w:document><w:body>{body}</w:body></w:document>");
    for (name, content) in [("[Content_Types].xml", TYPES), ("_rels/.rels", ROOT), ("word/document.xml", xml.as_str())]
    {
        writer.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        std::io::Write::write_all(&mut writer, content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn documents_that_are_broken_are_refused_and_broken_looks_are_not() {
    for (name, body) in
        [("open", "<w:p>"), ("crossed", "<w:p><w:r></w:p></w:r>"), ("no table", "<w:tr/>"), ("no row", "<w:tc/>")]
    {
        let read = survive(name, &document(body, &[]));
        assert!(name == "no table" || read.is_err(), "{name}");
    }
    refused("packed", &document(&" ".repeat(20 << 20), &[]), ReadError::Swelling);
    let missing = package(&[("[Content_Types].xml", TYPES), ("_rels/.rels", ROOT)]);
    assert!(survive("missing", &missing).is_err());
    let text = "<w:p><w:pPr><w:pStyle w:val=\"A\"/><w:numPr><w:ilvl w:val=\"300\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>\
        <w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>";
    let chain: String = (0..2_000)
        .map(|n| format!("<w:style w:styleId=\"S{n}\"><w:basedOn w:val=\"S{}\"/></w:style>", (n + 1) % 2_000))
        .collect();
    let levels = format!(
        "<w:numbering><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"8\"><w:start w:val=\"9223372036854775807\"/>\
         <w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"{}\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>",
        "%9".repeat(50)
    );
    for (name, part) in
        [("styles", "<w:styles><w:style>"), ("styles", &chain), ("numbering", "<w:num"), ("numbering", &levels)]
    {
        assert!(survive(name, &document(&text.repeat(3), &[(name, part)])).is_ok(), "{name}");
    }
}

#[test]
fn documents_of_other_formats_are_called_by_their_names() {
    let rtf = survive("rtf", b"{\\rtf1\\ansi B\\'e1o c\\'e1o}").map(|_| ());
    assert_eq!(rtf, Err(ReadError::OtherDocument("RTF (.rtf)")));
    let odt =
        package(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<o:document-content/>")]);
    assert_eq!(survive("odt", &odt).map(|_| ()), Err(ReadError::OtherDocument("OpenDocument (.odt)")));
    let mut container = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    std::io::Write::write_all(&mut container.create_stream("/WordDocument").unwrap(), &[0; 4_096]).unwrap();
    let doc = container.into_inner().into_inner();
    assert_eq!(survive("doc", &doc).map(|_| ()), Err(ReadError::OtherDocument("Word 97-2003 (.doc)")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bits_in_a_document_do_no_harm(
        part in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..6),
    ) {
        let mut parts = unpack(&fixture("report-word.docx"));
        let part = part.index(parts.len());
        let content = &mut parts[part].1;
        for (index, bit) in flips {
            let at = index.index(content.len());
            content[at] ^= 1 << bit;
        }
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let _ = survive("flipped document", &package(&parts));
    }
}
