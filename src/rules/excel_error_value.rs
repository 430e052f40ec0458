//! # excel-error-value
//!
//! ## What it does
//! Finds cells that show an error of Excel: `#REF!`, `#DIV/0!`, `#VALUE!` … The cells of one column
//! of a table that show the same error are one finding, and so are those that only count with a cell
//! that shows it: they are named with the cell where the error arises.
//!
//! ## Why is this bad?
//! The figure is missing, and every total that takes it in is wrong or an error as well.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Kế hoạch|Thực hiện
//! 1|Xã A|120|110
//! 2|Xã B|130|«#REF!»
//! 3|Xã C|125|120
//! |Cộng|375|=SUM(D2:D4)→#REF!
//! ```
//!
//! ## What to do
//! Type the figure, or repair the formula in Excel.

use super::Facts;
use super::error_groups::{Group, groups, rectangles};
use crate::finding::{Finding, FindingKey, RuleCode, Severity};
use crate::text::Bilingual;
use crate::workbook::{CellRange, CellRef};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("excel-error-value");

/// Findings of this rule on one sheet: what lies beyond is counted in a last one.
const MOST: usize = 20;
/// Ranges that a sentence names, and that a key does.
const MOST_NAMED: usize = 6;
const MOST_IN_KEY: usize = 100;
/// Cells of one finding that are listed as suspects.
const MOST_SUSPECTS: usize = 100;

/// Finds error values in the whole sheet: formulas outside the tables count as well.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let mut groups = groups(facts);
    let mut rest = groups.split_off(groups.len().min(MOST));
    if let [only] = rest.as_mut_slice() {
        // Naming it takes no more room than saying that there is one more.
        findings.extend(told(facts, only));
        rest.clear();
    }
    findings.extend(groups.iter().filter_map(|group| told(facts, group)));
    findings.extend(counted(facts, &rest));
}

/// The finding of a group.
fn told(facts: &Facts<'_>, group: &Group) -> Option<Finding> {
    let at = *group.cells.first()?;
    let text = group.error.as_str();
    let formula = facts.sheet.cell(at)?.formula.as_deref().map(|formula| format!(" (={formula})")).unwrap_or_default();
    let mut finding = several(facts, &group.cells, rectangles(&group.cells))?;
    finding.found = text.to_owned();
    let from = group.from.and_then(|sheet| facts.workbook.sheet(sheet));
    let from = from.map_or_else(Bilingual::default, |sheet| {
        Bilingual::new(format!(", lấy từ trang {}", sheet.name), format!(", taken from sheet {}", sheet.name))
    });
    let said = if let [_] = group.cells.as_slice() {
        Bilingual::new(
            format!("{at} đang hiện {text}{formula}{}", from.vi),
            format!("{at} shows {text}{formula}{}", from.en),
        )
    } else {
        let (count, list) = (group.cells.len(), listed(&group.cells));
        Bilingual::new(
            format!("{count} ô đang hiện {text}{}: {}; ô đầu là {at}{formula}", from.vi, list.vi),
            format!("{count} cells show {text}{}: {}; the first is {at}{formula}", from.en, list.en),
        )
    };
    finding.message = if group.followers.is_empty() {
        let (vi, en) = if group.cells.len() == 1 { ("ô này", "this cell") } else { ("các ô này", "these cells") };
        Bilingual::new(
            format!("{}; mọi phép tính dùng {vi} đều không có kết quả.", said.vi),
            format!("{}; nothing that uses {en} can be computed.", said.en),
        )
    } else {
        let (count, list) = (group.followers.len(), listed(&group.followers));
        Bilingual::new(
            format!("{}; {count} ô tính từ đó cũng báo lỗi theo: {}.", said.vi, list.vi),
            format!("{}; {count} cells that count with it show it as well: {}.", said.en, list.en),
        )
    };
    Some(finding)
}

/// One finding for all groups that are not told for themselves.
fn counted(facts: &Facts<'_>, groups: &[Group]) -> Option<Finding> {
    let mut cells: Vec<CellRef> =
        groups.iter().flat_map(|group| group.cells.iter().chain(&group.followers)).copied().collect();
    cells.sort_unstable();
    let ranges = groups.iter().flat_map(|group| [rectangles(&group.cells), rectangles(&group.followers)].concat());
    let mut finding = several(facts, &cells, ranges)?;
    let (count, list) = (cells.len(), listed(&cells));
    finding.message = Bilingual::new(
        format!("Còn {count} ô báo lỗi khác trên trang này, không kể riêng từng chỗ: {}.", list.vi),
        format!("{count} more cells of this sheet show errors, which are not told one by one: {}.", list.en),
    );
    Some(finding)
}

/// A finding about the first of these cells, which fill ranges of one value each.
fn several(facts: &Facts<'_>, cells: &[CellRef], ranges: impl IntoIterator<Item = CellRange>) -> Option<Finding> {
    let at = *cells.first()?;
    let mut finding = facts.finding(CODE, Severity::Error, at);
    finding.title = Bilingual::new("Ô báo lỗi của Excel", "Error value of Excel");
    if cells.len() > 1 {
        let count = cells.len();
        finding.title =
            Bilingual::new(format!("{count} ô báo lỗi của Excel"), format!("{count} error values of Excel"));
        finding.key = key(facts, at, cells.len(), ranges);
        finding.suspects = facts.suspects(cells.iter().copied().take(MOST_SUSPECTS));
    }
    Some(finding)
}

/// Names the cells by ranges of one value; of very many ranges, the first and how many cells there
/// are in all.
fn key(facts: &Facts<'_>, at: CellRef, count: usize, ranges: impl IntoIterator<Item = CellRange>) -> FindingKey {
    let mut key = format!("{CODE}|{}|{at}|{count}", facts.sheet.name);
    for range in ranges.into_iter().take(MOST_IN_KEY) {
        key.push_str(&format!("|{range}={}", facts.shown(range.start)));
    }
    FindingKey(key)
}

/// "D4:D9, F4 và 3 ô nữa".
fn listed(cells: &[CellRef]) -> Bilingual {
    let ranges = rectangles(cells);
    let named = ranges.get(..ranges.len().min(MOST_NAMED)).unwrap_or_default();
    let list = named.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let left = cells.len().saturating_sub(named.iter().copied().map(size).sum());
    if left == 0 {
        return Bilingual::same(list);
    }
    Bilingual::new(format!("{list} và {left} ô nữa"), format!("{list} and {left} more"))
}

fn size(range: CellRange) -> usize {
    let length = |first: u32, last: u32| last.saturating_sub(first) as usize + 1;
    length(range.start.row.0, range.end.row.0).saturating_mul(length(range.start.col.0, range.end.col.0))
}

#[cfg(test)]
mod tests {
    use crate::finding::Finding;
    use crate::fixture;
    use crate::rules::check_sheet;
    use crate::workbook::SheetIndex;

    fn found(text: &str) -> Vec<Finding> {
        let (workbook, _) = fixture::workbook(text);
        let mut findings = check_sheet(&workbook, SheetIndex(0)).findings;
        findings.retain(|finding| finding.rule == super::CODE);
        findings
    }

    const RATES: &str = "TT|Nội dung|Kế hoạch|Thực hiện|Tỷ lệ
1|Xã A|0|110|=D2/C2→#DIV/0!
2|Xã B|0|120|=D3/C3→#DIV/0!
3|Xã C|125|120|=D4/C4→0,96
4|Xã D|0|131|=D5/C5→#DIV/0!
|Cộng|125|481|=SUM(E2:E5)→#DIV/0!
|Trung bình|||=E6/4→#DIV/0!";

    #[test]
    fn a_column_of_one_error_is_one_finding_with_what_passes_it_on() {
        let findings = found(RATES);
        let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
        assert_eq!((finding.place.to_string().as_str(), finding.found.as_str()), ("E2", "#DIV/0!"));
        assert_eq!(
            finding.message.vi,
            "3 ô đang hiện #DIV/0!: E2:E3, E5; ô đầu là E2 (=D2/C2); 2 ô tính từ đó cũng báo lỗi theo: E6:E7."
        );
        assert_eq!(finding.title.en, "3 error values of Excel");
        let suspects: Vec<String> = finding.suspects.iter().map(|suspect| suspect.place.to_string()).collect();
        assert_eq!(suspects, ["E2", "E3", "E5"]);
    }

    #[test]
    fn the_key_names_cells_and_values() {
        let key = |text: &str| found(text)[0].key.clone();
        assert_eq!(key(RATES).0, "excel-error-value|Bảng|E2|3|E2:E3=#DIV/0!|E5=#DIV/0!");
        assert_ne!(key(RATES), key(&RATES.replace("=D5/C5→#DIV/0!", "=D5/C5→1,5")));
        assert_ne!(key(RATES), key(&RATES.replace("#DIV/0!", "#N/A")));
    }

    #[test]
    fn a_formula_that_lost_its_reference_and_another_error_are_told_for_themselves() {
        let findings = found(
            "TT|Nội dung|Kế hoạch|Thực hiện\n1|Xã A|120|#N/A\n2|Xã B|130|135\n3|Xã C|=D2+#REF!→#N/A|120\n4|Xã D|=D2+1→#VALUE!|131",
        );
        let cells: Vec<String> = findings.iter().map(|finding| finding.place.to_string()).collect();
        assert_eq!(cells, ["D2", "C4", "C5"].map(str::to_owned));
    }

    #[test]
    fn cells_that_lead_back_to_themselves_are_told_once() {
        let findings = found("A|=B2→#REF!|=B1→#REF!\nB|=C1→#REF!|=B2→#REF!");
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(findings[0].place.to_string(), "B1");
        assert!(findings[0].message.vi.contains("3 ô tính từ đó"), "{}", findings[0].message.vi);
    }

    #[test]
    fn of_very_many_the_rest_is_counted() {
        let lines: Vec<String> = (0..60).map(|line| format!("{}#REF!", "x|".repeat(line * 2 + 1))).collect();
        let findings = found(&lines.join("\n"));
        assert_eq!(findings.len(), 21);
        let rest = findings.iter().find(|finding| finding.suspects.len() > 1).unwrap();
        assert!(rest.message.vi.starts_with("Còn 40 ô báo lỗi khác trên trang này"), "{}", rest.message.vi);
        assert!(rest.message.en.contains(" and 34 more."), "{}", rest.message.en);
        assert_eq!(rest.suspects.len(), 40);
    }
}
