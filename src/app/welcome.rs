//! Before anything is open: one place to drop a file, and a sample for those who only look.

use leptos::prelude::*;

use super::i18n::Word;
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
