//! Saving over worksheets of every shape that the schema allows and programs write: each edit is
//! made, and every other cell reads as before.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use proptest::prelude::*;
use soatbieu::finding::{Edit, Finding, Input, Severity};
use soatbieu::number::Number;
use soatbieu::patch::{self, Heading};
use soatbieu::text::Lang;
use soatbieu::workbook::{self, Cell, CellRef, Col, Row, Sheet, SheetIndex, StyleId, Value};
use support::{marking, package, unpack};

/// How one cell is written.
#[derive(Clone, Debug)]
enum Content {
    Nothing,
    SelfClosed,
    Number(i32, u32),
    Shared(u8),
    Inline(String),
    Formula(String),
    Master,
    Member,
    Bool(bool),
    Error,
}

fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        Just(Content::Nothing),
        Just(Content::SelfClosed),
        (any::<i32>(), 0_u32..6).prop_map(|(mantissa, scale)| Content::Number(mantissa, scale)),
        (0_u8..3).prop_map(Content::Shared),
        "[a-zđ <&]{0,8}".prop_map(Content::Inline),
        "[A-C][1-9][+*][A-C][1-9]".prop_map(Content::Formula),
        Just(Content::Master),
        Just(Content::Member),
        any::<bool>().prop_map(Content::Bool),
        Just(Content::Error),
    ]
}

/// How a sheet is written.
#[derive(Clone, Debug)]
struct Manner {
    prefix: &'static str,
    addresses: bool,
    dimension: bool,
    spans: bool,
    reversed: bool,
    mark: bool,
    declaration: &'static str,
}

fn manner() -> impl Strategy<Value = Manner> {
    let prefix = prop::sample::select(vec!["", "x:", "ns0:"]);
    let declaration =
        prop::sample::select(vec!["", "<?xml version=\"1.0\"?>\r\n", "<?xml version='1.0' encoding='utf-8'?>"]);
    (prefix, any::<[bool; 5]>(), declaration).prop_map(
        |(prefix, [addresses, dimension, spans, reversed, mark], declaration)| Manner {
            prefix,
            addresses,
            dimension,
            spans,
            // Without addresses the order is all there is.
            reversed: reversed && addresses,
            mark,
            declaration,
        },
    )
}

fn written(rows: &[Vec<Content>], manner: &Manner) -> String {
    let p = manner.prefix;
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut lines = Vec::new();
    let mut master = None;
    for (row, cells) in rows.iter().enumerate() {
        let mut line = Vec::new();
        for (col, content) in cells.iter().enumerate() {
            let at = CellRef::new(Row(row as u32), Col(col as u32));
            let r = if manner.addresses { format!(" r=\"{at}\"") } else { String::new() };
            line.push(match content {
                Content::Nothing if manner.addresses => continue,
                Content::Nothing | Content::SelfClosed => format!("<{p}c{r} s='1'/>"),
                Content::Number(mantissa, scale) => {
                    let value = rust_decimal::Decimal::new((*mantissa).into(), *scale);
                    format!("<{p}c s=\"1\"{r}><{p}v>{value}</{p}v></{p}c>")
                }
                Content::Shared(index) => format!("<{p}c{r} t=\"s\" cm='3'><{p}v>{index}</{p}v></{p}c>"),
                Content::Inline(text) => {
                    format!("<{p}c{r} t=\"inlineStr\"><{p}is><{p}r><{p}t>{}</{p}t></{p}r></{p}is></{p}c>", escape(text))
                }
                Content::Formula(formula) => format!("<{p}c{r}><{p}f>{formula}</{p}f><{p}v>3</{p}v></{p}c>"),
                // A group may be used by any cell, its master comes first in the file.
                Content::Master if master.is_none() && !manner.reversed => {
                    master = Some(at);
                    format!("<{p}c{r}><{p}f t=\"shared\" ref=\"A1:F12\" si=\"4\">B2*$C$3&amp;\"A1\"</{p}f><{p}v>1</{p}v></{p}c>")
                }
                Content::Master | Content::Member if master.is_some() => {
                    format!("<{p}c{r}><{p}f t=\"shared\" si=\"4\"/><{p}v>2</{p}v></{p}c>")
                }
                Content::Master | Content::Member => format!("<{p}c{r}><{p}v>5</{p}v></{p}c>"),
                Content::Bool(value) => format!("<{p}c{r} t=\"b\"><{p}v>{}</{p}v><{p}extLst/></{p}c>", u8::from(*value)),
                Content::Error => format!("<{p}c{r} t=\"e\"><{p}v>#REF!</{p}v></{p}c>"),
            });
        }
        if manner.reversed {
            line.reverse();
        }
        if line.is_empty() && row % 2 == 0 && manner.addresses {
            continue;
        }
        let r = if manner.addresses { format!(" r=\"{}\"", row + 1) } else { String::new() };
        let spans = if manner.spans { " spans=\"1:3\"" } else { "" };
        lines.push(if line.is_empty() {
            format!("<{p}row{r}{spans}/>")
        } else {
            format!("<{p}row{r}{spans} ht='15.5'>{}</{p}row>", line.concat())
        });
    }
    if manner.reversed {
        lines.reverse();
    }
    let dimension = if manner.dimension { format!("<{p}dimension ref=\"A1:C3\"/>") } else { String::new() };
    let name = p.strip_suffix(':').map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
    let mark = if manner.mark { "\u{feff}" } else { "" };
    format!(
        "{mark}{}<{p}worksheet {name}=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:mc='m'>{dimension}<!-- <c r=\"A1\"/> --><{p}sheetData>{}</{p}sheetData><mc:AlternateContent><mc:Choice><{p}c r=\"A1\"/></mc:Choice></mc:AlternateContent></{p}worksheet>",
        manner.declaration,
        lines.concat()
    )
}

/// A package around a worksheet.
fn around(sheet: &str) -> Vec<u8> {
    package(&[
        ("[Content_Types].xml", r#"<Types><Override PartName="/xl/workbook.xml" ContentType="main"/></Types>"#),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="/xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>1.234,50</t></si><si><r><t>hai </t></r><r><t>mảnh</t></r></si><si/></sst>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs count='2'><xf numFmtId=\"0\"/><xf numFmtId=\"4\"/></cellXfs></styleSheet>",
        ),
        ("xl/drawings/drawing1.xml", "<kept/>"),
    ])
}

fn severity() -> impl Strategy<Value = Severity> {
    prop::sample::select(vec![Severity::Error, Severity::Warning, Severity::Info])
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        (any::<i32>(), 0_u32..5).prop_map(|(mantissa, scale)| {
            Input::Number(Number::new(rust_decimal::Decimal::new(mantissa.into(), scale), scale))
        }),
        "\\PC{0,12}".prop_map(Input::Text),
        Just(Input::Clear),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn edits_are_made_and_nothing_else_changes(
        rows in prop::collection::vec(prop::collection::vec(content(), 0..6), 0..9),
        manner in manner(),
        edits in prop::collection::btree_map((0_u32..11, 0_u32..8), input(), 1..5),
    ) {
        let sheet = written(&rows, &manner);
        let original = around(&sheet);
        let before = workbook::read(&original).unwrap();
        let edits: Vec<Edit> = edits
            .into_iter()
            .map(|((row, col), new)| Edit::of_cell(SheetIndex(0), CellRef::new(Row(row), Col(col)), new))
            .collect();
        let patched = patch::patch(&original, &edits).map_err(|error| TestCaseError::fail(format!("{error}\n{sheet}")))?;
        let after = workbook::read(&patched.bytes).unwrap();
        let holding = |sheet: &Sheet| -> Vec<(CellRef, Cell)> {
            let cells = sheet.cells().filter(|(at, cell)| {
                **cell != Cell::default() && !edits.iter().any(|edit| edit.place.cell() == Some(*at))
            });
            // The value of a formula may follow from the edit.
            let lasting = |cell: &Cell| match cell.formula {
                Some(_) => Cell { value: Value::Empty, ..cell.clone() },
                None => cell.clone(),
            };
            cells.map(|(at, cell)| (at, lasting(cell))).collect()
        };
        prop_assert_eq!(holding(&after.sheets[0]), holding(&before.sheets[0]), "{}", sheet);
        for edit in &edits {
            let value = after.sheets[0].cell(edit.place.cell().unwrap()).map(|cell| cell.value.clone()).unwrap_or_default();
            match (&edit.new, value) {
                (Input::Number(wanted), Value::Number(found)) => prop_assert_eq!(found.value(), wanted.value()),
                (Input::Text(wanted), Value::Text(found)) => prop_assert_eq!(&found, wanted),
                (Input::Clear, Value::Empty) => {}
                (wanted, found) => prop_assert!(false, "{:?} {:?}", wanted, found),
            }
        }
        let (old, new) = (unpack(&original), unpack(&patched.bytes));
        for (old, new) in old.iter().zip(&new) {
            prop_assert_eq!(&old.0, &new.0);
            if !patched.receipt.changed.contains(&old.0) {
                prop_assert_eq!(&old.1, &new.1);
            }
        }
    }

    #[test]
    fn marks_change_no_value_and_no_formula(
        rows in prop::collection::vec(prop::collection::vec(content(), 0..6), 0..9),
        manner in manner(),
        marks in prop::collection::btree_map((0_u32..11, 0_u32..8), severity(), 0..5),
    ) {
        let sheet = written(&rows, &manner);
        let original = around(&sheet);
        let before = workbook::read(&original).unwrap();
        let findings: Vec<Finding> =
            marks.iter().map(|((row, col), severity)| marking(0, CellRef::new(Row(*row), Col(*col)), *severity)).collect();
        let findings: Vec<&Finding> = findings.iter().collect();
        let marked = patch::marked(&original, &Heading::default(), &findings, Lang::Vi)
            .map_err(|error| TestCaseError::fail(format!("{error}\n{sheet}")))?;
        prop_assert!(marked.notes.is_empty(), "{}", sheet);
        let after = workbook::read(&marked.bytes).unwrap();
        let holding = |sheet: &Sheet| -> Vec<(CellRef, Cell)> {
            let bare = |cell: &Cell| Cell { style: StyleId(0), ..cell.clone() };
            let cells = sheet.cells().map(|(at, cell)| (at, bare(cell)));
            cells.filter(|(_, cell)| *cell != Cell::default()).collect()
        };
        prop_assert_eq!(holding(&after.sheets[0]), holding(&before.sheets[0]), "{}", sheet);
        for (row, col) in marks.keys() {
            let cell = after.sheets[0].cell(CellRef::new(Row(*row), Col(*col))).unwrap();
            prop_assert!(after.style(cell.style).fill.is_some());
        }
    }
}
