//! The files that are open side by side, when there are several.

use leptos::prelude::*;

use super::grid::severity_name;
use super::i18n::{Word, count};
use super::state::Page;
use crate::finding::Severity;
use crate::ledger::SourceIndex;
use crate::text::Lang;

/// The strip above the tabs.
#[component]
pub(super) fn Sources(page: Page) -> impl IntoView {
    let listed = Memo::new(move |_| {
        page.status.with(|status| {
            let files = status.sources.iter().map(|file| (file.name.clone(), file.errors, file.warnings));
            files.collect::<Vec<_>>()
        })
    });
    move || {
        let files = listed.get();
        (files.len() > 1).then(|| {
            let (lang, here) = (page.lang.get(), page.at.get());
            let files = (0..).zip(files).map(|(index, (name, errors, warnings))| {
                one(page, lang, SourceIndex(index), here, name, (errors, warnings))
            });
            view! {
                <div class="sources" role="group" aria-label=Word::Files.get(lang)>
                    {files.collect_view()}
                </div>
            }
        })
    }
}

fn one(page: Page, lang: Lang, of: SourceIndex, here: SourceIndex, name: String, counts: (u32, u32)) -> impl IntoView {
    let (errors, warnings) = counts;
    let number = errors.saturating_add(warnings);
    let severity = if errors > 0 { Severity::Error } else { Severity::Warning };
    let badge = (number > 0).then(|| {
        let number = count(number as usize, lang);
        let words = Word::TabFindings.with(lang, &[&number]);
        view! { <span class="badge" data-severity=severity_name(severity) aria-label=words>{number}</span> }
    });
    let close = Word::CloseFile.with(lang, &[&name]);
    view! {
        <span class="source" class:here=of == here data-source=name.clone()>
            <button
                type="button"
                class="turn"
                aria-pressed=if of == here { "true" } else { "false" }
                title=name.clone()
                on:click=move |_| if of != here { page.turn(of, |page| page.regain()) }
            >
                <span class="name">{name.clone()}</span>
                {badge}
            </button>
            <button type="button" class="quiet" data-action="close-file" aria-label=close.clone() title=close on:click=move |_| page.ask_close(of)>
                "×"
            </button>
        </span>
    }
}
