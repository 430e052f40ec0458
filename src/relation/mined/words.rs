//! What the headers and labels of a table say about the lines of a grid.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::grid::counts;
use crate::table::{Column, Line, Quantity, Table};
use crate::words::{Sense, Senses, fold, senses};

/// What the words say about a line or a slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// Everything that its header or label says.
    pub senses: Senses,
    /// The last word of it, folded: "number" of "Grades 1 to 4 – Number".
    pub leaf: String,
    /// The line of the grid that it lies under in the outline; of a column, the one that is called
    /// the total or the average under the same header.
    pub parent: Option<usize>,
    /// Whether it is marked as a total by the structure of the table.
    pub total: bool,
    /// Whether it is named as the total of something.
    pub named_total: bool,
    /// Whether its label is bold.
    pub bold: bool,
    /// What is said of its kind of quantity.
    pub quantity: Quantity,
}

/// The words of columns.
pub(super) fn of_columns(table: &Table, columns: &[&Column]) -> Rc<[Words]> {
    let words = columns.iter().zip(heads(columns)).map(|(column, parent)| {
        let leaf = column.header.iter().rev().find(|part| !part.is_empty()).map(|part| fold(part));
        let quantity = table.quantities.of_column(column.col);
        Words { senses: senses(&column.title()), leaf: leaf.unwrap_or_default(), parent, quantity, ..Words::default() }
    });
    words.collect()
}

/// The words of those lines of a table that can hold numbers.
pub(super) fn of_lines(table: &Table, lines: &[&Line]) -> Rc<[Words]> {
    // The outline speaks of all lines of the table, the grid only of those with numbers.
    let mut places: Vec<Option<usize>> = Vec::with_capacity(table.lines.len());
    let mut place = 0_usize;
    for line in &table.lines {
        places.push(counts(line).then_some(place));
        place += usize::from(counts(line));
    }
    let words = lines.iter().map(|line| Words {
        senses: line.said,
        leaf: fold(&line.label),
        parent: line.parent.and_then(|parent| places.get(parent.0).copied().flatten()),
        total: line.is_total(),
        named_total: line.is_total() || line.said.resembles_total(),
        bold: line.bold,
        quantity: table.quantity_at(line.row),
    });
    words.collect()
}

/// What lines are called, folded; none when they are too many to make a form.
pub(super) fn names(titles: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    if titles.len() > LONGEST_FORM { Vec::new() } else { titles.map(|title| fold(&title)).collect() }
}

/// A form of more lines is a list.
pub(super) const LONGEST_FORM: usize = 300;

/// For each column the one that is called the total or the average of those under its header:
/// "Tổng số", "TW" and "ĐP" under "Kế hoạch vốn". None where several are called so.
fn heads(columns: &[&Column]) -> Vec<Option<usize>> {
    let group = |column: &Column| column.header.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
    let mut groups: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let above = group(column);
        if !above.is_empty() {
            groups.entry(above).or_default().push(at);
        }
    }
    let mut heads = vec![None; columns.len()];
    for group in groups.into_values() {
        let is_head = |at: &&usize| {
            let said = columns.get(**at).map(|column| senses(column.name())).unwrap_or_default();
            [Sense::Total, Sense::Subtotal, Sense::Average].iter().any(|sense| said.has(*sense))
        };
        let mut called = group.iter().filter(is_head);
        let (Some(&head), None) = (called.next(), called.next()) else { continue };
        for at in group.into_iter().filter(|at| *at != head) {
            if let Some(slot) = heads.get_mut(at) {
                *slot = Some(head);
            }
        }
    }
    heads
}
