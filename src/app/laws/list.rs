//! The laws of the sheet in the panel.

use leptos::{ev, html, prelude::*};

use super::editor::{LawEditor, tally};
use crate::app::file;
use crate::app::i18n::{Word, count};
use crate::app::state::{Page, focus as keyboard};
use crate::protocol::LawRow;
use crate::text::Lang;

/// The panel of laws.
#[component]
pub(in crate::app) fn LawPanel(page: Page) -> impl IntoView {
    let laws = page.laws;
    let rows =
        Memo::new(move |_| laws.list.with(|list| list.as_ref().map(|list| list.laws.clone()).unwrap_or_default()));
    let known = move || laws.list.with(Option::is_some);
    let on = move || rows.with(|rows| rows.iter().filter(|law| law.off.is_none() && law.idle.is_none()).count());
    let off = move || rows.with(|rows| rows.iter().filter(|law| law.off.is_some()).count());
    let headline = move || {
        let lang = page.lang.get();
        let mut words = Word::LawsOn.with(lang, &[&count(on(), lang)]);
        if off() > 0 {
            words.push_str(&Word::LawsOff.with(lang, &[&count(off(), lang)]));
        }
        words
    };
    let all = move |_| {
        let turns_off = on() > 0;
        let ids = rows.with_untracked(|rows| {
            let concerned = rows.iter().filter(|law| law.idle.is_none() && law.off.is_none() == turns_off);
            concerned.map(|law| law.id.clone()).collect()
        });
        page.turn_laws(ids, !turns_off);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            "Escape" => {
                page.choose_law(None);
                return event.prevent_default();
            }
            _ => return,
        };
        event.prevent_default();
        let chosen = laws.chosen.get_untracked();
        let next = rows.with_untracked(|rows| {
            let at = rows.iter().position(|law| Some(&law.id) == chosen.as_ref());
            let next = match (at, forward) {
                (None, _) => 0,
                (Some(at), true) => at + 1,
                (Some(at), false) => at.checked_sub(1)?,
            };
            rows.get(next).map(|law| (next, law.id.clone()))
        });
        if let Some((index, id)) = next {
            page.choose_law(Some(id));
            request_animation_frame(move || {
                keyboard::on_row(&index.to_string());
                if let Some(row) = document().get_element_by_id(&format!("law-{index}")) {
                    row.scroll_into_view_with_bool(false);
                }
            });
        }
    };
    let profile = NodeRef::<html::Input>::new();
    view! {
        <section class="laws" aria-label=move || page.t(Word::TabLaws)>
            <div class="laws-head">
                <b>{headline}</b>
                <Show when=move || { on() + off() > 0 }>
                    <button type="button" class="quiet" data-action="laws-all" on:click=all>
                        {move || page.t(if on() > 0 { Word::LawsAllOff } else { Word::LawsAllOn })}
                    </button>
                </Show>
            </div>
            <div class="laws-list">
                <Show when=move || known() && rows.with(Vec::is_empty)>
                    <p class="laws-none">{move || page.t(Word::LawsNone)}</p>
                </Show>
                <ul aria-label=move || page.t(Word::LawList) on:keydown=on_key>
                    {move || {
                        let lang = page.lang.get();
                        let rows = rows.get().into_iter().enumerate();
                        rows.map(|(index, law)| law_row(page, lang, index, law)).collect_view()
                    }}
                </ul>
            </div>
            <Show
                when=move || laws.draft.with(Option::is_some)
                fallback=move || view! {
                    <div class="laws-foot">
                        <button type="button" class="plain" data-action="law-add" on:click=move |_| page.type_law(String::new(), None)>
                            {move || page.t(Word::LawAdd)}
                        </button>
                        <span class="gap"></span>
                        <input
                            id="import-laws"
                            class="visually-hidden"
                            type="file"
                            tabindex="-1"
                            accept=".json,application/json"
                            aria-label=move || page.t(Word::LawImportTitle)
                            node_ref=profile
                            on:change=move |_| {
                                let chosen = profile.get_untracked().map(|input| file::chosen(&input)).unwrap_or_default();
                                if let Some(file) = chosen.into_iter().next() {
                                    page.import_laws(file);
                                }
                            }
                        />
                        <button
                            type="button"
                            class="quiet"
                            data-action="laws-import"
                            title=move || page.t(Word::LawImportTitle)
                            on:click=move |_| if let Some(input) = profile.get_untracked() { input.click() }
                        >
                            {move || page.t(Word::LawImport)}
                        </button>
                        <button
                            type="button"
                            class="quiet"
                            data-action="laws-export"
                            title=move || page.t(Word::LawExportTitle)
                            disabled=move || page.status.with(|status| status.journal.laws.is_none())
                            on:click=move |_| page.export_laws()
                        >
                            {move || page.t(Word::LawExport)}
                        </button>
                        <p>{move || page.t(Word::LawKept)}</p>
                    </div>
                }
            >
                <LawEditor page />
            </Show>
        </section>
    }
}

fn law_row(page: Page, lang: Lang, index: usize, law: LawRow) -> impl IntoView + use<> {
    let formula = law.formula.get(lang).to_owned();
    let meaning = law.meaning.get(lang).to_owned();
    let is_off = law.off.is_some();
    let (holds, of) = law.tally;
    let told = match (&law.idle, of) {
        (Some(_), _) => Word::LawIdle.get(lang).to_owned(),
        _ => format!("{} {}", if holds == of { "✓" } else { "✗" }, tally(law.tally, law.of_columns, lang)),
    };
    let source = match &law.off {
        Some(day) => Word::LawOffSince.with(lang, &[day]),
        None => law.source.get(lang).to_owned(),
    };
    let state = match (is_off, law.idle.is_some(), holds == of) {
        (true, ..) => "off",
        (_, true, _) => "idle",
        (_, _, true) => "holds",
        _ => "broken",
    };
    let switch = (law.idle.is_none()).then(|| {
        let id = law.id.clone();
        view! {
            <button
                type="button"
                class="switch"
                role="switch"
                data-action="law-switch"
                aria-checked=if is_off { "false" } else { "true" }
                aria-label=Word::LawSwitch.with(lang, &[&formula])
                on:click=move |_| page.turn_laws(vec![id.clone()], is_off)
            >
                <span></span>
            </button>
        }
    });
    let idle = law.idle.as_ref().map(|why| why.get(lang).to_owned());
    let id = StoredValue::new(law.id.clone());
    let is_chosen = move || page.laws.chosen.with(|chosen| id.with_value(|id| chosen.as_ref() == Some(id)));
    let choose = move |_| {
        let wanted = (!untrack(is_chosen)).then(|| id.get_value());
        page.choose_law(wanted);
    };
    let opened = move || is_chosen().then(|| actions(page, lang, &law));
    let fold = formula.clone();
    view! {
        <li class="law-row" class:chosen=is_chosen data-state=state data-law=fold data-index=index.to_string()>
            {switch}
            <button type="button" id=format!("law-{index}") class="law-body" data-action="law" aria-pressed=move || if is_chosen() { "true" } else { "false" } on:click=choose>
                <span class="law-formula">{formula}</span>
                {(!meaning.is_empty()).then(|| view! { <span class="law-meaning">{meaning}</span> })}
                <span class="law-why">
                    <span>{source}</span>
                    <span class="law-tally">{told}</span>
                </span>
                {idle.map(|why| view! { <span class="law-meaning">{why}</span> })}
            </button>
            {opened}
        </li>
    }
}

/// What can be done with the law that is looked at.
fn actions(page: Page, lang: Lang, law: &LawRow) -> impl IntoView + use<> {
    let id = law.id.clone();
    let is_off = law.off.is_some();
    let mend = law.is_formula.then(|| {
        let (id, text) = (id.clone(), law.formula.get(lang).to_owned());
        view! {
            <button type="button" class="plain" data-action="law-mend" on:click=move |_| page.type_law(text.clone(), Some(id.clone()))>
                {Word::LawMend.get(lang)}
            </button>
        }
    });
    let turn = law.idle.is_none().then(|| {
        let id = id.clone();
        view! {
            <button type="button" class="plain" data-action="law-turn" on:click=move |_| page.turn_laws(vec![id.clone()], is_off)>
                {if is_off { Word::LawOn } else { Word::LawOff }.get(lang)}
            </button>
        }
    });
    let drop = law.own.then(|| {
        let id = id.clone();
        view! {
            <button type="button" class="plain" data-action="law-drop" on:click=move |_| page.drop_law(id.clone())>
                {Word::LawDrop.get(lang)}
            </button>
        }
    });
    let see = law.fails.filter(|_| !is_off).map(|cell| {
        view! {
            <button type="button" class="plain" data-action="law-see" on:click=move |_| page.pick_cell(cell)>
                {Word::LawSee.with(lang, &[&cell.to_string()])}
            </button>
        }
    });
    view! { <div class="law-actions">{mend} {turn} {drop} {see}</div> }
}
