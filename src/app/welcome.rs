//! Before anything is open: one place to drop a file, and a sample for those who only look.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::i18n::{Word, count};
use super::journals::{self, Left};
use super::link::is_alone;
use super::state::{Page, Source};

/// The empty page.
#[component]
pub(super) fn Welcome(page: Page, choose: Callback<()>) -> impl IntoView {
    let alone = is_alone();
    let kept = move || match page.kept.get() {
        _ if alone => Word::WelcomeAlone,
        true => Word::WelcomeKept,
        false => Word::WelcomeUnplugged,
    };
    view! {
        <section class="welcome">
            <LeftBehind page choose />
            <div class="drop-area">
                <div class="sheet-art" aria-hidden="true">
                    <span></span><span></span><span></span><span></span><span></span><span></span><span></span>
                    <span class="hit"></span><span></span><span></span><span></span><span></span>
                </div>
                <h2>{move || page.t(Word::WelcomeTitle)}</h2>
                <p class="lead">{move || page.t(Word::WelcomeLead)}</p>
                <div class="buttons">
                    <button type="button" class="primary large" data-action="choose" on:click=move |_| choose.run(())>
                        {move || page.t(Word::WelcomeChoose)}
                    </button>
                    <button type="button" class="plain large" data-action="sample" on:click=move |_| page.open(Source::Sample)>
                        {move || page.t(Word::WelcomeSample)}
                    </button>
                </div>
                <p class="hint">{move || page.t(Word::WelcomePaste)}</p>
            </div>
            <ul class="kinds">
                {[Word::WelcomeWhatSum, Word::WelcomeWhatRatio, Word::WelcomeWhatFormula]
                    .map(|word| view! { <li>{move || page.t(word)}</li> })
                    .collect_view()}
            </ul>
            <p class="promise">
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M12 2 4 5v6c0 5 3.4 9.3 8 11 4.6-1.7 8-6 8-11V5l-8-3Z" />
                    <path class="tick" d="m8 12 3 3 5-6" />
                </svg>
                <span>
                    {move || page.t(Word::WelcomePromise)}
                    " "
                    <span data-kept=move || if page.kept.get() { "true" } else { "false" }>{move || page.t(kept())}</span>
                </span>
            </p>
        </section>
    }
}

/// What earlier visits did to files, and did not take home or take back.
#[component]
fn LeftBehind(page: Page, choose: Callback<()>) -> impl IntoView {
    let left = RwSignal::new(Vec::<Left>::new());
    let sure = RwSignal::new(None::<String>);
    spawn_local(async move {
        let found = journals::left().await;
        // The person may have opened a file by then.
        left.try_set(found);
    });
    let words = move |file: &Left| {
        let (word, number) = match file.count {
            (0, decisions) => (Word::LeftDecisions, decisions),
            (edits, _) => (Word::LeftEdits, edits),
        };
        let date = js_sys::Date::new(&file.at.into());
        let two = |number: u32| format!("{number:02}");
        let when = format!(
            "{}/{}, {}:{}",
            date.get_date(),
            date.get_month() + 1,
            two(date.get_hours()),
            two(date.get_minutes())
        );
        format!("{} · {when}", page.tf(word, &[&file.name, &count(number, page.lang.get())]))
    };
    let forget = move |fingerprint: String| {
        if sure.with_untracked(|sure| sure.as_ref() != Some(&fingerprint)) {
            return sure.set(Some(fingerprint));
        }
        left.update(|left| left.retain(|file| file.fingerprint != fingerprint));
        spawn_local(async move { journals::forget(&fingerprint).await });
    };
    let row = move |file: Left| {
        let told = words(&file);
        let (here, this) = (file.fingerprint.clone(), file.fingerprint);
        let word = move || {
            let asked = sure.with(|sure| sure.as_ref() == Some(&here));
            page.t(if asked { Word::LeftForgetSure } else { Word::LeftForget })
        };
        view! {
            <li data-left="">
                <span>{told}</span>
                <button type="button" class="plain" data-action="left-open" on:click=move |_| choose.run(())>
                    {page.t(Word::LeftOpen)}
                </button>
                <button type="button" class="quiet" data-action="left-forget" on:click=move |_| forget(this.clone())>
                    {word}
                </button>
            </li>
        }
    };
    move || {
        let files = left.get();
        (!files.is_empty()).then(|| {
            view! {
                <div class="left-behind">
                    <h2>{page.t(Word::LeftTitle)}</h2>
                    <ul>{files.into_iter().map(row).collect_view()}</ul>
                    <p class="hint">{page.t(Word::LeftLead)}</p>
                </div>
            }
        })
    }
}
