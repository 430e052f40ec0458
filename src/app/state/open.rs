//! Opening files, and getting over a crash.

use std::sync::Arc;

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{Page, Pending, Phase, Queue, Take};
use crate::app::i18n::Word;
use crate::app::journals::Journals;
use crate::app::link::{Answer, Hearing, Link, when_kept, when_renewed};
use crate::app::pick::Filter;
use crate::ledger::SourceIndex;
use crate::protocol::{Card, Event, Journal, Overview, Request, Response, Status};
use crate::text::Bilingual;
use crate::workbook::ReadError;
use crate::workbook::limits::MAX_FILE;

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
            && self.opened_from(|open| matches!(open, Some(Source::File(_))));
        let pending = match (self.would_lose(), over_file) {
            (true, _) => Pending::Discard,
            (false, true) => Pending::Pasted,
            (false, false) => return self.replace_all(source),
        };
        self.waiting.set_value(Some(source));
        self.pending.set(Some(pending));
    }

    /// Opens the first of some files, and the others beside it.
    pub(in crate::app) fn open_files(self, files: Vec<web_sys::File>) {
        let mut files = files.into_iter();
        let Some(first) = files.next() else { return };
        let others = files.map(|file| (Source::File(file), Journal::default())).collect();
        self.queue.set_value(Queue { files: others, leads: true, ..Queue::default() });
        self.open(Source::File(first));
    }

    /// Opens something in the place of all that is open.
    fn replace_all(self, source: Source) {
        self.read(source, Journal::default(), Reason::Asked);
    }

    /// Tells something of where what is open came from.
    pub(in crate::app) fn opened_from(self, is: impl FnOnce(Option<&Source>) -> bool) -> bool {
        let at = self.at.get_untracked().0 as usize;
        self.files.with_value(|files| is(files.get(at)))
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
            (true, Pending::Close(source), _) => self.close_file(source),
            (true, _, Some(source)) => self.replace_all(source),
            // What had the keyboard before the question may have gone meanwhile.
            _ => {
                self.queue.set_value(Queue::default());
                self.regain();
            }
        }
    }

    /// Says why nothing can be checked.
    fn trouble(self, why: Word) {
        self.phase.set(Phase::Failed(Word::TroubleTitle.both(&[]), why.both(&[])));
    }

    /// Says why something could not be opened.
    pub(super) fn refuse(self, name: &str, why: Bilingual) {
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
            journal.laws.clone_from(&status.journal.laws);
        });
        let at = self.at.get_untracked();
        if take {
            let mut all = self.all_done();
            if let Some((_, done)) = all.get_mut(at.0 as usize) {
                *done = journal;
            }
            return self.read_all(all, at, Reason::Asked);
        }
        self.settle();
        self.regain();
    }

    /// Keeps what was done so far, in case the page goes away.
    pub(super) fn keep_journal(self) {
        let all = self.status.get_untracked();
        for (index, file) in all.sources.iter().enumerate() {
            // The sample is there to be played with.
            let sample = self.files.with_value(|files| matches!(files.get(index), Some(Source::Sample)));
            // An offer that is still open must not be lost by the first edit of this visit.
            let known = self.recalled.with_value(|known| known.contains(&file.fingerprint));
            if known && !sample {
                // What was decided about laws is kept with the form.
                let journal = Journal { laws: None, ..file.journal.clone() };
                self.journals.with_value(|journals| journals.keep(&file.fingerprint, &file.name, &journal));
            }
        }
    }

    /// What was done to the file that is looked at in an earlier visit is known and decided.
    fn settle(self) {
        if let Some(overview) = self.overview.get_untracked() {
            self.recalled.update_value(|known| {
                known.insert(overview.fingerprint.clone());
            });
        }
        self.keep_journal();
    }

    /// Where all files come from, with what was done to each.
    fn all_done(self) -> Vec<(Source, Journal)> {
        let status = self.status.get_untracked();
        let journals = status.sources.iter().map(|file| file.journal.clone());
        let journals = journals.chain(std::iter::repeat_with(Journal::default));
        self.files.get_value().into_iter().zip(journals).collect()
    }

    /// Opens all files anew, with what was done to each, and turns to one.
    fn read_all(self, all: Vec<(Source, Journal)>, at: SourceIndex, reason: Reason) {
        let mut files = all.into_iter();
        let Some((first, journal)) = files.next() else { return };
        self.queue.update_value(|queue| {
            let waiting = std::mem::take(&mut queue.files);
            queue.files = files.chain(waiting).collect();
            queue.turn_to = Some(at);
        });
        self.read(first, journal, reason);
    }

    /// Looks up what was done to the file that has just been opened in an earlier visit.
    pub(super) fn recall(self, fingerprint: String) {
        spawn_local(async move {
            let journals: Journals = self.journals.get_value();
            let found = journals.recall(&fingerprint).await;
            let current = self.overview.with_untracked(|overview| {
                overview.as_ref().is_some_and(|overview| overview.fingerprint == fingerprint)
            });
            if !current {
                return;
            }
            if journals.is_open_elsewhere(&fingerprint).await {
                self.say(Word::SaidOpenElsewhere.both(&[&self.file_name().unwrap_or_default()]));
            }
            if found.is_some() {
                self.offer.set(found);
            } else {
                // Something may have been done while nothing was known yet.
                self.settle();
            }
        });
    }

    pub(super) fn read(self, source: Source, journal: Journal, reason: Reason) {
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
            return self.refuse_first(&name, ReadError::TooLarge.message());
        }
        spawn_local(async move {
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => {
                    let request = Request::Open { name: name.clone(), journal };
                    self.send(name, request, Some(buffer.unchecked_into()), source, reason);
                }
                Err(_) => self.refuse_first(&name, Word::CannotReadFile.both(&[])),
            }
        });
    }

    fn send(self, name: String, request: Request, bytes: Option<ArrayBuffer>, source: Source, reason: Reason) {
        self.ask(request, bytes, move |answer| match answer {
            Answer::Done(Response::Opened { overview, status }, _) => {
                self.files.set_value(vec![source]);
                match reason {
                    Reason::Asked => self.show(overview, status),
                    Reason::AfterCrash => self.show_again(overview, status),
                }
                self.read_next(reason);
            }
            Answer::Done(Response::Failed(failure), _) => self.refuse_first(&name, failure.message),
            Answer::Done(..) => {}
            Answer::Crashed => match reason {
                Reason::Asked => {
                    self.queue.set_value(Queue::default());
                    self.refuse(&name, Word::CrashedOpening.both(&[]));
                }
                Reason::AfterCrash => self.give_up(),
            },
        });
    }

    /// The first of some files cannot be read: the next one takes its place.
    fn refuse_first(self, name: &str, why: Bilingual) {
        let next = self.queue.try_update_value(|queue| queue.files.pop_front()).flatten();
        match next {
            Some((source, journal)) => {
                self.queue.update_value(|queue| queue.refused.push((name.to_owned(), why)));
                self.read(source, journal, Reason::Asked);
            }
            None => {
                let before = self.queue.try_update_value(std::mem::take).unwrap_or_default().refused;
                let names: Vec<&str> = before.iter().map(|(name, _)| name.as_str()).chain([name]).collect();
                self.refuse(&names.join(", "), why);
            }
        }
    }

    /// A newly opened file: the first sheet with something to see, nothing chosen.
    fn show(self, overview: Overview, status: Status) {
        // The gravest that a person would see.
        let seen = |card: &&Card| match card.place.sheet() {
            Some(sheet) => overview.sheets.get(sheet.0).is_some_and(|sheet| !sheet.hidden),
            None => true,
        };
        let first = status.findings.iter().filter(|card| card.place.source == status.source).find(seen).cloned();
        let (fingerprint, fresh) = (overview.fingerprint.clone(), status.journal.is_empty());
        let has_text = status.sources.first().is_some_and(|file| file.has_text);
        let is_text = first.is_none() && has_text;
        batch(|| {
            self.crashes.set_value(0);
            self.saved.set(std::collections::BTreeMap::new());
            self.filter.set(Filter::All);
            self.chosen.set(None);
            self.left.set_value(std::collections::BTreeMap::new());
            // What was asked to be done again is done, and not offered once more.
            self.recalled.update_value(|known| match fresh {
                true => known.clear(),
                false => {
                    known.insert(fingerprint);
                }
            });
            self.lay_out(overview, status);
            self.reading.set(self.reading.get_untracked() || is_text);
        });
        self.attend();
        self.keep_journal();
        if let Some(card) = first {
            self.go_to_card(&card);
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
        let all = match self.rereading.get_value() {
            // It crashed while the files were being opened again: not all are known to it.
            Some(all) => all,
            None => self.all_done(),
        };
        if all.is_empty() {
            return self.say(Word::Crashed.both(&[]));
        }
        if self.crashes.get_value() > PATIENCE {
            return self.give_up();
        }
        let at = self.at.get_untracked();
        // A failure that is being shown must not be covered by the file that takes its place.
        let failed = match self.phase.get_untracked() {
            failed @ Phase::Failed(..) => Some(failed),
            _ => None,
        };
        self.rereading.set_value((all.len() > 1).then(|| all.clone()));
        self.read_all(all, at, Reason::AfterCrash);
        if let Some(failed) = failed {
            self.phase.set(failed);
        }
    }

    fn give_up(self) {
        self.files.set_value(Vec::new());
        self.queue.set_value(Queue::default());
        self.rereading.set_value(None);
        self.overview.set(None);
        self.status.set(Arc::new(Status::default()));
        self.saved.set(std::collections::BTreeMap::new());
        self.trouble(Word::CrashedOpening);
    }
}

/// Why a file is being read.
#[derive(Clone, Copy)]
pub(super) enum Reason {
    /// A person opened it.
    Asked,
    /// The worker that had it crashed.
    AfterCrash,
}
