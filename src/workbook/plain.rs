//! Reports as plain text (.txt, .md, or pasted): running text with tables between its paragraphs, whose cells are set
//! apart by tabs or, in Markdown, by bars.
//!
//! A text that is one table of separated values is none ([`super::separated`]): what is running text must be plenty.

use std::ops::Range;

use super::docx::{DocumentTable, Line, Piece, Story, StoryBlock, TableCell, TableRow};
use super::{Format, ReadError, Workbook, docx};

/// Paragraphs of running text that a report has at least. A table has no more than a few notes.
const FEWEST_PARAGRAPHS: usize = 4;

/// Words of a line that is surely running text.
const SENTENCE: usize = 14;

/// Whether a text is a report and no table. Of its lines, those that are cut by tabs or bars are the fewer.
pub(super) fn is_report(text: &str) -> bool {
    let (mut sentences, mut cut, mut all) = (0_usize, 0_usize, 0_usize);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        all += 1;
        if is_cut(line) {
            cut += 1;
        } else if is_sentence(line) {
            sentences += 1;
        }
    }
    sentences >= FEWEST_PARAGRAPHS && cut.saturating_mul(2) <= all
}

fn is_cut(line: &str) -> bool {
    line.trim_end().contains('\t') || line.trim_start().starts_with('|')
}

/// Whether a line is running text: many words, more than are set apart by the signs that separate values.
fn is_sentence(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let signs = line.chars().filter(|c| matches!(c, ';' | ',' | '|')).count();
    // Values are a word or two; a sentence goes on for several between its commas.
    words >= SENTENCE && words >= signs.saturating_mul(4)
}

/// Reads a report.
pub(super) fn read(text: &str) -> Result<Workbook, ReadError> {
    let mut workbook = docx::workbook(&story(text)?)?;
    workbook.format = Format::Report;
    Ok(workbook)
}

/// What a report holds, with the places that it was read from.
pub(crate) fn story(text: &str) -> Result<Story, ReadError> {
    let mut story = Story::default();
    let mut rows: Vec<Range<usize>> = Vec::new();
    for range in lines(text) {
        let line = text.get(range.clone()).unwrap_or_default();
        if is_cut(line) {
            rows.push(range);
            continue;
        }
        end_table(text, &mut rows, &mut story)?;
        if !line.trim().is_empty() {
            paragraph(text, range, &mut story)?;
        }
    }
    end_table(text, &mut rows, &mut story)?;
    Ok(story)
}

/// Where each line stands, without its end.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0_usize;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at = at.saturating_add(line.len());
        start..start.saturating_add(line.trim_end_matches(['\r', '\n']).len())
    })
}

fn paragraph(text: &str, range: Range<usize>, story: &mut Story) -> Result<(), ReadError> {
    story.weigh(range.len())?;
    let line = text.get(range.clone()).unwrap_or_default();
    let marks = line.chars().take_while(|c| *c == '#').count();
    let rest = line.trim_start_matches('#');
    let is_heading = (1..=6).contains(&marks) && rest.starts_with(' ');
    let range = if is_heading { range.end.saturating_sub(rest.trim_start().len())..range.end } else { range };
    let mut line = pieces(text, range);
    line.outline = is_heading.then(|| u8::try_from(marks.saturating_sub(1)).unwrap_or(0));
    story.body.push(StoryBlock::Line(line));
    Ok(())
}

/// The lines that were gathered are a table, or a paragraph with a tab in it when there is but one.
fn end_table(text: &str, rows: &mut Vec<Range<usize>>, story: &mut Story) -> Result<(), ReadError> {
    let rows = std::mem::take(rows);
    if let [only] = rows.as_slice() {
        return paragraph(text, only.clone(), story);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let mut table = DocumentTable::default();
    for range in rows {
        let fields = fields(text, range);
        let is_rule = |field: &Range<usize>| {
            let field = text.get(field.clone()).unwrap_or_default().trim();
            !field.is_empty() && field.chars().all(|c| matches!(c, '-' | ':' | '='))
        };
        // The line under the header of a table in Markdown.
        if fields.iter().all(is_rule) {
            continue;
        }
        let mut row = TableRow::default();
        for field in fields {
            story.weigh(field.len())?;
            let lines = vec![pieces(text, field)];
            row.cells.push(TableCell { span: 1, lines, ..TableCell::default() });
        }
        table.rows.push(row);
    }
    story.body.push(StoryBlock::Table(story.tables.len()));
    story.tables.push(table);
    story.weigh(0)
}

/// Where the cells of a row stand, without the blanks around them.
fn fields(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let line = text.get(range.clone()).unwrap_or_default();
    let separator = if line.trim_start().starts_with('|') { '|' } else { '\t' };
    let mut fields = Vec::new();
    let mut at = range.start;
    for field in line.split(separator) {
        let start = at.saturating_add(field.len().saturating_sub(field.trim_start().len()));
        fields.push(start..start.saturating_add(field.trim().len()));
        at = at.saturating_add(field.len()).saturating_add(separator.len_utf8());
    }
    if separator == '|' {
        // Bars stand at both ends too.
        fields.remove(0);
        if line.trim_end().ends_with('|') {
            fields.pop();
        }
    }
    fields
}

/// What makes letters bold or slanted and is not seen.
const MARKUP: [(&str, Option<bool>); 9] = [
    ("<b>", Some(true)),
    ("</b>", Some(false)),
    ("<strong>", Some(true)),
    ("</strong>", Some(false)),
    ("<i>", None),
    ("</i>", None),
    ("<em>", None),
    ("</em>", None),
    ("<br>", None),
];

/// The pieces of a stretch between its markup; one at least, which may be empty.
fn pieces(text: &str, range: Range<usize>) -> Line {
    let inside = text.get(range.clone()).unwrap_or_default();
    // Stars that open and do not close are what they are.
    let has_stars = inside.matches("**").count().is_multiple_of(2);
    let mut line = Line::default();
    let (mut from, mut bold) = (range.start, false);
    let mut add = |from: usize, to: usize, bold: bool| {
        let said = text.get(from..to).unwrap_or_default().to_owned();
        line.pieces.push(Piece { text: said, content: from..to, keeps_blanks: true, bold, ..Piece::default() });
    };
    let mut at = range.start;
    while at < range.end {
        let rest = text.get(at..range.end).unwrap_or_default();
        let tag = MARKUP.iter().find(|(tag, _)| rest.starts_with(tag));
        let (length, then) = match tag {
            Some((tag, then)) => (tag.len(), then.unwrap_or(bold)),
            None if has_stars && rest.starts_with("**") => (2, !bold),
            None => {
                at = at.saturating_add(rest.chars().next().map_or(1, char::len_utf8));
                continue;
            }
        };
        if at > from {
            add(from, at, bold);
        }
        at = at.saturating_add(length);
        (from, bold) = (at, then);
    }
    if range.end > from {
        add(from, range.end, bold);
    }
    if line.pieces.is_empty() {
        let end = range.end;
        line.pieces.push(Piece { content: end..end, keeps_blanks: true, ..Piece::default() });
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::{ParagraphKind, read};

    const SENTENCES: &str =
        "Năm 2024, huyện đã chi trả trợ cấp cho 1.677 đối tượng người có công với số tiền 50 tỷ đồng.\n\n";

    fn report() -> String {
        format!(
            "## BÁO CÁO\n\n### **1. Thu:** chung\n{}Phụ biểu 01\nĐVT: triệu đồng\nTT\tNội dung\tSố tiền\n<b>1</b>\tXã A\t1.234,5\n\tCộng\t\n\nNơi nhận:\tCHỦ TỊCH\n",
            SENTENCES.repeat(4)
        )
    }

    #[test]
    fn a_report_is_prose_with_tables() {
        let book = read(report().as_bytes()).unwrap();
        assert_eq!(book.format, Format::Report);
        let shown = |at: &str| book.sheets[0].cell(at.parse().unwrap()).map(|cell| book.shown(cell).into_owned());
        assert_eq!([shown("A2"), shown("C2"), shown("B3")].map(Option::unwrap), ["1", "1.234,5", "Cộng"]);
        assert_eq!((book.sheets.len(), book.sheets[0].name.as_str()), (1, "Phụ biểu 01"));
        let texts: Vec<&str> = book.prose.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!((texts[0], texts[1], texts[8]), ("BÁO CÁO", "1. Thu: chung", "Nơi nhận:\tCHỦ TỊCH"));
        assert_eq!(book.prose.paragraphs[1].kind, ParagraphKind::Heading(3));
        assert_eq!(book.prose.paragraphs[1].bold, [(0, 7)]);
    }

    #[test]
    fn tables_in_markdown_are_tables() {
        let text = format!("{}| TT | Số |\n|---|---:|\n| 1 | 12,5 |\n", SENTENCES.repeat(4));
        let book = read(text.as_bytes()).unwrap();
        let cells: Vec<String> =
            book.sheets[0].cells().map(|(at, cell)| format!("{at}={}", book.shown(cell))).collect();
        assert_eq!(cells, ["A1=TT", "B1=Số", "A2=1", "B2=12,5"]);
    }

    #[test]
    fn a_table_with_its_notes_is_a_table() {
        let table = "TT\tNội dung\tSố\n1\tXã A\t5\n2\tXã B\t6\n3\tXã C\t7\n4\tXã D\t8\n5\tXã E\t9\n6\tXã F\t1\n";
        for text in [format!("{}{table}", SENTENCES.repeat(2)), "Xã A,12,đạt,có,không,một,hai,ba\n".repeat(9)] {
            assert!(!is_report(&text), "{text}");
        }
        assert!(is_report(&report()));
    }
}
