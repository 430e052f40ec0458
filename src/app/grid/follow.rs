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

/// Scrolls so that the cursor is seen, whenever that is wished for.
pub(super) fn follow_cursor(
    page: Page,
    scroller: NodeRef<html::Div>,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
) {
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
