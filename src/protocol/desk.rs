//! The worker without its mailbox: answers what the page asks.

use std::collections::BTreeSet;

use crate::finding::{Edit, Finding, FindingKey, Input};
use crate::number::{Notation, Number, candidates};
use crate::report;
use crate::rules::SheetReport;
use crate::session::Session;
use crate::text::Bilingual;
use crate::workbook::{CellRef, SheetIndex, Value};

use super::{
    Ask, Card, CellInfo, Event, Failure, Journal, Overview, Request, Response, SheetShape, Stage, Status, TakesPart,
    Window,
};

/// An answer, and the bytes that travel beside it.
#[derive(Debug)]
pub struct Reply {
    /// The answer.
    pub response: Response,
    /// The bytes of a file.
    pub bytes: Option<Vec<u8>>,
}

impl Reply {
    fn bare(response: Response) -> Self {
        Self { response, bytes: None }
    }

    fn failed(message: Bilingual) -> Self {
        Self::bare(Response::Failed(Failure { message }))
    }
}

/// Owns the open workbook and answers requests about it.
#[derive(Default)]
pub struct Desk {
    session: Option<Session>,
    revision: u32,
}

impl Desk {
    /// A desk with nothing on it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a request. `bytes` came beside it; `tell` is called while a long one is worked on.
    pub fn answer(&mut self, request: Request, bytes: Option<Vec<u8>>, tell: &mut dyn FnMut(Event)) -> Reply {
        match request {
            Request::Open { name, journal } => self.open(name, bytes.unwrap_or_default(), journal, tell),
            Request::Sample { journal } => self.open(SAMPLE_NAME.to_owned(), SAMPLE.to_vec(), journal, tell),
            Request::Paste { .. } => Reply::failed(NOTHING_PASTED.owned()),
            other => match &mut self.session {
                Some(session) => serve(session, &mut self.revision, other),
                None => Reply::failed(NOTHING_OPEN.owned()),
            },
        }
    }

    /// Reads and checks a file. One that cannot be read leaves the open one as it is.
    fn open(&mut self, name: String, bytes: Vec<u8>, journal: Journal, tell: &mut dyn FnMut(Event)) -> Reply {
        tell(Event::Stage(Stage::Reading));
        let mut session = match Session::open(name.clone(), bytes) {
            Ok(session) => session,
            Err(error) => return Reply::failed(error.message()),
        };
        for key in journal.dismissed {
            session.dismiss(key);
        }
        for edit in journal.edits {
            session.apply(vec![edit]);
        }
        tell(Event::Stage(Stage::Drawing));
        self.revision = self.revision.wrapping_add(1);
        let workbook = session.workbook();
        let overview = Overview {
            name,
            sheets: workbook.sheets.iter().map(|sheet| SheetShape::new(workbook, sheet)).collect(),
            styles: workbook.styles.clone(),
        };
        let status = status(&session, self.revision, None);
        self.session = Some(session);
        Reply::bare(Response::Opened { overview, status })
    }
}

/// Answers a request about the open workbook.
fn serve(session: &mut Session, revision: &mut u32, request: Request) -> Reply {
    match request {
        Request::View { sheet, rows, cols } => {
            let edited: BTreeSet<_> = session.edits().into_iter().map(|edit| (edit.sheet, edit.cell)).collect();
            let mut window = Window::new(session.workbook(), sheet, &rows, &cols, &edited);
            window.revision = *revision;
            Reply::bare(Response::View(window))
        }
        Request::Cell { sheet, cell } => Reply::bare(Response::Cell(cell_info(session, sheet, cell))),
        Request::Change(ask) => {
            let touched = change(session, ask);
            *revision = revision.wrapping_add(1);
            Reply::bare(Response::Changed(status(session, *revision, touched)))
        }
        Request::Save => match session.save() {
            Ok((name, bytes)) => Reply { response: Response::File { name }, bytes: Some(bytes) },
            Err(error) => Reply::failed(error.message()),
        },
        Request::Note { lang } => {
            let note = report::note(session, lang);
            Reply { response: Response::File { name: note.name }, bytes: Some(note.html.into_bytes()) }
        }
        // Answered by the desk, before there is a session.
        Request::Open { .. } | Request::Sample { .. } | Request::Paste { .. } => Reply::failed(NOTHING_OPEN.owned()),
    }
}

/// Makes a change, and tells which cell it was about.
fn change(session: &mut Session, ask: Ask) -> Option<(SheetIndex, CellRef)> {
    match ask {
        Ask::Enter { sheet, cell, text } => {
            let new = entry(&text);
            let now = session.workbook().sheet(sheet).and_then(|sheet| sheet.cell(cell));
            if now.is_some_and(|cell| cell.formula.is_none() && same(&cell.value, &new)) {
                return None;
            }
            session.apply(vec![Edit { sheet, cell, new }]);
            Some((sheet, cell))
        }
        Ask::Fix { key, index } => {
            let edits = finding(session, &key)?.fixes.get(index)?.edits.clone();
            perform(session, edits)
        }
        Ask::Repair { key, index } => {
            let finding = finding(session, &key)?;
            let suspect = finding.suspects.get(index)?;
            let edit = Edit { sheet: finding.sheet, cell: suspect.cell, new: Input::Number(suspect.repaired?) };
            perform(session, vec![edit])
        }
        Ask::Dismiss { key } => {
            session.dismiss(key);
            None
        }
        Ask::Restore { key } => {
            session.restore(&key);
            None
        }
        Ask::Undo => {
            let last = session.edits().last().map(|edit| (edit.sheet, edit.cell));
            session.undo().then_some(last).flatten()
        }
        Ask::Redo => session.redo().then(|| session.edits().last().map(|edit| (edit.sheet, edit.cell))).flatten(),
    }
}

fn perform(session: &mut Session, edits: Vec<Edit>) -> Option<(SheetIndex, CellRef)> {
    let first = edits.first().map(|edit| (edit.sheet, edit.cell));
    session.apply(edits);
    first
}

fn reports(session: &Session) -> impl Iterator<Item = &SheetReport> {
    (0..session.workbook().sheets.len()).filter_map(|index| session.report(SheetIndex(index)))
}

fn finding<'a>(session: &'a Session, key: &FindingKey) -> Option<&'a Finding> {
    reports(session).flat_map(|report| &report.findings).find(|finding| finding.key == *key)
}

fn status(session: &Session, revision: u32, touched: Option<(SheetIndex, CellRef)>) -> Status {
    let mut findings: Vec<Card> = reports(session)
        .flat_map(|report| &report.findings)
        .map(|finding| Card::new(finding, session.is_dismissed(&finding.key)))
        .collect();
    findings.sort_by(|a, b| {
        (a.severity, a.sheet)
            .cmp(&(b.severity, b.sheet))
            .then(b.confidence.total_cmp(&a.confidence))
            .then(a.cell.cmp(&b.cell))
    });
    let compared = reports(session).map(SheetReport::compared).sum::<usize>();
    let dismissed = findings.iter().filter(|card| card.dismissed).map(|card| card.key.clone()).collect();
    Status {
        revision,
        findings,
        compared: u32::try_from(compared).unwrap_or(u32::MAX),
        history: session.history(),
        journal: Journal { edits: session.edits(), dismissed },
        touched,
    }
}

fn cell_info(session: &Session, sheet: SheetIndex, cell: CellRef) -> CellInfo {
    let stored = session.workbook().sheet(sheet).and_then(|sheet| sheet.cell(cell));
    let formula = stored.and_then(|cell| cell.formula.as_deref());
    let entry = match (formula, stored) {
        (Some(formula), _) => format!("={formula}"),
        (None, Some(stored)) => match &stored.value {
            Value::Number(number) => typed(*number),
            _ => session.workbook().shown(stored).into_owned(),
        },
        (None, None) => String::new(),
    };
    let relations = session.report(sheet).map(|report| taking_part(report, cell)).unwrap_or_default();
    CellInfo { sheet, cell, entry, formula: formula.is_some(), relations }
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

/// What a person would type to get this number: a decimal comma, no group marks.
fn typed(number: Number) -> String {
    number.value().normalize().to_string().replace('.', &Notation::Vietnamese.decimal_mark().to_string())
}

/// What a person meant by an entry: nothing, a number in Vietnamese or, failing that, English
/// notation, or text.
fn entry(text: &str) -> Input {
    let text = text.trim();
    if text.is_empty() {
        return Input::Clear;
    }
    let written = candidates(text);
    match written.under(Notation::Vietnamese).or_else(|| written.under(Notation::English)) {
        Some(number) => Input::Number(number),
        None => Input::Text(text.to_owned()),
    }
}

fn same(value: &Value, input: &Input) -> bool {
    match (value, input) {
        (Value::Number(old), Input::Number(new)) => old.value() == new.value(),
        (Value::Text(old), Input::Text(new)) => old == new,
        (Value::Empty, Input::Clear) => true,
        _ => false,
    }
}

/// The built-in workbook, made by `assets/make-sample.py`.
const SAMPLE: &[u8] = include_bytes!("../../assets/sample.xlsx");
const SAMPLE_NAME: &str = "phu-bieu-2024.xlsx";

/// A sentence that needs no figures.
struct Said {
    vi: &'static str,
    en: &'static str,
}

impl Said {
    fn owned(&self) -> Bilingual {
        Bilingual::new(self.vi, self.en)
    }
}

const NOTHING_OPEN: Said = Said { vi: "Chưa có tệp nào đang mở.", en: "No file is open." };
const NOTHING_PASTED: Said = Said {
    vi: "Nội dung vừa dán không có bảng nào. Hãy chọn cả bảng trong Excel hoặc Word rồi sao chép.",
    en: "What was pasted holds no table. Select the whole table in Excel or Word and copy it.",
};
