//! Executes the examples in the rules' documentation, and keeps docs/rules.md in step with it.

mod accidents;
mod across;
mod between;
mod books;
mod culprits;
mod customs;
mod forms;
mod formulas;
mod groundless;
mod hidden;
mod lost_laws;
mod many_slips;
mod one_person;
mod profile;
mod published;
mod quantities;
mod rates;
mod rivals;
mod same_form;
mod totals;
mod wrong_lines;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::*;
use crate::finding::Severity;
use crate::fixture;
use crate::ledger::{Place, SourceIndex};
use crate::workbook::{CellRef, SheetCell, SheetIndex, Workbook};

/// The documentation at the top of a rule's file.
fn documentation(source: &str) -> String {
    source.lines().map_while(|line| line.strip_prefix("//!")).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{}", line.strip_prefix(' ').unwrap_or(line));
        text
    })
}

fn example(documentation: &str) -> &str {
    documentation.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example")
}

/// The first suspects of the errors, and whether anything was said at all.
fn accused(table: &str) -> (Vec<String>, bool) {
    let findings = check_sheet(&fixture::workbook(table).0, SheetIndex(0)).findings;
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let first =
        errors.filter_map(|finding| finding.suspects.first()).map(|suspect| suspect.place.to_string()).collect();
    (first, findings.iter().any(|finding| finding.severity != Severity::Info))
}

/// All findings of a workbook.
fn findings(workbook: &Workbook) -> Vec<crate::finding::Finding> {
    check(workbook, &Setting::default()).into_iter().flat_map(|checked| checked.report.findings).collect()
}

/// What files of a fixture say against each other.
fn between(files: &[(String, Workbook)]) -> Vec<crate::finding::Finding> {
    let checked: Vec<Vec<Checked>> = files.iter().map(|(_, workbook)| check(workbook, &Setting::default())).collect();
    let source = |((name, workbook), checked)| Source { name, workbook, checked };
    let sources: Vec<Source<'_>> = files
        .iter()
        .map(|(name, workbook)| (name.as_str(), workbook))
        .zip(checked.iter().map(Vec::as_slice))
        .map(source)
        .collect();
    let charts = charts(&sources);
    let discords = crate::across::between(&charts);
    let outcomes = outcomes(&sources);
    compare_files(&Files { sources: &sources, charts: &charts, discords: &discords, outcomes: &outcomes })
}

/// Where a rule finds something in the files of an example, and where it should.
fn places_in_files(example: &str, code: RuleCode) -> (BTreeSet<Place>, BTreeSet<Place>) {
    let read = fixture::files(example);
    let within = |(source, (_, _, marked)): (u32, &(String, Workbook, BTreeSet<Place>))| {
        marked.iter().map(|place| place.within(SourceIndex(source))).collect::<Vec<Place>>()
    };
    let marked = (0..).zip(&read).flat_map(within).collect();
    let files: Vec<(String, Workbook)> = read.into_iter().map(|(name, workbook, _)| (name, workbook)).collect();
    let found = between(&files).into_iter().filter(|finding| finding.rule == code).map(|finding| finding.place);
    (found.collect(), marked)
}

/// Where a rule finds something.
fn places(workbook: &Workbook, code: RuleCode) -> BTreeSet<SheetCell> {
    let findings = findings(workbook).into_iter().filter(|finding| finding.rule == code);
    findings.map(|finding| (finding.sheet().unwrap(), finding.cell().unwrap())).collect()
}

/// Where a rule finds something on the first sheet.
fn found_by(workbook: &Workbook, code: RuleCode) -> BTreeSet<CellRef> {
    places(workbook, code).into_iter().filter(|(sheet, _)| sheet.0 == 0).map(|(_, cell)| cell).collect()
}

#[test]
fn every_example_shows_what_its_rule_finds() {
    for rule in RULES {
        let documentation = documentation(rule.source);
        if matches!(rule.check, Check::Files(_)) {
            let (found, marked) = places_in_files(example(&documentation), rule.code);
            assert!(!marked.is_empty(), "{}: the example marks no cell", rule.code);
            assert_eq!(found, marked, "{}", rule.code);
            continue;
        }
        let (workbook, marked) = fixture::book(example(&documentation));
        assert!(!marked.is_empty(), "{}: the example marks no cell", rule.code);
        assert_eq!(places(&workbook, rule.code), marked, "{}: {:#?}", rule.code, findings(&workbook));
    }
}

#[test]
fn fixes_end_the_findings_of_every_example_and_make_no_new_ones() {
    for rule in RULES.iter().filter(|rule| !matches!(rule.check, Check::Files(_))) {
        let (mut workbook, _) = fixture::book(example(&documentation(rule.source)));
        let before = findings(&workbook);
        let fixable = before.iter().filter(|finding| finding.rule == rule.code && !finding.fixes.is_empty()).count();
        for _ in 0..fixable {
            let said = findings(&workbook);
            let Some(finding) = said.iter().find(|finding| finding.rule == rule.code) else { break };
            let Some(fix) = finding.fixes.first() else { break };
            for edit in &fix.edits {
                let (index, at) = edit.sheet_cell().unwrap();
                let cell = crate::patch::edited(&mut workbook, (index, at), &edit.new, &*crate::workbook::own_engine());
                workbook.sheets[index.0].set(at, cell);
            }
        }
        let after = findings(&workbook);
        if fixable > 0 {
            assert!(after.iter().all(|finding| finding.rule != rule.code), "{}: {after:#?}", rule.code);
        }
        assert!(after.len() <= before.len(), "{}: {after:#?}", rule.code);
    }
}

#[test]
fn documentation_has_the_fixed_headings() {
    for rule in RULES {
        let documentation = documentation(rule.source);
        let headings: Vec<&str> = documentation.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(headings.first(), Some(&format!("# {}", rule.code).as_str()));
        assert_eq!(headings.len(), 5, "{headings:?}");
        assert_eq!((headings[1], headings[3], headings[4]), ("## What it does", "## Example", "## What to do"));
        assert!(headings[2].starts_with("## Why is this "), "{headings:?}");
    }
}

#[test]
fn the_generated_page_is_up_to_date() {
    let mut page = String::from(
        "# Rules\n\nGenerated from the documentation of the rules in `src/rules/` by their tests; edit it there.\n\
         In the examples `|` separates cells, `'` opens a number typed as text, `=B2/C2→0,5` is a formula with the\nvalue stored with it, `=== Name` and `>>> Name` open a sheet and a file, `¶` opens a paragraph, and «» marks the cells that the rule reports.\n",
    );
    for rule in RULES {
        page.push('\n');
        for line in documentation(rule.source).lines() {
            let deeper = if line.starts_with('#') { "#" } else { "" };
            let _ = writeln!(page, "{deeper}{line}");
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    #[expect(clippy::disallowed_methods, reason = "the test keeps a file of the repository in step")]
    if std::fs::read_to_string(&path).unwrap_or_default() != page {
        std::fs::write(&path, &page).unwrap();
        panic!("docs/rules.md was out of date and has been written anew: look at it and commit it");
    }
}
