//! XML Spreadsheet 2003 (SpreadsheetML, the `.xml` of Excel 2002 to 2003), which programs still
//! write under the name of .xls: values, formulas, number formats, merges, and what is hidden.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::binary::Builder;
use super::decimal::{Vast, from_stored};
use super::limits::{MAX_DEPTH, MAX_LOCKS, MAX_MERGES, MAX_NAMES, MAX_PART, MAX_SHEETS};
use super::r1c1;
use super::xml::{attribute, gather, number, reader, skip};
use super::{
    CellError, CellRange, CellRef, Col, DefinedName, Font, Format, Lock, ReadError, Row, Sheet, SheetIndex, Style,
    StyleId, Value, Visibility, Workbook, iso_date,
};

/// What its elements are named in.
const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// Whether a text is such a workbook.
pub(super) fn is_workbook(text: &str) -> bool {
    let mut reader = reader(text.trim_start());
    loop {
        match reader.read_event() {
            Ok(Event::Start(root)) => {
                let named = root.attributes().with_checks(false).flatten().any(|name| name.value == NAMESPACE);
                return named && root.local_name().into_inner() == "Workbook";
            }
            Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Text(_)) => {}
            _ => return false,
        }
    }
}

/// Reads it.
pub(super) fn read(text: &str) -> Result<Workbook, ReadError> {
    if text.len() as u64 > MAX_PART {
        return Err(ReadError::TooLarge);
    }
    let mut reader = reader(text.trim_start());
    let mut book =
        Book { builder: Builder::new(Format::XmlSpreadsheet, false), styles: BTreeMap::new(), names: Vec::new() };
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => match element.local_name().into_inner() {
                "Styles" => book.read_styles(&mut reader)?,
                "Worksheet" => book.read_sheet(&mut reader, &element)?,
                _ => depth += 1,
            },
            Event::Empty(element) => match element.local_name().into_inner() {
                "Date1904" => book.builder.workbook.date_1904 = true,
                "NamedRange" => book.name(&element, None),
                _ => {}
            },
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth == 0 => return book.finish(),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(ReadError::Damaged);
        }
    }
}

struct Book {
    builder: Builder,
    /// The formats by the names that cells call them by.
    styles: BTreeMap<String, StyleId>,
    /// Names of cells: whose, and what they stand for.
    names: Vec<(String, Option<SheetIndex>, String)>,
}

/// The format that dates have which are given none.
const DATES: &str = "dd/mm/yyyy";

impl Book {
    fn name(&mut self, element: &BytesStart<'_>, scope: Option<SheetIndex>) {
        if let (Some(name), Some(refers_to)) = (attribute(element, "Name"), attribute(element, "RefersTo"))
            && self.names.len() < MAX_NAMES
        {
            let corner = CellRef::new(Row(0), Col(0));
            self.names.push((name.into_owned(), scope, r1c1::to_a1(&refers_to, corner)));
        }
    }

    fn finish(mut self) -> Result<Workbook, ReadError> {
        let sheets = &self.builder.workbook.sheets;
        let find = |name: &str| sheets.iter().position(|sheet| sheet.name == name).map(SheetIndex);
        let names = self.names.iter();
        let names = names.filter_map(|(name, scope, refers_to)| DefinedName::new(name, *scope, refers_to, find));
        self.builder.workbook.names = names.collect();
        self.builder.finish()
    }

    fn read_styles(&mut self, reader: &mut Reader<&[u8]>) -> Result<(), ReadError> {
        let mut styles = vec![Style::default(), Style { number_format: DATES.to_owned(), ..Style::default() }];
        let (mut name, mut style, mut depth) = (String::new(), Style::default(), 0_usize);
        let look = |element: &BytesStart<'_>, style: &mut Style| match element.local_name().into_inner() {
            "NumberFormat" => style.number_format = code(&attribute(element, "Format").unwrap_or_default()),
            "Font" => {
                let says = |what| attribute(element, what).is_some_and(|value| value == "1");
                let name =
                    attribute(element, "FontName").map_or_else(|| Font::default().name, |name| name.into_owned());
                style.font = Font { name, bold: says("Bold"), italic: says("Italic"), ..Font::default() };
            }
            _ => {}
        };
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) if element.local_name().into_inner() == "Style" => {
                    name = attribute(&element, "ID").unwrap_or_default().into_owned();
                    // Every style begins with what the default one says.
                    style = styles.first().cloned().unwrap_or_default();
                    depth += 1;
                }
                Event::Start(element) => {
                    look(&element, &mut style);
                    depth += 1;
                }
                Event::Empty(element) => look(&element, &mut style),
                Event::End(element) => {
                    if element.local_name().into_inner() == "Style" {
                        let style = std::mem::take(&mut style);
                        if name == "Default" {
                            if let Some(first) = styles.first_mut() {
                                *first = style;
                            }
                        } else if let Ok(id) = u16::try_from(styles.len()) {
                            styles.push(style);
                            self.styles.insert(std::mem::take(&mut name), StyleId(id));
                        }
                    }
                    match depth.checked_sub(1) {
                        Some(outer) => depth = outer,
                        None => break,
                    }
                }
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(ReadError::Damaged);
            }
        }
        let date_1904 = self.builder.workbook.date_1904;
        self.builder.workbook = Workbook::new(Vec::new(), styles).of_format(Format::XmlSpreadsheet);
        self.builder.workbook.date_1904 = date_1904;
        Ok(())
    }

    fn read_sheet(&mut self, reader: &mut Reader<&[u8]>, start: &BytesStart<'_>) -> Result<(), ReadError> {
        if self.builder.workbook.sheets.len() >= MAX_SHEETS {
            return Err(ReadError::TooLarge);
        }
        let mut sheet = Sheet::new(attribute(start, "Name").unwrap_or_default());
        let index = SheetIndex(self.builder.workbook.sheets.len());
        let (mut rows, mut columns, mut depth) = (Cursor::new(0, Row::COUNT), Cursor::new(0, Col::COUNT), 0_usize);
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) => match element.local_name().into_inner() {
                    "Table" => {
                        let first = |corner| number::<u32>(&element, corner).unwrap_or(1).saturating_sub(1);
                        rows = Cursor::new(first("TopCell"), Row::COUNT);
                        columns = Cursor::new(first("LeftCell"), Col::COUNT);
                        depth += 1;
                    }
                    "Row" => self.read_row(reader, &element, &mut sheet, (&mut rows, columns.first))?,
                    "Column" => {
                        describe(&element, &mut sheet, &mut columns);
                        depth += 1;
                    }
                    "Visible" if gather(reader)? != "SheetVisible" => sheet.visibility = Visibility::Hidden,
                    "Visible" => {}
                    _ => depth += 1,
                },
                Event::Empty(element) => match element.local_name().into_inner() {
                    "Row" => {
                        skip_rows(&element, &mut sheet, &mut rows);
                    }
                    "NamedRange" => self.name(&element, Some(index)),
                    "Column" => describe(&element, &mut sheet, &mut columns),
                    _ => {}
                },
                Event::End(_) => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(ReadError::Damaged);
            }
        }
        self.builder.workbook.sheets.push(sheet);
        Ok(())
    }

    fn read_row(
        &mut self,
        reader: &mut Reader<&[u8]>,
        start: &BytesStart<'_>,
        sheet: &mut Sheet,
        (rows, left): (&mut Cursor, u32),
    ) -> Result<(), ReadError> {
        let row = skip_rows(start, sheet, rows);
        let mut columns = Cursor::new(left, Col::COUNT);
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) if element.local_name().into_inner() == "Cell" => {
                    let (col, _) = columns.pass(&element, "MergeAcross");
                    let content = content(reader)?;
                    self.put(sheet, (row, col), &element, content)?;
                }
                Event::Empty(element) if element.local_name().into_inner() == "Cell" => {
                    let (col, _) = columns.pass(&element, "MergeAcross");
                    self.put(sheet, (row, col), &element, Content::default())?;
                }
                Event::Start(element) => skip(reader, &element)?,
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
        }
    }

    fn put(
        &mut self,
        sheet: &mut Sheet,
        (row, col): (u32, u32),
        element: &BytesStart<'_>,
        content: Content,
    ) -> Result<(), ReadError> {
        let at = CellRef::new(Row(row), Col(col));
        let mut style =
            attribute(element, "StyleID").and_then(|name| self.styles.get(&*name).copied()).unwrap_or_default();
        let workbook = &self.builder.workbook;
        let value = match content.kind.as_str() {
            "Number" => {
                let number = from_stored(content.text.trim()).map(|number| workbook.stored_value(number, style));
                number.or_else(|| Vast::from_stored(&content.text).map(Value::Vast))
            }
            "DateTime" => iso_date::serial(content.text.trim(), workbook.date_1904).map(|serial| {
                if !matches!(workbook.stored_value(serial, style), Value::Date(_)) {
                    style = StyleId(1);
                }
                Value::Date(serial)
            }),
            "Boolean" => Some(Value::Bool(content.text.trim() == "1")),
            "Error" => Some(Value::Error(CellError::from_text(content.text.trim()))),
            _ if content.text.is_empty() => Some(Value::Empty),
            _ => None,
        };
        let value = value.unwrap_or(Value::Text(content.text));
        let formula = attribute(element, "Formula").map(|formula| r1c1::to_a1(&formula, at));
        if value != Value::Empty || formula.is_some() {
            self.builder.styled(sheet, (row, col), value, style)?;
        }
        if let Some(formula) = formula {
            self.builder.formula(sheet, (row, col), &formula);
        }
        let more = |name| number::<u32>(element, name).unwrap_or(0).min(Row::COUNT);
        let last =
            CellRef::new(Row(row.saturating_add(more("MergeDown"))), Col(col.saturating_add(more("MergeAcross"))));
        let fits = last.row.0 < Row::COUNT && last.col.0 < Col::COUNT;
        if at != last && fits && sheet.merges.len() < MAX_MERGES {
            sheet.merges.push(CellRange::new(at, last));
        }
        let array =
            attribute(element, "ArrayRange").and_then(|range| r1c1::to_a1(&range, at).parse::<CellRange>().ok());
        match array {
            Some(range) if range.start == range.end => {
                sheet.arrays.insert(at);
            }
            Some(_) if sheet.locks.len() >= MAX_LOCKS => return Err(ReadError::TooLarge),
            Some(range) => sheet.locks.push((range, Lock::Array)),
            None => {}
        }
        Ok(())
    }
}

/// Where rows, columns or cells stand that follow each other unless they say otherwise, from zero.
struct Cursor {
    first: u32,
    next: u32,
    count: u32,
    /// How many more may be marked, whatever is said of one of them again and again.
    left: u32,
}

impl Cursor {
    fn new(first: u32, count: u32) -> Self {
        let first = first.min(count);
        Self { first, next: first, count, left: count }
    }

    /// Passes an element, and as many more as its attribute says: where it stands, and how many more.
    fn pass(&mut self, element: &BytesStart<'_>, more: &str) -> (u32, u32) {
        let index = number::<u32>(element, "Index").and_then(|index| index.checked_sub(1));
        let at = index.map_or(self.next, |index| self.first.saturating_add(index)).min(self.count);
        let more = number::<u32>(element, more).unwrap_or(0).min(self.count);
        self.next = at.saturating_add(1).saturating_add(more);
        (at, more)
    }

    /// The first and as many more, at most `most`, as may be marked in some way.
    fn marked(&mut self, first: u32, more: u32, most: u32) -> impl Iterator<Item = u32> {
        let end = first.saturating_add(more.min(most)).saturating_add(1).min(self.count);
        let end = end.min(first.saturating_add(self.left));
        self.left = self.left.saturating_sub(end.saturating_sub(first));
        first..end
    }
}

/// Passes a row, and those that look like it and hold nothing; gives where it stands.
fn skip_rows(element: &BytesStart<'_>, sheet: &mut Sheet, rows: &mut Cursor) -> u32 {
    let (first, more) = rows.pass(element, "Span");
    if attribute(element, "Hidden").is_some_and(|hidden| hidden == "1") {
        sheet.hidden_rows.extend(rows.marked(first, more, 10_000).map(Row));
    }
    first
}

/// How columns look: their width is in points.
fn describe(element: &BytesStart<'_>, sheet: &mut Sheet, columns: &mut Cursor) {
    let (first, more) = columns.pass(element, "Span");
    let width = number::<f64>(element, "Width").map(|points| (points * 96.0 / 72.0 - 5.0) / 7.0);
    let width = width.filter(|width| (0.0..=255.0).contains(width)).map(|width| (width * 100.0).round() / 100.0);
    let hidden = attribute(element, "Hidden").is_some_and(|hidden| hidden == "1");
    for col in columns.marked(first, more, 1_024).map(Col) {
        if let Some(width) = width {
            sheet.column_widths.insert(col, width);
        }
        if hidden {
            sheet.hidden_columns.insert(col);
        }
    }
}

/// What a cell holds, as it is written.
#[derive(Default)]
struct Content {
    kind: String,
    text: String,
}

/// The data of a cell up to its end; comments and names are passed over.
fn content(reader: &mut Reader<&[u8]>) -> Result<Content, ReadError> {
    let mut content = Content::default();
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) if element.local_name().into_inner() == "Data" => {
                content.kind = attribute(&element, "Type").unwrap_or_default().into_owned();
                content.text = gather(reader)?.into_owned();
            }
            Event::Start(element) => skip(reader, &element)?,
            Event::End(_) => return Ok(content),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

/// The number format that a named one stands for; others are written out.
fn code(name: &str) -> String {
    let code = match name {
        "General" | "General Number" => "",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "Short Date" => DATES,
        "General Date" => "dd/mm/yyyy hh:mm",
        "Long Date" => "d mmmm yyyy",
        "Medium Date" => "d-mmm-yy",
        "Long Time" => "h:mm:ss",
        "Medium Time" => "h:mm AM/PM",
        "Short Time" => "h:mm",
        code => code,
    };
    code.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = concat!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>",
        "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">",
        "<Styles><Style ss:ID=\"Default\"><Font ss:FontName=\"Arial\"/></Style>",
        "<Style ss:ID=\"s1\"><Font ss:Bold=\"1\"/><NumberFormat ss:Format=\"#,##0.0\"/></Style>",
        "<Style ss:ID=\"d\"><NumberFormat ss:Format=\"Short Date\"/></Style></Styles>",
        "<Worksheet ss:Name=\"Biểu 1\"><Table><Column ss:Index=\"2\" ss:Width=\"60\" ss:Hidden=\"1\"/>",
        "<Row><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">Tổng &amp; số</Data></Cell><Cell><Data ss:Type=\"String\">x</Data></Cell></Row>",
        "<Row ss:Index=\"3\" ss:Hidden=\"1\"><Cell ss:StyleID=\"s1\"><Data ss:Type=\"Number\">1234.5</Data></Cell>",
        "<Cell ss:Index=\"4\" ss:Formula=\"=SUM(R[-2]C[-3]:RC[-1])*R1C2\"><Data ss:Type=\"Number\">7</Data><Comment><Data>no</Data></Comment></Cell>",
        "<Cell ss:StyleID=\"d\"><Data ss:Type=\"DateTime\">2024-03-05T00:00:00.000</Data></Cell>",
        "<Cell><Data ss:Type=\"DateTime\">2024-03-05T12:00:00.000</Data></Cell>",
        "<Cell><Data ss:Type=\"Boolean\">1</Data></Cell><Cell><Data ss:Type=\"Error\">#DIV/0!</Data></Cell></Row>",
        "</Table></Worksheet><Worksheet ss:Name=\"Ẩn\"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>",
    );

    #[test]
    fn values_formats_and_formulas_are_read() {
        assert!(is_workbook(FILE));
        assert!(!is_workbook("<Workbook/>") && !is_workbook("<table><tr><td>1") && !is_workbook("1;2"));
        let book = read(FILE).unwrap();
        let sheet = &book.sheets[0];
        let cell = |at: &str| sheet.cell(at.parse().unwrap()).unwrap();
        assert_eq!(book.shown(cell("A1")), "Tổng & số");
        assert_eq!(book.shown(cell("C1")), "x", "what a merge covers is passed over");
        assert_eq!(book.shown(cell("A3")), "1.234,5");
        assert!(book.style(cell("A3").style).font.bold);
        assert_eq!(cell("D3").formula.as_deref(), Some("SUM(A1:C3)*$B$1"));
        assert!(matches!(cell("E3").value, Value::Date(_)) && matches!(cell("F3").value, Value::Date(_)));
        assert_eq!((&cell("G3").value, &cell("H3").value), (&Value::Bool(true), &Value::Error(CellError::Div0)));
        assert_eq!(sheet.merges.iter().map(ToString::to_string).collect::<Vec<_>>(), ["A1:B1"]);
        assert!(sheet.hidden_rows.contains(&Row(2)) && sheet.hidden_columns.contains(&Col(1)));
        assert_eq!(book.sheets[1].visibility, Visibility::Hidden);
    }

    #[test]
    fn names_and_where_the_table_stands_are_read() {
        let names = "<Names><NamedRange ss:Name=\"Chung\" ss:RefersTo=\"='Biểu 1'!R1C1:R3C2\"/></Names>";
        let own = "<Names><NamedRange ss:Name=\"_FilterDatabase\" ss:RefersTo=\"='Biểu 1'!R1C1:R3C2\"/><NamedRange ss:Name=\"riêng\" ss:RefersTo=\"='Biểu 1'!R2C2\"/></Names>";
        let text = FILE.replace(
            "<Worksheet ss:Name=\"Biểu 1\"><Table>",
            &format!("{names}<Worksheet ss:Name=\"Biểu 1\">{own}<Table ss:TopCell=\"5\" ss:LeftCell=\"3\">"),
        );
        let book = read(&text).unwrap();
        let names: Vec<String> =
            book.names.iter().map(|name| format!("{} {:?} {}", name.name, name.scope, name.range)).collect();
        assert_eq!(names, ["Chung None A1:B3", "riêng Some(SheetIndex(0)) B2"]);
        let shown = |at: &str| book.sheets[0].cell(at.parse().unwrap()).map(|cell| book.shown(cell).into_owned());
        assert_eq!(["C5", "E5", "C7"].map(shown), ["Tổng & số", "x", "1.234,5"].map(|text| Some(text.to_owned())));
        assert!(book.sheets[0].hidden_rows.contains(&Row(6)) && book.sheets[0].hidden_columns.contains(&Col(3)));
    }

    #[test]
    fn what_is_said_of_one_column_or_row_again_and_again_costs_no_more_than_all_of_them() {
        let mut columns = Cursor::new(0, Col::COUNT);
        let marked: usize = (0..100_000).map(|_| columns.marked(0, u32::MAX, 1_024).count()).sum();
        assert_eq!(marked, 16_384);
        assert_eq!(Cursor::new(0, Col::COUNT).marked(16_383, 5, 1_024).collect::<Vec<_>>(), [16_383]);
        assert_eq!(Cursor::new(0, Col::COUNT).marked(16_384, 5, 1_024).count(), 0);
    }

    #[test]
    fn what_is_cut_off_is_damaged() {
        for end in (200..FILE.len() - 12).filter(|end| FILE.is_char_boundary(*end)) {
            assert!(read(&FILE[..end]).is_err(), "{end}");
        }
    }
}
