//! Cells that name the columns of a table (ECMA-376 Part 1, 18.5.1.3): the name in the table part
//! follows the cell, unless something else calls the column by its name.

use super::SaveError;
use super::cell::stored;
use super::outline::{Element, Outline};
use super::rewrite::Rewrite;
use super::splice::{Splices, escaped, set_mark_aside};
use crate::finding::Input;
use crate::workbook::package::{Budget, Package};
use crate::workbook::xml::unescape_excel;
use crate::workbook::{CellRange, CellRef, Lock, Sheet, SheetCell, Value, Workbook};

/// The longest name that Excel takes.
const LONGEST: usize = 255;

/// What a header cell will say; `None` for what cannot be a name.
pub(super) fn name_of(input: &Input) -> Option<String> {
    let name = match input {
        Input::Text(text) => text.clone(),
        // A year is a name as well; the cell then holds it as text.
        Input::Number(number) if number.value().fract().is_zero() => number.value().normalize().to_string(),
        Input::Vast(vast) => vast.to_string(),
        Input::Bool(value) => value.to_string().to_uppercase(),
        Input::Number(_) | Input::Percent(_) | Input::Formula { .. } | Input::Clear => return None,
    };
    (!name.trim().is_empty() && name.chars().count() <= LONGEST).then_some(name)
}

/// Whether a cell names a column of a table.
pub(super) fn is_header(sheet: &Sheet, at: CellRef) -> bool {
    sheet.lock_at(at) == Some(Lock::TableHeader)
}

/// Why the column that a header cell names cannot be renamed; `None` when it can.
pub(super) fn refusal(original: &[u8], workbook: &Workbook, (index, at): SheetCell, new: &Input) -> Option<SaveError> {
    let sheet = workbook.sheet(index)?;
    let place = format!("{}!{}", sheet.name, at);
    let Some(name) = name_of(new) else { return Some(SaveError::ColumnName(place)) };
    let header = sheet.locks.iter().find(|(range, lock)| *lock == Lock::TableHeader && range.contains(at));
    let (range, _) = header?;
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let mut others = sheet.row(at.row).filter(|(other, _)| range.contains(*other) && *other != at);
    if others.any(|(_, cell)| same(&cell.plain_text(), &name)) {
        return Some(SaveError::ColumnName(place));
    }
    let old = sheet.cell(at).map(|cell| cell.plain_text().into_owned()).unwrap_or_default();
    let mut formulas = workbook.sheets.iter().flat_map(Sheet::cells).filter_map(|(_, cell)| cell.formula.as_deref());
    if formulas.any(|formula| names(formula, &old)) {
        return Some(SaveError::TableHeader(place));
    }
    let free = || -> Result<bool, SaveError> {
        let package = Package::open(original).map_err(|_| SaveError::Unreadable)?;
        let mut rewrite = Rewrite::new(&package)?;
        let part = rewrite.parts.sheets.get(index.0).map(|sheet| sheet.part.clone());
        let column = Column::find(&mut rewrite, &part.ok_or(SaveError::Unreadable)?, at)?;
        Ok(!column.is_fed && !is_called(&mut rewrite, &package, &column, &old)?)
    };
    match free() {
        Ok(true) => None,
        Ok(false) | Err(_) => Some(SaveError::TableHeader(place)),
    }
}

/// Lets the name in the table part follow the cell.
pub(super) fn rename(rewrite: &mut Rewrite<'_, '_>, sheet: &str, at: CellRef, value: &Value) -> Result<(), SaveError> {
    let Value::Text(name) = value else { return Err(SaveError::NotFaithful) };
    let column = Column::find(rewrite, sheet, at)?;
    let text = rewrite.text(&column.part)?;
    let (mark, body) = set_mark_aside(&text);
    let mut splices = Splices::default();
    let element = &column.element;
    let end = if element.close.is_some() { ">" } else { "/>" };
    // Line breaks in an attribute would be read as spaces.
    let name = escaped(&stored(name).replace('\n', "_x000a_").replace('\t', "_x0009_"));
    let tag = format!("<{}{} name=\"{name}\"{end}", element.name, element.attributes_without(&["name"]));
    splices.replace(element.open.clone(), tag);
    let text = format!("{mark}{}", splices.apply(body)?);
    rewrite.put(&column.part, text);
    Ok(())
}

/// A column of a table part.
struct Column {
    part: String,
    element: Element,
    /// Whether a query fills it, which knows it by its name.
    is_fed: bool,
}

impl Column {
    /// The column that a header cell names.
    fn find(rewrite: &mut Rewrite<'_, '_>, sheet: &str, at: CellRef) -> Result<Self, SaveError> {
        let relations = rewrite.relations(sheet)?;
        for part in relations.into_values().filter(|relation| relation.kind == "table").map(|found| found.target) {
            let text = rewrite.text(&part)?;
            let outline = Outline::of(set_mark_aside(&text).1, 2)?;
            let range: Option<CellRange> = outline.root()?.attribute("ref").and_then(|range| range.parse().ok());
            let Some(range) = range.filter(|range| range.start.row == at.row && range.contains(at)) else { continue };
            let place = at.col.0.saturating_sub(range.start.col.0) as usize;
            let (list, _) = outline.child(0, "tableColumns").ok_or(SaveError::Unreadable)?;
            let mut columns = outline.children(list).filter(|(_, element)| element.local() == "tableColumn");
            let (_, element) = columns.nth(place).ok_or(SaveError::Unreadable)?;
            let fed = element.attribute("queryTableFieldId").is_some()
                || rewrite.relations(&part)?.into_values().any(|relation| relation.kind == "queryTable");
            return Ok(Self { element: element.clone(), part, is_fed: fed });
        }
        Err(SaveError::Unreadable)
    }
}

/// Whether anything in the package beside the formulas of cells calls a column by its name.
fn is_called(
    rewrite: &mut Rewrite<'_, '_>,
    package: &Package<'_>,
    column: &Column,
    name: &str,
) -> Result<bool, SaveError> {
    let stored = column.element.attribute("name").map(|stored| unescape_excel(stored.to_owned()));
    // A table that disagrees with its own header is not touched.
    if stored.is_none_or(|stored| stored.to_lowercase() != name.to_lowercase()) {
        return Ok(true);
    }
    let book = rewrite.parts.workbook.clone();
    if names(&rewrite.text(&book)?, name) {
        return Ok(true);
    }
    // Formulas of tables and of rules, and the fields of pivot tables.
    let mut budget = Budget::default();
    for entry in &package.entries {
        let part = entry.name.to_ascii_lowercase();
        let speaks =
            ["tables/", "worksheets/", "pivotcache/", "slicercaches/"].iter().any(|folder| part.contains(folder));
        if !speaks || !part.ends_with(".xml") || part.contains("pivotcacherecords") {
            continue;
        }
        let Some(text) = package.xml(&entry.name, &mut budget).map_err(|_| SaveError::Unreadable)? else { continue };
        let field = part.contains("pivotcache/")
            && text.to_lowercase().contains(&format!("name=\"{}\"", escaped(name).to_lowercase()));
        if field || names(&text, name) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a text may hold a structured reference to a column (18.17.6.2): `[name]`, `[@name]`,
/// with special characters behind apostrophes. Rather once too often than once too little.
fn names(text: &str, column: &str) -> bool {
    let column = column.to_lowercase();
    text.split('[').skip(1).any(|rest| {
        let mut inside = String::new();
        let mut letters = rest.chars();
        while let Some(c) = letters.next() {
            match c {
                '\'' => inside.extend(letters.next()),
                ']' => break,
                c => inside.push(c),
            }
        }
        let unescaped = quick_xml::escape::unescape(&inside).map_or_else(|_| inside.clone(), |text| text.into_owned());
        [inside, unescaped].iter().any(|inside| {
            let inside = unescape_excel(inside.to_lowercase());
            inside.trim_start_matches('@').trim() == column.trim()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structured_references_are_found_however_they_are_written() {
        for text in [
            "SUM(Table1[Cột 2])",
            "Table1[[#This Row],[Cột 2]]",
            "[@[Cột 2]]*2",
            "SUM(T[[cột 1]:[CỘT 2]])",
            "<calculatedColumnFormula>T[Cột 2]</calculatedColumnFormula>",
        ] {
            assert!(names(text, "Cột 2"), "{text}");
        }
        assert!(names("T[a'#b]", "a#b") && names("T[a &amp; b]", "a & b") && names("T[@x]", "x"));
        assert!(!names("SUM(Table1[Cột 22])+A1", "Cột 2") && !names("Cột 2", "Cột 2"));
    }
}
