//! The worker without its mailbox: answers what the page asks.

mod change;
#[cfg(test)]
mod tests;

use crate::finding::{Edit, Finding, FindingKey};
use crate::patch::Receipt;
use crate::report;
use crate::rules::SheetReport;
use crate::session::{Saved, Session, entry};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Format, SheetIndex, Value};

use change::{Done, Outcome};

use super::{
    Card, CellInfo, Event, Failure, Journal, Known, Overview, RangeInfo, Request, Response, SheetShape, Stage, Status,
    TakesPart, Window, range,
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
    open: Option<Open>,
    revision: u32,
}

/// The open workbook.
struct Open {
    session: Session,
    /// How many cell formats it had when it was opened; edits may add some.
    styles: usize,
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
            Request::Paste { html, text, journal } => {
                tell(Event::Stage(Stage::Reading));
                match Session::paste(PASTED_NAME, html.as_deref(), &text) {
                    Ok(session) => self.show(session, journal, tell),
                    Err(_) => Reply::failed(NOTHING_PASTED.owned()),
                }
            }
            other => match &mut self.open {
                Some(open) => serve(open, &mut self.revision, other),
                None => Reply::failed(NOTHING_OPEN.owned()),
            },
        }
    }

    /// Reads and checks a file. One that cannot be read leaves the open one as it is.
    fn open(&mut self, name: String, bytes: Vec<u8>, journal: Journal, tell: &mut dyn FnMut(Event)) -> Reply {
        tell(Event::Stage(Stage::Reading));
        match Session::open(name, bytes) {
            Ok(session) => self.show(session, journal, tell),
            Err(error) => Reply::failed(error.message()),
        }
    }

    /// Puts a workbook on the desk, with what was done to it before.
    fn show(&mut self, mut session: Session, journal: Journal, tell: &mut dyn FnMut(Event)) -> Reply {
        let name = session.name().to_owned();
        session.apply_all(journal.edits.into_iter().map(|edit| vec![edit]).collect());
        // In their order: what one of them clears, the next may speak of.
        for dismissal in journal.dismissed {
            session.dismiss_again(dismissal);
        }
        tell(Event::Stage(Stage::Drawing));
        self.revision = self.revision.wrapping_add(1);
        let workbook = session.workbook();
        let overview = Overview {
            name,
            fingerprint: session.fingerprint(),
            sheets: workbook.sheets.iter().map(|sheet| SheetShape::new(workbook, sheet)).collect(),
            styles: workbook.styles.clone(),
            losses: session.losses(),
        };
        // Edits made again may have added formats; the page has them with the rest.
        let styles = workbook.styles.len();
        let open = Open { session, styles };
        let done = Done { told: open.session.caution(), ..Done::default() };
        let status = status(&open, self.revision, done);
        self.open = Some(open);
        Reply::bare(Response::Opened { overview, status })
    }
}

/// Answers a request about the open workbook.
fn serve(open: &mut Open, revision: &mut u32, request: Request) -> Reply {
    let session = &mut open.session;
    match request {
        Request::View { sheet, rows, cols } => {
            let edited = session.edits().iter().filter_map(Edit::sheet_cell).collect();
            let known = Known { edited, outdated: session.outdated() };
            let mut window = Window::new(session.workbook(), sheet, &rows, &cols, &known);
            window.revision = *revision;
            Reply::bare(Response::View(window))
        }
        Request::Cell { sheet, cell } => Reply::bare(Response::Cell(cell_info(session, sheet, cell))),
        Request::Range { sheet, corners } => {
            Reply::bare(Response::Range(RangeInfo::of(session.workbook(), sheet, corners)))
        }
        Request::Edge { sheet, cell, toward } => {
            let edge = session.workbook().sheet(sheet).map(|sheet| range::edge(sheet, cell, toward));
            Reply::bare(Response::Edge { cell: edge.unwrap_or(cell) })
        }
        Request::Find { text } => Reply::bare(Response::Found { places: range::find(session.workbook(), &text) }),
        Request::Change { ask, formulas } => {
            let done = match change::perform(session, ask, formulas) {
                Ok(Outcome::Done(done)) => done,
                Ok(Outcome::Asks(question)) => return Reply::bare(Response::Question(question)),
                Err(error) => return Reply::failed(error.message()),
            };
            *revision = revision.wrapping_add(1);
            Reply::bare(Response::Changed(status(open, *revision, done)))
        }
        Request::Save => match session.export() {
            Ok(mut saved) => {
                saved.notes.insert(0, changed(&saved.receipt, session.workbook().format));
                file(saved)
            }
            Err(error) => Reply::failed(error.message()),
        },
        Request::Marked { lang } => match session.marked(lang) {
            Ok(saved) => file(saved),
            Err(error) => Reply::failed(error.message()),
        },
        Request::Receipt { lang } => match report::receipt(session, lang) {
            Ok(receipt) => Reply {
                response: Response::File { name: receipt.name, notes: Vec::new() },
                bytes: Some(receipt.text.into_bytes()),
            },
            Err(error) => Reply::failed(error.message()),
        },
        Request::Note { lang } => {
            let note = report::note(session, lang);
            Reply {
                response: Response::File { name: note.name, notes: Vec::new() },
                bytes: Some(note.html.into_bytes()),
            }
        }
        // Answered by the desk, before there is a session.
        Request::Open { .. } | Request::Sample { .. } | Request::Paste { .. } => Reply::failed(NOTHING_OPEN.owned()),
    }
}

fn reports(session: &Session) -> impl Iterator<Item = &SheetReport> {
    (0..session.workbook().sheets.len()).filter_map(|index| session.report(SheetIndex(index)))
}

fn finding<'a>(session: &'a Session, key: &FindingKey) -> Option<&'a Finding> {
    reports(session).flat_map(|report| &report.findings).find(|finding| finding.key == *key)
}

/// What was changed, in a sentence. All parts of a new file are new, so there it tells of cells alone.
fn changed(receipt: &Receipt, format: Format) -> Bilingual {
    if format.is_kept() {
        return receipt.message();
    }
    let cells = receipt.cells.len();
    Bilingual::new(format!("Đã sửa {cells} ô."), format!("{cells} cells changed."))
}

fn file(saved: Saved) -> Reply {
    Reply { response: Response::File { name: saved.name, notes: saved.notes }, bytes: Some(saved.bytes) }
}

fn status(open: &Open, revision: u32, done: Done) -> Status {
    let session = &open.session;
    let said = || reports(session).flat_map(|report| &report.findings);
    // Figures that are kept are still listed where others are accused instead.
    let kept = session.kept().filter(|kept| !said().any(|finding| finding.key == kept.key));
    let mut findings: Vec<Card> =
        said().chain(kept).map(|finding| Card::new(finding, session.reason(&finding.key).cloned())).collect();
    findings.sort_by(|a, b| {
        (a.severity, a.place.sheet())
            .cmp(&(b.severity, b.place.sheet()))
            .then(b.confidence.total_cmp(&a.confidence))
            .then(a.place.cmp(&b.place))
    });
    let compared = reports(session).map(SheetReport::compared).sum::<usize>();
    Status {
        revision,
        findings,
        compared: u32::try_from(compared).unwrap_or(u32::MAX),
        history: session.history(),
        styles: session.workbook().styles.iter().skip(open.styles).cloned().collect(),
        journal: Journal { edits: session.edits(), dismissed: session.dismissals() },
        touched: done.touched,
        told: done.told,
    }
}

fn cell_info(session: &Session, sheet: SheetIndex, cell: CellRef) -> CellInfo {
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

/// Names the download of a pasted table.
const PASTED_NAME: &str = "bang-vua-dan";

const NOTHING_OPEN: Said = Said { vi: "Chưa có tệp nào đang mở.", en: "No file is open." };
const NOTHING_PASTED: Said = Said {
    vi: "Nội dung vừa dán không có bảng nào. Hãy chọn cả bảng trong Excel hoặc Word rồi sao chép.",
    en: "What was pasted holds no table. Select the whole table in Excel or Word and copy it.",
};
