//! A worksheet of any XML is patched so that it reads back, or refused. The input is the worksheet
//! part of a small package: whole packages would hide it behind checksums.
#![no_main]

use libfuzzer_sys::fuzz_target;
use soatbieu::finding::{Edit, Input};
use soatbieu::number::Number;
use soatbieu::patch;
use soatbieu::workbook::SheetIndex;

fuzz_target!(|sheet: &str| {
    let package = package(&[
        ("_rels/.rels", "<a><b Id=\"r\" Type=\"officeDocument\" Target=\"xl/workbook.xml\"/></a>"),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" id=\"r\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<a><b Id=\"r\" Type=\"worksheet\" Target=\"s.xml\"/></a>"),
        ("xl/s.xml", sheet),
    ]);
    let edits = ["A1", "B2", "C9"].map(|cell| Edit {
        sheet: SheetIndex(0),
        cell: cell.parse().expect("an address"),
        new: Input::Number(Number::from_written("12.5".parse().expect("a number"))),
    });
    let _ = patch::patch(&package, &edits);
});

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
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([(parts.len() as u16).to_le_bytes(), (parts.len() as u16).to_le_bytes()].concat());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
