// What is fuzzed: the same entry points for cargo-fuzz and for the bounded run in `tests/fuzzing.rs`.

use soatbieu::finding::{Edit, Input};
use soatbieu::number::{Notation, Number, candidates, format, parse};
use soatbieu::patch;
use soatbieu::session::Session;
use soatbieu::workbook::{self, Calculator, CellRef, FormulaReader, SheetIndex, Written};

/// Any bytes are a workbook or one sentence.
pub fn read(bytes: &[u8]) {
    match workbook::read(bytes) {
        Ok(workbook) => {
            for (_, cell) in workbook.sheets.iter().flat_map(|sheet| sheet.cells()).take(1_000) {
                workbook.shown(cell);
            }
        }
        Err(error) => assert!(!error.message().vi.is_empty()),
    }
}

/// A worksheet of any XML is patched so that it reads back, or refused. The input is the worksheet
/// part of a small package: whole packages would hide it behind checksums.
pub fn patch(sheet: &str) {
    edited(&package(&[
        ("_rels/.rels", "<a><b Id=\"r\" Type=\"officeDocument\" Target=\"xl/workbook.xml\"/></a>"),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" id=\"r\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<a><b Id=\"r\" Type=\"worksheet\" Target=\"s.xml\"/></a>"),
        ("xl/s.xml", sheet),
    ]));
}

/// The same for the content of an OpenDocument spreadsheet.
pub fn patch_ods(content: &str) {
    edited(&package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]));
}

/// Any text is read as numbers in both notations, and written back as it was read.
pub fn number(text: &str) {
    let _ = candidates(text);
    for notation in Notation::ALL {
        if let Some(number) = parse(text, notation) {
            assert_eq!(parse(&format(number, notation), notation), Some(number), "{text:?}");
        }
    }
}

/// Any text may stand in the row of column formulas.
pub fn formula_row(text: &str) {
    let cells: String = text.split('\n').take(12).map(|cell| format!("\t{}", cell.replace('\t', " "))).collect();
    let columns = cells.matches('\t').count();
    let line = |first: &str, cell: &str| format!("{first}{}\n", format!("\t{cell}").repeat(columns));
    let table = format!(
        "{}A\tB{cells}\n{}{}{}{}",
        line("TT\tNội dung", "Số"),
        line("1\tXã A", "12,5"),
        line("2\tXã B", "25"),
        line("3\tXã C", "37,5"),
        line("\tTổng cộng", "75")
    );
    let _ = Session::paste("bieu", None, &table);
}

/// Any text may be the formula of a cell.
pub fn formula(text: &str) {
    let Ok(workbook) = workbook::read("TT;Số;Số\n1;2,5;3\n2;3,5;4\n".as_bytes()) else { return };
    let at = CellRef::default();
    let engine = workbook::own_engine();
    let calculator = Calculator::new(&workbook, &*engine);
    if let Some(formula) = FormulaReader::new(&workbook).formula(SheetIndex(0), at, text) {
        let _ = calculator.number(SheetIndex(0), Written { at, formula: &formula, text });
        let _ = (formula.references(), formula.summed(), formula.sum_of(), formula.has_shape_of(&formula));
    }
}

fn edited(package: &[u8]) {
    let edits: Vec<Edit> = ["A1", "B2", "C9"]
        .iter()
        .filter_map(|cell| {
            let new = Input::Number(Number::from_written("12.5".parse().ok()?));
            Some(Edit::of_cell(SheetIndex(0), cell.parse().ok()?, new))
        })
        .collect();
    // Refusing is fine, giving a file that reads as something else is not: it is compared.
    if let Ok(patched) = patch::patch(package, &edits) {
        assert!(workbook::read(&patched.bytes).is_ok());
    }
}

/// A package of stored entries.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        head.extend(crc32(content.as_bytes()).to_le_bytes());
        head.extend((content.len() as u32).to_le_bytes());
        head.extend((content.len() as u32).to_le_bytes());
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(content.as_bytes());
    }
    let start = out.len() as u32;
    let size = directory.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([(parts.len() as u16).to_le_bytes(), (parts.len() as u16).to_le_bytes()].concat());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
