//! Office Open XML workbooks: .xlsx, .xlsm, .xltx, .xltm, transitional and strict.

mod cells;
pub(crate) mod color;
mod filter;
pub(crate) mod formula;
mod names;
pub(crate) mod overlay;
mod plain;
mod strings;
mod styles;
mod tables;

use std::collections::BTreeMap;

use super::limits::{MAX_LOCKS, MAX_SHEETS};
use super::names::DefinedName;
use super::package::{Budget, Package};
use super::show::Shower;
use super::xml::{attribute, flag, for_each_element, number};
use super::{Calculation, Format, Lock, ReadError, Sheet, SheetIndex, Visibility, Workbook};

/// Where the parts of a workbook are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    /// The workbook part.
    pub(crate) workbook: String,
    /// The worksheets in the order of their tabs.
    pub(crate) sheets: Vec<SheetPart>,
    /// The shared strings part.
    pub(crate) strings: Option<String>,
    /// The styles part.
    pub(crate) styles: Option<String>,
    /// The calculation chain.
    pub(crate) calculation_chain: Option<String>,
    theme: Option<String>,
    names: Vec<DefinedName>,
    date_1904: bool,
    calculation: Calculation,
}

/// A worksheet.
#[derive(Clone, Debug)]
pub(crate) struct SheetPart {
    /// The name on its tab.
    pub(crate) name: String,
    /// Its part.
    pub(crate) part: String,
    /// The number that the calculation chain knows it by.
    pub(crate) id: u32,
    /// Its place among all tabs, charts included.
    tab: u32,
    hidden: bool,
}

impl Parts {
    /// Follows the relationships from the root of the package to the parts that are needed.
    pub(crate) fn find(package: &Package<'_>, budget: &mut Budget) -> Result<Self, ReadError> {
        let root = relationships(package, "", budget)?;
        let workbook = root
            .values()
            .find(|relation| relation.kind == "officeDocument")
            .map(|relation| relation.target.clone())
            .filter(|part| package.find(part).is_some())
            .unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let xml = package.xml(&workbook, budget)?.ok_or(ReadError::NotAWorkbook)?;
        let relations = relationships(package, &workbook, budget)?;
        let part = |kind: &str| {
            relations.values().find(|relation| relation.kind == kind).map(|relation| relation.target.clone())
        };
        let mut parts = Self {
            strings: part("sharedStrings"),
            styles: part("styles"),
            theme: part("theme"),
            calculation_chain: part("calcChain"),
            workbook: workbook.clone(),
            ..Self::default()
        };
        let mut is_workbook = false;
        let mut tabs = 0_u32;
        for_each_element(&xml, |path, element| match (path, element.local_name().into_inner()) {
            ([], "workbook") => is_workbook = true,
            ([_], "calcPr") => {
                parts.calculation = Calculation {
                    on_load: flag(element, "fullCalcOnLoad", false) || !flag(element, "calcCompleted", true),
                    iterative: flag(element, "iterate", false),
                    as_displayed: !flag(element, "fullPrecision", true),
                };
            }
            ([_], "workbookPr") => parts.date_1904 = flag(element, "date1904", false),
            ([_, list], "sheet") if list == "sheets" => {
                let tab = tabs;
                tabs = tabs.saturating_add(1);
                let relation = attribute(element, "id").and_then(|id| relations.get(&*id));
                // Chart sheets and dialogs have no cells.
                if let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") {
                    parts.sheets.push(SheetPart {
                        name: attribute(element, "name").unwrap_or_default().into_owned(),
                        part: relation.target.clone(),
                        id: number(element, "sheetId").unwrap_or(0),
                        tab,
                        hidden: attribute(element, "state").is_some_and(|state| state.ends_with("idden")),
                    });
                }
            }
            _ => {}
        })?;
        if !is_workbook {
            return Err(ReadError::NotAWorkbook);
        }
        if parts.sheets.len() > MAX_SHEETS {
            return Err(ReadError::TooLarge);
        }
        parts.names = names::read(&xml, &parts);
        Ok(parts)
    }
}

/// Reads a workbook from its package.
pub(super) fn read(package: &Package<'_>) -> Result<Workbook, ReadError> {
    let mut budget = Budget::default();
    let parts = Parts::find(package, &mut budget)?;
    let mut xml = |part: &Option<String>| match part {
        Some(part) => package.xml(part, &mut budget),
        None => Ok(None),
    };
    // Looks are not worth refusing a file for; text is.
    let theme = xml(&parts.theme).ok().flatten();
    let styles = xml(&parts.styles).ok().flatten().unwrap_or_default();
    let styles = styles::read(&styles, color::Palette::new(theme.as_deref()));
    let strings = match xml(&parts.strings)? {
        Some(strings) => strings::read(&strings)?,
        None => Vec::new(),
    };
    let showers: Vec<Shower> = styles.iter().map(|style| Shower::new(&style.number_format)).collect();
    let shared = cells::Shared { strings: &strings, showers: &showers, date_1904: parts.date_1904 };
    let mut tally = cells::Tally::default();
    let mut sheets = Vec::with_capacity(parts.sheets.len());
    let mut data_tables = BTreeMap::new();
    for (index, part) in parts.sheets.iter().enumerate() {
        let mut sheet = Sheet::new(part.name.clone());
        sheet.visibility = if part.hidden { Visibility::Hidden } else { Visibility::Visible };
        let xml = package.xml(&part.part, &mut budget)?.ok_or(ReadError::Damaged)?;
        cells::read(&xml, &shared, &mut tally, &mut sheet)?;
        drop(xml);
        // A table that cannot be read is no reason to refuse the sheet.
        if let Ok(tables) = tables::read(package, &part.part, (SheetIndex(index), &mut sheet), &mut budget) {
            let headers = tables.iter().filter_map(|(_, table)| tables::header(table)).take(MAX_LOCKS);
            sheet.locks.extend(headers.map(|range| (range, Lock::TableHeader)));
            data_tables.extend(tables);
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() {
        return Err(ReadError::NoSheets);
    }
    let mut workbook = Workbook::new(sheets, styles);
    workbook.date_1904 = parts.date_1904;
    workbook.calculation = parts.calculation;
    workbook.names = parts.names.into_iter().collect();
    workbook.data_tables = data_tables;
    workbook.format = format_of(package, &parts.workbook, &mut budget);
    workbook.signed = package.entries.iter().any(|entry| entry.name.starts_with("_xmlsignatures/"));
    Ok(workbook)
}

/// What the content type of the workbook part says that the file is (18.2.27, [MS-XLSX]).
fn format_of(package: &Package<'_>, workbook: &str, budget: &mut Budget) -> Format {
    let Ok(Some(types)) = package.xml("[Content_Types].xml", budget) else { return Format::Xlsx };
    let mut format = Format::Xlsx;
    let read = for_each_element(&types, |_, element| {
        let Some(content_type) = attribute(element, "ContentType") else { return };
        let is_workbook = attribute(element, "PartName")
            .is_some_and(|name| name.trim_start_matches('/').eq_ignore_ascii_case(workbook));
        if is_workbook {
            format = match (content_type.contains("template"), content_type.contains("macroEnabled")) {
                (false, false) => Format::Xlsx,
                (false, true) => Format::Xlsm,
                (true, false) => Format::Xltx,
                (true, true) => Format::Xltm,
            };
        }
    });
    if read.is_ok() { format } else { Format::Xlsx }
}

/// A relationship of a part (ECMA-376 Part 2, 6.5).
pub(crate) struct Relation {
    /// The last segment of its type, the same in transitional and strict documents.
    pub(crate) kind: String,
    /// The part that it leads to.
    pub(crate) target: String,
}

/// The relationships of a part by their id; none when it has none.
pub(crate) fn relationships(
    package: &Package<'_>,
    part: &str,
    budget: &mut Budget,
) -> Result<BTreeMap<String, Relation>, ReadError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut relations = BTreeMap::new();
    let Some(xml) = package.xml(&format!("{prefix}_rels/{name}.rels"), budget)? else { return Ok(relations) };
    for_each_element(&xml, |_, element| {
        let (Some(id), Some(kind), Some(target)) =
            (attribute(element, "Id"), attribute(element, "Type"), attribute(element, "Target"))
        else {
            return;
        };
        if attribute(element, "TargetMode").is_some_and(|mode| mode == "External") {
            return;
        }
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        relations.insert(id.into_owned(), Relation { kind, target: resolve(folder, &target) });
    })?;
    Ok(relations)
}

/// A target relative to the folder of its source.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut segments: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments.join("/")
}
