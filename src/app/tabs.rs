//! The tabs of the sheets, with how much there is to see in each.

use leptos::prelude::*;

use super::grid::severity_name;
use super::i18n::{Word, count};
use super::pick;
use super::state::Page;
use crate::workbook::SheetIndex;

/// The tabs.
#[component]
pub(super) fn Tabs(page: Page) -> impl IntoView {
    let unhide = RwSignal::new(false);
    let sheets = move || page.overview.with(|overview| overview.as_ref().map(|o| o.sheets.clone()).unwrap_or_default());
    let hidden = move || sheets().iter().filter(|sheet| sheet.hidden).count();
    let tab = move |(index, name, is_hidden): (usize, String, bool)| {
        let sheet = SheetIndex(index);
        let here = move || page.sheet.get() == sheet;
        let badge = move || {
            page.status.with(|status| pick::tab_badge(&status.findings, sheet)).map(|(number, severity)| {
                let lang = page.lang.get();
                let words = Word::TabFindings.with(lang, &[&count(number, lang)]);
                view! { <span class="badge" data-severity=severity_name(severity) aria-label=words>{count(number, lang)}</span> }
            })
        };
        view! {
            <button
                type="button"
                class="tab"
                class:ghost=is_hidden
                role="tab"
                data-sheet=name.clone()
                aria-selected=move || if here() { "true" } else { "false" }
                on:click=move |_| page.show_sheet(sheet)
            >
                <span>{name.clone()}</span>
                {badge}
            </button>
        }
    };
    let listed = move || {
        sheets()
            .into_iter()
            .enumerate()
            .map(|(index, sheet)| (index, sheet.name, sheet.hidden))
            .filter(|(index, _, hidden)| !hidden || unhide.get() || page.sheet.get().0 == *index)
            .collect::<Vec<_>>()
    };
    view! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label=move || page.t(Word::Tabs)>
                <For each=listed key=|(index, name, hidden)| (*index, name.clone(), *hidden) children=tab />
            </div>
            <Show when=move || { hidden() > 0 }>
                <button type="button" class="quiet" title=move || page.t(Word::ShowHidden) on:click=move |_| unhide.update(|on| *on = !*on)>
                    {move || page.tf(Word::HiddenSheets, &[&count(hidden(), page.lang.get())])}
                </button>
            </Show>
        </div>
    }
}
