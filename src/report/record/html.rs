//! The paper as HTML. Whatever comes from a file or from a person is text.

use std::fmt::Write as _;

use super::Block;
use super::page::Head;
use crate::text::Lang;

/// How the paper looks, on the page and by itself.
const STYLE: &str = include_str!("../../../style/record.css");

/// A page of its own that holds the paper.
pub(super) fn page(body: &str, head: &Head, lang: Lang) -> String {
    let language = match lang {
        Lang::Vi => "vi",
        Lang::En => "en",
    };
    format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{} – {}</title><style>{STYLE}</style></head><body>{body}</body></html>\n",
        escaped(&head.kind),
        escaped(&head.about)
    )
}

/// The paper itself.
pub(super) fn body(head: &Head, blocks: &[Block]) -> String {
    let mut body = String::from("<article class=\"paper\"><table class=\"paper-head\"><tr><td>");
    let line = |class: &str, text: &str| format!("<p class=\"{class}\">{}</p>", escaped(text));
    if !head.over.is_empty() {
        body.push_str(&line("over", &head.over));
    }
    body.push_str(&line("office", &head.office));
    body.push_str(&line("number", &head.number));
    body.push_str("</td><td>");
    body.push_str(&line("state", &head.state));
    body.push_str(&line("motto", &head.motto));
    body.push_str(&line("dated", &head.place_and_date));
    body.push_str("</td></tr></table>");
    let _ = write!(body, "<h1>{}</h1>{}", escaped(&head.kind), line("subject", &head.about));
    for block in blocks {
        match block {
            Block::Part(title) => {
                let _ = write!(body, "<h2>{}</h2>", escaped(title));
            }
            Block::Section(title) => {
                let _ = write!(body, "<h3>{}</h3>", escaped(title));
            }
            Block::Says(text) => body.push_str(&line("says", text)),
            Block::Remark(text) => body.push_str(&line("remark", text)),
            Block::Digest(digest) => body.push_str(&line("digest", digest)),
            Block::Table { heads, figures, rows, total } => table(&mut body, heads, figures, rows, *total),
        }
    }
    body.push_str("<table class=\"sign\"><tr>");
    for (who, name) in &head.signers {
        let _ = write!(
            body,
            "<td><p class=\"who\">{}</p><p class=\"by-hand\">{}</p><p class=\"name\">{}</p></td>",
            escaped(who),
            escaped(&head.by_hand),
            escaped(name)
        );
    }
    let _ = write!(body, "</tr></table><div class=\"copies\"><p class=\"to\">{}</p>", escaped(&head.copies_to));
    head.copies.iter().for_each(|copy| body.push_str(&line("copy", copy)));
    body.push_str("</div></article>");
    body
}

fn table(body: &mut String, heads: &[String], figures: &[bool], rows: &[Vec<String>], total: bool) {
    body.push_str("<table class=\"lines\"><thead><tr>");
    for head in heads {
        let _ = write!(body, "<th scope=\"col\">{}</th>", escaped(head));
    }
    body.push_str("</tr></thead><tbody>");
    for (place, row) in (1..).zip(rows) {
        body.push_str(if total && place == rows.len() { "<tr class=\"total\">" } else { "<tr>" });
        for (cell, figure) in row.iter().zip(figures) {
            let _ = write!(body, "<td{}>{}</td>", if *figure { " class=\"n\"" } else { "" }, escaped(cell));
        }
        body.push_str("</tr>");
    }
    body.push_str("</tbody></table>");
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
