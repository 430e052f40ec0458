//! The marked copy: the person's own file with the findings drawn into it, and a sheet that lists
//! them.
//!
//! Values, formulas and looks stay as they are; a marked cell gets a fill and a note. Where a note
//! cannot be attached without risk to what is there (a threaded comment, a drawing that cannot be
//! understood), the cell is only filled, and the list says so.

mod list;
mod notes;
mod paint;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use list::Listed;
use notes::Note;
use paint::Paint;

use super::rewrite::{DECLARATION, NewPart, Rewrite};
use super::{SaveError, container, new, sheet, verify};
use crate::finding::{Finding, Severity};
use crate::text::{Bilingual, Lang};
use crate::workbook::package::Package;
use crate::workbook::{self, Cell, CellRef, SheetCell, StyleId, Workbook};

/// What the list of findings says above its lines.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// The name of the file.
    pub name: String,
    /// How many relations were computed and compared.
    pub compared: usize,
}

/// A marked copy.
#[derive(Clone, Debug)]
pub struct Marked {
    /// Its content.
    pub bytes: Vec<u8>,
    /// What the person should know before passing it on.
    pub notes: Vec<Bilingual>,
}

/// The marks of one cell, the gravest finding first.
type Marks<'f> = BTreeMap<CellRef, Vec<&'f Finding>>;

/// Draws findings into a workbook of the Office Open XML formats, in one language.
///
/// # Errors
///
/// A [`SaveError`] when the package cannot be understood well enough, or when what was written
/// does not read back as the same workbook with these marks.
pub fn marked(original: &[u8], heading: &Heading, findings: &[&Finding], lang: Lang) -> Result<Marked, SaveError> {
    let before = workbook::read(original).map_err(|_| SaveError::Unreadable)?;
    let package = Package::open(original).map_err(|_| SaveError::Unreadable)?;
    let mut rewrite = Rewrite::new(&package)?;
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| (finding.severity, finding.place));
    let marks = by_cell(&before, &findings);
    let paint = paint(&mut rewrite, &before, &marks)?;

    let mut wanted = before.clone();
    wanted.styles.extend(paint.looks());
    let mut unnoted = BTreeSet::new();
    let mut noted = Vec::new();
    for (index, marks) in &marks {
        let (Some(part), Some(sheet)) = (rewrite.parts.sheets.get(*index).cloned(), wanted.sheets.get_mut(*index))
        else {
            return Err(SaveError::Unreadable);
        };
        let mut styles = BTreeMap::new();
        for (at, findings) in marks {
            let cell = sheet.cell(*at).cloned().unwrap_or_default();
            let style = paint.style(cell.style, gravest(findings)).ok_or(SaveError::NotFaithful)?;
            sheet.set(*at, Cell { style, ..cell });
            styles.insert(*at, style);
        }
        let text = sheet::restyle(&rewrite.text(&part.part)?, &styles)?;
        rewrite.put(&part.part, text);
        let notes = marks.iter().map(|(at, findings)| Note::new(*at, findings, lang)).collect();
        let attached = notes::attach(&mut rewrite, *index, &part.part, sheet, notes);
        unnoted.extend(attached.left_out.into_iter().map(|at| (*index, at)));
        noted.extend(attached.part.map(|part| (part, attached.refs)));
    }
    let listed: Vec<Listed> = findings
        .iter()
        .map(|finding| {
            let place = anchor(&before, finding).map(|(sheet, at)| (sheet.0, at));
            Listed::new(&before, finding, place.is_some_and(|place| unnoted.contains(&place)), lang)
        })
        .collect();
    let rows = list::add(&mut rewrite, heading, &listed, &paint, lang)?;
    let notes = told(&before, unnoted.len());
    // What was written is read now, and takes as much memory again.
    drop(before);
    let bytes = container::write(&package, &rewrite.changes, &rewrite.additions)?;
    verify::untouched(&package, &rewrite.changes, &rewrite.additions, &bytes)?;
    let faithful = reads_as(&bytes, &wanted, &rows) && notes::all_there(&bytes, &noted);
    if faithful { Ok(Marked { bytes, notes }) } else { Err(SaveError::NotFaithful) }
}

/// The cell that shows a finding: the first of merged ones.
fn anchor(workbook: &Workbook, finding: &Finding) -> Option<SheetCell> {
    let (sheet, cell) = finding.place.sheet_cell()?;
    let merge = workbook.sheet(sheet).and_then(|sheet| sheet.merge_at(cell));
    Some((sheet, merge.map_or(cell, |merge| merge.start)))
}

fn by_cell<'f>(workbook: &Workbook, findings: &[&'f Finding]) -> BTreeMap<usize, Marks<'f>> {
    let mut marks: BTreeMap<usize, Marks<'f>> = BTreeMap::new();
    for finding in findings {
        let Some((sheet, at)) = anchor(workbook, finding) else { continue };
        marks.entry(sheet.0).or_default().entry(at).or_default().push(finding);
    }
    marks
}

/// The severity of the first: they are sorted by it.
fn gravest(findings: &[&Finding]) -> Severity {
    findings.first().map_or(Severity::Info, |finding| finding.severity)
}

/// Adds the formats that the marks need to the styles part, which is made when there is none.
fn paint(
    rewrite: &mut Rewrite<'_, '_>,
    before: &Workbook,
    marks: &BTreeMap<usize, Marks<'_>>,
) -> Result<Paint, SaveError> {
    let mut needed: BTreeSet<(StyleId, Severity)> = BTreeSet::new();
    for (index, marks) in marks {
        let sheet = before.sheets.get(*index).ok_or(SaveError::Unreadable)?;
        needed.extend(
            marks
                .iter()
                .map(|(at, findings)| (sheet.cell(*at).map(|cell| cell.style).unwrap_or_default(), gravest(findings))),
        );
    }
    let part = match rewrite.parts.styles.clone() {
        Some(part) => part,
        None => {
            let book = rewrite.parts.workbook.clone();
            let part = rewrite.usual_name("xl/styles", ".xml");
            let kind = NewPart {
                name: &part,
                content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
                by_extension: None,
                relation: &format!("{}/styles", rewrite.relation_types()?),
            };
            let text = format!("{}{}", DECLARATION, new::styles_xml(&before.styles, rewrite.main_namespace()?));
            rewrite.add(&kind, text, &book)?;
            part
        }
    };
    let (text, paint) = paint::add(&rewrite.text(&part)?, before, &needed)?;
    rewrite.put(&part, text);
    Ok(paint)
}

/// Whether a file reads as the workbook that was wanted, and one more sheet with these lines.
fn reads_as(bytes: &[u8], wanted: &Workbook, rows: &[Vec<String>]) -> bool {
    let Ok(mut read) = workbook::read(bytes) else { return false };
    let Some(list) = read.sheets.pop() else { return false };
    let said: Vec<String> =
        list.cells().filter(|(_, cell)| !cell.is_blank()).map(|(_, cell)| cell.plain_text().into_owned()).collect();
    let meant: Vec<String> = rows.iter().flatten().filter(|text| !text.is_empty()).cloned().collect();
    // Formats of the list stand behind those of the marks.
    read.styles.truncate(wanted.styles.len());
    said == meant && verify::same_workbook(&read, wanted)
}

fn told(before: &Workbook, unnoted: usize) -> Vec<Bilingual> {
    let mut notes = Vec::new();
    // The corrected file says so itself once a cell has changed.
    if before.signed {
        notes.push(Bilingual::new(
            "Tệp gốc có chữ ký số; bản có đánh dấu không còn giữ được chữ ký đó.",
            "The original carries a digital signature; it is void in the marked copy.",
        ));
    }
    if unnoted > 0 {
        notes.push(Bilingual::new(
            format!("{unnoted} ô chỉ được tô màu, không gắn được ghi chú; trang Kết quả soát nói rõ từng ô."),
            format!("{unnoted} cells are only coloured, without a note; the sheet of findings says which."),
        ));
    }
    notes
}
