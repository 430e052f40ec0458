//! Everything about one cell.

use crate::protocol::{CellInfo, TakesPart};
use crate::rules::SheetReport;
use crate::session::{Session, entry};
use crate::workbook::{CellRef, SheetIndex, Value};

pub(super) fn cell_info(session: &Session, sheet: SheetIndex, cell: CellRef) -> CellInfo {
    let stored = session.workbook().sheet(sheet).and_then(|sheet| sheet.cell(cell));
    let formula = stored.and_then(|cell| cell.formula.as_deref());
    let typed = match (formula, stored) {
        (Some(formula), _) => format!("={formula}"),
        (None, Some(stored)) => match &stored.value {
            Value::Number(number) => entry::typed(*number, session.workbook().separators),
            Value::Date(serial) => entry::typed_date(*serial, session.workbook().date_1904)
                .unwrap_or_else(|| session.workbook().shown(stored).into_owned()),
            _ => session.workbook().shown(stored).into_owned(),
        },
        (None, None) => String::new(),
    };
    let relations = session.report(sheet).map(|report| taking_part(report, cell)).unwrap_or_default();
    CellInfo { sheet, cell, entry: typed, formula: formula.is_some(), relations }
}

fn taking_part(report: &SheetReport, cell: CellRef) -> Vec<TakesPart> {
    report
        .standings
        .iter()
        .flat_map(|standing| {
            let relations = standing.pattern.relations.iter().zip(&standing.judged);
            relations.map(move |(relation, judged)| (standing, relation, judged))
        })
        .filter(|(_, relation, _)| relation.target == cell || relation.operands.contains(&cell))
        .map(|(standing, relation, judged)| TakesPart {
            law: standing.pattern.law.clone(),
            why: standing.law_with_tally(),
            target: relation.target,
            operands: relation.operands.clone(),
            holds: judged.as_ref().ok().map(|judged| judged.verdict.holds()),
            tally: (standing.tally.holds, standing.tally.of),
        })
        .collect()
}
