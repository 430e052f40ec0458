//! Changes of the running text of a document, which are steps as those of cells are.

use super::Session;
use crate::finding::Edit;
use crate::ledger::{At, Span};
use crate::patch;
use crate::workbook::{ParagraphIndex, Passage};

/// One change of a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Rewording {
    paragraph: ParagraphIndex,
    before: Passage,
    after: Passage,
    pub(super) edit: Edit,
}

impl Session {
    /// Performs the edits of running text among some. All speak of the text as it was before any of them, so the
    /// last of a paragraph is made first; of two that overlap only that one is.
    pub(super) fn reword(&mut self, edits: &[Edit]) -> Vec<Rewording> {
        let span = |edit: &Edit| match edit.place.at {
            At::Span(span) => Some((span, edit.clone())),
            At::Cell { .. } => None,
        };
        let mut spans: Vec<(Span, Edit)> = edits.iter().filter_map(span).collect();
        spans.sort_by_key(|(span, _)| std::cmp::Reverse((span.paragraph, span.start)));
        let mut made: Vec<Rewording> = Vec::new();
        let mut last: Option<Span> = None;
        for (span, edit) in spans {
            let overlaps = last.is_some_and(|last| last.paragraph == span.paragraph && span.end > last.start);
            if overlaps || patch::refusal(&self.original, &self.workbook, &edit).is_some() {
                continue;
            }
            let before = self.workbook.passage(span.paragraph);
            let after = patch::reworded(&self.workbook, span, &edit.new);
            let (Some(before), Some((after, _))) = (before, after) else { continue };
            self.workbook.set_passage(span.paragraph, after.clone());
            made.push(Rewording { paragraph: span.paragraph, before, after, edit });
            last = Some(span);
        }
        made
    }

    /// Takes changes of the text back.
    pub(super) fn unword(&mut self, made: &[Rewording]) {
        for change in made.iter().rev() {
            self.workbook.set_passage(change.paragraph, change.before.clone());
        }
    }

    /// Makes changes of the text again.
    pub(super) fn word_again(&mut self, made: &[Rewording]) {
        for change in made {
            self.workbook.set_passage(change.paragraph, change.after.clone());
        }
    }
}
