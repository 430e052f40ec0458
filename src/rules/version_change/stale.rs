//! What should have followed from version to version: a law that held in the earlier one and is broken in the later,
//! whose result is what it was although what it is computed from was changed.

use std::collections::BTreeSet;

use super::super::files::{Files, LIKELY, SURE, both};
use super::CODE;
use crate::across::{Chart, Why};
use crate::finding::{Finding, Operand, Severity, Suspect};
use crate::ledger::Place;
use crate::relation::{Evidence, Relation};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Value};

/// So many figures that were changed are named.
const MOST_NAMED: usize = 4;

/// What did not follow.
pub(super) fn findings(files: &Files<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for discord in files.discords.iter().filter(|discord| matches!(discord.why, Why::Version { .. })) {
        let chart = |slots: &[crate::across::Slot]| slots.first().and_then(|slot| files.charts.get(slot.chart));
        if let (Some(later), Some(earlier)) = (chart(&discord.accused), chart(&discord.against)) {
            findings.extend(Versions { files, later, earlier }.findings());
            if discord.is_open {
                findings.extend(Versions { files, later: earlier, earlier: later }.findings());
            }
        }
    }
    findings
}

struct Versions<'f> {
    files: &'f Files<'f>,
    later: &'f Chart,
    earlier: &'f Chart,
}

impl Versions<'_> {
    fn findings(&self) -> Vec<Finding> {
        let (Some(now), Some(then)) = (self.files.report(self.later), self.files.report(self.earlier)) else {
            return Vec::new();
        };
        let held: BTreeSet<CellRef> = then
            .standings
            .iter()
            .flat_map(|standing| standing.with(|verdict| verdict.holds()))
            .map(|(relation, _)| relation.target)
            .collect();
        let (mut said, mut found) = (BTreeSet::new(), Vec::new());
        for standing in now.standings.iter().filter(|standing| standing.is_arithmetic()) {
            for relation in standing.broken() {
                let stale = self.before(relation.target).is_some_and(|before| held.contains(&before))
                    && self.is_unchanged(relation.target);
                let changed: Vec<CellRef> =
                    relation.operands.iter().copied().filter(|cell| !self.is_unchanged(*cell)).collect();
                if stale && !changed.is_empty() && !said.contains(&relation.target) {
                    said.insert(relation.target);
                    found.extend(self.finding(relation, &changed, standing.pattern.evidence));
                }
            }
        }
        found
    }

    /// The cell of the earlier version that stands for one of the later: on the line of the same name, in the same
    /// column.
    fn before(&self, cell: CellRef) -> Option<CellRef> {
        let (_, head) = self.later.lines.iter().find(|(row, _)| *row == cell.row)?;
        let line = self.earlier.line_of(&head.key).filter(|_| !head.key.is_empty())?;
        let key =
            |chart: &Chart| chart.columns.iter().find(|(col, _)| *col == cell.col).map(|(_, head)| head.key.clone());
        (key(self.later) == key(self.earlier)).then_some(CellRef::new(self.earlier.lines.get(line)?.0, cell.col))
    }

    fn place(&self, cell: CellRef) -> Place {
        Place::of_cell(self.later.sheet, cell).within(self.later.source)
    }

    fn is_unchanged(&self, cell: CellRef) -> bool {
        let number = |place: Place| match self.files.cell(place).map(|cell| &cell.value) {
            Some(Value::Number(number)) => Some(number.value()),
            _ => None,
        };
        let Some(before) = self.before(cell) else { return false };
        let before = Place::of_cell(self.earlier.sheet, before).within(self.earlier.source);
        number(self.place(cell)).is_some() && number(self.place(cell)) == number(before)
    }

    /// "Chi thường xuyên – Dự toán năm 2026"
    fn called(&self, cell: CellRef) -> String {
        let line = self.later.lines.iter().find(|(row, _)| *row == cell.row);
        let column = self.later.columns.iter().find(|(col, _)| *col == cell.col);
        let names = line.map(|(_, head)| &head.name).into_iter().chain(column.map(|(_, head)| &head.name));
        names.map(|name| name.trim()).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" – ")
    }

    fn finding(&self, relation: &Relation, changed: &[CellRef], evidence: Evidence) -> Option<Finding> {
        let place = self.place(relation.target);
        let own = &self.files.report(self.later)?.findings;
        let within = |place: Place| place.within(self.later.source);
        let touching: Vec<&Finding> =
            own.iter().filter(|finding| finding.places().any(|other| within(other) == place)).collect();
        let worst = touching.iter().map(|finding| finding.severity).min();
        let is_first = touching.iter().any(|finding| {
            let first = finding.suspects.first().map_or(finding.place, |suspect| suspect.place);
            finding.severity == Severity::Error && within(first) == place
        });
        // What the file says by itself is explained, not said again.
        let severity = match worst {
            Some(Severity::Error) if is_first => Severity::Info,
            Some(Severity::Error) => Severity::Error,
            _ if matches!(evidence, Evidence::Declared | Evidence::Structural) => Severity::Warning,
            _ => return None,
        };
        let expected =
            touching.iter().find(|finding| within(finding.place) == place).and_then(|finding| finding.expected.clone());
        let (cell, found, what) = (self.files.named(place), self.files.shown(place), self.called(relation.target));
        let file = self.files.name(self.earlier.source);
        let named = |cell: &CellRef| format!("{cell} (“{}”)", self.called(*cell));
        let inputs = changed.iter().take(MOST_NAMED).map(named).collect::<Vec<_>>().join(", ");
        let (vi, en) = match &expected {
            Some(expected) => (format!("; tính lại được {expected}"), format!("; it comes to {expected}")),
            None => Default::default(),
        };
        let operand = |cell: &CellRef| Operand {
            place: self.place(*cell),
            label: self.called(*cell),
            shown: self.files.shown(self.place(*cell)),
        };
        Some(Finding {
            rule: CODE,
            severity,
            confidence: if severity == Severity::Error { SURE } else { LIKELY },
            key: self.files.key(
                CODE,
                [place].iter().chain(&relation.operands.iter().map(|cell| self.place(*cell)).collect::<Vec<_>>()),
            ),
            place,
            found: found.clone(),
            expected,
            difference: None,
            operands: relation.operands.iter().map(operand).collect(),
            suspects: vec![Suspect { place, repaired: None, slip: None }],
            related: Vec::new(),
            cause: Some(crate::finding::Slip::StaleTotal),
            title: Bilingual::new("Chưa tính lại theo bản mới", "Not computed anew in the later version"),
            message: both(
                format!("{cell} (“{what}”) vẫn ghi {found} như bản trước (tệp {file}), dù đã sửa {inputs}{vi}."),
                format!(
                    "{cell} (“{what}”) is still {found} as in the earlier version (file {file}), although {inputs} changed{en}."
                ),
            ),
            law: Bilingual::new(
                "Phép tính này đúng ở bản trước và không còn đúng ở bản sau.",
                "This calculation held in the earlier version, and does not in the later.",
            ),
            likely: Bilingual::default(),
            fixes: Vec::new(),
        })
    }
}
