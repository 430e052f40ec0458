//! The reviewer's note ("biên bản soát"): what does not match and what was changed, as a document
//! that prints on paper and opens in Word. It is one HTML file that needs nothing else.

use std::fmt::Write as _;

use super::named;
use crate::finding::{Finding, Input, Severity};
use crate::number::{Notation, format};
use crate::session::{Reason, Session};
use crate::text::{Bilingual, Lang};
use crate::workbook::SheetIndex;

/// A note, and the name to save it under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// `<name>-bien-ban-soat.html`
    pub name: String,
    /// The document.
    pub html: String,
}

/// Writes the note of a session in one language.
pub fn note(session: &Session, lang: Lang) -> Note {
    let say = |vi: &'static str, en: &'static str| match lang {
        Lang::Vi => vi,
        Lang::En => en,
    };
    let workbook = session.workbook();
    let reports: Vec<_> = (0..workbook.sheets.len()).filter_map(|index| session.report(SheetIndex(index))).collect();
    let mut findings: Vec<&Finding> = reports.iter().flat_map(|report| &report.findings).collect();
    findings.sort_by_key(|finding| (finding.severity, finding.place));
    findings.retain(|finding| !session.is_dismissed(&finding.key));
    let (open, mut dismissed) = (findings, session.kept().collect::<Vec<_>>());
    dismissed.sort_by_key(|finding| (finding.severity, finding.place));
    let compared: usize = reports.iter().map(|report| report.compared()).sum();
    let count = |severity| open.iter().filter(|finding| finding.severity == severity).count();

    let mut body = String::new();
    let _ = write!(
        body,
        "<h1>{}</h1><p>{}: <b>{}</b></p><p>{}</p>",
        say("BIÊN BẢN RÀ SOÁT SỐ LIỆU", "REVIEW NOTE"),
        say("Tệp", "File"),
        escaped(session.name()),
        match lang {
            Lang::Vi => format!(
                "Đã đối chiếu {compared} phép tính: {} chỗ sai, {} chỗ cần xem, {} lưu ý.",
                count(Severity::Error),
                count(Severity::Warning),
                count(Severity::Info)
            ),
            Lang::En => format!(
                "{compared} calculations compared: {} wrong, {} to check, {} notes.",
                count(Severity::Error),
                count(Severity::Warning),
                count(Severity::Info)
            ),
        }
    );
    section(&mut body, say("Chỗ chưa khớp", "What does not match"), lang, session, &open);
    edits(&mut body, session, lang);
    section(&mut body, say("Đã xem và giữ nguyên", "Looked at and kept"), lang, session, &dismissed);
    if open.is_empty() && dismissed.is_empty() && session.edits().is_empty() {
        let _ =
            write!(body, "<p>{}</p>", say("Mọi phép tính đã đối chiếu đều khớp.", "All that was compared matches."));
    }
    let _ = write!(
        body,
        "<table class=\"sign\"><tr><td>{}</td><td>{}</td></tr></table>",
        say("Người soát<br><i>(ký, ghi rõ họ tên)</i>", "Reviewer<br><i>(signature, name)</i>"),
        say("Người lập biểu<br><i>(ký, ghi rõ họ tên)</i>", "Prepared by<br><i>(signature, name)</i>"),
    );

    let stem = session.name().rsplit_once('.').map_or(session.name(), |(stem, _)| stem);
    let title = say("Biên bản rà soát", "Review note");
    let language = say("vi", "en");
    Note {
        name: format!("{stem}-bien-ban-soat.html"),
        html: format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title} – {}</title><style>{STYLE}</style></head><body>{body}</body></html>\n",
            escaped(session.name())
        ),
    }
}

const STYLE: &str = "body{font:12pt/1.45 'Times New Roman','Liberation Serif',serif;max-width:190mm;margin:12mm auto;padding:0 8mm;color:#111}\
h1{font-size:15pt;text-align:center}h2{font-size:12.5pt;margin:1.4em 0 .4em}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:3pt 6pt;text-align:left;vertical-align:top}\
th{background:#f0f2f1}.n{text-align:right;white-space:nowrap}.sign{margin-top:3em}.sign td{border:0;width:50%;text-align:center;padding-bottom:5em}";

fn section(body: &mut String, title: &str, lang: Lang, session: &Session, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    let heads: [Bilingual; 5] = [
        Bilingual::new("Ô", "Cell"),
        Bilingual::new("Mức", "Grade"),
        Bilingual::new("Đang ghi", "Written"),
        Bilingual::new("Tính lại", "Computed"),
        Bilingual::new("Nội dung", "What"),
    ];
    let _ = write!(body, "<h2>{title} ({})</h2><table><tr>", findings.len());
    for head in &heads {
        let _ = write!(body, "<th>{}</th>", head.get(lang));
    }
    body.push_str("</tr>");
    for finding in findings {
        let grade = match finding.severity {
            Severity::Error => Bilingual::new("Sai", "Wrong"),
            Severity::Warning => Bilingual::new("Cần xem", "To check"),
            Severity::Info => Bilingual::new("Lưu ý", "Note"),
        };
        let _ = write!(
            body,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td><b>{}.</b> {} {}{}</td></tr>",
            escaped(&named(session.workbook(), finding.place, lang)),
            grade.get(lang),
            escaped(&finding.found),
            escaped(finding.expected.as_deref().unwrap_or("")),
            escaped(finding.title.get(lang)),
            escaped(finding.message.get(lang)),
            escaped(finding.likely.get(lang)),
            session.reason(&finding.key).map(|reason| why(reason, lang)).unwrap_or_default(),
        );
    }
    body.push_str("</table>");
}

/// Why a figure is kept, as it stands behind what was said of it.
fn why(reason: &Reason, lang: Lang) -> String {
    let words = reason.words();
    let words = words.get(lang);
    let kept = match lang {
        Lang::Vi => "Giữ nguyên",
        Lang::En => "Kept",
    };
    if words.is_empty() { format!(" <i>{kept}.</i>") } else { format!(" <i>{kept}: {}.</i>", escaped(words)) }
}

fn edits(body: &mut String, session: &Session, lang: Lang) {
    let changes = changes(session, lang);
    if changes.is_empty() {
        return;
    }
    let [title, cell, before, after] = match lang {
        Lang::Vi => ["Các ô đã sửa", "Ô", "Trước", "Sau"],
        Lang::En => ["Cells changed", "Cell", "Before", "After"],
    };
    let _ = write!(
        body,
        "<h2>{title} ({})</h2><table><tr><th>{cell}</th><th>{before}</th><th>{after}</th></tr>",
        changes.len()
    );
    for [place, before, after] in &changes {
        let _ = write!(
            body,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escaped(place),
            escaped(before),
            escaped(after)
        );
    }
    body.push_str("</table>");
}

/// Each changed cell: where, what it showed, what it shows. What it showed is known from the file
/// as it would be saved; should that fail, the note still tells what was entered.
fn changes(session: &Session, lang: Lang) -> Vec<[String; 3]> {
    let edits = session.edits();
    if edits.is_empty() {
        return Vec::new();
    }
    if let Ok(saved) = session.export() {
        let cells = saved.receipt.cells.into_iter();
        return cells.map(|cell| [format!("{}!{}", cell.sheet, cell.cell), cell.before, cell.after]).collect();
    }
    let notation = match lang {
        Lang::Vi => Notation::Vietnamese,
        Lang::En => Notation::English,
    };
    edits
        .into_iter()
        .map(|edit| {
            let place = named(session.workbook(), edit.place, lang);
            let after = match edit.new {
                Input::Number(number) | Input::Percent(number) => format(number, notation),
                Input::Formula { formula, .. } => format!("={formula}"),
                Input::Vast(vast) => vast.to_string(),
                Input::Bool(value) => value.to_string().to_uppercase(),
                Input::Text(text) => text,
                Input::Clear => String::new(),
            };
            [place, String::new(), after]
        })
        .collect()
}

/// Text made safe to stand in HTML: names of sheets and texts of cells come from the file.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_cannot_become_markup() {
        assert_eq!(escaped("<b onclick='x'>A & \"B\""), "&lt;b onclick=&#39;x&#39;&gt;A &amp; &quot;B&quot;");
    }
}
