//! Notes on marked cells (18.7), beside those that are there already.

use crate::finding::{Finding, Severity};
use crate::patch::SaveError;
use crate::patch::cell::cell_text;
use crate::patch::outline::{Element, Outline};
use crate::patch::rewrite::{DECLARATION, NewPart, Rewrite};
use crate::patch::splice::{Splices, set_mark_aside};
use crate::text::Lang;
use crate::workbook::package::{Budget, Package};
use crate::workbook::{CellRef, Sheet};

use super::{list, shapes};

const AUTHOR: &str = "Soát Biểu";
/// More notes than anybody reads, and than the numbers of one drawing have room for.
const MOST_NOTES: usize = 1_000;

/// A note on a cell.
pub(super) struct Note {
    pub(super) at: CellRef,
    /// Paragraphs: in bold what is wrong, then what speaks for it.
    paragraphs: Vec<(String, String)>,
}

impl Note {
    /// What is said of a cell.
    pub(super) fn new(at: CellRef, findings: &[&Finding], lang: Lang) -> Self {
        let say = |vi: &'static str, en: &'static str| if lang == Lang::Vi { vi } else { en };
        let paragraphs = findings.iter().map(|finding| {
            let title = format!("{}: {}", grade(finding.severity, lang), finding.title.get(lang));
            let mut lines = vec![finding.message.get(lang).to_owned()];
            if let Some(expected) = suggested(finding) {
                lines.push(format!("{}: {expected}", say("Giá trị đề nghị", "Suggested value")));
            }
            lines.extend([&finding.law, &finding.likely].map(|text| text.get(lang).to_owned()));
            lines.retain(|line| !line.is_empty());
            (title, lines.join("\n"))
        });
        Self { at, paragraphs: paragraphs.collect() }
    }

    /// The text without its looks.
    pub(super) fn plain(&self) -> String {
        let paragraphs: Vec<String> = self.paragraphs.iter().map(|(title, body)| format!("{title}\n{body}")).collect();
        format!("{AUTHOR}\n{}", paragraphs.join("\n"))
    }

    /// The runs of its text (18.4.4). One that follows another text begins on a new line.
    fn runs(&self, p: &str, follows: bool) -> String {
        let face =
            format!("<{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"Tahoma\"/><{p}family val=\"2\"/>");
        let run = |bold: &str, text: &str| {
            format!("<{p}r><{p}rPr>{bold}{face}</{p}rPr><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", cell_text(text))
        };
        let bold = format!("<{p}b/>");
        let mut runs = run(&bold, &format!("{}{AUTHOR}", if follows { "\n\n" } else { "" }));
        for (title, body) in &self.paragraphs {
            runs.push_str(&run(&bold, &format!("\n{title}")));
            runs.push_str(&run("", &format!("\n{body}")));
        }
        runs
    }

    fn written(&self, p: &str, author: usize) -> String {
        let runs = self.runs(p, false);
        format!("<{p}comment ref=\"{}\" authorId=\"{author}\"><{p}text>{runs}</{p}text></{p}comment>", self.at)
    }
}

/// What the cell should hold; nothing where the figure there is right, if only by rounding.
pub(super) fn suggested(finding: &Finding) -> Option<&str> {
    let wrong = finding.severity != Severity::Info || !finding.fixes.is_empty();
    finding.expected.as_deref().filter(|_| wrong)
}

/// How grave a finding is, in a word.
pub(super) fn grade(severity: Severity, lang: Lang) -> &'static str {
    let [error, warning, info] = match lang {
        Lang::Vi => ["Sai", "Cần xem", "Lưu ý"],
        Lang::En => ["Wrong", "To check", "Note"],
    };
    match severity {
        Severity::Error => error,
        Severity::Warning => warning,
        Severity::Info => info,
    }
}

/// What became of the notes of a sheet.
#[derive(Default)]
pub(super) struct Attached {
    /// The part that holds them, when any were attached, and the cells they are on.
    pub(super) part: Option<String>,
    pub(super) refs: Vec<CellRef>,
    /// The cells that got none.
    pub(super) left_out: Vec<CellRef>,
}

/// Attaches notes to a sheet, or leaves all its other parts as they are.
pub(super) fn attach(
    rewrite: &mut Rewrite<'_, '_>,
    index: usize,
    sheet_part: &str,
    sheet: &Sheet,
    mut notes: Vec<Note>,
) -> Attached {
    let mut left_out: Vec<CellRef> = notes.split_off(notes.len().min(MOST_NOTES)).iter().map(|note| note.at).collect();
    let everyone: Vec<CellRef> = notes.iter().map(|note| note.at).collect();
    // Everything is made before anything is put, so that a failure leaves no half behind.
    match Plan::new(rewrite, index, sheet_part, sheet, notes) {
        Ok(plan) => {
            left_out.extend(plan.left_out.iter().copied());
            let refs: Vec<CellRef> = everyone.into_iter().filter(|at| !plan.left_out.contains(at)).collect();
            if refs.is_empty() {
                return Attached { left_out, ..Attached::default() };
            }
            match plan.perform(rewrite, sheet_part) {
                Ok(part) => Attached { part: Some(part), refs, left_out },
                Err(_) => Attached { left_out: [left_out, refs].concat(), ..Attached::default() },
            }
        }
        Err(_) => Attached { left_out: [left_out, everyone].concat(), ..Attached::default() },
    }
}

/// The parts of a sheet's notes as they will be.
struct Plan {
    /// The part that is there already, if any, and the new text.
    comments: (Option<String>, String),
    shapes: (Option<String>, String),
    sheet: SheetText,
    left_out: Vec<CellRef>,
    types: &'static str,
}

/// A worksheet that waits for the id of its drawing.
struct SheetText {
    text: String,
    /// Where the reference to the drawing goes; `None` when there is one.
    place: Option<(usize, String)>,
}

impl Plan {
    fn new(
        rewrite: &mut Rewrite<'_, '_>,
        index: usize,
        sheet_part: &str,
        sheet: &Sheet,
        notes: Vec<Note>,
    ) -> Result<Self, SaveError> {
        let relations = rewrite.relations(sheet_part)?;
        let of_kind = |kind: &str| {
            relations.values().filter(|relation| relation.kind == kind).map(|found| found.target.clone()).collect()
        };
        let threaded = relations.values().any(|relation| relation.kind == "threadedComment");
        let existing: Vec<String> = of_kind("comments");
        // Several parts of one kind, or one that two sheets share, are nothing that Excel writes.
        if existing.len() > 1 || existing.iter().any(|part| rewrite.is_changed(part)) {
            return Err(SaveError::Unreadable);
        }
        let existing = existing.into_iter().next();
        let types = rewrite.relation_types()?;
        let merged = match &existing {
            Some(part) => merge(&rewrite.text(part)?, &notes, threaded)?,
            None => Merged::fresh(&notes, rewrite.main_namespace()?),
        };
        let text = rewrite.text(sheet_part)?;
        let drawing = drawing_of(&text, types)?;
        let known = match &drawing {
            Drawing::Known(id) => {
                let relation = relations.get(id).filter(|relation| relation.kind == "vmlDrawing");
                Some(relation.ok_or(SaveError::Unreadable)?.target.clone())
            }
            Drawing::Missing(..) => None,
        };
        if known.as_ref().is_some_and(|part| rewrite.is_changed(part)) {
            return Err(SaveError::Unreadable);
        }
        let shown = notes.iter().filter(|note| merged.new.contains(&note.at)).map(|note| (note.at, note.plain()));
        let shapes = match &known {
            Some(part) => shapes::merge(&rewrite.text(part)?, sheet, shown)?,
            None => {
                // Comments that came without a drawing get their shapes with the new ones.
                let old = merged.old.iter().map(|at| (*at, String::new()));
                shapes::fresh(index, sheet, old.chain(shown))
            }
        };
        let place = match drawing {
            Drawing::Known(_) => None,
            Drawing::Missing(at, tag) => Some((at, tag)),
        };
        Ok(Self {
            comments: (existing, merged.text),
            shapes: (known, shapes),
            sheet: SheetText { text, place },
            left_out: merged.left_out,
            types,
        })
    }

    /// Puts the parts; gives the one that holds the notes.
    fn perform(self, rewrite: &mut Rewrite<'_, '_>, sheet_part: &str) -> Result<String, SaveError> {
        let types = self.types;
        if let Some((at, tag)) = self.sheet.place {
            let part = rewrite.free_name("xl/drawings/vmlDrawing", ".vml");
            let kind = NewPart {
                name: &part,
                content_type: "application/vnd.openxmlformats-officedocument.vmlDrawing",
                by_extension: Some("vml"),
                relation: &format!("{types}/vmlDrawing"),
            };
            let id = rewrite.add(&kind, self.shapes.1, sheet_part)?;
            let mut splices = Splices::default();
            splices.replace(at..at, tag.replace("{id}", &id));
            let (mark, body) = set_mark_aside(&self.sheet.text);
            let text = format!("{mark}{}", splices.apply(body)?);
            rewrite.put(sheet_part, text);
        } else if let Some(part) = &self.shapes.0 {
            rewrite.put(part, self.shapes.1);
        }
        let (existing, text) = self.comments;
        if let Some(part) = existing {
            rewrite.put(&part, text);
            return Ok(part);
        }
        let part = rewrite.free_name("xl/comments", ".xml");
        let kind = NewPart {
            name: &part,
            content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
            by_extension: None,
            relation: &format!("{types}/comments"),
        };
        rewrite.add(&kind, text, sheet_part)?;
        Ok(part)
    }
}

/// A comments part with notes added.
#[derive(Default)]
struct Merged {
    text: String,
    /// Cells that had a comment before, and those that have one now and had none.
    old: Vec<CellRef>,
    new: Vec<CellRef>,
    left_out: Vec<CellRef>,
}

impl Merged {
    fn fresh(notes: &[Note], namespace: &str) -> Self {
        let list: String = notes.iter().map(|note| note.written("", 0)).collect();
        Self {
            text: format!(
                "{DECLARATION}<comments xmlns=\"{namespace}\"><authors><author>{AUTHOR}</author></authors><commentList>{list}</commentList></comments>"
            ),
            new: notes.iter().map(|note| note.at).collect(),
            ..Self::default()
        }
    }
}

/// Adds notes to a comments part. A cell that has a comment keeps it, and the note follows it; a
/// thread is left alone, since Excel shows it and not the comment that stands for it.
fn merge(xml: &str, notes: &[Note], threaded: bool) -> Result<Merged, SaveError> {
    let (mark, body) = set_mark_aside(xml);
    let outline = Outline::of(body, 4)?;
    let p = outline.root()?.prefix.clone();
    let (authors_at, authors) = outline.child(0, "authors").ok_or(SaveError::Unreadable)?;
    let (list_at, list) = outline.child(0, "commentList").ok_or(SaveError::Unreadable)?;
    let author = outline.children(authors_at).count();
    let comments: Vec<(CellRef, usize)> = outline
        .children(list_at)
        .filter_map(|(index, element)| Some((element.attribute("ref")?.trim().parse().ok()?, index)))
        .collect();
    let mut merged = Merged { old: comments.iter().map(|(at, _)| *at).collect(), ..Merged::default() };
    let mut splices = Splices::default();
    let mut added = String::new();
    for note in notes {
        let Some((_, index)) = comments.iter().find(|(at, _)| *at == note.at) else {
            added.push_str(&note.written(&p, author));
            merged.new.push(note.at);
            continue;
        };
        match outline.child(*index, "text") {
            Some((text_at, text)) if !threaded => {
                let runs = note.runs(&p, true);
                // Runs stand before phonetic hints.
                let after = |element: &&Element| matches!(element.local(), "rPh" | "phoneticPr");
                match outline.children(text_at).map(|(_, element)| element).find(after) {
                    Some(hint) => splices.replace(hint.open.start..hint.open.start, runs),
                    None => text.append(&mut splices, &runs),
                }
            }
            _ => merged.left_out.push(note.at),
        }
    }
    if !added.is_empty() {
        authors.append(&mut splices, &format!("<{p}author>{AUTHOR}</{p}author>"));
        list.append(&mut splices, &added);
    }
    merged.text = format!("{mark}{}", splices.apply(body)?);
    Ok(merged)
}

/// The drawing that holds the shapes of a sheet's notes.
enum Drawing {
    /// The id of the relationship that leads to it.
    Known(String),
    /// Where a reference to one would stand, and how it would be written.
    Missing(usize, String),
}

/// What may stand before the reference, in a worksheet.
const BEFORE: [&str; 30] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
];

fn drawing_of(sheet: &str, namespace: &str) -> Result<Drawing, SaveError> {
    let (_, body) = set_mark_aside(sheet);
    let outline = Outline::of(body, 1)?;
    if let Some((_, element)) = outline.child(0, "legacyDrawing") {
        return Ok(Drawing::Known(element.attribute("id").ok_or(SaveError::Unreadable)?.to_owned()));
    }
    let before = outline.children(0).map(|(_, element)| element).filter(|element| BEFORE.contains(&element.local()));
    let at = before.map(|element| element.end).max().ok_or(SaveError::Unreadable)?;
    let root = outline.root()?;
    let id = list::relation_attribute(root, namespace, "{id}");
    Ok(Drawing::Missing(at, format!("<{}legacyDrawing{id}/>", root.prefix)))
}

/// Whether the notes are in the parts that were written, once on each cell.
pub(super) fn all_there(bytes: &[u8], noted: &[(String, Vec<CellRef>)]) -> bool {
    let Ok(package) = Package::open(bytes) else { return false };
    let mut budget = Budget::default();
    noted.iter().all(|(part, refs)| {
        let Ok(Some(xml)) = package.xml(part, &mut budget) else { return false };
        let Ok(outline) = Outline::of(set_mark_aside(&xml).1, 2) else { return false };
        let Some((list, _)) = outline.child(0, "commentList") else { return false };
        let mut there: Vec<CellRef> =
            outline.children(list).filter_map(|(_, element)| element.attribute("ref")?.trim().parse().ok()).collect();
        there.sort_unstable();
        refs.iter().all(|at| there.iter().filter(|other| *other == at).count() == 1)
    })
}
