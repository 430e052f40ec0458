//! The paragraphs that stand above a table and speak of it: its number, its title, its unit.

use super::story::Line;

/// Characters of a paragraph that may still be a title; a longer one is running text.
const LONGEST_TITLE: usize = 250;

/// Paragraphs that are looked at above a table.
const MOST_LINES: usize = 8;

/// Characters of the name of a sheet in Excel.
const LONGEST_NAME: usize = 31;

/// The lines right above a table that speak of it, from the top down. What is set apart by a tab is one by itself:
/// "Biểu 01 →Đơn vị tính: triệu đồng".
pub(super) fn above(before: &[&Line]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let texts = before.iter().rev().map(|line| (line.text(), &line.marker));
    let texts = texts.filter(|(text, _)| !text.trim().is_empty());
    for (text, marker) in texts.take(MOST_LINES) {
        if is_running(&text) {
            break;
        }
        let mut parts: Vec<String> =
            text.split(['\t', '\n']).flat_map(|part| part.split("  ")).map(|part| part.trim().to_owned()).collect();
        parts.retain(|part| !part.is_empty());
        if let (Some(first), false) = (parts.first_mut(), marker.is_empty()) {
            *first = format!("{marker} {first}");
        }
        lines.extend(parts.into_iter().rev());
    }
    lines.reverse();
    lines
}

/// Whether a paragraph is a sentence and no title.
fn is_running(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() > LONGEST_TITLE || text.ends_with(['.', ';', ':', '!', '?'])
}

/// Words that a table or an appendix is called by.
const KINDS: [&str; 8] = ["phụ lục", "phụ biểu", "biểu", "bảng", "mẫu", "appendix", "annex", "table"];

/// The name that the lines above a table give it: "Biểu số 01", "Phụ lục II"; `None` when they give none. The last
/// one that does counts: an appendix may have many tables.
pub(super) fn name(above: &[String]) -> Option<String> {
    above.iter().rev().find_map(|line| called(line))
}

fn called(line: &str) -> Option<String> {
    let lower = line.to_lowercase();
    let kind =
        KINDS.iter().find(|kind| lower.strip_prefix(**kind).is_some_and(|rest| rest.starts_with([' ', '\u{a0}'])))?;
    // Lower case may be longer or shorter than what it was made of, but not in these words.
    let rest = line.get(kind.len()..)?.trim_start();
    let mut words = rest.split_whitespace().peekable();
    let mut name = vec![line.get(..kind.len())?];
    while let Some(word) = words.next_if(|word| matches!(word.to_lowercase().as_str(), "số" | "mẫu" | "biểu" | "no."))
    {
        name.push(word);
    }
    let number = words.next()?;
    let is_number = |number: &str| {
        let number = number.trim_end_matches(['.', ':', ')', ',', '-', '–']);
        let is_roman = number.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L'));
        let has_digit = number.chars().any(|c| c.is_ascii_digit());
        let is_letter = number.chars().count() == 1 && number.chars().all(char::is_uppercase);
        !number.is_empty() && number.chars().count() <= 12 && (is_roman || has_digit || is_letter)
    };
    if !is_number(number) {
        return None;
    }
    name.push(number.trim_end_matches(['.', ':', ')', ',', '-', '–']));
    let name = name.join(" ");
    Some(tidy(&name))
}

/// A name that Excel takes too.
fn tidy(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if matches!(c, ':' | '\\' | '/' | '?' | '*' | '[' | ']') { '-' } else { c }).collect();
    name.chars().take(LONGEST_NAME).collect::<String>().trim_matches('\'').trim().to_owned()
}

/// The names of all tables: what is written above each, else "Bảng" and its number among all.
pub(super) fn names(above: &[Vec<String>]) -> Vec<String> {
    let mut taken = std::collections::BTreeSet::new();
    let mut unique = |name: String| {
        let mut tried = name.clone();
        let mut count = 1_usize;
        while !taken.insert(tried.to_lowercase()) {
            count += 1;
            tried = format!("{name} ({count})");
        }
        tried
    };
    let called: Vec<Option<String>> = above.iter().map(|above| name(above).map(&mut unique)).collect();
    (1_usize..).zip(called).map(|(number, called)| called.unwrap_or_else(|| unique(format!("Bảng {number}")))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_called_what_stands_above_it() {
        let above = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        for (lines, wanted) in [
            (&["Biểu số 01: DIỆN TÍCH, NĂNG SUẤT", "Đơn vị tính: ha"][..], Some("Biểu số 01")),
            (&["PHỤ LỤC II", "(Kèm theo Báo cáo số 12/BC-UBND)"], Some("PHỤ LỤC II")),
            (&["Bảng 3.2. Thu, chi"], Some("Bảng 3.2")),
            (&["Biểu 01/TH"], Some("Biểu 01-TH")),
            (&["Biểu tổng hợp chi ngân sách huyện năm 2024"], None),
            (&["Bảng lương tháng 5"], None),
            (&[], None),
        ] {
            assert_eq!(name(&above(lines)).as_deref(), wanted, "{lines:?}");
        }
        let all = [above(&[]), above(&["Bảng 1. A"]), above(&["Bảng 1. B"]), above(&[])];
        assert_eq!(names(&all), ["Bảng 1 (3)", "Bảng 1", "Bảng 1 (2)", "Bảng 4"]);
    }
}
