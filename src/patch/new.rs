//! A new .xlsx for what came in another format: values, formulas, merges, widths, heights, and the
//! looks that were read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::cell::written;
use super::container::{self, Addition};
use super::foreign;
use super::rewrite::DECLARATION;
use super::splice::escaped;
use super::{SaveError, is_too_long};
use crate::workbook::{
    Alignment, Cell, CellRange, CellRef, Color, Lock, Sheet, Style, Value, VerticalAlignment, Visibility, WhatIf,
    Workbook,
};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Writes a workbook as a package of its own.
///
/// # Errors
///
/// [`SaveError::NotFaithful`] when the package would be larger than the format allows, and
/// [`SaveError::SheetName`] or [`SaveError::LongText`] when a sheet has a name, or a cell a text, that Excel does
/// not take.
pub fn package(workbook: &Workbook) -> Result<Vec<u8>, SaveError> {
    if let Some(sheet) = workbook.sheets.iter().find(|sheet| !is_sheet_name(&sheet.name)) {
        return Err(SaveError::SheetName(sheet.name.clone()));
    }
    let texts = workbook.sheets.iter().flat_map(|sheet| sheet.cells().map(move |cell| (sheet, cell)));
    let too_long = |cell: &Cell| matches!(&cell.value, Value::Text(text) if is_too_long(text));
    if let Some((sheet, (at, _))) = { texts }.find(|(_, (_, cell))| too_long(cell)) {
        return Err(SaveError::LongText(format!("{}!{at}", sheet.name)));
    }
    let workbook = &*foreign::as_values(workbook);
    let mut types = String::new();
    let mut relations = String::new();
    let mut list = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let number = index + 1;
        let state = if sheet.visibility == Visibility::Hidden { " state=\"hidden\"" } else { "" };
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        let _ =
            write!(list, "<sheet name=\"{}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>", escaped(&sheet.name));
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet_xml(sheet)));
    }
    let styles_id = workbook.sheets.len() + 1;
    let _ =
        write!(relations, "<Relationship Id=\"rId{styles_id}\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>");
    let date_1904 = if workbook.date_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
    let calculate = if workbook.has_formulas() { "<calcPr fullCalcOnLoad=\"1\"/>" } else { "" };
    let mut all = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">{date_1904}<sheets>{list}</sheets>{}{calculate}</workbook>",
                names_xml(workbook)
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"),
        ),
        ("xl/styles.xml".to_owned(), styles_xml(&workbook.styles, MAIN)),
    ];
    all.extend(parts);
    let parts: Vec<Addition> = all
        .into_iter()
        .map(|(name, content)| Addition { name, content: format!("{DECLARATION}{content}").into_bytes() })
        .collect();
    container::fresh(&parts)
}

/// The names that formulas use.
fn names_xml(workbook: &Workbook) -> String {
    let mut xml = String::new();
    for name in workbook.names.iter() {
        let Some(sheet) = workbook.sheet(name.sheet) else { continue };
        let scope = name.scope.map(|scope| format!(" localSheetId=\"{}\"", scope.0)).unwrap_or_default();
        let fixed = |at: CellRef| format!("${}${}", at.col, at.row);
        let (start, end) = (fixed(name.range.start), fixed(name.range.end));
        let target = format!("'{}'!{start}:{end}", sheet.name.replace('\'', "''"));
        let _ = write!(xml, "<definedName name=\"{}\"{scope}>{}</definedName>", escaped(&name.name), escaped(&target));
    }
    if xml.is_empty() { xml } else { format!("<definedNames>{xml}</definedNames>") }
}

/// Whether Excel opens a workbook with a sheet of that name (the limits that Excel states for
/// renaming a worksheet; one without a name is not opened either).
fn is_sheet_name(name: &str) -> bool {
    let length = name.encode_utf16().count();
    (1..=31).contains(&length)
        && !name.contains([':', '\\', '/', '?', '*', '[', ']'])
        && !name.starts_with('\'')
        && !name.ends_with('\'')
}

fn sheet_xml(sheet: &Sheet) -> String {
    let mut xml = format!("<worksheet xmlns=\"{MAIN}\">");
    if sheet.hide_grid_lines || sheet.hide_zeros || sheet.frozen != (0, 0) {
        let lines = if sheet.hide_grid_lines { " showGridLines=\"0\"" } else { "" };
        let zeros = if sheet.hide_zeros { " showZeros=\"0\"" } else { "" };
        let _ = write!(xml, "<sheetViews><sheetView{lines}{zeros} workbookViewId=\"0\">");
        if let (rows, columns) = sheet.frozen
            && (rows, columns) != (0, 0)
        {
            let corner = CellRef::new(crate::workbook::Row(rows), crate::workbook::Col(columns));
            let pane = match (rows, columns) {
                (_, 0) => "bottomLeft",
                (0, _) => "topRight",
                _ => "bottomRight",
            };
            let _ = write!(
                xml,
                "<pane xSplit=\"{columns}\" ySplit=\"{rows}\" topLeftCell=\"{corner}\" activePane=\"{pane}\" state=\"frozen\"/>"
            );
        }
        xml.push_str("</sheetView></sheetViews>");
    }
    let mut columns: Vec<_> = sheet.column_widths.keys().chain(&sheet.hidden_columns).copied().collect();
    columns.sort_unstable();
    columns.dedup();
    if !columns.is_empty() {
        xml.push_str("<cols>");
        for col in columns {
            let number = col.0 + 1;
            let width = sheet.column_widths.get(&col).copied().unwrap_or(9.0);
            let hidden = if sheet.hidden_columns.contains(&col) { " hidden=\"1\"" } else { "" };
            let _ = write!(xml, "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"{hidden}/>");
        }
        xml.push_str("</cols>");
    }
    xml.push_str("<sheetData>");
    let mut arrays: BTreeMap<_, _> =
        sheet.locks.iter().filter(|(_, lock)| *lock == Lock::Array).map(|(range, _)| (range.start, *range)).collect();
    arrays.extend(sheet.arrays.iter().map(|at| (*at, CellRange::new(*at, *at))));
    let mut rows: Vec<_> = sheet.cells().map(|(at, _)| at.row).collect();
    rows.extend(sheet.row_heights.keys().chain(&sheet.hidden_rows));
    rows.sort_unstable();
    rows.dedup();
    for row in rows {
        let height = sheet.row_heights.get(&row).map(|height| format!(" ht=\"{height}\" customHeight=\"1\""));
        let hidden = if sheet.hidden_rows.contains(&row) { " hidden=\"1\"" } else { "" };
        let _ = write!(xml, "<row r=\"{row}\"{}{hidden}>", height.unwrap_or_default());
        for (at, cell) in sheet.row(row) {
            let formula = cell.formula.as_deref().map(|formula| {
                let array = arrays.get(&at).map(|range| format!(" t=\"array\" ref=\"{range}\"")).unwrap_or_default();
                format!("<f{array}>{}</f>", escaped(formula))
            });
            let what_if = || sheet.what_ifs.iter().find(|table| table.range.start == at).map(what_if_element);
            let formula = formula.or_else(what_if);
            xml.push_str(&written("c", Some(at), ("", false), cell, "", formula.as_deref().unwrap_or_default(), ""));
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData>");
    if !sheet.merges.is_empty() {
        let _ = write!(xml, "<mergeCells count=\"{}\">", sheet.merges.len());
        for merge in &sheet.merges {
            let _ = write!(xml, "<mergeCell ref=\"{merge}\"/>");
        }
        xml.push_str("</mergeCells>");
    }
    xml.push_str("</worksheet>");
    xml
}

/// A range that shows what would be with other values, as its first cell says it.
fn what_if_element(table: &WhatIf) -> String {
    let inputs = table.inputs.iter().zip(["r1", "r2"]).map(|(at, name)| format!(" {name}=\"{at}\""));
    let (two_way, above) = (u8::from(table.two_way), u8::from(table.above));
    let inputs: String = inputs.collect();
    format!("<f t=\"dataTable\" ref=\"{}\" dt2D=\"{two_way}\" dtr=\"{above}\"{inputs}/>", table.range)
}

pub(super) fn styles_xml(styles: &[Style], namespace: &str) -> String {
    let (mut codes, mut fonts, mut fills, mut borders, mut formats) =
        (String::new(), String::new(), String::new(), String::new(), String::new());
    let styles: &[Style] = if styles.is_empty() { &[Style::default()] } else { styles };
    for (index, style) in styles.iter().enumerate() {
        let font = &style.font;
        let on = |flag, tag| if flag { tag } else { "" };
        let _ = write!(
            fonts,
            "<font>{}{}{}{}<sz val=\"{}\"/>{}<name val=\"{}\"/></font>",
            on(font.bold, "<b/>"),
            on(font.italic, "<i/>"),
            on(font.strike, "<strike/>"),
            on(font.underline, "<u/>"),
            font.size,
            font.color.map(|color| format!("<color rgb=\"{}\"/>", argb(color))).unwrap_or_default(),
            escaped(&font.name)
        );
        if let Some(fill) = style.fill {
            let _ = write!(
                fills,
                "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{}\"/></patternFill></fill>",
                argb(fill)
            );
        } else {
            fills.push_str("<fill><patternFill patternType=\"none\"/></fill>");
        }
        let [left, right, top, bottom] = style.borders;
        let side = |name: &str, drawn| if drawn { format!("<{name} style=\"thin\"/>") } else { format!("<{name}/>") };
        let _ = write!(
            borders,
            "<border>{}{}{}{}<diagonal/></border>",
            side("left", left),
            side("right", right),
            side("top", top),
            side("bottom", bottom)
        );
        let code = if style.number_format.is_empty() {
            0
        } else {
            let _ = write!(
                codes,
                "<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>",
                164 + index,
                escaped(&style.number_format)
            );
            164 + index
        };
        let quote = on(style.quote_prefix, " quotePrefix=\"1\"");
        // Two fills stand before these: Excel reserves them.
        let _ = write!(
            formats,
            "<xf numFmtId=\"{code}\" fontId=\"{index}\" fillId=\"{}\" borderId=\"{index}\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"{quote}>{}</xf>",
            index + 2,
            alignment(style)
        );
    }
    let count = styles.len();
    let codes_count = codes.matches("<numFmt ").count();
    let codes = if codes_count > 0 { format!("<numFmts count=\"{codes_count}\">{codes}</numFmts>") } else { codes };
    format!(
        "<styleSheet xmlns=\"{namespace}\">{codes}<fonts count=\"{count}\">{fonts}</fonts><fills count=\"{}\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>{fills}</fills><borders count=\"{count}\">{borders}</borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"{count}\">{formats}</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
        count + 2
    )
}

fn argb(Color(red, green, blue): Color) -> String {
    format!("FF{red:02X}{green:02X}{blue:02X}")
}

fn alignment(style: &Style) -> String {
    let horizontal = match style.horizontal {
        Alignment::General => "",
        Alignment::Left => " horizontal=\"left\"",
        Alignment::Center => " horizontal=\"center\"",
        Alignment::Right => " horizontal=\"right\"",
        Alignment::CenterContinuous => " horizontal=\"centerContinuous\"",
        Alignment::Justify => " horizontal=\"justify\"",
    };
    let vertical = match style.vertical {
        VerticalAlignment::Top => " vertical=\"top\"",
        VerticalAlignment::Center => " vertical=\"center\"",
        VerticalAlignment::Bottom => "",
    };
    let wrap = if style.wrap { " wrapText=\"1\"" } else { "" };
    let shrink = if style.shrink { " shrinkToFit=\"1\"" } else { "" };
    let indent = if style.indent > 0 { format!(" indent=\"{}\"", style.indent) } else { String::new() };
    let turned = if style.rotation > 0 { format!(" textRotation=\"{}\"", style.rotation) } else { String::new() };
    format!("<alignment{horizontal}{vertical}{turned}{wrap}{indent}{shrink}/>")
}
