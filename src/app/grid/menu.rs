//! The menu of a cell: what was found in it, the clipboard, the column. With Shift the browser's own opens.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use super::draw::focus_on;
use super::hand::Spot;
use super::sizing::Sizing;
use crate::app::i18n::Word;
use crate::app::menu::{self, Shut};
use crate::app::pick;
use crate::app::state::{Page, Place};
use crate::finding::Applicability;
use crate::ledger;
use crate::protocol::{Ask, Card};
use crate::workbook::CellRef;

/// Where the menu is open, in the window.
type At = (f64, f64);

/// The button of the mouse that asks for a menu.
const RIGHT: i16 = 2;
/// Pixels between the menu and the edge of the window.
const MARGIN: f64 = 8.0;

/// The menu of a cell.
#[derive(Clone, Copy)]
pub(super) struct CellMenu {
    page: Page,
    sheet: NodeRef<html::Div>,
    at: RwSignal<Option<At>>,
}

impl CellMenu {
    pub(super) fn new(page: Page, sheet: NodeRef<html::Div>) -> Self {
        Self { page, sheet, at: RwSignal::new(None) }
    }

    /// A menu is asked for, by the mouse, a finger or a key.
    pub(super) fn ask(self, event: &MouseEvent) {
        let by_mouse = event.button() == RIGHT;
        if by_mouse && event.shift_key() || event.target().is_some_and(in_text) {
            return;
        }
        event.prevent_default();
        self.page.commit();
        if let Some(Spot::Cell(cell)) = Spot::under(event.target()) {
            let (start, end) = self.page.corners();
            let within = (start.row..=end.row).contains(&cell.row) && (start.col..=end.col).contains(&cell.col);
            if !within {
                self.page.pick_cell(cell);
            }
            return self.at.set(Some((f64::from(event.client_x()), f64::from(event.client_y()))));
        }
        // A key means the cell under the cursor.
        let cell = document().get_element_by_id(&format!("cell-{}", self.page.cursor.get_untracked()));
        if let Some(rect) = cell.map(|cell| cell.get_bounding_client_rect()) {
            self.at.set(Some((rect.left() + rect.width() / 2.0, rect.bottom())));
        }
    }

    fn shut(self, back: bool) {
        if self.at.with_untracked(Option::is_some) {
            self.at.set(None);
            if back {
                focus_on(self.sheet);
            }
        }
    }
}

fn in_text(target: web_sys::EventTarget) -> bool {
    target.dyn_into::<Element>().is_ok_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA"))
}

/// Draws the menu while it is open.
#[component]
pub(super) fn CellMenuView(cell_menu: CellMenu, sizing: Sizing) -> impl IntoView {
    let CellMenu { page, at, .. } = cell_menu;
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let (Some(at), Some(drawn)) = (at.get(), element.get()) {
            request_animation_frame(move || {
                keep_in_window(&drawn, at);
                menu::focus(element, 0);
            });
        }
    });
    // A press anywhere else closes it.
    window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_none_or(|target| target.closest(".context").ok().flatten().is_none()) {
            cell_menu.shut(false);
        }
    });
    let on_key = move |event: ev::KeyboardEvent| match menu::press(element, &event) {
        Some(shut) => cell_menu.shut(shut == Shut::Back),
        // The entries hear the rest themselves; the grid must not.
        None => event.stop_propagation(),
    };
    let entry = move |action: &'static str, words: String, keys: &'static str, act: Callback<()>| {
        view! {
            <button
                type="button"
                class="item"
                role="menuitem"
                tabindex="-1"
                data-action=action
                on:click=move |_| {
                    cell_menu.shut(true);
                    act.run(());
                }
            >
                {words}
                <kbd>{keys}</kbd>
            </button>
        }
    };
    let plain = move |action, word: Word, keys, act: Callback<()>| entry(action, page.t(word).to_owned(), keys, act);
    let of_finding = move |card: Card| {
        let fix = card.fixes.first().filter(|fix| fix.applicability < Applicability::Possible && !card.dismissed);
        let fix = fix.map(|fix| {
            let key = card.key.clone();
            let apply = Callback::new(move |()| page.change(Ask::Fix { key: key.clone(), index: 0 }));
            entry("menu-fix", fix.title.get(page.lang.get()).to_owned(), "Ctrl+Enter", apply)
        });
        let (to_see, to_keep) = (card.clone(), card.clone());
        let see = Callback::new(move |()| {
            page.go_to_card(&to_see);
            page.to_findings(|| ());
        });
        let keep = Callback::new(move |()| {
            page.go_to_card(&to_keep);
            page.to_findings(move || page.ask_reason());
        });
        view! {
            {fix}
            {plain("menu-finding", Word::MenuFinding, "F6", see)}
            {(!card.dismissed).then(|| plain("menu-keep", Word::Dismiss, "", keep))}
            <hr />
        }
    };
    move || {
        at.get().map(|at| {
            let (sheet, cell) = (page.sheet.get_untracked(), page.cursor.get_untracked());
            let place = ledger::Place::of_cell(sheet, cell).within(page.at.get_untracked());
            let card = page.status.with_untracked(|status| pick::about(&status.findings, place).cloned());
            view! {
                <div
                    class="menu context"
                    role="menu"
                    aria-label=page.tf(Word::MenuOfCell, &[&cell.to_string()])
                    node_ref=element
                    style:left=format!("{}px", at.0)
                    style:top=format!("{}px", at.1)
                    on:keydown=on_key
                    on:contextmenu=|event| event.prevent_default()
                >
                    {card.map(of_finding)}
                    {plain("menu-cut", Word::MenuCut, "Ctrl+X", Callback::new(move |()| if page.copy_by_menu() { page.clear_selected() }))}
                    {plain("menu-copy", Word::MenuCopy, "Ctrl+C", Callback::new(move |()| { page.copy_by_menu(); }))}
                    {plain("menu-paste", Word::MenuPaste, "Ctrl+V", Callback::new(move |()| page.paste_by_menu()))}
                    {plain("menu-clear", Word::MenuClear, "Delete", Callback::new(move |()| page.clear_selected()))}
                    <hr />
                    {plain("menu-edit", Word::MenuEdit, "F2", Callback::new(move |()| page.begin(Place::Cell, true)))}
                    {plain("menu-fit", Word::MenuFit, "", Callback::new(move |()| fit(page, sizing, cell)))}
                    {plain("menu-go", Word::MenuGo, "Ctrl+G", Callback::new(move |()| page.to_address()))}
                </div>
            }
        })
    }
}

/// Fits the columns of what is selected.
fn fit(page: Page, sizing: Sizing, cell: CellRef) {
    let (start, end) = page.selection.range.get_untracked().map_or((cell, cell), |range| (range.start, range.end));
    for col in start.col.0..=end.col.0 {
        sizing.fit(crate::workbook::Col(col));
    }
}

fn keep_in_window(menu: &HtmlElement, (left, top): At) {
    let Some(window) = web_sys::window() else { return };
    let size =
        |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| value.ok().and_then(|value| value.as_f64());
    let (Some(width), Some(height)) = (size(window.inner_width()), size(window.inner_height())) else { return };
    let rect = menu.get_bounding_client_rect();
    for (name, place) in [
        ("left", left.min(width - rect.width() - MARGIN).max(MARGIN)),
        ("top", top.min(height - rect.height() - MARGIN).max(MARGIN)),
    ] {
        let _ = menu.style().set_property(name, &format!("{place}px"));
    }
}
