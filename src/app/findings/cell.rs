//! The cell at hand: the relations that it takes part in.

use leptos::prelude::*;

use crate::app::i18n::{Word, count};
use crate::app::state::Page;
use crate::protocol::{CellInfo, TakesPart};

/// How many relations are listed; the grand total of a large table is in hundreds.
const LISTED: usize = 12;

/// The foot of the panel.
#[component]
pub(super) fn CellCard(page: Page) -> impl IntoView {
    let info = Memo::new(move |_| {
        page.info.get().filter(|info| info.sheet == page.sheet.get() && info.cell == page.cursor.get())
    });
    move || info.get().map(|info| view! { <About page info /> })
}

#[component]
fn About(page: Page, info: CellInfo) -> impl IntoView {
    let cell = info.cell;
    let number = info.relations.len();
    let headline = move || {
        let lang = page.lang.get();
        match number {
            0 => Word::CellNoPart.with(lang, &[&cell.to_string()]),
            some => Word::CellPart.with(lang, &[&cell.to_string(), &count(some, lang)]),
        }
    };
    // Beside the arithmetic of its own finding the list says little new, and takes room.
    let sheet = info.sheet;
    let explained =
        move || page.card.with(|card| card.as_ref().is_some_and(|card| (card.sheet, card.cell) == (sheet, cell)));
    let wish = RwSignal::new(None::<bool>);
    let open = move || number > 0 && wish.get().unwrap_or_else(|| !explained());
    let relations = StoredValue::new(info.relations);
    let rows = move || {
        let relations = relations.with_value(|all| all.iter().take(LISTED).cloned().collect::<Vec<_>>());
        relations.into_iter().map(|relation| view! { <Part page relation /> }).collect_view()
    };
    view! {
        <section class="about-cell" data-about=cell.to_string()>
            <button
                type="button"
                disabled=number == 0
                aria-expanded=move || if open() { "true" } else { "false" }
                on:click=move |_| wish.set(Some(!open()))
            >
                {headline}
            </button>
            <Show when=open>
                <ul>{rows}</ul>
            </Show>
        </section>
    }
}

#[component]
fn Part(page: Page, relation: TakesPart) -> impl IntoView {
    let (target, operands) = (relation.target, relation.operands.clone());
    let (holds, of) = relation.tally;
    let (state, word) = match relation.holds {
        Some(true) => ("holds", Word::Holds),
        Some(false) => ("broken", Word::Broken),
        None => ("unknown", Word::NotComputed),
    };
    let chosen = {
        let operands = operands.clone();
        move || page.relation.with(|now| now.as_ref().is_some_and(|now| now.0 == target && now.1 == operands))
    };
    let pick = {
        let chosen = chosen.clone();
        move |_| {
            let next = (!chosen()).then(|| (target, operands.clone()));
            page.relation.set(next);
        }
    };
    view! {
        <li>
            <button
                type="button"
                class="relation"
                data-state=state
                aria-pressed=move || if chosen() { "true" } else { "false" }
                on:click=pick
            >
                <span class="ref">{target.to_string()}</span>
                <span class="law-text">
                    {move || page.both(&relation.law)}
                    <small>
                        {move || {
                            let tally = (of > 1).then(|| page.tf(Word::TallyOf, &[&holds.to_string(), &of.to_string()]));
                            [Some(page.t(word).to_owned()), tally].into_iter().flatten().collect::<Vec<_>>().join(" · ")
                        }}
                    </small>
                </span>
            </button>
        </li>
    }
}
