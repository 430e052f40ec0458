//! The laws of the sheet: what is known of them, which one is looked at, what is being typed, and what is
//! remembered of the form.

mod editor;
mod list;
mod offer;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

pub(super) use self::list::LawPanel;
pub(super) use self::offer::LawOffer;
use super::i18n::Word;
use super::link::Answer;
use super::state::{Outlined, Page, focus};
use super::store;
use crate::protocol::{Ask, LawAsk, LawList, LawRequest, LawView, Pointed, Remembered, Request, Response, TriedLaw};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Row, SheetIndex};

/// How long a law waits for more to be typed before it is tried.
const PAUSE: Duration = Duration::from_millis(150);

/// A law that is being typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct LawDraft {
    text: String,
    /// The law that it takes the place of.
    replaces: Option<String>,
}

/// Whether a law holds where it computes something; `None` where it cannot be computed.
pub(super) type Computed = BTreeMap<CellRef, Option<bool>>;

/// As style sheets and tests are told.
pub(super) fn computed_name(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "holds",
        Some(false) => "fails",
        None => "open",
    }
}

/// What the page knows of laws.
#[derive(Clone, Copy)]
pub(super) struct Laws {
    /// Whether they stand in the panel, in the place of the findings.
    pub(super) shown: RwSignal<bool>,
    list: RwSignal<Option<Arc<LawList>>>,
    chosen: RwSignal<Option<String>>,
    /// Where the one stands that is looked at, or typed.
    view: RwSignal<Option<Arc<LawView>>>,
    draft: RwSignal<Option<LawDraft>>,
    /// What would come of what is typed.
    tried: RwSignal<Option<Result<TriedLaw, Bilingual>>>,
    /// Counts what was typed: only the answer to the latest counts.
    turn: StoredValue<u32>,
    /// What is remembered of the form of the file that is looked at, as it is told and as it is stored.
    offer: RwSignal<Option<(Remembered, String)>>,
    /// The files for which it was said that what is remembered is not wanted.
    declined: StoredValue<BTreeSet<String>>,
}

impl Laws {
    pub(super) fn new() -> Self {
        Self {
            shown: RwSignal::new(false),
            list: RwSignal::new(None),
            chosen: RwSignal::new(None),
            view: RwSignal::new(None),
            draft: RwSignal::new(None),
            tried: RwSignal::new(None),
            turn: StoredValue::new(0),
            offer: RwSignal::new(None),
            declined: StoredValue::new(BTreeSet::new()),
        }
    }

    /// What the law that is looked at computes on a sheet, and from what.
    pub(super) fn on(self, sheet: SheetIndex) -> Option<(Computed, Outlined)> {
        let view = self.view.get().filter(|view| view.sheet == sheet)?;
        let cells = |blocks: &[(CellRef, CellRef)]| -> Vec<CellRef> {
            let column = |(start, end): &(CellRef, CellRef)| {
                let col = start.col;
                (start.row.0..=end.row.0).map(move |row| CellRef::new(Row(row), col))
            };
            blocks.iter().flat_map(column).collect()
        };
        let mut computed: Computed = cells(&view.targets).into_iter().map(|cell| (cell, None)).collect();
        computed.extend(view.holds.iter().map(|cell| (*cell, Some(true))));
        computed.extend(view.fails.iter().map(|cell| (*cell, Some(false))));
        let operands = view.operands.iter().enumerate();
        let outlined =
            operands.flat_map(|(place, blocks)| cells(blocks).into_iter().map(move |cell| (cell, place + 1)));
        Some((computed, outlined.collect()))
    }

    /// Whether what is clicked in the sheet goes into a law.
    pub(super) fn points(self) -> bool {
        self.draft.with_untracked(Option::is_some)
    }
}

/// Today, as people write it.
fn today() -> String {
    let today = js_sys::Date::new_0();
    format!("{}/{}/{}", today.get_date(), today.get_month() + 1, today.get_full_year())
}

impl Page {
    /// Shows the laws in the panel, or the findings.
    pub(super) fn show_laws(self, shown: bool) {
        if self.laws.shown.get_untracked() == shown {
            return;
        }
        batch(|| {
            self.laws.shown.set(shown);
            self.forget_law();
        });
    }

    /// Looks at no law any more.
    fn forget_law(self) {
        let laws = self.laws;
        laws.chosen.set(None);
        laws.view.set(None);
        laws.draft.set(None);
        laws.tried.set(None);
    }

    /// Looks at a law: its cells are shown in the sheet.
    fn choose_law(self, law: Option<String>) {
        let laws = self.laws;
        laws.draft.set(None);
        laws.tried.set(None);
        laws.chosen.set(law.clone());
        match law {
            Some(law) => self.view_law(law, true),
            None => laws.view.set(None),
        }
    }

    fn view_law(self, law: String, goes: bool) {
        let sheet = self.sheet.get_untracked();
        let request = LawRequest::View { sheet, law: law.clone() };
        self.ask(Request::Laws(request), None, move |answer| {
            let Answer::Done(Response::Law(view), _) = answer else { return };
            if self.laws.chosen.get_untracked().as_deref() != Some(law.as_str()) {
                return;
            }
            // Where it does not hold is what one wants to see, else where it begins.
            let first = view.fails.first().or(view.holds.first()).copied();
            self.laws.view.set(Some(Arc::new(view)));
            if let (true, Some(cell)) = (goes, first) {
                self.uncover(sheet, cell);
                self.go_to(sheet, cell);
            }
        });
    }

    fn list_laws(self) {
        let sheet = self.sheet.get_untracked();
        self.ask(Request::Laws(LawRequest::List { sheet }), None, move |answer| {
            let Answer::Done(Response::Laws(list), _) = answer else { return };
            if self.sheet.get_untracked() != list.sheet {
                return;
            }
            let chosen = self.laws.chosen.get_untracked();
            let stays = chosen.filter(|chosen| list.laws.iter().any(|law| law.id == *chosen));
            let row = document().active_element().and_then(|element| element.closest("[data-law]").ok().flatten());
            let row = row.and_then(|row| row.get_attribute("data-index"));
            self.laws.list.set(Some(Arc::new(list)));
            // The row that had the keyboard is drawn anew.
            if let Some(index) = row {
                request_animation_frame(move || focus::on_row(&index));
            }
            match stays {
                Some(chosen) => self.view_law(chosen, false),
                None if !self.laws.points() => {
                    self.laws.chosen.set(None);
                    self.laws.view.set(None);
                }
                None => {}
            }
        });
    }

    /// Changes what is said of laws.
    fn change_laws(self, ask: LawAsk, said: Option<Word>) {
        self.change_then(Ask::Laws(ask), move |page| {
            if let Some(said) = said {
                page.say(said.both(&[]));
            }
        });
    }

    fn turn_laws(self, laws: Vec<String>, on: bool) {
        let sheet = self.sheet.get_untracked();
        let said = (!on).then_some(Word::SaidLawOff);
        self.change_laws(LawAsk::Turn { sheet, laws, on, day: today() }, said);
    }

    fn drop_law(self, id: String) {
        let sheet = self.sheet.get_untracked();
        self.change_laws(LawAsk::Drop { sheet, id }, None);
    }

    /// Begins typing a law, or mending one.
    fn type_law(self, text: String, replaces: Option<String>) {
        let laws = self.laws;
        if replaces.is_none() {
            laws.chosen.set(None);
            laws.view.set(None);
        }
        laws.draft.set(Some(LawDraft { text: text.clone(), replaces }));
        self.try_law(text);
    }

    /// Tells what would come of what is typed, a little after it was.
    fn try_law(self, text: String) {
        let laws = self.laws;
        laws.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mine = laws.turn.get_value();
        laws.draft.update(|draft| {
            if let Some(draft) = draft {
                draft.text.clone_from(&text);
            }
        });
        if text.trim().is_empty() {
            laws.tried.set(None);
            return laws.view.set(None);
        }
        let ask = move || {
            let Some(draft) = laws.draft.get_untracked().filter(|_| laws.turn.get_value() == mine) else { return };
            let request =
                LawRequest::Try { sheet: self.sheet.get_untracked(), text: draft.text, replaces: draft.replaces };
            self.ask(Request::Laws(request), None, move |answer| {
                if laws.turn.get_value() != mine || !laws.points() {
                    return;
                }
                match answer {
                    Answer::Done(Response::Tried(tried), _) => {
                        laws.view.set(Some(Arc::new(tried.view.clone())));
                        laws.tried.set(Some(Ok(tried)));
                    }
                    Answer::Done(Response::Failed(failure), _) => {
                        laws.view.set(None);
                        laws.tried.set(Some(Err(failure.message)));
                    }
                    _ => {}
                }
            });
        };
        set_timeout(ask, PAUSE);
    }

    /// Takes what was typed.
    fn take_law(self) {
        let laws = self.laws;
        let Some(draft) = laws.draft.get_untracked().filter(|draft| !draft.text.trim().is_empty()) else { return };
        let ask = LawAsk::State {
            sheet: self.sheet.get_untracked(),
            text: draft.text,
            replaces: draft.replaces,
            day: today(),
        };
        self.ask(Request::Change { ask: Ask::Laws(ask), formulas: false }, None, move |answer| match answer {
            Answer::Done(Response::Changed(status), _) => {
                self.forget_law();
                self.changed(status, true, false);
                self.say(Word::SaidLawAdded.both(&[]));
            }
            Answer::Done(Response::Failed(failure), _) => laws.tried.set(Some(Err(failure.message))),
            _ => {}
        });
    }

    /// Puts what was clicked in the sheet into the law that is typed.
    pub(super) fn point_law(self, corners: (CellRef, CellRef), what: Pointed) {
        let Some(draft) = self.laws.draft.get_untracked() else { return };
        let sheet = self.sheet.get_untracked();
        let request = LawRequest::Point { sheet, corners, what, text: draft.text };
        self.ask(Request::Laws(request), None, move |answer| {
            if let (Answer::Done(Response::Pointed { text }, _), true) = (answer, self.laws.points()) {
                self.try_law(text);
                editor::focus();
            }
        });
    }

    /// Takes a profile over that stands in a file.
    fn import_laws(self, file: web_sys::File) {
        wasm_bindgen_futures::spawn_local(async move {
            let text = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            match text {
                Some(profile) => self.change_laws(LawAsk::Take { profile }, None),
                None => self.say(Word::CannotReadFile.both(&[])),
            }
        });
    }

    fn export_laws(self) {
        self.download(Request::Laws(LawRequest::Export { day: today() }), false);
    }

    /// The answer to what is offered for the form.
    fn take_laws(self, take: bool) {
        let Some((_, profile)) = self.laws.offer.get_untracked() else { return };
        self.laws.offer.set(None);
        if take {
            return self.change_laws(LawAsk::Take { profile }, None);
        }
        if let Some(overview) = self.overview.get_untracked() {
            self.laws.declined.update_value(|declined| {
                declined.insert(overview.fingerprint.clone());
            });
        }
        self.regain();
    }
}

/// Keeps what is known of laws up to date with the sheet, and what is remembered with what was decided.
pub(super) fn follow_laws(page: Page) {
    let laws = page.laws;
    let shown = Memo::new(move |_| {
        let file = page.overview.with(|overview| overview.as_ref().map(|overview| overview.fingerprint.clone()));
        let revision = page.status.with(|status| status.revision);
        laws.shown.get().then(|| (file, page.sheet.get(), revision))
    });
    Effect::new(move |before: Option<Option<(Option<String>, SheetIndex, u32)>>| {
        let now = shown.get();
        if let Some((_, sheet, _)) = &now {
            if before.flatten().is_some_and(|(_, other, _)| other != *sheet) {
                page.forget_law();
                laws.list.set(None);
            }
            page.list_laws();
        }
        now
    });
    let file =
        Memo::new(move |_| page.overview.with(|overview| overview.as_ref().map(|file| file.fingerprint.clone())));
    Effect::new(move |_| {
        laws.offer.set(None);
        let Some(file) = file.get() else { return page.show_laws(false) };
        let stored = store::forms();
        if stored.is_empty() || laws.declined.with_value(|declined| declined.contains(&file)) {
            return;
        }
        page.ask(Request::Laws(LawRequest::Remembered { stored: stored.clone() }), None, move |answer| {
            if let Answer::Done(Response::Remembered(told), _) = answer
                && !told.is_empty()
            {
                laws.offer.set(Some((told, stored)));
            }
        });
    });
    let decided = Memo::new(move |_| {
        let laws = page.status.with(|status| status.journal.laws.clone());
        (file.get(), laws)
    });
    Effect::new(move |before: Option<(Option<String>, _)>| {
        let now = decided.get();
        // What is offered and not answered is not written over.
        let changed = before.is_some_and(|before| before.0 == now.0 && before.1 != now.1 && now.0.is_some());
        if changed && laws.offer.with_untracked(Option::is_none) {
            let request = LawRequest::Remember { stored: store::forms(), day: today() };
            page.ask(Request::Laws(request), None, |answer| {
                if let Answer::Done(Response::Remember { stored }, _) = answer {
                    store::remember_forms(&stored);
                }
            });
        }
        now
    });
}
