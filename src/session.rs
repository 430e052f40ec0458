//! A workbook being checked and corrected.

pub(crate) mod entry;
mod gathering;
mod kept;
mod laws;
mod saving;
mod unformatted;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Applicability, Edit, Finding, FindingKey, Input};
use crate::ledger::Place;
use crate::patch::{self, SaveError};
use crate::relation::Forms;
use crate::rules::{Checked, Profile, Setting, SheetReport, Survey, check, compare_sheets};
use crate::text::Bilingual;
pub use entry::{Entered, Marks};
#[cfg(test)]
pub(crate) use gathering::tests as gathering_tests;
pub use gathering::{Gathering, Matched, MatchedColumn};
use kept::{Decision, Kept};
pub use kept::{Dismissal, Reason};
pub use laws::{LawId, LawRefused, LawState, Tried, is_arithmetic};
pub use saving::Saved;
use unformatted::soften;
use wording::Rewording;

use crate::workbook::{self, Cell, CellRef, ReadError, Recalculated, Recalculation, SheetCell, SheetIndex, Workbook};

/// One change that can be taken back: every cell it touched, before and after.
#[derive(Clone, Debug, Default)]
struct Step {
    cells: Vec<Change>,
    /// Changes of running text.
    wordings: Vec<Rewording>,
    /// Formulas that may depend on it and keep the value they had.
    outdated: Vec<SheetCell>,
    /// What a person decided about a finding.
    decision: Option<Decision>,
    /// What a person decided about the laws, before and after.
    profile: Option<Box<(Profile, Profile)>>,
}

impl Step {
    /// The sheets that may look different after it.
    fn sheets(&self) -> impl Iterator<Item = SheetIndex> {
        let outdated = self.outdated.iter().map(|(sheet, _)| *sheet);
        self.cells.iter().map(|change| change.sheet).chain(outdated)
    }
}

#[derive(Clone, Debug)]
struct Change {
    sheet: SheetIndex,
    at: CellRef,
    before: Cell,
    after: Cell,
    /// The edit that was asked for; none for a formula that follows from one.
    edit: Option<Edit>,
}

/// A workbook with its edits (undo, redo), its decisions and its current findings.
pub struct Session {
    name: String,
    original: Vec<u8>,
    workbook: Workbook,
    done: Vec<Step>,
    undone: Vec<Step>,
    kept: BTreeMap<FindingKey, Kept>,
    /// What is known of each sheet, and what its tables show to others.
    checked: Vec<Checked>,
    setting: Setting,
}

impl Session {
    /// Reads and checks a workbook. `name` is the file's name, used only to name the download.
    ///
    /// # Errors
    ///
    /// As [`workbook::read`].
    pub fn open(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, ReadError> {
        Self::open_with(name, bytes, Setting::default())
    }

    /// As [`Session::open`], with an engine and a profile of one's own.
    ///
    /// # Errors
    ///
    /// As [`workbook::read`].
    pub fn open_with(name: impl Into<String>, bytes: Vec<u8>, setting: Setting) -> Result<Self, ReadError> {
        let mut workbook = workbook::read(&bytes)?;
        workbook::calculate_missing(&mut workbook, &*setting.engine);
        let mut session = Self {
            name: name.into(),
            original: bytes,
            workbook,
            done: Vec::new(),
            undone: Vec::new(),
            kept: BTreeMap::new(),
            checked: Vec::new(),
            setting,
        };
        session.checked = check(&session.workbook, &session.setting);
        session.checked.iter_mut().for_each(|checked| soften(&session.workbook, &mut checked.report));
        Ok(session)
    }

    /// Opens a table that was copied elsewhere; it is saved as a new workbook.
    ///
    /// # Errors
    ///
    /// As [`workbook::read_pasted`].
    pub fn paste(name: impl Into<String>, html: Option<&str>, text: &str) -> Result<Self, ReadError> {
        Self::paste_with(name, html, text, Setting::default())
    }

    /// As [`Session::paste`], with an engine and a profile of one's own.
    ///
    /// # Errors
    ///
    /// As [`workbook::read_pasted`].
    pub fn paste_with(
        name: impl Into<String>,
        html: Option<&str>,
        text: &str,
        setting: Setting,
    ) -> Result<Self, ReadError> {
        let pasted = workbook::read_pasted(html, text)?;
        if pasted.format.is_document() {
            return Self::open_with(name, text.as_bytes().to_vec(), setting);
        }
        let bytes = patch::package(&pasted).map_err(|_| ReadError::TooLarge)?;
        Self::open_with(name, bytes, setting)
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells the content of this file from that of others: its length and its FNV-1a hash. It
    /// guards against mix-ups, not against people who want one.
    pub fn fingerprint(&self) -> String {
        let hash = self.original.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        format!("{:x}-{hash:016x}", self.original.len())
    }

    /// The file as it was opened.
    pub fn original(&self) -> &[u8] {
        &self.original
    }

    /// The workbook as it stands.
    pub fn workbook(&self) -> &Workbook {
        &self.workbook
    }

    /// What the person should know of how the file was read.
    pub fn caution(&self) -> Option<Bilingual> {
        self.workbook.unformatted.then(|| {
            Bilingual::new(
                "Chỉ đọc được số, chữ và công thức của tệp này, không đọc được định dạng ô: số lẻ thấy trong Excel có thể ít hơn số lẻ được soát, và bản sửa là tệp .xlsx mới.",
                "Only the numbers, texts and formulas of this file could be read, not the formats of its cells: Excel may show fewer decimals than are checked, and what is corrected becomes a new .xlsx.",
            )
        })
    }

    /// What is known of a sheet, dismissed findings included.
    pub fn report(&self, sheet: SheetIndex) -> Option<&SheetReport> {
        self.checked.get(sheet.0).map(|checked| &checked.report)
    }

    /// Why an edit cannot be made; `None` when it can.
    pub fn refusal(&self, edit: &Edit) -> Option<SaveError> {
        patch::refusal(&self.original, &self.workbook, edit)
    }

    /// Performs edits as one step and checks again; those that [`Session::refusal`] speaks
    /// against are left out.
    pub fn apply(&mut self, edits: Vec<Edit>) {
        self.apply_all(vec![edits]);
    }

    /// Performs several steps, as [`Session::apply`] does each, and checks once.
    pub fn apply_all(&mut self, steps: Vec<Vec<Edit>>) {
        let steps: Vec<Step> = steps.into_iter().filter_map(|edits| self.perform(edits)).collect();
        if steps.is_empty() {
            return;
        }
        let touched = steps.iter().flat_map(Step::sheets).collect();
        self.done.extend(steps);
        self.undone.clear();
        self.recheck(&touched);
    }

    /// Changes the cells; `None` when nothing is changed.
    fn perform(&mut self, edits: Vec<Edit>) -> Option<Step> {
        let wordings = self.reword(&edits);
        let mut cells = Vec::new();
        for edit in edits {
            if patch::refusal(&self.original, &self.workbook, &edit).is_some() {
                continue;
            }
            let Some((index, at)) = edit.sheet_cell() else { continue };
            let after = patch::edited(&mut self.workbook, (index, at), &edit.new, &*self.setting.engine);
            let Some(sheet) = self.workbook.sheets.get_mut(index.0) else { continue };
            let before = sheet.cell(at).cloned().unwrap_or_default();
            sheet.set(at, after.clone());
            cells.push(Change { sheet: index, at, before, after, edit: Some(edit) });
        }
        if cells.is_empty() && wordings.is_empty() {
            return None;
        }
        let mut before = BTreeMap::new();
        for change in &cells {
            before.entry((change.sheet, change.at)).or_insert_with(|| change.before.clone());
        }
        let Recalculation { changed, outdated } =
            workbook::recalculate(&mut self.workbook, &before, &*self.setting.engine);
        for Recalculated { sheet, at, before, after } in changed {
            cells.push(Change { sheet, at, before, after, edit: None });
        }
        Some(Step { cells, wordings, outdated, ..Step::default() })
    }

    /// Applies the first fix of that kind of each finding, the gravest first, as one change; a cell is changed once.
    /// Those that are only possible are applied one by one, and not here.
    /// A fix that would put a value in the place of a formula is left to the person.
    pub fn apply_fixes(&mut self, applicability: Applicability) {
        let mut edits: Vec<Edit> = Vec::new();
        if applicability == Applicability::Possible {
            return;
        }
        for index in 0..self.workbook.sheets.len() {
            let Some(report) = self.report(SheetIndex(index)) else { continue };
            for finding in &report.findings {
                let Some(fix) = finding.fixes.iter().find(|fix| fix.applicability == applicability) else { continue };
                let taken = |edit: &Edit| edits.iter().any(|other| other.place == edit.place);
                let loses_formula = |edit: &Edit| {
                    let had = edit.sheet_cell().is_some_and(|(sheet, at)| self.has_formula(sheet, at));
                    had && !matches!(edit.new, Input::Formula { .. })
                };
                if !fix.edits.iter().any(|edit| taken(edit) || loses_formula(edit)) {
                    edits.extend(fix.edits.iter().cloned());
                }
            }
        }
        self.apply(edits);
    }

    fn has_formula(&self, sheet: SheetIndex, at: CellRef) -> bool {
        let cell = self.workbook.sheet(sheet).and_then(|sheet| sheet.cell(at));
        cell.is_some_and(|cell| cell.formula.is_some())
    }

    /// Takes the last step back; false when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.done.pop() else { return false };
        for change in step.cells.iter().rev() {
            if let Some(sheet) = self.workbook.sheets.get_mut(change.sheet.0) {
                sheet.set(change.at, change.before.clone());
            }
        }
        self.unword(&step.wordings);
        let mut touched: BTreeSet<SheetIndex> = step.sheets().collect();
        if let Some((before, after)) = step.profile.as_deref() {
            self.setting.profile = before.clone();
            touched.extend(self.sheets_of(before, after));
        }
        self.recheck(&touched);
        if let Some(decision) = &step.decision {
            self.settle(decision, false);
        }
        self.undone.push(step);
        true
    }

    /// A decision about a finding is a step as any other.
    fn step_made(&mut self, decision: Decision) {
        self.done.push(Step { decision: Some(decision), ..Step::default() });
        self.undone.clear();
    }

    /// The cell that the last step is about.
    pub fn last_place(&self) -> Option<SheetCell> {
        let step = self.done.last()?;
        let mut edited =
            step.cells.iter().filter(|change| change.edit.is_some()).map(|change| (change.sheet, change.at));
        edited.next_back().or_else(|| step.decision.as_ref()?.place())
    }

    /// Performs the step that was taken back last; false when there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.undone.pop() else { return false };
        for change in &step.cells {
            if let Some(sheet) = self.workbook.sheets.get_mut(change.sheet.0) {
                sheet.set(change.at, change.after.clone());
            }
        }
        self.word_again(&step.wordings);
        let (mut touched, decision): (BTreeSet<SheetIndex>, _) = (step.sheets().collect(), step.decision.clone());
        if let Some((before, after)) = step.profile.as_deref() {
            self.setting.profile = after.clone();
            touched.extend(self.sheets_of(before, after));
        }
        self.done.push(step);
        self.recheck(&touched);
        if let Some(decision) = &decision {
            self.settle(decision, true);
        }
        true
    }

    /// How many steps can be taken back, and how many performed again.
    pub fn history(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }

    /// Formulas that depend on the edits in force, or may, and that only Excel can calculate: they show
    /// the value that was stored.
    pub fn outdated(&self) -> BTreeSet<SheetCell> {
        let outdated = self.done.iter().flat_map(|step| &step.outdated).copied();
        let is_what_if = |sheet: SheetIndex, at| self.workbook.sheet(sheet).is_some_and(|sheet| sheet.is_what_if(at));
        outdated.filter(|(sheet, at)| self.has_formula(*sheet, *at) || is_what_if(*sheet, *at)).collect()
    }

    /// The edits in force, in the order they were made.
    pub fn edits(&self) -> Vec<Edit> {
        let of_step = |step: &Step| {
            let cells = step.cells.iter().filter_map(|change| change.edit.clone());
            cells.chain(step.wordings.iter().map(|change| change.edit.clone())).collect::<Vec<_>>()
        };
        self.done.iter().flat_map(of_step).collect()
    }

    /// Checks the sheets that steps have touched, and those of the same form that they tell more of. Of
    /// formulas that wait for Excel nothing is said: what they show is known to be old.
    fn recheck(&mut self, touched: &BTreeSet<SheetIndex>) {
        let outdated = self.outdated();
        let all = |checked: &[Checked]| Forms::of_all(checked.iter().map(|checked| &checked.forms));
        let before = all(&self.checked);
        let mut surveys: Vec<(SheetIndex, Survey)> = Vec::new();
        let figures = self.workbook.figures();
        for &sheet in touched {
            let survey = Survey::of(&self.workbook, sheet, figures, &self.setting.profile);
            if let Some(checked) = self.checked.get_mut(sheet.0) {
                checked.forms = survey.forms();
                checked.charts = survey.charts(&self.workbook);
                checked.boards = survey.boards(&self.workbook);
            }
            surveys.push((sheet, survey));
        }
        let after = all(&self.checked);
        for (index, checked) in self.checked.iter().enumerate() {
            let sheet = SheetIndex(index);
            if !touched.contains(&sheet) && before.differ_for(&after, &checked.forms) {
                surveys.push((sheet, Survey::of(&self.workbook, sheet, figures, &self.setting.profile)));
            }
        }
        for (sheet, survey) in surveys {
            let right = self.vouched(sheet);
            if let Some(checked) = self.checked.get_mut(sheet.0) {
                checked.report = survey.report(&self.workbook, &after, &right, &self.setting);
            }
        }
        compare_sheets(&self.workbook, &mut self.checked, &self.setting.profile);
        for checked in &mut self.checked {
            checked.report.findings.retain(|finding| !compares_outdated(finding, &outdated));
            soften(&self.workbook, &mut checked.report);
        }
    }
}

/// Whether a finding holds figures against each other of which one is known to be old.
fn compares_outdated(finding: &Finding, outdated: &BTreeSet<SheetCell>) -> bool {
    let old = |place: Place| place.sheet_cell().is_some_and(|cell| outdated.contains(&cell));
    finding.related.iter().any(|related| old(related.place))
        || finding.operands.iter().any(|operand| old(operand.place))
        || finding.expected.is_some() && old(finding.place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Fix, Input};
    use crate::fixture;

    /// Three communes, and a total that is a formula of figures of its own.
    pub(super) const TABLE: &str = "
TT|Nội dung|Kế hoạch|Thực hiện
1|Xã A|1.234|1.190
2|Xã B|2.345|2.318
3|Xã C|3.456|3.401
|Tổng cộng|7.035|=6000+809→6.809";

    #[test]
    fn no_bulk_fix_puts_a_value_in_the_place_of_a_formula() {
        let (table, _) = fixture::workbook(TABLE);
        let total: CellRef = "D5".parse().unwrap();
        let mut session = Session::open("a.xlsx", patch::package(&table).unwrap()).unwrap();
        // No rule offers such a fix today: the session relies on none of them.
        let number = Input::Number(crate::number::Number::from_decimal(6_909.into()));
        let edits = vec![Edit::of_cell(SheetIndex(0), total, number)];
        let findings = session.checked.iter_mut().flat_map(|checked| &mut checked.report.findings);
        let mut tried = 0;
        for finding in findings.filter(|finding| finding.cell() == Some(total)) {
            finding.fixes =
                vec![Fix { title: Bilingual::default(), applicability: Applicability::Safe, edits: edits.clone() }];
            tried += 1;
        }
        assert!(tried > 0, "the total is said to be wrong");
        session.apply_fixes(Applicability::Safe);
        session.apply_fixes(Applicability::Suggested);
        let formula = session.workbook.sheets[0].cell(total).and_then(|cell| cell.formula.as_deref());
        assert_eq!(formula, Some("6000+809"));
    }
}
