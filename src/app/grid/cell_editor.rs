//! The editor that opens over a cell.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use super::cell::Heads;
use super::draw::focus_on;
use super::keys;
use super::walk::{Step, area};
use crate::app::editor::break_line;
use crate::app::i18n::Word;
use crate::app::state::{Draft, Ground, Page, Place};

/// Pixels of a line of what is typed.
const LINE: f64 = 20.0;

/// The editor. It is always there, so that the key that opens it is typed into it as well.
#[component]
pub(super) fn CellEditor(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    scroll: RwSignal<(f64, f64)>,
    editor: NodeRef<html::Textarea>,
    sheet: NodeRef<html::Div>,
) -> impl IntoView {
    let typing =
        Memo::new(move |_| page.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.place == Place::Cell)));
    let place = Memo::new(move |_| {
        let ground = ground.get()?;
        let (start, end) = area(&ground.shape.merges, page.cursor.get());
        let heads = heads.get();
        let (scroll_x, scroll_y) = if typing.get() { scroll.get() } else { (0.0, 0.0) };
        let mut x = heads.width + ground.cols.start(start.col.0);
        let mut y = heads.height + ground.rows.start(start.row.0);
        if start.col.0 < ground.cols.frozen() {
            x += scroll_x;
        }
        if start.row.0 < ground.rows.frozen() {
            y += scroll_y;
        }
        let w = ground.cols.across(start.col.0, end.col.0.saturating_sub(start.col.0).saturating_add(1));
        let h = ground.rows.across(start.row.0, end.row.0.saturating_sub(start.row.0).saturating_add(1));
        let lines = page.draft.with(|draft| draft.as_ref().map_or(1, |draft| draft.text.lines().count().max(1)));
        let line = LINE * ground.zoom.max(1.0);
        Some((x, y, w.max(72.0), h.max(20.0).max(if lines > 1 { line * (lines + 1) as f64 } else { 0.0 })))
    });
    let part =
        move |pick: fn((f64, f64, f64, f64)) -> f64| move || place.get().map(|place| format!("{}px", pick(place)));
    let finish = move |step: Option<Step>| {
        page.commit();
        if let (Some(step), Some(ground)) = (step, ground.get_untracked()) {
            keys::travel(page, &ground, step);
        }
        focus_on(sheet);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if !typing.get_untracked() || event.is_composing() {
            return;
        }
        let back = event.shift_key();
        let over = || page.draft.with_untracked(|draft| draft.as_ref().is_some_and(|draft| draft.over));
        match event.key().as_str() {
            "Enter" if event.alt_key() => break_line(page, editor, Place::Cell),
            "Enter" => finish(Some(Step::By(if back { -1 } else { 1 }, 0))),
            "ArrowUp" if over() => finish(Some(Step::By(-1, 0))),
            "ArrowDown" if over() => finish(Some(Step::By(1, 0))),
            "ArrowLeft" if over() => finish(Some(Step::By(0, -1))),
            "ArrowRight" if over() => finish(Some(Step::By(0, 1))),
            "Tab" => finish(Some(Step::By(0, if back { -1 } else { 1 }))),
            "Escape" => {
                page.draft.set(None);
                focus_on(sheet);
            }
            _ => {
                event.stop_propagation();
                return;
            }
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <textarea
            class="cell-editor"
            class:typing=move || typing.get()
            node_ref=editor
            rows="1"
            autocomplete="off"
            spellcheck="false"
            tabindex="-1"
            aria-hidden=move || (!typing.get()).then_some("true")
            aria-label=move || page.tf(Word::CellEditor, &[&page.cursor.get().to_string()])
            prop:value=move || page.draft.with(|draft| draft.as_ref().map(|draft| draft.text.clone()).unwrap_or_default())
            style:left=part(|place| place.0 - 1.0)
            style:top=part(|place| place.1 - 1.0)
            style:width=part(|place| place.2 + 1.0)
            style:height=part(|place| place.3 + 1.0)
            on:input=move |event| {
                let over = page.draft.with_untracked(|draft| draft.as_ref().is_some_and(|draft| draft.over));
                page.draft.set(Some(Draft { place: Place::Cell, text: event_target_value(&event), over }));
            }
            on:keydown=on_key
            on:blur=move |_| if typing.get_untracked() { page.commit() }
        ></textarea>
    }
}
