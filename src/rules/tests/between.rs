//! Figures that stand in several files: what must not be held against each other, and what must.

mod quiet;
mod wrong;

use super::across::{COMMUNES, figure, figures};
use super::*;

/// Files of one sheet each, written as the fixtures are.
#[derive(Clone, Default)]
struct Files(Vec<(String, Vec<String>)>);

impl Files {
    /// Adds a file: titles, header rows, and lines, the cells of each between bars.
    fn file(mut self, name: &str, titles: &[&str], rows: impl IntoIterator<Item = String>) -> Self {
        let lines = titles.iter().map(ToString::to_string).chain(rows).collect();
        self.0.push((name.to_owned(), lines));
        self
    }

    /// With those of another gathering.
    fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// With another figure in a cell.
    fn with(mut self, file: &str, cell: &str, figure: &str) -> Self {
        let at: CellRef = cell.parse().unwrap();
        let (_, lines) = self.0.iter_mut().find(|(name, _)| name == file).unwrap();
        let line = &mut lines[at.row.0 as usize];
        let mut cells: Vec<&str> = line.split('|').collect();
        cells[at.col.0 as usize] = figure;
        *line = cells.join("|");
        self
    }

    /// The whole number that a cell holds.
    fn at(&self, file: &str, cell: &str) -> i64 {
        let at: CellRef = cell.parse().unwrap();
        let (_, lines) = self.0.iter().find(|(name, _)| name == file).unwrap();
        lines[at.row.0 as usize].split('|').nth(at.col.0 as usize).unwrap().parse().unwrap()
    }

    /// What is said between them, whatever their order.
    fn findings(&self) -> Vec<crate::finding::Finding> {
        let read = |(name, lines): &(String, Vec<String>)| {
            let (workbook, _) = fixture::book(&format!("=== Sheet1\n{}", lines.join("\n")));
            (name.clone(), workbook)
        };
        let mut files: Vec<(String, Workbook)> = self.0.iter().map(read).collect();
        let said = between(&files);
        files.reverse();
        assert_eq!(said.len(), between(&files).len(), "the order of files makes no difference");
        said
    }

    /// Errors and warnings: "file!cell" of the first suspect, with the message.
    fn said(&self) -> Vec<(String, String)> {
        let grave = |finding: &crate::finding::Finding| finding.severity != Severity::Info;
        self.findings()
            .iter()
            .filter(|finding| grave(finding))
            .map(|finding| {
                let place = finding.suspects.first().map_or(finding.place, |suspect| suspect.place);
                (format!("{}!{place}", self.0[place.source.0 as usize].0), finding.message.vi.clone())
            })
            .collect()
    }

    fn is_quiet(&self) {
        let said = self.said();
        assert!(said.is_empty(), "{said:#?}\n{:#?}", self.0);
    }

    /// One thing is said: of one of those cells, with those words.
    fn is_said(&self, cells: &[&str], words: &str) {
        let said = self.said();
        assert_eq!(said.len(), 1, "{said:#?}");
        let (cell, message) = &said[0];
        assert!(cells.contains(&cell.as_str()) && message.contains(words), "{said:#?}");
    }
}

/// "1|label|a|b" for each line.
fn lines(labels: &[&str], columns: &[Vec<u64>]) -> Vec<String> {
    let line = |(at, label): (usize, &&str)| {
        let cells: Vec<String> = columns.iter().map(|column| column[at].to_string()).collect();
        format!("{}|{label}|{}", at + 1, cells.join("|"))
    };
    labels.iter().enumerate().map(line).collect()
}

/// A table under a header.
fn headed(header: &str, labels: &[&str], columns: &[Vec<u64>]) -> Vec<String> {
    std::iter::once(header.to_owned()).chain(lines(labels, columns)).collect()
}

/// A table under a header, with the total of each column.
fn totalled(header: &str, labels: &[&str], columns: &[Vec<u64>]) -> Vec<String> {
    let mut rows = headed(header, labels, columns);
    let totals: Vec<String> = columns.iter().map(|column| column.iter().sum::<u64>().to_string()).collect();
    rows.push(format!("|Tổng cộng|{}", totals.join("|")));
    rows
}

const INDICATORS: [&str; 8] = [
    "Thu ngân sách trên địa bàn",
    "Tổng đàn trâu",
    "Tổng đàn bò",
    "Tổng đàn lợn",
    "Sản lượng lúa",
    "Sản lượng ngô",
    "Số hộ nghèo",
    "Diện tích rừng trồng",
];

/// The indicators of a year: what was done the year before, planned, and done.
fn of_year(name: &str, year: u64, office: &str, before: &[u64], done: &[u64]) -> Files {
    let plan: Vec<u64> = done.iter().map(|figure| figure * 103 / 100 + 3).collect();
    let header = format!("TT|Chỉ tiêu|Thực hiện năm {}|Kế hoạch năm {year}|Thực hiện năm {year}", year - 1);
    let rows = headed(&header, &INDICATORS, &[before.to_vec(), plan, done.to_vec()]);
    Files::default().file(name, &[office, &format!("CHỈ TIÊU KINH TẾ - XÃ HỘI NĂM {year}")], rows)
}

/// What was reviewed in the villages of a commune: households, people, poor households.
fn of_commune(name: &str, titles: &[&str], seed: u64) -> Files {
    Files::default().file(name, titles, villages(seed))
}

fn villages(seed: u64) -> Vec<String> {
    let count = 3 + seed % 4;
    let labels: Vec<String> = (1..=count).map(|at| format!("Thôn {at}")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let columns =
        [figures(seed, count, 90, 300), figures(seed + 50, count, 400, 1_200), figures(seed + 90, count, 5, 60)];
    totalled("TT|Thôn|Số hộ|Số khẩu|Hộ nghèo", &labels, &columns)
}

/// The totals of the villages of all communes.
fn of_communes() -> Vec<Vec<u64>> {
    let total = |seed: u64| -> Vec<u64> {
        let rows = villages(seed);
        rows.last().unwrap().split('|').skip(2).map(|figure| figure.parse().unwrap()).collect()
    };
    let totals: Vec<Vec<u64>> = (0..8).map(|at| total(200 + at)).collect();
    (0..3).map(|column| totals.iter().map(|total| total[column]).collect()).collect()
}

/// A file for each commune, and one of the district.
fn communes(district: &[Vec<u64>]) -> Files {
    let file = |at: usize| {
        let title = format!("UBND {}", COMMUNES[at].to_uppercase());
        of_commune(&format!("bieu {at}.xlsx"), &[&title, "KẾT QUẢ RÀ SOÁT NĂM 2025"], 200 + at as u64)
    };
    let files = (0..8).map(file).fold(Files::default(), Files::and);
    let rows = totalled("TT|Xã|Số hộ|Số khẩu|Hộ nghèo", &SPELLED, district);
    files.file("tong hop.xlsx", &["UBND HUYỆN LẠC SƠN", "TỔNG HỢP KẾT QUẢ RÀ SOÁT NĂM 2025"], rows)
}

/// The communes as the district writes them; one with letters that are put together from several.
const SPELLED: [&str; 8] = [
    "Bình An",
    "X. Cẩm Sơn",
    "Xã Đại Lộc",
    "Xa\u{303} Gia Hu\u{31b}ng",
    "Hồng Phong",
    "Xã Kim Lương",
    "X. Lam Điền",
    "Mỹ Thành",
];

const SCHOOLS: [&str; 5] = [
    "Trường THCS Nguyễn Du",
    "Trường THCS Lê Lợi",
    "Trường THCS Quang Trung",
    "Trường TH Kim Đồng",
    "Trường TH Sơn Ca",
];
const COUNTED: [&str; 8] =
    ["Số lớp", "Số học sinh", "Học sinh nữ", "Học sinh dân tộc", "Giáo viên", "Nhân viên", "Phòng học", "Máy tính"];

/// What a school counts, last year and this.
fn school(at: u64) -> [Vec<u64>; 2] {
    let least = [111, 3_100, 1_500, 1_020, 210, 130, 111, 150];
    let counted =
        |seed: u64| least.iter().zip(0..).map(|(least, place)| least + figure(seed, place, 0, *least)).collect();
    [counted(500 + at), counted(600 + at)]
}

/// A file for each school, and one that adds them up cell by cell, with what is put on top of each cell.
fn schools(more: &dyn Fn(u64, u64) -> u64) -> Files {
    let header = "TT|Nội dung|Năm học trước|Năm học này";
    let file = |at: usize| {
        let title = SCHOOLS[at].to_uppercase();
        Files::default().file(
            &format!("bc {at}.xlsx"),
            &[&title, "THỐNG KÊ NĂM HỌC 2024-2025"],
            headed(header, &COUNTED, &school(at as u64)),
        )
    };
    let sum = |column: u64| -> Vec<u64> {
        let of_line =
            |line: u64| (0..5).map(|at| school(at)[column as usize][line as usize]).sum::<u64>() + more(line, column);
        (0..8).map(of_line).collect()
    };
    let rows = headed(header, &COUNTED, &[sum(0), sum(1)]);
    (0..5).map(file).fold(Files::default(), Files::and).file(
        "phong.xlsx",
        &["TỔNG HỢP", "THỐNG KÊ NĂM HỌC 2024-2025"],
        rows,
    )
}

const KINDS: [&str; 4] = ["Chăn nuôi", "Trồng trọt", "Thủy sản", "Vận tải"];

/// Two groups of lines with their headings and a total, from the figures of the lines.
fn grouped(column: &[u64]) -> Vec<u64> {
    let (first, second) = (column[0] + column[1], column[2] + column[3]);
    vec![first, column[0], column[1], second, column[2], column[3], first + second]
}

/// A quarter: what stood at its beginning, came in, and stands at its end, with a remark for each line.
fn quarter(name: &str, title: &str, opening: &[u64], into: &[u64], remarks: [&str; 7], notes: &[&str]) -> Files {
    let closing: Vec<u64> = opening.iter().zip(into).map(|(a, b)| a + b).collect();
    let columns: Vec<Vec<u64>> = [opening, into, &closing].iter().map(|column| grouped(column)).collect();
    let labels = ["A|Nông nghiệp", "1|", "2|", "B|Phi nông nghiệp", "1|", "2|", "|Tổng cộng"];
    let mut kinds = KINDS.iter();
    let mut rows = vec!["TT|Loại hình|Số đầu kỳ|Tăng trong kỳ|Số cuối kỳ|Ghi chú".to_owned()];
    for (at, label) in labels.iter().enumerate() {
        let name = if label.len() == 2 { kinds.next().unwrap() } else { "" };
        let figures: Vec<String> = columns.iter().map(|column| column[at].to_string()).collect();
        rows.push(format!("{label}{name}|{}|{}", figures.join("|"), remarks[at]));
    }
    rows.extend(notes.iter().map(|note| format!("|{note}||||")));
    Files::default().file(name, &["UBND HUYỆN LẠC SƠN", &format!("KINH TẾ TẬP THỂ {title} NĂM 2025")], rows)
}

/// Two quarters; in the second stood at the beginning of its third line so much more than at the end of the first.
fn quarters(more: u64, remarks: [&str; 7], notes: &[&str]) -> Files {
    let (opening, into) = (figures(711, 4, 1_000, 9_000), figures(712, 4, 100, 900));
    let mut next: Vec<u64> = opening.iter().zip(&into).map(|(a, b)| a + b).collect();
    next[1] += more;
    quarter("q2.xlsx", "QUÝ II", &opening, &into, [""; 7], &[]).and(quarter(
        "q3.xlsx",
        "QUÝ III",
        &next,
        &figures(713, 4, 100, 900),
        remarks,
        notes,
    ))
}

/// Stations that sum what their villages did, under headings of their own, and a district with others in another order.
fn stations(more: &dyn Fn(usize, usize) -> u64, others: &[(&str, &str)]) -> Files {
    const PLACES: [&str; 5] = ["HỘI SƠN", "CẨM SƠN", "ĐỈNH SƠN", "LĨNH SƠN", "KHAI SƠN"];
    let figures_of = |at: u64| -> [Vec<u64>; 3] {
        [figures(720 + at, 8, 1_000, 9_000), figures(730 + at, 8, 100, 900), figures(740 + at, 8, 900, 8_000)]
    };
    let station = |name: String, title: String, at: u64| {
        let [plan, month, year] = figures_of(at);
        // One has two columns the other way round.
        let (header, columns) = if at == 3 {
            ("TT|Nội dung|Kế hoạch năm|Lũy kế 10 tháng|Tháng 10", [plan, year, month])
        } else {
            ("TT|Nội dung|Kế hoạch năm|Tháng 10|Lũy kế 10 tháng", [plan, month, year])
        };
        let titles = ["TRUNG TÂM Y TẾ HUYỆN ANH SƠN", &title, "BÁO CÁO HOẠT ĐỘNG THÁNG 10 NĂM 2025"];
        Files::default().file(&name, &titles, headed(header, &COUNTED, &columns))
    };
    let file = |at: usize| station(format!("tram {at}.xlsx"), format!("TRẠM Y TẾ XÃ {}", PLACES[at]), at as u64);
    let sum = |column: usize| -> Vec<u64> {
        let of_line = |line: usize| (0..5).map(|at| figures_of(at)[column][line]).sum::<u64>() + more(line, column);
        (0..8).map(of_line).collect()
    };
    let header = "STT|Chỉ tiêu|Thực hiện trong tháng|KH năm 2025|Lũy kế 10 tháng";
    let rows = headed(header, &COUNTED, &[sum(1), sum(0), sum(2)]);
    let titles = ["TRUNG TÂM Y TẾ HUYỆN ANH SƠN", "TỔNG HỢP HOẠT ĐỘNG THÁNG 10 NĂM 2025"];
    let files = (0..5).map(file).fold(Files::default(), Files::and).file("tong hop.xlsx", &titles, rows);
    others.iter().fold(files, |files, (name, title)| files.and(station((*name).to_owned(), (*title).to_owned(), 9)))
}

/// Communes that list the same items, in nghìn đồng, and a district with the communes as columns, in triệu đồng.
fn revenues() -> Files {
    const PLACES: [&str; 5] = ["Xã Lê Lai", "Xã Kim Đồng", "Xã Đức Long", "Xã Vân Trình", "Xã Quang Trọng"];
    let labels = ["A|Thu cân đối", "1|Thuế", "2|Phí, lệ phí", "B|Thu bổ sung", "1|Cân đối", "2|Mục tiêu", "|Tổng cộng"];
    let figures_of = |at: u64| -> [Vec<u64>; 3] {
        let thousands = |column: Vec<u64>| -> Vec<u64> { column.iter().map(|figure| figure * 1_000).collect() };
        let column = |seed: u64, least: u64| thousands(grouped(&figures(seed + at, 4, least, least * 9)));
        [column(760, 1_000), column(770, 100), column(780, 1_000)]
    };
    let rows = |columns: &[Vec<u64>]| -> Vec<String> {
        let line = |(at, label): (usize, &&str)| {
            let cells: Vec<String> = columns.iter().map(|column| column[at].to_string()).collect();
            format!("{label}|{}", cells.join("|"))
        };
        labels.iter().enumerate().map(line).collect()
    };
    let file = |at: usize| {
        let [plan, month, year] = figures_of(at as u64);
        let (header, columns) = if at == 1 {
            ("STT|Nội dung|Lũy kế 9 tháng|Trong đó: tháng 9|Dự toán năm 2025", [year, month, plan])
        } else {
            ("STT|Nội dung|Dự toán năm 2025|Tháng 9|Lũy kế 9 tháng", [plan, month, year])
        };
        let titles =
            [&format!("UBND {}", PLACES[at].to_uppercase()), "THU NGÂN SÁCH 9 THÁNG NĂM 2025", "ĐVT: nghìn đồng"];
        let lines: Vec<String> = std::iter::once(header.to_owned()).chain(rows(&columns)).collect();
        Files::default().file(&format!("thu {at}.xlsx"), &titles, lines)
    };
    let millions = |at: usize| -> Vec<u64> { figures_of(at as u64)[2].iter().map(|figure| figure / 1_000).collect() };
    let places: Vec<Vec<u64>> = (0..5).map(millions).collect();
    let header = format!("TT|Nội dung|{}", PLACES.join("|"));
    let lines: Vec<String> = std::iter::once(header).chain(rows(&places)).collect();
    let titles = ["UBND HUYỆN THẠCH AN", "TỔNG HỢP THỰC HIỆN THU 9 THÁNG NĂM 2025", "ĐVT: triệu đồng"];
    (0..5).map(file).fold(Files::default(), Files::and).file("tong hop.xlsx", &titles, lines)
}

/// What came in each month and since the beginning of the year, with the plan of the year: two months.
fn months(later: &str) -> Files {
    let (plan, first) = (figures(791, 8, 9_000, 90_000), figures(792, 8, 1_000, 9_000));
    let came = figures(793, 8, 100, 900);
    let sum: Vec<u64> = first.iter().zip(&came).map(|(a, b)| a + b).collect();
    let month = |name: &str, title: &str, came: Vec<u64>, sum: &[u64]| {
        let rows = headed(
            "TT|Chỉ tiêu|Kế hoạch năm 2025|Trong tháng|Lũy kế từ đầu năm",
            &INDICATORS,
            &[plan.clone(), came, sum.to_vec()],
        );
        Files::default().file(name, &["UBND XÃ BÌNH AN", &format!("KẾT QUẢ {title} NĂM 2025")], rows)
    };
    month("a.xlsx", "THÁNG 8", figures(794, 8, 100, 900), &first).and(month("b.xlsx", later, came, &sum))
}
