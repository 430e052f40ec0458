//! Rows that are too low for their text in the font that is really there.
//!
//! How high a row must be is estimated by the worker, which has no fonts (see `protocol::measure`), and
//! files are made where other fonts are. So what is drawn is measured, and rows that cut a text are made
//! higher. They stay so while the same sheet is drawn at the same size: nothing moves up and down.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::{html, prelude::*};

use crate::app::state::Ground;
use crate::protocol::Overview;
use crate::workbook::SheetIndex;

/// Pixels of a text that may be cut: the air of its last line.
const OVERHANG: f64 = 2.0;
/// Pixels below which a row is meant to hide its text.
const MEANT_TO_HIDE: f64 = 12.0;
/// The largest row of Excel, 409.5 points, in pixels.
const LARGEST_ROW: f64 = 546.0;

/// The least heights of rows, by what was measured.
#[derive(Clone, Default)]
pub(super) struct Raised {
    /// Of which file, sheet, size and width: in a wider column a text needs fewer lines.
    of: Option<Of>,
    rows: BTreeMap<u32, f64>,
}

type Of = (usize, SheetIndex, u64, u64);

/// What heights belong to.
fn key(overview: &Arc<Overview>, sheet: SheetIndex, ground: &Ground) -> Of {
    (Arc::as_ptr(overview) as usize, sheet, ground.zoom.to_bits(), ground.cols.total().to_bits())
}

impl Raised {
    /// The ground with its rows as high as they must be.
    pub(super) fn apply(&self, overview: &Arc<Overview>, sheet: SheetIndex, ground: Arc<Ground>) -> Arc<Ground> {
        if self.rows.is_empty() || self.of != Some(key(overview, sheet, &ground)) {
            return ground;
        }
        let mut raised = Ground::clone(&ground);
        raised.rows = raised.rows.raised(&self.rows);
        Arc::new(raised)
    }
}

/// Makes rows higher by what they were measured to lack. What is in view stays where it is.
pub(super) fn raise(
    raised: RwSignal<Raised>,
    (overview, sheet, ground): (&Arc<Overview>, SheetIndex, &Arc<Ground>),
    cut: &BTreeMap<u32, f64>,
    scroller: NodeRef<html::Div>,
) {
    let rows: BTreeMap<u32, f64> = cut
        .iter()
        .filter(|(_, lacking)| **lacking > OVERHANG)
        .map(|(&row, lacking)| (row, ground.rows.size(row), lacking))
        .filter(|(_, now, _)| *now >= MEANT_TO_HIDE * ground.zoom && *now < LARGEST_ROW * ground.zoom)
        .map(|(row, now, lacking)| (row, (now + lacking).min(LARGEST_ROW * ground.zoom).ceil()))
        .collect();
    if rows.is_empty() {
        return;
    }
    if let Some(element) = scroller.get_untracked() {
        let scrolled = f64::from(element.scroll_top());
        let first = ground.rows.at(scrolled + ground.rows.frozen_size());
        let shift = ground.rows.raised(&rows).start(first) - ground.rows.start(first);
        if shift > 0.0 && scrolled > 0.0 {
            // The canvas takes its new height first.
            request_animation_frame(move || element.set_scroll_top((scrolled + shift).round() as i32));
        }
    }
    let of = Some(key(overview, sheet, ground));
    raised.update(|raised| {
        if raised.of != of {
            *raised = Raised { of, rows: BTreeMap::new() };
        }
        raised.rows.extend(rows);
    });
}
