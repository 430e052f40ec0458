//! The sheet that lists the findings: one line each, with a link to the cell.

use std::fmt::Write as _;

use super::notes::{grade, suggested};
use super::paint::{ListStyle, Paint};
use super::{Heading, Lang};
use crate::finding::{Finding, Severity};
use crate::patch::SaveError;
use crate::patch::cell::cell_text;
use crate::patch::outline::{Element, Outline};
use crate::patch::rewrite::{DECLARATION, NewPart, Rewrite};
use crate::patch::splice::{Splices, escaped, set_mark_aside};
use crate::workbook::{CellRef, Col, Row, Workbook};

/// The rows above the lines: title, summary, heads.
const HEADS: u32 = 3;
/// Widths of the columns in characters.
const WIDTHS: [u32; 7] = [10, 14, 9, 34, 17, 17, 70];

/// One line of the list.
pub(super) struct Listed {
    severity: Severity,
    /// Where it leads: `'PB03'!E14`.
    target: String,
    texts: [String; 7],
}

impl Listed {
    /// The line of a finding; `unnoted` says that its cell could not be given a note.
    pub(super) fn new(workbook: &Workbook, finding: &Finding, unnoted: bool, lang: Lang) -> Self {
        let sheet = finding.sheet().and_then(|sheet| workbook.sheet(sheet)).map_or("", |sheet| sheet.name.as_str());
        let mut why: Vec<&str> = [&finding.message, &finding.law, &finding.likely].map(|text| text.get(lang)).to_vec();
        why.retain(|text| !text.is_empty());
        if unnoted {
            why.push(match lang {
                Lang::Vi => "(Ô này chỉ được tô màu, không gắn được ghi chú.)",
                Lang::En => "(This cell is only coloured: no note could be attached to it.)",
            });
        }
        Self {
            severity: finding.severity,
            target: format!("'{}'!{}", sheet.replace('\'', "''"), finding.place),
            texts: [
                grade(finding.severity, lang).to_owned(),
                sheet.to_owned(),
                finding.place.to_string(),
                finding.title.get(lang).to_owned(),
                finding.found.clone(),
                suggested(finding).unwrap_or_default().to_owned(),
                why.join("\n"),
            ],
        }
    }
}

struct Words {
    sheet: &'static str,
    heads: [&'static str; 7],
    nothing: &'static str,
}

fn words(lang: Lang) -> Words {
    match lang {
        Lang::Vi => Words {
            sheet: "Kết quả soát",
            heads: ["Mức độ", "Trang tính", "Ô", "Điều không khớp", "Giá trị hiện có", "Giá trị đề nghị", "Vì sao"],
            nothing: "Mọi phép tính đã đối chiếu đều khớp.",
        },
        Lang::En => Words {
            sheet: "Findings",
            heads: ["Grade", "Sheet", "Cell", "What does not match", "Value there", "Suggested value", "Why"],
            nothing: "Nothing was found that does not match.",
        },
    }
}

fn summary(heading: &Heading, listed: &[Listed], lang: Lang) -> String {
    let count = |severity| listed.iter().filter(|line| line.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let compared = heading.compared;
    match lang {
        Lang::Vi => format!(
            "Đã đối chiếu {compared} phép tính: {errors} chỗ sai, {warnings} chỗ cần xem, {notes} lưu ý. Bấm vào địa chỉ ô để tới ô đó."
        ),
        Lang::En => format!(
            "{compared} calculations compared: {errors} wrong, {warnings} to check, {notes} notes. Click the address of a cell to go there."
        ),
    }
}

/// Adds the sheet behind all others; gives the texts of its rows.
pub(super) fn add(
    rewrite: &mut Rewrite<'_, '_>,
    heading: &Heading,
    listed: &[Listed],
    paint: &Paint,
    lang: Lang,
) -> Result<Vec<Vec<String>>, SaveError> {
    let words = words(lang);
    let namespace = rewrite.main_namespace()?;
    let types = rewrite.relation_types()?;
    let title = format!("{} – {}", words.sheet, heading.name);
    let mut rows = vec![
        vec![(title, ListStyle::Title)],
        vec![(summary(heading, listed, lang), ListStyle::Plain)],
        words.heads.map(|head| (head.to_owned(), ListStyle::Head)).to_vec(),
    ];
    for line in listed {
        let [grade, sheet, cell, what, found, expected, why] = line.texts.clone();
        rows.push(vec![
            (grade, ListStyle::Grade(line.severity)),
            (sheet, ListStyle::Text),
            (cell, ListStyle::Link),
            (what, ListStyle::Text),
            (found, ListStyle::Figure),
            (expected, ListStyle::Figure),
            (why, ListStyle::Text),
        ]);
    }
    if listed.is_empty() {
        rows.push(vec![(words.nothing.to_owned(), ListStyle::Plain)]);
    }
    let part = rewrite.free_name("xl/worksheets/sheet", ".xml");
    let kind = NewPart {
        name: &part,
        content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
        by_extension: None,
        relation: &format!("{types}/worksheet"),
    };
    let book = rewrite.parts.workbook.clone();
    let id = rewrite.add(&kind, worksheet(&rows, listed, paint, namespace), &book)?;
    let text = with_sheet(&rewrite.text(&book)?, words.sheet, &id, types)?;
    rewrite.put(&book, text);
    Ok(rows.into_iter().map(|row| row.into_iter().map(|(text, _)| text).collect()).collect())
}

fn worksheet(rows: &[Vec<(String, ListStyle)>], listed: &[Listed], paint: &Paint, namespace: &str) -> String {
    let at = |row: usize, col: usize| CellRef::new(Row(row as u32), Col(col as u32));
    let mut xml = format!(
        "{DECLARATION}<worksheet xmlns=\"{namespace}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"{HEADS}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>",
        HEADS + 1
    );
    for (index, width) in WIDTHS.iter().enumerate() {
        let number = index + 1;
        let _ = write!(xml, "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>");
    }
    xml.push_str("</cols><sheetData>");
    for (row, cells) in rows.iter().enumerate() {
        let _ = write!(xml, "<row r=\"{}\">", row + 1);
        for (col, (text, style)) in cells.iter().enumerate() {
            let (at, style) = (at(row, col), paint.of_list(*style));
            if text.is_empty() {
                let _ = write!(xml, "<c r=\"{at}\" s=\"{style}\"/>");
                continue;
            }
            let text = cell_text(text);
            let _ = write!(
                xml,
                "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            );
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData>");
    if !listed.is_empty() {
        xml.push_str("<hyperlinks>");
        for (line, row) in listed.iter().zip(HEADS as usize..) {
            let _ = write!(xml, "<hyperlink ref=\"{}\" location=\"{}\"/>", at(row, 2), escaped(&line.target));
        }
        xml.push_str("</hyperlinks>");
    }
    xml.push_str("<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>");
    // The figures are shown as they were found, as text; Excel need not warn of that.
    let last = at(rows.len().saturating_sub(1), WIDTHS.len() - 1);
    let _ = write!(xml, "<ignoredErrors><ignoredError sqref=\"A1:{last}\" numberStoredAsText=\"1\"/></ignoredErrors>");
    xml.push_str("</worksheet>");
    xml
}

/// The workbook part with one more sheet, under a name that none has.
fn with_sheet(xml: &str, wanted: &str, relation: &str, namespace: &str) -> Result<String, SaveError> {
    let (mark, body) = set_mark_aside(xml);
    let outline = Outline::of(body, 2)?;
    let root = outline.root()?;
    let (sheets_at, sheets) = outline.child(0, "sheets").ok_or(SaveError::Unreadable)?;
    let children = || outline.children(sheets_at).map(|(_, element)| element);
    let taken: Vec<String> = children().filter_map(|sheet| Some(sheet.attribute("name")?.to_lowercase())).collect();
    let mut name = wanted.to_owned();
    let mut number = 2_u32;
    while taken.contains(&name.to_lowercase()) {
        name = format!("{wanted} ({number})");
        number = number.saturating_add(1);
    }
    let ids = children().filter_map(|sheet| sheet.attribute("sheetId")?.trim().parse::<u32>().ok());
    let id = ids.max().unwrap_or(0).checked_add(1).ok_or(SaveError::Unreadable)?;
    let reference = relation_attribute(root, namespace, relation);
    let mut splices = Splices::default();
    let entry = format!("<{}sheet name=\"{}\" sheetId=\"{id}\"{reference}/>", root.prefix, escaped(&name));
    sheets.append(&mut splices, &entry);
    Ok(format!("{mark}{}", splices.apply(body)?))
}

/// ` r:id="…"`, with the prefix that the root gives the namespace, or one declared on the spot.
pub(super) fn relation_attribute(root: &Element, namespace: &str, id: &str) -> String {
    let known = root.namespaces().find(|(prefix, name)| !prefix.is_empty() && *name == namespace);
    match known {
        Some((prefix, _)) => format!(" {prefix}:id=\"{id}\""),
        None => format!(" xmlns:r=\"{namespace}\" r:id=\"{id}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_gets_a_name_and_an_id_of_its_own() {
        let book = "<x:workbook xmlns:x='m' xmlns:q='rel'><x:sheets><x:sheet name='KẾT QUẢ SOÁT' sheetId='7' q:id='a'/></x:sheets></x:workbook>";
        let out = with_sheet(book, "Kết quả soát", "rId9", "rel").unwrap();
        assert!(
            out.contains("q:id='a'/><x:sheet name=\"Kết quả soát (2)\" sheetId=\"8\" q:id=\"rId9\"/></x:sheets>"),
            "{out}"
        );
    }
}
