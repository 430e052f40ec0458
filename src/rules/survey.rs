//! Checking sheets: each is understood by itself first, then with what tables of the same form on
//! other sheets show.

use std::collections::BTreeSet;

use super::exempt::Exempt;
use super::facts::{Facts, TableFacts};
use super::repair::Decimals;
use super::vouched::Vouched;
use super::{Book, Check, Profile, RULES, Setting, SheetReport, exceptions, formulas, hidden};
use crate::across::Chart;
use crate::claim::Board;
use crate::diagnose::{self, Case};
use crate::finding::{Finding, RuleCode};
use crate::ledger::{Ledger, Place, SourceIndex};
use crate::relation::{self, Effort, Forms, Mined, Origin, Relation, Standing};
use crate::table::{self, Table};
use crate::workbook::{CellRef, SheetIndex, Value, Workbook};

/// A sheet as it is understood by itself.
pub struct Survey {
    index: SheetIndex,
    tables: Vec<(Table, Mined, Effort)>,
}

impl Survey {
    /// Reads the tables of a sheet and what shows in their values. `figures` is how many the
    /// workbook has: its tables share what may be spent on them.
    pub fn of(workbook: &Workbook, index: SheetIndex, figures: usize, profile: &Profile) -> Self {
        let typed = |cell| is_typed(workbook, index, cell);
        let tables = table::tables(workbook, index).into_iter().map(|mut table| {
            let laws = |table: &Table| {
                let mined = relation::mine(table, &Effort::of(table.figures(), figures));
                Standing::of_all(relation::patterns(table, mined, &profile.laws), table)
            };
            relation::read_thousands(&mut table, typed, laws);
            let effort = Effort::of(table.figures(), figures);
            let mined = relation::mine(&table, &effort);
            (table, mined, effort)
        });
        Self { index, tables: tables.collect() }
    }

    /// What the tables of this sheet lend to others of their form.
    pub fn forms(&self) -> Forms {
        Forms::of_all(self.tables.iter().map(|(_, mined, _)| &mined.forms))
    }

    /// What other sheets and files need to know of its tables.
    pub fn charts(&self, workbook: &Workbook) -> Vec<Chart> {
        let Some(sheet) = workbook.sheet(self.index) else { return Vec::new() };
        self.tables.iter().filter_map(|(table, ..)| Chart::of(self.index, sheet, table)).collect()
    }

    /// What sentences may say of its tables.
    pub fn boards(&self, workbook: &Workbook) -> Vec<Board> {
        let Some(sheet) = workbook.sheet(self.index) else { return Vec::new() };
        let boards =
            self.tables.iter().map(|(table, ..)| Board::of(SourceIndex::default(), self.index, &sheet.name, table));
        boards.flatten().collect()
    }

    /// What is to be said of the sheet. `forms` is what all tables of the workbook show, those of
    /// this sheet included. `right` are the figures that a person vouches for.
    pub fn report(
        self,
        workbook: &Workbook,
        forms: &Forms,
        right: &BTreeSet<CellRef>,
        setting: &Setting,
    ) -> SheetReport {
        let Some(sheet) = workbook.sheet(self.index) else { return SheetReport::default() };
        let typed = |cell| is_typed(workbook, self.index, cell);
        let mut turned_off = Vec::new();
        let tables = self.tables.into_iter().map(|(mut table, mined, effort)| {
            let lends = forms.lends_to(&mined.forms);
            let mined = if lends { relation::mine_among(&table, forms, mined, &effort) } else { mined };
            let mut standings = Standing::of_all(relation::patterns(&table, mined, &setting.profile.laws), &table);
            let mut printed = printed(&standings);
            if relation::read_thousands_left(&mut table, typed, &standings) {
                // What was law of other figures need be none of these.
                printed.clear();
                let patterns = standings.into_iter().map(|standing| standing.pattern).collect();
                standings = Standing::of_all(patterns, &table);
            }
            let (standings, off) = setting.profile.turned_off(&table, relation::grounded(&table, standings));
            turned_off.extend(off);
            let cases = cases(&standings, &table, self.index, right);
            let exempt = Exempt::of(&standings, &table);
            let misses = exceptions::misses(&standings, &cases, &table, &exempt);
            let vouched = Vouched::of(&standings, &cases, &table, exempt);
            TableFacts { table, standings, printed, misses, vouched, cases, decimals: Decimals::default() }
        });
        let tables = tables.collect();
        let formulas = formulas::Formulas::of(workbook, sheet, self.index);
        let engine = &*setting.engine;
        let facts = Facts { workbook, engine, sheet, index: self.index, tables, formulas };
        let mut findings = Vec::new();
        for rule in RULES {
            if let Check::Sheet(check) = rule.check {
                check(&facts, &mut findings);
            }
        }
        setting.profile.keep(&mut findings);
        for finding in &mut findings {
            hidden::note(&facts, finding);
        }
        sort(&mut findings);
        let standings = facts.tables.into_iter().flat_map(|facts| facts.standings).collect();
        SheetReport { standings, off: turned_off, findings }
    }
}

/// Where the formulas stand that are printed over columns and are law.
fn printed(standings: &[Standing]) -> BTreeSet<CellRef> {
    let origin = |standing: &Standing| match standing.pattern.origin {
        Origin::ColumnFormula(cell) => Some(cell),
        _ => None,
    };
    standings.iter().filter_map(origin).collect()
}

/// What explains the broken relations of a table. Its figures are handed over to a ledger, where
/// cells are no longer spoken of; where nothing is broken there is no need of one.
fn cases(standings: &[Standing], table: &Table, sheet: SheetIndex, right: &BTreeSet<CellRef>) -> Vec<Case> {
    if !standings.iter().any(|standing| standing.is_arithmetic() && standing.broken().next().is_some()) {
        return Vec::new();
    }
    let source = SourceIndex::default();
    let named = standings.iter().flat_map(|standing| &standing.pattern.relations).flat_map(Relation::cells);
    let ledger = Ledger::of_table(table, source, sheet, named);
    let figure = |cell| ledger.figure(Place::of_cell(sheet, cell).within(source));
    let right = right.iter().copied().filter_map(figure).collect();
    diagnose::cases(standings, &ledger, figure, right)
}

/// Whether a cell holds a number that was typed, in a format that shows no decimals of its own.
fn is_typed(workbook: &Workbook, sheet: SheetIndex, at: CellRef) -> bool {
    let cell = workbook.sheet(sheet).and_then(|sheet| sheet.cell(at));
    cell.is_some_and(|cell| {
        matches!(cell.value, Value::Number(_)) && cell.formula.is_none() && workbook.shows_no_decimals(cell.style)
    })
}

/// The gravest first, then the surest.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        a.severity
            .cmp(&b.severity)
            .then(b.confidence.0.total_cmp(&a.confidence.0))
            .then(a.place.cmp(&b.place))
            .then(a.rule.cmp(&b.rule))
    });
}

/// A sheet that was checked, and what it shows to others.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The laws that its tables lend.
    pub forms: Forms,
    /// Its tables, as other sheets see them.
    pub charts: Vec<Chart>,
    /// Its tables, as sentences speak of them.
    pub boards: Vec<Board>,
    /// What is to be said of it.
    pub report: SheetReport,
}

/// Checks all sheets, in their order; each with what its tables show by themselves.
pub fn check(workbook: &Workbook, setting: &Setting) -> Vec<Checked> {
    let sheets = (0..workbook.sheets.len()).map(SheetIndex);
    let figures = workbook.figures();
    let surveys: Vec<Survey> = sheets.map(|index| Survey::of(workbook, index, figures, &setting.profile)).collect();
    let forms: Vec<Forms> = surveys.iter().map(Survey::forms).collect();
    let all = Forms::of_all(&forms);
    let checked = forms.into_iter().zip(surveys).map(|(forms, survey)| {
        let charts = survey.charts(workbook);
        let boards = survey.boards(workbook);
        Checked { forms, charts, boards, report: survey.report(workbook, &all, &BTreeSet::new(), setting) }
    });
    let mut checked: Vec<Checked> = checked.collect();
    compare_sheets(workbook, &mut checked, &setting.profile);
    checked
}

/// Says anew what sheets say against each other.
pub fn compare_sheets(workbook: &Workbook, checked: &mut [Checked], profile: &Profile) {
    let is_of_book =
        |code: RuleCode| RULES.iter().any(|rule| rule.code == code && matches!(rule.check, Check::Book(_)));
    for checked in checked.iter_mut() {
        checked.report.findings.retain(|finding| !is_of_book(finding.rule));
    }
    if workbook.sheets.len() < 2 {
        return;
    }
    let charts: Vec<Chart> = checked.iter_mut().flat_map(|checked| std::mem::take(&mut checked.charts)).collect();
    let reports = checked.iter().map(|checked| &checked.report).collect();
    let book = Book { workbook, charts: &charts, reports };
    let mut findings: Vec<Finding> = RULES
        .iter()
        .filter_map(|rule| match rule.check {
            Check::Book(check) => Some(check(&book)),
            Check::Sheet(_) | Check::Files(_) => None,
        })
        .flatten()
        .collect();
    profile.keep(&mut findings);
    for chart in charts {
        if let Some(checked) = checked.get_mut(chart.sheet.0) {
            checked.charts.push(chart);
        }
    }
    for finding in findings {
        if let Some(checked) = finding.sheet().and_then(|sheet| checked.get_mut(sheet.0)) {
            checked.report.findings.push(finding);
            sort(&mut checked.report.findings);
        }
    }
}

/// Checks one sheet by itself.
pub fn check_sheet(workbook: &Workbook, index: SheetIndex) -> SheetReport {
    check_sheet_with(workbook, index, &Setting::default())
}

/// As [`check_sheet`], with an engine and a profile of one's own.
pub fn check_sheet_with(workbook: &Workbook, index: SheetIndex, setting: &Setting) -> SheetReport {
    let survey = Survey::of(workbook, index, workbook.figures(), &setting.profile);
    let forms = survey.forms();
    survey.report(workbook, &forms, &BTreeSet::new(), setting)
}
