//! Workbooks of offices as they were found, nothing planted. They stay outside the project.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use soatbieu::finding::Severity;

use crate::figures::{Better, Figures};
use crate::reliability::Reliability;
use crate::said;

/// What a person has judged of the figures of a workbook.
#[derive(Deserialize)]
struct Judged {
    /// Errors of the author.
    #[serde(rename = "true")]
    wrong: Vec<Named>,
    arguable: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    cell: String,
}

pub fn measure(folder: &Path, figures: &mut Figures, reliability: &mut Reliability, verbose: bool) {
    let (mut workbooks, mut clear, mut alarms, mut warnings, mut kept, mut wrong) = (0, 0, 0, 0, 0, 0);
    for path in said::files(folder, "xlsx") {
        let truth: Judged = said::truth(&path.with_extension("truth.json"));
        let session = said::open(&path);
        let cells = |named: &[Named]| -> BTreeSet<said::Cell> {
            named.iter().filter_map(|named| said::cell(session.workbook(), &named.cell)).collect()
        };
        let (true_, arguable) = (cells(&truth.wrong), cells(&truth.arguable));
        let all = said::of_session(&session);
        let errors: Vec<_> = all.iter().filter(|said| said.is_error() && said.rule != "excel-error-value").collect();
        let false_: BTreeSet<said::Cell> = errors
            .iter()
            .map(|said| said.cell)
            .filter(|cell| !true_.contains(cell) && !arguable.contains(cell))
            .collect();
        let named: BTreeSet<said::Cell> = errors.iter().flat_map(|said| said.names()).collect();
        for said in &errors {
            reliability.note("real", said.confidence, !false_.contains(&said.cell));
            if verbose && false_.contains(&said.cell) {
                println!("{} {}: {}", path.display(), said::address(session.workbook(), said.cell), said.message);
            }
        }
        workbooks += 1;
        clear += usize::from(false_.is_empty());
        alarms += false_.len();
        kept += true_.intersection(&named).count();
        wrong += true_.len();
        warnings += all.iter().filter(|said| said.severity == Severity::Warning && said.is_loud_arithmetic()).count();
    }
    figures.note("real.false", alarms as f64, Better::Less, format!("false errors on {workbooks} real workbooks"));
    figures.share("real.clear", clear, workbooks, Better::More, "real workbooks without a false error");
    figures.note(
        "real.kept",
        kept as f64,
        Better::More,
        format!("of {wrong} true errors, those that some error names"),
    );
    figures.note("real.warnings", warnings as f64, Better::Less, "warnings of arithmetic, unjudged");
}
