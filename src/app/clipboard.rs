//! Copying, cutting and pasting cells.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ClipboardEvent;

use super::file;
use super::i18n::Word;
use super::state::{Page, Said, Source};
use crate::protocol::Ask;
use crate::workbook::{CellRef, Col, Row};

/// The most cells that are pasted at once.
const MOST_PASTED: usize = 100_000;

impl Page {
    /// Puts what is selected on the clipboard; whether it did.
    pub(super) fn copy_selected(self, event: &ClipboardEvent) -> bool {
        let Some(data) = event.clipboard_data() else { return false };
        let put = |kind: &str, text: &str| data.set_data(kind, text).is_ok();
        let Some((text, html)) = self.selected_text() else {
            self.say(Word::SaidNotCopied.both(&[]));
            return false;
        };
        html.is_none_or(|html| put("text/html", &html)) && put("text/plain", &text)
    }

    /// What is selected as text and, where it is a range, as HTML; nothing for a range that is too large for the
    /// clipboard, or not read yet.
    fn selected_text(self) -> Option<(String, Option<String>)> {
        if self.selection.range.with_untracked(Option::is_none) {
            return Some((self.text_at_cursor()?, None));
        }
        let corners = self.corners();
        // What was asked for when it was selected.
        let info = self.selection.info.get_untracked().filter(|info| info.corners == corners)?;
        Some((info.text.clone()?, Some(info.html.clone()?)))
    }

    /// Puts what is selected on the clipboard where no event of the clipboard comes along; whether it could be.
    pub(super) fn copy_by_menu(self) -> bool {
        let Some((text, html)) = self.selected_text() else {
            self.say(Word::SaidNotCopied.both(&[]));
            return false;
        };
        file::copy_block(&text, html.as_deref());
        true
    }

    /// Pastes what is on the clipboard, if the person lets the page read it.
    pub(super) fn paste_by_menu(self) {
        let Some(window) = web_sys::window() else { return };
        let reading = window.navigator().clipboard().read_text();
        spawn_local(async move {
            match JsFuture::from(reading).await.ok().and_then(|text| text.as_string()) {
                Some(text) if text.trim().is_empty() => {}
                Some(text) if !text.trim_end().contains(['\t', '\n']) => {
                    let (sheet, cell) = (self.sheet.get_untracked(), self.cursor.get_untracked());
                    self.change(Ask::Enter { sheet, cell, text: text.trim_end().to_owned() });
                }
                Some(text) if self.takes_blocks() => self.paste_block(None, text),
                Some(text) => self.open(Source::Pasted { html: None, text }),
                None => self.say(Word::SaidPasteByKey.both(&[])),
            }
        });
    }

    /// Enters a block of texts from the cursor on, as one step; what it stands on is selected.
    pub(super) fn paste_block(self, html: Option<String>, text: String) {
        let rows = block(&text);
        let (sheet, cell) = (self.sheet.get_untracked(), self.corners().0);
        let (height, width) = (rows.len(), rows.iter().map(Vec::len).max().unwrap_or(0));
        if height.saturating_mul(width) > MOST_PASTED {
            return self.say(Word::SaidTooManyPasted.both(&[]));
        }
        let span = |count: usize| u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
        let last =
            CellRef::new(Row(cell.row.0.saturating_add(span(height))), Col(cell.col.0.saturating_add(span(width))));
        let figures = [height.to_string(), width.to_string(), cell.to_string()];
        self.change_then(Ask::Put { sheet, cell, rows }, move |page| {
            page.select(cell, last);
            let words = Word::SaidPasted.both(&[&figures[0], &figures[1], &figures[2]]);
            page.pasted.set(Some((words.clone(), Source::Pasted { html, text })));
            page.said.set(Some(Said { words, shown: false }));
        });
    }

    /// Takes the block back, and checks it as a table by itself.
    pub(super) fn check_pasted(self) {
        let Some((_, source)) = self.pasted.get_untracked() else { return };
        self.change_then(Ask::Undo, move |page| page.open(source));
    }

    /// Whether a table that is pasted goes into the sheet that is open: into a file, and not into a table that was
    /// pasted itself or into the sample, which it takes the place of.
    pub(super) fn takes_blocks(self) -> bool {
        self.overview.with_untracked(Option::is_some)
            && !self.reading.get_untracked()
            && self.opened_from(|source| matches!(source, Some(Source::File(_))))
    }
}

/// The rows of a block of plain text, as spreadsheets put it on the clipboard: tabs between the cells, and quotes
/// around those with line breaks of their own.
fn block(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\t' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
