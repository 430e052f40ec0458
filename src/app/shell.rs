//! The frame of the page: top bar, notices, status bar, and what listens to the whole window.

mod modal;
mod notices;
mod save;
mod top;
mod totals;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use self::notices::{Downloaded, Loading, Notice, Offer, PastedBlock, Questions, Told};
use self::top::TopBar;
use self::totals::Totals;
use super::editor::ValueBar;
use super::file::{self, Pasted};
use super::find::SearchBox;
use super::findings::Panel;
use super::grid::{Grid, zoom};
use super::i18n::Word;
use super::laws::{LawOffer, follow_laws};
use super::record::RecordView;
use super::sources::Sources;
use super::state::{Page, Source, Take, follow_text};
use super::store;
use super::tabs::Tabs;
use super::text::TextView;
use super::welcome::Welcome;
use crate::protocol::Ask;

/// What asks the browser for files; pressed by buttons that look better.
#[component]
fn FileInput(
    page: Page,
    id: &'static str,
    label: Word,
    input: NodeRef<html::Input>,
    take: fn(Page, Vec<web_sys::File>),
) -> impl IntoView {
    view! {
        <input
            id=id
            class="visually-hidden"
            type="file"
            tabindex="-1"
            accept=file::ACCEPT
            aria-label=move || page.t(label)
            node_ref=input
            multiple=true
            on:change=move |_| {
                if let Some(input) = input.get_untracked() {
                    take(page, file::chosen(&input));
                }
            }
        />
    }
}

/// The whole page.
#[component]
pub(super) fn App() -> impl IntoView {
    let page = Page::new();
    let (input, more) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let press = |input: NodeRef<html::Input>| {
        Callback::new(move |()| {
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        })
    };
    let (choose, add) = (press(input), press(more));
    let dragging = RwSignal::new(false);
    let focus_grid = StoredValue::new(None::<Callback<()>>);
    dress(page);
    listen(page, choose, dragging);
    follow_text(page);
    follow_laws(page);
    let open = Memo::new(move |_| page.overview.with(Option::is_some));
    view! {
        <TopBar page open choose />
        <main data-state=move || page.phase.with(|phase| phase.name()) class:document=move || open.get()>
            <FileInput page id="open-file" label=Word::Open input take=Page::open_files />
            <FileInput page id="add-file" label=Word::AddFileTitle input=more take=Page::add_files />
            <Notice page />
            <PastedBlock page />
            <Offer page />
            <LawOffer page />
            <Downloaded page />
            <Show when=move || open.get() fallback=move || view! { <Welcome page choose /> }>
                <div class="work" class:alone=move || !page.panel.get() inert=move || page.record.open.get()>
                    <div class="sheet-side">
                        <div class="sheet-body">
                            // The sheet goes on beneath the text, for nobody to reach.
                            <div class="under" inert=move || page.reading.get()>
                                <ValueBar page focus_grid />
                                <Grid page focus=focus_grid />
                            </div>
                            <TextView page />
                        </div>
                        <SearchBox page />
                        <Sources page />
                        <Tabs page add />
                    </div>
                    <Panel page />
                </div>
            </Show>
            <RecordView page />
            <Loading page />
        </main>
        <StatusBar page open />
        <Told page />
        <Questions page />
        <Show when=move || dragging.get()>
            <div class="drop-veil">
                <p>{move || page.t(Word::DropHere)}</p>
            </div>
        </Show>
    }
}

/// Language and theme belong to the document, above what is drawn here.
fn dress(page: Page) {
    Effect::new(move |_| {
        let (lang, dark) = (page.lang.get(), page.dark.get());
        let root =
            web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
        if let Some(root) = root {
            let _ = root.set_attribute("lang", store::code(lang));
            let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
        }
    });
    Effect::new(move |_| {
        let product = page.t(Word::Product);
        let title = page.overview.with(|overview| match overview {
            Some(_) => format!("{} – {product}", page.file_name().unwrap_or_default()),
            None => product.to_owned(),
        });
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&title);
        }
    });
    if let Some(query) = store::system_dark() {
        let follow = Closure::<dyn FnMut(web_sys::Event)>::new({
            let query = query.clone();
            move |_| {
                if store::dark().is_none() {
                    page.dark.set(query.matches());
                }
            }
        });
        // As long as the page.
        let _ = query.add_event_listener_with_callback("change", follow.as_ref().unchecked_ref());
        follow.forget();
    }
}

fn typing_elsewhere(target: Option<web_sys::EventTarget>) -> bool {
    let Some(element) = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return false };
    match element.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("file" | "checkbox" | "button")),
        _ => false,
    }
}

fn in_findings(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest(".card.open").ok().flatten().is_some())
}

fn listen(page: Page, choose: Callback<()>, dragging: RwSignal<bool>) {
    window_event_listener(ev::keydown, move |event| {
        let ctrl = event.ctrl_key() || event.meta_key();
        let free = !typing_elsewhere(event.target()) || page.draft.get_untracked().is_none();
        match event.key().to_lowercase().as_str() {
            "f8" => page.next(!event.shift_key()),
            "f6" if page.overview.with_untracked(Option::is_some) => page.to_other_side(),
            "enter" if ctrl && page.draft.with_untracked(Option::is_none) => page.apply_first(),
            "delete" if in_findings(event.target()) => page.ask_reason(),
            "g" if ctrl && page.overview.with_untracked(Option::is_some) => page.to_address(),
            "f" if ctrl && page.overview.with_untracked(Option::is_some) => page.open_search(),
            "f3" if page.search.open.get_untracked() => page.to_hit(!event.shift_key(), false),
            // The text of the page is never selected: whole sheets are (see `grid::keys`).
            "a" if ctrl && !typing_elsewhere(event.target()) => {}
            "z" if ctrl && free && event.shift_key() => page.change(Ask::Redo),
            "z" if ctrl && free => page.change(Ask::Undo),
            "y" if ctrl && free => page.change(Ask::Redo),
            "s" if ctrl && page.overview.with_untracked(Option::is_some) => page.take(Take::Corrected),
            "o" if ctrl => choose.run(()),
            _ => return,
        }
        event.prevent_default();
    });
    // Dragging over the page enters and leaves each element in turn; only the count tells.
    let depth = StoredValue::new(0_i32);
    window_event_listener(ev::dragenter, move |event| {
        if file::drags_files(&event) {
            event.prevent_default();
            depth.update_value(|depth| *depth += 1);
            dragging.set(true);
        }
    });
    window_event_listener(ev::dragleave, move |event| {
        if file::drags_files(&event) {
            depth.update_value(|depth| *depth = (*depth - 1).max(0));
            dragging.set(depth.get_value() > 0);
        }
    });
    window_event_listener(ev::dragover, move |event| {
        if file::drags_files(&event) {
            event.prevent_default();
        }
    });
    window_event_listener(ev::drop, move |event| {
        depth.set_value(0);
        dragging.set(false);
        let files = file::dropped(&event);
        if !files.is_empty() {
            event.prevent_default();
            page.open_files(files);
        }
    });
    window_event_listener(ev::paste, move |event| {
        if typing_elsewhere(event.target()) || page.pending.get_untracked().is_some() {
            return;
        }
        match event.dyn_ref::<web_sys::ClipboardEvent>().and_then(file::pasted) {
            Some(Pasted::Files(files)) => {
                event.prevent_default();
                page.open_files(files);
            }
            Some(Pasted::Table { html, text }) if page.takes_blocks() && !text.trim().is_empty() => {
                event.prevent_default();
                page.paste_block(html, text);
            }
            Some(Pasted::Table { html, text }) => {
                event.prevent_default();
                page.open(Source::Pasted { html, text });
            }
            Some(Pasted::Value(text))
                if page.overview.with_untracked(Option::is_some) && !page.reading.get_untracked() =>
            {
                event.prevent_default();
                let (sheet, cell) = (page.sheet.get_untracked(), page.cursor.get_untracked());
                page.change(Ask::Enter { sheet, cell, text });
            }
            Some(Pasted::Lines(text)) if page.takes_blocks() => {
                event.prevent_default();
                page.paste_block(None, text);
            }
            _ if page.overview.with_untracked(Option::is_none) => {
                page.say(Word::NoTableInClipboard.both(&[]));
            }
            _ => page.say(Word::NoSingleValue.both(&[&page.cursor.get_untracked().to_string()])),
        }
    });
    let copy = move |event: &web_sys::Event| {
        let copied = !typing_elsewhere(event.target())
            && page.overview.with_untracked(Option::is_some)
            && !page.reading.get_untracked()
            && event.dyn_ref::<web_sys::ClipboardEvent>().is_some_and(|event| page.copy_selected(event));
        if copied {
            event.prevent_default();
        }
        copied
    };
    window_event_listener(ev::copy, move |event| {
        copy(&event);
    });
    window_event_listener(ev::cut, move |event| {
        if copy(&event) {
            page.clear_selected();
        }
    });
    window_event_listener(ev::beforeunload, move |event| {
        if page.would_lose() {
            event.prevent_default();
        }
    });
}

#[component]
fn StatusBar(page: Page, open: Memo<bool>) -> impl IntoView {
    view! {
        <footer class="status">
            <span class="safe">
                <span class="dot" aria-hidden="true"></span>
                <span class="long">{move || page.t(Word::Promise)}</span>
                <span class="short">{move || page.t(Word::PromiseShort)}</span>
            </span>
            <span class="gap"></span>
            <Totals page />
            <span class="gap"></span>
            <Show when=move || open.get()>
                <span class="zoom">
                    <button type="button" class="hint" data-action="zoom-out" aria-label=move || page.t(Word::ZoomOut) title=move || page.t(Word::ZoomOut) on:click=move |_| page.zoom.set(Some(zoom::step(page.zoomed.get_untracked(), false)))>
                        "−"
                    </button>
                    <button type="button" class="hint" data-action="zoom-fit" title=move || page.t(Word::ZoomFit) on:click=move |_| page.zoom.set(None)>
                        {move || format!("{}%", (page.zoomed.get() * 100.0).round())}
                    </button>
                    <button type="button" class="hint" data-action="zoom-in" aria-label=move || page.t(Word::ZoomIn) title=move || page.t(Word::ZoomIn) on:click=move |_| page.zoom.set(Some(zoom::step(page.zoomed.get_untracked(), true)))>
                        "+"
                    </button>
                </span>
                <button type="button" class="hint" data-action="next" on:click=move |_| page.next(true)>
                    <kbd>"F8"</kbd>
                    " "
                    {move || page.t(Word::HintNext)}
                </button>
                <span class="hint wide"><kbd>"F6"</kbd> " " {move || page.t(Word::HintSides)}</span>
                <span class="hint wide"><kbd>"Ctrl+Enter"</kbd> " " {move || page.t(Word::HintApply)}</span>
                <span class="hint wide"><kbd>"Ctrl+F"</kbd> " " {move || page.t(Word::HintFind)}</span>
                <span class="hint wide"><kbd>"F2"</kbd> " " {move || page.t(Word::HintEdit)}</span>
                <span class="hint wide"><kbd>"Ctrl+Z"</kbd> " " {move || page.t(Word::HintUndo)}</span>
            </Show>
        </footer>
    }
}
