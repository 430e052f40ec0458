//! Keeping the keyboard somewhere.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Page;

/// Where the keyboard goes when what had it is gone: the sheet, or the first button of the empty page.
const HOME: &str = ".grid, [data-action=choose]";

impl Page {
    /// Gives the keyboard a place when the button that was pressed has gone, or can no longer be
    /// pressed.
    pub(in crate::app) fn regain(self) {
        // The browser takes the focus from what can no longer have it when it has drawn a frame.
        request_animation_frame(|| request_animation_frame(settle));
    }
}

fn settle() {
    let document = document();
    let lost = document.active_element().is_none_or(|element| document.body().is_some_and(|body| *body == element));
    let home = document.query_selector(HOME).ok().flatten().and_then(|home| home.dyn_into::<HtmlElement>().ok());
    if let (true, Some(home)) = (lost, home) {
        let _ = home.focus();
    }
}
