//! What the browser remembers of a person between visits: language and theme. Nothing of it leaves
//! the browser, and where storage is forbidden the page works and forgets.

use web_sys::{MediaQueryList, Storage};

use crate::protocol::Journal;
use crate::report::Fields;
use crate::text::Lang;

const LANG: &str = "soatbieu.lang";
const THEME: &str = "soatbieu.theme";
const PANEL: &str = "soatbieu.panel";
const RECORD: &str = "soatbieu.record";
const FORMS: &str = "soatbieu.forms";
/// Followed by the fingerprint of a file.
const JOURNAL: &str = "soatbieu.journal.";

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

/// Whether the findings stand beside the sheet; they do unless a person has hidden them.
pub(super) fn panel() -> bool {
    recall(PANEL).is_none_or(|panel| panel != "hidden")
}

pub(super) fn remember_panel(shown: bool) {
    remember(PANEL, if shown { "shown" } else { "hidden" });
}

/// What the office wrote on its last record; the day is that of each.
pub(super) fn record_fields() -> Fields {
    recall(RECORD).and_then(|fields| serde_json::from_str(&fields).ok()).unwrap_or_default()
}

pub(super) fn remember_record_fields(fields: &Fields) {
    if let Ok(fields) = serde_json::to_string(&Fields { date: String::new(), ..fields.clone() }) {
        remember(RECORD, &fields);
    }
}

/// What was decided about the laws of forms, as the worker wrote it.
pub(super) fn forms() -> String {
    recall(FORMS).unwrap_or_default()
}

pub(super) fn remember_forms(stored: &str) {
    remember(FORMS, stored);
}

/// What the system prefers.
pub(super) fn system_dark() -> Option<MediaQueryList> {
    web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// What an earlier version of the page kept of a file; it is kept elsewhere now, so it is taken
/// away from here.
pub(super) fn take_journal(fingerprint: &str) -> Option<Journal> {
    let key = format!("{JOURNAL}{fingerprint}");
    let kept = recall(&key)?;
    let _ = storage()?.remove_item(&key);
    serde_json::from_str::<(f64, Journal)>(&kept).ok().map(|(_, journal)| journal)
}
