//! The worksheet part with only the edited cells rewritten (ECMA-376 Part 1, 18.3.1).

mod insert;
mod layout;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use layout::{Formula, Layout};

use super::SaveError;
use super::cell::{formula_element, written};
use super::splice::{Splices, escaped, set_mark_aside};
use crate::workbook::xlsx::formula::moved;
use crate::workbook::{Cell, CellRange, CellRef, StyleId};

/// The new content of the edited cells of one sheet.
pub(super) type Cells = BTreeMap<CellRef, Cell>;

/// A rewritten worksheet.
pub(super) struct Patched {
    pub(super) xml: String,
    /// The edited cells that had a formula.
    pub(super) formulas_gone: BTreeSet<CellRef>,
}

/// Writes the edited cells into a worksheet.
///
/// A cell with a formula keeps it as it is written, except those of `new_formulas`.
pub(super) fn patch(xml: &str, cells: &Cells, new_formulas: &BTreeSet<CellRef>) -> Result<Patched, SaveError> {
    let (mark, body) = set_mark_aside(xml);
    let layout = Layout::scan(body, cells)?;
    let mut splices = Splices::default();
    let mut groups = BTreeMap::new();
    let mut formulas_gone = BTreeSet::new();
    let goes = |at: CellRef| new_formulas.contains(&at) || cells.get(&at).is_some_and(|cell| cell.formula.is_none());
    for (at, place) in layout.edited.iter().filter(|(at, _)| goes(**at)) {
        if let Some(formula) = &place.formula {
            if !new_formulas.contains(at) {
                formulas_gone.insert(*at);
            }
            if let Formula::Master { group, text } = formula {
                groups.insert(*group, (*at, text.clone()));
            }
        }
    }
    let mut heirs = layout.heirs(&groups, &goes);
    for (at, cell) in cells {
        let Some(place) = layout.edited.get(at) else { continue };
        let mut inner = String::new();
        if new_formulas.contains(at) {
            inner = formula_element(&layout.prefix, cell);
        } else if cell.formula.is_some() {
            // Only its value changes: the formula stays as it is written, or takes over.
            let kept = place.formula_span.clone().and_then(|span| body.get(span)).ok_or(SaveError::NotFaithful)?;
            let heir = heirs.remove(at).map(|(_, text)| text);
            inner.push_str(heir.as_deref().unwrap_or(kept));
        }
        let rest: String = place.rest.iter().filter_map(|span| body.get(span.clone())).collect();
        let address = place.has_address.then_some(*at);
        let text =
            written(&place.name, address, (&place.attributes, place.was_styled), cell, &layout.prefix, &inner, &rest);
        splices.replace(place.span.clone(), text);
    }
    for (span, text) in heirs.into_values() {
        splices.replace(span, text);
    }
    layout.insert_missing(cells, &mut splices);
    layout.widen(body, cells, &mut splices);
    Ok(Patched { xml: format!("{mark}{}", splices.apply(body)?), formulas_gone })
}

/// Gives cells another format, and leaves all else of them as it is written.
pub(super) fn restyle(xml: &str, styles: &BTreeMap<CellRef, StyleId>) -> Result<String, SaveError> {
    let (mark, body) = set_mark_aside(xml);
    let blank = |style: &StyleId| Cell { style: *style, ..Cell::default() };
    let cells: Cells = styles.iter().map(|(at, style)| (*at, blank(style))).collect();
    let layout = Layout::scan(body, &cells)?;
    let mut splices = Splices::default();
    for (at, place) in &layout.edited {
        let style = styles.get(at).ok_or(SaveError::NotFaithful)?;
        let end = if body.get(..place.open.end).is_some_and(|text| text.ends_with("/>")) { "/>" } else { ">" };
        let tag = format!("<{}{} s=\"{}\"{end}", place.name, place.unstyled, style.0);
        splices.replace(place.open.clone(), tag);
    }
    layout.insert_missing(&cells, &mut splices);
    layout.widen(body, &cells, &mut splices);
    Ok(format!("{mark}{}", splices.apply(body)?))
}

/// The formula of `from` as it reads at another cell.
fn moved_to(formula: &str, from: CellRef, to: CellRef) -> String {
    let rows = i64::from(to.row.0) - i64::from(from.row.0);
    let columns = i64::from(to.col.0) - i64::from(from.col.0);
    moved(formula, rows, columns)
}

impl Layout {
    /// The members that take over a shared formula whose master was edited.
    fn heirs(
        &self,
        groups: &BTreeMap<u32, (CellRef, String)>,
        goes: &impl Fn(CellRef) -> bool,
    ) -> BTreeMap<CellRef, (Range<usize>, String)> {
        let mut heirs = BTreeMap::new();
        for (group, (from, text)) in groups {
            let Some(members) = self.members.get(group) else { continue };
            let left: Vec<_> = members.iter().filter(|(at, _, _)| !goes(*at)).collect();
            let Some((heir, span, name)) = left.first() else { continue };
            let range = left.iter().fold(CellRange::new(*heir, *heir), |range, (at, _, _)| CellRange {
                start: CellRef::new(range.start.row.min(at.row), range.start.col.min(at.col)),
                end: CellRef::new(range.end.row.max(at.row), range.end.col.max(at.col)),
            });
            let from_master = |at: CellRef| moved_to(text, *from, at);
            let heirs_text = from_master(*heir);
            // A reference that leaves the sheet at the heir is lost to all; then each cell gets a
            // formula of its own.
            let passed_on = left.iter().all(|(at, _, _)| moved_to(&heirs_text, *heir, *at) == from_master(*at));
            if passed_on {
                let text = escaped(&heirs_text);
                let written = format!("<{name} t=\"shared\" ref=\"{range}\" si=\"{group}\">{text}</{name}>");
                heirs.insert(*heir, (span.clone(), written));
                continue;
            }
            for (at, span, name) in left {
                heirs.insert(*at, (span.clone(), format!("<{name}>{}</{name}>", escaped(&from_master(*at)))));
            }
        }
        heirs
    }
}
