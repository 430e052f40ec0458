//! One cell.

use std::sync::Arc;

use leptos::prelude::*;

use super::tone::{self, Ground as Paper};
use crate::app::i18n::Word;
use crate::app::state::{Ground, Page};
use crate::finding::Severity;
use crate::protocol::{CellView, Drawn, Overview};
use crate::workbook::{Alignment, Font, Style, StyleId, VerticalAlignment};

/// Pixels of the row numbers and of the column letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heads {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// How a severity is told to style sheets and tests.
pub(in crate::app) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// And to people.
fn severity_word(severity: Severity) -> Word {
    match severity {
        Severity::Error => Word::FilterError,
        Severity::Warning => Word::FilterWarning,
        Severity::Info => Word::FilterOther,
    }
}

pub(super) fn view(
    page: Page,
    ground: &Arc<Ground>,
    overview: &Arc<Overview>,
    heads: Heads,
    cell: CellView,
) -> impl IntoView + use<> {
    let mut style = style_of(page, overview, cell.style);
    let at = cell.at;
    let (x, y) = (heads.width + ground.cols.start(at.col.0), heads.height + ground.rows.start(at.row.0));
    let (w, h) = (ground.cols.across(at.col.0, cell.span.1), ground.rows.across(at.row.0, cell.span.0));
    let reach = cell.reach.map(|(first, last)| {
        let left = ground.cols.start(first) - ground.cols.start(at.col.0);
        let width = ground.cols.across(first, last.saturating_sub(first).saturating_add(1));
        (format!("{left}px"), format!("{width}px"))
    });
    let aligned = alignment(&style, cell.drawn);
    let borders = cell.borders.unwrap_or(style.borders);
    // A text that neighbours would cut is broken where the row has room for a second line.
    let line = style.font.size.clamp(1.0, 409.0) * 96.0 / 72.0 * 1.3125 * ground.zoom;
    let cell = match cell.squeeze {
        Some(_) if cell.drawn == Drawn::Text && cell.reach.is_none() && h >= 2.0 * line => {
            style.wrap = true;
            CellView { squeeze: None, ..cell }
        }
        _ => cell,
    };
    let class = classes(&style, &cell, aligned, borders, ground.shape.grid_lines);
    let look = look(&style, &cell, ground.zoom, [x - 1.0, y - 1.0, w + 1.0, h + 1.0]);
    let name = format!("{}!{at}", ground.shape.name);
    let text = cell.text.clone();
    let label = {
        let text = cell.text.clone();
        move || {
            let mark = page.marks.with(|marks| marks.get(&at).copied()).map(severity_word);
            let said = mark.or_else(|| cell.outdated.then_some(Word::CellOutdated))?;
            Some(format!("{at} {text}. {}", page.t(said)))
        }
    };
    view! {
        <div
            class=class
            role="gridcell"
            id=format!("cell-{at}")
            data-cell=name
            data-mark=move || page.marks.with(|marks| marks.get(&at).copied().map(severity_name))
            data-operand=move || page.outlined.with(|cells| cells.get(&at).copied())
            data-suspect=move || page.suspects.with(|cells| cells.contains(&at)).then_some("true")
            data-edited=cell.edited.then_some("true")
            data-outdated=cell.outdated.then_some("true")
            title=cell.outdated.then_some(move || page.t(Word::CellOutdated))
            class:cursor=move || page.cursor.get() == at
            class:target=move || page.target.get() == Some(at)
            aria-colindex=at.col.0 + 1
            aria-colspan=(cell.span.1 > 1).then_some(cell.span.1)
            aria-rowspan=(cell.span.0 > 1).then_some(cell.span.0)
            aria-selected=move || (page.cursor.get() == at).then_some("true")
            aria-label=label
            prop:style=look
        >
            {(!text.is_empty()).then(move || match reach {
                Some((left, width)) => view! {
                    <span class="run" style:left=left style:width=width>
                        <span>{text}</span>
                    </span>
                }
                .into_any(),
                None => view! { <span class="text">{text}</span> }.into_any(),
            })}
        </div>
    }
}

/// The format of a cell: of the file, or one that an edit added.
fn style_of(page: Page, overview: &Overview, id: StyleId) -> Style {
    let index = usize::from(id.0);
    let added = || {
        let index = index.checked_sub(overview.styles.len())?;
        page.status.with_untracked(|status| status.styles.get(index).cloned())
    };
    overview.styles.get(index).cloned().or_else(added).unwrap_or_default()
}

fn alignment(style: &Style, drawn: Drawn) -> Alignment {
    match (style.horizontal, drawn) {
        (Alignment::General, Drawn::Number) => Alignment::Right,
        (Alignment::General, Drawn::Centered) => Alignment::Center,
        (Alignment::General, _) => Alignment::Left,
        (set, _) => set,
    }
}

fn classes(style: &Style, cell: &CellView, aligned: Alignment, borders: [bool; 4], grid_lines: bool) -> String {
    let mut class = String::from("cell");
    let mut add = |wanted: bool, name: &str| {
        if wanted {
            class.push(' ');
            class.push_str(name);
        }
    };
    add(style.font.bold, "b");
    add(style.font.italic, "i");
    add(style.font.underline, "u");
    add(style.font.strike, "s");
    add(style.wrap, "wrap");
    add(cell.reach.is_some(), "runs");
    add(cell.drawn == Drawn::Number, "num");
    add(style.fill.is_some(), "filled");
    add(!grid_lines, "bare");
    add(matches!(aligned, Alignment::Right), "right");
    add(matches!(aligned, Alignment::Center | Alignment::CenterContinuous), "center");
    add(matches!(aligned, Alignment::Justify), "justify");
    add(style.vertical == VerticalAlignment::Top, "top");
    add(style.vertical == VerticalAlignment::Center, "middle");
    for (drawn, name) in borders.into_iter().zip(["bl", "br", "bt", "bb"]) {
        add(drawn, name);
    }
    class
}

/// Place and colours as one CSS text. It is set through the CSS object model, which the page's
/// policy allows, unlike a style attribute; and once, which is quicker than property by property.
fn look(style: &Style, cell: &CellView, zoom: f64, [x, y, w, h]: [f64; 4]) -> String {
    let mut css = format!("left:{x}px;top:{y}px;width:{w}px;height:{h}px");
    let mut add = |property: &str, value: String| {
        css.push(';');
        css.push_str(property);
        css.push(':');
        css.push_str(&value);
    };
    if let Some(fill) = style.fill {
        add("background-color", tone::css(fill));
    }
    if cell.text.is_empty() {
        return css;
    }
    for (property, paper) in [("--ink-light", Paper::Light), ("--ink-dark", Paper::Dark)] {
        if let Some(ink) = tone::ink(style, paper) {
            add(property, tone::css(ink));
        }
    }
    let size = style.font.size.clamp(1.0, 409.0) * 96.0 / 72.0 * cell.squeeze.unwrap_or(1.0) * zoom;
    add("font-size", format!("{size:.2}px"));
    add("font-family", family(&style.font));
    if style.indent > 0 {
        add("padding-left", format!("{}px", f64::from(style.indent) * 9.0 + 4.0));
    }
    css
}

/// The face of the file, then faces that look like it and have all Vietnamese letters.
fn family(font: &Font) -> String {
    let name: String =
        font.name.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.')).collect();
    let lower = name.to_lowercase();
    let serif =
        ["times", "vntime", "serif", "cambria", "georgia", "garamond", "book"].iter().any(|kind| lower.contains(kind));
    let rest = if serif {
        "\"Times New Roman\", \"Liberation Serif\", Tinos, \"Noto Serif\", serif"
    } else {
        "\"Segoe UI\", Carlito, \"Noto Sans\", Arial, sans-serif"
    };
    // Text in a font from before Unicode is drawn in Unicode, which that font would garble.
    let legacy = crate::text::legacy::Encoding::of_font(&font.name).is_some();
    if name.is_empty() || legacy { rest.to_owned() } else { format!("\"{name}\", {rest}") }
}
