//! What the page tells: that a file is being read, that it could not be, what has just happened,
//! and the question before edits are lost.

use leptos::{html, prelude::*};

use crate::app::i18n::{Word, count};
use crate::app::state::{Page, Phase};
use crate::protocol::Stage;

/// Why the last file could not be opened.
#[component]
pub(super) fn Notice(page: Page) -> impl IntoView {
    let failure = move || {
        page.phase.with(|phase| match phase {
            Phase::Failed(message) => Some(message.clone()),
            _ => None,
        })
    };
    let kept = move || page.overview.with(Option::is_some);
    let close = move |_| page.phase.set(if kept() { Phase::Checked } else { Phase::Empty });
    move || {
        failure().map(|message| {
            view! {
                <div class="failure" role="alert">
                    <div>
                        <b>{page.t(Word::FailedTitle)}</b>
                        <p>{page.both(&message)}</p>
                        {kept().then(|| view! { <p class="kept">{page.t(Word::FailedKept)}</p> })}
                    </div>
                    <button type="button" class="plain" data-action="close" on:click=close>
                        {page.t(Word::Close)}
                    </button>
                </div>
            }
        })
    }
}

/// Offers what was done to this file in an earlier visit.
#[component]
pub(super) fn Offer(page: Page) -> impl IntoView {
    let words = move || {
        page.offer.with(|offer| {
            let journal = offer.as_ref()?;
            let (word, number) = match journal.edits.len() {
                0 => (Word::OfferDecisions, journal.dismissed.len()),
                some => (Word::OfferEdits, some),
            };
            Some(page.tf(word, &[&count(number, page.lang.get())]))
        })
    };
    move || {
        words().map(|words| {
            view! {
                <div class="offer" role="status">
                    <p>{words}</p>
                    <button type="button" class="primary" data-action="take" on:click=move |_| page.take_offer(true)>
                        {page.t(Word::OfferTake)}
                    </button>
                    <button type="button" class="plain" data-action="leave" on:click=move |_| page.take_offer(false)>
                        {page.t(Word::OfferLeave)}
                    </button>
                </div>
            }
        })
    }
}

/// While a file is being read.
#[component]
pub(super) fn Loading(page: Page) -> impl IntoView {
    let words = move || {
        page.phase.with(|phase| match phase {
            Phase::Loading(name, Some(Stage::Reading)) => Some(page.tf(Word::Reading, &[name])),
            Phase::Loading(_, Some(Stage::Drawing)) => Some(page.t(Word::Drawing).to_owned()),
            Phase::Loading(_, None) => Some(page.t(Word::Starting).to_owned()),
            _ => None,
        })
    };
    move || {
        words().map(|words| {
            view! {
                <div class="loading" role="status">
                    <div class="loading-box">
                        <div class="progress" role="progressbar" aria-label=words.clone()><span></span></div>
                        <p>{words}</p>
                    </div>
                </div>
            }
        })
    }
}

/// What has just happened: shown for a few seconds, and told to assistive technology.
#[component]
pub(super) fn Told(page: Page) -> impl IntoView {
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        if page.said.with(Option::is_none) {
            return;
        }
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mine = turn.get_value();
        set_timeout(
            move || {
                if turn.get_value() == mine {
                    page.said.set(None);
                }
            },
            std::time::Duration::from_secs(6),
        );
    });
    let words = move || page.said.with(|said| said.as_ref().map(|said| page.both(&said.words)));
    let shown = move || page.said.with(|said| said.as_ref().is_some_and(|said| said.shown));
    view! {
        <div class="told" class:shown=shown role="status" aria-live="polite">
            {words}
        </div>
    }
}

/// Asks before unsaved edits are lost.
#[component]
pub(super) fn Discard(page: Page) -> impl IntoView {
    let stay = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if page.pending.get()
            && let Some(button) = stay.get()
        {
            let _ = button.focus();
        }
    });
    let name = move || page.overview.with(|overview| overview.as_ref().map(|o| o.name.clone()).unwrap_or_default());
    view! {
        <Show when=move || page.pending.get()>
            <div class="veil" on:keydown=move |event| if event.key() == "Escape" { page.decide(false) }>
                <div class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="discard-title" aria-describedby="discard-lead">
                    <h2 id="discard-title">{move || page.t(Word::DiscardTitle)}</h2>
                    <p id="discard-lead">{move || page.tf(Word::DiscardLead, &[&name()])}</p>
                    <div class="buttons">
                        <button type="button" class="plain" data-action="discard" on:click=move |_| page.decide(true)>
                            {move || page.t(Word::DiscardGo)}
                        </button>
                        <button type="button" class="primary" data-action="stay" node_ref=stay on:click=move |_| page.decide(false)>
                            {move || page.t(Word::DiscardStay)}
                        </button>
                    </div>
                </div>
            </div>
        </Show>
    }
}
