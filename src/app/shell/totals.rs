//! What the selected range adds up to, in the status bar.

use leptos::prelude::*;

use crate::app::i18n::{Word, count};
use crate::app::state::Page;
use crate::number::{Notation, Number};
use crate::protocol::written;
use crate::text::Lang;

/// The figures; a click copies one.
#[component]
pub(super) fn Totals(page: Page) -> impl IntoView {
    move || {
        let info = page.selection.info.get()?;
        let lang = page.lang.get();
        let notation = if lang == Lang::Vi { Notation::Vietnamese } else { Notation::English };
        let number = |number: &Option<Number>| number.map(|number| written(number, notation));
        let filled = count(usize::try_from(info.filled).unwrap_or(0), lang);
        let figures = [
            ("sum", Word::RangeSum, number(&info.sum)),
            ("count", Word::RangeCount, Some(filled)),
            ("average", Word::RangeAverage, number(&info.average)),
            ("least", Word::RangeLeast, number(&info.least)),
            ("greatest", Word::RangeGreatest, number(&info.greatest)),
        ];
        let total = info.total.map(|cell| format!("= {cell}"));
        let buttons = figures
            .into_iter()
            .filter_map(|(name, word, figure)| Some((name, word, figure?)))
            .map(|(name, word, figure)| {
                let copied = figure.clone();
                let beside = (name == "sum").then(|| total.clone().map(|total| view! { <em>{total}</em> }));
                view! {
                    <button
                        type="button"
                        class="hint"
                        data-total=name
                        title=Word::RangeCopy.get(lang)
                        on:click=move |_| page.copy(&copied)
                    >
                        {word.get(lang)}
                        " "
                        <b>{figure}</b>
                        {beside}
                    </button>
                }
            })
            .collect_view();
        Some(view! { <span class="totals" role="status">{buttons}</span> })
    }
}
