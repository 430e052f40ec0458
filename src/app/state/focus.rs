//! Keeping the keyboard somewhere.

use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::Page;

/// Where the keyboard goes when what had it is gone: the sheet, or the first button of the empty page.
const HOME: &str = "[role=grid]:not([inert] *), .prose:not([hidden]), [data-action=choose]";
/// Where it goes among the findings, the first that is there: what the open one offers, its head, any head.
const FINDINGS: [&str; 4] =
    [".card.open [data-action=fix]", ".card.open .card-head", ".card-head", ".panel [data-filter=all]"];
/// And among the laws.
const LAWS: [&str; 4] = ["#law-text", ".law-row.chosen .law-body", ".law-body", "[data-action=law-add]"];

impl Page {
    /// Gives the keyboard a place when the button that was pressed has gone, or can no longer be
    /// pressed.
    pub(in crate::app) fn regain(self) {
        // The browser takes the focus from what can no longer have it when it has drawn a frame.
        request_animation_frame(|| request_animation_frame(settle));
    }

    /// Asks why the figure of the open finding is kept: presses the button that does.
    pub(in crate::app) fn ask_reason(self) {
        let button = document().query_selector(".card.open [data-action=dismiss]").ok().flatten();
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.click();
        }
    }

    /// To the findings, which are shown for it; then something more, once they are drawn.
    pub(in crate::app) fn to_findings(self, then: impl FnOnce() + 'static) {
        if !self.panel.get_untracked() {
            self.switch_panel();
        }
        // The panel is drawn first.
        let laws = self.laws.shown.get_untracked();
        request_animation_frame(move || {
            focus_first(if laws { &LAWS } else { &FINDINGS });
            then();
        });
    }

    /// To the box with the address, to be typed over.
    pub(in crate::app) fn to_address(self) {
        self.reading.set(false);
        // The menu that it was chosen from gives the keyboard back first.
        request_animation_frame(|| focus_first(&["#address"]));
    }

    /// From the sheet to the findings, and from anywhere else to the sheet.
    pub(in crate::app) fn to_other_side(self) {
        self.commit();
        let in_sheet = document()
            .active_element()
            .is_some_and(|element| element.closest(".grid, .prose").ok().flatten().is_some());
        if !in_sheet {
            return focus_first(&[HOME]);
        }
        self.to_findings(|| ());
    }
}

/// The box of the search, with what stands in it marked to be typed over.
pub(in crate::app) fn on_search() {
    let input = document().get_element_by_id("search").and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = input {
        quietly(&input);
        input.select();
    }
}

/// A law of the list.
pub(in crate::app) fn on_row(index: &str) {
    focus_first(&[&format!("#law-{index}")]);
}

fn focus_first(places: &[&str]) {
    let found = |place: &&str| document().query_selector(place).ok().flatten()?.dyn_into::<HtmlElement>().ok();
    if let Some(element) = places.iter().find_map(found) {
        quietly(&element);
    }
}

/// Gives an element the keyboard, and scrolls nothing for it.
pub(in crate::app) fn quietly(element: &HtmlElement) {
    let options = Object::new();
    let _ = Reflect::set(&options, &"preventScroll".into(), &true.into());
    let focus = Reflect::get(element, &"focus".into()).ok().and_then(|focus| focus.dyn_into::<Function>().ok());
    if let Some(focus) = focus {
        let _ = focus.call1(element, &options);
    }
}

fn settle() {
    let document = document();
    let lost = document.active_element().is_none_or(|element| document.body().is_some_and(|body| *body == element));
    let home = document.query_selector(HOME).ok().flatten().and_then(|home| home.dyn_into::<HtmlElement>().ok());
    if let (true, Some(home)) = (lost, home) {
        quietly(&home);
    }
}
