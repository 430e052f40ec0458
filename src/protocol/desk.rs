//! The worker without its mailbox: answers what the page asks.

mod cell;
mod change;
mod laws;
mod steps;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Edit, Severity};
use crate::ledger::SourceIndex;
use crate::patch::Receipt;
use crate::report;
use crate::rules::{Setting, SheetReport};
use crate::session::{Gathering, Saved, Session};
use crate::text::Bilingual;
use crate::workbook::overlay::Overlay;
use crate::workbook::{Engine, Format, SheetIndex};

use cell::cell_info;
use change::{Done, Outcome};
use steps::Steps;

use super::{
    Ask, Card, Event, Failure, Journal, Known, Overview, RangeInfo, RecordForm, Request, Response, SheetShape, Source,
    Stage, Status, Window, range,
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

/// Owns the open files and answers requests about them.
#[derive(Default)]
pub struct Desk {
    open: Option<Open>,
    revision: u32,
    setting: Setting,
}

/// The open files.
struct Open {
    gathering: Gathering,
    /// The one that is looked at.
    at: SourceIndex,
    /// How many cell formats each had when it was opened; edits may add some.
    styles: Vec<usize>,
    /// What was done to them, in its order.
    steps: Steps,
    /// What lies over the sheets of those that have been looked at.
    overlays: BTreeMap<SourceIndex, Vec<Overlay>>,
}

impl Open {
    fn session(&self) -> Option<&Session> {
        self.gathering.session(self.at)
    }

    /// What lies over a sheet of the file that is looked at.
    fn overlay(&self, sheet: SheetIndex) -> Option<&Overlay> {
        self.overlays.get(&self.at)?.get(sheet.0)
    }

    /// Looks at a file.
    fn look_at(&mut self, source: SourceIndex) {
        self.at = source;
        let Some(session) = self.gathering.session(source) else { return };
        self.overlays.entry(source).or_insert_with(|| session.overlays());
    }
}

impl Desk {
    /// A desk with nothing on it.
    pub fn new() -> Self {
        Self::default()
    }

    /// A desk with an engine of its own for formulas.
    pub fn with(engine: Arc<dyn Engine>) -> Self {
        Self { setting: Setting { engine, ..Setting::default() }, ..Self::default() }
    }

    /// Answers a request. `bytes` came beside it; `tell` is called while a long one is worked on.
    pub fn answer(&mut self, request: Request, bytes: Option<Vec<u8>>, tell: &mut dyn FnMut(Event)) -> Reply {
        match request {
            Request::Open { name, journal } => self.open(name, bytes.unwrap_or_default(), journal, tell),
            Request::Sample { journal } => self.open(SAMPLE_NAME.to_owned(), SAMPLE.to_vec(), journal, tell),
            Request::Paste { html, text, journal } => {
                tell(Event::Stage(Stage::Reading));
                match Session::paste_with(PASTED_NAME, html.as_deref(), &text, self.setting.clone()) {
                    Ok(session) => self.show(session, journal, tell),
                    Err(_) => Reply::failed(NOTHING_PASTED.owned()),
                }
            }
            Request::Add { name, journal } if self.open.is_none() => {
                self.open(name, bytes.unwrap_or_default(), journal, tell)
            }
            Request::Add { name, journal } => self.add(name, bytes.unwrap_or_default(), journal, tell),
            Request::Close { source } => self.close(source),
            other => match &mut self.open {
                Some(open) => {
                    serve(open, &mut self.revision, other).unwrap_or_else(|| Reply::failed(NOTHING_OPEN.owned()))
                }
                None => Reply::failed(NOTHING_OPEN.owned()),
            },
        }
    }

    /// Reads and checks a file. One that cannot be read leaves the open one as it is.
    fn open(&mut self, name: String, bytes: Vec<u8>, journal: Journal, tell: &mut dyn FnMut(Event)) -> Reply {
        tell(Event::Stage(Stage::Reading));
        match Session::open_with(name, bytes, self.setting.clone()) {
            Ok(session) => self.show(session, journal, tell),
            Err(error) => Reply::failed(error.message()),
        }
    }

    /// Puts a file on the desk, with what was done to it before.
    fn show(&mut self, session: Session, journal: Journal, tell: &mut dyn FnMut(Event)) -> Reply {
        let (session, styles) = restored(session, journal);
        tell(Event::Stage(Stage::Drawing));
        self.revision = self.revision.wrapping_add(1);
        let told = session.caution();
        let (gathering, at) = (Gathering::of(vec![session]), SourceIndex::default());
        let mut steps = Steps::default();
        steps.opened(at, &gathering);
        let mut open = Open { gathering, at, styles: vec![styles], steps, overlays: BTreeMap::new() };
        open.look_at(at);
        let reply = opened(&open, self.revision, Done { told, ..Done::default() });
        self.open = Some(open);
        reply.unwrap_or_else(|| Reply::failed(NOTHING_OPEN.owned()))
    }

    /// Holds one more file against those that are open. One that is open already is not opened again.
    fn add(&mut self, name: String, bytes: Vec<u8>, journal: Journal, tell: &mut dyn FnMut(Event)) -> Reply {
        tell(Event::Stage(Stage::Reading));
        let session = match Session::open_with(name.clone(), bytes, self.setting.clone()) {
            Ok(session) => session,
            Err(error) => return Reply::failed(of_file(&name, error.message())),
        };
        let Some(open) = &mut self.open else { return Reply::failed(NOTHING_OPEN.owned()) };
        let fingerprint = session.fingerprint();
        let is_open = open.gathering.sessions().any(|(_, other)| other.fingerprint() == fingerprint);
        let told = if is_open {
            Some(Bilingual::new(format!("{name}: tệp này đang mở rồi."), format!("{name}: this file is open already.")))
        } else {
            let (session, styles) = restored(session, journal);
            let told = session.caution().map(|caution| of_file(&name, caution));
            let source = open.gathering.add(session);
            open.styles.push(styles);
            open.steps.opened(source, &open.gathering);
            told
        };
        let done = Done { told, ..Done::default() };
        status(open, self.revision, done)
            .map_or_else(|| Reply::failed(NOTHING_OPEN.owned()), |status| Reply::bare(Response::Changed(status)))
    }

    /// Takes a file from the desk.
    fn close(&mut self, source: SourceIndex) -> Reply {
        let Some(open) = &mut self.open else { return Reply::bare(Response::Closed) };
        if open.gathering.session(source).is_some() {
            open.gathering.remove(source);
            open.styles.remove(source.0 as usize);
            open.steps.closed(source);
            // Those after it have other numbers now.
            open.overlays.clear();
        }
        if open.at >= source {
            open.at = SourceIndex(open.at.0.saturating_sub(1));
        }
        open.look_at(open.at);
        self.revision = self.revision.wrapping_add(1);
        match opened(open, self.revision, Done::default()) {
            Some(reply) => reply,
            None => {
                self.open = None;
                Reply::bare(Response::Closed)
            }
        }
    }
}

/// A sentence about one file of several.
fn of_file(name: &str, message: Bilingual) -> Bilingual {
    Bilingual::new(format!("{name}: {}", message.vi), format!("{name}: {}", message.en))
}

/// A file with what was done to it before, and how many cell formats it had before that: the page has those that
/// edits added with the rest.
fn restored(mut session: Session, journal: Journal) -> (Session, usize) {
    session.apply_all(journal.edits.into_iter().map(|edit| vec![edit]).collect());
    // One that is not understood any more decides nothing.
    if let Some(profile) = journal.laws.and_then(|laws| laws.profile().ok()) {
        session.decide_laws(profile);
    }
    // In their order: what one of them clears, the next may speak of.
    for dismissal in journal.dismissed {
        session.dismiss_again(dismissal);
    }
    let styles = session.workbook().styles.len();
    (session, styles)
}

/// The file that is looked at, as it is shown first.
fn opened(open: &Open, revision: u32, done: Done) -> Option<Reply> {
    let session = open.session()?;
    let workbook = session.workbook();
    let overview = Overview {
        name: session.name().to_owned(),
        fingerprint: session.fingerprint(),
        sheets: (0..)
            .map(SheetIndex)
            .zip(&workbook.sheets)
            .map(|(index, sheet)| SheetShape::new(workbook, sheet).with(open.overlay(index)))
            .collect(),
        styles: workbook.styles.clone(),
        losses: session.losses(),
    };
    Some(Reply::bare(Response::Opened { overview, status: status(open, revision, done)? }))
}

/// Answers a request about the open files; `None` when there is none to answer for.
fn serve(open: &mut Open, revision: &mut u32, request: Request) -> Option<Reply> {
    if let Request::Change { ask: step @ (Ask::Undo | Ask::Redo), .. } = request {
        return back_or_forth(open, revision, step);
    }
    if let Request::Change { ask: Ask::Laws(ask), .. } = request {
        let before = steps::each(&open.gathering);
        let told = match open.gathering.change(open.at, |session| laws::change(session, ask))? {
            Ok(told) => told,
            Err(message) => return Some(Reply::failed(message)),
        };
        open.steps.made(&before, &open.gathering);
        *revision = revision.wrapping_add(1);
        return Some(Reply::bare(Response::Changed(status(open, *revision, Done { told, ..Done::default() })?)));
    }
    if let Request::Change { ask, formulas } = request {
        let before = steps::each(&open.gathering);
        let done = match change::perform(&mut open.gathering, open.at, ask, formulas) {
            Ok(Outcome::Done(done)) => done,
            Ok(Outcome::Asks(question)) => return Some(Reply::bare(Response::Question(question))),
            Err(error) => return Some(Reply::failed(error.message())),
        };
        open.steps.made(&before, &open.gathering);
        *revision = revision.wrapping_add(1);
        return Some(Reply::bare(Response::Changed(status(open, *revision, done)?)));
    }
    if let Request::Turn { source } = request {
        return turned(open, revision, source, Done::default());
    }
    let session = open.session()?;
    let reply = match request {
        Request::View { sheet, rows, cols } => {
            let edited = session.edits().iter().filter_map(Edit::sheet_cell).collect();
            let known = Known { edited, outdated: session.outdated(), overlay: open.overlay(sheet) };
            let mut window = Window::new(session.workbook(), sheet, &rows, &cols, &known);
            window.revision = *revision;
            Reply::bare(Response::View(window))
        }
        Request::Text => Reply::bare(Response::Text { blocks: text::blocks(&open.gathering, open.at) }),
        Request::Cell { sheet, cell } => Reply::bare(Response::Cell(cell_info(session, sheet, cell))),
        Request::Range { sheet, corners } => {
            Reply::bare(Response::Range(RangeInfo::of(session.workbook(), sheet, corners)))
        }
        Request::Edge { sheet, cell, toward } => {
            let edge = session.workbook().sheet(sheet).map(|sheet| range::edge(sheet, cell, toward));
            Reply::bare(Response::Edge { cell: edge.unwrap_or(cell) })
        }
        Request::Find { text } => Reply::bare(Response::Found { places: range::find(session.workbook(), &text) }),
        Request::Laws(request) => laws::answer(session, request),
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
        Request::Record { lang, fields, contents, form } => {
            if form == RecordForm::Book {
                return Some(match report::record_book(&open.gathering, &fields, contents, lang) {
                    Ok((stem, bytes)) => {
                        let response = Response::File { name: format!("{stem}.xlsx"), notes: Vec::new() };
                        Reply { response, bytes: Some(bytes) }
                    }
                    Err(error) => Reply::failed(error.message()),
                });
            }
            let record = report::record(&open.gathering, &fields, contents, lang);
            let (ending, text) = match form {
                RecordForm::Paper => return Some(Reply::bare(Response::Record { body: record.body })),
                RecordForm::Html => ("html", record.html),
                RecordForm::Text | RecordForm::Book => ("txt", record.text),
            };
            let name = format!("{}.{ending}", record.stem);
            Reply { response: Response::File { name, notes: Vec::new() }, bytes: Some(text.into_bytes()) }
        }
        // Answered before.
        Request::Open { .. }
        | Request::Sample { .. }
        | Request::Paste { .. }
        | Request::Add { .. }
        | Request::Close { .. }
        | Request::Turn { .. }
        | Request::Change { .. } => return None,
    };
    Some(reply)
}

/// Takes back the last step of all files, or makes it again, and looks at the file that it was made in.
fn back_or_forth(open: &mut Open, revision: &mut u32, step: Ask) -> Option<Reply> {
    let forward = step == Ask::Redo;
    let source = open.steps.next(forward).unwrap_or(open.at);
    let done = match change::perform(&mut open.gathering, source, step, false) {
        Ok(Outcome::Done(done)) => done,
        // Neither asks for anything.
        Ok(Outcome::Asks(_)) | Err(_) => Done::default(),
    };
    open.steps.moved(forward);
    if source != open.at {
        let name = open.gathering.session(source).map_or("", Session::name);
        let told = if forward {
            Bilingual::new(format!("Đã làm lại trong {name}."), format!("Done again in {name}."))
        } else {
            Bilingual::new(format!("Đã hoàn tác trong {name}."), format!("Undone in {name}."))
        };
        return turned(open, revision, source, Done { told: Some(told), ..done });
    }
    *revision = revision.wrapping_add(1);
    Some(Reply::bare(Response::Changed(status(open, *revision, done)?)))
}

/// Looks at another file.
fn turned(open: &mut Open, revision: &mut u32, source: SourceIndex, done: Done) -> Option<Reply> {
    let session = open.gathering.session(source)?;
    if let Some(styles) = open.styles.get_mut(source.0 as usize) {
        *styles = session.workbook().styles.len();
    }
    open.look_at(source);
    *revision = revision.wrapping_add(1);
    opened(open, *revision, done)
}

fn reports(session: &Session) -> impl Iterator<Item = &SheetReport> {
    (0..session.workbook().sheets.len()).filter_map(|index| session.report(SheetIndex(index)))
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

/// What stands after a check, with the file that is looked at in the middle.
fn status(open: &Open, revision: u32, done: Done) -> Option<Status> {
    let session = open.session()?;
    let gathering = &open.gathering;
    let said = || reports(session).flat_map(|report| &report.findings);
    // Figures that are kept are still listed where others are accused instead.
    let kept = session.kept().filter(|kept| !said().any(|finding| finding.key == kept.key));
    let own =
        said().chain(kept).map(|finding| Card::new(finding, session.reason(&finding.key).cloned()).within(open.at));
    let between = gathering.findings().iter();
    let between = between.map(|finding| Card::new(finding, gathering.reason(&finding.key).cloned()));
    let mut findings: Vec<Card> = own.chain(between).collect();
    findings.sort_by(|a, b| {
        let order = |card: &Card| (card.severity, card.place.source != open.at, card.place.sheet());
        order(a).cmp(&order(b)).then(b.confidence.total_cmp(&a.confidence)).then(a.place.cmp(&b.place))
    });
    let compared = reports(session).map(SheetReport::compared).sum::<usize>();
    let confirmed = gathering.claims(open.at).map_or(0, |outcome| outcome.confirmed.len());
    let before = open.styles.get(open.at.0 as usize).copied().unwrap_or_default();
    Some(Status {
        revision,
        source: open.at,
        sources: gathering.sessions().map(|(source, session)| shape(gathering, source, session)).collect(),
        findings,
        compared: u32::try_from(compared.saturating_add(confirmed)).unwrap_or(u32::MAX),
        history: open.steps.count(),
        styles: session.workbook().styles.iter().skip(before).cloned().collect(),
        journal: journal(session),
        touched: done.touched,
        told: done.told,
    })
}

/// One of the open files, with what is wrong in it.
fn shape(gathering: &Gathering, source: SourceIndex, session: &Session) -> Source {
    let own = reports(session).flat_map(|report| &report.findings);
    let own = own.filter(|finding| !session.is_dismissed(&finding.key));
    let between = gathering.standing().filter(|finding| finding.place.source == source);
    let (mut errors, mut warnings) = (0_u32, 0_u32);
    for finding in own.chain(between) {
        match finding.severity {
            Severity::Error => errors = errors.saturating_add(1),
            Severity::Warning => warnings = warnings.saturating_add(1),
            Severity::Info => {}
        }
    }
    Source {
        name: session.name().to_owned(),
        fingerprint: session.fingerprint(),
        errors,
        warnings,
        sheets: session.workbook().sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        has_text: !session.workbook().prose.is_empty(),
        journal: journal(session),
    }
}

/// What was done to a file.
fn journal(session: &Session) -> Journal {
    Journal { edits: session.edits(), dismissed: session.dismissals(), laws: laws::kept(session) }
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
