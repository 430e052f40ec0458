//! The letters of the columns and the numbers of the rows.

use std::sync::Arc;

use leptos::prelude::*;

use super::axis::Axis;
use super::cell::Heads;
use super::follow::Wanted;
use crate::app::state::{Ground, Page};
use crate::workbook::{Col, Row};

/// Whether what precedes one, or follows it, is hidden.
fn gap_before(axis: &Axis, index: u32) -> bool {
    index.checked_sub(1).is_some_and(|before| axis.size(before) <= 0.0)
}

fn gap_after(axis: &Axis, index: u32) -> bool {
    index.checked_add(1).is_some_and(|after| after < axis.count() && axis.size(after) <= 0.0)
}

/// The headings, those of frozen panes apart.
#[component]
pub(super) fn Headings(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    wanted: Memo<Option<Wanted>>,
) -> impl IntoView {
    let listed = move |bands: Vec<(u32, u32)>, axis: &Axis| -> Vec<u32> {
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
                        class:gap-before=gap_before(&ground.cols, col)
                        class:gap-after=gap_after(&ground.cols, col)
                        class:uncovered=ground.shape.cols.hides(col)
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
                        class:gap-before=gap_before(&ground.rows, row)
                        class:gap-after=gap_after(&ground.rows, row)
                        class:uncovered=ground.shape.rows.hides(row)
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
