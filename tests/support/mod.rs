//! What tests of whole files share.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{Read, Write};
use std::path::PathBuf;

/// Parts of a package in the order of its directory.
pub type Parts = Vec<(String, Vec<u8>)>;

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

pub fn fixture(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::fs::File::open(folder().join(name)).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
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

/// Packs parts into a package.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
