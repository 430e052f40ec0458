//! The button that gives the file back, and the menu of what else can be taken home.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use crate::app::i18n::Word;
use crate::app::menu::{self, Shut};
use crate::app::state::{Page, Take};

/// Button and menu.
#[component]
pub(super) fn SaveMenu(page: Page) -> impl IntoView {
    let open = RwSignal::new(false);
    let opener = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let shut = move |refocus: bool| {
        open.set(false);
        if let (true, Some(button)) = (refocus, opener.get_untracked()) {
            let _ = button.focus();
        }
    };
    let unfold = move || {
        open.set(true);
        // The menu is drawn first.
        request_animation_frame(move || menu::focus(menu, 0));
    };
    let on_opener_key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
            event.prevent_default();
            unfold();
        }
    };
    let on_menu_key = move |event: ev::KeyboardEvent| match menu::press(menu, &event) {
        Some(Shut::Back) => shut(true),
        Some(Shut::Onward) => shut(false),
        None => {}
    };
    // A click anywhere else closes it.
    window_event_listener(ev::pointerdown, move |event| {
        let inside = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| element.closest(".save").ok().flatten().is_some());
        if !inside && open.get_untracked() {
            open.set(false);
        }
    });
    let item = move |action: &'static str, take: Take, word: Word, lead: Word| {
        view! {
            <button
                type="button"
                class="item"
                role="menuitem"
                tabindex="-1"
                data-action=action
                on:click=move |_| {
                    shut(true);
                    page.take(take);
                }
            >
                <b>{move || page.t(word)}</b>
                <span>{move || page.t(lead)}</span>
            </button>
        }
    };
    view! {
        <div class="save">
            <button type="button" class="primary" data-action="save" title=move || page.t(Word::SaveTitle) on:click=move |_| page.take(Take::Corrected)>
                <span class="long">{move || page.t(Word::Save)}</span>
                <span class="short">{move || page.t(Word::SaveShort)}</span>
            </button>
            <button
                type="button"
                class="primary fold-out"
                data-action="save-menu"
                node_ref=opener
                title=move || page.t(Word::SaveMore)
                aria-label=move || page.t(Word::SaveMore)
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| if open.get_untracked() { shut(false) } else { unfold() }
                on:keydown=on_opener_key
            >
                "▾"
            </button>
            <Show when=move || open.get()>
                <div class="menu" role="menu" aria-label=move || page.t(Word::SaveMore) node_ref=menu on:keydown=on_menu_key>
                    {item("take-marked", Take::Marked, Word::TakeMarked, Word::TakeMarkedLead)}
                    {item("take-receipt", Take::Receipt, Word::TakeReceipt, Word::TakeReceiptLead)}
                    {item("take-note", Take::Note, Word::Note, Word::NoteTitle)}
                </div>
            </Show>
        </div>
    }
}
