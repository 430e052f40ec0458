//! What lies over the cells: bars and corners in them, the note at hand, and where pictures and charts stand.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

use super::cell::Heads;
use super::tone;
use crate::app::i18n::Word;
use crate::app::state::{Ground, Page};
use crate::protocol::BarView;
use crate::workbook::overlay::{Corner, Object, ObjectKind, Paint, Raised, Run};
use crate::workbook::{CellRef, Font, Style};

/// Pixels in a point.
const POINT: f64 = 96.0 / 72.0;
/// The widest that a note is, as the style sheet says.
const NOTE: f64 = 260.0;

/// A format as a conditional one changes it.
pub(super) fn painted(style: &Style, paint: Paint) -> Style {
    Style {
        fill: paint.fill.or(style.fill),
        font: Font {
            color: paint.ink.or(style.font.color),
            bold: paint.bold.unwrap_or(style.font.bold),
            italic: paint.italic.unwrap_or(style.font.italic),
            strike: paint.strike.unwrap_or(style.font.strike),
            ..style.font.clone()
        },
        ..style.clone()
    }
}

/// Shows bar and corner of a cell, behind and beside its text.
pub(super) fn show(cell: &HtmlElement, bar: Option<BarView>, note: Option<&str>) {
    while let Ok(Some(old)) = cell.query_selector(":scope > i") {
        old.remove();
    }
    let child = |class: &str, css: &str| {
        let Some(part) = document().create_element("i").ok() else { return };
        let part: HtmlElement = part.unchecked_into();
        part.set_class_name(class);
        part.style().set_css_text(css);
        // Fails for nodes that cannot stand there.
        let _ = cell.append_child(&part);
    };
    if let Some(BarView { from, length, color, zero }) = bar {
        let color = tone::css(color);
        child("databar", &format!("left:{from:.2}%;width:{length:.2}%;--bar:{color}"));
        if let Some(zero) = zero {
            child("databar-zero", &format!("left:{zero:.2}%"));
        }
    }
    let _ = match note {
        Some(note) => {
            child("corner", "");
            cell.set_attribute("aria-description", note)
        }
        None => cell.remove_attribute("aria-description"),
    };
}

/// Writes a text, each stretch of it as it looks.
pub(super) fn write(place: &HtmlElement, text: &str, runs: &[Run]) {
    if runs.is_empty() {
        return place.set_text_content(Some(text));
    }
    let mut letters = text.chars();
    for run in runs {
        let part: String = letters.by_ref().take(run.length as usize).collect();
        let Some(span) = document().create_element("span").ok() else { return };
        let span: HtmlElement = span.unchecked_into();
        span.set_text_content(Some(&part));
        let mut class = String::from("stretch");
        let said = [(run.bold, " b", " not-b"), (run.italic, " i", " not-i")];
        for name in said.iter().filter_map(|(said, is, not)| Some(if (*said)? { *is } else { *not })) {
            class.push_str(name);
        }
        let raised = match run.raised {
            Raised::Not => "",
            Raised::Above => " above",
            Raised::Below => " below",
        };
        class.push_str(raised);
        span.set_class_name(&class);
        let lines = [(run.underline, "underline"), (run.strike, "line-through")];
        let drawn: Vec<&str> = lines.iter().filter(|(said, _)| *said == Some(true)).map(|(_, name)| *name).collect();
        if !drawn.is_empty() {
            let _ = span.style().set_property("text-decoration", &drawn.join(" "));
        }
        for (property, paper) in [("--ink-light", tone::Ground::Light), ("--ink-dark", tone::Ground::Dark)] {
            let font = Font { color: run.ink, ..Font::default() };
            if let Some(ink) = tone::ink(&Style { font, ..Style::default() }, paper).filter(|_| run.ink.is_some()) {
                let _ = span.style().set_property(property, &tone::css(ink));
            }
        }
        // Fails for nodes that cannot stand there.
        let _ = place.append_child(&span);
    }
}

/// The cell with a note that an event is about.
pub(super) fn noted(target: Option<EventTarget>) -> Option<CellRef> {
    let element: Element = target?.dyn_into().ok()?;
    let cell = element.closest("[aria-description][data-cell]").ok()??;
    cell.get_attribute("data-cell")?.rsplit_once('!')?.1.parse().ok()
}

/// The note of the cell under the pointer, or of the one under the cursor.
#[component]
pub(super) fn NoteView(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    scroll: RwSignal<(f64, f64)>,
    view: RwSignal<(f64, f64)>,
    hovered: RwSignal<Option<CellRef>>,
) -> impl IntoView {
    let note = move || {
        let asked = page.draft.with(Option::is_some) || page.question.with(Option::is_some);
        let at = hovered.get().unwrap_or_else(|| page.cursor.get());
        let sheet = page.sheet.get();
        page.window.with(|window| {
            let shown = window.cells.binary_search_by_key(&at, |cell| cell.at).ok().filter(|_| !asked);
            let cell = shown.filter(|_| window.sheet == sheet).and_then(|place| window.cells.get(place))?;
            Some((at, cell.span, cell.note.clone()?))
        })
    };
    move || {
        let (at, span, note) = note()?;
        let (ground, heads, scroll, view) = (ground.get()?, heads.get(), scroll.get(), view.get());
        let still = |frozen: bool, by: f64| if frozen { by } else { 0.0 };
        let across = still(at.col.0 < ground.cols.frozen(), scroll.0);
        let left = heads.width + ground.cols.start(at.col.0) + across;
        let right = left + ground.cols.across(at.col.0, span.1) + 8.0;
        // To the right of its cell, or to the left where there is no room.
        let x = if right + NOTE > scroll.0 + view.0 { (left - NOTE - 8.0).max(scroll.0 + heads.width) } else { right };
        let y = heads.height + ground.rows.start(at.row.0) + still(at.row.0 < ground.rows.frozen(), scroll.1);
        let (x, y) = (format!("{x}px"), format!("{y}px"));
        // Those who do not see it hear it with its cell.
        Some(view! { <div class="note-text" aria-hidden="true" style:left=x style:top=y>{note}</div> })
    }
}

/// Where pictures, charts and boxes of text lie: what stands beneath them can still be read and clicked.
#[component]
pub(super) fn Objects(page: Page, ground: Memo<Option<Arc<Ground>>>, heads: Memo<Heads>) -> impl IntoView {
    move || {
        let (ground, heads) = (ground.get()?, heads.get());
        let boxes = ground.shape.objects.iter().map(|object| {
            let [x, y, wide, high] = place(&ground, object);
            let kind = match object.kind {
                ObjectKind::Picture => Some(page.t(Word::ObjectPicture)),
                ObjectKind::Chart => Some(page.t(Word::ObjectChart)),
                ObjectKind::Text => None,
            };
            let says = match kind {
                Some(kind) if object.text.is_empty() => kind.to_owned(),
                Some(kind) => format!("{kind}: {}", object.text),
                None => object.text.clone(),
            };
            let (left, top) = (format!("{}px", heads.width + x), format!("{}px", heads.height + y));
            let (width, height) = (format!("{wide}px"), format!("{high}px"));
            let class = format!("object {}", if kind.is_some() { "drawn" } else { "said" });
            view! {
                <div class=class role="img" aria-label=says.clone() style:left=left style:top=top style:width=width style:height=height>
                    <span>{says.clone()}</span>
                </div>
            }
        });
        Some(boxes.collect_view())
    }
}

/// Left, top, width and height on the sheet.
fn place(ground: &Ground, object: &Object) -> [f64; 4] {
    let scale = POINT * ground.zoom;
    let point = |(cell, into): (CellRef, (f64, f64))| {
        // A column that is narrower than it was holds the point at its end.
        let across = (into.0 * scale).min(ground.cols.size(cell.col.0));
        let down = (into.1 * scale).min(ground.rows.size(cell.row.0));
        (ground.cols.start(cell.col.0) + across, ground.rows.start(cell.row.0) + down)
    };
    let (x, y) = point(object.from);
    let (right, bottom) = match object.to {
        Corner::Cell(cell, into) => point((cell, into)),
        Corner::Size(wide, high) => (x + wide * scale, y + high * scale),
    };
    [x, y, (right - x).max(8.0), (bottom - y).max(8.0)]
}
