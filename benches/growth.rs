//! How reading and checking grow with the size of a sheet: `cargo xtask bench`.
//!
//! Sheets of 1,000, 10,000 and 100,000 lines by 20 columns are made in memory: quarters that add
//! up to years, percents of the plan, a total line, a slip here and there. For each, the fastest
//! of a few runs of calamine reading the values, and of a session reading and checking. Two
//! figures matter: how many times as long the second takes, and the exponent of its growth.
#![allow(clippy::disallowed_methods, reason = "a measurement needs a clock")]
#![allow(clippy::expect_used, reason = "a measurement that fails should stop")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::Instant;

use calamine::{Reader, Xlsx};
use soatbieu::session::Session;
use soatbieu::workbook::SheetIndex;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
/// What the product has set itself.
const MOST_TIMES: f64 = 3.0;
const MOST_EXPONENT: f64 = 1.1;

fn main() {
    // Cargo passes `--bench`; a number limits the lines, for a quick look.
    let limit = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(u32::MAX);
    println!(
        "{:>8} {:>10} {:>12} {:>16} {:>7} {:>10} {:>9}",
        "lines", "file", "calamine", "read and check", "times", "relations", "findings"
    );
    let mut points = Vec::new();
    for lines in SIZES.into_iter().filter(|lines| *lines <= limit) {
        let file = workbook(lines);
        let runs = if lines > 10_000 { 3 } else { 7 };
        let (reading, cells) = fastest(runs, || calamine_reads(&file));
        assert!(cells >= lines as usize * 20, "calamine read only {cells} cells");
        let (checking, (relations, findings)) = fastest(runs, || session_checks(&file));
        println!(
            "{lines:>8} {:>7} KiB {:>9.1} ms {:>13.1} ms {:>7.2} {relations:>10} {findings:>9}",
            file.len() / 1024,
            reading * 1e3,
            checking * 1e3,
            checking / reading
        );
        points.push((f64::from(lines), reading, checking));
    }
    if let (Some(first), Some(last)) = (points.first(), points.last())
        && points.len() > 1
    {
        let exponent = |time: fn(&(f64, f64, f64)) -> f64| (time(last) / time(first)).ln() / (last.0 / first.0).ln();
        let worst = points.iter().map(|(_, reading, checking)| checking / reading).fold(0.0, f64::max);
        println!(
            "exponent over {} to {} lines: calamine {:.2}, read and check {:.2} (aim: at most {MOST_EXPONENT})",
            first.0,
            last.0,
            exponent(|point| point.1),
            exponent(|point| point.2)
        );
        println!("most times calamine: {worst:.2} (aim: at most {MOST_TIMES})");
    }
}

/// The shortest of some runs, in seconds, and what the last one gave.
fn fastest<T>(runs: u32, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut best = f64::INFINITY;
    let mut result = None;
    for _ in 0..runs {
        let start = Instant::now();
        let value = work();
        best = best.min(start.elapsed().as_secs_f64());
        result = Some(value);
    }
    (best, result.expect("at least one run"))
}

fn calamine_reads(file: &[u8]) -> usize {
    let mut workbook = Xlsx::new(Cursor::new(file)).expect("a workbook");
    let range = workbook.worksheet_range("Sheet1").expect("its sheet");
    range.used_cells().count()
}

fn session_checks(file: &[u8]) -> (usize, usize) {
    let session = Session::open("bench.xlsx", file.to_vec()).expect("a workbook");
    let report = session.report(SheetIndex(0)).expect("its sheet");
    (report.compared(), report.findings.len())
}

/// A workbook with one sheet of so many lines.
fn workbook(lines: u32) -> Vec<u8> {
    const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
    const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    const STYLES: &str = r##"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>"##;
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet(lines)),
    ] {
        package.start_file(name, SimpleFileOptions::default()).expect("a part");
        package.write_all(part.as_bytes()).expect("its bytes");
    }
    package.finish().expect("a package").into_inner()
}

/// Number, name, then three blocks of: plan, four quarters, their sum; at the end a percent and a
/// number that follows from nothing.
fn sheet(lines: u32) -> String {
    let mut xml =
        String::from(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#);
    let mut row = 1;
    let mut words = vec!["TT".to_owned(), "Nội dung".to_owned()];
    for year in 2022..2025 {
        words.push(format!("Kế hoạch năm {year}"));
        words.extend((1..=4).map(|quarter| format!("Quý {quarter} năm {year}")));
        if year < 2024 {
            words.push(format!("Cả năm {year}"));
        }
    }
    words.push("Tỷ lệ (%)".to_owned());
    write_row(&mut xml, row, words.iter().map(|word| Item::Text(word)));
    let mut random = Random(1);
    let mut totals = [0_u64; 17];
    for line in 1..=lines {
        row += 1;
        let mut values = [0_u64; 17];
        for block in 0..3 {
            let (start, sum) = (block * 6, block * 6 + 5);
            values[start] = 4 * random.below(90_000) + 40_000;
            for quarter in &mut values[start + 1..sum] {
                *quarter = 10_000 + random.below(90_000);
            }
            if sum < 17 {
                values[sum] = values[start + 1..sum].iter().sum();
            }
        }
        for (total, value) in totals.iter_mut().zip(values) {
            *total += value;
        }
        // One slip in five hundred lines: a digit typed wrong.
        if line % 500 == 77 {
            values[5] += 2_000;
        }
        let name = format!("Đơn vị số {line}");
        write_line(&mut xml, row, &line.to_string(), &name, values);
    }
    write_line(&mut xml, row + 1, "", "Tổng cộng", totals);
    xml.push_str("</sheetData></worksheet>");
    xml
}

fn write_line(xml: &mut String, row: u32, number: &str, name: &str, values: [u64; 17]) {
    // Tenths of a percent, rounded half up.
    let percent = (values[11] * 2_000 / values[6].max(1)).div_ceil(2);
    let items = [Item::Text(number), Item::Text(name)].into_iter();
    let items = items.chain(values.iter().map(|value| Item::Whole(*value)));
    write_row(xml, row, items.chain([Item::Tenths(percent)]));
}

enum Item<'a> {
    Text(&'a str),
    Whole(u64),
    Tenths(u64),
}

fn write_row<'a>(xml: &mut String, row: u32, items: impl Iterator<Item = Item<'a>>) {
    let _ = write!(xml, r#"<row r="{row}">"#);
    for (column, item) in ('A'..='Z').zip(items) {
        let _ = match item {
            Item::Text(text) => write!(xml, r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#),
            Item::Whole(value) => write!(xml, r#"<c r="{column}{row}" s="1"><v>{value}</v></c>"#),
            Item::Tenths(value) => {
                write!(xml, r#"<c r="{column}{row}" s="2"><v>{}.{}</v></c>"#, value / 10, value % 10)
            }
        };
    }
    xml.push_str("</row>");
}

/// A small generator of numbers that are the same on every run (Knuth's MMIX constants).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}
