//! Files in by choosing, dropping and pasting; files out by downloading.

use js_sys::{Array, ArrayBuffer, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Blob, BlobPropertyBag, ClipboardEvent, DragEvent, File, FileList, HtmlAnchorElement, HtmlInputElement, Url,
};

/// What the dialog offers; the content decides what a file really is.
pub(super) const ACCEPT: &str = ".xlsx,.xlsm,.xltx,.xltm,.xls,.xlsb,.ods,.fods,.xml,.csv,.tsv,.txt,.html,.htm,.docx,.docm,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.ms-excel";

/// The files that were chosen. The input is emptied, so that the same file can be chosen again.
pub(super) fn chosen(input: &HtmlInputElement) -> Vec<File> {
    let files = input.files().map(|files| listed(&files)).unwrap_or_default();
    input.set_value("");
    files
}

fn listed(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

/// Whether files are being dragged, as opposed to text.
pub(super) fn drags_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind == "Files"))
}

/// The files that were dropped.
pub(super) fn dropped(event: &DragEvent) -> Vec<File> {
    let files = event.data_transfer().and_then(|data| data.files());
    files.map(|files| listed(&files)).unwrap_or_default()
}

/// What was pasted.
pub(super) enum Pasted {
    /// Files to open.
    Files(Vec<File>),
    /// A table: to open, or to put into the open one.
    Table {
        /// The clipboard's HTML.
        html: Option<String>,
        /// Its plain text.
        text: String,
    },
    /// Lines of values that are no table by themselves.
    Lines(String),
    /// A single value: something to enter.
    Value(String),
}

/// What was pasted; `None` when it is nothing of use.
pub(super) fn pasted(event: &ClipboardEvent) -> Option<Pasted> {
    let data = event.clipboard_data()?;
    let mut files = data.files().map(|files| listed(&files)).unwrap_or_default();
    files.retain(|file| !file.type_().starts_with("image/"));
    if !files.is_empty() {
        return Some(Pasted::Files(files));
    }
    let text = data.get_data("text/plain").unwrap_or_default();
    let html = data.get_data("text/html").ok().filter(|html| html.to_ascii_lowercase().contains("<table"));
    // Excel wraps even a single cell in a table; its text tells.
    let single = !text.trim().is_empty() && !text.trim_end().contains(['\t', '\n']);
    if single {
        return Some(Pasted::Value(text.trim().to_owned()));
    }
    if html.is_some() || text.contains('\t') {
        return Some(Pasted::Table { html, text });
    }
    (!text.trim().is_empty()).then_some(Pasted::Lines(text))
}

/// Hands a file to the browser's downloads.
pub(super) fn download(name: &str, bytes: &ArrayBuffer) {
    let kind = if name.ends_with(".html") {
        "text/html"
    } else if name.ends_with(".txt") {
        "text/plain;charset=utf-8"
    } else if name.ends_with(".docx") {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    } else {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    };
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::new(bytes));
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    let anchor = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("a").ok())
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
    }
    // The browser reads the blob after this returns; a minute is ample, and the memory is freed.
    let revoke = Closure::once_into_js(move || {
        let _ = Url::revoke_object_url(&url);
    });
    if let Some(window) = web_sys::window() {
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), 60_000);
    }
}

/// Puts text on the clipboard.
pub(super) fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        // Refused when the page has no focus; there is nothing to be done about it.
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// Puts a block of cells on the clipboard, as text and as the table that other programs read.
pub(super) fn copy_block(text: &str, html: Option<&str>) {
    let written = || {
        let parts = Object::new();
        for (kind, content) in [("text/plain", Some(text)), ("text/html", html)] {
            let Some(content) = content else { continue };
            let options = BlobPropertyBag::new();
            options.set_type(kind);
            let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&content.into()), &options).ok()?;
            Reflect::set(&parts, &kind.into(), &blob).ok()?;
        }
        let item = Reflect::get(&js_sys::global(), &"ClipboardItem".into()).ok()?.dyn_into::<Function>().ok()?;
        let item = Reflect::construct(&item, &Array::of1(&parts)).ok()?;
        Some(web_sys::window()?.navigator().clipboard().write(&Array::of1(&item)))
    };
    if written().is_none() {
        copy(text);
    }
}
