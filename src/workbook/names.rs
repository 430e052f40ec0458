//! Names that stand for cells, as formulas use them (ECMA-376 Part 1, 18.2.5).

use std::collections::BTreeMap;

use super::{CellRange, SheetIndex};

/// A name of a cell or a range.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinedName {
    /// The name as it was given; names are the same whatever their case.
    pub name: String,
    /// The sheet whose formulas know it; all do when there is none.
    pub scope: Option<SheetIndex>,
    /// The sheet of the cells.
    pub sheet: SheetIndex,
    /// The cells.
    pub range: CellRange,
}

/// What Excel keeps for itself, with `_xlnm.` before it or, in the XML of Excel 2003, without
/// (ECMA-376 Part 1, 18.2.5). No formula has them, and a new file must not define them.
const BUILT_IN: [&str; 8] = [
    "print_area",
    "print_titles",
    "criteria",
    "_filterdatabase",
    "extract",
    "consolidate_area",
    "database",
    "sheet_title",
];

impl DefinedName {
    /// A name for what `refers_to` says (`'PB 01'!$A$1:$C$9`), among sheets that `find` knows; `None`
    /// when that is no cell and no range, or another one in every formula.
    pub fn new(
        name: &str,
        scope: Option<SheetIndex>,
        refers_to: &str,
        find: impl FnOnce(&str) -> Option<SheetIndex>,
    ) -> Option<Self> {
        let key = name.to_lowercase();
        let is_built_in = key.starts_with("_xlnm.") || BUILT_IN.contains(&key.as_str());
        if key.is_empty() || is_built_in {
            return None;
        }
        let (sheet, range) = refers_to.trim().trim_start_matches('=').rsplit_once('!')?;
        let sheet = match sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\'')) {
            Some(quoted) => find(&quoted.replace("''", "'")),
            None => find(sheet),
        };
        // A name with a relative reference means another cell in every formula.
        if range.matches('$').count() < 2 * range.split(':').count() {
            return None;
        }
        Some(Self { name: name.to_owned(), scope, sheet: sheet?, range: range.parse().ok()? })
    }
}

/// The names of a workbook. Of those that are the same the first counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names(BTreeMap<(Option<SheetIndex>, String), DefinedName>);

impl Names {
    /// What a name stands for in the formulas of a sheet: its own names go before those of the workbook.
    pub fn find(&self, name: &str, sheet: SheetIndex) -> Option<&DefinedName> {
        let (own, all) = ((Some(sheet), name.to_lowercase()), (None, name.to_lowercase()));
        self.0.get(&own).or_else(|| self.0.get(&all))
    }

    /// All of them, those of the workbook first.
    pub fn iter(&self) -> impl Iterator<Item = &DefinedName> {
        self.0.values()
    }
}

impl FromIterator<DefinedName> for Names {
    fn from_iter<I: IntoIterator<Item = DefinedName>>(all: I) -> Self {
        let mut names = BTreeMap::new();
        for name in all {
            names.entry((name.scope, name.name.to_lowercase())).or_insert(name);
        }
        Self(names)
    }
}
