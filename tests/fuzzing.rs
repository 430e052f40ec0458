//! A bounded run of the fuzz targets on stable: the committed seeds, and changes of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../fuzz/entries.rs"]
mod entries;

use std::io::Read;

use proptest::prelude::*;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{target}");
    files
        .iter()
        .map(|file| {
            let mut bytes = Vec::new();
            std::fs::File::open(file).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        })
        .collect()
}

/// One change: bytes put in, taken out, or repeated.
#[derive(Clone, Debug)]
struct Change {
    at: prop::sample::Index,
    length: usize,
    bytes: Vec<u8>,
    repeat: usize,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let token = prop::sample::select(vec![
        "<",
        ">",
        "/>",
        "\"",
        "&",
        "&#0;",
        "=",
        "(",
        ")",
        "((((((((",
        "*",
        "/0",
        "-",
        ":",
        "1048576",
        "99999999999999999999",
        "1e308",
        "A1",
        "XFD1048576",
        ",",
        ".",
        "%",
        "\u{303}",
        "\u{feff}",
        "=1=2",
        "\n",
        "\t",
        "'",
    ]);
    let bytes =
        prop_oneof![token.prop_map(|token| token.as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..6)];
    let change = (any::<prop::sample::Index>(), 0_usize..8, bytes, 1_usize..4)
        .prop_map(|(at, length, bytes, repeat)| Change { at, length, bytes, repeat });
    prop::collection::vec(change, 1..6)
}

fn changed(seed: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for change in changes {
        let start = change.at.index(bytes.len() + 1);
        let end = (start + change.length).min(bytes.len());
        bytes.splice(start..end, change.bytes.repeat(change.repeat));
    }
    bytes
}

macro_rules! bounded_run {
    ($($name:ident: $target:ident as $kind:ident;)*) => {$(
        #[test]
        fn $name() {
            let seeds = seeds(stringify!($target));
            seeds.iter().for_each(|seed| run!($kind, $target, seed));
            let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() });
            runner
                .run(&(prop::sample::select(seeds), changes()), |(seed, changes)| {
                    let input = changed(&seed, &changes);
                    run!($kind, $target, &input);
                    Ok(())
                })
                .unwrap();
        }
    )*};
}

macro_rules! run {
    (bytes, $target:ident, $input:expr) => {
        entries::$target($input)
    };
    (text, $target:ident, $input:expr) => {
        entries::$target(&String::from_utf8_lossy($input))
    };
}

bounded_run! {
    any_bytes_are_read_or_refused: read as bytes;
    any_worksheet_is_patched_or_refused: patch as text;
    any_opendocument_content_is_patched_or_refused: patch_ods as text;
    any_number_is_read_back_as_it_is_written: number as text;
    any_row_of_column_formulas_is_understood_or_left: formula_row as text;
    any_formula_is_calculated_or_left: formula as text;
}
