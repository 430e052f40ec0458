//! Columns are made wider and narrower by dragging their right edge, and fitted by a double click on it; rows are made
//! higher and lower by their lower edge, and have the height of the file again by a double click. Only on the screen:
//! the file keeps its own sizes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, PointerEvent};

use crate::app::i18n::Word;
use crate::app::state::{Page, Sizes};
use crate::workbook::{CellRef, Col, Row, SheetIndex};

/// The least and the most that a column or a row is made, in pixels.
const LEAST: f64 = 16.0;
const MOST: f64 = 1200.0;
/// What a cell has beside its text: the padding at both sides, and its line.
const AROUND_TEXT: f64 = 9.0;

/// What has an edge to be dragged.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Col(Col),
    Row(Row),
}

impl Line {
    fn index(self) -> u32 {
        match self {
            Self::Col(col) => col.0,
            Self::Row(row) => row.0,
        }
    }

    /// The way in which its edge moves.
    fn along(self, at: (f64, f64)) -> f64 {
        match self {
            Self::Col(_) => at.0,
            Self::Row(_) => at.1,
        }
    }

    /// What a person has made of such lines.
    fn sizes(self, page: Page) -> RwSignal<Sizes> {
        match self {
            Self::Col(_) => page.widths,
            Self::Row(_) => page.heights,
        }
    }
}

/// A column or row whose edge is being dragged.
#[derive(Clone, Copy, PartialEq)]
struct Drag {
    sheet: SheetIndex,
    line: Line,
    /// Where it was taken, and how large the line was then, in pixels of the sheet's own size.
    from: f64,
    size: f64,
    /// What a person had made of it before.
    before: Option<f64>,
    /// Where the pointer is now.
    at: (f64, f64),
}

/// The edges of columns and rows.
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
        let Some((edge, line)) = edge_under(event.target()).filter(|_| event.button() == 0) else { return false };
        let Some(heading) = edge.parent_element().map(|heading| heading.get_bounding_client_rect()) else {
            return false;
        };
        let (sheet, zoom) = (self.page.sheet.get_untracked(), self.page.zoomed.get_untracked());
        // A heading has one more line than what it heads; a row may be higher than the file says.
        let size = line.along((heading.width(), heading.height())) - 1.0;
        // What moves outside the sheet is followed as well.
        let _ = edge.set_pointer_capture(event.pointer_id());
        let before = line.sizes(self.page).with_untracked(|sizes| sizes.get(&sheet)?.get(&line.index()).copied());
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.drag.set(Some(Drag { sheet, line, from: line.along(at), size: size / zoom, before, at }));
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
        // A press that goes nowhere leaves the size that was measured.
        let along = drag.line.along(at);
        if (along - drag.line.along(drag.at)).abs() > 0.0 {
            let size = drag.size + (along - drag.from) / self.page.zoomed.get_untracked();
            self.set(drag.sheet, drag.line, Some(size));
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

    /// Leaves the line as large as it was; whether one was being dragged.
    pub(super) fn give_up(self) -> bool {
        let Some(drag) = self.drag.get_untracked() else { return false };
        self.drag.set(None);
        self.set(drag.sheet, drag.line, drag.before);
        true
    }

    /// A double click; whether on an edge.
    pub(super) fn double(self, target: Option<EventTarget>) -> bool {
        match edge_under(target) {
            Some((_, Line::Col(col))) => self.fit(col),
            Some((_, line)) => self.set(self.page.sheet.get_untracked(), line, None),
            None => return false,
        }
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
            self.set(self.page.sheet.get_untracked(), Line::Col(col), Some(width.ceil()));
        }
    }

    fn set(self, sheet: SheetIndex, line: Line, size: Option<f64>) {
        line.sizes(self.page).update(|sizes| {
            let of_sheet = sizes.entry(sheet).or_default();
            match size {
                Some(size) => of_sheet.insert(line.index(), size.clamp(LEAST, MOST)),
                None => of_sheet.remove(&line.index()),
            };
        });
    }
}

/// The size of a column or row while it is dragged.
#[component]
pub(super) fn SizeTold(page: Page, sizing: Sizing) -> impl IntoView {
    move || {
        let Drag { sheet, line, at, size, .. } = sizing.drag.get()?;
        let now = line.sizes(page).with(|sizes| sizes.get(&sheet)?.get(&line.index()).copied()).unwrap_or(size);
        let (word, name) = match line {
            Line::Col(col) => (Word::ColumnWidth, col.to_string()),
            Line::Row(row) => (Word::RowHeight, row.to_string()),
        };
        let told = page.tf(word, &[&name, &format!("{now:.0}")]);
        let (left, top) = (format!("{}px", at.0 + 12.0), format!("{}px", at.1 + 8.0));
        Some(view! { <p class="width-told" style:left=left style:top=top>{told}</p> })
    }
}

/// The edge that an event is about.
fn edge_under(target: Option<EventTarget>) -> Option<(Element, Line)> {
    let edge: Element = target?.dyn_into().ok()?;
    if !edge.has_attribute("data-edge") {
        return None;
    }
    let heading = edge.parent_element()?.get_attribute("data-head")?;
    // An address needs both.
    let line = match heading.parse::<u32>() {
        Ok(_) => Line::Row(format!("A{heading}").parse::<CellRef>().ok()?.row),
        Err(_) => Line::Col(format!("{heading}1").parse::<CellRef>().ok()?.col),
    };
    Some((edge, line))
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
