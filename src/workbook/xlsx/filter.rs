//! Filters (ECMA-376 Part 1, 18.3.1.2 and 18.3.2.7), of a sheet or of one of its tables.

use quick_xml::events::BytesStart;

use crate::workbook::xml::attribute;
use crate::workbook::{CellRange, Sheet};

/// What a filter may hide.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Filter {
    range: Option<CellRange>,
    /// Whether it asks anything of a column.
    is_set: bool,
}

impl Filter {
    /// Looks at an element of the part.
    pub(super) fn take(&mut self, element: &BytesStart<'_>) {
        match element.local_name().into_inner() {
            "autoFilter" => self.range = attribute(element, "ref").and_then(|range| range.parse().ok()),
            "filterColumn" => self.is_set |= self.range.is_some(),
            _ => {}
        }
    }

    /// A filter that is set hides the rows of its range that are hidden.
    pub(super) fn hide(&self, sheet: &mut Sheet) {
        if let (Some(range), true) = (self.range, self.is_set) {
            let rows = range.start.row.min(range.end.row)..=range.start.row.max(range.end.row);
            sheet.filtered_rows.extend(sheet.hidden_rows.range(rows).copied());
        }
    }
}
