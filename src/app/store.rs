//! What the browser remembers between visits: language, theme, and what was done to a file that
//! was open when the page went away. Nothing of it leaves the browser, and where storage is
//! forbidden the page works and forgets.

use web_sys::{MediaQueryList, Storage};

use crate::protocol::Journal;
use crate::text::Lang;

const LANG: &str = "soatbieu.lang";
const THEME: &str = "soatbieu.theme";
/// Followed by the fingerprint of a file.
const JOURNAL: &str = "soatbieu.journal.";
/// Of how many files the journal is kept: the ones touched last.
const JOURNALS: usize = 20;

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

/// What was done to a file in an earlier visit.
pub(super) fn journal(fingerprint: &str) -> Option<Journal> {
    let kept = recall(&format!("{JOURNAL}{fingerprint}"))?;
    let (_, journal) = serde_json::from_str::<(f64, Journal)>(&kept).ok()?;
    (!journal.is_empty()).then_some(journal)
}

/// Keeps what was done to a file, in case the page goes away; forgets it when nothing is left.
pub(super) fn keep_journal(fingerprint: &str, journal: &Journal) {
    let key = format!("{JOURNAL}{fingerprint}");
    let Some(storage) = storage() else { return };
    if journal.is_empty() {
        let _ = storage.remove_item(&key);
        return;
    }
    if let Ok(text) = serde_json::to_string(&(js_sys::Date::now(), journal)) {
        remember(&key, &text);
        prune(&storage);
    }
}

/// Forgets the oldest journals.
fn prune(storage: &Storage) {
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    let mut kept: Vec<(f64, String)> = keys
        .filter(|key| key.starts_with(JOURNAL))
        .map(|key| {
            let text = storage.get_item(&key).ok().flatten().unwrap_or_default();
            let when = serde_json::from_str::<(f64, Journal)>(&text).map_or(0.0, |(when, _)| when);
            (when, key)
        })
        .collect();
    kept.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, key) in kept.into_iter().skip(JOURNALS) {
        let _ = storage.remove_item(&key);
    }
}
