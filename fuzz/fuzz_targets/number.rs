//! Any text is read as numbers in both notations, and written back as it was read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use soatbieu::number::{Notation, candidates, format, parse};

fuzz_target!(|text: &str| {
    let _ = candidates(text);
    for notation in Notation::ALL {
        if let Some(number) = parse(text, notation) {
            assert_eq!(parse(&format(number, notation), notation), Some(number), "{text:?}");
        }
    }
});
