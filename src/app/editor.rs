//! The bar above the sheet: where the cursor is, what the cell holds, and the law it obeys.

use leptos::{ev, html, prelude::*};

use super::i18n::Word;
use super::state::{Draft, Page, Place};
use crate::workbook::{CellRange, CellRef, SheetIndex};

/// The value bar.
#[component]
pub(super) fn ValueBar(page: Page, focus_grid: StoredValue<Option<Callback<()>>>) -> impl IntoView {
    let address = NodeRef::<html::Input>::new();
    let bar = NodeRef::<html::Textarea>::new();
    let to_grid = move || {
        if let Some(focus) = focus_grid.get_value() {
            focus.run(());
        }
    };
    // A range is told by its corners.
    let shown_address = move || match page.selection.range.get() {
        Some(range) => format!("{}:{}", range.start, range.end),
        None => page.cursor.get().to_string(),
    };
    let jump = move || {
        let Some(input) = address.get_untracked() else { return };
        let text = input.value();
        match place(page, &text) {
            Some((sheet, first, last)) => {
                page.uncover(sheet, first);
                page.show_sheet(sheet);
                page.pick_cell(first);
                if first != last {
                    page.extend_to(last);
                }
                to_grid();
            }
            None => page.say(Word::NotAnAddress.both(&[text.trim()])),
        }
        input.set_value(&untrack(shown_address));
    };
    let on_address_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => jump(),
        "Escape" => {
            if let Some(input) = address.get_untracked() {
                input.set_value(&untrack(shown_address));
            }
            to_grid();
        }
        _ => {}
    };
    let shown = move || {
        if let Some(text) = page.draft.with(|draft| draft.as_ref().map(|draft| draft.text.clone())) {
            return text;
        }
        page.info.with(|info| {
            info.as_ref()
                .filter(|info| info.sheet == page.sheet.get() && info.cell == page.cursor.get())
                .map(|info| info.entry.clone())
                .unwrap_or_default()
        })
    };
    let typing = move || page.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.place == Place::Bar));
    let switch_word = move || page.t(if page.panel.get() { Word::HidePanel } else { Word::ShowPanel });
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" if event.alt_key() && typing() => {
            event.prevent_default();
            break_line(page, bar, Place::Bar);
        }
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            page.commit();
            to_grid();
        }
        "Escape" => {
            page.draft.set(None);
            to_grid();
        }
        _ => {}
    };
    view! {
        <div class="value-bar">
            <input
                id="address"
                node_ref=address
                type="text"
                autocomplete="off"
                spellcheck="false"
                aria-label=move || page.t(Word::Address)
                prop:value=shown_address
                on:focus=move |_| if let Some(input) = address.get_untracked() { input.select() }
                on:keydown=on_address_key
            />
            <textarea
                id="value-bar"
                node_ref=bar
                rows="1"
                autocomplete="off"
                spellcheck="false"
                aria-label=move || page.t(Word::ValueBar)
                prop:value=shown
                on:focus=move |_| if page.draft.get_untracked().is_none() { page.begin(Place::Bar, true) }
                on:input=move |event| page.draft.set(Some(Draft { place: Place::Bar, text: event_target_value(&event), over: false }))
                on:keydown=on_key
                on:blur=move |_| if typing() { page.commit() }
            ></textarea>
            {move || law(page).map(|law| view! { <span class="law" title=law.clone()>{law.clone()}</span> })}
            <button
                type="button"
                class="quiet icon panel-switch"
                data-action="panel"
                title=switch_word
                aria-label=switch_word
                aria-expanded=move || if page.panel.get() { "true" } else { "false" }
                on:click=move |_| page.switch_panel()
            >
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M4 5h16v14H4ZM15 5v14" />
                    <path d=move || if page.panel.get() { "m8 9.5 2.5 2.5L8 14.5" } else { "M10.5 9.5 8 12l2.5 2.5" } />
                </svg>
            </button>
        </div>
    }
}

/// Begins a new line of what is typed, where the caret is.
pub(super) fn break_line(page: Page, editor: NodeRef<html::Textarea>, place: Place) {
    let Some(input) = editor.get_untracked() else { return };
    // Counted as the browser counts: in units of UTF-16.
    let typed: Vec<u16> = input.value().encode_utf16().collect();
    let caret = |at: Result<Option<u32>, _>| {
        at.ok().flatten().map_or(typed.len(), |at| usize::try_from(at).unwrap_or(typed.len()).min(typed.len()))
    };
    let (start, end) = (caret(input.selection_start()), caret(input.selection_end()));
    let (before, after) = (typed.get(..start).unwrap_or(&[]), typed.get(end..).unwrap_or(&[]));
    let text = format!("{}\n{}", String::from_utf16_lossy(before), String::from_utf16_lossy(after));
    input.set_value(&text);
    let caret = u32::try_from(start.saturating_add(1)).unwrap_or(u32::MAX);
    let _ = input.set_selection_range(caret, caret);
    // From now on arrows go about in the text.
    page.draft.set(Some(Draft { place, text, over: false }));
}

/// Where an address leads: "D8", "D8:E10", "PB01!D8", "'Biểu 1'!D8"; `None` for one that is not in the workbook.
fn place(page: Page, text: &str) -> Option<(SheetIndex, CellRef, CellRef)> {
    let (name, cells) = match text.trim().rsplit_once('!') {
        Some((name, cells)) => (Some(name.trim().trim_matches('\'')), cells),
        None => (None, text.trim()),
    };
    let (first, last) = cells.split_once(':').unwrap_or((cells, cells));
    let (first, last): (CellRef, CellRef) =
        (first.replace('$', "").trim().parse().ok()?, last.replace('$', "").trim().parse().ok()?);
    let corners = CellRange::new(first, last);
    page.overview.with_untracked(|overview| {
        let sheets = &overview.as_ref()?.sheets;
        let index = match name {
            Some(name) => sheets.iter().position(|sheet| sheet.name.to_lowercase() == name.to_lowercase())?,
            None => page.sheet.get_untracked().0,
        };
        let sheet = sheets.get(index)?;
        let within = corners.end.row.0 < sheet.rows.count && corners.end.col.0 < sheet.cols.count;
        within.then_some((SheetIndex(index), corners.start, corners.end))
    })
}

/// The law of the cell under the cursor: of its finding, or the first that computes it.
fn law(page: Page) -> Option<String> {
    let (sheet, cell) = (page.sheet.get(), page.cursor.get());
    let of_card = page.card.with(|card| {
        card.as_ref()
            .filter(|card| card.place.cell_of(page.at.get()) == Some((sheet, cell)))
            .map(|card| page.both(&card.law))
    });
    of_card.filter(|law| !law.is_empty()).or_else(|| {
        page.info.with(|info| {
            let info = info.as_ref().filter(|info| info.sheet == sheet && info.cell == cell)?;
            let relation = info.relations.iter().find(|relation| relation.target == cell)?;
            let law = page.both(&relation.law);
            let (holds, of) = relation.tally;
            Some(if of > 1 {
                format!("{law} · {}", page.tf(Word::TallyOf, &[&holds.to_string(), &of.to_string()]))
            } else {
                law
            })
        })
    })
}
