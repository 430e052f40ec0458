//! The question beside a cell before its formula is replaced.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::cell::Heads;
use super::draw::focus_on;
use super::walk::area;
use crate::app::i18n::Word;
use crate::app::state::{Ground, Page};

/// The question, when there is one.
#[component]
pub(super) fn FormulaQuestion(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    scroll: RwSignal<(f64, f64)>,
    scroller: NodeRef<html::Div>,
    sheet: NodeRef<html::Div>,
) -> impl IntoView {
    let keep = NodeRef::<html::Button>::new();
    let replace = NodeRef::<html::Button>::new();
    let dialog = NodeRef::<html::Div>::new();
    // Keeping is what an Enter too many must do.
    Effect::new(move |_| {
        if let (Some(button), Some(dialog)) = (keep.get(), dialog.get()) {
            request_animation_frame(move || {
                let nearest = ScrollIntoViewOptions::new();
                nearest.set_block(ScrollLogicalPosition::Nearest);
                nearest.set_inline(ScrollLogicalPosition::Nearest);
                dialog.scroll_into_view_with_scroll_into_view_options(&nearest);
                let _ = button.focus();
            });
        }
    });
    let place = move || {
        let ground = ground.get()?;
        let cell = page.question.with(|question| question.as_ref().map(|(question, _)| question.cell))?;
        let (start, end) = area(&ground.shape.merges, cell);
        let heads = heads.get();
        let (mut x, mut y) = (
            heads.width + ground.cols.start(start.col.0),
            heads.height + ground.rows.start(end.row.0) + ground.rows.size(end.row.0),
        );
        let scroll = scroll.get_untracked();
        if start.col.0 < ground.cols.frozen() {
            x += scroll.0;
        }
        if start.row.0 < ground.rows.frozen() {
            y += scroll.1;
        }
        // The box stays within the sheet, however near to its right edge the cell is.
        let room =
            scroller.get_untracked().map_or(0.0, |element| f64::from(element.client_width()) + scroll.0 - WIDTH - 8.0);
        Some((x.min(room).max(scroll.0 + 4.0), y + 3.0))
    };
    let words = move || {
        page.question.with(|question| {
            let (question, _) = question.as_ref()?;
            let cell = question.cell.to_string();
            let lead = page.tf(Word::QuestionLead, &[&cell, &question.formula]);
            let ask = if question.new.is_empty() {
                page.t(Word::QuestionClear).to_owned()
            } else {
                page.tf(Word::QuestionReplace, &[&question.new])
            };
            Some((lead, ask))
        })
    };
    let answer = move |replaces: bool| {
        page.answer(replaces);
        focus_on(sheet);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Escape" => answer(false),
            "ArrowLeft" | "ArrowRight" | "Tab" => {
                let replacing = document().active_element() == replace.get_untracked().map(|button| (**button).clone());
                let other = if replacing { keep } else { replace };
                if let Some(button) = other.get_untracked() {
                    let _ = button.focus();
                }
            }
            // The buttons hear these themselves; the grid must not.
            _ => return event.stop_propagation(),
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <Show when=move || page.question.with(Option::is_some)>
            <div
                class="question"
                node_ref=dialog
                role="alertdialog"
                aria-labelledby="question-lead"
                aria-describedby="question-ask"
                style:left=move || place().map(|place| format!("{}px", place.0))
                style:top=move || place().map(|place| format!("{}px", place.1))
                on:keydown=on_key
                on:click=|event| event.stop_propagation()
                on:dblclick=|event| event.stop_propagation()
            >
                <p id="question-lead">{move || words().map(|words| words.0)}</p>
                <p id="question-ask">{move || words().map(|words| words.1)}</p>
                <div class="buttons">
                    <button type="button" class="plain" data-action="keep-formula" node_ref=keep on:click=move |_| answer(false)>
                        {move || page.t(Word::QuestionKeep)}
                    </button>
                    <button type="button" class="primary" data-action="replace-formula" node_ref=replace on:click=move |_| answer(true)>
                        {move || page.t(Word::QuestionGo)}
                    </button>
                </div>
            </div>
        </Show>
    }
}

/// Its width in pixels, as the style sheet sets it.
const WIDTH: f64 = 320.0;
