//! What page and worker say to each other.

use serde::{Deserialize, Serialize};

use crate::finding::{Edit, FindingKey};
use crate::ledger::SourceIndex;
use crate::report::{Contents, Fields};
use crate::session::{Dismissal, Reason};
use crate::text::{Bilingual, Lang};
use crate::workbook::{CellRef, ParagraphIndex, ParagraphKind, SheetIndex, Style};

use super::{
    Card, LawAsk, LawList, LawRequest, LawView, ProfileFile, RangeInfo, Remembered, SheetShape, TriedLaw, Window,
};

/// A request with the number under which its answer comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToWorker {
    /// Counts up; answers carry the same number.
    pub id: u32,
    /// What is asked.
    pub request: Request,
}

/// What the worker posts: the answer to a request, or something it tells by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ToPage {
    /// The worker is there; nothing may be posted to it before.
    Ready,
    /// How far a long request has come.
    Event {
        /// The request that it belongs to.
        id: u32,
        /// What happened.
        event: Event,
    },
    /// The answer to a request.
    Answer {
        /// The request.
        id: u32,
        /// Its answer.
        response: Box<Response>,
    },
}

/// Something told while a request is still being worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A stage has begun.
    Stage(Stage),
}

/// The stages of opening a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Bytes to workbook, and workbook to findings.
    Reading,
    /// Preparing the picture of the sheets.
    Drawing,
}

/// What is asked of the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Request {
    /// Read and check the file whose bytes travel beside this message. The edits and decisions
    /// of an earlier session with the same file are performed again.
    Open {
        /// The file's name; it names the download.
        name: String,
        /// What was done to it before; empty for a file that is opened for the first time.
        journal: Journal,
    },
    /// Open the built-in sample.
    Sample {
        /// As in [`Request::Open`].
        journal: Journal,
    },
    /// Check a table that was copied elsewhere.
    Paste {
        /// The clipboard's HTML, when it has any.
        html: Option<String>,
        /// The clipboard's plain text.
        text: String,
        /// As in [`Request::Open`].
        journal: Journal,
    },
    /// Read and check the file whose bytes travel beside this message, and hold it against those that are open. The
    /// one that is looked at stays the same.
    Add {
        /// The file's name.
        name: String,
        /// As in [`Request::Open`].
        journal: Journal,
    },
    /// Look at another of the open files.
    Turn {
        /// The file.
        source: SourceIndex,
    },
    /// Let one of the open files go; of the last one nothing is left open.
    Close {
        /// The file.
        source: SourceIndex,
    },
    /// Send the running text of the file that is looked at.
    Text,
    /// Send the cells where bands of rows and columns cross.
    View {
        /// The sheet.
        sheet: SheetIndex,
        /// Bands of rows (the frozen ones, the scrolled ones): the first, and the first after the
        /// last, counted from zero.
        rows: Vec<(u32, u32)>,
        /// Bands of columns, in the same way.
        cols: Vec<(u32, u32)>,
    },
    /// Tell everything about one cell.
    Cell {
        /// The sheet.
        sheet: SheetIndex,
        /// The cell.
        cell: CellRef,
    },
    /// Tell what a range of cells adds up to, and its text.
    Range {
        /// The sheet.
        sheet: SheetIndex,
        /// Two of its corners.
        corners: (CellRef, CellRef),
    },
    /// Tell where the data end that a cell stands in.
    Edge {
        /// The sheet.
        sheet: SheetIndex,
        /// The cell.
        cell: CellRef,
        /// One row down (or up), one column right (or left).
        toward: (i32, i32),
    },
    /// Tell where a text stands in the workbook.
    Find {
        /// The text.
        text: String,
    },
    /// Change the document or a decision about it.
    Change {
        /// What.
        ask: Ask,
        /// Whether formulas may be replaced by it; otherwise the answer is a [`Question`].
        formulas: bool,
    },
    /// Something about the laws of a sheet.
    Laws(LawRequest),
    /// The corrected file.
    Save,
    /// The corrected file with the findings drawn into it and listed.
    Marked {
        /// The language of the notes and of the list.
        lang: Lang,
    },
    /// What differs between the corrected file and the one that was opened, as text.
    Receipt {
        /// The language it is written in.
        lang: Lang,
    },
    /// The record of the review of all open files.
    Record {
        /// The language it is written in.
        lang: Lang,
        /// What only the office knows.
        fields: Fields,
        /// What is told besides what always is.
        contents: Contents,
        /// As what it is wanted.
        form: RecordForm,
    },
}

/// As what the record of a review is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordForm {
    /// To be looked at and printed.
    Paper,
    /// A page to download.
    Html,
    /// Plain text to download.
    Text,
    /// A workbook to download.
    Book,
}

/// A change; its answer is the new [`Status`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub enum Ask {
    /// What a person typed into a cell, to be read in the notation of the sheet.
    Enter {
        /// The sheet.
        sheet: SheetIndex,
        /// The cell.
        cell: CellRef,
        /// What was typed.
        text: String,
    },
    /// A block of texts, each read as what a person types; an empty one empties its cell.
    Put {
        /// The sheet.
        sheet: SheetIndex,
        /// The first cell.
        cell: CellRef,
        /// The texts, row by row.
        rows: Vec<Vec<String>>,
    },
    /// Empty all cells of a range.
    Clear {
        /// The sheet.
        sheet: SheetIndex,
        /// Two of its corners.
        corners: (CellRef, CellRef),
    },
    /// Apply a fix of a finding.
    Fix {
        /// The finding.
        key: FindingKey,
        /// Which of its fixes.
        index: usize,
    },
    /// Set a suspect of a finding to the value that would repair it.
    Repair {
        /// The finding.
        key: FindingKey,
        /// Which of its suspects.
        index: usize,
    },
    /// "Giữ nguyên": the figure is right as it stands.
    Dismiss {
        /// The finding.
        key: FindingKey,
        /// Why.
        reason: Reason,
    },
    /// Takes a dismissal back.
    Restore {
        /// The finding.
        key: FindingKey,
    },
    /// A decision about laws.
    Laws(LawAsk),
    /// Takes the last step back.
    Undo,
    /// Performs it again.
    Redo,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Response {
    /// The file is open and checked.
    Opened {
        /// Its shape and looks; they do not change with edits.
        overview: Overview,
        /// What was found.
        status: Status,
    },
    /// The text asked for.
    Text {
        /// Its paragraphs, in their order; tables stand between them.
        blocks: Vec<TextBlock>,
    },
    /// The cells asked for.
    View(Window),
    /// The cell asked for.
    Cell(CellInfo),
    /// The range asked for.
    Range(RangeInfo),
    /// The cell that was looked for.
    Edge {
        /// It.
        cell: CellRef,
    },
    /// Where the text stands.
    Found {
        /// Sheet by sheet, row by row.
        places: Vec<(SheetIndex, CellRef)>,
    },
    /// What is found now.
    Changed(Status),
    /// The laws of a sheet.
    Laws(LawList),
    /// Where a law stands.
    Law(LawView),
    /// What would come of a law.
    Tried(TriedLaw),
    /// What was typed, with what was pointed at.
    Pointed {
        /// It.
        text: String,
    },
    /// What is remembered of the forms in the open file.
    Remembered(Remembered),
    /// What is to be remembered now.
    Remember {
        /// The profile as it is written.
        stored: String,
    },
    /// No file is open any more.
    Closed,
    /// Nothing was changed yet: a formula would be lost.
    Question(Question),
    /// The record to look at: the paper as HTML in which whatever comes from a file is text.
    Record {
        /// It.
        body: String,
    },
    /// A file to download; its bytes travel beside this message.
    File {
        /// The name to save it under.
        name: String,
        /// What the person should know of it: what changed, what could not be kept.
        notes: Vec<Bilingual>,
    },
    /// It cannot be done.
    Failed(Failure),
}

/// A change that would take a formula away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The file.
    #[serde(default)]
    pub source: SourceIndex,
    /// The sheet.
    pub sheet: SheetIndex,
    /// The cell with the formula.
    pub cell: CellRef,
    /// The formula, with its equals sign.
    pub formula: String,
    /// What would stand there instead; empty when the cell would be cleared.
    pub new: String,
}

/// Why something cannot be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// One clear sentence.
    pub message: Bilingual,
}

/// The parts of a workbook that its edits do not change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The name of the file.
    pub name: String,
    /// Tells the content of this file from that of others, whatever their names.
    pub fingerprint: String,
    /// The sheets in the order of their tabs.
    pub sheets: Vec<SheetShape>,
    /// The cell formats.
    pub styles: Vec<Style>,
    /// What the corrected file will lack that this one has, for the person to know before saving.
    #[serde(default)]
    pub losses: Vec<Bilingual>,
}

/// What stands after a check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Counts up with every change of a cell, so that the page knows its picture is old.
    pub revision: u32,
    /// The file that is looked at.
    #[serde(default)]
    pub source: SourceIndex,
    /// All open files.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// What was found in all sheets of this file, in its text, and between files: the gravest first.
    pub findings: Vec<Card>,
    /// How many relations were computed and compared.
    pub compared: u32,
    /// Steps that can be taken back, and performed again.
    pub history: (usize, usize),
    /// Cell formats that edits have added to those of [`Overview::styles`], in order.
    pub styles: Vec<Style>,
    /// Everything done so far, enough to do it again.
    pub journal: Journal,
    /// The cell that the change was about, so that the page can show it.
    pub touched: Option<(SheetIndex, CellRef)>,
    /// What the person should know of the change.
    pub told: Option<Bilingual>,
}

/// One of the files that are open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Tells its content from that of others.
    pub fingerprint: String,
    /// Errors that stand, those between files that accuse a figure of it included.
    pub errors: u32,
    /// Warnings that stand.
    pub warnings: u32,
    /// The names of its sheets.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// Whether it has running text.
    pub has_text: bool,
    /// What was done to it: enough to do it again.
    pub journal: Journal,
}

/// A paragraph of running text, or a table that stands there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum TextBlock {
    /// A paragraph.
    Paragraph {
        /// Its number.
        index: ParagraphIndex,
        /// Its text.
        text: String,
        /// What it is.
        kind: ParagraphKind,
        /// The number or bullet before it.
        marker: String,
        /// Bold stretches, in characters.
        bold: Vec<(u32, u32)>,
        /// The figures that were understood.
        figures: Vec<Understood>,
    },
    /// A table.
    Table {
        /// Its sheet.
        sheet: SheetIndex,
    },
}

/// A figure of a text that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// Its first character.
    pub start: u32,
    /// The character after its last.
    pub end: u32,
    /// Whether another figure, of the text or of a table, says the same.
    pub confirmed: bool,
}

/// What was done to a file: enough to do it again after a crash.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The edits in force, in the order they were made.
    pub edits: Vec<Edit>,
    /// The findings that a person has said are none.
    pub dismissed: Vec<Dismissal>,
    /// What was decided about the laws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laws: Option<Box<ProfileFile>>,
}

impl Journal {
    /// Whether anything would be lost with it.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.dismissed.is_empty() && self.laws.is_none()
    }
}

/// Everything about one cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellInfo {
    /// The sheet.
    pub sheet: SheetIndex,
    /// The cell.
    pub cell: CellRef,
    /// What an editor starts with: the number without group marks, the text, the formula.
    pub entry: String,
    /// Whether it is a formula.
    pub formula: bool,
    /// The relations that it takes part in.
    pub relations: Vec<TakesPart>,
}

/// A relation that a cell takes part in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TakesPart {
    /// The law: "Cột 2 = 4 + 6 + 8".
    pub law: Bilingual,
    /// Why it is believed, in words.
    pub why: Bilingual,
    /// The cell that is computed.
    pub target: CellRef,
    /// The cells that it is computed from.
    pub operands: Vec<CellRef>,
    /// Whether it holds here; `None` when it cannot be computed.
    pub holds: Option<bool>,
    /// On how many lines the law holds, and on how many it can be computed.
    pub tally: (u32, u32),
}
