//! Edits back into the bytes they came from.
//!
//! Only the XML of edited cells changes, and what that forces: the calculation chain where a
//! formula went, a request to Excel to calculate anew where formulas remain, and the formats where
//! text became a number. Every other part of the package is copied byte for byte. What was
//! written is read again and compared before it leaves.

mod book;
mod cell;
mod chain;
mod container;
mod docx;
mod error;
mod foreign;
mod marked;
mod new;
mod ods;
mod outline;
mod perform;
mod receipt;
mod rewrite;
mod sheet;
mod splice;
mod styles;
mod table;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use rewrite::Rewrite;

use crate::finding::{Edit, Input};
use crate::ledger::At;
use crate::text::Bilingual;
use crate::workbook::legacy::Spelling;
use crate::workbook::package::Package;
use crate::workbook::{
    self, Cell, CellRef, Engine, Format, Lock, Recalculation, SheetCell, SheetIndex, Without, Workbook,
};

pub use error::SaveError;
pub use marked::{Heading, Marked, marked};
pub use new::package;
pub use perform::{edited, reworded};
pub use receipt::{ChangedCell, Receipt};

/// A patched file.
#[derive(Clone, Debug)]
pub struct Patched {
    /// Its content.
    pub bytes: Vec<u8>,
    /// What changed.
    pub receipt: Receipt,
    /// What the person should know before passing it on.
    pub notes: Vec<Bilingual>,
}

/// Why an edit cannot be made in this workbook, which was read from those bytes; `None` when it can.
pub fn refusal(original: &[u8], workbook: &Workbook, edit: &Edit) -> Option<SaveError> {
    let (index, at) = match edit.place.at {
        At::Cell { sheet, cell } => (sheet, cell),
        At::Span(span) => return docx::refusal_of_span(workbook, span, &edit.new),
    };
    let sheet = workbook.sheet(index)?;
    let place = format!("{}!{at}", sheet.name);
    if let Some(merged) = sheet.merge_at(at)
        && merged.start != at
        && edit.new != Input::Clear
    {
        let seen = format!("{}!{}", sheet.name, merged.start);
        return Some(SaveError::Covered { cell: place, merged: merged.to_string(), seen });
    }
    if let Input::Text(text) = &edit.new {
        if is_too_long(text) && !workbook.format.is_opendocument() && !workbook.format.is_document() {
            return Some(SaveError::LongText(place));
        }
        let before = sheet.cell(at).cloned().unwrap_or_default();
        if workbook.spelling(&before, text) == Spelling::Refused {
            return Some(SaveError::NotInFont(place));
        }
    }
    if workbook.format.is_document() {
        let after = edited(&mut workbook.clone(), (index, at), &edit.new, &Without).plain_text().into_owned();
        return docx::refusal(workbook, index, at, &after);
    }
    match sheet.lock_at(at)? {
        Lock::Array => Some(SaveError::PartOfArray(place)),
        Lock::WhatIf => Some(SaveError::PartOfWhatIf(place)),
        Lock::TableHeader => table::refusal(original, workbook, (index, at), &edit.new),
    }
}

/// Characters that Excel holds in a cell, counted as UTF-16 does; it repairs a file that has more.
const LONGEST_TEXT: usize = 32_767;

/// Whether a text is longer than Excel holds in a cell.
fn is_too_long(text: &str) -> bool {
    text.len() > LONGEST_TEXT && text.encode_utf16().count() > LONGEST_TEXT
}

/// The same package with only the edited cells changed.
///
/// # Errors
///
/// A [`SaveError`] when an edit is refused, when the package cannot be understood well enough, or
/// when what was written does not read back as the workbook with these edits.
pub fn patch(original: &[u8], edits: &[Edit]) -> Result<Patched, SaveError> {
    patch_with(original, edits, &*workbook::own_engine())
}

/// As [`patch`], with an engine of one's own for the formulas that depend on the edits.
///
/// # Errors
///
/// As [`patch`].
pub fn patch_with(original: &[u8], edits: &[Edit], engine: &dyn Engine) -> Result<Patched, SaveError> {
    let before = workbook::read(original).map_err(|_| SaveError::Unreadable)?;
    let mut wanted = before.clone();
    let mut touched: BTreeMap<usize, BTreeSet<CellRef>> = BTreeMap::new();
    let mut prose = Vec::new();
    for edit in edits {
        if let Some(refused) = refusal(original, &wanted, edit) {
            return Err(refused);
        }
        let (index, at) = match edit.place.at {
            At::Cell { sheet, cell } => (sheet, cell),
            At::Span(span) => {
                let (passage, text) = reworded(&wanted, span, &edit.new).ok_or(SaveError::NotFaithful)?;
                wanted.set_passage(span.paragraph, passage);
                prose.push((span.paragraph, span.start..span.end, text));
                continue;
            }
        };
        let cell = edited(&mut wanted, (index, at), &edit.new, engine);
        if let Some(sheet) = wanted.sheets.get_mut(index.0) {
            sheet.set(at, cell);
            touched.entry(index.0).or_default().insert(at);
        }
    }
    // An edit that was taken back by a later one is none.
    touched.retain(|index, cells| {
        let (Some(old), Some(new)) = (before.sheets.get(*index), wanted.sheets.get(*index)) else { return false };
        cells.retain(|at| old.cell(*at) != new.cell(*at));
        !cells.is_empty()
    });
    if before.prose == wanted.prose {
        prose.clear();
    }
    let is_unchanged = touched.is_empty() && prose.is_empty();
    let mut receipt = Receipt::new(&before, &wanted, &touched);
    // The values of formulas that depend on the edits, as the session shows them.
    let edited_before = touched
        .iter()
        .flat_map(|(index, cells)| cells.iter().map(move |at| (*index, *at)))
        .map(|(index, at)| {
            let cell = before.sheets.get(index).and_then(|sheet| sheet.cell(at)).cloned().unwrap_or_default();
            ((SheetIndex(index), at), cell)
        })
        .collect();
    let mut followed: BTreeMap<usize, BTreeSet<CellRef>> = BTreeMap::new();
    let Recalculation { changed, outdated } = follow(&wanted, edited_before, engine);
    for change in changed {
        if let Some(sheet) = wanted.sheets.get_mut(change.sheet.0) {
            sheet.set(change.at, change.after);
        }
        touched.entry(change.sheet.0).or_default().insert(change.at);
        followed.entry(change.sheet.0).or_default().insert(change.at);
    }
    receipt.follow(&before, &wanted, &followed);
    let mut notes = if is_unchanged && before.format.is_kept() { Vec::new() } else { losses(&before) };
    notes.extend(waiting(&before, &outdated));
    if !before.format.is_kept() {
        drop(before);
        return new_file(&wanted, receipt, notes);
    }
    if before.format == Format::Fods {
        if touched.is_empty() {
            return Ok(Patched { bytes: original.to_vec(), receipt, notes });
        }
        receipt.changed = vec!["XML".to_owned()];
        let bytes = ods::flat(original, &before, &wanted, &touched)?;
        drop(before);
        return if verify::reads_as(&bytes, &wanted) {
            Ok(Patched { bytes, receipt, notes })
        } else {
            Err(SaveError::NotFaithful)
        };
    }
    if before.format == Format::Report {
        if is_unchanged {
            return Ok(Patched { bytes: original.to_vec(), receipt, notes });
        }
        receipt.changed = vec!["TXT".to_owned()];
        let bytes = docx::plain(original, &before, &wanted, &touched, &prose)?;
        drop(before);
        return if verify::reads_as(&bytes, &wanted) {
            Ok(Patched { bytes, receipt, notes })
        } else {
            Err(SaveError::NotFaithful)
        };
    }
    let package = Package::open(original).map_err(|_| SaveError::Unreadable)?;
    if is_unchanged {
        receipt.untouched = package.entries.len();
        return Ok(Patched { bytes: original.to_vec(), receipt, notes });
    }
    let changes = match before.format {
        Format::Ods => ods::changes(&package, &before, &wanted, &touched)?,
        format if format.is_document() => docx::changes(&package, &before, &wanted, &touched, &prose)?,
        _ => rewrite(&package, &before, &wanted, &touched)?.changes,
    };
    receipt.count(&package, &changes);
    // What was written is read now, and takes as much memory again.
    drop(before);
    let bytes = container::write(&package, &changes, &[])?;
    verify::verify(&package, &changes, &bytes, &wanted)?;
    Ok(Patched { bytes, receipt, notes })
}

/// What edits do to the formulas of a workbook, as a session shows it: formulas that were stored without a
/// value are calculated first, and are written only where they depend on an edit.
fn follow(wanted: &Workbook, before: BTreeMap<SheetCell, Cell>, engine: &dyn Engine) -> Recalculation {
    if before.is_empty() || !wanted.has_formulas() {
        return Recalculation::default();
    }
    if !workbook::lacks_values(wanted) {
        return workbook::follow(wanted, &before, engine);
    }
    let mut calculated = wanted.clone();
    let mut put =
        |(index, at): SheetCell, cell: Cell| calculated.sheets.get_mut(index.0).and_then(|sheet| sheet.set(at, cell));
    let after: Vec<(SheetCell, Option<Cell>)> =
        before.iter().map(|(place, cell)| (*place, put(*place, cell.clone()))).collect();
    workbook::calculate_missing(&mut calculated, engine);
    for ((index, at), cell) in after {
        if let Some(sheet) = calculated.sheets.get_mut(index.0) {
            sheet.set(at, cell.unwrap_or_default());
        }
    }
    workbook::recalculate(&mut calculated, &before, engine)
}

/// A workbook of another format is saved as a new one, and read again like any other.
fn new_file(wanted: &Workbook, mut receipt: Receipt, notes: Vec<Bilingual>) -> Result<Patched, SaveError> {
    let wanted = foreign::as_values(wanted);
    let bytes = package(&wanted)?;
    let written = Package::open(&bytes).map_err(|_| SaveError::NotFaithful)?;
    receipt.changed = written.entries.iter().map(|entry| entry.name.clone()).collect();
    if verify::reads_as(&bytes, &wanted) { Ok(Patched { bytes, receipt, notes }) } else { Err(SaveError::NotFaithful) }
}

/// What a changed file lacks that the original has.
pub(crate) fn losses(before: &Workbook) -> Vec<Bilingual> {
    let mut notes = Vec::new();
    if before.signed {
        notes.push(Bilingual::new(
            "Tệp gốc có chữ ký số; tệp đã sửa không còn giữ được chữ ký đó.",
            "The original carries a digital signature; it is void in the corrected file.",
        ));
    }
    if !before.format.is_kept() {
        notes.extend(new_file_losses(before));
    }
    notes
}

/// The first few of some cells, by their names; `None` when there are none.
pub fn named(workbook: &Workbook, places: &[SheetCell]) -> Option<String> {
    const NAMED: usize = 5;
    let name = |(sheet, at): &SheetCell| Some(format!("{}!{at}", workbook.sheet(*sheet)?.name));
    let named: Vec<String> = places.iter().take(NAMED).filter_map(name).collect();
    let rest = if places.len() > NAMED { "…" } else { "" };
    (!named.is_empty()).then(|| format!("{}{rest}", named.join(", ")))
}

/// Formulas that keep the value they had until Excel calculates them.
fn waiting(workbook: &Workbook, outdated: &[SheetCell]) -> Option<Bilingual> {
    let (count, named) = (outdated.len(), named(workbook, outdated)?);
    Some(Bilingual::new(
        format!("{count} ô công thức chỉ Excel tính được, còn giữ số cũ cho đến khi mở tệp bằng Excel: {named}"),
        format!("{count} formulas only Excel can calculate keep their old value until it opens the file: {named}"),
    ))
}

/// What a new .xlsx lacks that the workbook has, which came in another format.
pub(crate) fn new_file_losses(workbook: &Workbook) -> Vec<Bilingual> {
    not_kept(workbook).into_iter().chain(foreign::note(workbook)).collect()
}

/// What a new workbook lacks that the original may have had.
fn not_kept(workbook: &Workbook) -> Option<Bilingual> {
    let lost = match workbook.format {
        _ if workbook.unformatted => Bilingual::new(
            "Chỉ đọc được số, chữ và công thức của tệp này, không đọc được định dạng ô; tệp được lưu thành .xlsx mới, không giữ định dạng số, màu, phông chữ, khung viền, biểu đồ, hình, ghi chú và macro của bản gốc.",
            "Only the numbers, texts and formulas of this file could be read, not the formats of its cells; it is saved as a new .xlsx, without the number formats, colours, fonts, borders, charts, pictures, comments and macros of the original.",
        ),
        // Plain text has no looks that could be lost.
        Format::Text => return None,
        Format::Html => Bilingual::new(
            "Tệp được lưu thành .xlsx mới: không giữ màu, phông chữ và cách trình bày của bản gốc.",
            "Saved as a new .xlsx: the colours, fonts and layout of the original are not kept.",
        ),
        Format::Xls => Bilingual::new(
            "Tệp được lưu thành .xlsx mới: không giữ biểu đồ, hình, ghi chú, định dạng có điều kiện và macro của bản gốc; trong công thức, tên vùng được thay bằng địa chỉ, và công thức nối tới tệp khác được lưu thành giá trị.",
            "Saved as a new .xlsx: the charts, pictures, comments, conditional formats and macros of the original are not kept; in formulas, names are replaced by the ranges they stand for, and formulas that lead to other files are saved as values.",
        ),
        _ => Bilingual::new(
            "Tệp được lưu thành .xlsx mới: không giữ màu, phông chữ, khung viền, biểu đồ, hình, ghi chú và macro của bản gốc.",
            "Saved as a new .xlsx: the colours, fonts, borders, charts, pictures, comments and macros of the original are not kept.",
        ),
    };
    Some(lost)
}

/// Rewrites the parts that edits change.
fn rewrite<'p, 'b>(
    package: &'p Package<'b>,
    before: &Workbook,
    wanted: &Workbook,
    touched: &BTreeMap<usize, BTreeSet<CellRef>>,
) -> Result<Rewrite<'p, 'b>, SaveError> {
    let mut rewrite = Rewrite::new(package)?;
    let (mut gone, mut formulas_added) = (BTreeSet::new(), false);
    for (index, cells) in touched {
        let (Some(part), Some(sheet)) = (rewrite.parts.sheets.get(*index).cloned(), wanted.sheets.get(*index)) else {
            return Err(SaveError::Unreadable);
        };
        for at in cells.iter().filter(|at| table::is_header(sheet, **at)) {
            let value = sheet.cell(*at).map(|cell| cell.value.clone()).unwrap_or_default();
            table::rename(&mut rewrite, &part.part, *at, &value)?;
        }
        let formula_before = |at| before.sheets.get(*index)?.cell(at)?.formula.as_deref();
        let cells: sheet::Cells =
            cells.iter().filter_map(|at| sheet.cell(*at).map(|cell| (*at, cell.clone()))).collect();
        let new_formulas: BTreeSet<CellRef> = cells
            .iter()
            .filter(|(at, cell)| cell.formula.is_some() && cell.formula.as_deref() != formula_before(**at))
            .map(|(at, _)| *at)
            .collect();
        formulas_added |= new_formulas.iter().any(|at| formula_before(*at).is_none());
        let patched = sheet::patch(&rewrite.text(&part.part)?, &cells, &new_formulas)?;
        gone.extend(patched.formulas_gone.into_iter().map(|at| (part.id, at)));
        rewrite.put(&part.part, patched.xml);
    }
    if wanted.derived_styles().next().is_some() {
        let part = rewrite.parts.styles.clone().ok_or(SaveError::Unreadable)?;
        let text = styles::with_formats(&rewrite.text(&part)?, wanted.derived_styles())?;
        rewrite.put(&part, text);
    }
    if wanted.has_formulas() && !before.calculation.on_load {
        let book = rewrite.parts.workbook.clone();
        let text = book::recalculated(&rewrite.text(&book)?)?;
        rewrite.put(&book, text);
    }
    if !gone.is_empty() || formulas_added {
        relink(&mut rewrite, &gone, formulas_added)?;
    }
    Ok(rewrite)
}

/// Takes cells whose formula went out of the calculation chain. A chain that would lack formulas is
/// taken out itself: Excel makes it anew.
fn relink(rewrite: &mut Rewrite<'_, '_>, gone: &BTreeSet<(u32, CellRef)>, lacking: bool) -> Result<(), SaveError> {
    let Some(part) = rewrite.parts.calculation_chain.clone() else { return Ok(()) };
    let Some(text) = rewrite.find(&part)? else { return Ok(()) };
    let left = if lacking { None } else { chain::without(&text, gone)? };
    match left {
        Some(left) if left == text => {}
        Some(left) => rewrite.put(&part, left),
        None => {
            let book = rewrite.parts.workbook.clone();
            rewrite.remove(&part, &book)?;
        }
    }
    Ok(())
}
