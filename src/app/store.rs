//! What the browser remembers between visits: language and theme, nothing else. Where storage is
//! forbidden the page works and forgets.

use web_sys::{MediaQueryList, Storage};

use crate::text::Lang;

const LANG: &str = "soatbieu.lang";
const THEME: &str = "soatbieu.theme";

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage is no reason to trouble anyone.
        let _ = storage.set_item(key, value);
    }
}

/// The language chosen earlier; Vietnamese at first.
pub(super) fn lang() -> Lang {
    match recall(LANG).as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Vi,
    }
}

pub(super) fn remember_lang(lang: Lang) {
    remember(LANG, code(lang));
}

/// As HTML names a language.
pub(super) fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "vi",
        Lang::En => "en",
    }
}

/// Whether dark was chosen earlier; `None` when the system decides.
pub(super) fn dark() -> Option<bool> {
    recall(THEME).map(|theme| theme == "dark")
}

pub(super) fn remember_dark(dark: bool) {
    remember(THEME, if dark { "dark" } else { "light" });
}

/// What the system prefers.
pub(super) fn system_dark() -> Option<MediaQueryList> {
    web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}
