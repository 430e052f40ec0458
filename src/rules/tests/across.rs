//! Figures that stand in several sheets: what must not be held against each other, and what must.

mod quiet;
mod wrong;

use std::fmt::Write as _;

use super::*;

/// The sheets of a workbook, written as the fixtures are.
#[derive(Clone, Default)]
struct Book(String);

impl Book {
    /// Adds a sheet: titles, header rows, and lines, the cells of each between bars.
    fn sheet(mut self, name: &str, titles: &[&str], rows: impl IntoIterator<Item = String>) -> Self {
        let _ = writeln!(self.0, "=== {name}");
        for title in titles {
            let _ = writeln!(self.0, "{title}");
        }
        for row in rows {
            let _ = writeln!(self.0, "{row}");
        }
        self
    }

    /// With another figure in a cell.
    fn with(self, sheet: &str, cell: &str, figure: &str) -> Self {
        let at: CellRef = cell.parse().unwrap();
        let (mut open, mut row) = (false, 0);
        let mut changed = Self::default();
        for line in self.0.lines() {
            if let Some(name) = line.strip_prefix("=== ") {
                (open, row) = (name == sheet, 0);
                let _ = writeln!(changed.0, "{line}");
                continue;
            }
            let mut cells: Vec<&str> = line.split('|').collect();
            if open && row == at.row.0 {
                cells[at.col.0 as usize] = figure;
            }
            row += 1;
            let _ = writeln!(changed.0, "{}", cells.join("|"));
        }
        changed
    }

    /// Errors and warnings: "sheet!cell" of the first suspect, with the message.
    fn said(&self) -> Vec<(String, String)> {
        let (workbook, _) = fixture::book(&self.0);
        findings(&workbook)
            .iter()
            .filter(|finding| finding.severity != Severity::Info)
            .map(|finding| {
                let place = finding.suspects.first().map_or(finding.place, |suspect| suspect.place);
                (format!("{}!{place}", workbook.sheets[finding.sheet().unwrap().0].name), finding.message.vi.clone())
            })
            .collect()
    }

    fn is_quiet(&self) {
        let said = self.said();
        assert!(said.is_empty(), "{said:#?}\n{}", self.0);
    }
}

/// A figure that looks like any other, the same each time, from `from` up to `to`.
pub(super) fn figure(seed: u64, place: u64, from: u64, to: u64) -> u64 {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ place.wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..3 {
        x ^= x >> 29;
        x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    from + (x >> 11) % (to - from)
}

/// So many figures in the same range.
pub(super) fn figures(seed: u64, count: u64, from: u64, to: u64) -> Vec<u64> {
    (0..count).map(|place| figure(seed, place, from, to)).collect()
}

pub(super) const COMMUNES: [&str; 8] = [
    "Xã Bình An",
    "Xã Cẩm Sơn",
    "Xã Đại Lộc",
    "Xã Gia Hưng",
    "Xã Hồng Phong",
    "Xã Kim Lương",
    "Xã Lam Điền",
    "Xã Mỹ Thành",
];
const FUNDS: [&str; 6] = [
    "Chi sự nghiệp giáo dục",
    "Chi sự nghiệp y tế",
    "Chi sự nghiệp kinh tế",
    "Chi quản lý hành chính",
    "Chi an ninh, quốc phòng",
    "Chi bảo đảm xã hội",
];

/// "1|label|a|b" for each line, and the total of each column at the end.
fn table(labels: &[&str], columns: &[Vec<u64>]) -> Vec<String> {
    let line = |(at, label): (usize, &&str)| {
        let cells: Vec<String> = columns.iter().map(|column| column[at].to_string()).collect();
        format!("{}|{label}|{}", at + 1, cells.join("|"))
    };
    let totals: Vec<String> = columns.iter().map(|column| column.iter().sum::<u64>().to_string()).collect();
    let mut rows: Vec<String> = labels.iter().enumerate().map(line).collect();
    rows.push(format!("|Tổng cộng|{}", totals.join("|")));
    rows
}

/// A table under a header.
fn headed(header: &str, labels: &[&str], columns: &[Vec<u64>]) -> Vec<String> {
    let mut rows = vec![header.to_owned()];
    rows.extend(table(labels, columns));
    rows
}

/// The sums of several columns, line by line.
fn added(columns: &[Vec<u64>]) -> Vec<u64> {
    (0..columns[0].len()).map(|at| columns.iter().map(|column| column[at]).sum()).collect()
}
