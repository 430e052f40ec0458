//! Typing a law, or pointing at its columns and lines.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::app::i18n::{Word, count};
use crate::app::state::{Page, focus as keyboard};
use crate::protocol::TriedLaw;
use crate::text::Lang;

/// The signs of the buttons: what is shown, and what is typed.
const SIGNS: [&str; 8] = ["=", "≤", "+", "−", "×", "/", "(", ")"];

/// The box in which a law is typed.
const BOX: &str = "law-text";

/// Gives the keyboard to the box, behind what stands in it.
pub(super) fn focus() {
    request_animation_frame(|| {
        let input = document().get_element_by_id(BOX).and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            keyboard::quietly(&input);
            let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
            let _ = input.set_selection_range(end, end);
        }
    });
}

/// How many of how many, as they are called.
pub(super) fn tally(tally: (u32, u32), of_columns: bool, lang: Lang) -> String {
    let word = if of_columns { Word::LawTallyColumns } else { Word::LawTallyLines };
    word.with(lang, &[&count(tally.0 as usize, lang), &count(tally.1 as usize, lang)])
}

/// The box with its signs, and what would come of what is typed.
#[component]
pub(super) fn LawEditor(page: Page) -> impl IntoView {
    let laws = page.laws;
    let input = NodeRef::<html::Input>::new();
    let mends = move || laws.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.replaces.is_some()));
    let text = move || laws.draft.with(|draft| draft.as_ref().map(|draft| draft.text.clone()).unwrap_or_default());
    let refused = move || {
        laws.tried.with(|tried| match tried {
            Some(Ok(tried)) => tried.refused.is_some(),
            Some(Err(_)) => true,
            None => true,
        })
    };
    let add = move |sign: &'static str| {
        let before = laws.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.text.clone()));
        let before = before.unwrap_or_default();
        let tight = before.trim_end().is_empty() || before.ends_with('(') || sign == ")";
        let gap = if tight { "" } else { " " };
        let after = if sign == "(" { "" } else { " " };
        page.try_law(format!("{}{gap}{sign}{after}", before.trim_end()));
        focus();
    };
    let leave = move || {
        page.choose_law(None);
        page.regain();
    };
    let on_key = move |event: ev::KeyboardEvent| {
        // Undo and the like are for what is typed here.
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" if !event.is_composing() => page.take_law(),
            "Escape" => leave(),
            _ => return,
        }
        event.prevent_default();
    };
    focus();
    view! {
        <div class="law-editor" on:keydown=on_key>
            <div class="law-editor-head">
                <b>{move || page.t(if mends() { Word::LawMendTitle } else { Word::LawAddTitle })}</b>
                <span>{move || page.t(Word::LawPointHint)}</span>
            </div>
            <input
                id=BOX
                type="text"
                node_ref=input
                autocomplete="off"
                spellcheck="false"
                maxlength="400"
                aria-label=move || page.t(Word::LawAddTitle)
                aria-describedby="law-preview"
                prop:value=text
                on:input=move |event| page.try_law(event_target_value(&event))
            />
            <div class="law-signs" role="group" aria-label=move || page.t(Word::LawSigns)>
                {SIGNS
                    .map(|sign| view! { <button type="button" class="plain" data-sign=sign on:click=move |_| add(sign)>{sign}</button> })
                    .collect_view()}
                <button type="button" class="plain" data-sign="sum" on:click=move |_| add(Word::LawSum.get(page.lang.get_untracked()))>
                    {move || page.t(Word::LawSum)}
                </button>
            </div>
            <div id="law-preview" class="law-preview" role="status" aria-live="polite">
                {move || laws.tried.get().map(|tried| match tried {
                    Ok(tried) => preview(page, tried).into_any(),
                    Err(why) => view! { <p class="bad">{page.both(&why)}</p> }.into_any(),
                })}
            </div>
            <div class="law-editor-foot">
                <button type="button" class="primary" data-action="law-take" disabled=refused on:click=move |_| page.take_law()>
                    {move || page.t(if mends() { Word::LawTakeMended } else { Word::LawTake })}
                    " "
                    <kbd>"Enter"</kbd>
                </button>
                <button type="button" class="plain" data-action="law-leave" on:click=move |_| leave()>
                    {move || page.t(Word::LawLeave)}
                </button>
            </div>
            <p class="law-example">
                {move || {
                    let example = laws.list.with(|list| list.as_ref().map(|list| page.both(&list.example)));
                    example.map(|example| page.tf(Word::LawExample, &[&example]))
                }}
            </p>
        </div>
    }
}

fn preview(page: Page, tried: TriedLaw) -> impl IntoView {
    let lang = page.lang.get();
    let told = tally(tried.tally, tried.of_columns, lang);
    let all = tried.tally.0 == tried.tally.1;
    let fails = tried.fails.iter().map(|(cell, name)| {
        if name.trim().is_empty() { cell.to_string() } else { format!("{cell} “{}”", name.trim()) }
    });
    let mut fails: Vec<String> = fails.collect();
    let more = (tried.tally.1 - tried.tally.0) as usize;
    if more > fails.len() {
        fails.push("…".to_owned());
    }
    let refused = tried.refused.as_ref().map(|why| page.both(why));
    let formula = page.both(&tried.formula);
    let meaning = page.both(&tried.meaning);
    view! {
        <p class="law-formula">{formula}</p>
        <p class="law-meaning">{meaning}</p>
        {match refused {
            Some(why) => view! { <p class="bad">{why}</p> }.into_any(),
            None => view! {
                <p class=if all { "good" } else { "some" }>{Word::LawHolds.with(lang, &[&told])}</p>
                {(!fails.is_empty()).then(|| view! { <p>{Word::LawFails.with(lang, &[&fails.join(", ")])}</p> })}
            }
            .into_any(),
        }}
    }
}
