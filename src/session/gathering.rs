//! Several files that are checked together: each a session of its own, and what they say against each other.

use super::{Reason, Session};
use crate::across::{self, Chart, Discord};
use crate::claim;
use crate::finding::{Applicability, Edit, Finding, FindingKey, Severity};
use crate::ledger::{Place, SourceIndex};
use crate::rules::{self, Files, Source};
use crate::workbook::{Col, SheetIndex};

/// Several files with their edits and decisions, and what is found between them.
#[derive(Default)]
pub struct Gathering {
    sessions: Vec<Session>,
    /// Their tables, as they were when the files were held against each other last.
    charts: Vec<Chart>,
    discords: Vec<Discord>,
    /// What the text of each document says.
    outcomes: Vec<(SourceIndex, claim::Outcome)>,
    findings: Vec<Finding>,
}

/// A column that was held against one of another file.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedColumn {
    /// Its file.
    pub source: SourceIndex,
    /// Its sheet.
    pub sheet: SheetIndex,
    /// Where it stands.
    pub col: Col,
    /// What it is called.
    pub name: String,
}

/// Two columns of two files that were found to hold the same facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// That of this period.
    pub here: MatchedColumn,
    /// That of the period before.
    pub there: MatchedColumn,
    /// How many lines say the same.
    pub holds: usize,
    /// How many do not.
    pub differ: usize,
    /// Lines of this period that the other has not.
    pub without: Vec<String>,
}

impl Session {
    /// What other files need to know of it.
    fn source(&self) -> Source<'_> {
        Source { name: &self.name, workbook: &self.workbook, checked: &self.checked }
    }
}

impl Gathering {
    /// Holds files against each other. Their order makes no difference to what is found.
    pub fn of(sessions: Vec<Session>) -> Self {
        let mut gathering = Self { sessions, ..Self::default() };
        gathering.compare();
        gathering
    }

    /// Adds a file.
    pub fn add(&mut self, session: Session) -> SourceIndex {
        self.sessions.push(session);
        self.compare();
        SourceIndex(u32::try_from(self.sessions.len().saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// The files, each with its number.
    pub fn sessions(&self) -> impl Iterator<Item = (SourceIndex, &Session)> {
        (0..).map(SourceIndex).zip(&self.sessions)
    }

    /// A file.
    pub fn session(&self, source: SourceIndex) -> Option<&Session> {
        self.sessions.get(source.0 as usize)
    }

    /// Changes something in one file and holds it against the others again: from what its tables are called and hold,
    /// without understanding any of them anew.
    pub fn change<T>(&mut self, source: SourceIndex, change: impl FnOnce(&mut Session) -> T) -> Option<T> {
        let changed = change(self.sessions.get_mut(source.0 as usize)?);
        self.compare();
        Some(changed)
    }

    /// What is found between files, the gravest first, what a person has said is none included.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What is found between files and stands: nobody has said that it is none.
    pub fn standing(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| self.reason(&finding.key).is_none())
    }

    /// A finding between files or in a text.
    pub fn finding(&self, key: &FindingKey) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.key == *key)
    }

    /// Keeps the figures that a finding accuses, and why. It comes back once one of them changes. The decision is a
    /// step of the file in which the figure stands, so that it is taken back and stored with the others there.
    pub fn keep(&mut self, key: FindingKey, reason: Reason) {
        let source = self.finding(&key).map(|finding| finding.place.source).unwrap_or_default();
        if let Some(session) = self.sessions.get_mut(source.0 as usize) {
            session.dismiss(key, reason);
        }
    }

    /// Takes that back.
    pub fn take_back(&mut self, key: &FindingKey) {
        for session in self.sessions.iter_mut().filter(|session| session.is_dismissed(key)) {
            session.restore(key);
        }
    }

    /// Why a person has said that a finding is none.
    pub fn reason(&self, key: &FindingKey) -> Option<&Reason> {
        self.sessions.iter().find_map(|session| session.reason(key))
    }

    /// Lets a file go.
    pub fn remove(&mut self, source: SourceIndex) {
        if self.session(source).is_some() {
            self.sessions.remove(source.0 as usize);
            self.compare();
        }
    }

    /// Which columns of this period's files were held against which of the period before: a file, a sheet and the name
    /// of the column each, how many lines say the same, how many do not, and which lines the other has not.
    pub fn matches(&self) -> Vec<Matched> {
        let named = |(chart, column): (usize, usize)| {
            let chart = self.charts.get(chart)?;
            let (col, head) = chart.columns.get(column)?;
            Some(MatchedColumn { source: chart.source, sheet: chart.sheet, col: *col, name: head.name.clone() })
        };
        let told = |found: across::Match| {
            let chart = self.charts.get(found.here.0)?;
            let label = |line: &usize| chart.lines.get(*line).map(|(_, head)| head.name.clone());
            Some(Matched {
                here: named(found.here)?,
                there: named(found.there)?,
                holds: found.holds,
                differ: found.differ,
                without: found.without.iter().filter_map(label).collect(),
            })
        };
        across::matches(&self.charts).into_iter().filter_map(told).collect()
    }

    /// What the text of a file says; nothing of a file without text.
    pub fn claims(&self, source: SourceIndex) -> Option<&claim::Outcome> {
        self.outcomes.iter().find(|(of, _)| *of == source).map(|(_, outcome)| outcome)
    }

    /// The edits of all fixes between files and in texts that are suggested, each place once. Those that take a
    /// formula away are left out.
    pub fn suggested(&self) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        for finding in self.standing() {
            let fix = finding.fixes.iter().find(|fix| fix.applicability == Applicability::Suggested);
            for edit in fix.iter().flat_map(|fix| &fix.edits) {
                let has_formula = self
                    .session(edit.place.source)
                    .zip(edit.sheet_cell())
                    .is_some_and(|(session, (sheet, at))| session.has_formula(sheet, at));
                if !has_formula && !edits.iter().any(|other| other.place == edit.place) {
                    edits.push(edit.clone());
                }
            }
        }
        edits
    }

    /// Whether anything is wrong, in a file or between files.
    pub fn has_errors(&self) -> bool {
        let is_wrong = |finding: &Finding| finding.severity == Severity::Error;
        let of_file = |session: &Session| {
            let findings = session.checked.iter().flat_map(|checked| &checked.report.findings);
            findings.filter(|finding| !session.is_dismissed(&finding.key)).any(is_wrong)
        };
        self.sessions.iter().any(of_file) || self.standing().any(is_wrong)
    }

    fn compare(&mut self) {
        let sources: Vec<Source<'_>> = self.sessions.iter().map(Session::source).collect();
        let charts = rules::charts(&sources);
        // Where no table has changed there is nothing new between them.
        if charts != self.charts {
            self.discords = across::between(&charts);
            self.charts = charts;
        }
        self.outcomes = rules::outcomes(&sources);
        let files =
            Files { sources: &sources, charts: &self.charts, discords: &self.discords, outcomes: &self.outcomes };
        let mut findings = rules::compare_files(&files);
        findings.retain(|finding| !finding.places().any(|place| self.is_outdated(place)));
        if let Some(session) = self.sessions.first() {
            session.setting.profile.keep(&mut findings);
        }
        self.findings = findings;
    }

    /// Whether a figure waits for Excel to calculate it anew.
    fn is_outdated(&self, place: Place) -> bool {
        let session = self.session(place.source);
        session.zip(place.sheet_cell()).is_some_and(|(session, cell)| session.outdated().contains(&cell))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::finding::{Edit, Input};
    use crate::fixture;
    use crate::number::Number;
    use crate::patch;

    /// A year and the year before; one figure of the year before has two digits swapped.
    const YEARS: &str = "
>>> nam 2024.xlsx
KẾT QUẢ NĂM 2024
TT|Chỉ tiêu|Kế hoạch năm 2024|Thực hiện năm 2024
1|Tổng đàn trâu|24.953|22.455
2|Tổng đàn bò|13.286|12.775
3|Tổng đàn lợn|61.566|58.586
4|Diện tích ngô|3.264|3.193
>>> nam 2025.xlsx
KẾT QUẢ NĂM 2025
TT|Chỉ tiêu|Thực hiện năm 2024|Thực hiện năm 2025
1|Tổng đàn bò|12.775|12.783
2|Tổng đàn trâu|22.545|23.017
3|Diện tích ngô|3.193|3.304
4|Tổng đàn lợn|58.586|60.169";

    /// The files of a fixture, opened.
    pub fn gathering(text: &str) -> Gathering {
        let open = |(name, workbook, _): &(String, crate::workbook::Workbook, _)| {
            Session::open(name.clone(), patch::package(workbook).unwrap()).unwrap()
        };
        Gathering::of(fixture::files(text).iter().map(open).collect())
    }

    pub fn years() -> Gathering {
        gathering(YEARS)
    }

    fn change(gathering: &mut Gathering, source: u32, cell: &str, value: i64) {
        let number = Input::Number(Number::from_decimal(value.into()));
        let edit = Edit::of_cell(SheetIndex(0), cell.parse().unwrap(), number);
        gathering.change(SourceIndex(source), |session| session.apply(vec![edit])).unwrap();
    }

    #[test]
    fn an_edit_in_one_file_is_seen_from_the_other() {
        let mut gathering = years();
        assert!(gathering.has_errors());
        assert_eq!(gathering.findings()[0].place.source, SourceIndex(1));
        change(&mut gathering, 1, "C4", 22_455);
        assert!(gathering.findings().is_empty(), "{:#?}", gathering.findings());
        assert!(!gathering.has_errors());
        gathering.change(SourceIndex(1), Session::undo);
        assert_eq!(gathering.findings().len(), 1);
        // The other file may be the one that is wrong.
        change(&mut gathering, 0, "D3", 22_545);
        assert!(gathering.findings().is_empty());
    }

    #[test]
    fn what_was_held_against_what_is_shown() {
        let matches = years().matches();
        let [found] = matches.as_slice() else { panic!("{matches:#?}") };
        assert_eq!((found.here.source, found.here.col.to_string().as_str()), (SourceIndex(1), "C"));
        assert_eq!((found.there.source, found.there.col.to_string().as_str()), (SourceIndex(0), "D"));
        assert_eq!((found.here.name.as_str(), found.there.name.as_str()), ("Thực hiện năm 2024", "Thực hiện năm 2024"));
        assert_eq!((found.holds, found.differ, found.without.len()), (3, 1, 0));
        // Files of one year are not held against each other so.
        let same = YEARS.replace("2025", "2024");
        assert!(gathering(&same).matches().is_empty());
    }

    #[test]
    fn what_is_kept_comes_back_when_a_figure_changes() {
        let mut gathering = years();
        let key = gathering.findings()[0].key.clone();
        gathering.keep(key.clone(), Reason::Source);
        assert_eq!((gathering.findings().len(), gathering.standing().count()), (1, 0));
        assert!(!gathering.has_errors());
        change(&mut gathering, 0, "C4", 13_000);
        assert_eq!(gathering.standing().count(), 0, "an edit elsewhere changes nothing");
        change(&mut gathering, 1, "C4", 22_554);
        assert_eq!(gathering.standing().count(), 1);
        change(&mut gathering, 1, "C4", 22_545);
        gathering.take_back(&key);
        assert_eq!(gathering.standing().count(), 1);
    }
}
