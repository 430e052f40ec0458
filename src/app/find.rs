//! Looking for a text in the whole workbook.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use super::i18n::{Word, count};
use super::link::Answer;
use super::state::{Page, focus};
use crate::protocol::{Request, Response};
use crate::workbook::{CellRef, SheetIndex};

type Hits = Arc<Vec<(SheetIndex, CellRef)>>;

/// A search, for as long as its box is open.
#[derive(Clone, Copy)]
pub(super) struct Search {
    /// Whether the box is open.
    pub(super) open: RwSignal<bool>,
    /// What was typed.
    text: RwSignal<String>,
    /// Where it stands; nothing before the answer has come.
    hits: RwSignal<Option<Hits>>,
    /// The one that was gone to.
    at: RwSignal<Option<usize>>,
    /// Whether a question is out: while it is, only the latest text counts.
    asking: StoredValue<bool>,
    /// Where the cursor stood before.
    from: StoredValue<(SheetIndex, CellRef)>,
}

impl Search {
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            text: RwSignal::new(String::new()),
            hits: RwSignal::new(None),
            at: RwSignal::new(None),
            asking: StoredValue::new(false),
            from: StoredValue::new((SheetIndex(0), CellRef::default())),
        }
    }

    /// The cells of a sheet in which the text stands.
    pub(super) fn on(self, sheet: SheetIndex) -> BTreeSet<CellRef> {
        if !self.open.get() {
            return BTreeSet::new();
        }
        self.hits.with(|hits| {
            let hits = hits.iter().flat_map(|hits| hits.iter());
            hits.filter(|(on, _)| *on == sheet).map(|(_, cell)| *cell).collect()
        })
    }
}

impl Page {
    /// Opens the box, with what it was asked last.
    pub(super) fn open_search(self) {
        self.commit();
        let search = self.search;
        if !search.open.get_untracked() {
            search.from.set_value((self.sheet.get_untracked(), self.cursor.get_untracked()));
            search.open.set(true);
        }
        request_animation_frame(focus::on_search);
    }

    /// Closes it; the cursor stays at what was found, or is where it was when nothing is.
    fn close_search(self, back: bool) {
        self.search.open.set(false);
        if back && self.search.at.get_untracked().is_none() {
            let (sheet, cell) = self.search.from.get_value();
            self.go_to(sheet, cell);
        }
        self.regain();
    }

    fn look_for(self, text: String) {
        let search = self.search;
        search.text.set(text.clone());
        search.at.set(None);
        if text.trim().is_empty() {
            return search.hits.set(None);
        }
        if search.asking.get_value() {
            return;
        }
        search.asking.set_value(true);
        self.ask(Request::Find { text: text.clone() }, None, move |answer| {
            search.asking.set_value(false);
            let latest = search.text.get_untracked();
            if latest != text {
                self.look_for(latest);
            } else if let Answer::Done(Response::Found { places }, _) = answer {
                search.hits.set(Some(Arc::new(places)));
                self.to_hit(true, true);
            }
        });
    }

    /// Goes to the next place, or to the one before. `first` looks from where the cursor stood before.
    pub(super) fn to_hit(self, forward: bool, first: bool) {
        let search = self.search;
        let Some(hits) = search.hits.get_untracked().filter(|hits| !hits.is_empty()) else { return };
        let here = match search.at.get_untracked() {
            Some(at) if !first => {
                let step = if forward { at + 1 } else { at + hits.len() - 1 };
                step % hits.len()
            }
            _ => {
                let from = search.from.get_value();
                hits.iter().position(|hit| *hit >= from).unwrap_or(0)
            }
        };
        search.at.set(Some(here));
        if let Some((sheet, cell)) = hits.get(here) {
            self.uncover(*sheet, *cell);
            self.go_to(*sheet, *cell);
        }
    }
}

/// The box, over the sheet's upper right corner.
#[component]
pub(super) fn SearchBox(page: Page) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let search = page.search;
    let none = move || search.hits.with(|hits| hits.as_ref().is_some_and(|hits| hits.is_empty()));
    let tally = move || {
        let lang = page.lang.get();
        search.hits.with(|hits| {
            let hits = hits.as_ref()?;
            Some(match search.at.get() {
                _ if hits.is_empty() => Word::FindNone.get(lang).to_owned(),
                at => format!("{} / {}", count(at.map_or(0, |at| at + 1), lang), count(hits.len(), lang)),
            })
        })
    };
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Enter" if !event.is_composing() => page.to_hit(!event.shift_key(), false),
            "F3" => page.to_hit(!event.shift_key(), false),
            "Escape" => page.close_search(true),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <Show when=move || search.open.get()>
            <div class="search" role="search" on:keydown=on_key>
                <input
                    id="search"
                    type="text"
                    node_ref=input
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=move || page.t(Word::Find)
                    placeholder=move || page.t(Word::Find)
                    aria-invalid=move || none().then_some("true")
                    prop:value=move || search.text.get()
                    on:input=move |event| page.look_for(event_target_value(&event))
                />
                <span class="tally" role="status">{tally}</span>
                <button type="button" class="quiet" data-action="find-previous" aria-label=move || page.t(Word::FindPrevious) on:click=move |_| page.to_hit(false, false)>"↑"</button>
                <button type="button" class="quiet" data-action="find-next" aria-label=move || page.t(Word::FindNext) on:click=move |_| page.to_hit(true, false)>"↓"</button>
                <button type="button" class="quiet" data-action="find-close" aria-label=move || page.t(Word::Close) on:click=move |_| page.close_search(false)>"✕"</button>
            </div>
        </Show>
    }
}
