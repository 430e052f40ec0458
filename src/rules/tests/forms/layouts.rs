//! The same form laid out as another office would: the checker must say the same of it.

use super::form::{Expected, Form, forms, said};
use crate::finding::{Finding, Severity};
use crate::fixture;
use crate::number::{Notation, Number, format};
use crate::rules::check_sheet;
use crate::table::tables;
use crate::workbook::{Cell, CellRange, CellRef, Col, Row, Sheet, SheetIndex, Value, Workbook};

/// Another way to lay out a form.
struct Layout {
    name: &'static str,
    /// How far down and to the right a cell of the form moves.
    by: fn(&Shape<'_>, CellRef) -> (u32, u32),
    /// What becomes of each cell.
    cell: fn(&Cell) -> Cell,
    /// What becomes of the sheet.
    sheet: fn(&Shape<'_>, &mut Sheet),
    /// How many false alarms, and how many slips that are less well found, are known.
    known: (usize, usize),
}

const AS_IT_IS: Layout = Layout { name: "", by: |_, _| (0, 0), cell: Clone::clone, sheet: |_, _| (), known: (0, 0) };

const LAYOUTS: [Layout; 10] = [
    Layout { name: "an empty column on the left", by: |_, _| (0, 1), ..AS_IT_IS },
    Layout { name: "a letter head above", by: |_, _| (4, 0), sheet: letter_head, ..AS_IT_IS },
    Layout { name: "notes and a signature below", sheet: signature, ..AS_IT_IS },
    Layout { name: "an empty row below the header", by: below_header, ..AS_IT_IS },
    Layout { name: "an empty row above the last line", by: last_line, ..AS_IT_IS },
    Layout { name: "the header again on a second page", by: second_page, sheet: header_again, ..AS_IT_IS },
    Layout { name: "no merged cells", sheet: |_, sheet| sheet.merges.clear(), ..AS_IT_IS },
    Layout { name: "no formats", cell: without_format, known: (1, 2), ..AS_IT_IS },
    Layout { name: "typed as text", cell: in_vietnamese, ..AS_IT_IS },
    // Where every figure of a form is like "1,204", nothing tells it from one with three decimals.
    Layout { name: "typed as text in English", cell: in_english, known: (0, 1), ..AS_IT_IS },
];

fn put(sheet: &mut Sheet, first: u32, text: &str) {
    let (other, _) = fixture::workbook(text);
    for (at, cell) in other.sheets[0].cells() {
        sheet.set(CellRef::new(Row(at.row.0 + first), at.col), cell.clone());
    }
}

fn letter_head(_: &Shape<'_>, sheet: &mut Sheet) {
    let head = "ỦY BAN NHÂN DÂN HUYỆN|||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\
                PHÒNG TÀI CHÍNH - KẾ HOẠCH|||Độc lập - Tự do - Hạnh phúc\n\
                Số: 125/BC-TCKH|||Chiêm Hóa, ngày 05 tháng 12 năm 2024";
    put(sheet, 0, head);
}

fn signature(_: &Shape<'_>, sheet: &mut Sheet) {
    let end = sheet.used_range().map_or(0, |range| range.end.row.0 + 1);
    let notes = "|Ghi chú: (1) Số liệu đến hết ngày 30/11/2024\n\n|||Ngày 05 tháng 12 năm 2024\n\
                 |Người lập biểu||Thủ trưởng đơn vị\n|(Ký, họ tên)||(Ký tên, đóng dấu)\n\n|Nguyễn Văn A||Trần Thị B";
    put(sheet, end, notes);
}

/// A number in a cell of the format General, which shows no zero at the end of the decimals.
fn without_format(cell: &Cell) -> Cell {
    match cell.value {
        Value::Number(number) if !fixture::is_percent(cell) => {
            Cell { value: Value::Number(Number::from_decimal(number.value())), ..cell.clone() }
        }
        _ => cell.clone(),
    }
}

fn in_vietnamese(cell: &Cell) -> Cell {
    typed(cell, Notation::Vietnamese)
}

fn in_english(cell: &Cell) -> Cell {
    typed(cell, Notation::English)
}

/// A number as a person types it into a cell of text.
fn typed(cell: &Cell, notation: Notation) -> Cell {
    let Value::Number(number) = cell.value else { return cell.clone() };
    let percent = fixture::is_percent(cell);
    let shown = if percent {
        Number::new(number.value() * rust_decimal::Decimal::ONE_HUNDRED, number.decimals().saturating_sub(2))
    } else {
        number
    };
    let sign = if percent { "%" } else { "" };
    Cell { value: Value::Text(format!("{}{sign}", format(shown, notation))), ..cell.clone() }
}

/// A form with the rows of its first table.
struct Shape<'f> {
    form: &'f Form,
    header: Vec<Row>,
    middle: Row,
    last: Row,
}

impl<'f> Shape<'f> {
    fn of(form: &'f Form) -> Self {
        let tables = tables(&form.workbook, SheetIndex(0));
        let lines = &tables[0].lines;
        let (middle, last) = (lines[lines.len() / 2].row, lines.last().expect("a line").row);
        Self { form, header: tables[0].header_rows.clone(), middle, last }
    }
}

fn below_header(shape: &Shape<'_>, at: CellRef) -> (u32, u32) {
    (u32::from(shape.header.last().is_some_and(|last| at.row > *last)), 0)
}

fn last_line(shape: &Shape<'_>, at: CellRef) -> (u32, u32) {
    (u32::from(at.row >= shape.last), 0)
}

fn second_page(shape: &Shape<'_>, at: CellRef) -> (u32, u32) {
    if at.row >= shape.middle { (u32::try_from(shape.header.len()).unwrap_or(0), 0) } else { (0, 0) }
}

fn header_again(shape: &Shape<'_>, sheet: &mut Sheet) {
    let old = &shape.form.workbook.sheets[0];
    let Some(first) = shape.header.first() else { return };
    let moved = |at: CellRef| CellRef::new(Row(at.row.0 + shape.middle.0 - first.0), at.col);
    for (at, cell) in old.cells().filter(|(at, _)| shape.header.contains(&at.row)) {
        sheet.set(moved(at), cell.clone());
    }
    let merges = old.merges.iter().filter(|merge| shape.header.contains(&merge.start.row));
    sheet.merges.extend(merges.map(|merge| CellRange::new(moved(merge.start), moved(merge.end))));
}

impl Layout {
    fn at(&self, shape: &Shape<'_>, cell: CellRef) -> CellRef {
        let (down, right) = (self.by)(shape, cell);
        CellRef::new(Row(cell.row.0 + down), Col(cell.col.0 + right))
    }

    fn of(&self, shape: &Shape<'_>, workbook: &Workbook) -> Workbook {
        let mut laid_out = workbook.clone();
        let old = &workbook.sheets[0];
        let mut sheet = Sheet::new(old.name.clone());
        for (at, cell) in old.cells() {
            sheet.set(self.at(shape, at), (self.cell)(cell));
        }
        let moved = |merge: &CellRange| CellRange::new(self.at(shape, merge.start), self.at(shape, merge.end));
        sheet.merges = old.merges.iter().map(moved).collect();
        (self.sheet)(shape, &mut sheet);
        laid_out.sheets[0] = sheet;
        laid_out
    }
}

fn findings(workbook: &Workbook) -> Vec<Finding> {
    let findings = check_sheet(workbook, SheetIndex(0)).findings;
    findings.into_iter().filter(|finding| finding.severity != Severity::Info).collect()
}

/// What is said of the slips of a form that is laid out otherwise, and what is said wrongly.
fn compare(layout: &Layout, form: &Form) -> (Vec<String>, Vec<String>) {
    let shape = Shape::of(form);
    let known: Vec<CellRef> = form.false_alarms.iter().map(|at| layout.at(&shape, *at)).collect();
    let alarms = findings(&layout.of(&shape, &form.workbook))
        .into_iter()
        .filter(|finding| !known.contains(&finding.cell().unwrap()));
    let alarms =
        alarms.map(|finding| format!("{} {}: {}", form.name, finding.cell().unwrap(), finding.message.vi)).collect();
    let fallen = form.slips.iter().filter_map(|slip| {
        let found = findings(&layout.of(&shape, &slip.applied(&form.workbook)));
        let worst = slip.cells().map(|at| said(&found, layout.at(&shape, at))).max().unwrap_or(Expected::Missed);
        (worst > slip.expected).then(|| format!("{}: {} is {worst:?}", form.name, slip.text))
    });
    (alarms, fallen.collect())
}

#[test]
fn another_layout_changes_nothing_of_what_is_said() {
    let forms = forms();
    let slips: usize = forms.iter().map(|form| form.slips.len()).sum();
    for layout in LAYOUTS {
        let (alarms, fallen): (Vec<_>, Vec<_>) = forms.iter().map(|form| compare(&layout, form)).unzip();
        let (alarms, fallen) = (alarms.concat(), fallen.concat());
        println!(
            "{}: {} false alarms {alarms:#?}, {} of {slips} slips less well found {fallen:#?}",
            layout.name,
            alarms.len(),
            fallen.len()
        );
        assert!(alarms.len() <= layout.known.0 && fallen.len() <= layout.known.1, "{}", layout.name);
    }
}
