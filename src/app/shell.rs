//! The frame of the page: top bar, notices, status bar, and what listens to the whole window.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::editor::ValueBar;
use super::file;
use super::findings::Panel;
use super::grid::{Grid, zoom};
use super::i18n::Word;
use super::state::{Page, Phase};
use super::store;
use super::tabs::Tabs;
use super::welcome::Welcome;
use crate::protocol::{Ask, Stage};
use crate::text::Lang;

/// The whole page.
#[component]
pub(super) fn App() -> impl IntoView {
    let page = Page::new();
    let input = NodeRef::<html::Input>::new();
    let choose = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    });
    let dragging = RwSignal::new(false);
    let focus_grid = StoredValue::new(None::<Callback<()>>);
    dress(page);
    listen(page, choose, dragging);

    let open = Memo::new(move |_| page.overview.with(Option::is_some));
    view! {
        <input
            id="open-file"
            class="visually-hidden"
            type="file"
            tabindex="-1"
            accept=file::ACCEPT
            aria-label=move || page.t(Word::Open)
            node_ref=input
            on:change=move |_| {
                if let Some(source) = input.get_untracked().and_then(|input| file::chosen(&input)) {
                    page.open(source);
                }
            }
        />
        <TopBar page open choose />
        <main data-state=move || page.phase.with(|phase| phase.name()) class:document=move || open.get()>
            <Notice page />
            <Show when=move || open.get() fallback=move || view! { <Welcome page choose /> }>
                <div class="work">
                    <div class="sheet-side">
                        <ValueBar page focus_grid />
                        <Grid page focus=focus_grid />
                        <Tabs page />
                    </div>
                    <Panel page />
                </div>
            </Show>
            <Loading page />
        </main>
        <StatusBar page open />
        <Told page />
        <Discard page />
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
    target
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some_and(|input| !matches!(input.type_().as_str(), "file" | "checkbox" | "button"))
}

fn listen(page: Page, choose: Callback<()>, dragging: RwSignal<bool>) {
    window_event_listener(ev::keydown, move |event| {
        let ctrl = event.ctrl_key() || event.meta_key();
        let free = !typing_elsewhere(event.target()) || page.draft.get_untracked().is_none();
        match event.key().to_lowercase().as_str() {
            "f8" => page.next(!event.shift_key()),
            "z" if ctrl && free && event.shift_key() => page.change(Ask::Redo),
            "z" if ctrl && free => page.change(Ask::Undo),
            "y" if ctrl && free => page.change(Ask::Redo),
            "s" if ctrl && page.overview.with_untracked(Option::is_some) => page.save(),
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
        if let Some(source) = file::dropped(&event) {
            event.prevent_default();
            page.open(source);
        }
    });
    window_event_listener(ev::paste, move |event| {
        if typing_elsewhere(event.target()) {
            return;
        }
        match event.dyn_ref::<web_sys::ClipboardEvent>().and_then(file::pasted) {
            Some(source) => {
                event.prevent_default();
                page.open(source);
            }
            None if page.overview.with_untracked(Option::is_none) => {
                page.say(Word::NoTableInClipboard.both(&[]));
            }
            None => {}
        }
    });
    window_event_listener(ev::beforeunload, move |event| {
        if page.dirty.get_untracked() {
            event.prevent_default();
        }
    });
}

#[component]
fn TopBar(page: Page, open: Memo<bool>, choose: Callback<()>) -> impl IntoView {
    let name = move || page.overview.with(|overview| overview.as_ref().map(|overview| overview.name.clone()));
    let history = move || page.status.with(|status| status.history);
    let lang_word = move || match page.lang.get() {
        Lang::Vi => Word::ToEnglish,
        Lang::En => Word::ToVietnamese,
    };
    view! {
        <header class="top">
            <span class="logo" aria-hidden="true">"Σ"</span>
            <span class="product">{move || page.t(Word::Product)}</span>
            <span class="file-name" title=name>
                {name}
            </span>
            <Show when=move || page.dirty.get()>
                <span class="unsaved" role="img" title=move || page.t(Word::Unsaved) aria-label=move || page.t(Word::Unsaved)></span>
            </Show>
            <span class="gap"></span>
            <button type="button" class="plain" data-action="open" title=move || page.t(Word::OpenTitle) on:click=move |_| choose.run(())>
                {move || page.t(Word::Open)}
            </button>
            <Show when=move || open.get()>
                <button
                    type="button"
                    class="plain icon"
                    data-action="undo"
                    title=move || page.t(Word::Undo)
                    aria-label=move || page.t(Word::Undo)
                    disabled=move || history().0 == 0
                    on:click=move |_| page.change(Ask::Undo)
                >
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3" /></svg>
                </button>
                <button
                    type="button"
                    class="plain icon"
                    data-action="redo"
                    title=move || page.t(Word::Redo)
                    aria-label=move || page.t(Word::Redo)
                    disabled=move || history().1 == 0
                    on:click=move |_| page.change(Ask::Redo)
                >
                    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3" /></svg>
                </button>
                <button type="button" class="plain note" data-action="note" title=move || page.t(Word::NoteTitle) on:click=move |_| page.note()>
                    {move || page.t(Word::Note)}
                </button>
                <button type="button" class="primary" data-action="save" title=move || page.t(Word::SaveTitle) on:click=move |_| page.save()>
                    <span class="long">{move || page.t(Word::Save)}</span>
                    <span class="short">{move || page.t(Word::SaveShort)}</span>
                </button>
            </Show>
            <button
                type="button"
                class="quiet lang"
                data-action="lang"
                title=move || page.t(lang_word())
                aria-label=move || page.t(lang_word())
                on:click=move |_| page.switch_lang()
            >
                <span class:on=move || page.lang.get() == Lang::Vi>"VI"</span>
                " · "
                <span class:on=move || page.lang.get() == Lang::En>"EN"</span>
            </button>
            <button
                type="button"
                class="quiet icon theme"
                data-action="theme"
                title=move || page.t(if page.dark.get() { Word::ToLight } else { Word::ToDark })
                aria-label=move || page.t(if page.dark.get() { Word::ToLight } else { Word::ToDark })
                on:click=move |_| page.switch_theme()
            >
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path class="moon" d="M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z" />
                    <path class="sun" d="M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.8 1.8M17.2 17.2 19 19M19 5l-1.8 1.8M6.8 17.2 5 19" />
                </svg>
            </button>
        </header>
    }
}

/// Why the last file could not be opened.
#[component]
fn Notice(page: Page) -> impl IntoView {
    let failure = move || {
        page.phase.with(|phase| match phase {
            Phase::Failed(message) => Some(message.clone()),
            _ => None,
        })
    };
    let kept = move || page.overview.with(Option::is_some);
    let close = move |_| page.phase.set(if kept() { Phase::Checked } else { Phase::Empty });
    move || {
        failure().map(|message| {
            view! {
                <div class="failure" role="alert">
                    <div>
                        <b>{page.t(Word::FailedTitle)}</b>
                        <p>{page.both(&message)}</p>
                        {kept().then(|| view! { <p class="kept">{page.t(Word::FailedKept)}</p> })}
                    </div>
                    <button type="button" class="plain" data-action="close" on:click=close>
                        {page.t(Word::Close)}
                    </button>
                </div>
            }
        })
    }
}

#[component]
fn Loading(page: Page) -> impl IntoView {
    let words = move || {
        page.phase.with(|phase| match phase {
            Phase::Loading(name, Some(Stage::Reading)) => Some(page.tf(Word::Reading, &[name])),
            Phase::Loading(_, Some(Stage::Drawing)) => Some(page.t(Word::Drawing).to_owned()),
            Phase::Loading(_, None) => Some(page.t(Word::Starting).to_owned()),
            _ => None,
        })
    };
    move || {
        words().map(|words| {
            view! {
                <div class="loading" role="status">
                    <div class="loading-box">
                        <div class="progress" role="progressbar" aria-label=words.clone()><span></span></div>
                        <p>{words}</p>
                    </div>
                </div>
            }
        })
    }
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
            <span class="offline">{move || page.t(Word::Offline)}</span>
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
                <span class="hint wide"><kbd>"F2"</kbd> " " {move || page.t(Word::HintEdit)}</span>
                <span class="hint wide"><kbd>"Ctrl+Z"</kbd> " " {move || page.t(Word::HintUndo)}</span>
            </Show>
        </footer>
    }
}

/// What has just happened: shown for a few seconds, and told to assistive technology.
#[component]
fn Told(page: Page) -> impl IntoView {
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        if page.said.with(Option::is_none) {
            return;
        }
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mine = turn.get_value();
        set_timeout(
            move || {
                if turn.get_value() == mine {
                    page.said.set(None);
                }
            },
            std::time::Duration::from_secs(6),
        );
    });
    let words = move || page.said.with(|said| said.as_ref().map(|said| page.both(&said.words)));
    let shown = move || page.said.with(|said| said.as_ref().is_some_and(|said| said.shown));
    view! {
        <div class="told" class:shown=shown role="status" aria-live="polite">
            {words}
        </div>
    }
}

/// Asks before unsaved edits are lost.
#[component]
fn Discard(page: Page) -> impl IntoView {
    let stay = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if page.pending.get()
            && let Some(button) = stay.get()
        {
            let _ = button.focus();
        }
    });
    let name = move || page.overview.with(|overview| overview.as_ref().map(|o| o.name.clone()).unwrap_or_default());
    view! {
        <Show when=move || page.pending.get()>
            <div class="veil" on:keydown=move |event| if event.key() == "Escape" { page.decide(false) }>
                <div class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="discard-title" aria-describedby="discard-lead">
                    <h2 id="discard-title">{move || page.t(Word::DiscardTitle)}</h2>
                    <p id="discard-lead">{move || page.tf(Word::DiscardLead, &[&name()])}</p>
                    <div class="buttons">
                        <button type="button" class="plain" data-action="discard" on:click=move |_| page.decide(true)>
                            {move || page.t(Word::DiscardGo)}
                        </button>
                        <button type="button" class="primary" data-action="stay" node_ref=stay on:click=move |_| page.decide(false)>
                            {move || page.t(Word::DiscardStay)}
                        </button>
                    </div>
                </div>
            </div>
        </Show>
    }
}
