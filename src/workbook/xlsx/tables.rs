//! The tables of a worksheet (ECMA-376 Part 1, 18.5).

use std::collections::BTreeMap;

use super::filter::Filter;
use super::relationships;
use crate::workbook::data_table::{DataTable, key};
use crate::workbook::package::{Budget, Package};
use crate::workbook::xml::{attribute, for_each_element, number, unescape_excel};
use crate::workbook::{CellRange, CellRef, Col, ReadError, Sheet, SheetIndex};

/// The tables of a worksheet part, by their names, whose filters hide rows of the sheet. One that says not
/// where it lies is left out.
pub(super) fn read(
    package: &Package<'_>,
    part: &str,
    (index, sheet): (SheetIndex, &mut Sheet),
    budget: &mut Budget,
) -> Result<Vec<(String, DataTable)>, ReadError> {
    let mut tables = Vec::new();
    for relation in relationships(package, part, budget)?.into_values().filter(|relation| relation.kind == "table") {
        if let Some(xml) = package.xml(&relation.target, budget)? {
            let (found, filter) = table(&xml, index)?;
            filter.hide(sheet);
            tables.extend(found);
        }
    }
    Ok(tables)
}

fn table(xml: &str, sheet: SheetIndex) -> Result<(Option<(String, DataTable)>, Filter), ReadError> {
    let (mut found, mut filter, mut count) = (None, Filter::default(), 0_u32);
    for_each_element(xml, |path, element| match (path, element.local_name().into_inner()) {
        ([], "table") => {
            let range = attribute(element, "ref").and_then(|range| range.parse::<CellRange>().ok());
            // Formulas know it by this name; the other one is for programs.
            let name = attribute(element, "displayName").or_else(|| attribute(element, "name")).unwrap_or_default();
            let rows = |attribute, usual| number::<u32>(element, attribute).unwrap_or(usual);
            found = range.map(|range| {
                let (headers, totals) = (rows("headerRowCount", 1), rows("totalsRowCount", 0));
                (key(&name), DataTable { sheet, range, headers, totals, columns: BTreeMap::new() })
            });
        }
        ([_, list], "tableColumn") if list == "tableColumns" && count < Col::COUNT => {
            if let (Some((_, table)), Some(name)) = (&mut found, attribute(element, "name")) {
                table.columns.entry(key(&unescape_excel(name.into_owned()))).or_insert(count);
            }
            count = count.saturating_add(1);
        }
        _ => filter.take(element),
    })?;
    Ok((found, filter))
}

/// The row of its headers, which name its columns.
pub(super) fn header(table: &DataTable) -> Option<CellRange> {
    let range = table.range;
    (table.headers > 0).then(|| CellRange::new(range.start, CellRef::new(range.start.row, range.end.col)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Row;

    #[test]
    fn names_rows_and_columns_are_read() {
        let xml = "<table name='T' displayName='Bảng_Thu' ref='B2:D9' totalsRowCount='1'><tableColumns count='3'>
            <tableColumn id='1' name='Xã'/><tableColumn id='2' name='Kế_x000a_hoạch'/><tableColumn id='3' name='xã'/>
            </tableColumns></table>";
        let (found, filter) = table(xml, SheetIndex(1)).unwrap();
        let (name, table) = found.unwrap();
        assert_eq!(filter, Filter::default());
        assert_eq!(name, "bảng_thu");
        assert_eq!((table.sheet, table.headers, table.totals), (SheetIndex(1), 1, 1));
        assert_eq!(table.columns, BTreeMap::from([("xã".to_owned(), 0), ("kế\nhoạch".to_owned(), 1)]));
        assert_eq!(header(&table).unwrap().to_string(), "B2:D2");
    }

    #[test]
    fn a_table_without_a_place_is_left_out() {
        assert_eq!(table("<table name='T'/>", SheetIndex(0)).unwrap().0, None);
        let bare = table("<table name='T' ref='A1:B2' headerRowCount='0'/>", SheetIndex(0)).unwrap().0.unwrap().1;
        assert_eq!(header(&bare), None);
    }

    #[test]
    fn the_filter_of_a_table_hides_rows() {
        let hidden_by = |filter: &str| {
            let xml = format!("<table ref='A1:B9'><autoFilter ref='A1:B8'>{filter}</autoFilter></table>");
            let mut sheet = Sheet::new("Bảng");
            sheet.hidden_rows.extend([Row(2), Row(8)]);
            table(&xml, SheetIndex(0)).unwrap().1.hide(&mut sheet);
            sheet.filtered_rows
        };
        assert_eq!(hidden_by("<filterColumn colId='1'><iconFilter iconId='1'/></filterColumn>"), [Row(2)].into());
        assert_eq!(hidden_by(""), [].into());
    }
}
