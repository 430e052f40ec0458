//! What keys do in the grid, as in Excel.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::walk::{Step, walk};
use crate::app::state::{Ground, Page, Place};

/// Handles a key; true when it was one of the grid's.
pub(super) fn press(page: Page, ground: &Ground, screen: i64, event: &KeyboardEvent) -> bool {
    let key = event.key();
    let ctrl = event.ctrl_key() || event.meta_key();
    if event.alt_key() {
        return false;
    }
    let toward = match key.as_str() {
        "ArrowUp" => Some((-1, 0)),
        "ArrowDown" => Some((1, 0)),
        "ArrowLeft" => Some((0, -1)),
        "ArrowRight" => Some((0, 1)),
        _ => None,
    };
    if let (Some(toward), true) = (toward, ctrl) {
        page.to_edge(toward, event.shift_key());
        return true;
    }
    let step = match (key.as_str(), ctrl) {
        ("ArrowUp", false) => Step::By(-1, 0),
        ("ArrowDown", false) => Step::By(1, 0),
        ("ArrowLeft", false) => Step::By(0, -1),
        ("ArrowRight", false) => Step::By(0, 1),
        ("PageUp", false) => Step::By(-screen, 0),
        ("PageDown", false) => Step::By(screen, 0),
        ("Home", false) => Step::RowStart,
        ("End", false) => Step::RowEnd,
        ("Home", true) => Step::SheetStart,
        ("End", true) => Step::SheetEnd,
        ("Enter", false) => Step::By(if event.shift_key() { -1 } else { 1 }, 0),
        ("Tab", false) => {
            let by = if event.shift_key() { -1 } else { 1 };
            let here = page.cursor.get_untracked();
            let there = walk(here, Step::By(0, by), &ground.rows, &ground.cols, &ground.shape.merges);
            // At the edge Tab leaves the grid, so that the keyboard is never caught in it.
            if there == here {
                return false;
            }
            // On the way out the finding stays open: it is where Tab leads.
            page.pass_cell(there);
            return true;
        }
        ("F2", false) => {
            page.begin(Place::Cell, true);
            return true;
        }
        ("a" | "A", true) => {
            page.select_all();
            return true;
        }
        ("Delete", false) => {
            page.clear_selected();
            return true;
        }
        // As in Excel, the cell is emptied to be typed into.
        ("Backspace", false) => {
            page.begin(Place::Cell, false);
            return true;
        }
        ("Escape", false) => {
            page.selection.far.set(None);
            page.chosen.set(None);
            page.relation.set(None);
            return true;
        }
        _ => return false,
    };
    if event.shift_key() && !matches!(key.as_str(), "Enter" | "Tab") {
        page.extend_by(ground, step);
    } else {
        travel(page, ground, step);
    }
    true
}

/// Moves the cursor.
pub(super) fn travel(page: Page, ground: &Ground, step: Step) {
    let to = walk(page.cursor.get_untracked(), step, &ground.rows, &ground.cols, &ground.shape.merges);
    page.pick_cell(to);
}

/// Whether a key types a character.
pub(super) fn types(event: &KeyboardEvent) -> bool {
    event.key().chars().count() == 1 && !event.ctrl_key() && !event.meta_key() && !event.alt_key()
}
