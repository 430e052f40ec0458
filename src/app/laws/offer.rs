//! What is remembered of a form is offered when a file with that form is opened.

use leptos::prelude::*;

use crate::app::i18n::{Word, count};
use crate::app::state::Page;

/// "Biểu này đã có 2 quy tắc riêng. Dùng lại / Không dùng"
#[component]
pub(in crate::app) fn LawOffer(page: Page) -> impl IntoView {
    move || {
        page.laws.offer.get().map(|(told, _)| {
            let lang = page.lang.get();
            let all = count(told.laws + told.off, lang);
            let words = Word::LawOfferBoth.with(lang, &[&all, &count(told.laws, lang), &count(told.off, lang), &told.day]);
            let alike = told.alike.map(|(same, of)| {
                let differ = told.differ.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
                Word::LawOfferAlike.with(lang, &[&count(same, lang), &count(of, lang), &differ])
            });
            view! {
                <div class="offer" role="status" data-offer="laws">
                    <p>{words} " " {alike}</p>
                    <button type="button" class="primary" data-action="laws-take" on:click=move |_| page.take_laws(true)>
                        {Word::LawOfferTake.get(lang)}
                    </button>
                    <button type="button" class="plain" data-action="laws-leave" on:click=move |_| page.take_laws(false)>
                        {Word::LawOfferLeave.get(lang)}
                    </button>
                </div>
            }
        })
    }
}
