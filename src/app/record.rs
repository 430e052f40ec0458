//! The record of the review as it will print, beside what only the office knows.

use std::time::Duration;

use leptos::{ev, html, prelude::*};

use super::i18n::Word;
use super::link::Answer;
use super::state::Page;
use super::store;
use crate::protocol::{RecordForm, Request, Response};
use crate::report::{Contents, Fields};

/// How long the paper waits for more to be typed.
const PAUSE: Duration = Duration::from_millis(300);

/// What is written on the record, and how it looks.
#[derive(Clone, Copy)]
pub(super) struct Record {
    /// Whether it is looked at.
    pub(super) open: RwSignal<bool>,
    fields: RwSignal<Fields>,
    contents: RwSignal<Contents>,
    /// The paper: markup that the worker wrote, in which whatever comes from a file is text.
    paper: RwSignal<String>,
}

impl Record {
    pub(super) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            fields: RwSignal::new(Fields::default()),
            contents: RwSignal::new(Contents::default()),
            paper: RwSignal::new(String::new()),
        }
    }
}

impl Page {
    /// Shows the record of what stands now.
    pub(super) fn open_record(self) {
        self.commit();
        let today = js_sys::Date::new_0();
        let date = format!("{}/{}/{}", today.get_date(), today.get_month() + 1, today.get_full_year());
        self.record.fields.set(Fields { date, ..store::record_fields() });
        self.record.open.set(true);
        self.write_record();
    }

    /// Goes back to the sheets.
    pub(super) fn close_record(self) {
        self.record.open.set(false);
        self.record.paper.set(String::new());
        self.regain();
    }

    fn record_as(self, form: RecordForm) -> Request {
        let lang = self.lang.get_untracked();
        let (fields, contents) = (self.record.fields.get_untracked(), self.record.contents.get_untracked());
        Request::Record { lang, fields, contents, form }
    }

    fn write_record(self) {
        self.ask(self.record_as(RecordForm::Paper), None, move |answer| match answer {
            Answer::Done(Response::Record { body }, _) => self.record.paper.set(body),
            Answer::Done(Response::Failed(failure), _) => self.say(failure.message),
            _ => {}
        });
    }
}

/// The record, when it is looked at.
#[component]
pub(super) fn RecordView(page: Page) -> impl IntoView {
    view! {
        <Show when=move || page.record.open.get()>
            <Opened page />
        </Show>
    }
}

#[component]
fn Opened(page: Page) -> impl IntoView {
    let Record { fields, contents, paper, .. } = page.record;
    let back = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = back.get() {
            let _ = button.focus();
        }
    });
    // Written again a little after something was typed, ticked, or said in the other language.
    let turn = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        let (now, _, _) = (fields.get(), contents.get(), page.lang.get());
        if before.is_none() {
            return;
        }
        store::remember_record_fields(&now);
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let mine = turn.get_value();
        set_timeout(
            move || {
                if turn.get_value() == mine && page.record.open.get_untracked() {
                    page.write_record();
                }
            },
            PAUSE,
        );
    });
    let field = move |word: Word, read: fn(&Fields) -> &String, write: fn(&mut Fields) -> &mut String| {
        view! {
            <label>
                <span>{move || page.t(word)}</span>
                <input
                    type="text"
                    prop:value=move || fields.with(|fields| read(fields).clone())
                    on:input=move |event| fields.update(|fields| *write(fields) = event_target_value(&event))
                />
            </label>
        }
    };
    let tick = move |word: Word, read: fn(&Contents) -> bool, write: fn(&mut Contents) -> &mut bool| {
        view! {
            <label class="tick">
                <input
                    type="checkbox"
                    prop:checked=move || contents.with(read)
                    on:change=move |event| contents.update(|contents| *write(contents) = event_target_checked(&event))
                />
                <span>{move || page.t(word)}</span>
            </label>
        }
    };
    view! {
        <section
            class="record"
            aria-label=move || page.t(Word::Note)
            on:keydown=move |event: ev::KeyboardEvent| {
                // Undo and the like are for the sheets; here they are for what is typed.
                event.stop_propagation();
                if event.key() == "Escape" {
                    event.prevent_default();
                    page.close_record();
                }
            }
        >
            <form class="record-form" on:submit=|event| event.prevent_default()>
                <h2>{move || page.t(Word::Note)}</h2>
                <p class="lead">{move || page.t(Word::RecordLead)}</p>
                {field(Word::RecordOver, |it| &it.over, |it| &mut it.over)}
                {field(Word::RecordOffice, |it| &it.office, |it| &mut it.office)}
                <div class="pair">
                    {field(Word::RecordNumber, |it| &it.number, |it| &mut it.number)}
                    {field(Word::RecordSign, |it| &it.sign, |it| &mut it.sign)}
                </div>
                <div class="pair">
                    {field(Word::RecordPlace, |it| &it.place, |it| &mut it.place)}
                    {field(Word::RecordDate, |it| &it.date, |it| &mut it.date)}
                </div>
                {field(Word::RecordReviewer, |it| &it.reviewer, |it| &mut it.reviewer)}
                {field(Word::RecordSigner, |it| &it.signer, |it| &mut it.signer)}
                <fieldset>
                    <legend>{move || page.t(Word::RecordContents)}</legend>
                    {tick(Word::RecordMended, |it| it.mended, |it| &mut it.mended)}
                    {tick(Word::RecordKept, |it| it.kept, |it| &mut it.kept)}
                    {tick(Word::RecordNotes, |it| it.notes, |it| &mut it.notes)}
                </fieldset>
                <button type="button" class="primary" data-action="record-print" on:click=move |_| print()>
                    {move || page.t(Word::RecordPrint)}
                    " "
                    <kbd>"Ctrl+P"</kbd>
                </button>
                <div class="buttons">
                    <button type="button" class="plain" data-action="record-html" on:click=move |_| page.download(page.record_as(RecordForm::Html), false)>
                        {move || page.t(Word::RecordHtml)}
                    </button>
                    <button type="button" class="plain" data-action="record-book" on:click=move |_| page.download(page.record_as(RecordForm::Book), false)>
                        {move || page.t(Word::RecordBook)}
                    </button>
                    <button type="button" class="plain" data-action="record-text" on:click=move |_| page.download(page.record_as(RecordForm::Text), false)>
                        {move || page.t(Word::RecordText)}
                    </button>
                </div>
                <button type="button" class="quiet" data-action="record-close" node_ref=back on:click=move |_| page.close_record()>
                    {move || page.t(Word::RecordBack)}
                    " "
                    <kbd>"Esc"</kbd>
                </button>
            </form>
            <div class="record-paper" tabindex="0" role="document" aria-label=move || page.t(Word::RecordPaper) inner_html=move || paper.get()></div>
        </section>
    }
}

fn print() {
    // A browser that cannot print says so itself.
    let _ = web_sys::window().map(|window| window.print());
}
