//! The values that a finding of broken arithmetic offers, and how far each may be trusted.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Facts;
use crate::diagnose::Case;
use crate::finding::{Applicability, Fix, Slip, Suspect};
use crate::number::{Number, round_half_away};
use crate::relation::{Judged, Relation};
use crate::table::{Reading, Table};
use crate::workbook::{CellRef, Col};

/// What is to be repaired.
pub(super) struct Repair<'r> {
    pub case: &'r Case,
    /// The relation that tells most.
    pub relation: &'r Relation,
    pub judged: &'r Judged,
    /// Whether the finding is an error.
    pub sure: bool,
    pub decimals: &'r Decimals,
}

/// Cells that are offered when several explain equally well what is broken.
const MOST_TIED: usize = 3;

/// What may be put right: the likeliest cells, and the computed one always.
pub(super) fn fixes(facts: &Facts<'_>, table: &Table, repair: &Repair<'_>) -> Vec<Fix> {
    let Repair { case, relation, judged, .. } = repair;
    let likeliest = case.suspects.iter().take(if case.tied { MOST_TIED } else { 1 });
    let mut offered: Vec<(CellRef, Number, Applicability)> = likeliest
        .filter_map(|suspect| Some((suspect.place.cell()?, suspect.repaired?, trust(repair, suspect))))
        .collect();
    let target = relation.target;
    if !offered.iter().any(|(cell, ..)| *cell == target) {
        let known = case
            .suspects
            .iter()
            .find(|suspect| suspect.place.cell() == Some(target))
            .and_then(|suspect| suspect.repaired);
        let decimals = judged.found.decimals();
        let recomputed = Number::new(round_half_away(judged.computed.point, decimals), decimals);
        offered.push((target, known.unwrap_or(recomputed), Applicability::Possible));
    }
    let fixes = offered.into_iter().filter_map(|(cell, number, applicability)| {
        let number = as_around(repair.decimals, table, cell, number, (cell == target).then_some(judged.computed.point));
        let fits = is_written(facts, table, cell) && !changes_scale(repair, facts, table, cell, number);
        (fits && !is_copied(table, relation, cell, number)).then(|| facts.fix(table, applicability, &[(cell, number)]))
    });
    fixes.collect()
}

/// A value is suggested when a slip of the hand leads from it to what stands there, or when a second relation
/// gives the same one.
fn trust(repair: &Repair<'_>, suspect: &Suspect) -> Applicability {
    let first = repair.case.suspects.first().is_some_and(|first| first.place == suspect.place);
    let by_hand = suspect.slip.is_some_and(|slip| !matches!(slip, Slip::StaleTotal | Slip::NeighbourValue));
    let seconded = repair.case.broken.len() >= 2;
    if repair.sure && first && !repair.case.tied && (by_hand || seconded) {
        Applicability::Suggested
    } else {
        Applicability::Possible
    }
}

/// Whether a figure stands in a cell, and no formula: blanks are not filled, and formulas are mended, not
/// replaced.
fn is_written(facts: &Facts<'_>, table: &Table, cell: CellRef) -> bool {
    matches!(table.reading(cell), Reading::Number(_))
        && facts.sheet.cell(cell).is_some_and(|cell| cell.formula.is_none())
}

/// The value with as many decimals as the figures of its column have, which the wrong one may lack; `exact` is
/// what a computed cell should hold before it is rounded.
fn as_around(decimals: &Decimals, table: &Table, cell: CellRef, number: Number, exact: Option<Decimal>) -> Number {
    let Some(usual) = decimals.usual(table, cell).filter(|usual| *usual > number.decimals()) else { return number };
    // Only for the value that the law gives: another one was chosen for its digits.
    match exact.filter(|exact| round_half_away(*exact, number.decimals()) == number.value()) {
        Some(exact) => Number::new(round_half_away(exact, usual), usual),
        None => Number::new(number.value(), usual),
    }
}

/// How many figures of each column have how many decimals. Every broken figure asks for its column: it is
/// counted once.
#[derive(Default)]
pub struct Decimals(OnceCell<BTreeMap<Col, BTreeMap<u32, usize>>>);

impl Decimals {
    /// The decimals that most other figures of a column have; `None` where fewer than two agree.
    fn usual(&self, table: &Table, cell: CellRef) -> Option<u32> {
        let mut counts = self.0.get_or_init(|| counted(table)).get(&cell.col)?.clone();
        if let Reading::Number(number) = table.reading(cell)
            && table.line_at(cell.row).is_some()
        {
            counts.entry(number.decimals()).and_modify(|count| *count = count.saturating_sub(1));
        }
        let all: usize = counts.values().sum();
        let (decimals, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        (count >= 2 && count.saturating_mul(2) > all).then_some(decimals)
    }
}

fn counted(table: &Table) -> BTreeMap<Col, BTreeMap<u32, usize>> {
    let mut columns: BTreeMap<Col, BTreeMap<u32, usize>> = BTreeMap::new();
    for (col, reading) in table.lines.iter().flat_map(|line| table.readings.row(line.row)) {
        if let Reading::Number(number) = reading {
            let count = columns.entry(*col).or_default().entry(number.decimals()).or_default();
            *count = count.saturating_add(1);
        }
    }
    columns
}

/// Whether a value is what stands there times a power of ten although it is not written so: with decimals in a
/// column of whole figures, or a hundredfold in a cell that shows percents.
fn changes_scale(repair: &Repair<'_>, facts: &Facts<'_>, table: &Table, cell: CellRef, number: Number) -> bool {
    let Reading::Number(found) = table.reading(cell) else { return false };
    let hundredfold = [Decimal::ONE_HUNDRED, Decimal::new(1, 2)].into_iter().any(|factor| {
        let scaled = found.value().checked_mul(factor).unwrap_or_default();
        round_half_away(scaled, number.decimals()) == number.value() && !scaled.is_zero()
    });
    let percents = facts.sheet.cell(cell).is_some_and(|cell| facts.workbook.percents(cell.style) > 0);
    let finer = number.value().normalize().scale() > 0 && repair.decimals.usual(table, cell) == Some(0);
    hundredfold && percents || finer
}

/// Whether a total would become a figure that stands beside it in its line: the sum of another column is none of
/// its own.
fn is_copied(table: &Table, relation: &Relation, cell: CellRef, number: Number) -> bool {
    let other_column = relation.operands.iter().all(|operand| operand.row == cell.row);
    let is_total = table.line_at(cell.row).is_some_and(|(_, line)| line.is_total());
    other_column
        && is_total
        && relation.operands.iter().any(|operand| match table.reading(*operand) {
            Reading::Number(beside) => *operand != cell && beside.value() == number.value(),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Input};
    use crate::fixture;
    use crate::rules::check_sheet;
    use crate::workbook::SheetIndex;

    const PLAIN: &str = "
TT|Nội dung|Số tiền 1|Số tiền 2
1|Khoản 1|4559|2719
2|Khoản 2|1008|5694
3|Khoản 3|4604|1955
4|Khoản 4|3840|3543
5|Khoản 5|1066|8746
6|Khoản 6|8172|8460
7|Khoản 7|1252|8343
|Tổng cộng|24501|39460";

    fn findings(text: &str) -> Vec<Finding> {
        check_sheet(&fixture::workbook(text).0, SheetIndex(0)).findings
    }

    /// What is offered for a cell, and how.
    fn offered(findings: &[Finding], cell: &str) -> Vec<(String, Applicability)> {
        let fixes = findings.iter().flat_map(|finding| &finding.fixes);
        let edits = fixes.flat_map(|fix| fix.edits.iter().map(|edit| (edit, fix.applicability)));
        edits
            .filter(|(edit, _)| edit.place.to_string() == cell)
            .filter_map(|(edit, applicability)| match &edit.new {
                Input::Number(number) => Some((number.value().normalize().to_string(), applicability)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_broken_total_offers_the_total_of_its_parts() {
        // A digit of the total may be wrong, or of any of its parts: nobody knows which.
        let found = findings(&PLAIN.replace("24501", "21501"));
        let fixes = offered(&found, "C9");
        assert!(fixes.iter().any(|(value, _)| value == "24501"), "{found:#?}");
        // A total that no slip explains is not put right in bulk.
        let found = findings(&PLAIN.replace("24501", "31877"));
        assert_eq!(offered(&found, "C9"), [("24501".to_owned(), Applicability::Possible)], "{found:#?}");
    }

    #[test]
    fn a_slip_that_two_laws_explain_is_suggested() {
        let rows = "
TT|Nội dung|Quý I|Quý II|Cộng
1|Khoản 1|4559|2719|7278
2|Khoản 2|1008|5694|6702
3|Khoản 3|4604|1955|6559
4|Khoản 4|3840|3543|7383
5|Khoản 5|1066|8746|9812
|Tổng cộng|15077|22657|37734";
        let found = findings(&rows.replace("|3840|", "|3480|"));
        assert_eq!(offered(&found, "C5"), [("3840".to_owned(), Applicability::Suggested)], "{found:#?}");
    }

    #[test]
    fn blanks_and_formulas_are_not_replaced_by_values() {
        let found = findings(&PLAIN.replace("|3840|", "||"));
        assert_eq!(offered(&found, "C5"), [], "{found:#?}");
        let found = findings(&PLAIN.replace("|39460", "|=SUM(D2:D7)→31117"));
        assert_eq!(offered(&found, "D9"), [], "{found:#?}");
    }

    #[test]
    fn a_repaired_figure_has_the_decimals_of_its_column() {
        let found = findings(
            "
TT|Nội dung|Ngày 1|Ngày 2|Cộng
1|Khoản 1|4,25|2,75|7,00
2|Khoản 2|1,08|5,64|6,72
3|Khoản 3|4,60|1,95|6,55
4|Khoản 4|3,84|3,53|7,37
5|Khoản 5|1,06|8,76|98
6|Khoản 6|8,17|8,46|16,63",
        );
        assert!(offered(&found, "E6").iter().all(|(value, _)| value == "9.82"), "{found:#?}");
        assert!(!offered(&found, "E6").is_empty());
    }
}
