//! The grid: panes, headings, cursor and cell editor over one scrolling box.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};

use super::axis::Axis;
use super::cell::{self, Heads};
use super::keys;
use super::layout::{Pane, Strip, strips};
use super::walk::{Step, area};
use super::zoom;
use crate::app::i18n::Word;
use crate::app::link::Answer;
use crate::app::state::{Draft, Ground, Page, Place};
use crate::protocol::{Request, Response};
use crate::workbook::{CellRef, Col, Row, SheetIndex};

/// Rows and columns are asked for in blocks, so that a little scrolling asks for nothing.
const ROW_BLOCK: u32 = 24;
const COL_BLOCK: u32 = 8;
/// The share of the view that frozen panes may take; a phone would show nothing else.
const FROZEN_SHARE: f64 = 0.5;

/// What the worker should send: sheet, bands of rows, bands of columns, revision.
type Wanted = (SheetIndex, Vec<(u32, u32)>, Vec<(u32, u32)>, u32);

/// The sheet.
#[component]
pub(in crate::app) fn Grid(page: Page, focus: StoredValue<Option<Callback<()>>>) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let editor = NodeRef::<html::Input>::new();
    let scroll = RwSignal::new((0.0_f64, 0.0_f64));
    let view = RwSignal::new((0.0_f64, 0.0_f64));

    let ground = Memo::new(move |_| page.ground.get().map(|ground| thawed(&ground, view.get())));
    let heads = Memo::new(move |_| {
        let digits = ground.with(|ground| ground.as_ref().map_or(1, |ground| ground.rows.count().to_string().len()));
        Heads { width: (14.0 + 8.0 * digits as f64).max(34.0), height: 22.0 }
    });
    let wanted = Memo::new(move |_| wanted(page, ground.get()?, heads.get(), scroll.get(), view.get()));
    fit_width(page, heads, view);
    fetch(page, wanted);
    tell_cell(page);
    watch_size(scroller, view);
    follow_cursor(page, scroller, ground, heads);

    focus.set_value(Some(Callback::new(move |()| focus_on(scroller))));
    // Typing in the cell begins by key, by double click and by F2; the caret must be there.
    Effect::new(move |_| {
        if page.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.place == Place::Cell))
            && let Some(input) = editor.get()
        {
            let _ = input.focus();
        }
    });

    let screen = move || {
        let rows =
            view.get_untracked().1 / ground.with_untracked(|g| g.as_ref().map_or(20.0, |g| g.rows.size(0).max(20.0)));
        (rows as i64 - 1).max(1)
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(ground) = ground.get_untracked() else { return };
        if page.draft.get_untracked().is_some_and(|draft| draft.place == Place::Cell) {
            return;
        }
        if keys::types(&event) {
            page.begin(Place::Cell, false);
            if let Some(input) = editor.get_untracked() {
                input.set_value("");
                let _ = input.focus();
            }
        } else if keys::press(page, &ground, screen(), &event) {
            event.prevent_default();
        }
    };
    let on_click = move |event: ev::MouseEvent| {
        if let Some(at) = cell_under(&event) {
            page.pick_cell(at);
            focus_on(scroller);
        }
    };
    let on_double = move |event: ev::MouseEvent| {
        if cell_under(&event).is_some() {
            page.begin(Place::Cell, true);
        }
    };
    let label = move || page.tf(Word::Sheet, &[&page.sheet_name(page.sheet.get())]);

    view! {
        <div
            class="grid"
            node_ref=scroller
            role="grid"
            tabindex="0"
            aria-label=label
            aria-rowcount=move || ground.with(|g| g.as_ref().map(|g| g.rows.count()))
            aria-colcount=move || ground.with(|g| g.as_ref().map(|g| g.cols.count()))
            aria-activedescendant=move || format!("cell-{}", page.cursor.get())
            on:scroll=move |_| {
                if let Some(element) = scroller.get_untracked() {
                    scroll.set((f64::from(element.scroll_left()), f64::from(element.scroll_top())));
                }
            }
            on:keydown=on_key
            on:click=on_click
            on:dblclick=on_double
        >
            <div
                class="canvas"
                role="presentation"
                style:width=move || ground.with(|g| g.as_ref().map(|g| format!("{}px", heads.get().width + g.cols.total() + 1.0)))
                style:height=move || ground.with(|g| g.as_ref().map(|g| format!("{}px", heads.get().height + g.rows.total() + 1.0)))
            >
                {Pane::ALL.map(|pane| view! { <PaneOf page pane ground heads /> })}
                <Headings page ground heads wanted />
                <CellEditor page ground heads scroll editor scroller />
            </div>
        </div>
    }
}

/// Draws a sheet that nearly fits small enough to fit, unless the person chose a size.
fn fit_width(page: Page, heads: Memo<Heads>, view: RwSignal<(f64, f64)>) {
    Effect::new(move |_| {
        let natural = page.overview.with(|overview| {
            let shape = overview.as_ref()?.sheets.get(page.sheet.get().0)?;
            Some(Axis::new(&shape.cols).total())
        });
        let zoom = match (page.zoom.get(), natural) {
            (Some(chosen), _) => chosen,
            (None, Some(natural)) => zoom::fit(natural, view.get().0 - heads.get().width - 2.0),
            (None, None) => 1.0,
        };
        if (page.zoomed.get_untracked() - zoom).abs() > 1e-9 {
            page.zoomed.set(zoom);
        }
    });
}

fn thawed(ground: &Arc<Ground>, view: (f64, f64)) -> Arc<Ground> {
    let (wide, high) =
        (ground.cols.frozen_size() > view.0 * FROZEN_SHARE, ground.rows.frozen_size() > view.1 * FROZEN_SHARE);
    if !wide && !high {
        return Arc::clone(ground);
    }
    let mut thawed = Ground::clone(ground);
    if wide {
        thawed.cols = thawed.cols.thawed();
        thawed.shape.cols.frozen = 0;
    }
    if high {
        thawed.rows = thawed.rows.thawed();
        thawed.shape.rows.frozen = 0;
    }
    Arc::new(thawed)
}

fn wanted(page: Page, ground: Arc<Ground>, heads: Heads, scroll: (f64, f64), view: (f64, f64)) -> Option<Wanted> {
    let (x, y) = scroll;
    let (w, h) = ((view.0 - heads.width).max(0.0), (view.1 - heads.height).max(0.0));
    let bands = |window: (u32, u32), frozen: u32| {
        let mut bands = vec![window];
        if frozen > 0 && window.0 > 0 {
            bands.insert(0, (0, frozen.min(window.0)));
        }
        bands
    };
    let rows = bands(ground.rows.window(y, y + h, ROW_BLOCK), ground.rows.frozen());
    let cols = bands(ground.cols.window(x, x + w, COL_BLOCK), ground.cols.frozen());
    Some((page.sheet.get(), rows, cols, page.status.with(|status| status.revision)))
}

/// Asks for what is in view, one question at a time: while one is out, only the latest wish counts.
fn fetch(page: Page, wanted: Memo<Option<Wanted>>) {
    let asking = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(wish) = wanted.get() {
            ask_view(page, wanted, asking, wish);
        }
    });
}

fn ask_view(page: Page, wanted: Memo<Option<Wanted>>, asking: StoredValue<bool>, wish: Wanted) {
    if asking.get_value() {
        return;
    }
    asking.set_value(true);
    let (sheet, rows, cols, _) = wish.clone();
    page.ask(Request::View { sheet, rows, cols }, None, move |answer| {
        asking.set_value(false);
        if let Answer::Done(Response::View(window), _) = answer {
            page.window.set(Arc::new(window));
            if let Some(latest) = wanted.get_untracked().filter(|latest| *latest != wish) {
                ask_view(page, wanted, asking, latest);
            }
        }
    });
}

/// Asks what is known of the cell under the cursor, again after each change.
fn tell_cell(page: Page) {
    Effect::new(move |_| {
        let (sheet, cell) = (page.sheet.get(), page.cursor.get());
        page.status.track();
        if page.overview.with(Option::is_none) {
            return;
        }
        page.ask(Request::Cell { sheet, cell }, None, move |answer| {
            if let Answer::Done(Response::Cell(info), _) = answer
                && (info.sheet, info.cell) == (page.sheet.get_untracked(), page.cursor.get_untracked())
            {
                page.info.set(Some(info));
            }
        });
    });
}

fn watch_size(scroller: NodeRef<html::Div>, view: RwSignal<(f64, f64)>) {
    Effect::new(move |_| {
        let Some(element) = scroller.get() else { return };
        let measured = element.clone();
        let measure = Closure::<dyn FnMut()>::new(move || {
            view.set((f64::from(measured.client_width()), f64::from(measured.client_height())));
        });
        if let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let kept = StoredValue::new_local(Some((observer, measure)));
            on_cleanup(move || {
                if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
                    observer.disconnect();
                }
            });
        }
    });
}

/// Scrolls so that the cursor is seen, whenever that is wished for.
fn follow_cursor(page: Page, scroller: NodeRef<html::Div>, ground: Memo<Option<Arc<Ground>>>, heads: Memo<Heads>) {
    Effect::new(move |_| {
        page.reveal.track();
        // The canvas takes the size of the new sheet first.
        request_animation_frame(move || {
            let (Some(element), Some(ground)) = (scroller.get_untracked(), ground.get_untracked()) else { return };
            let (start, end) = area(&ground.shape.merges, page.cursor.get_untracked());
            let heads = heads.get_untracked();
            // Asked of the element: the first time, its size has not been reported yet.
            let view = (f64::from(element.client_width()), f64::from(element.client_height()));
            let span = |a: u32, b: u32| b.saturating_sub(a).saturating_add(1);
            let x = ground.cols.reveal(
                start.col.0,
                span(start.col.0, end.col.0),
                f64::from(element.scroll_left()),
                view.0 - heads.width,
            );
            let y = ground.rows.reveal(
                start.row.0,
                span(start.row.0, end.row.0),
                f64::from(element.scroll_top()),
                view.1 - heads.height,
            );
            element.set_scroll_left(x.ceil() as i32);
            element.set_scroll_top(y.ceil() as i32);
        });
    });
}

fn focus_on(scroller: NodeRef<html::Div>) {
    if let Some(element) = scroller.get_untracked() {
        let _ = element.focus();
    }
}

/// The cell that an event is about.
fn cell_under(event: &ev::MouseEvent) -> Option<CellRef> {
    let element: Element = event.target()?.dyn_into().ok()?;
    let name = element.closest("[data-cell]").ok()??.get_attribute("data-cell")?;
    name.rsplit_once('!')?.1.parse().ok()
}

#[component]
fn PaneOf(page: Page, pane: Pane, ground: Memo<Option<Arc<Ground>>>, heads: Memo<Heads>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let Some(ground) = ground.get() else { return Vec::new() };
        let window = page.window.get();
        if window.sheet == page.sheet.get() { strips(&window, &ground.shape, pane) } else { Vec::new() }
    });
    // Everything that the place of a cell depends on is in the key: a row is drawn anew when any
    // of it changes, and otherwise left alone.
    let key = move |strip: &Strip| {
        let sheet = page.sheet.get_untracked();
        let frozen = ground.with_untracked(|g| {
            g.as_ref().map(|g| (g.rows.frozen(), g.cols.frozen(), (g.zoom * 100.0).round() as u32))
        });
        (
            sheet,
            frozen,
            strip.row,
            strip.stamp,
            page.overview.with_untracked(|o| o.as_ref().map(|o| Arc::as_ptr(o) as usize)),
        )
    };
    let draw = move |strip: Strip| {
        let cells = ground.get_untracked().zip(page.overview.get_untracked()).map(|(ground, overview)| {
            strip
                .cells
                .into_iter()
                .map(|cell| cell::view(page, &ground, &overview, heads.get_untracked(), cell))
                .collect_view()
        });
        view! {
            <div class="row" role="row" aria-rowindex=strip.row + 1>
                {cells}
            </div>
        }
    };
    view! {
        <div class=format!("pane pane-{}", format!("{pane:?}").to_lowercase()) role="presentation">
            <For each=move || rows.get() key=key children=draw />
        </div>
    }
}

#[component]
fn Headings(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    wanted: Memo<Option<Wanted>>,
) -> impl IntoView {
    let listed = move |bands: Vec<(u32, u32)>, axis: &super::axis::Axis| -> Vec<u32> {
        let mut all: Vec<u32> = bands.into_iter().flat_map(|band| band.0..band.1).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|&index| axis.size(index) > 0.0);
        all
    };
    let letters = move |frozen: bool| {
        let (Some(ground), Some((_, _, cols, _))) = (ground.get(), wanted.get()) else { return Vec::new() };
        let heads = heads.get();
        listed(cols, &ground.cols)
            .into_iter()
            .filter(|&col| (col < ground.cols.frozen()) == frozen)
            .map(|col| {
                view! {
                    <div
                        class="head"
                        role="columnheader"
                        aria-colindex=col + 1
                        class:here=move || page.cursor.get().col.0 == col
                        style:left=format!("{}px", heads.width + ground.cols.start(col) - 1.0)
                        style:width=format!("{}px", ground.cols.size(col) + 1.0)
                        style:height=format!("{}px", heads.height)
                    >
                        {Col(col).to_string()}
                    </div>
                }
            })
            .collect()
    };
    let numbers = move |frozen: bool| {
        let (Some(ground), Some((_, rows, _, _))) = (ground.get(), wanted.get()) else { return Vec::new() };
        let heads = heads.get();
        listed(rows, &ground.rows)
            .into_iter()
            .filter(|&row| (row < ground.rows.frozen()) == frozen)
            .map(|row| {
                view! {
                    <div
                        class="head"
                        role="rowheader"
                        class:here=move || page.cursor.get().row.0 == row
                        style:top=format!("{}px", heads.height + ground.rows.start(row) - 1.0)
                        style:height=format!("{}px", ground.rows.size(row) + 1.0)
                        style:width=format!("{}px", heads.width)
                    >
                        {Row(row).to_string()}
                    </div>
                }
            })
            .collect()
    };
    view! {
        <div class="heads heads-top" aria-hidden="true">{move || letters(false)}</div>
        <div class="heads heads-left" aria-hidden="true">{move || numbers(false)}</div>
        <div class="heads heads-top fixed" aria-hidden="true">{move || letters(true)}</div>
        <div class="heads heads-left fixed" aria-hidden="true">{move || numbers(true)}</div>
        <div class="heads heads-corner" aria-hidden="true">
            <div
                class="head"
                style:width=move || format!("{}px", heads.get().width)
                style:height=move || format!("{}px", heads.get().height)
            ></div>
        </div>
    }
}

#[component]
fn CellEditor(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    scroll: RwSignal<(f64, f64)>,
    editor: NodeRef<html::Input>,
    scroller: NodeRef<html::Div>,
) -> impl IntoView {
    let typing =
        Memo::new(move |_| page.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.place == Place::Cell)));
    let place = Memo::new(move |_| {
        let ground = ground.get()?;
        let (start, end) = area(&ground.shape.merges, page.cursor.get());
        let heads = heads.get();
        let (scroll_x, scroll_y) = if typing.get() { scroll.get() } else { (0.0, 0.0) };
        let mut x = heads.width + ground.cols.start(start.col.0);
        let mut y = heads.height + ground.rows.start(start.row.0);
        if start.col.0 < ground.cols.frozen() {
            x += scroll_x;
        }
        if start.row.0 < ground.rows.frozen() {
            y += scroll_y;
        }
        let w = ground.cols.across(start.col.0, end.col.0.saturating_sub(start.col.0).saturating_add(1));
        let h = ground.rows.across(start.row.0, end.row.0.saturating_sub(start.row.0).saturating_add(1));
        Some((x, y, w.max(72.0), h.max(20.0)))
    });
    let part =
        move |pick: fn((f64, f64, f64, f64)) -> f64| move || place.get().map(|place| format!("{}px", pick(place)));
    let finish = move |step: Option<Step>| {
        page.commit();
        if let (Some(step), Some(ground)) = (step, ground.get_untracked()) {
            keys::travel(page, &ground, step);
        }
        focus_on(scroller);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if !typing.get_untracked() || event.is_composing() {
            return;
        }
        let back = event.shift_key();
        match event.key().as_str() {
            "Enter" => finish(Some(Step::By(if back { -1 } else { 1 }, 0))),
            "Tab" => finish(Some(Step::By(0, if back { -1 } else { 1 }))),
            "Escape" => {
                page.draft.set(None);
                focus_on(scroller);
            }
            _ => {
                event.stop_propagation();
                return;
            }
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <input
            class="cell-editor"
            class:typing=move || typing.get()
            node_ref=editor
            type="text"
            autocomplete="off"
            spellcheck="false"
            tabindex="-1"
            aria-label=move || page.tf(Word::CellEditor, &[&page.cursor.get().to_string()])
            prop:value=move || page.draft.with(|draft| draft.as_ref().map(|draft| draft.text.clone()).unwrap_or_default())
            style:left=part(|place| place.0 - 1.0)
            style:top=part(|place| place.1 - 1.0)
            style:width=part(|place| place.2 + 1.0)
            style:height=part(|place| place.3 + 1.0)
            on:input=move |event| page.draft.set(Some(Draft { place: Place::Cell, text: event_target_value(&event) }))
            on:keydown=on_key
            on:blur=move |_| if typing.get_untracked() { page.commit() }
        />
    }
}
