//! Opening files, and getting over a crash.

use std::sync::Arc;

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{Page, Pending, Phase, Take};
use crate::app::i18n::Word;
use crate::app::journals::Journals;
use crate::app::link::{Answer, Hearing, Link, when_kept, when_renewed};
use crate::app::pick::Filter;
use crate::protocol::{Card, Event, Journal, Overview, Request, Response, Status, Window};
use crate::text::Bilingual;
use crate::workbook::limits::MAX_FILE;
use crate::workbook::{ReadError, SheetIndex};

/// Where a workbook comes from; enough to open it again.
#[derive(Clone)]
pub(in crate::app) enum Source {
    /// A file on the person's disk. The handle, not the bytes.
    File(web_sys::File),
    /// The built-in sample.
    Sample,
    /// A table that was copied elsewhere.
    Pasted {
        /// The clipboard's HTML.
        html: Option<String>,
        /// Its plain text.
        text: String,
    },
}

/// How many crashes of one document are got over before it is given up: one that crashes the
/// checker while being drawn would otherwise do so for ever.
const PATIENCE: u32 = 3;

impl Page {
    pub(super) fn connect(self) {
        let link = Link::new(Hearing {
            event: Box::new(move |Event::Stage(stage)| {
                self.phase.update(|phase| {
                    if let Phase::Loading(_, now) = phase {
                        *now = Some(stage);
                    }
                });
            }),
            crashed: Box::new(move || self.recover()),
            cannot_start: Box::new(move || self.trouble(Word::CannotStart)),
        });
        self.link.set_value(Some(link));
        when_kept(move || self.kept.set(true));
        when_renewed(move || self.say(Word::SaidRenewed.both(&[])));
    }

    /// Asks the worker.
    pub(in crate::app) fn ask(self, request: Request, bytes: Option<ArrayBuffer>, then: impl FnOnce(Answer) + 'static) {
        if let Some(link) = self.link.get_value() {
            link.ask(request, bytes, then);
        }
    }

    /// Opens something, after asking when that would lose edits, or when a table that was pasted would
    /// take the place of a file: a person may have meant to paste into it.
    pub(in crate::app) fn open(self, source: Source) {
        let over_file = matches!(source, Source::Pasted { .. })
            && self.overview.with_untracked(Option::is_some)
            && self.source.with_value(|open| matches!(open, Some(Source::File(_))));
        let pending = match (self.would_lose(), over_file) {
            (true, _) => Pending::Discard,
            (false, true) => Pending::Pasted,
            (false, false) => return self.read(source, Journal::default(), Reason::Asked),
        };
        self.waiting.set_value(Some(source));
        self.pending.set(Some(pending));
    }

    /// Opens the first of some files; the others wait beside it (see [`Page::received`]).
    pub(in crate::app) fn open_files(self, files: Vec<web_sys::File>) {
        let Some(first) = files.first().cloned() else { return };
        self.received.set(files);
        self.open(Source::File(first));
    }

    /// Tells something of where what is open came from.
    pub(in crate::app) fn opened_from(self, is: impl FnOnce(Option<&Source>) -> bool) -> bool {
        self.source.with_value(|source| is(source.as_ref()))
    }

    /// Whether a file is the one that is open.
    pub(in crate::app) fn shows(self, file: &web_sys::File) -> bool {
        self.overview.with(Option::is_some)
            && self.source.with_value(|source| matches!(source, Some(Source::File(open)) if open == file))
    }

    /// The answer to what is pending.
    pub(in crate::app) fn decide(self, goes_on: bool) {
        let Some(pending) = self.pending.get_untracked() else { return };
        self.pending.set(None);
        let source = self.waiting.try_update_value(Option::take).flatten();
        match (goes_on, pending, source) {
            (true, Pending::Losses, _) => {
                self.warned.set_value(true);
                self.take(Take::Corrected);
            }
            (true, _, Some(source)) => self.read(source, Journal::default(), Reason::Asked),
            // What had the keyboard before the question may have gone meanwhile.
            _ => self.regain(),
        }
    }

    /// Says why nothing can be checked.
    fn trouble(self, why: Word) {
        self.phase.set(Phase::Failed(Word::TroubleTitle.both(&[]), why.both(&[])));
    }

    /// Says why something could not be opened.
    fn refuse(self, name: &str, why: Bilingual) {
        self.phase.set(Phase::Failed(Word::FailedTitle.both(&[name]), why));
    }

    /// Does again what was done to this file in an earlier visit, or forgets it.
    pub(in crate::app) fn take_offer(self, take: bool) {
        let Some(mut journal) = self.offer.get_untracked() else { return };
        self.offer.set(None);
        // What was done in this visit, before deciding, is done again on top.
        self.status.with_untracked(|status| {
            journal.edits.extend(status.journal.edits.iter().cloned());
            journal.dismissed.extend(status.journal.dismissed.iter().cloned());
        });
        if let (true, Some(source)) = (take, self.source.get_value()) {
            return self.read(source, journal, Reason::Asked);
        }
        self.keep_journal();
        self.regain();
    }

    /// Keeps what was done so far, in case the page goes away.
    pub(super) fn keep_journal(self) {
        // An offer that is still open must not be lost by the first edit of this visit.
        // The sample is there to be played with.
        let sample = self.source.with_value(|source| matches!(source, Some(Source::Sample)));
        if sample || self.recalling.get_value() || self.offer.with_untracked(Option::is_some) {
            return;
        }
        if let Some(overview) = self.overview.get_untracked() {
            let journal = self.status.with_untracked(|status| status.journal.clone());
            self.journals.with_value(|journals| journals.keep(&overview.fingerprint, &journal));
        }
    }

    /// Looks up what was done to the file that has just been opened in an earlier visit.
    fn recall(self, fingerprint: String) {
        self.recalling.set_value(true);
        spawn_local(async move {
            let journals: Journals = self.journals.get_value();
            let found = journals.recall(&fingerprint).await;
            let current = self.overview.with_untracked(|overview| {
                overview.as_ref().is_some_and(|overview| overview.fingerprint == fingerprint)
            });
            if !current {
                return;
            }
            self.recalling.set_value(false);
            if found.is_some() {
                self.offer.set(found);
            } else {
                // Something may have been done while nothing was known yet.
                self.keep_journal();
            }
        });
    }

    fn read(self, source: Source, journal: Journal, reason: Reason) {
        self.draft.set(None);
        let lang = self.lang.get_untracked();
        let name = match &source {
            Source::File(file) => file.name(),
            Source::Sample => Word::WelcomeSample.get(lang).to_owned(),
            Source::Pasted { .. } => Word::PastedName.get(lang).to_owned(),
        };
        self.phase.set(Phase::Loading(name.clone(), None));
        self.taken.set(None);
        self.pasted.set(None);
        let file = match &source {
            Source::File(file) => file.clone(),
            Source::Sample => return self.send(name, Request::Sample { journal }, None, source, reason),
            Source::Pasted { html, text } => {
                let request = Request::Paste { html: html.clone(), text: text.clone(), journal };
                return self.send(name, request, None, source, reason);
            }
        };
        // What the worker would refuse is not read into memory first.
        if file.size() > MAX_FILE as f64 {
            return self.refuse(&name, ReadError::TooLarge.message());
        }
        spawn_local(async move {
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => {
                    let request = Request::Open { name: name.clone(), journal };
                    self.send(name, request, Some(buffer.unchecked_into()), source, reason);
                }
                Err(_) => self.refuse(&name, Word::CannotReadFile.both(&[])),
            }
        });
    }

    fn send(self, name: String, request: Request, bytes: Option<ArrayBuffer>, source: Source, reason: Reason) {
        self.ask(request, bytes, move |answer| match answer {
            Answer::Done(Response::Opened { overview, status }, _) => {
                self.source.set_value(Some(source));
                match reason {
                    Reason::Asked => self.show(overview, status),
                    Reason::AfterCrash => self.show_again(overview, status),
                }
            }
            Answer::Done(Response::Failed(failure), _) => self.refuse(&name, failure.message),
            Answer::Done(..) => {}
            Answer::Crashed => match reason {
                Reason::Asked => self.refuse(&name, Word::CrashedOpening.both(&[])),
                Reason::AfterCrash => self.give_up(),
            },
        });
    }

    /// A newly opened file: the first sheet with something to see, nothing chosen.
    fn show(self, overview: Overview, status: Status) {
        // The gravest that a person would see.
        let seen = |card: &&Card| {
            card.sheet().and_then(|sheet| overview.sheets.get(sheet.0)).is_some_and(|sheet| !sheet.hidden)
        };
        let first = status.findings.iter().find(seen).cloned();
        let visible = overview.sheets.iter().position(|sheet| !sheet.hidden).unwrap_or(0);
        let (fingerprint, fresh) = (overview.fingerprint.clone(), status.journal.is_empty());
        batch(|| {
            self.crashes.set_value(0);
            self.warned.set_value(false);
            self.uncovered.set(false);
            self.widths.set(super::Widths::new());
            self.offer.set(None);
            self.question.set(None);
            self.places.set_value(std::collections::BTreeMap::new());
            self.saved.set(Vec::new());
            self.overview.set(Some(Arc::new(overview)));
            self.status.set(Arc::new(status));
            // Until its cells have come, none are shown rather than those of the file before.
            self.window.set(Arc::new(Window::default()));
            self.info.set(None);
            self.relation.set(None);
            self.filter.set(Filter::All);
            self.sheet.set(SheetIndex(visible));
            self.cursor.set(crate::workbook::CellRef::default());
            self.chosen.set(None);
            self.phase.set(Phase::Checked);
        });
        self.journals.with_value(|journals| journals.attend(&fingerprint));
        // What was asked to be done again is done, and not offered once more.
        if fresh {
            self.recall(fingerprint);
        } else {
            self.recalling.set_value(false);
            self.keep_journal();
        }
        if let Some(card) = first {
            self.go_to_card(&card);
        } else {
            self.reveal.update(|count| *count = count.wrapping_add(1));
        }
        self.regain();
        self.announce();
    }

    /// The file that was open, after a crash: everything stays where it was.
    fn show_again(self, overview: Overview, status: Status) {
        self.overview.set(Some(Arc::new(overview)));
        self.status.set(Arc::new(status));
        if matches!(self.phase.get_untracked(), Phase::Loading(..)) {
            self.phase.set(Phase::Checked);
        }
        self.say(Word::CrashedReopened.both(&[]));
    }

    /// The worker has been replaced; it is given the file that was open, and its edits.
    fn recover(self) {
        self.crashes.update_value(|count| *count = count.saturating_add(1));
        let Some(source) = self.source.get_value() else {
            return self.say(Word::Crashed.both(&[]));
        };
        if self.crashes.get_value() > PATIENCE {
            return self.give_up();
        }
        let journal = self.status.with_untracked(|status| status.journal.clone());
        // A failure that is being shown must not be covered by the file that takes its place.
        let failed = match self.phase.get_untracked() {
            failed @ Phase::Failed(..) => Some(failed),
            _ => None,
        };
        self.read(source, journal, Reason::AfterCrash);
        if let Some(failed) = failed {
            self.phase.set(failed);
        }
    }

    fn give_up(self) {
        self.source.set_value(None);
        self.overview.set(None);
        self.status.set(Arc::new(Status::default()));
        self.saved.set(Vec::new());
        self.trouble(Word::CrashedOpening);
    }
}

/// Why a file is being read.
#[derive(Clone, Copy)]
enum Reason {
    /// A person opened it.
    Asked,
    /// The worker that had it crashed.
    AfterCrash,
}
