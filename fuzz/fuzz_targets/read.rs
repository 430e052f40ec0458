//! Any bytes are a workbook or one sentence.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match soatbieu::workbook::read(bytes) {
        Ok(workbook) => {
            for (_, cell) in workbook.sheets.iter().flat_map(|sheet| sheet.cells()).take(1_000) {
                workbook.shown(cell);
            }
        }
        Err(error) => assert!(!error.message().vi.is_empty()),
    }
});
