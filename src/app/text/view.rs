//! The text as one reads it, with its figures and findings marked.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::stretch::{Run, Stretch, runs};
use crate::app::grid::severity_name;
use crate::app::i18n::{Word, count};
use crate::app::state::Page;
use crate::finding::{FindingKey, Severity};
use crate::ledger::Span;
use crate::protocol::{Card, TextBlock};
use crate::workbook::{ParagraphIndex, ParagraphKind};

/// A finding in the text.
#[derive(Clone, PartialEq)]
struct Found {
    span: Span,
    severity: Severity,
    key: FindingKey,
    title: String,
}

/// The text. What it says is drawn anew when it changes; which finding is open is only marked.
#[component]
pub(in crate::app) fn TextView(page: Page) -> impl IntoView {
    let root = NodeRef::<html::Section>::new();
    let found = Memo::new(move |_| {
        let lang = page.lang.get();
        page.status.with(|status| {
            let here = status.findings.iter().filter(|card| !card.dismissed && card.place.source == status.source);
            let of = |card: &Card| {
                let (severity, key) = (card.severity, card.key.clone());
                Some(Found { span: card.place.span()?, severity, key, title: card.title.get(lang).to_owned() })
            };
            here.filter_map(of).collect::<Vec<Found>>()
        })
    });
    let body = move || {
        let blocks = page.text.get()?;
        let found = found.get();
        Some(blocks.iter().map(|block| shown(page, block, &found)).collect_view())
    };
    // After the text is drawn, what is looked at is marked and brought into view.
    Effect::new(move |_| {
        let (spot, reading) = (page.spot.get(), page.reading.get());
        let chosen = page.chosen.get().map(|key| key.0);
        page.text.track();
        found.track();
        if let (true, Some(root)) = (reading, root.get()) {
            request_animation_frame(move || mark(&root, spot, chosen.as_deref()));
        }
    });
    let press = move |target: Option<web_sys::EventTarget>| {
        let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let key = element
            .and_then(|element| element.closest("[data-found]").ok().flatten())
            .and_then(|element| element.get_attribute("data-found"))?;
        let card =
            page.status.with_untracked(|status| status.findings.iter().find(|card| card.key.0 == key).cloned())?;
        page.go_to_card(&card);
        Some(())
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") && !event.ctrl_key() && press(event.target()).is_some() {
            event.prevent_default();
        }
    };
    view! {
        <section
            class="prose"
            node_ref=root
            tabindex="0"
            hidden=move || !page.reading.get()
            aria-label=move || page.tf(Word::TextOf, &[&page.file_name().unwrap_or_default()])
            on:click=move |event| {
                press(event.target());
            }
            on:keydown=on_key
        >
            <Legend page />
            <article>{body}</article>
        </section>
    }
}

/// What the lines under figures mean, and how many there are of each.
#[component]
fn Legend(page: Page) -> impl IntoView {
    let counts = Memo::new(move |_| {
        page.text.with(|blocks| {
            let blocks = blocks.as_deref().map(Vec::as_slice).unwrap_or_default();
            let figures = blocks.iter().flat_map(|block| match block {
                TextBlock::Paragraph { figures, .. } => figures.as_slice(),
                TextBlock::Table { .. } => &[],
            });
            figures.fold((0_usize, 0_usize), |(confirmed, alone), figure| match figure.confirmed {
                true => (confirmed + 1, alone),
                false => (confirmed, alone + 1),
            })
        })
    });
    let words = move || {
        let lang = page.lang.get();
        let (confirmed, alone) = counts.get();
        if confirmed + alone == 0 {
            return view! { <span>{Word::TextNoFigures.get(lang)}</span> }.into_any();
        }
        view! {
            <span><i class="figure confirmed">"12"</i> " " {Word::TextConfirmed.with(lang, &[&count(confirmed, lang)])}</span>
            <span><i class="figure">"12"</i> " " {Word::TextAlone.with(lang, &[&count(alone, lang)])}</span>
        }
        .into_any()
    };
    move || page.text.with(Option::is_some).then(|| view! { <p class="legend">{words}</p> })
}

fn shown(page: Page, block: &TextBlock, found: &[Found]) -> AnyView {
    let (index, text, kind, marker, bold, figures) = match block {
        TextBlock::Table { sheet } => {
            let sheet = *sheet;
            let name = untrack(|| page.sheet_name(sheet));
            let words = Word::TextTable.with(page.lang.get(), &[&name]);
            return view! {
                <button type="button" class="plain to-table" data-table=name on:click=move |_| page.show_sheet(sheet)>
                    {words}
                </button>
            }
            .into_any();
        }
        TextBlock::Paragraph { index, text, kind, marker, bold, figures } => (index, text, kind, marker, bold, figures),
    };
    let here: Vec<&Found> = found.iter().filter(|found| found.span.paragraph == *index).collect();
    let spans: Vec<(u32, u32)> = here.iter().map(|found| (found.span.start, found.span.end)).collect();
    let parts = runs(text, bold, figures, &spans);
    let inside = parts.into_iter().map(|run| drawn(*index, run, &here)).collect_view();
    let marker = (!marker.is_empty()).then(|| view! { <span class="marker">{marker.clone()} " "</span> });
    let number = index.0.saturating_add(1);
    match kind {
        ParagraphKind::Heading(level) => {
            let level = (*level).clamp(1, 5).saturating_add(1);
            view! { <p role="heading" attr:aria-level=level.to_string() data-level=level data-paragraph=number>{marker} {inside}</p> }
                .into_any()
        }
        ParagraphKind::Item(depth) => {
            let indent = format!("{}rem", f32::from((*depth).min(6)) * 1.2 + 1.2);
            view! { <p class="item" style:padding-left=indent data-paragraph=number>{marker} {inside}</p> }.into_any()
        }
        ParagraphKind::Note => view! { <p class="note" data-paragraph=number>{marker} {inside}</p> }.into_any(),
        ParagraphKind::Box => view! { <p class="box" data-paragraph=number>{marker} {inside}</p> }.into_any(),
        ParagraphKind::Plain => view! { <p data-paragraph=number>{marker} {inside}</p> }.into_any(),
    }
}

fn drawn(paragraph: ParagraphIndex, run: Run, here: &[&Found]) -> AnyView {
    let inside = run.stretches.into_iter().map(|stretch| part(paragraph, stretch)).collect_view();
    match run.found.and_then(|index| here.get(index)) {
        None => inside.into_any(),
        Some(found) => view! {
            <span
                class="found"
                role="button"
                tabindex="0"
                title=found.title.clone()
                data-severity=severity_name(found.severity)
                data-found=found.key.0.clone()
                data-at=at(paragraph, found.span.start)
            >
                {inside}
            </span>
        }
        .into_any(),
    }
}

fn part(paragraph: ParagraphIndex, stretch: Stretch) -> AnyView {
    let Stretch { text, bold, figure } = stretch;
    match (figure, bold) {
        (None, false) => text.into_any(),
        (None, true) => view! { <b>{text}</b> }.into_any(),
        (Some(figure), bold) => view! {
            <span class="figure" class:confirmed=figure.confirmed class:bold=bold data-at=at(paragraph, figure.start)>
                {text}
            </span>
        }
        .into_any(),
    }
}

/// The name of a place in the text, as the elements carry it.
fn at(paragraph: ParagraphIndex, start: u32) -> String {
    format!("{}:{start}", paragraph.0.saturating_add(1))
}

/// Marks the finding that is open and the stretch that is looked at, and brings that into view.
fn mark(root: &web_sys::HtmlElement, spot: Option<Span>, chosen: Option<&str>) {
    let all = |class: &str| {
        let found = root.get_elements_by_class_name(class);
        (0..found.length()).filter_map(|index| found.item(index)).collect::<Vec<_>>()
    };
    let place = spot.map(|spot| at(spot.paragraph, spot.start));
    let (found, figures) = (all("found"), all("figure"));
    let marked = |element: &web_sys::Element, name: &str, is: Option<&str>| {
        is.is_some() && element.get_attribute(name).as_deref() == is
    };
    for element in &found {
        let _ = element.class_list().toggle_with_force("here", marked(element, "data-found", chosen));
    }
    for element in &figures {
        let _ = element.class_list().toggle_with_force("spot", marked(element, "data-at", place.as_deref()));
    }
    let Some(spot) = spot else { return };
    let paragraph = format!("[data-paragraph='{}']", spot.paragraph.0.saturating_add(1));
    let there = found.into_iter().chain(figures).find(|element| marked(element, "data-at", place.as_deref()));
    let target = there.or_else(|| root.query_selector(&paragraph).ok().flatten());
    if let Some(target) = target {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        target.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
