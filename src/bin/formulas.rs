//! The formula engine of the page: a module of its own, since only workbooks with formulas need it. The
//! worker asks it what [`soatbieu::workbook::answer`] answers.

#[cfg(target_arch = "wasm32")]
mod engine {
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Answers an encoded task.
    #[wasm_bindgen]
    pub fn calculate(task: &[u8]) -> Vec<u8> {
        soatbieu::workbook::answer(task)
    }
}

fn main() {}
