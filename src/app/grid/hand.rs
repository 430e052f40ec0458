//! What the mouse does in the sheet: a click picks a cell, a drag selects a range, headings select rows and columns.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, MouseEvent, PointerEvent};

use super::draw::focus_on;
use crate::app::state::Page;
use crate::protocol::Pointed;
use crate::workbook::{CellRef, Col, Row};

/// What an event of the mouse is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// A cell.
    Cell(CellRef),
    /// The heading of a column.
    Col(Col),
    /// The heading of a row.
    Row(Row),
    /// Where the headings meet.
    Corner,
}

impl Spot {
    /// What lies under an event.
    pub(super) fn under(target: Option<EventTarget>) -> Option<Self> {
        Self::of(&target?.dyn_into().ok()?)
    }

    fn of(element: &Element) -> Option<Self> {
        if let Some(cell) = element.closest("[data-cell]").ok().flatten() {
            return Some(Self::Cell(cell.get_attribute("data-cell")?.rsplit_once('!')?.1.parse().ok()?));
        }
        if element.has_attribute("data-edge") {
            return None;
        }
        let head = element.closest("[data-head]").ok()??.get_attribute("data-head")?;
        if head.is_empty() {
            return Some(Self::Corner);
        }
        // An address needs both parts: the one that is told is read beside the first of the other.
        match head.parse::<u32>() {
            Ok(row) => Some(Self::Row(Row(row.checked_sub(1)?))),
            Err(_) => Some(Self::Col(format!("{head}1").parse::<CellRef>().ok()?.col)),
        }
    }
}

/// The mouse.
#[derive(Clone, Copy)]
pub(super) struct Hand {
    page: Page,
    sheet: NodeRef<html::Div>,
    /// Where a drag began.
    from: StoredValue<Option<Spot>>,
    /// What is pointed at for a law, while the mouse is pressed: from where to where.
    pointed: StoredValue<Option<(Spot, Spot)>>,
    /// Whether the click that comes is that of a press that was answered already.
    answered: StoredValue<bool>,
}

impl Hand {
    pub(super) fn new(page: Page, sheet: NodeRef<html::Div>) -> Self {
        Self {
            page,
            sheet,
            from: StoredValue::new(None),
            pointed: StoredValue::new(None),
            answered: StoredValue::new(false),
        }
    }

    /// The mouse is pressed. A finger scrolls, and means a cell only when it is lifted again.
    pub(super) fn down(self, event: &PointerEvent) {
        self.answered.set_value(false);
        let Some(spot) = Spot::under(event.target()).filter(|_| event.pointer_type() == "mouse") else { return };
        if event.button() != 0 {
            return;
        }
        self.answered.set_value(true);
        if self.page.laws.points() {
            self.pointed.set_value(Some((spot, spot)));
            return event.prevent_default();
        }
        self.from.set_value(Some(spot));
        // What was being typed belongs to the cell that is left.
        self.page.commit();
        match spot {
            Spot::Cell(cell) if event.shift_key() => self.page.extend_to(cell),
            other => self.pick(other),
        }
        focus_on(self.sheet);
        // The keyboard stays in the sheet.
        event.prevent_default();
    }

    fn pick(self, spot: Spot) {
        let (rows, cols) = self.last();
        match spot {
            Spot::Cell(cell) => self.page.pick_cell(cell),
            Spot::Col(col) => self.page.select(CellRef::new(Row(0), col), CellRef::new(rows, col)),
            Spot::Row(row) => self.page.select(CellRef::new(row, Col(0)), CellRef::new(row, cols)),
            Spot::Corner => self.page.select_all(),
        }
    }

    /// The last row and column.
    fn last(self) -> (Row, Col) {
        self.page.ground.with_untracked(|ground| {
            ground.as_ref().map_or((Row(0), Col(0)), |ground| {
                (Row(ground.rows.count().saturating_sub(1)), Col(ground.cols.count().saturating_sub(1)))
            })
        })
    }

    /// What was pointed at goes into the law that is typed.
    fn point(self, from: Spot, to: Spot) {
        let (rows, cols) = self.last();
        let end = |spot: Spot, last: bool| match spot {
            Spot::Cell(cell) => cell,
            Spot::Col(col) => CellRef::new(if last { rows } else { Row(0) }, col),
            Spot::Row(row) => CellRef::new(row, if last { cols } else { Col(0) }),
            Spot::Corner => CellRef::default(),
        };
        let what = match from {
            Spot::Cell(_) => Pointed::Cells,
            Spot::Col(_) => Pointed::Columns,
            Spot::Row(_) => Pointed::Lines,
            Spot::Corner => return,
        };
        self.page.point_law((end(from, false), end(to, true)), what);
    }

    /// The mouse is moved while it is pressed.
    pub(super) fn drag(self, event: &PointerEvent) {
        if let Some((from, _)) = self.pointed.get_value() {
            if let Some(spot) = Spot::under(event.target()) {
                self.pointed.set_value(Some((from, spot)));
            }
            return;
        }
        let Some(from) = self.from.get_value() else { return };
        if event.buttons() & 1 == 0 {
            return self.release();
        }
        let Some(spot) = Spot::under(event.target()) else { return };
        if spot == from {
            // Back where it began, a drag within a cell is none.
            if let (Spot::Cell(_), Some(_)) = (from, self.page.selection.far.get_untracked()) {
                self.page.selection.far.set(None);
            }
            return;
        }
        let (rows, cols) = self.last();
        match (from, spot) {
            (Spot::Cell(_), Spot::Cell(cell)) => self.page.extend_to(cell),
            (Spot::Col(_), Spot::Col(col)) => self.page.extend_to(CellRef::new(rows, col)),
            (Spot::Col(_), Spot::Cell(cell)) => self.page.extend_to(CellRef::new(rows, cell.col)),
            (Spot::Row(_), Spot::Row(row)) => self.page.extend_to(CellRef::new(row, cols)),
            (Spot::Row(_), Spot::Cell(cell)) => self.page.extend_to(CellRef::new(cell.row, cols)),
            _ => {}
        }
    }

    /// The mouse is let go.
    pub(super) fn release(self) {
        self.from.set_value(None);
        if let Some((from, to)) = self.pointed.get_value() {
            self.pointed.set_value(None);
            self.point(from, to);
        }
    }

    /// A click that no press of the mouse has answered: of a finger, or of a program.
    pub(super) fn click(self, event: &MouseEvent) {
        if self.answered.get_value() {
            return self.answered.set_value(false);
        }
        if let Some(spot) = Spot::under(event.target()) {
            if self.page.laws.points() {
                return self.point(spot, spot);
            }
            self.pick(spot);
            focus_on(self.sheet);
        }
    }
}
