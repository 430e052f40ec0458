//! The range of cells that is selected: the cell under the cursor is one of its corners.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Ground, Page};
use crate::app::grid::walk::{Step, area, walk};
use crate::app::link::Answer;
use crate::protocol::{Ask, RangeInfo, Request, Response};
use crate::workbook::{CellRange, CellRef, Col, Row, SheetIndex};

/// What is selected beside the cell under the cursor.
#[derive(Clone, Copy)]
pub(in crate::app) struct Selection {
    /// The corner opposite to the cursor; none while a single cell is selected.
    pub(in crate::app) far: RwSignal<Option<CellRef>>,
    /// The range, merged cells whole; none while a single cell is selected.
    pub(in crate::app) range: Memo<Option<CellRange>>,
    /// What is known of it.
    pub(in crate::app) info: RwSignal<Option<Arc<RangeInfo>>>,
}

impl Selection {
    pub(super) fn new(cursor: RwSignal<CellRef>, ground: Memo<Option<Arc<Ground>>>) -> Self {
        let far = RwSignal::new(None::<CellRef>);
        let range = Memo::new(move |_| {
            let far = far.get()?;
            ground.with(|ground| {
                let merges = ground.as_ref().map_or(&[][..], |ground| &ground.shape.merges);
                let (near, far) = (area(merges, cursor.get()), area(merges, far));
                let start = CellRange::new(near.0, far.0).start;
                let end = CellRange::new(near.1, far.1).end;
                (near != (start, end)).then_some(CellRange { start, end })
            })
        });
        Self { far, range, info: RwSignal::new(None) }
    }
}

impl Page {
    /// The corners of what is selected, be it one cell.
    pub(in crate::app) fn corners(self) -> (CellRef, CellRef) {
        let cursor = self.cursor.get_untracked();
        self.selection.range.get_untracked().map_or((cursor, cursor), |range| (range.start, range.end))
    }

    /// Selects from the cursor to a cell.
    pub(in crate::app) fn extend_to(self, cell: CellRef) {
        if self.selection.far.get_untracked() != Some(cell) {
            self.selection.far.set(Some(cell));
        }
    }

    /// Moves the far corner of what is selected, and shows it.
    pub(in crate::app) fn extend_by(self, ground: &Ground, step: Step) {
        let from = self.selection.far.get_untracked().unwrap_or(self.cursor.get_untracked());
        self.extend_to(walk(from, step, &ground.rows, &ground.cols, &ground.shape.merges));
        self.reveal.update(|count| *count = count.wrapping_add(1));
    }

    /// Selects from a cell, which gets the cursor, to another; the sheet stays where it is scrolled to.
    pub(in crate::app) fn select(self, from: CellRef, to: CellRef) {
        let sheet = self.sheet.get_untracked();
        batch(|| {
            self.leave(sheet, from);
            self.chosen.set(None);
            self.selection.far.set(Some(to));
        });
    }

    /// Selects everything that is in use.
    pub(in crate::app) fn select_all(self) {
        let end = self.ground.with_untracked(|ground| {
            ground.as_ref().map(|ground| (ground.rows.count().saturating_sub(1), ground.cols.count().saturating_sub(1)))
        });
        if let Some((row, col)) = end {
            self.select(CellRef::default(), CellRef::new(Row(row), Col(col)));
        }
    }

    /// Empties what is selected.
    pub(in crate::app) fn clear_selected(self) {
        let sheet = self.sheet.get_untracked();
        match self.selection.range.get_untracked() {
            Some(range) => self.change(Ask::Clear { sheet, corners: (range.start, range.end) }),
            None => self.change(Ask::Enter { sheet, cell: self.cursor.get_untracked(), text: String::new() }),
        }
    }

    /// Goes to the edge of the data that the cursor stands in, or selects up to it.
    pub(in crate::app) fn to_edge(self, toward: (i32, i32), selects: bool) {
        let (sheet, cursor) = (self.sheet.get_untracked(), self.cursor.get_untracked());
        let from = if selects { self.selection.far.get_untracked().unwrap_or(cursor) } else { cursor };
        let (start, end) = self
            .ground
            .with_untracked(|ground| ground.as_ref().map_or((from, from), |ground| area(&ground.shape.merges, from)));
        // From a merged cell one leaves by the side that one goes to.
        let cell = if toward.0 > 0 || toward.1 > 0 {
            CellRef::new(if toward.0 > 0 { end.row } else { start.row }, if toward.1 > 0 { end.col } else { start.col })
        } else {
            start
        };
        self.ask(Request::Edge { sheet, cell, toward }, None, move |answer| {
            let Answer::Done(Response::Edge { cell: edge }, _) = answer else { return };
            if self.sheet.get_untracked() != sheet {
                return;
            }
            if selects {
                self.extend_to(edge);
                self.reveal.update(|count| *count = count.wrapping_add(1));
            } else {
                let edge = self
                    .ground
                    .with_untracked(|ground| ground.as_ref().map_or(edge, |ground| area(&ground.shape.merges, edge).0));
                self.pick_cell(edge);
            }
        });
    }
}

/// Asks what the selected range adds up to, one question at a time: while one is out, only the latest wish counts.
pub(in crate::app) fn add_up(page: Page) {
    let asking = StoredValue::new(false);
    let wanted = Memo::new(move |_| {
        let range = page.selection.range.get()?;
        Some((page.sheet.get(), (range.start, range.end), page.status.with(|status| status.revision)))
    });
    Effect::new(move |_| match wanted.get() {
        Some(wish) => ask_range(page, wanted, asking, wish),
        None => page.selection.info.set(None),
    });
}

type Wish = (SheetIndex, (CellRef, CellRef), u32);

fn ask_range(page: Page, wanted: Memo<Option<Wish>>, asking: StoredValue<bool>, wish: Wish) {
    if asking.get_value() {
        return;
    }
    asking.set_value(true);
    page.ask(Request::Range { sheet: wish.0, corners: wish.1 }, None, move |answer| {
        asking.set_value(false);
        let latest = wanted.get_untracked();
        if latest != Some(wish) {
            if let Some(latest) = latest {
                ask_range(page, wanted, asking, latest);
            }
        } else if let Answer::Done(Response::Range(info), _) = answer {
            page.selection.info.set(Some(Arc::new(info)));
        }
    });
}
