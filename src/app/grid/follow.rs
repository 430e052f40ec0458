//! What follows from scrolling and from moving the cursor: cells are asked for, the cursor comes
//! into view, the sheet fits its window. These are effects because they reach outside the page's
//! own state: to the worker and to the scrolling box.

use std::sync::Arc;

use leptos::{html, prelude::*};
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

use super::axis::Axis;
use super::cell::Heads;
use super::walk::area;
use super::zoom;
use crate::app::link::Answer;
use crate::app::state::{Ground, Page};
use crate::protocol::{Request, Response};
use crate::workbook::SheetIndex;

/// What the worker should send: sheet, bands of rows, bands of columns, revision.
pub(super) type Wanted = (SheetIndex, Vec<(u32, u32)>, Vec<(u32, u32)>, u32);

/// Asks for what is in view, one question at a time: while one is out, only the latest wish counts.
pub(super) fn fetch(page: Page, wanted: Memo<Option<Wanted>>) {
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
pub(super) fn tell_cell(page: Page) {
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

/// Keeps the size of the scrolling box.
pub(super) fn watch_size(scroller: NodeRef<html::Div>, view: RwSignal<(f64, f64)>) {
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

/// Scrolls so that the cursor is seen: whenever that is wished for, and when the sheet or its box take
/// another size while it is in sight. Who has scrolled away from it stays there.
pub(super) fn follow_cursor(
    page: Page,
    scroller: NodeRef<html::Div>,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    scroll: RwSignal<(f64, f64)>,
    view: RwSignal<(f64, f64)>,
) {
    // Of a range it is the corner that moves.
    let shown = move || page.selection.far.get_untracked().unwrap_or(page.cursor.get_untracked());
    // Where to scroll for the cursor to be seen.
    let aim = move |(left, top): (f64, f64), (width, height): (f64, f64)| {
        let ground = ground.get_untracked()?;
        let (start, end) = area(&ground.shape.merges, shown());
        let heads = heads.get_untracked();
        let span = |a: u32, b: u32| b.saturating_sub(a).saturating_add(1);
        let x = ground.cols.reveal(start.col.0, span(start.col.0, end.col.0), left, width - heads.width);
        let y = ground.rows.reveal(start.row.0, span(start.row.0, end.row.0), top, height - heads.height);
        Some((x.ceil(), y.ceil()))
    };
    let in_sight = StoredValue::new(true);
    let reveal = move || {
        let Some(element) = scroller.get_untracked() else { return };
        let from = (f64::from(element.scroll_left()), f64::from(element.scroll_top()));
        // Asked of the element: the first time, its size has not been reported yet.
        let size = (f64::from(element.client_width()), f64::from(element.client_height()));
        if let Some(to) = aim(from, size).filter(|to| *to != from) {
            element.set_scroll_left(to.0 as i32);
            element.set_scroll_top(to.1 as i32);
        }
        in_sight.set_value(true);
    };
    Effect::new(move |_| {
        page.reveal.track();
        // The canvas takes the size of the new sheet first.
        request_animation_frame(reveal);
    });
    let size = Memo::new(move |_| {
        let zoom = ground.with(|ground| ground.as_ref().map(|ground| ground.zoom.to_bits()));
        (zoom, view.get().0.to_bits(), view.get().1.to_bits())
    });
    Effect::new(move |before: Option<(Option<u64>, u64, u64)>| {
        // Read, not only tracked: what nobody reads is never computed.
        let size = size.get();
        if before.is_some_and(|before| before != size) && in_sight.get_value() {
            request_animation_frame(reveal);
        }
        size
    });
    Effect::new(move |_| {
        let (from, size) = (scroll.get(), view.get_untracked());
        // Before its size is known nothing can be said.
        if size.1 <= 0.0 {
            return;
        }
        if let Some(to) = aim(from, size) {
            in_sight.set_value((to.0 - from.0).abs() <= 1.0 && (to.1 - from.1).abs() <= 1.0);
        }
    });
}

/// Draws a sheet that nearly fits small enough to fit, unless the person chose a size.
pub(super) fn fit_width(page: Page, heads: Memo<Heads>, view: RwSignal<(f64, f64)>) {
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
