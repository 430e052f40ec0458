//! The outline of the lines: what belongs to what.

use super::marker::{Class, settle_letters};
use super::{Line, LineIndex, LineKind, Marker};
use crate::words::Sense;
use crate::workbook::Value;

/// Gives the lines their markers, once runs of letters are settled, and an indent to those
/// without.
pub(super) fn assign_markers(lines: &mut [Line], markers: Vec<(Option<Marker>, u32)>) {
    let (mut markers, indents): (Vec<_>, Vec<_>) = markers.into_iter().unzip();
    settle_letters(&mut markers);
    for ((line, marker), indent) in lines.iter_mut().zip(markers).zip(indents) {
        line.marker = marker;
        line.depth = indent;
    }
}

/// How far a label is indented: by its format, or by spaces typed before it.
pub(super) fn indent(value: &Value, format: u8) -> u32 {
    let typed = match value {
        Value::Text(text) => text.chars().take_while(|c| c.is_whitespace()).count(),
        _ => 0,
    };
    // Two typed spaces look like one step of indent.
    u32::from(format) * 2 + u32::try_from(typed).unwrap_or(u32::MAX)
}

/// One open level of the outline.
struct Level {
    place: Place,
    line: LineIndex,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Class(Class),
    Indent(u32),
}

/// Settles kind, depth and parent of every line. On entry `depth` is the indent.
pub(super) fn arrange(lines: &mut [Line]) {
    // Where dashes are the only markers, the lines without one are the wholes.
    let counted = lines.iter().any(|line| !matches!(line.marker, None | Some(Marker::Dash | Marker::Plus)));
    let marked = counted && lines.iter().filter(|line| line.marker.is_some()).count() * 2 > lines.len();
    let mut open: Vec<Level> = Vec::new();
    // "Trong đó:" on a line of its own: what follows are subsets of the line above it.
    let mut subsets_of: Option<(Option<LineIndex>, usize)> = None;
    for at in 0..lines.len() {
        let Some(line) = lines.get(at) else { continue };
        let index = LineIndex(at);
        if line.kind == LineKind::Other {
            continue;
        }
        // A headline among marked lines has no marker of its own: "Tổng thu ngân sách".
        let headline = marked && line.marker.is_none() && line.said.resembles_total();
        if line.said.is_total() || headline {
            open.clear();
            subsets_of = None;
            let kind = if line.said.is_subtotal() { LineKind::Subtotal } else { LineKind::Total };
            if let Some(line) = lines.get_mut(at) {
                (line.kind, line.depth, line.parent) = (kind, 0, None);
            }
            open.push(Level { place: Place::Indent(0), line: index });
            continue;
        }
        let of_which = line.said.has(Sense::OfWhich);
        let place = match &line.marker {
            Some(marker) => Place::Class(marker.class()),
            // "Thu trừ tiền sử dụng đất" beside the marked parts of a total is none of them.
            None if marked && (of_which || (line.said.has(Sense::Excluding) && !line.said.has(Sense::Deduction))) => {
                attach(lines, at, open.last().map(|level| level.line), open.len(), LineKind::OfWhich);
                continue;
            }
            None if marked => {
                // Without a marker among marked lines: an aside such as the name of an office.
                attach(lines, at, None, 0, LineKind::Data);
                continue;
            }
            None => Place::Indent(line.depth),
        };
        close_to(&mut open, place);
        let parent = open.last().map(|level| level.line);
        let kind = if of_which { LineKind::OfWhich } else { LineKind::Data };
        let kind = match subsets_of {
            Some((whole, depth)) if open.len() >= depth && whole == parent => LineKind::OfWhich,
            _ => {
                subsets_of = None;
                kind
            }
        };
        attach(lines, at, parent, open.len(), kind);
        if of_which && lines.get(at).is_some_and(|line| line.label.trim_end_matches([':', ' ']).chars().count() <= 8) {
            subsets_of = Some((parent, open.len()));
        }
        open.push(Level { place, line: index });
    }
}

/// Closes the levels that a line at `place` ends. A class that is open already goes back to its
/// level; a new one opens a level below.
fn close_to(open: &mut Vec<Level>, place: Place) {
    if let Some(at) = open.iter().position(|level| level.place == place) {
        open.truncate(at);
        return;
    }
    while let Some(level) = open.last() {
        let deeper = match (level.place, place) {
            // A total row is a level of its own: marked lines after it are its parts.
            (Place::Indent(_), Place::Class(_)) => true,
            (open, new) => open < new,
        };
        if deeper {
            break;
        }
        open.pop();
    }
}

fn attach(lines: &mut [Line], at: usize, parent: Option<LineIndex>, depth: usize, kind: LineKind) {
    if let Some(line) = lines.get_mut(at) {
        line.parent = parent;
        line.depth = u32::try_from(depth).unwrap_or(u32::MAX);
        line.kind = kind;
    }
}
