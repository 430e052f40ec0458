//! The tabs of the sheets, with how much there is to see in each.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::grid::severity_name;
use super::i18n::{Word, count};
use super::pick;
use super::state::Page;
use crate::workbook::{Color, SheetIndex};

/// The tabs.
#[component]
pub(super) fn Tabs(page: Page, add: Callback<()>) -> impl IntoView {
    let unhide = RwSignal::new(false);
    let sheets = move || page.overview.with(|overview| overview.as_ref().map(|o| o.sheets.clone()).unwrap_or_default());
    let hidden = move || sheets().iter().filter(|sheet| sheet.hidden).count();
    let tab = move |(index, name, is_hidden, color): (usize, String, bool, Option<Color>)| {
        let sheet = SheetIndex(index);
        let here = move || !page.reading.get() && page.sheet.get() == sheet;
        let badge = move || {
            page.status.with(|status| pick::tab_badge(&status.findings, status.source, sheet)).map(|(number, severity)| {
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
                class:coloured=color.is_some()
                style:border-bottom-color=color.map(|Color(red, green, blue)| format!("rgb({red} {green} {blue})"))
                role="tab"
                data-sheet=name.clone()
                title=move || is_hidden.then(|| page.t(Word::HiddenSheet))
                tabindex=move || if here() { "0" } else { "-1" }
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
            .map(|(index, sheet)| (index, sheet.name, sheet.hidden, sheet.tab))
            .filter(|(index, _, hidden, _)| !hidden || unhide.get() || page.sheet.get().0 == *index)
            .collect::<Vec<_>>()
    };
    let has_text = Memo::new(move |_| {
        page.status.with(|status| status.sources.get(status.source.0 as usize).is_some_and(|file| file.has_text))
    });
    let text_badge = move || {
        page.status.with(|status| pick::text_badge(&status.findings, status.source)).map(|(number, severity)| {
            let lang = page.lang.get();
            let words = Word::TabFindings.with(lang, &[&count(number, lang)]);
            view! { <span class="badge" data-severity=severity_name(severity) aria-label=words>{count(number, lang)}</span> }
        })
    };
    let list = NodeRef::<html::Div>::new();
    // As the pattern of tabs has it: one stop for Tab, arrows between them.
    let on_key = move |event: ev::KeyboardEvent| {
        let listed = untrack(listed);
        // The tab of the text stands before those of the sheets.
        let before = usize::from(has_text.get_untracked());
        let here = listed.iter().position(|(index, ..)| *index == page.sheet.get_untracked().0).unwrap_or(0) + before;
        let here = if page.reading.get_untracked() { 0 } else { here };
        let last = (listed.len() + before).saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowRight" => (here + 1).min(last),
            "ArrowLeft" => here.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        match to.checked_sub(before).map(|index| listed.get(index)) {
            Some(Some((index, ..))) => page.show_sheet(SheetIndex(*index)),
            Some(None) => return,
            None => page.read_text(),
        }
        {
            let tab = list.get_untracked().and_then(|list| list.children().item(u32::try_from(to).ok()?));
            if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = tab.focus();
            }
        }
    };
    // What the sheet in view hides, in words.
    let covered = move || {
        let shape = page.ground.with(|ground| ground.as_ref().map(|ground| ground.shape.clone()))?;
        let (filtered, lang) = (shape.filtered as usize, page.lang.get());
        let counts = [
            (Word::HiddenRows, shape.rows.hidden.len().saturating_sub(filtered)),
            (Word::FilteredRows, filtered),
            (Word::HiddenColumns, shape.cols.hidden.len()),
        ];
        let told: Vec<String> = counts
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(word, number)| word.with(lang, &[&count(number, lang)]))
            .collect();
        (!told.is_empty()).then(|| told.join(", "))
    };
    view! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label=move || page.t(Word::Tabs) node_ref=list on:keydown=on_key>
                <Show when=move || has_text.get()>
                    <button
                        type="button"
                        class="tab"
                        role="tab"
                        data-tab="text"
                        tabindex=move || if page.reading.get() { "0" } else { "-1" }
                        aria-selected=move || if page.reading.get() { "true" } else { "false" }
                        on:click=move |_| page.read_text()
                    >
                        <span>{move || page.t(Word::Text)}</span>
                        {text_badge}
                    </button>
                </Show>
                <For each=listed key=|(index, name, hidden, _)| (*index, name.clone(), *hidden) children=tab />
            </div>
            <button type="button" class="quiet" data-action="add" title=move || page.t(Word::AddFileTitle) on:click=move |_| add.run(())>
                {move || page.t(Word::AddFile)}
            </button>
            <Show when=move || { hidden() > 0 }>
                <button
                    type="button"
                    class="quiet"
                    data-action="hidden-sheets"
                    aria-pressed=move || if unhide.get() { "true" } else { "false" }
                    title=move || page.t(Word::ShowHidden)
                    on:click=move |_| unhide.update(|on| *on = !*on)
                >
                    {move || page.tf(Word::HiddenSheets, &[&count(hidden(), page.lang.get())])}
                </button>
            </Show>
            <Show when=move || covered().is_some()>
                <button
                    type="button"
                    class="quiet"
                    data-action="hidden-cells"
                    aria-pressed=move || if page.uncovered.get() { "true" } else { "false" }
                    title=move || page.t(Word::HiddenTitle)
                    on:click=move |_| page.uncovered.update(|on| *on = !*on)
                >
                    {move || covered()}
                    ": "
                    <u>{move || page.t(if page.uncovered.get() { Word::HiddenCover } else { Word::HiddenShow })}</u>
                </button>
            </Show>
        </div>
    }
}
