//! Menus: how the keyboard goes through the entries of one.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::text::without_accents;

/// How a key closes a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// The keyboard goes back to where it was.
    Back,
    /// It goes on to what comes next.
    Onward,
}

/// Goes through the entries by arrows, Home, End and first letters; how the menu is to be closed, when it is.
pub(super) fn press(menu: NodeRef<html::Div>, event: &KeyboardEvent) -> Option<Shut> {
    let here = focused(menu);
    let mut shut = None;
    match event.key().as_str() {
        "ArrowDown" => focus(menu, here + 1),
        "ArrowUp" => focus(menu, here - 1),
        "Home" => focus(menu, 0),
        "End" => focus(menu, -1),
        "Escape" => shut = Some(Shut::Back),
        "Tab" => return Some(Shut::Onward),
        letter if letter.chars().count() == 1 && letter != " " && !event.ctrl_key() => to_letter(menu, here, letter),
        _ => return None,
    }
    event.prevent_default();
    event.stop_propagation();
    shut
}

/// Gives an entry the focus; beyond the last comes the first again.
pub(super) fn focus(menu: NodeRef<html::Div>, place: i32) {
    let entries = entries(menu);
    let count = i32::try_from(entries.len()).unwrap_or(1).max(1);
    let place = usize::try_from(place.rem_euclid(count)).unwrap_or(0);
    if let Some(entry) = entries.get(place) {
        let _ = entry.focus();
    }
}

fn entries(menu: NodeRef<html::Div>) -> Vec<HtmlElement> {
    let Some(menu) = menu.get_untracked() else { return Vec::new() };
    let children = menu.children();
    let all = (0..children.length()).filter_map(|index| children.item(index)?.dyn_into::<HtmlElement>().ok());
    all.filter(|child| child.get_attribute("role").as_deref() == Some("menuitem")).collect()
}

/// The place of the entry that has the focus.
fn focused(menu: NodeRef<html::Div>) -> i32 {
    let active = document().active_element();
    let place = entries(menu).iter().position(|entry| active.as_ref() == Some(entry.as_ref()));
    place.and_then(|place| i32::try_from(place).ok()).unwrap_or(0)
}

/// To the next entry that begins with a letter, with or without its accents.
fn to_letter(menu: NodeRef<html::Div>, here: i32, letter: &str) {
    let bare = |text: &str| without_accents(text).chars().next();
    let wanted = bare(letter);
    let entries = entries(menu);
    let count = i32::try_from(entries.len()).unwrap_or(0);
    let begins = |place: &i32| {
        let entry = usize::try_from(*place).ok().and_then(|place| entries.get(place));
        entry.is_some_and(|entry| bare(entry.text_content().unwrap_or_default().trim()) == wanted)
    };
    let next = (1..=count).map(|by| (here + by).rem_euclid(count.max(1))).find(begins);
    if let Some(place) = next {
        focus(menu, place);
    }
}
