//! Names that stand for cells, as formulas use them (ECMA-376 Part 1, 18.2.5).

use super::{CellRange, SheetIndex};

/// A name of a cell or a range.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinedName {
    /// The name, in lower case: names are the same whatever their case.
    pub name: String,
    /// The sheet whose formulas know it; all do when there is none.
    pub scope: Option<SheetIndex>,
    /// The sheet of the cells.
    pub sheet: SheetIndex,
    /// The cells.
    pub range: CellRange,
}

/// What a name stands for in the formulas of a sheet: its own names go before those of the workbook.
pub(crate) fn find<'a>(names: &'a [DefinedName], name: &str, sheet: SheetIndex) -> Option<&'a DefinedName> {
    let name = name.to_lowercase();
    let known = |scope: Option<SheetIndex>| names.iter().find(|known| known.scope == scope && known.name == name);
    known(Some(sheet)).or_else(|| known(None))
}
