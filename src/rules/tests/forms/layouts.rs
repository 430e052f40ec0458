//! The same form laid out as another office would: the checker must say the same of it.

use super::form::{Expected, Form, forms, said};
use crate::finding::{Finding, Severity};
use crate::fixture;
use crate::number::{Notation, Number, format};
use crate::rules::check_sheet;
use crate::workbook::{Cell, CellRange, CellRef, Col, Row, Sheet, SheetIndex, Value, Workbook};

/// Another way to lay out a form.
struct Layout {
    name: &'static str,
    /// How far down and to the right the form moves.
    by: (u32, u32),
    /// What becomes of each cell.
    cell: fn(&Cell) -> Cell,
    /// What becomes of the sheet.
    sheet: fn(&mut Sheet),
    /// How many false alarms, and how many slips that are less well found, are known.
    known: (usize, usize),
}

fn same(cell: &Cell) -> Cell {
    cell.clone()
}

fn nothing(_: &mut Sheet) {}

const LAYOUTS: [Layout; 7] = [
    Layout { name: "an empty column on the left", by: (0, 1), cell: same, sheet: nothing, known: (0, 0) },
    Layout { name: "a letter head above", by: (4, 0), cell: same, sheet: letter_head, known: (0, 0) },
    Layout { name: "notes and a signature below", by: (0, 0), cell: same, sheet: signature, known: (0, 0) },
    Layout { name: "no merged cells", by: (0, 0), cell: same, sheet: |sheet| sheet.merges.clear(), known: (0, 0) },
    Layout { name: "no formats", by: (0, 0), cell: without_format, sheet: nothing, known: (1, 2) },
    Layout { name: "typed as text", by: (0, 0), cell: in_vietnamese, sheet: nothing, known: (0, 0) },
    // Where every figure of a form is like "1,204", nothing tells it from one with three decimals.
    Layout { name: "typed as text in English", by: (0, 0), cell: in_english, sheet: nothing, known: (0, 3) },
];

fn put(sheet: &mut Sheet, first: u32, text: &str) {
    let (other, _) = fixture::workbook(text);
    for (at, cell) in other.sheets[0].cells() {
        sheet.set(CellRef::new(Row(at.row.0 + first), at.col), cell.clone());
    }
}

fn letter_head(sheet: &mut Sheet) {
    let head = "ỦY BAN NHÂN DÂN HUYỆN|||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\
                PHÒNG TÀI CHÍNH - KẾ HOẠCH|||Độc lập - Tự do - Hạnh phúc\n\
                Số: 125/BC-TCKH|||Chiêm Hóa, ngày 05 tháng 12 năm 2024";
    put(sheet, 0, head);
}

fn signature(sheet: &mut Sheet) {
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

impl Layout {
    fn at(&self, cell: CellRef) -> CellRef {
        CellRef::new(Row(cell.row.0 + self.by.0), Col(cell.col.0 + self.by.1))
    }

    fn of(&self, workbook: &Workbook) -> Workbook {
        let mut laid_out = workbook.clone();
        let old = &workbook.sheets[0];
        let mut sheet = Sheet::new(old.name.clone());
        for (at, cell) in old.cells() {
            sheet.set(self.at(at), (self.cell)(cell));
        }
        sheet.merges =
            old.merges.iter().map(|merge| CellRange::new(self.at(merge.start), self.at(merge.end))).collect();
        (self.sheet)(&mut sheet);
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
    let known: Vec<CellRef> = form.false_alarms.iter().map(|at| layout.at(*at)).collect();
    let alarms = findings(&layout.of(&form.workbook)).into_iter().filter(|finding| !known.contains(&finding.cell));
    let alarms = alarms.map(|finding| format!("{} {}: {}", form.name, finding.cell, finding.message.vi)).collect();
    let fallen = form.slips.iter().filter_map(|slip| {
        let found = findings(&layout.of(&slip.applied(&form.workbook)));
        let worst = slip.cells().map(|at| said(&found, layout.at(at))).max().unwrap_or(Expected::Missed);
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
