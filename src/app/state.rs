//! What the page knows and what can be done with it. Everything that can be derived is a memo.

mod act;
mod files;
pub(super) mod focus;
mod open;
pub(super) mod selection;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;

use super::find::Search;
use super::grid::axis::Axis;
use super::i18n::Word;
use super::journals::Journals;
use super::laws::{Computed, Laws};
use super::link::Link;
use super::pick::{self, Filter};
use super::record::Record;
use super::store;
use crate::finding::{Edit, FindingKey, Severity};
use crate::ledger::{self, SourceIndex, Span};
use crate::protocol::{Ask, Card, CellInfo, Journal, Overview, Question, SheetShape, Stage, Status, TextBlock, Window};
use crate::text::{Bilingual, Lang};
use crate::workbook::{CellRef, SheetIndex};

use files::Queue;
pub(super) use files::follow_text;
pub(super) use open::Source;
use selection::Selection;

/// Where the page stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Phase {
    /// Nothing has been opened.
    Empty,
    /// A file is being read.
    Loading(String, Option<Stage>),
    /// A file is open and checked.
    Checked,
    /// The last file could not be opened; the one before it may still be. What, and why.
    Failed(Bilingual, Bilingual),
}

impl Phase {
    /// As `data-state` tells it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Loading(..) => "loading",
            Self::Checked => "checked",
            Self::Failed(..) => "failed",
        }
    }
}

/// Where a person is typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Over the cell.
    Cell,
    /// In the value bar.
    Bar,
}

/// An entry that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub(super) place: Place,
    pub(super) text: String,
    /// Whether it began by typing over what the cell held: then the arrows end it, as in Excel.
    pub(super) over: bool,
}

/// Something told to the person.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) words: Bilingual,
    /// Whether it is shown as well, or only told to assistive technology.
    pub(super) shown: bool,
}

/// A question that nothing else goes on before it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    /// Whether unsaved edits may be lost for another file.
    Discard,
    /// Whether a pasted table may take the place of the open file.
    Pasted,
    /// Whether the corrected file may lack something that the original has.
    Losses,
    /// Whether one of several files may be let go with its unsaved edits.
    Close(SourceIndex),
}

/// What was taken home last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    /// The name of the download.
    pub(super) name: String,
    /// What the person should know of it.
    pub(super) notes: Vec<Bilingual>,
}

/// What can be taken home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Take {
    /// The corrected file.
    Corrected,
    /// The same with the findings drawn into it.
    Marked,
    /// What differs from the file that was opened.
    Receipt,
    /// The record of the review, which is looked at first.
    Note,
}

/// The geometry of the sheet that is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ground {
    pub(super) rows: Axis,
    pub(super) cols: Axis,
    pub(super) zoom: f64,
    pub(super) shape: SheetShape,
}

/// How many suspects are outlined while it is undecided which cell is wrong.
const SUSPECTS: usize = 4;

/// Cells outlined in the colours of an explanation: their places in it, counted from one.
pub(super) type Outlined = BTreeMap<CellRef, usize>;

/// Columns of another width, or rows of another height, than the file gives them.
pub(super) type Sizes = BTreeMap<SheetIndex, BTreeMap<u32, f64>>;

/// Lays out what a person has made of another size.
pub(super) fn by_hand(axis: Axis, sizes: RwSignal<Sizes>, sheet: SheetIndex, zoom: f64) -> Axis {
    sizes.with(|sizes| match sizes.get(&sheet) {
        Some(sizes) => axis.sized(&sizes.iter().map(|(&index, size)| (index, (size * zoom).round())).collect()),
        None => axis,
    })
}

/// Everything the page knows. A handful of handles: copying it copies nothing.
#[derive(Clone, Copy)]
pub(super) struct Page {
    link: StoredValue<Option<Link>, LocalStorage>,
    /// Where each of the open files comes from.
    files: StoredValue<Vec<Source>, LocalStorage>,
    /// Files that are still to be read.
    queue: StoredValue<Queue, LocalStorage>,
    /// All files with what was done to them, while they are opened again after a crash.
    rereading: StoredValue<Option<Vec<(Source, Journal)>>, LocalStorage>,
    crashes: StoredValue<u32>,
    pub(super) lang: RwSignal<Lang>,
    pub(super) dark: RwSignal<bool>,
    pub(super) phase: RwSignal<Phase>,
    pub(super) overview: RwSignal<Option<Arc<Overview>>>,
    pub(super) status: RwSignal<Arc<Status>>,
    pub(super) window: RwSignal<Arc<Window>>,
    pub(super) info: RwSignal<Option<CellInfo>>,
    pub(super) sheet: RwSignal<SheetIndex>,
    pub(super) cursor: RwSignal<CellRef>,
    pub(super) selection: Selection,
    pub(super) search: Search,
    pub(super) record: Record,
    pub(super) laws: Laws,
    pub(super) chosen: RwSignal<Option<FindingKey>>,
    /// A relation that was picked among those of a cell: its target and operands.
    pub(super) relation: RwSignal<Option<(CellRef, Vec<CellRef>)>>,
    pub(super) filter: RwSignal<Filter>,
    pub(super) draft: RwSignal<Option<Draft>>,
    /// A change that waits for the person to say whether a formula may go.
    pub(super) question: RwSignal<Option<(Question, Ask)>>,
    /// Whether the browser has a copy of the page, so that it opens without a network.
    pub(super) kept: RwSignal<bool>,
    /// Told to assistive technology, and shown for a while.
    pub(super) said: RwSignal<Option<Said>>,
    /// What the person is asked before anything else.
    pub(super) pending: RwSignal<Option<Pending>>,
    /// The corrected file that was downloaded last, until something else is done.
    pub(super) taken: RwSignal<Option<Taken>>,
    /// Whether the person knows what this file loses when it is saved.
    warned: StoredValue<bool>,
    /// A file that waits for an answer to that.
    waiting: StoredValue<Option<Source>, LocalStorage>,
    /// What was done to this file in an earlier visit, until the person decides about it.
    pub(super) offer: RwSignal<Option<Journal>>,
    journals: StoredValue<Journals, LocalStorage>,
    /// The files of which it is known and decided what was done to them in an earlier visit.
    recalled: StoredValue<BTreeSet<String>>,
    /// Where a person was in files that are open and not looked at.
    left: StoredValue<BTreeMap<String, (SheetIndex, CellRef, bool)>>,
    /// The running text of the file that is looked at.
    pub(super) text: RwSignal<Option<Arc<Vec<TextBlock>>>>,
    /// Whether it lies over the sheet.
    pub(super) reading: RwSignal<bool>,
    /// The stretch of it that is looked at.
    pub(super) spot: RwSignal<Option<Span>>,
    /// Which of the files is looked at.
    pub(super) at: Memo<SourceIndex>,
    /// The block that was pasted into the sheet last, until something else is done.
    pub(super) pasted: RwSignal<Option<(Bilingual, Source)>, LocalStorage>,
    /// How wide a person has made columns, in pixels of the sheet's own size: only here, the file keeps its own.
    pub(super) widths: RwSignal<Sizes>,
    /// How high a person has made rows, in the same way.
    pub(super) heights: RwSignal<Sizes>,
    /// Whether hidden rows and columns are shown.
    pub(super) uncovered: RwSignal<bool>,
    /// Whether the findings stand beside the sheet.
    pub(super) panel: RwSignal<bool>,
    /// How large a person wants the sheets; `None` leaves it to the page.
    pub(super) zoom: RwSignal<Option<f64>>,
    /// How large the sheet is drawn.
    pub(super) zoomed: RwSignal<f64>,
    /// Counts up when the cursor should come into view.
    pub(super) reveal: RwSignal<u32>,
    /// Where the cursor stood on the other sheets.
    places: StoredValue<BTreeMap<SheetIndex, CellRef>>,
    /// How many entries the worker has not answered yet: they are drawn, and in no journal.
    entering: StoredValue<u32>,
    /// The edits of the last download of each file.
    saved: RwSignal<BTreeMap<String, Vec<Edit>>>,
    pub(super) dirty: Memo<bool>,
    pub(super) ground: Memo<Option<Arc<Ground>>>,
    pub(super) marks: Memo<BTreeMap<CellRef, Severity>>,
    pub(super) card: Memo<Option<Card>>,
    pub(super) outlined: Memo<Outlined>,
    /// What the law that is looked at computes.
    pub(super) computed: Memo<Computed>,
    /// The cell that the open explanation is about.
    pub(super) target: Memo<Option<CellRef>>,
    /// Cells outlined because it is undecided which of them is wrong.
    pub(super) suspects: Memo<BTreeSet<CellRef>>,
}

impl Page {
    /// A page on which nothing is open, and its worker.
    pub(super) fn new() -> Self {
        let overview = RwSignal::new(None::<Arc<Overview>>);
        let status = RwSignal::new(Arc::new(Status::default()));
        let sheet = RwSignal::new(SheetIndex(0));
        let chosen = RwSignal::new(None::<FindingKey>);
        let relation = RwSignal::new(None::<(CellRef, Vec<CellRef>)>);
        let saved = RwSignal::new(BTreeMap::<String, Vec<Edit>>::new());
        let at = Memo::new(move |_| status.with(|status| status.source));
        let zoomed = RwSignal::new(1.0);
        let uncovered = RwSignal::new(false);
        let (widths, heights) = (RwSignal::new(Sizes::new()), RwSignal::new(Sizes::new()));
        let laws = Laws::new();
        let system = store::system_dark().is_some_and(|query| query.matches());

        let card = Memo::new(move |_| {
            let key = chosen.get()?;
            status.with(|status| status.findings.iter().find(|card| card.key == key).cloned())
        });
        let cursor = RwSignal::new(CellRef::default());
        let ground = Memo::new(move |_| {
            let mut shape = overview.with(|overview| overview.as_ref()?.sheets.get(sheet.get().0).cloned())?;
            if uncovered.get() {
                (shape.rows, shape.cols) = (shape.rows.uncovered(), shape.cols.uncovered());
            }
            let zoom = zoomed.get();
            let rows = by_hand(Axis::zoomed(&shape.rows, zoom), heights, sheet.get(), zoom);
            let cols = by_hand(Axis::zoomed(&shape.cols, zoom), widths, sheet.get(), zoom);
            Some(Arc::new(Ground { rows, cols, zoom, shape }))
        });
        let page = Self {
            link: StoredValue::new_local(None),
            files: StoredValue::new_local(Vec::new()),
            queue: StoredValue::new_local(Queue::default()),
            rereading: StoredValue::new_local(None),
            crashes: StoredValue::new(0),
            lang: RwSignal::new(store::lang()),
            dark: RwSignal::new(store::dark().unwrap_or(system)),
            phase: RwSignal::new(Phase::Empty),
            overview,
            status,
            window: RwSignal::new(Arc::new(Window::default())),
            info: RwSignal::new(None),
            sheet,
            cursor,
            selection: Selection::new(cursor, ground),
            search: Search::new(),
            record: Record::new(),
            laws,
            chosen,
            relation,
            filter: RwSignal::new(Filter::default()),
            draft: RwSignal::new(None),
            question: RwSignal::new(None),
            kept: RwSignal::new(false),
            said: RwSignal::new(None),
            pending: RwSignal::new(None),
            taken: RwSignal::new(None),
            warned: StoredValue::new(false),
            waiting: StoredValue::new_local(None),
            offer: RwSignal::new(None),
            journals: StoredValue::new_local(Journals::default()),
            recalled: StoredValue::new(BTreeSet::new()),
            left: StoredValue::new(BTreeMap::new()),
            text: RwSignal::new(None),
            reading: RwSignal::new(false),
            spot: RwSignal::new(None),
            at,
            pasted: RwSignal::new_local(None),
            widths,
            heights,
            uncovered,
            panel: RwSignal::new(store::panel()),
            zoom: RwSignal::new(None),
            zoomed,
            reveal: RwSignal::new(0),
            places: StoredValue::new(BTreeMap::new()),
            entering: StoredValue::new(0),
            saved,
            dirty: Memo::new(move |_| {
                status
                    .with(|status| saved.with(|saved| status.sources.iter().any(|file| files::is_unsaved(file, saved))))
            }),
            ground,
            marks: Memo::new(move |_| status.with(|status| pick::marks(&status.findings, at.get(), sheet.get()))),
            card,
            outlined: Memo::new(move |_| {
                if let Some((_, outlined)) = laws.on(sheet.get()) {
                    return outlined;
                }
                let operands: Vec<CellRef> = match (relation.get(), card.get()) {
                    (Some((_, operands)), _) => operands,
                    (None, Some(card)) => {
                        let places = card.operands.iter().enumerate();
                        let cells =
                            places.filter_map(|(place, operand)| Some((place, operand.place.cell_of(at.get())?)));
                        let here = cells.filter(|(_, (of, _))| *of == sheet.get());
                        return here.map(|(place, (_, cell))| (cell, place + 1)).collect();
                    }
                    _ => Vec::new(),
                };
                operands.into_iter().enumerate().map(|(place, cell)| (cell, place + 1)).collect()
            }),
            computed: Memo::new(move |_| laws.on(sheet.get()).map(|(computed, _)| computed).unwrap_or_default()),
            target: Memo::new(move |_| {
                if laws.on(sheet.get()).is_some() {
                    return None;
                }
                relation.with(|relation| relation.as_ref().map(|(target, _)| *target)).or_else(|| {
                    let here = card.with(|card| card.as_ref()?.place.cell_of(at.get()));
                    here.filter(|(of, _)| *of == sheet.get()).map(|(_, cell)| cell)
                })
            }),
            suspects: Memo::new(move |_| {
                card.with(|card| {
                    let undecided = card.as_ref().filter(|card| card.fixes.is_empty());
                    let suspects = undecided.into_iter().flat_map(|card| &card.suspects);
                    let cells = suspects.filter_map(|suspect| suspect.place.cell_of(at.get()));
                    cells.filter(|(of, _)| *of == sheet.get()).map(|(_, cell)| cell).take(SUSPECTS).collect()
                })
            }),
        };
        page.connect();
        page
    }

    /// The words in the language of the page; follows it when called while something is drawn.
    pub(super) fn t(self, word: Word) -> &'static str {
        word.get(self.lang.get())
    }

    /// The same with figures.
    pub(super) fn tf(self, word: Word, figures: &[&str]) -> String {
        word.with(self.lang.get(), figures)
    }

    /// The text in the language of the page.
    pub(super) fn both(self, text: &Bilingual) -> String {
        text.get(self.lang.get()).to_owned()
    }

    /// Tells something to everyone, whether they see the page or hear it.
    pub(super) fn say(self, words: Bilingual) {
        self.said.set(Some(Said { words, shown: true }));
    }

    /// The name of the open file, as the person calls it.
    pub(super) fn file_name(self) -> Option<String> {
        let name = self.overview.with(|overview| overview.as_ref().map(|overview| overview.name.clone()))?;
        let pasted = self.opened_from(|source| matches!(source, Some(Source::Pasted { .. })));
        Some(if pasted { self.t(Word::PastedName).to_owned() } else { name })
    }

    /// A place as it is called: "PB03!E14", "tệp.xlsx › PB03!E14", "đoạn 12".
    pub(super) fn place_name(self, place: ledger::Place) -> String {
        self.status.with(|status| named(status, place, self.lang.get()))
    }

    /// A place as it is called beside the sheet: a cell of the file that is looked at by its address alone.
    pub(super) fn place_here(self, place: ledger::Place, lang: Lang) -> String {
        self.status.with_untracked(|status| match place.cell_of(status.source) {
            Some((_, cell)) => cell.to_string(),
            None => named(status, place, lang),
        })
    }

    /// The name of a sheet.
    pub(super) fn sheet_name(self, sheet: SheetIndex) -> String {
        self.overview.with(|overview| {
            overview
                .as_ref()
                .and_then(|overview| overview.sheets.get(sheet.0))
                .map(|sheet| sheet.name.clone())
                .unwrap_or_default()
        })
    }
}

/// A place by its file, unless that is looked at, and by its sheet and cell or its paragraph.
fn named(status: &Status, place: ledger::Place, lang: Lang) -> String {
    let file = status.sources.get(place.source.0 as usize);
    let name = match (place.sheet_cell(), place.span()) {
        (Some((sheet, cell)), _) => {
            let sheet = file.and_then(|file| file.sheets.get(sheet.0)).map_or("", String::as_str);
            format!("{sheet}!{cell}")
        }
        (None, Some(span)) => Word::Paragraph.with(lang, &[&span.paragraph.0.saturating_add(1).to_string()]),
        (None, None) => place.to_string(),
    };
    match file.filter(|_| place.source != status.source) {
        Some(file) => format!("{} › {name}", file.name),
        None => name,
    }
}
