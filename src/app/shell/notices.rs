//! What the page tells: that a file is being read, that it could not be, what has just happened,
//! and the questions that must be answered first.

use leptos::{html, prelude::*};

use super::modal::Modal;
use crate::app::i18n::{Word, count};
use crate::app::state::{Page, Pending, Phase, Take};
use crate::protocol::Stage;

/// Why the last file could not be opened.
#[component]
pub(super) fn Notice(page: Page) -> impl IntoView {
    let failure = move || {
        page.phase.with(|phase| match phase {
            Phase::Failed(what, why) => Some((what.clone(), why.clone())),
            _ => None,
        })
    };
    let kept = move || page.overview.with(Option::is_some);
    let close = move |_| {
        page.phase.set(if kept() { Phase::Checked } else { Phase::Empty });
        page.regain();
    };
    move || {
        failure().map(|(what, why)| {
            view! {
                <div class="failure" role="alert">
                    <div>
                        <b>{page.both(&what)}</b>
                        <p>{page.both(&why)}</p>
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

/// A block that was pasted into the sheet: it may have been meant as a table by itself.
#[component]
pub(super) fn PastedBlock(page: Page) -> impl IntoView {
    let close = move |_| {
        page.pasted.set(None);
        page.regain();
    };
    move || {
        page.pasted.get().map(|(words, _)| {
            view! {
                <div class="offer">
                    <p>{page.both(&words)}</p>
                    <button type="button" class="plain" data-action="check-pasted" on:click=move |_| page.check_pasted()>
                        {page.t(Word::PastedAlone)}
                    </button>
                    <button type="button" class="quiet" data-action="close-pasted" on:click=close>
                        {page.t(Word::Close)}
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

/// The corrected file that was just downloaded: what is in it, and its receipt.
#[component]
pub(super) fn Downloaded(page: Page) -> impl IntoView {
    let close = move |_| {
        page.taken.set(None);
        page.regain();
    };
    move || {
        page.taken.get().map(|taken| {
            let notes = taken.notes.iter().map(|note| view! { <p>{page.both(note)}</p> }).collect_view();
            view! {
                <section class="taken" aria-label=page.tf(Word::SaidSaved, &[&taken.name])>
                    <b>{page.tf(Word::SaidSaved, &[&taken.name])}</b>
                    {notes}
                    <div class="buttons">
                        <button type="button" class="plain" data-action="receipt" on:click=move |_| page.take(Take::Receipt)>
                            {page.t(Word::TakenReceipt)}
                        </button>
                        <button type="button" class="plain" data-action="close-taken" on:click=close>
                            {page.t(Word::Close)}
                        </button>
                    </div>
                </section>
            }
        })
    }
}

/// What is asked before anything else: whether edits may be lost, whether a pasted table may take the
/// place of a file, whether a file may lose something by being saved.
#[component]
pub(super) fn Questions(page: Page) -> impl IntoView {
    let stay = NodeRef::<html::Button>::new();
    // Closing, the dialog keeps the words that it had.
    let pending = move || page.pending.get().unwrap_or(Pending::Discard);
    let words = move || match pending() {
        Pending::Discard => [Word::DiscardTitle, Word::DiscardLead, Word::DiscardGo, Word::DiscardStay],
        Pending::Pasted => [Word::PastedTitle, Word::PastedLead, Word::PastedGo, Word::DiscardStay],
        Pending::Losses => [Word::LossesTitle, Word::LossesLead, Word::LossesGo, Word::LossesStay],
        Pending::Close(_) => [Word::CloseTitle, Word::CloseLead, Word::CloseGo, Word::DiscardStay],
    };
    let named = move || match pending() {
        Pending::Close(source) => page.name_of(source),
        _ => page.file_name().unwrap_or_default(),
    };
    let discards = move || matches!(pending(), Pending::Discard | Pending::Close(_));
    let losses = move || {
        let losses = page.overview.with(|o| o.as_ref().map(|o| o.losses.clone()).unwrap_or_default());
        (pending() == Pending::Losses).then(|| {
            view! {
                <ul class="losses">
                    {losses.iter().map(|loss| view! { <li>{page.both(loss)}</li> }).collect_view()}
                </ul>
                <p>{page.t(Word::LossesOriginal)}</p>
            }
        })
    };
    view! {
        <Modal
            open=Signal::derive(move || page.pending.with(Option::is_some))
            safe=stay
            escape=Callback::new(move |()| page.decide(false))
        >
            <h2 id="dialog-title">{move || page.t(words()[0])}</h2>
            <div id="dialog-lead">
                <p>{move || page.tf(words()[1], &[&named()])}</p>
                {losses}
            </div>
            <div class="buttons">
                // To lose something is the plain button, to keep all the one that stands out.
                <button
                    type="button"
                    class:plain=move || discards()
                    class:primary=move || !discards()
                    data-action=move || if discards() { "discard" } else { "go-on" }
                    on:click=move |_| page.decide(true)
                >
                    {move || page.t(words()[2])}
                </button>
                <button
                    type="button"
                    class:plain=move || !discards()
                    class:primary=move || discards()
                    data-action="stay"
                    node_ref=stay
                    on:click=move |_| page.decide(false)
                >
                    {move || page.t(words()[3])}
                </button>
            </div>
        </Modal>
    }
}
