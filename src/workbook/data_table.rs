//! Tables that Excel knows by name, and how formulas refer to them: structured references
//! (ECMA-376 Part 1, 18.5 and the grammar of 18.17.2.3).

use std::collections::BTreeMap;

use super::{CellRange, CellRef, Col, Row, SheetIndex};

/// A table with a name. What it is called is its key in [`Workbook::data_tables`](super::Workbook::data_tables).
#[derive(Clone, Debug, PartialEq)]
pub struct DataTable {
    /// Its sheet.
    pub sheet: SheetIndex,
    /// All its cells, headers and totals included.
    pub range: CellRange,
    /// Rows of headers, 0 or more.
    pub headers: u32,
    /// Rows of totals, 0 or more.
    pub totals: u32,
    /// The place of each column, counted from zero, by its name as [`key`] has it.
    pub columns: BTreeMap<String, u32>,
}

/// What names of tables and columns are compared by: their case does not count.
pub(super) fn key(name: &str) -> String {
    name.replace('\r', "").to_lowercase()
}

/// Parts of a table by its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    All,
    Headers,
    Data,
    Totals,
    ThisRow,
}

const PARTS: [(&str, Part); 5] = [
    ("#All", Part::All),
    ("#Headers", Part::Headers),
    ("#Data", Part::Data),
    ("#Totals", Part::Totals),
    ("#This Row", Part::ThisRow),
];

/// What stands in the brackets of a structured reference.
#[derive(Debug, Default, PartialEq)]
struct Specifier {
    parts: Vec<Part>,
    /// The first and the last column; all when there is none.
    columns: Option<(String, String)>,
}

impl DataTable {
    /// The cells that the reference at the start of `text` means in a formula of `row`, and what follows
    /// it; `text` begins with the bracket after the name of the table. `None` for what Excel would not
    /// take, or would give an error for.
    pub(super) fn cells<'t>(&self, text: &'t str, row: Row) -> Option<(CellRange, &'t str)> {
        let (specifier, rest) = specifier(text)?;
        let (first, last) = self.rows(&specifier.parts, row)?;
        let (left, right) = match &specifier.columns {
            None => (self.range.start.col, self.range.end.col),
            Some((from, to)) => {
                let (from, to) = (self.column(from)?, self.column(to)?);
                (from.min(to), from.max(to))
            }
        };
        Some((CellRange::new(CellRef::new(first, left), CellRef::new(last, right)), rest))
    }

    fn column(&self, name: &str) -> Option<Col> {
        let col = self.range.start.col.0.checked_add(*self.columns.get(&key(name))?)?;
        (col <= self.range.end.col.0).then_some(Col(col))
    }

    /// The first and the last row of parts that lie next to each other.
    fn rows(&self, parts: &[Part], row: Row) -> Option<(Row, Row)> {
        let (top, bottom) = (self.range.start.row.0, self.range.end.row.0);
        let (first, last) = (top.checked_add(self.headers)?, bottom.checked_sub(self.totals)?);
        let of = |part: Part| match part {
            Part::All => Some((top, bottom)),
            Part::Headers => Some((top, first.checked_sub(1)?)),
            Part::Data => Some((first, last)),
            Part::Totals => Some((last.checked_add(1)?, bottom)),
            Part::ThisRow => Some((row.0, row.0)).filter(|_| (first..=last).contains(&row.0)),
        };
        let (first, last) = match parts {
            [] => of(Part::Data)?,
            [part] => of(*part)?,
            [Part::Headers, Part::Data] | [Part::Data, Part::Headers] => (of(Part::Headers)?.0, of(Part::Data)?.1),
            [Part::Data, Part::Totals] | [Part::Totals, Part::Data] => (of(Part::Data)?.0, of(Part::Totals)?.1),
            _ => return None,
        };
        // What a table does not have is no row.
        (first <= last && first >= top && last <= bottom).then_some((Row(first), Row(last)))
    }
}

/// Reads what stands in the brackets at the start of a text.
fn specifier(text: &str) -> Option<(Specifier, &str)> {
    let inner = text.strip_prefix('[')?;
    let mut found = Specifier::default();
    let mut rest = inner.trim_start_matches(' ');
    if let Some(rest) = rest.strip_prefix(']') {
        return Some((found, rest));
    }
    if !rest.starts_with(['[', '@']) {
        // One keyword or one column, without brackets of its own.
        let (name, rest) = name(inner)?;
        found.take(name)?;
        return Some((found, rest));
    }
    if let Some(after) = rest.strip_prefix('@') {
        found.parts.push(Part::ThisRow);
        rest = after.trim_start_matches(' ');
        if let Some(rest) = rest.strip_prefix(']') {
            return Some((found, rest));
        }
        if !rest.starts_with('[') {
            let (name, rest) = name(rest)?;
            found.columns = Some((name.text.clone(), name.text));
            return Some((found, rest));
        }
    }
    loop {
        let (item, after) = name(rest.strip_prefix('[')?)?;
        rest = after.trim_start_matches(' ');
        match rest.strip_prefix(':') {
            Some(after) => {
                let (last, after) = name(after.trim_start_matches(' ').strip_prefix('[')?)?;
                rest = after.trim_start_matches(' ');
                if found.columns.is_some() || item.is_keyword || last.is_keyword {
                    return None;
                }
                found.columns = Some((item.text, last.text));
            }
            None => found.take(item)?,
        }
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start_matches(' '),
            None => return Some((found, rest.strip_prefix(']')?)),
        }
    }
}

impl Specifier {
    fn take(&mut self, name: Name) -> Option<()> {
        if name.is_keyword {
            let (_, part) = PARTS.iter().find(|(keyword, _)| keyword.eq_ignore_ascii_case(&name.text))?;
            self.parts.push(*part);
        } else if self.columns.is_none() {
            self.columns = Some((name.text.clone(), name.text));
        } else {
            return None;
        }
        Some(())
    }
}

/// A keyword or the name of a column.
struct Name {
    text: String,
    is_keyword: bool,
}

/// The name up to the bracket that ends it, and what follows that. An apostrophe takes the meaning off
/// the sign after it.
fn name(text: &str) -> Option<(Name, &str)> {
    let is_keyword = text.starts_with('#');
    let mut name = Name { text: String::new(), is_keyword };
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\'' => name.text.push(signs.next()?.1),
            ']' => return text.get(at.checked_add(1)?..).filter(|_| !name.text.is_empty()).map(|rest| (name, rest)),
            '[' => return None,
            sign => name.text.push(sign),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// B2:D6, with headers in row 2 and totals in row 6.
    fn table() -> DataTable {
        let columns = ["Xã", "Kế hoạch [tỷ]", "Thực hiện"].into_iter().map(key).zip(0..).collect();
        DataTable { sheet: SheetIndex(0), range: "B2:D6".parse().unwrap(), headers: 1, totals: 1, columns }
    }

    fn cells(text: &str) -> Option<String> {
        let (range, rest) = table().cells(text, Row(3))?;
        assert_eq!(rest, "*2");
        Some(range.to_string())
    }

    #[test]
    fn references_mean_the_cells_that_excel_takes_for_them() {
        for (text, meant) in [
            ("[]", "B3:D5"),
            ("[Xã]", "B3:B5"),
            ("[xã]", "B3:B5"),
            ("[Kế hoạch '[tỷ']]", "C3:C5"),
            ("[#All]", "B2:D6"),
            ("[#Headers]", "B2:D2"),
            ("[#Totals]", "B6:D6"),
            ("[#Data]", "B3:D5"),
            ("[#This Row]", "B4:D4"),
            ("[@]", "B4:D4"),
            ("[@Xã]", "B4"),
            ("[@[Kế hoạch '[tỷ']]]", "C4"),
            ("[@[Xã]:[Thực hiện]]", "B4:D4"),
            ("[[#This Row],[Thực hiện]]", "D4"),
            ("[[#This Row], [Xã]:[Kế hoạch '[tỷ']]]", "B4:C4"),
            ("[[#Headers],[#Data],[Xã]]", "B2:B5"),
            ("[[#Data],[#Totals]]", "B3:D6"),
            ("[[Thực hiện]:[Xã]]", "B3:D5"),
            ("[ [Xã] ]", "B3:B5"),
        ] {
            assert_eq!(cells(&format!("{text}*2")).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn what_excel_would_not_take_is_not_understood() {
        for text in [
            "[Không có]",
            "[[Xã],[Thực hiện]]",
            "[#Gì đó]",
            "[[#Headers],[#Totals]]",
            "[[#All]:[Xã]]",
            "[Xã",
            "[[Xã]",
            "[Xã'",
            "[[]]",
            "[@[]]",
        ] {
            assert_eq!(table().cells(text, Row(3)), None, "{text}");
        }
        assert_eq!(table().cells("[@Xã]", Row(5)), None, "the row of totals is no row of data");
        let bare = DataTable { headers: 0, totals: 0, ..table() };
        assert_eq!(bare.cells("[#Headers]", Row(3)), None);
        assert_eq!(bare.cells("[#Totals]", Row(3)), None);
        assert_eq!(bare.cells("[Xã]", Row(3)).unwrap().0.to_string(), "B2:B6");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\[[\\[\\]#@',: A-Dxã]{0,30}", headers in 0_u32..9, totals in 0_u32..9) {
            let table = DataTable { headers, totals, ..table() };
            if let Some((range, _)) = table.cells(&text, Row(3)) {
                proptest::prop_assert!(table.range.contains(range.start) && table.range.contains(range.end));
            }
        }
    }
}
