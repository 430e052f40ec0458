//! The cell at hand: the relations that it takes part in.

use leptos::prelude::*;

use crate::app::i18n::{Word, count};
use crate::app::state::Page;
use crate::protocol::TakesPart;
use crate::text::Lang;
use crate::workbook::CellRef;

/// How many relations are listed; the grand total of a large table is in hundreds.
const LISTED: usize = 12;

/// The foot of the panel. It is drawn anew for each cell that the cursor comes to, so nothing in it listens
/// to what the page knows: that would be remembered for as long as the page.
#[component]
pub(super) fn CellCard(page: Page) -> impl IntoView {
    let info = Memo::new(move |_| {
        // Over the sheet lies the text, and the cell is not in sight.
        let info = page.info.get().filter(|_| !page.reading.get());
        info.filter(|info| info.sheet == page.sheet.get() && info.cell == page.cursor.get())
    });
    // Whether a person opened or closed the list of the cell at hand.
    let wish = RwSignal::new(None::<bool>);
    Effect::new(move |_| {
        info.with(|_| wish.set(None));
    });
    // Beside the arithmetic of its own finding the list says little new, and takes room.
    let explained = Memo::new(move |_| {
        page.card.with(|card| {
            card.as_ref().is_some_and(|card| {
                info.with(|info| {
                    let at = info.as_ref().map(|info| (info.sheet, info.cell));
                    at.is_some() && card.place.cell_of(page.at.get()) == at
                })
            })
        })
    });
    move || {
        let info = info.get()?;
        let (lang, number) = (page.lang.get(), info.relations.len());
        let open = number > 0 && wish.get().unwrap_or(!explained.get());
        let headline = match number {
            0 => Word::CellNoPart.with(lang, &[&info.cell.to_string()]),
            some => Word::CellPart.with(lang, &[&info.cell.to_string(), &count(some, lang)]),
        };
        let chosen = page.relation.get();
        let parts = open.then(|| {
            let relations = info.relations.into_iter().take(LISTED);
            view! { <ul>{relations.map(|relation| part(page, lang, &chosen, relation)).collect_view()}</ul> }
        });
        Some(view! {
            <section class="about-cell" data-about=info.cell.to_string()>
                <button
                    type="button"
                    disabled=number == 0
                    aria-expanded=if open { "true" } else { "false" }
                    on:click=move |_| wish.set(Some(!open))
                >
                    {headline}
                </button>
                {parts}
            </section>
        })
    }
}

fn part(
    page: Page,
    lang: Lang,
    chosen: &Option<(CellRef, Vec<CellRef>)>,
    relation: TakesPart,
) -> impl IntoView + use<> {
    let (holds, of) = relation.tally;
    let (state, word) = match relation.holds {
        Some(true) => ("holds", Word::Holds),
        Some(false) => ("broken", Word::Broken),
        None => ("unknown", Word::NotComputed),
    };
    let here = (relation.target, relation.operands);
    let target = here.0.to_string();
    let chosen = chosen.as_ref() == Some(&here);
    let tally = (of > 1).then(|| Word::TallyOf.with(lang, &[&holds.to_string(), &of.to_string()]));
    let told = [Some(word.get(lang).to_owned()), tally].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <button
                type="button"
                class="relation"
                data-state=state
                aria-pressed=if chosen { "true" } else { "false" }
                on:click=move |_| page.relation.set((!chosen).then(|| here.clone()))
            >
                <span class="ref">{target}</span>
                <span class="law-text">
                    {relation.law.get(lang).to_owned()}
                    <small>{told}</small>
                </span>
            </button>
        </li>
    }
}
