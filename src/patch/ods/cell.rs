//! A cell as it is written (ISO/IEC 26300-3, 9.1.4 and 19.383 to 19.389).

use rust_decimal::Decimal;

use super::Edited;
use super::formula::open_formula;
use super::layout::{Element, Prefixes, children, shown, value_of};
use crate::number::{Notation, Number, format, round_half_away};
use crate::patch::SaveError;
use crate::patch::splice::escaped;
use crate::workbook::{Value, Workbook, iso_date};

/// Attributes that say what a cell holds.
const CONTENT: [&str; 6] = ["value-type", "value", "date-value", "time-value", "boolean-value", "string-value"];

/// Attributes of a formula, that of an array of one cell as well (19.676, 19.677).
const FORMULA: [&str; 3] = ["formula", "number-matrix-columns-spanned", "number-matrix-rows-spanned"];

/// Writes cells of one document.
pub(super) struct Writer<'a> {
    pub(super) prefixes: &'a Prefixes,
    pub(super) workbook: &'a Workbook,
}

impl Writer<'_> {
    /// A cell with its new content; `place` is the one that stood there.
    pub(super) fn cell(&self, row: &str, place: Option<&Element>, edited: Edited<'_>) -> Result<String, SaveError> {
        let Prefixes { office, table, .. } = self.prefixes;
        let inner = match place {
            Some(place) => place.inner(row)?,
            None => "",
        };
        let kept_formula = edited.new.formula.is_some() && edited.new.formula == edited.old.formula;
        let old_type = place.and_then(|place| value_of(place, "value-type"));
        let money = old_type.as_deref() == Some("currency") && matches!(edited.new.value, Value::Number(_));
        let mut tag = match place {
            Some(place) => format!("<{}", place.name),
            None => format!("<{table}table-cell"),
        };
        for (name, written) in place.map(|place| place.attributes.as_slice()).unwrap_or_default() {
            let goes = CONTENT.contains(&name.as_str())
                || name == "number-columns-repeated"
                || (FORMULA.contains(&name.as_str()) && !kept_formula)
                || (name == "currency" && !money);
            if !goes {
                tag.push_str(written);
            }
        }
        if let Some(formula) = edited.new.formula.as_deref().filter(|_| !kept_formula) {
            tag.push_str(&format!(" {table}formula=\"{}\"", escaped(&open_formula(formula))));
        }
        let (kind, value, text) = self.content(inner, edited, old_type.as_deref());
        if let Some(kind) = kind {
            let stored = if kind == "error" { "string" } else { kind };
            tag.push_str(&format!(" {office}value-type=\"{stored}\"{value}"));
            if let Some(calcext) = &self.prefixes.calcext {
                tag.push_str(&format!(" {calcext}value-type=\"{kind}\""));
            }
        }
        let (mut before, mut after) = (String::new(), String::new());
        for (name, span) in children(inner)? {
            let child = inner.get(span).unwrap_or_default();
            match name.as_str() {
                "p" => {}
                "annotation" | "detective" | "cell-range-source" => before.push_str(child),
                _ => after.push_str(child),
            }
        }
        let content = format!("{before}{}{after}", self.paragraphs(text.as_deref()));
        let name = place.map_or_else(|| format!("{table}table-cell"), |place| place.name.clone());
        Ok(if content.is_empty() { format!("{tag}/>") } else { format!("{tag}>{content}</{name}>") })
    }

    /// The type of a value, the attribute that stores it, and what is shown of it.
    fn content(
        &self,
        inner: &str,
        edited: Edited<'_>,
        old_type: Option<&str>,
    ) -> (Option<&'static str>, String, Option<String>) {
        let office = &self.prefixes.office;
        match &edited.new.value {
            Value::Empty => (None, String::new(), None),
            Value::Number(number) => {
                let kind = match old_type {
                    Some("percentage") => "percentage",
                    Some("currency") => "currency",
                    _ => "float",
                };
                let old = match &edited.old.value {
                    Value::Number(old) => Some(old.value()),
                    _ => None,
                };
                let text = old.and_then(|old| like(&shown(inner), old, number.value()));
                let text = text.unwrap_or_else(|| self.workbook.shown(edited.new).into_owned());
                (Some(kind), format!(" {office}value=\"{}\"", number.value().normalize()), Some(text))
            }
            Value::Vast(vast) => {
                let text = self.workbook.shown(edited.new).into_owned();
                (Some("float"), format!(" {office}value=\"{vast}\""), Some(text))
            }
            Value::Date(days) if old_type == Some("time") => {
                let text = self.workbook.shown(edited.new).into_owned();
                let duration = iso_date::duration_written(*days);
                (Some("time"), format!(" {office}time-value=\"{duration}\""), Some(text))
            }
            Value::Date(serial) => {
                let date = iso_date::written(*serial, self.workbook.date_1904);
                let text = self.workbook.shown(edited.new).into_owned();
                (Some("date"), format!(" {office}date-value=\"{date}\""), Some(text))
            }
            Value::Text(text) => (Some("string"), String::new(), Some(text.clone())),
            Value::Bool(value) => {
                let shown = if *value { "TRUE" } else { "FALSE" };
                (Some("boolean"), format!(" {office}boolean-value=\"{value}\""), Some(shown.to_owned()))
            }
            Value::Error(error) => {
                (Some("error"), format!(" {office}string-value=\"\""), Some(error.as_str().to_owned()))
            }
        }
    }

    /// A text as paragraphs: a line each, with runs of spaces and tabs as elements of their own.
    fn paragraphs(&self, text: Option<&str>) -> String {
        let Some(all) = text else { return String::new() };
        let prefix = &self.prefixes.text;
        let mut out = String::new();
        for line in all.split('\n') {
            out.push_str(&format!("<{prefix}p>"));
            let mut rest = line;
            while let Some(c) = rest.chars().next() {
                let spaces = rest.len() - rest.trim_start_matches(' ').len();
                let length = match c {
                    ' ' if spaces > 1 || rest.len() == line.len() || rest.len() == 1 => {
                        out.push_str(&format!("<{prefix}s {prefix}c=\"{spaces}\"/>"));
                        spaces
                    }
                    ' ' => {
                        out.push(' ');
                        1
                    }
                    '\t' => {
                        out.push_str(&format!("<{prefix}tab/>"));
                        1
                    }
                    _ => {
                        let plain = rest.find([' ', '\t']).unwrap_or(rest.len());
                        out.push_str(&escaped(rest.get(..plain).unwrap_or_default()));
                        plain
                    }
                };
                rest = rest.get(length..).unwrap_or_default();
            }
            out.push_str(&format!("</{prefix}p>"));
        }
        out
    }
}

/// A number as the cell showed its old one: "2,469.00" of 2469 makes "3,000.50" of 3000.5. `None`
/// when how the old one was shown is not understood; LibreOffice shows it anew on opening.
fn like(old_text: &str, old: Decimal, new: Decimal) -> Option<String> {
    let start = old_text.find(|c: char| c.is_ascii_digit() || c == '-')?;
    let end = old_text.rfind(|c: char| c.is_ascii_digit())?.checked_add(1)?;
    let (prefix, core, suffix) = (old_text.get(..start)?, old_text.get(start..end)?, old_text.get(end..)?);
    let scale = if suffix.trim_start().starts_with('%') { Decimal::ONE_HUNDRED } else { Decimal::ONE };
    let (old, new) = (old.checked_mul(scale)?, new.checked_mul(scale)?);
    for notation in [Notation::Vietnamese, Notation::English] {
        let group = if notation == Notation::Vietnamese { '.' } else { ',' };
        for decimals in 0..=10_u32 {
            let written = |value| format(Number::new(round_half_away(value, decimals), decimals), notation);
            let grouped = written(old);
            if grouped == core {
                return Some(format!("{prefix}{}{suffix}", written(new)));
            }
            if grouped.replace(group, "") == core {
                return Some(format!("{prefix}{}{suffix}", written(new).replace(group, "")));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn a_number_is_shown_as_the_one_before_it_was() {
        let like = |text, old: &str, new: &str| like(text, old.parse().unwrap(), new.parse().unwrap());
        assert_eq!(like("2,469.00", "2469", "3000.5").as_deref(), Some("3,000.50"));
        assert_eq!(like("12,3%", "0.1234", "0.5").as_deref(), Some("50,0%"));
        assert_eq!(like("1234 đ", "1234", "-5").as_deref(), Some("-5 đ"));
        assert_eq!(like("mười", "10", "5"), None);
    }
}
