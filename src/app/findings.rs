//! The panel of findings: how much was compared, what does not match, and the cell at hand.

mod card;
mod cell;

use leptos::prelude::*;

use super::i18n::{Word, count};
use super::laws::LawPanel;
use super::pick::Filter;
use super::state::Page;
use crate::finding::Severity;
use crate::protocol::Card;
use crate::text::Lang;

/// How many cards are drawn at once; a workbook with thousands of findings must not stall.
const AT_ONCE: usize = 120;

/// The panel.
#[component]
pub(super) fn Panel(page: Page) -> impl IntoView {
    let open = RwSignal::new(false);
    let limit = RwSignal::new(AT_ONCE);
    let listed = Memo::new(move |_| {
        let filter = page.filter.get();
        page.status
            .with(|status| status.findings.iter().filter(|card| filter.admits(card)).cloned().collect::<Vec<Card>>())
    });
    // The words of a card are those of one language, and its place is called as from one file: otherwise it is
    // another card.
    let shown = move || {
        let (lang, at) = (page.lang.get(), page.at.get());
        listed.with(|cards| cards.iter().take(limit.get()).map(|card| (lang, at, card.clone())).collect::<Vec<_>>())
    };
    let chosen = StoredValue::new(Selector::new(move || page.chosen.get().map(|key| key.0)));
    let hidden = move || listed.with(Vec::len).saturating_sub(limit.get());
    view! {
        <aside class="panel" class:open=move || open.get() aria-label=move || page.t(Word::Panel)>
            <button
                type="button"
                class="handle"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=move || page.t(Word::ExpandPanel)
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span></span>
            </button>
            <PanelTabs page />
            <Show when=move || page.laws.shown.get()>
                <LawPanel page />
            </Show>
            <div class="found-side" hidden=move || page.laws.shown.get()>
            <Summary page />
            <div class="cards">
                <div role=move || listed.with(|cards| (!cards.is_empty()).then_some("list"))>
                    <For
                        each=shown
                        key=|(lang, at, card)| (*lang == Lang::Vi, *at, stamp(card))
                        children=move |(lang, _, card)| view! { <card::FindingCard page card lang chosen /> }
                    />
                </div>
                <Show when=move || { hidden() > 0 }>
                    <button type="button" class="quiet more" on:click=move |_| limit.update(|limit| *limit += AT_ONCE)>
                        {move || page.tf(Word::ShowMore, &[&count(hidden(), page.lang.get())])}
                    </button>
                </Show>
                <Show when=move || listed.with(Vec::is_empty)>
                    <Nothing page />
                </Show>
            </div>
            <cell::CellCard page />
            </div>
        </aside>
    }
}

/// Everything that a card shows: it is drawn anew when any of it changes.
fn stamp(card: &Card) -> String {
    format!("{card:?}")
}

/// The findings, or the laws of the sheet.
#[component]
fn PanelTabs(page: Page) -> impl IntoView {
    let shown = page.laws.shown;
    let badge = move || {
        page.status.with(|status| Filter::Errors.count(&status.findings) + Filter::Warnings.count(&status.findings))
    };
    let grave = move || page.status.with(|status| Filter::Errors.count(&status.findings) > 0);
    let selected = move |laws: bool| if shown.get() == laws { "true" } else { "false" };
    view! {
        <div class="panel-tabs" role="group" aria-label=move || page.t(Word::PanelTabs)>
            <button type="button" data-action="tab-findings" aria-pressed=move || selected(false) on:click=move |_| page.show_laws(false)>
                {move || page.t(Word::TabFix)}
                <span class="badge" data-severity=move || if grave() { "error" } else { "warning" } hidden=move || badge() == 0>
                    {move || count(badge(), page.lang.get())}
                </span>
            </button>
            <button type="button" data-action="tab-laws" aria-pressed=move || selected(true) on:click=move |_| page.show_laws(true)>
                {move || page.t(Word::TabLaws)}
            </button>
        </div>
    }
}

#[component]
fn Summary(page: Page) -> impl IntoView {
    let number = move |filter: Filter| page.status.with(|status| filter.count(&status.findings));
    let compared = move || page.status.with(|status| status.compared as usize);
    let headline = move || {
        let lang = page.lang.get();
        match compared() {
            0 => Word::ComparedNone.get(lang).to_owned(),
            some => Word::Compared.with(lang, &[&count(some, lang)]),
        }
    };
    let notes = move || number(Filter::Rounding) + number(Filter::Others);
    let label = move || {
        let lang = page.lang.get();
        Word::BarLabel.with(
            lang,
            &[
                &count(compared(), lang),
                &count(number(Filter::Errors), lang),
                &count(number(Filter::Warnings), lang),
                &count(notes(), lang),
            ],
        )
    };
    // Each part keeps a width that can be seen, however many relations hold.
    let part = move |number: usize| move || (number > 0).then(|| format!("{number} 0 0"));
    view! {
        <div class="summary">
            <h2>{headline}</h2>
            <div class="bar" class:idle=move || compared() == 0 role="img" aria-label=label>
                {move || {
                    let (errors, warnings, notes) = (number(Filter::Errors), number(Filter::Warnings), notes());
                    let holds = compared().saturating_sub(errors + warnings).max(1);
                    view! {
                        <span class="ok" style:flex=part(holds)></span>
                        <span class="error" hidden=errors == 0 style:flex=part(errors)></span>
                        <span class="warning" hidden=warnings == 0 style:flex=part(warnings)></span>
                        <span class="info" hidden=notes == 0 style:flex=part(notes)></span>
                    }
                }}
            </div>
            <div class="chips" role="group" aria-label=move || page.t(Word::Filters)>
                {Filter::ALL
                    .map(|filter| {
                        let word = match filter {
                            Filter::All => Word::FilterAll,
                            Filter::Errors => Word::FilterError,
                            Filter::Warnings => Word::FilterWarning,
                            Filter::Rounding => Word::FilterRounding,
                            Filter::Others => Word::FilterOther,
                            Filter::Dismissed => Word::FilterDismissed,
                        };
                        let kind = format!("{filter:?}").to_lowercase();
                        let chosen = move || page.filter.get() == filter;
                        view! {
                            <button
                                type="button"
                                class="chip"
                                data-filter=kind
                                hidden=move || filter != Filter::All && number(filter) == 0 && !chosen()
                                aria-pressed=move || if chosen() { "true" } else { "false" }
                                on:click=move |_| page.filter.set(filter)
                            >
                                {move || page.t(word)}
                                " "
                                <b>{move || count(number(filter), page.lang.get())}</b>
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

#[component]
fn Nothing(page: Page) -> impl IntoView {
    let words = move || {
        let all = page.filter.get() == Filter::All;
        let compared = page.status.with(|status| status.compared);
        match (all, compared) {
            (false, _) => (Word::NoneInFilter, None),
            (true, 0) => (Word::NothingToCompare, Some(Word::NothingToCompareLead)),
            (true, _) => (Word::AllMatch, Some(Word::AllMatchLead)),
        }
    };
    let matched = move || words().0 == Word::AllMatch;
    let compared = move || count(page.status.with(|status| status.compared as usize), page.lang.get());
    view! {
        <div class="nothing" class:matched=matched>
            <p class="big">{move || page.t(words().0)}</p>
            {move || words().1.map(|word| view! { <p>{page.tf(word, &[&compared()])}</p> })}
        </div>
    }
}

/// The class of a severity's colours.
fn tint(severity: Severity) -> &'static str {
    super::grid::severity_name(severity)
}
