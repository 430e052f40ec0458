//! The paper as plain text.

use super::Block;
use super::page::Head;

/// All of it, with the byte order mark and the line ends that every Notepad understands.
pub(super) fn written(head: &Head, blocks: &[Block]) -> String {
    let mut lines: Vec<String> = [&head.over, &head.office, &head.number].into_iter().cloned().collect();
    lines.retain(|line| !line.is_empty());
    lines.push(String::new());
    lines.extend([&head.state, &head.motto, &head.place_and_date].into_iter().cloned());
    lines.extend([String::new(), head.kind.clone(), head.about.clone(), String::new()]);
    for block in blocks {
        match block {
            Block::Part(title) => lines.extend([String::new(), title.clone()]),
            Block::Section(title) => lines.extend([String::new(), title.clone()]),
            Block::Says(text) | Block::Remark(text) => lines.push(text.clone()),
            Block::Digest(digest) => lines.push(format!("    {digest}")),
            Block::Table { heads, rows, .. } => {
                lines.push(format!("    {}", heads.join(" | ")));
                let one_line = |cell: &String| cell.split_whitespace().collect::<Vec<_>>().join(" ");
                let written = rows.iter().map(|row| row.iter().map(one_line).collect::<Vec<_>>().join(" | "));
                lines.extend(written.map(|row| format!("    {row}")));
            }
        }
    }
    lines.push(String::new());
    for (who, name) in &head.signers {
        lines.extend([format!("{who} {}", head.by_hand), name.clone(), String::new()]);
    }
    lines.push(head.copies_to.clone());
    lines.extend(head.copies.iter().cloned());
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}
