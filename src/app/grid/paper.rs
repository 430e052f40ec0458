//! What is on the screen, as plain data beside the elements that show it.
//!
//! A sheet is scrolled through thousands of cells. Were each of them to listen to what the page knows, all
//! that knows it would remember every cell that ever listened (the subscribers of a memo are not forgotten
//! when they are gone), and each step of the cursor would ask them all. So nothing here listens: a few
//! effects of the grid compare what should be seen with what is, and patch the difference.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use leptos::prelude::document;
use web_sys::{Element, HtmlElement};

use super::cell::{Cell, Heads, Picked, Scene, Worn};
use super::layout::{Pane, Strip};
use crate::app::laws::Computed;
use crate::app::state::{Ground, Outlined};
use crate::finding::Severity;
use crate::protocol::Overview;
use crate::text::Lang;
use crate::workbook::{CellRange, CellRef, Col, Row, SheetIndex};

/// The cells of the four panes.
#[derive(Default)]
pub(super) struct Paper {
    panes: BTreeMap<Pane, BTreeMap<u32, Line>>,
    drawn: Option<Drawn>,
    /// Cells whose text may not have the room it needs.
    unmeasured: Vec<(Pane, CellRef)>,
}

/// Of what the cells on the paper are a drawing.
#[derive(Clone, PartialEq)]
struct Drawn {
    sheet: SheetIndex,
    overview: Arc<Overview>,
    ground: Arc<Ground>,
    heads: Heads,
}

impl Drawn {
    /// Whether it is the same sheet of the same file.
    fn of_same(&self, other: &Self) -> bool {
        self.sheet == other.sheet && Arc::ptr_eq(&self.overview, &other.overview)
    }

    /// Whether everything stands where it stood.
    fn in_place(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.ground, &other.ground) && self.heads == other.heads
    }
}

/// A row of cells in a pane.
struct Line {
    element: Element,
    cells: BTreeMap<u32, Cell>,
}

/// What was found, and where a person is.
pub(super) struct Dress<'a> {
    pub(super) marks: &'a BTreeMap<CellRef, Severity>,
    pub(super) outlined: &'a Outlined,
    pub(super) computed: &'a Computed,
    pub(super) suspects: &'a std::collections::BTreeSet<CellRef>,
    pub(super) target: Option<CellRef>,
    pub(super) cursor: CellRef,
    pub(super) range: Option<CellRange>,
    pub(super) hits: &'a std::collections::BTreeSet<CellRef>,
    pub(super) lang: Lang,
}

impl Dress<'_> {
    fn of(&self, at: CellRef, span: (u32, u32)) -> Worn {
        let last = CellRef::new(
            Row(at.row.0.saturating_add(span.0.saturating_sub(1))),
            Col(at.col.0.saturating_add(span.1.saturating_sub(1))),
        );
        let range = self.range.filter(|range| range.contains(at));
        Worn {
            picked: range.map(|range| Picked {
                top: at.row == range.start.row,
                right: last.col >= range.end.col,
                bottom: last.row >= range.end.row,
                left: at.col == range.start.col,
            }),
            mark: self.marks.get(&at).copied(),
            operand: self.outlined.get(&at).copied(),
            computed: self.computed.get(&at).copied(),
            hit: self.hits.contains(&at),
            suspect: self.suspects.contains(&at),
            cursor: self.cursor == at,
            target: self.target == Some(at),
            lang: self.lang,
        }
    }
}

impl Paper {
    /// Draws the sheet: what is there already stays, and only what differs is touched.
    pub(super) fn draw(
        &mut self,
        sheet: SheetIndex,
        overview: &Arc<Overview>,
        ground: &Arc<Ground>,
        scene: &Scene,
        panes: Vec<(Pane, Element, Vec<Strip>)>,
    ) {
        let now = Drawn { sheet, overview: Arc::clone(overview), ground: Arc::clone(ground), heads: scene.heads };
        let before = self.drawn.replace(now.clone());
        let moved = !before.as_ref().is_some_and(|before| before.in_place(&now));
        if !before.is_some_and(|before| before.of_same(&now)) {
            for (_, host, _) in &panes {
                host.set_text_content(None);
            }
            self.panes.clear();
        }
        self.unmeasured.clear();
        for (pane, host, strips) in panes {
            let lines = self.panes.entry(pane).or_default();
            let changed = draw_pane(pane, lines, &host, scene, strips, moved);
            self.unmeasured.extend(changed.into_iter().map(|at| (pane, at)));
        }
    }

    /// Shows in every cell what was found in it, and whether it is pointed at.
    pub(super) fn wear(&mut self, dress: &Dress) {
        for cell in self.panes.values_mut().flat_map(BTreeMap::values_mut).flat_map(|line| line.cells.values_mut()) {
            let worn = dress.of(cell.at(), cell.span());
            cell.wear(worn);
        }
    }

    /// Fits what was drawn since this was asked last to the fonts that are there: numbers that are too wide
    /// are made to fit, and the rows that are too low for the text in them are told, with the pixels that
    /// each lacks. Everything is measured first, so that the browser lays the sheet out once.
    pub(super) fn fit(&mut self) -> BTreeMap<u32, f64> {
        let (mut cut, mut wide) = (BTreeMap::new(), Vec::new());
        for (pane, at) in std::mem::take(&mut self.unmeasured) {
            let line = self.panes.get(&pane).and_then(|lines| lines.get(&at.row.0));
            let Some(cell) = line.and_then(|line| line.cells.get(&at.col.0)) else { continue };
            if let Some((row, lacking)) = cell.lacks() {
                let most = cut.entry(row).or_insert(lacking);
                *most = most.max(lacking);
            }
            wide.extend(cell.too_wide().map(|by| (cell, by)));
        }
        wide.into_iter().for_each(|(cell, by)| cell.narrow(by));
        cut
    }
}

/// Draws a pane; the cells that are new or have changed.
fn draw_pane(
    pane: Pane,
    lines: &mut BTreeMap<u32, Line>,
    host: &Element,
    scene: &Scene,
    strips: Vec<Strip>,
    moved: bool,
) -> Vec<CellRef> {
    let mut strips: BTreeMap<u32, Strip> = strips.into_iter().map(|strip| (strip.row, strip)).collect();
    lines.retain(|row, line| strips.contains_key(row) || gone(&line.element));
    let mut changed = Vec::new();
    // From the last to the first, so that what follows is in its place already.
    let mut after: Option<Element> = None;
    while let Some((row, strip)) = strips.pop_last() {
        if let Some(line) = lines.get_mut(&row) {
            if moved && matches!(pane, Pane::Body | Pane::Top) {
                own(&line.element, row, scene);
            }
            draw_line(line, scene, strip, moved, &mut changed);
            after = Some(line.element.clone());
            continue;
        }
        let Ok(element) = document().create_element("div") else { continue };
        element.set_class_name("row");
        match pane {
            Pane::Body | Pane::Top => {
                let _ = element.set_attribute("role", "row");
                // The first is that of the letters.
                let _ = element.set_attribute("aria-rowindex", &(row + 2).to_string());
                own(&element, row, scene);
            }
            Pane::Left | Pane::Corner => {
                let _ = element.set_attribute("role", "presentation");
            }
        }
        let mut line = Line { element, cells: BTreeMap::new() };
        draw_line(&mut line, scene, strip, moved, &mut changed);
        let _ = host.insert_before(&line.element, after.as_deref());
        after = Some(line.element.clone());
        lines.insert(row, line);
    }
    changed
}

/// A row is read as one: what scrolls of it owns its number and the cells that are frozen.
fn own(element: &Element, row: u32, scene: &Scene) {
    let mut owned = format!("number-{row}");
    for col in 0..scene.ground.cols.frozen() {
        let _ = write!(owned, " cell-{}", CellRef::new(Row(row), Col(col)));
    }
    let _ = element.set_attribute("aria-owns", &owned);
}

fn draw_line(line: &mut Line, scene: &Scene, strip: Strip, moved: bool, changed: &mut Vec<CellRef>) {
    let wanted: Vec<u32> = strip.cells.iter().map(|cell| cell.at.col.0).collect();
    line.cells.retain(|col, cell| wanted.binary_search(col).is_ok() || gone(cell.element()));
    let mut after: Option<HtmlElement> = None;
    for view in strip.cells.into_iter().rev() {
        let at = view.at;
        if let Some(cell) = line.cells.get_mut(&at.col.0) {
            if cell.update(scene, view, moved) {
                changed.push(at);
            }
            after = Some(cell.element().clone());
            continue;
        }
        let Some(cell) = Cell::new(scene, view) else { continue };
        let _ = line.element.insert_before(cell.element(), after.as_deref().map(AsRef::as_ref));
        after = Some(cell.element().clone());
        line.cells.insert(at.col.0, cell);
        changed.push(at);
    }
}

/// Takes an element off the screen; false, so that it is not retained.
fn gone(element: &Element) -> bool {
    element.remove();
    false
}
