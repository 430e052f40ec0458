//! Columns are made wider and narrower by dragging their right edge, and fitted by a double click on it. Only on
//! the screen: the file keeps its own widths.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, PointerEvent};

use crate::app::i18n::Word;
use crate::app::state::Page;
use crate::workbook::{CellRef, Col, Row, SheetIndex};

/// The narrowest and the widest that a column is made, in pixels.
const NARROWEST: f64 = 16.0;
const WIDEST: f64 = 1200.0;
/// What a cell has beside its text: the padding at both sides, and its line.
const AROUND_TEXT: f64 = 9.0;

/// A column whose edge is being dragged.
#[derive(Clone, Copy, PartialEq)]
struct Drag {
    sheet: SheetIndex,
    col: Col,
    /// Where it was taken, and how wide the column was then, in pixels of the sheet's own size.
    from: f64,
    width: f64,
    /// What a person had made of it before.
    before: Option<f64>,
    /// Where the pointer is now.
    at: (f64, f64),
}

/// The edges of columns.
#[derive(Clone, Copy)]
pub(super) struct Sizing {
    page: Page,
    drag: RwSignal<Option<Drag>>,
}

impl Sizing {
    pub(super) fn new(page: Page) -> Self {
        Self { page, drag: RwSignal::new(None) }
    }

    /// The mouse is pressed; whether on an edge.
    pub(super) fn begin(self, event: &PointerEvent) -> bool {
        let Some((edge, col)) = edge_under(event.target()).filter(|_| event.button() == 0) else { return false };
        let (sheet, zoom) = (self.page.sheet.get_untracked(), self.page.zoomed.get_untracked());
        let width = self.page.ground.with_untracked(|ground| ground.as_ref().map(|ground| ground.cols.size(col.0)));
        let Some(width) = width else { return false };
        // What moves outside the sheet is followed as well.
        let _ = edge.set_pointer_capture(event.pointer_id());
        let before = self.page.widths.with_untracked(|widths| widths.get(&sheet)?.get(&col.0).copied());
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.drag.set(Some(Drag { sheet, col, from: at.0, width: width / zoom, before, at }));
        event.prevent_default();
        true
    }

    /// The mouse is moved; whether an edge goes along.
    pub(super) fn drag(self, event: &PointerEvent) -> bool {
        let Some(drag) = self.drag.get_untracked() else { return false };
        if event.buttons() & 1 == 0 {
            self.drag.set(None);
            return false;
        }
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        // A press that goes nowhere leaves the width that was measured.
        if (at.0 - drag.at.0).abs() > 0.0 {
            let width = drag.width + (at.0 - drag.from) / self.page.zoomed.get_untracked();
            self.set(drag.sheet, drag.col, Some(width));
        }
        self.drag.set(Some(Drag { at, ..drag }));
        true
    }

    /// The mouse is let go.
    pub(super) fn end(self) {
        if self.drag.with_untracked(Option::is_some) {
            self.drag.set(None);
        }
    }

    /// Leaves the column as wide as it was; whether one was being dragged.
    pub(super) fn give_up(self) -> bool {
        let Some(drag) = self.drag.get_untracked() else { return false };
        self.drag.set(None);
        self.set(drag.sheet, drag.col, drag.before);
        true
    }

    /// A double click; whether on an edge.
    pub(super) fn double(self, target: Option<EventTarget>) -> bool {
        let Some((_, col)) = edge_under(target) else { return false };
        self.fit(col);
        true
    }

    /// Makes a column as wide as what is drawn in it needs. Texts that break into lines, and merged ones, have no say.
    pub(super) fn fit(self, col: Col) {
        let needed = self.page.window.with_untracked(|window| {
            let alone = window.cells.iter().filter(|cell| cell.at.col == col && cell.span == (1, 1));
            alone.filter_map(|cell| measured(cell.at, &cell.text)).fold(0.0, f64::max)
        });
        if needed > 0.0 {
            let width = (needed + AROUND_TEXT) / self.page.zoomed.get_untracked();
            self.set(self.page.sheet.get_untracked(), col, Some(width.ceil()));
        }
    }

    fn set(self, sheet: SheetIndex, col: Col, width: Option<f64>) {
        self.page.widths.update(|widths| {
            let of_sheet = widths.entry(sheet).or_default();
            match width {
                Some(width) => of_sheet.insert(col.0, width.clamp(NARROWEST, WIDEST)),
                None => of_sheet.remove(&col.0),
            };
        });
    }
}

/// The width of a column while it is dragged.
#[component]
pub(super) fn WidthTold(page: Page, sizing: Sizing) -> impl IntoView {
    move || {
        let Drag { sheet, col, at, width, .. } = sizing.drag.get()?;
        let now = page.widths.with(|widths| widths.get(&sheet)?.get(&col.0).copied()).unwrap_or(width);
        let told = page.tf(Word::ColumnWidth, &[&col.to_string(), &format!("{now:.0}")]);
        let (left, top) = (format!("{}px", at.0 + 12.0), format!("{}px", at.1 + 8.0));
        Some(view! { <p class="width-told" style:left=left style:top=top>{told}</p> })
    }
}

/// The edge of a column that an event is about.
fn edge_under(target: Option<EventTarget>) -> Option<(Element, Col)> {
    let edge: Element = target?.dyn_into().ok()?;
    if !edge.has_attribute("data-edge") {
        return None;
    }
    let letters = edge.parent_element()?.get_attribute("data-head")?;
    // An address needs a row as well.
    let cell: CellRef = format!("{letters}1").parse().ok()?;
    (cell.row == Row(0)).then_some((edge, cell.col))
}

/// The pixels that a text takes in its cell on one line; asks the browser, which has the fonts.
fn measured(at: CellRef, text: &str) -> Option<f64> {
    let cell = document().get_element_by_id(&format!("cell-{at}")).filter(|_| !text.is_empty())?;
    if cell.class_list().contains("wrap") {
        return None;
    }
    let ruler: HtmlElement = document().create_element("span").ok()?.unchecked_into();
    ruler.set_class_name("ruler");
    ruler.set_text_content(Some(text));
    cell.append_child(&ruler).ok()?;
    let width = ruler.get_bounding_client_rect().width();
    ruler.remove();
    Some(width)
}
