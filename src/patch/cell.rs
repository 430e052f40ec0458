//! A cell as it is written (ECMA-376 Part 1, 18.3.1.4).

use super::splice::escaped;
use crate::workbook::{Cell, CellRef, Value};

/// A cell element with its new content. The format is written unless it is the default and was not written
/// before.
pub(super) fn written(
    name: &str,
    address: Option<CellRef>,
    (attributes, was_styled): (&str, bool),
    cell: &Cell,
    prefix: &str,
    formula: &str,
    rest: &str,
) -> String {
    let mut tag = format!("<{name}");
    if let Some(at) = address {
        tag.push_str(&format!(" r=\"{at}\""));
    }
    if cell.style.0 > 0 || was_styled {
        tag.push_str(&format!(" s=\"{}\"", cell.style.0));
    }
    tag.push_str(attributes);
    let (kind, content) = match &cell.value {
        Value::Empty => ("", String::new()),
        Value::Number(number) => ("", format!("<{prefix}v>{}</{prefix}v>", number.value().normalize())),
        Value::Vast(vast) => ("", format!("<{prefix}v>{vast}</{prefix}v>")),
        Value::Date(serial) => ("", format!("<{prefix}v>{}</{prefix}v>", serial.normalize())),
        // The text of a formula is plain.
        Value::Text(text) if !formula.is_empty() => {
            (" t=\"str\"", format!("<{prefix}v>{}</{prefix}v>", cell_text(text)))
        }
        Value::Text(text) => (
            " t=\"inlineStr\"",
            format!("<{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}is>", cell_text(text)),
        ),
        Value::Bool(value) => (" t=\"b\"", format!("<{prefix}v>{}</{prefix}v>", u8::from(*value))),
        Value::Error(error) => (" t=\"e\"", format!("<{prefix}v>{}</{prefix}v>", error.as_str())),
    };
    tag.push_str(kind);
    if content.is_empty() && rest.is_empty() && formula.is_empty() {
        tag.push_str("/>");
        return tag;
    }
    tag.push_str(&format!(">{formula}{content}{rest}</{name}>"));
    tag
}

/// The formula of a cell as an element of its own; nothing when it has none.
pub(super) fn formula_element(prefix: &str, cell: &Cell) -> String {
    match &cell.formula {
        Some(formula) => format!("<{prefix}f>{}</{prefix}f>", escaped(formula)),
        None => String::new(),
    }
}

/// Text as Excel stores it, as the content of an element.
pub(super) fn cell_text(text: &str) -> String {
    escaped(&stored(text))
}

/// Text as Excel stores it: what XML cannot carry, and what looks like it, in `_x000D_` notation.
pub(super) fn stored(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let encoded = rest.starts_with("_x")
            && rest.as_bytes().get(2..6).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit))
            && rest.as_bytes().get(6) == Some(&b'_');
        match c {
            '_' if encoded => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            c => out.push(c),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}
