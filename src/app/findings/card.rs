//! A finding: closed it says what is wrong in a line, open it shows the arithmetic and what can be
//! done.

use leptos::prelude::*;

use super::tint;
use crate::app::i18n::{Word, count};
use crate::app::state::Page;
use crate::finding::Applicability;
use crate::number::{Notation, format as written};
use crate::protocol::{Ask, Card};
use crate::text::Lang;

/// How many operands are listed before the rest is folded away.
const OPERANDS: usize = 8;

/// A card in the list.
#[component]
pub(super) fn FindingCard(page: Page, card: Card) -> impl IntoView {
    let card = StoredValue::new(card);
    let key = card.with_value(|card| card.key.clone());
    let open = Memo::new(move |_| page.chosen.with(|chosen| chosen.as_ref() == Some(&key)));
    let name = untrack(|| card.with_value(|card| format!("{}!{}", page.sheet_name(card.sheet), card.cell)));
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
                <span class="title">{move || card.with_value(|card| page.both(&card.title))}</span>
                <span class="line">{move || (!open.get()).then(|| card.with_value(|card| page.both(&card.message)))}</span>
            </button>
            <Show when=move || open.get()>
                <Detail page card />
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
fn Detail(page: Page, card: StoredValue<Card>) -> impl IntoView {
    let finding = card.get_value();
    let figures = !finding.operands.is_empty();
    let likely = finding.likely.clone();
    let message = finding.message.clone();
    // Where the figures are set out, a sentence that repeats them is one too many.
    let told = !figures || finding.expected.is_none();
    let has_likely = !likely.vi.is_empty();
    // A guess is called one only when there is something to go by.
    let undecided = finding.fixes.is_empty();
    let guessed = finding.cause.is_some() || !finding.fixes.is_empty();
    view! {
        <div class="detail">
            {told.then(|| view! { <p class="message">{move || page.both(&message)}</p> })}
            {figures.then(|| view! { <Arithmetic page card /> })}
            <Show when=move || has_likely>
                <p class="likely" class:undecided=!guessed>
                    <Show when=move || guessed>
                        <b>{move || page.t(Word::Likely)}</b>
                        " "
                    </Show>
                    {
                        let likely = likely.clone();
                        move || page.both(&likely)
                    }
                </p>
            </Show>
            {undecided.then(|| view! { <OtherSuspects page card /> })}
            <Actions page card />
        </div>
    }
}

#[component]
fn Arithmetic(page: Page, card: StoredValue<Card>) -> impl IntoView {
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
    let sheet = card.with_value(|card| card.sheet);
    view! {
        <div class="arithmetic">
            <ul>
                {move || {
                    listed()
                        .into_iter()
                        .map(|(place, operand)| {
                            let blank = operand.shown.trim().is_empty();
                            let shown = operand.shown.clone();
                            view! {
                                <li>
                                    <button type="button" class="operand" on:click=move |_| page.go_to_operand(sheet, operand.cell)>
                                        <span class="swatch" data-swatch=place % 8 + 1 class:blank=blank></span>
                                        <span class="label">
                                            <span class="ref">{operand.cell.to_string()}</span>
                                            " "
                                            {operand.label.clone()}
                                        </span>
                                        <span class="value" class:blank=blank>
                                            {move || if blank { page.t(Word::Blank).to_owned() } else { shown.clone() }}
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
                    {move || page.tf(Word::MoreOperands, &[&count(number - OPERANDS, page.lang.get())])}
                </button>
            </Show>
            <dl>
                {expected.map(|expected| view! {
                    <div class="computed">
                        <dt>{move || page.t(Word::Recomputed)}</dt>
                        <dd>{expected}</dd>
                    </div>
                })}
                <div class="found">
                    <dt>{move || page.t(Word::Written)}</dt>
                    <dd>
                        {if found.trim().is_empty() {
                            view! { <span class="blank">{move || page.t(Word::Blank)}</span> }.into_any()
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
fn OtherSuspects(page: Page, card: StoredValue<Card>) -> impl IntoView {
    // What the buttons offer already is not said twice.
    let offered: Vec<_> = card.with_value(|card| card.fixes.iter().flat_map(|fix| fix.cells.clone()).collect());
    let key = card.with_value(|card| card.key.clone());
    let suspects: Vec<_> = card.with_value(|card| {
        card.suspects
            .iter()
            .enumerate()
            .filter(|(_, suspect)| !offered.contains(&suspect.cell))
            .filter_map(|(index, suspect)| suspect.repaired.map(|repaired| (index, suspect.cell, repaired)))
            .take(4)
            .collect()
    });
    (!suspects.is_empty()).then(move || {
        let buttons = suspects
            .into_iter()
            .map(|(index, cell, repaired)| {
                let value = move || {
                    written(
                        repaired,
                        if page.lang.get() == Lang::Vi { Notation::Vietnamese } else { Notation::English },
                    )
                };
                let key = key.clone();
                view! {
                    <button
                        type="button"
                        class="suspect"
                        data-action="repair"
                        title=move || page.tf(Word::RepairTitle, &[&cell.to_string(), &value()])
                        on:click=move |_| page.change(Ask::Repair { key: key.clone(), index })
                    >
                        {move || page.tf(Word::RepairTo, &[&cell.to_string(), &value()])}
                    </button>
                }
            })
            .collect_view();
        view! {
            <p class="others">
                <span>{move || page.t(Word::OtherSuspects)}</span>
                {buttons}
            </p>
        }
    })
}

#[component]
fn Actions(page: Page, card: StoredValue<Card>) -> impl IntoView {
    let more = RwSignal::new(false);
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
                    {move || page.both(&fix.title)}
                </button>
            }
        })
        .collect_view();
    let decide = {
        let key = key.clone();
        if dismissed {
            view! {
                <button type="button" class="plain" data-action="restore" on:click=move |_| page.change(Ask::Restore { key: key.clone() })>
                    {move || page.t(Word::Restore)}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="plain"
                    data-action="dismiss"
                    title=move || page.t(Word::DismissTitle)
                    on:click=move |_| page.dismiss(key.clone())
                >
                    {move || page.t(Word::Dismiss)}
                </button>
            }
            .into_any()
        }
    };
    let about = move || {
        card.with_value(|card| {
            let percent = format!("{}%", (card.confidence * 100.0).round());
            [page.both(&card.law), page.tf(Word::Certainty, &[&percent]), page.tf(Word::Rule, &[&card.rule])]
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
                    aria-label=move || page.t(Word::More)
                    aria-expanded=move || if more.get() { "true" } else { "false" }
                    on:click=move |_| more.update(|more| *more = !*more)
                >
                    "⋯"
                </button>
            </span>
        </div>
        <Show when=move || more.get()>
            <div class="about">
                {move || about().into_iter().filter(|line| !line.is_empty()).map(|line| view! { <p>{line}</p> }).collect_view()}
                {decided.then(|| view! { <OtherSuspects page card /> })}
                <button type="button" class="quiet" data-action="copy" on:click=move |_| page.copy(&untrack(|| plain(page, &card.get_value())))>
                    {move || page.t(Word::CopyFinding)}
                </button>
            </div>
        </Show>
    }
}

/// A finding as text, to be sent to whoever made the table.
fn plain(page: Page, card: &Card) -> String {
    let lines = [
        format!("{}!{}: {}", page.sheet_name(card.sheet), card.cell, page.both(&card.title)),
        page.both(&card.message),
        page.both(&card.likely),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
