//! What differs between a saved file and the one it was made from.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::container::Change;
use crate::text::Bilingual;
use crate::workbook::package::Package;
use crate::workbook::{CellRef, Sheet, Workbook};

/// What differs between a saved file and the one it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The cells that changed, by sheet and address.
    pub cells: Vec<ChangedCell>,
    /// The paragraphs of a document that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<ChangedText>,
    /// The cells whose formulas gave another value because of that.
    pub followed: Vec<ChangedCell>,
    /// The parts of the package that were rewritten or taken out.
    pub changed: Vec<String>,
    /// How many parts were copied byte for byte.
    pub untouched: usize,
}

/// One cell of a [`Receipt`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCell {
    /// The name of its sheet.
    pub sheet: String,
    /// Its address.
    pub cell: CellRef,
    /// What it showed.
    pub before: String,
    /// What it shows now.
    pub after: String,
}

/// One paragraph of a [`Receipt`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedText {
    /// Its number among all, from 1.
    pub paragraph: usize,
    /// What it said.
    pub before: String,
    /// What it says now.
    pub after: String,
}

impl Receipt {
    /// Lists what was edited.
    pub(super) fn new(before: &Workbook, after: &Workbook, touched: &BTreeMap<usize, BTreeSet<CellRef>>) -> Self {
        let paragraphs = before.prose.paragraphs.iter().zip(&after.prose.paragraphs);
        let texts = (1..).zip(paragraphs).filter(|(_, (old, new))| old != new).map(|(paragraph, (old, new))| {
            ChangedText { paragraph, before: old.text.clone(), after: new.text.clone() }
        });
        Self { cells: changed(before, after, touched), texts: texts.collect(), ..Self::default() }
    }

    /// Lists what followed from it.
    pub(super) fn follow(
        &mut self,
        before: &Workbook,
        after: &Workbook,
        followed: &BTreeMap<usize, BTreeSet<CellRef>>,
    ) {
        self.followed = changed(before, after, followed);
    }

    pub(super) fn count(&mut self, package: &Package<'_>, changes: &BTreeMap<usize, Change>) {
        self.changed =
            changes.keys().filter_map(|index| package.entries.get(*index)).map(|entry| entry.name.clone()).collect();
        self.untouched = package.entries.len().saturating_sub(changes.len());
    }

    /// The receipt in a sentence.
    pub fn message(&self) -> Bilingual {
        let (cells, texts) = (self.cells.len(), self.texts.len());
        if texts > 0 {
            return Bilingual::new(
                format!("Đã sửa {cells} ô và {texts} đoạn văn; mọi thứ khác trong tệp giữ nguyên."),
                format!("{cells} cells and {texts} paragraphs changed; all else in the file is as it was."),
            );
        }
        Bilingual::new(
            format!("Đã sửa {cells} ô; mọi thứ khác trong tệp giữ nguyên."),
            format!("{cells} cells changed; all else in the file is as it was."),
        )
    }
}

fn changed(before: &Workbook, after: &Workbook, touched: &BTreeMap<usize, BTreeSet<CellRef>>) -> Vec<ChangedCell> {
    let shown = |workbook: &Workbook, sheet: &Sheet, at| {
        sheet.cell(at).map(|cell| workbook.shown(cell).into_owned()).unwrap_or_default()
    };
    let mut cells = Vec::new();
    for (index, addresses) in touched {
        let (Some(old), Some(new)) = (before.sheets.get(*index), after.sheets.get(*index)) else { continue };
        cells.extend(addresses.iter().map(|at| ChangedCell {
            sheet: new.name.clone(),
            cell: *at,
            before: shown(before, old, *at),
            after: shown(after, new, *at),
        }));
    }
    cells
}
