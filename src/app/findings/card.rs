//! A finding: closed it says what is wrong in a line, open it shows the arithmetic and what can be
//! done.

use leptos::{ev, html, prelude::*};

use super::tint;
use crate::app::i18n::{Word, count};
use crate::app::state::Page;
use crate::finding::{Applicability, FindingKey};
use crate::number::{Notation, format as written};
use crate::protocol::{Ask, Card};
use crate::session::Reason;
use crate::text::Lang;

/// The finding that is open: each card hears of itself alone.
pub(super) type Chosen = StoredValue<Selector<Option<String>>>;

/// How many operands are listed before the rest is folded away.
const OPERANDS: usize = 8;

/// A card in the list.
#[component]
pub(super) fn FindingCard(page: Page, card: Card, lang: Lang, chosen: Chosen) -> impl IntoView {
    let card = StoredValue::new(card);
    let key = card.with_value(|card| Some(card.key.0.clone()));
    let open = Memo::new(move |_| chosen.with_value(|chosen| chosen.selected(&key)));
    let name = untrack(|| card.with_value(|card| page.place_name(card.place)));
    let element = NodeRef::<leptos::html::Div>::new();
    // F8 goes down the list: the open card must be seen.
    Effect::new(move |_| {
        if open.get()
            && let Some(element) = element.get()
        {
            request_animation_frame(move || keep_in_view(&element));
        }
    });
    view! {
        <div
            class="card"
            role="listitem"
            node_ref=element
            class:open=move || open.get()
            data-finding=card.with_value(|card| card.key.0.clone())
            data-rule=card.with_value(|card| card.rule.clone())
            data-cell=name.clone()
            data-severity=card.with_value(|card| tint(card.severity))
        >
            <button
                type="button"
                class="card-head"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| if open.get() { page.chosen.set(None) } else { card.with_value(|card| page.go_to_card(card)) }
            >
                <span class="where">{name.clone()}</span>
                <span class="title">{card.with_value(|card| card.title.get(lang).to_owned())}</span>
                <span class="line">{move || (!open.get()).then(|| card.with_value(|card| card.message.get(lang).to_owned()))}</span>
            </button>
            <Show when=move || open.get()>
                <Detail page card lang />
            </Show>
        </div>
    }
}

fn keep_in_view(element: &web_sys::HtmlElement) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

#[component]
fn Detail(page: Page, card: StoredValue<Card>, lang: Lang) -> impl IntoView {
    let finding = card.get_value();
    let figures = !finding.operands.is_empty();
    let likely = finding.likely.clone();
    let message = finding.message.clone();
    // Where the figures are set out, a sentence that repeats them is one too many.
    let told = !figures || finding.expected.is_none();
    let has_likely = !likely.vi.is_empty();
    // A guess is called one only when there is something to go by.
    let undecided = finding.fixes.is_empty();
    let because = finding.reason.as_ref().map(|reason| reason.words().get(lang).to_owned());
    let kept = because.filter(|because| !because.is_empty()).map(|because| Word::KeptBecause.with(lang, &[&because]));
    let guessed = finding.cause.is_some() || !finding.fixes.is_empty();
    view! {
        <div class="detail">
            {told.then(|| view! { <p class="message">{message.get(lang).to_owned()}</p> })}
            {figures.then(|| view! { <Arithmetic page card lang /> })}
            <Show when=move || has_likely>
                <p class="likely" class:undecided=!guessed>
                    <Show when=move || guessed>
                        <b>{Word::Likely.get(lang)}</b>
                        " "
                    </Show>
                    {likely.get(lang).to_owned()}
                </p>
            </Show>
            {undecided.then(|| view! { <OtherSuspects page card lang /> })}
            {kept.map(|kept| view! { <p class="kept">{kept}</p> })}
            <Actions page card lang />
        </div>
    }
}

#[component]
fn Arithmetic(page: Page, card: StoredValue<Card>, lang: Lang) -> impl IntoView {
    let all = RwSignal::new(false);
    let operands = card.with_value(|card| card.operands.clone());
    let number = operands.len();
    // One more than fits is shown rather than folded away for the sake of a single line.
    let folds = number > OPERANDS + 1;
    let listed = move || {
        let limit = if all.get() || !folds { number } else { OPERANDS };
        operands.iter().take(limit).cloned().enumerate().collect::<Vec<_>>()
    };
    let (found, expected, difference) =
        card.with_value(|card| (card.found.clone(), card.expected.clone(), card.difference.clone()));
    view! {
        <div class="arithmetic">
            <ul>
                {move || {
                    listed()
                        .into_iter()
                        .map(|(place, operand)| {
                            let blank = operand.shown.trim().is_empty();
                            let shown = operand.shown.clone();
                            let called = page.place_here(operand.place, lang);
                            // A label that names its place is enough.
                            let named = operand.label.contains(&called);
                            let reference = (!named).then(|| view! { <span class="ref">{called}</span> " " });
                            view! {
                                <li>
                                    <button type="button" class="operand" on:click=move |_| page.go_to_operand(operand.place)>
                                        <span class="swatch" data-swatch=place % 8 + 1 class:blank=blank></span>
                                        <span class="label">
                                            {reference}
                                            {operand.label.clone()}
                                        </span>
                                        <span class="value" class:blank=blank>
                                            {if blank { Word::Blank.get(lang).to_owned() } else { shown }}
                                        </span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <Show when=move || folds && !all.get()>
                <button type="button" class="quiet fold" on:click=move |_| all.set(true)>
                    {Word::MoreOperands.with(lang, &[&count(number.saturating_sub(OPERANDS), lang)])}
                </button>
            </Show>
            <dl>
                {expected.map(|expected| view! {
                    <div class="computed">
                        <dt>{Word::Recomputed.get(lang)}</dt>
                        <dd>{expected}</dd>
                    </div>
                })}
                <div class="found">
                    <dt>{Word::Written.get(lang)}</dt>
                    <dd>
                        {if found.trim().is_empty() {
                            view! { <span class="blank">{Word::Blank.get(lang)}</span> }.into_any()
                        } else {
                            found.into_any()
                        }}
                        {difference.map(|difference| format!(" ({difference})"))}
                    </dd>
                </div>
            </dl>
        </div>
    }
}

/// Other cells that may be the wrong ones, each with the value that would repair everything.
#[component]
fn OtherSuspects(page: Page, card: StoredValue<Card>, lang: Lang) -> impl IntoView {
    // What the buttons offer already is not said twice.
    let offered: Vec<_> = card.with_value(|card| card.fixes.iter().flat_map(|fix| fix.cells.clone()).collect());
    let key = card.with_value(|card| card.key.clone());
    let suspects: Vec<_> = card.with_value(|card| {
        card.suspects
            .iter()
            .enumerate()
            .filter_map(|(index, suspect)| Some((index, suspect.place, suspect.repaired?)))
            .filter(|(_, place, _)| place.cell().is_none_or(|cell| !offered.contains(&cell)))
            .take(4)
            .collect()
    });
    (!suspects.is_empty()).then(move || {
        let buttons = suspects
            .into_iter()
            .map(|(index, place, repaired)| {
                let called = page.place_here(place, lang);
                let notation = if lang == Lang::Vi { Notation::Vietnamese } else { Notation::English };
                let value = written(repaired, notation);
                let key = key.clone();
                view! {
                    <button
                        type="button"
                        class="suspect"
                        data-action="repair"
                        title=Word::RepairTitle.with(lang, &[&called, &value])
                        on:click=move |_| page.change(Ask::Repair { key: key.clone(), index })
                    >
                        {Word::RepairTo.with(lang, &[&called, &value])}
                    </button>
                }
            })
            .collect_view();
        view! {
            <p class="others">
                <span>{Word::OtherSuspects.get(lang)}</span>
                {buttons}
            </p>
        }
    })
}

#[component]
fn Actions(page: Page, card: StoredValue<Card>, lang: Lang) -> impl IntoView {
    let more = RwSignal::new(false);
    let asks = RwSignal::new(false);
    let (key, dismissed) = card.with_value(|card| (card.key.clone(), card.dismissed));
    let fixes = card.with_value(|card| card.fixes.clone());
    let decided = !fixes.is_empty();
    let buttons = fixes
        .into_iter()
        .take(3)
        .enumerate()
        .map(|(index, fix)| {
            let key = key.clone();
            view! {
                <button
                    type="button"
                    class=if index == 0 && fix.applicability < Applicability::Possible { "primary" } else { "plain" }
                    data-action="fix"
                    data-applicability=match fix.applicability {
                        Applicability::Safe => "safe",
                        Applicability::Suggested => "suggested",
                        Applicability::Possible => "possible",
                    }
                    on:click=move |_| page.change(Ask::Fix { key: key.clone(), index })
                >
                    {fix.title.get(lang).to_owned()}
                </button>
            }
        })
        .collect_view();
    let decide = {
        let key = key.clone();
        if dismissed {
            view! {
                <button type="button" class="plain" data-action="restore" on:click=move |_| page.change(Ask::Restore { key: key.clone() })>
                    {Word::Restore.get(lang)}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="plain"
                    data-action="dismiss"
                    title=Word::DismissTitle.get(lang)
                    aria-expanded=move || if asks.get() { "true" } else { "false" }
                    on:click=move |_| asks.update(|asks| *asks = !*asks)
                >
                    {Word::Dismiss.get(lang)}
                </button>
            }
            .into_any()
        }
    };
    let key = StoredValue::new(key);
    let about = move || {
        card.with_value(|card| {
            let percent = format!("{}%", (card.confidence * 100.0).round());
            let law = card.law.get(lang).to_owned();
            [law, Word::Certainty.with(lang, &[&percent]), Word::Rule.with(lang, &[card.title.get(lang), &card.rule])]
        })
    };
    view! {
        <div class="actions">
            {buttons}
            <span>
                {decide}
                <button
                    type="button"
                    class="plain dots"
                    data-action="more"
                    aria-label=Word::More.get(lang)
                    aria-expanded=move || if more.get() { "true" } else { "false" }
                    on:click=move |_| more.update(|more| *more = !*more)
                >
                    "⋯"
                </button>
            </span>
        </div>
        <Show when=move || asks.get()>
            <Reasons page key=key.get_value() asks lang />
        </Show>
        <Show when=move || more.get()>
            <div class="about">
                {move || about().into_iter().filter(|line| !line.is_empty()).map(|line| view! { <p>{line}</p> }).collect_view()}
                {decided.then(|| view! { <OtherSuspects page card lang /> })}
                <button type="button" class="quiet" data-action="copy" on:click=move |_| page.copy(&plain(&untrack(|| page.place_name(card.with_value(|card| card.place))), lang, &card.get_value()))>
                    {Word::CopyFinding.get(lang)}
                </button>
            </div>
        </Show>
    }
}

/// Why a figure is kept: asked before it is.
#[component]
fn Reasons(page: Page, key: FindingKey, asks: RwSignal<bool>, lang: Lang) -> impl IntoView {
    let (first, words) = (NodeRef::<html::Button>::new(), NodeRef::<html::Input>::new());
    let key = StoredValue::new(key);
    let keep = move |reason: Reason| page.dismiss(key.get_value(), reason);
    let in_words = move || {
        let told = words.get_untracked().map(|input| input.value().trim().to_owned()).unwrap_or_default();
        keep(if told.is_empty() { Reason::Untold } else { Reason::Other(told) });
    };
    Effect::new(move |_| {
        if let Some(button) = first.get() {
            request_animation_frame(move || {
                let _ = button.focus();
            });
        }
    });
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            asks.set(false);
            page.regain();
        }
        // Its own Delete is for letters.
        "Delete" => event.stop_propagation(),
        _ => {}
    };
    view! {
        <div class="reasons" role="group" aria-label=Word::DismissWhy.get(lang) on:keydown=on_key>
            <p>{Word::DismissWhy.get(lang)}</p>
            <button type="button" class="plain" data-reason="source" node_ref=first on:click=move |_| keep(Reason::Source)>
                {Word::DismissSource.get(lang)}
            </button>
            <button type="button" class="plain" data-reason="rounded" on:click=move |_| keep(Reason::Rounded)>
                {Word::DismissRounded.get(lang)}
            </button>
            <span>
                <input
                    type="text"
                    node_ref=words
                    autocomplete="off"
                    maxlength="200"
                    placeholder=Word::DismissOther.get(lang)
                    aria-label=Word::DismissOther.get(lang)
                    on:keydown=move |event| if event.key() == "Enter" && !event.is_composing() { in_words() }
                />
                <button type="button" class="plain" data-reason="other" on:click=move |_| in_words()>
                    {Word::DismissOtherGo.get(lang)}
                </button>
            </span>
        </div>
    }
}

/// A finding as text, to be sent to whoever made the table.
fn plain(place: &str, lang: Lang, card: &Card) -> String {
    let lines = [
        format!("{place}: {}", card.title.get(lang)),
        card.message.get(lang).to_owned(),
        card.likely.get(lang).to_owned(),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
