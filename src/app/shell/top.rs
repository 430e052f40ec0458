//! The bar at the top: what is open and what can be done with it.

use leptos::prelude::*;

use super::save::SaveMenu;
use crate::app::i18n::Word;
use crate::app::state::Page;
use crate::protocol::Ask;
use crate::text::Lang;

/// The bar.
#[component]
pub(super) fn TopBar(page: Page, open: Memo<bool>, choose: Callback<()>) -> impl IntoView {
    let name = move || page.file_name();
    let history = move || page.status.with(|status| status.history);
    let lang_word = move || match page.lang.get() {
        Lang::Vi => Word::ToEnglish,
        Lang::En => Word::ToVietnamese,
    };
    view! {
        <header class="top">
            <span class="logo" aria-hidden="true">"Σ"</span>
            <h1 class="product">{move || page.t(Word::Product)}</h1>
            <span class="file-name" title=name>
                {name}
            </span>
            <Show when=move || page.dirty.get()>
                <span class="unsaved" role="img" title=move || page.t(Word::Unsaved) aria-label=move || page.t(Word::Unsaved)></span>
            </Show>
            <span class="gap"></span>
            <button type="button" class="plain" data-action="open" title=move || page.t(Word::OpenTitle) on:click=move |_| choose.run(())>
                <span class="long">{move || page.t(Word::Open)}</span>
                <span class="short">{move || page.t(Word::OpenShort)}</span>
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
                <button type="button" class="plain note" data-action="note" title=move || page.t(Word::NoteTitle) on:click=move |_| page.open_record()>
                    {move || page.t(Word::Note)}
                </button>
                <SaveMenu page />
            </Show>
            <button
                type="button"
                class="quiet lang"
                data-action="lang"
                title=move || page.t(lang_word())
                on:click=move |_| page.switch_lang()
            >
                <span class:on=move || page.lang.get() == Lang::Vi>"VI"</span>
                <span class="between">" · "</span>
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
