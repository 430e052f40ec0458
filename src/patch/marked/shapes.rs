//! The boxes in which Excel shows notes: VML, which is what Excel wants for them even today
//! ([MS-OE376] 2.1.1784, and the drawings that Excel itself writes).

use std::fmt::Write as _;

use crate::patch::SaveError;
use crate::patch::splice::Splices;
use crate::workbook::{CellRef, Col, Row, Sheet};

const VML: &str = "urn:schemas-microsoft-com:vml";
const OFFICE: &str = "urn:schemas-microsoft-com:office:office";
const EXCEL: &str = "urn:schemas-microsoft-com:office:excel";
const SHAPE_ID: &str = "_x0000_s";
/// Shapes that share a block of numbers.
const BLOCK: u64 = 1_024;

/// The width of a box in pixels, about 46 letters of its font.
const WIDTH: f64 = 290.0;
const LETTERS: usize = 46;
const LINE: f64 = 15.0;

/// What a drawing calls the three vocabularies: `v`, `o`, `x`, unless another program wrote it.
struct Names<'a> {
    v: &'a str,
    o: &'a str,
    x: &'a str,
}

impl<'a> Names<'a> {
    fn of(drawing: &'a str) -> Option<Self> {
        Some(Self { v: prefix_of(drawing, VML)?, o: prefix_of(drawing, OFFICE)?, x: prefix_of(drawing, EXCEL)? })
    }

    /// The kind of shape that notes have.
    fn shape_type(&self) -> String {
        let Self { v, o, .. } = self;
        format!(
            "<{v}:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" {o}:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><{v}:stroke joinstyle=\"miter\"/><{v}:path gradientshapeok=\"t\" {o}:connecttype=\"rect\"/></{v}:shapetype>"
        )
    }
}

/// The prefix that a drawing declares for a namespace.
fn prefix_of<'a>(drawing: &'a str, namespace: &str) -> Option<&'a str> {
    let at = ['"', '\''].iter().find_map(|quote| drawing.find(&format!("={quote}{namespace}{quote}")))?;
    let (_, prefix) = drawing.get(..at)?.rsplit_once("xmlns:")?;
    (!prefix.is_empty() && prefix.chars().all(char::is_alphanumeric)).then_some(prefix)
}

/// A drawing of these notes alone: the cell of each, and its text. `block` numbers the sheet.
pub(super) fn fresh(block: usize, sheet: &Sheet, notes: impl Iterator<Item = (CellRef, String)>) -> String {
    let block = block as u64 + 1;
    let names = Names { v: "v", o: "o", x: "x" };
    let shapes: String =
        notes.zip(block * BLOCK + 1..).map(|((at, text), id)| shape(&names, id, at, &text, sheet)).collect();
    let kind = names.shape_type();
    format!(
        "<xml xmlns:v=\"{VML}\" xmlns:o=\"{OFFICE}\" xmlns:x=\"{EXCEL}\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{block}\"/></o:shapelayout>{kind}{shapes}</xml>"
    )
}

/// A drawing with the boxes of these notes added. VML need not be well-formed, so it is only
/// added to at its end, and only when it says what it calls things.
pub(super) fn merge(
    drawing: &str,
    sheet: &Sheet,
    notes: impl Iterator<Item = (CellRef, String)>,
) -> Result<String, SaveError> {
    let end = drawing.rfind("</xml>").ok_or(SaveError::Unreadable)?;
    let names = Names::of(drawing).ok_or(SaveError::Unreadable)?;
    let mut text = String::new();
    if !["\"_x0000_t202\"", "'_x0000_t202'"].iter().any(|id| drawing.contains(&format!("id={id}"))) {
        text.push_str(&names.shape_type());
    }
    let first = last_id(drawing).max(BLOCK).saturating_add(1);
    text.extend(notes.zip(first..).map(|((at, note), id)| shape(&names, id, at, &note, sheet)));
    let mut splices = Splices::default();
    splices.replace(end..end, text);
    splices.apply(drawing)
}

/// The greatest number that a shape of a drawing has.
fn last_id(drawing: &str) -> u64 {
    drawing
        .match_indices(SHAPE_ID)
        .filter_map(|(at, _)| {
            let rest = drawing.get(at + SHAPE_ID.len()..)?;
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest.get(..digits)?.parse().ok().filter(|id| *id < u64::from(u32::MAX))
        })
        .max()
        .unwrap_or(0)
}

fn shape(names: &Names<'_>, id: u64, at: CellRef, text: &str, sheet: &Sheet) -> String {
    let lines: usize = text.lines().map(|line| line.chars().count() / LETTERS + 1).sum();
    let height = (lines as f64 * LINE + 12.0).clamp(60.0, 600.0);
    let column = |index: u32| match sheet.hidden_columns.contains(&Col(index)) {
        true => 0.0,
        false => {
            sheet.column_widths.get(&Col(index)).or(sheet.default_width.as_ref()).map_or(64.0, |width| width * 7.0)
        }
    };
    let row = |index: u32| match sheet.hidden_rows.contains(&Row(index)) {
        true => 0.0,
        false => {
            let points = sheet.row_heights.get(&Row(index)).or(sheet.default_height.as_ref());
            points.map_or(20.0, |points| points * 96.0 / 72.0)
        }
    };
    let (right, down) = (at.col.0.saturating_add(1), at.row.0.saturating_sub(1));
    let (last_column, across) = reach(right, 15.0 + WIDTH, column);
    let (last_row, along) = reach(down, 4.0 + height, row);
    let Names { v, o, x } = names;
    let mut shape = String::new();
    let _ = write!(
        shape,
        "<{v}:shape id=\"{SHAPE_ID}{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:{:.0}pt;height:{:.0}pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" {o}:insetmode=\"auto\"><{v}:fill color2=\"#ffffe1\"/><{v}:shadow on=\"t\" color=\"black\" obscured=\"t\"/><{v}:path {o}:connecttype=\"none\"/><{v}:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></{v}:textbox><{x}:ClientData ObjectType=\"Note\"><{x}:MoveWithCells/><{x}:SizeWithCells/><{x}:Anchor>{right}, 15, {down}, 4, {last_column}, {across:.0}, {last_row}, {along:.0}</{x}:Anchor><{x}:AutoFill>False</{x}:AutoFill><{x}:Row>{}</{x}:Row><{x}:Column>{}</{x}:Column></{x}:ClientData></{v}:shape>",
        WIDTH * 0.75,
        height * 0.75,
        at.row.0,
        at.col.0,
    );
    shape
}

/// The row or column in which a distance from the start of another ends, and how far into it.
fn reach(first: u32, distance: f64, size: impl Fn(u32) -> f64) -> (u32, f64) {
    let (mut index, mut left) = (first, distance);
    // A sheet of hidden columns ends the search as well as one of wide ones.
    for _ in 0..200 {
        let here = size(index);
        if left <= here {
            break;
        }
        left -= here;
        index = index.saturating_add(1);
    }
    (index, left.clamp(0.0, size(index)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes() -> impl Iterator<Item = (CellRef, String)> {
        ["B2", "C3"].into_iter().map(|at| (at.parse().unwrap(), "một dòng".to_owned()))
    }

    #[test]
    fn a_box_is_as_wide_whatever_the_columns() {
        let mut sheet = Sheet::new("S");
        sheet.column_widths.insert(Col(2), 10.0);
        sheet.hidden_columns.insert(Col(3));
        // C is 70 wide, D hidden; then columns of 64.
        let shape = shape(&Names { v: "v", o: "o", x: "x" }, 1025, "B2".parse().unwrap(), "x", &sheet);
        assert!(shape.contains("<x:Anchor>2, 15, 0, 4, 7, 43, 3, 4</x:Anchor>"), "{shape}");
    }

    #[test]
    fn shapes_are_added_behind_those_of_a_drawing_with_numbers_of_their_own() {
        let drawing = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\"\n xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><v:shapetype id=\"_x0000_t201\"/><v:shape id=\"_x0000_s2051\"><br></v:shape></xml>\n";
        let merged = merge(drawing, &Sheet::new("S"), notes()).unwrap();
        assert!(merged.starts_with(drawing.strip_suffix("</xml>\n").unwrap()));
        assert!(merged.ends_with("</v:shape></xml>\n"));
        assert!(merged.contains("id=\"_x0000_s2052\"") && merged.contains("id=\"_x0000_s2053\""));
        assert!(merged.contains("<v:shapetype id=\"_x0000_t202\""));
    }

    #[test]
    fn shapes_speak_as_the_drawing_does() {
        let drawing = "<xml xmlns:ns0='urn:schemas-microsoft-com:office:office' xmlns:ns1='urn:schemas-microsoft-com:vml' xmlns:ns2='urn:schemas-microsoft-com:office:excel'></xml>";
        let merged = merge(drawing, &Sheet::new("S"), notes()).unwrap();
        assert!(merged.contains("<ns1:shapetype id=\"_x0000_t202\"") && merged.contains(" ns0:insetmode=\"auto\""));
        assert!(merged.contains("<ns2:Row>1</ns2:Row><ns2:Column>1</ns2:Column></ns2:ClientData></ns1:shape>"));
    }

    #[test]
    fn a_drawing_that_does_not_say_what_it_calls_things_is_refused() {
        assert!(merge("<xml xmlns=\"urn:schemas-microsoft-com:vml\"></xml>", &Sheet::new("S"), notes()).is_err());
        assert!(merge("", &Sheet::new("S"), notes()).is_err());
    }
}
