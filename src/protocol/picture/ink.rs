//! The colour that a number format gives (18.8.31): "#,##0;[Red]-#,##0".

use rust_decimal::Decimal;

use crate::workbook::{Color, Value};

/// The colour of a value under a format; nothing where the format names none.
pub(super) fn ink(code: &str, value: &Value) -> Option<Color> {
    if !code.contains('[') {
        return None;
    }
    let number = match value {
        Value::Number(number) => number.value(),
        Value::Date(serial) => *serial,
        _ => return None,
    };
    let sections = sections(code);
    let negative = number < Decimal::ZERO;
    let section = match sections.len() {
        0 => return None,
        // One for all; or one for what is below zero and one for the rest.
        1 => 0,
        2 => usize::from(negative),
        _ if number.is_zero() => 2,
        _ => usize::from(negative),
    };
    // Where sections have conditions of their own they count for other values than these.
    if ["[<", "[>", "[="].iter().any(|condition| code.contains(condition)) {
        return None;
    }
    let mut brackets = sections.get(section)?.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    brackets.find_map(|(name, _)| named(&name.to_ascii_lowercase()))
}

/// The parts of a format between semicolons that are not quoted.
fn sections(code: &str) -> Vec<String> {
    let (mut sections, mut quoted, mut escaped) = (vec![String::new()], false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                sections.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(section) = sections.last_mut().filter(|_| !quoted && c != '"') {
            section.push(c);
        }
    }
    sections
}

fn named(name: &str) -> Option<Color> {
    Some(match name {
        "black" => Color(0, 0, 0),
        "white" => Color(255, 255, 255),
        "red" => Color(255, 0, 0),
        "green" => Color(0, 255, 0),
        "blue" => Color(0, 0, 255),
        "yellow" => Color(255, 255, 0),
        "magenta" => Color(255, 0, 255),
        "cyan" => Color(0, 255, 255),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;

    #[test]
    fn the_section_of_the_value_names_its_colour() {
        let red = Some(Color(255, 0, 0));
        let of = |code: &str, value: i64| ink(code, &Value::Number(Number::from_decimal(value.into())));
        assert_eq!(of("#,##0;[Red]-#,##0;\"-\"", -5), red);
        assert_eq!(of("#,##0;[Red]-#,##0;\"-\"", 5), None);
        assert_eq!(of("#,##0;[Red]-#,##0;\"-\"", 0), None);
        assert_eq!(of("[red]0", 5), red);
        assert_eq!(of("0;\";\"[Blue]0", -5), Some(Color(0, 0, 255)));
        assert_eq!(of("[Red][<100]0;0", 5), None);
        assert_eq!(of("[$-42A]#,##0", 5), None);
        assert_eq!(ink("[Red]0", &Value::Text("a".to_owned())), None);
    }
}
