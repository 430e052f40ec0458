//! Several files side by side: adding one, turning to one, letting one go.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::open::Reason;
use super::{Page, Pending, Phase, Source};
use crate::app::i18n::Word;
use crate::app::link::Answer;
use crate::finding::Edit;
use crate::ledger::SourceIndex;
use crate::protocol::{self, Journal, Overview, Request, Response, Status, Window};
use crate::text::Bilingual;
use crate::workbook::limits::MAX_FILE;
use crate::workbook::{CellRef, ReadError, SheetIndex};

/// Files that are read one after the other.
#[derive(Clone, Default)]
pub(super) struct Queue {
    /// Those that are still to be read, with what was done to them.
    pub(super) files: VecDeque<(Source, Journal)>,
    /// Those that could not be: their names and why.
    pub(super) refused: Vec<(String, Bilingual)>,
    /// Whether they came with the first: what is found between them is shown at once.
    pub(super) leads: bool,
    /// The one to turn to in the end.
    pub(super) turn_to: Option<SourceIndex>,
}

/// Whether a file has edits that are in no download.
pub(super) fn is_unsaved(file: &protocol::Source, saved: &BTreeMap<String, Vec<Edit>>) -> bool {
    let saved = saved.get(&file.fingerprint).map_or(&[][..], Vec::as_slice);
    file.journal.edits != saved
}

impl Page {
    /// Holds more files against those that are open.
    pub(in crate::app) fn add_files(self, files: Vec<web_sys::File>) {
        self.commit();
        self.queue.update_value(|queue| {
            queue.files.extend(files.into_iter().map(|file| (Source::File(file), Journal::default())));
        });
        self.read_next(Reason::Asked);
    }

    /// Reads the next file that waits; after the last tells which could not be read.
    pub(super) fn read_next(self, reason: Reason) {
        let next = self.queue.try_update_value(|queue| queue.files.pop_front()).flatten();
        match next {
            Some((source, journal)) if self.files.with_value(Vec::is_empty) => self.read(source, journal, reason),
            Some((source @ Source::File(_), journal)) => self.add(source, journal, reason),
            // Only the first is something else than a file.
            Some(_) => self.read_next(reason),
            None => self.all_read(),
        }
    }

    fn all_read(self) {
        let Some(queue) = self.queue.try_update_value(std::mem::take) else { return };
        self.rereading.set_value(None);
        if let Some(source) = queue.turn_to.filter(|source| *source != self.at.get_untracked()) {
            self.turn(source, |_| ());
        }
        let first = self.status.with_untracked(|status| {
            // What lies on a hidden sheet is listed, and shown when it is asked for.
            let hides = |sheet: SheetIndex| {
                let of = |overview: &Arc<Overview>| overview.sheets.get(sheet.0).is_some_and(|it| it.hidden);
                self.overview.with_untracked(|overview| overview.as_ref().is_some_and(of))
            };
            let here = |card: &&protocol::Card| card.place.source == status.source && !card.dismissed;
            let seen = |card: &&protocol::Card| !card.place.sheet().is_some_and(hides);
            status.findings.iter().filter(here).find(seen).cloned()
        });
        if let Some(card) = first.filter(|_| queue.leads && self.chosen.with_untracked(Option::is_none)) {
            self.go_to_card(&card);
        }
        let Some((_, why)) = queue.refused.first().cloned() else { return };
        let names: Vec<&str> = queue.refused.iter().map(|(name, _)| name.as_str()).collect();
        self.refuse(&names.join(", "), why);
    }

    fn add(self, source: Source, journal: Journal, reason: Reason) {
        let again = !journal.is_empty();
        let Source::File(file) = &source else { return };
        let (file, name) = (file.clone(), file.name());
        self.phase.set(Phase::Loading(name.clone(), None));
        let refused = move |name: String, why: Bilingual| {
            self.queue.update_value(|queue| queue.refused.push((name, why)));
            self.phase.set(Phase::Checked);
            self.read_next(reason);
        };
        // What the worker would refuse is not read into memory first.
        if file.size() > MAX_FILE as f64 {
            return refused(name, ReadError::TooLarge.message());
        }
        spawn_local(async move {
            let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
                return refused(name, Word::CannotReadFile.both(&[]));
            };
            let request = Request::Add { name: name.clone(), journal };
            self.ask(request, Some(buffer.unchecked_into()), move |answer| match answer {
                Answer::Done(Response::Changed(status), _) => {
                    let before = self.status.with_untracked(|status| status.sources.len());
                    if status.sources.len() > before {
                        self.files.update_value(|files| files.push(source));
                        // What was asked to be done again is done, and not offered once more.
                        let added = status.sources.last().filter(|_| again).map(|file| file.fingerprint.clone());
                        self.recalled.update_value(|known| known.extend(added));
                    }
                    self.phase.set(Phase::Checked);
                    self.changed(status, false, false);
                    self.attend();
                    self.read_next(reason);
                }
                Answer::Done(Response::Failed(failure), _) => refused(name, failure.message),
                Answer::Done(..) => self.read_next(reason),
                // Who reads the others again after the crash does so without this one.
                Answer::Crashed => {
                    self.queue.update_value(|queue| queue.refused.push((name, Word::CrashedOpening.both(&[]))));
                    self.phase.set(Phase::Checked);
                }
            });
        });
    }

    /// Looks at another of the open files, and then does something more.
    pub(in crate::app) fn turn(self, source: SourceIndex, then: impl FnOnce(Self) + 'static) {
        self.commit();
        self.ask(Request::Turn { source }, None, move |answer| {
            if let Answer::Done(Response::Opened { overview, status }, _) = answer {
                self.remember_place();
                self.lay_out(overview, status);
                then(self);
            }
        });
    }

    /// Looks at the file in which the last step was taken back or made again, and there at what it was about.
    pub(super) fn led_to(self, overview: Overview, status: Status) {
        let (touched, told) = (status.touched, status.told.clone());
        self.remember_place();
        self.lay_out(overview, status);
        self.chosen.set(None);
        self.keep_journal();
        self.regain();
        if let Some((sheet, cell)) = touched {
            self.uncover(sheet, cell);
            self.go_to(sheet, cell);
        }
        if let Some(told) = told {
            self.say(told);
        }
    }

    /// Asks to let a file go: at once when nothing is lost with it.
    pub(in crate::app) fn ask_close(self, source: SourceIndex) {
        let unsaved = self.status.with_untracked(|status| {
            let file = status.sources.get(source.0 as usize);
            file.is_some_and(|file| self.saved.with_untracked(|saved| is_unsaved(file, saved)))
        });
        if unsaved {
            self.pending.set(Some(Pending::Close(source)));
        } else {
            self.close_file(source);
        }
    }

    pub(super) fn close_file(self, source: SourceIndex) {
        self.ask(Request::Close { source }, None, move |answer| {
            let Answer::Done(Response::Opened { overview, status }, _) = answer else { return };
            self.files.update_value(|files| {
                if files.len() > source.0 as usize {
                    files.remove(source.0 as usize);
                }
            });
            let same = self
                .overview
                .with_untracked(|open| open.as_ref().is_some_and(|open| open.fingerprint == overview.fingerprint));
            if same {
                self.changed(status, false, false);
            } else {
                self.lay_out(overview, status);
            }
            self.attend();
            self.regain();
        });
    }

    /// Whose unsaved edits or whose content a question is about.
    pub(in crate::app) fn name_of(self, source: SourceIndex) -> String {
        self.status
            .with(|status| status.sources.get(source.0 as usize).map(|file| file.name.clone()).unwrap_or_default())
    }

    /// Tells other tabs of the browser which files are open here.
    pub(super) fn attend(self) {
        let open: Vec<String> =
            self.status.with_untracked(|status| status.sources.iter().map(|file| file.fingerprint.clone()).collect());
        self.journals.with_value(|journals| journals.attend(open.into_iter()));
    }

    fn remember_place(self) {
        let Some(overview) = self.overview.get_untracked() else { return };
        let here = (self.sheet.get_untracked(), self.cursor.get_untracked(), self.reading.get_untracked());
        self.left.update_value(|left| {
            left.insert(overview.fingerprint.clone(), here);
        });
    }

    /// Shows a file, with the cursor where it was left.
    pub(super) fn lay_out(self, overview: Overview, status: Status) {
        let fingerprint = overview.fingerprint.clone();
        let first = overview.sheets.iter().position(|sheet| !sheet.hidden).unwrap_or(0);
        let fresh = (SheetIndex(first), CellRef::default(), overview.sheets.is_empty());
        let left = self.left.with_value(|left| left.get(&fingerprint).copied());
        let (sheet, cursor, reading) = left.unwrap_or(fresh);
        batch(|| {
            self.warned.set_value(false);
            self.uncovered.set(false);
            self.widths.set(super::Sizes::new());
            self.heights.set(super::Sizes::new());
            self.question.set(None);
            self.draft.set(None);
            self.places.set_value(BTreeMap::new());
            self.overview.set(Some(Arc::new(overview)));
            self.status.set(Arc::new(status));
            // Until its cells have come, none are shown rather than those of the file before.
            self.window.set(Arc::new(Window::default()));
            self.text.set(None);
            self.spot.set(None);
            self.info.set(None);
            self.relation.set(None);
            self.taken.set(None);
            self.pasted.set(None);
            self.sheet.set(sheet);
            self.cursor.set(cursor);
            self.selection.far.set(None);
            self.reading.set(reading);
            self.phase.set(Phase::Checked);
        });
        self.reveal.update(|count| *count = count.wrapping_add(1));
        self.offer.set(None);
        if !self.recalled.with_value(|known| known.contains(&fingerprint)) {
            self.recall(fingerprint);
        }
    }
}

/// Asks for the running text of the file that is looked at, whenever it may read otherwise.
pub(in crate::app) fn follow_text(page: Page) {
    let wanted = Memo::new(move |_| {
        page.status.with(|status| {
            let file = status.sources.get(status.source.0 as usize).filter(|file| file.has_text)?;
            // Whether a figure is confirmed depends on the other files.
            Some((file.fingerprint.clone(), status.revision, status.sources.len()))
        })
    });
    Effect::new(move |_| {
        let Some(wish) = wanted.get() else { return page.text.set(None) };
        page.ask(Request::Text, None, move |answer| {
            let Answer::Done(Response::Text { blocks }, _) = answer else { return };
            if wanted.get_untracked().is_some_and(|now| now == wish) {
                page.text.set(Some(Arc::new(blocks)));
            }
        });
    });
}
