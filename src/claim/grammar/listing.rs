//! Lists whose items stand below the sentence that opens them: "Tổng số 165 hộ, trong đó:", "- Hộ nghèo 119 hộ;".

use crate::words::{Cue, fold, says};
use crate::workbook::{Block, ParagraphIndex, ParagraphKind, Prose};

/// A paragraph with the items below it.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// What opens it.
    pub opener: ParagraphIndex,
    /// Whether its words say that the items are all.
    pub is_all: bool,
    /// Its items; those of lists within them left out.
    pub items: Vec<ParagraphIndex>,
}

/// So many words before the colon are asked what they open.
const REACH: usize = 5;

/// The lists of a document, in the order of what opens them.
pub fn lists(prose: &Prose) -> Vec<List> {
    let text = |at: ParagraphIndex| prose.paragraph(at).map(|paragraph| paragraph.text.trim()).unwrap_or_default();
    let mut lists = Vec::new();
    for (at, block) in prose.blocks.iter().enumerate() {
        let Block::Paragraph(opener) = *block else { continue };
        let Some(before) = text(opener).strip_suffix(':') else { continue };
        let folded = fold(before);
        let words: Vec<&str> = folded.split(' ').collect();
        let tail = words.get(words.len().saturating_sub(REACH)..).unwrap_or_default();
        let is_all = says(tail, Cue::Consists) && !says(tail, Cue::OfWhich) && !tail.contains(&"cụ");
        let below = prose.blocks.get(at + 1..).unwrap_or_default();
        let mut kind = None;
        let mut items = Vec::new();
        for block in below {
            let Block::Paragraph(item) = *block else { break };
            if text(item).is_empty() {
                continue;
            }
            let Some(own) = mark(prose, item) else { break };
            if mark(prose, opener) == Some(own) {
                break;
            }
            if *kind.get_or_insert(own) == own {
                items.push(item);
            }
        }
        if items.len() >= 2 {
            lists.push(List { opener, is_all, items });
        }
    }
    lists
}

/// What marks a paragraph as an item; those that are marked alike are of one list.
fn mark(prose: &Prose, at: ParagraphIndex) -> Option<(char, usize)> {
    let paragraph = prose.paragraph(at)?;
    if let ParagraphKind::Item(depth) = paragraph.kind {
        return Some(('i', usize::from(depth)));
    }
    let text = if paragraph.marker.is_empty() { paragraph.text.trim() } else { paragraph.marker.as_str() };
    let first = text.chars().next()?;
    let dots = || text.split([' ', ')']).next().map_or(0, |number| number.trim_end_matches('.').split('.').count());
    match first {
        '-' | '–' | '—' => Some(('-', 0)),
        '+' | '*' | '•' | '·' | '○' | '▪' => Some((first, 0)),
        _ if first.is_ascii_digit() && text.contains(['.', ')']) => Some(('1', dots())),
        _ if first.is_ascii_lowercase() && matches!(text.chars().nth(1), Some(')' | '.')) => Some(('a', 0)),
        _ => None,
    }
}
