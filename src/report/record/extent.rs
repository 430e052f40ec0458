//! What was compared, and what was not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Words};
use crate::number::Verdict;
use crate::relation::{Evidence, RelationKind, Standing};
use crate::rules::SheetReport;
use crate::session::{Gathering, Session};
use crate::table::{Reading, tables};
use crate::text::Lang;
use crate::workbook::{CellRef, Col, SheetIndex, Visibility};

/// How far the figures of a sheet were compared.
#[derive(Default)]
struct Extent {
    figures: usize,
    met: usize,
    relations: usize,
    exact: usize,
    rounded: usize,
    broken: usize,
}

impl Extent {
    fn of(session: &Session, sheet: SheetIndex, report: &SheetReport) -> Self {
        let known = confirmed(report);
        let mut extent = Self::default();
        for table in tables(session.workbook(), sheet) {
            for (cell, reading) in table.readings.iter() {
                if matches!(reading, Reading::Number(_)) {
                    extent.figures += 1;
                    extent.met += usize::from(known.contains(&cell));
                }
            }
        }
        for judged in report.standings.iter().flat_map(|standing| &standing.judged).flatten() {
            extent.relations += 1;
            match judged.verdict {
                Verdict::Exact => extent.exact += 1,
                Verdict::WithinRounding | Verdict::Truncated => extent.rounded += 1,
                Verdict::Wrong => extent.broken += 1,
            }
        }
        extent
    }

    fn add(&mut self, other: &Self) {
        self.figures += other.figures;
        self.met += other.met;
        self.relations += other.relations;
        self.exact += other.exact;
        self.rounded += other.rounded;
        self.broken += other.broken;
    }

    fn row(&self, name: String, words: Words) -> Vec<String> {
        let all = [self.figures, self.met, self.relations, self.exact, self.rounded, self.broken];
        [name].into_iter().chain(all.map(|number| words.count(number))).collect()
    }
}

/// The cells whose value a relation speaks of: a bound confirms none.
fn confirmed(report: &SheetReport) -> BTreeSet<CellRef> {
    let says = |standing: &&Standing| !matches!(standing.pattern.kind, RelationKind::Bound | RelationKind::Label);
    let mut cells = BTreeSet::new();
    for standing in report.standings.iter().filter(says) {
        let judged = standing.pattern.relations.iter().zip(&standing.judged).filter(|(_, judged)| judged.is_ok());
        for (relation, _) in judged {
            cells.insert(relation.target);
            cells.extend(&relation.operands);
        }
    }
    cells
}

/// The sheets of all files, with their reports.
fn sheets(gathering: &Gathering) -> impl Iterator<Item = (String, &Session, SheetIndex, &SheetReport)> {
    let several = gathering.sessions().nth(1).is_some();
    gathering.sessions().flat_map(move |(_, session)| {
        let sheets = (0..).map(SheetIndex).zip(&session.workbook().sheets);
        sheets.filter_map(move |(index, sheet)| {
            let file = if several { format!("{} › ", session.name()) } else { String::new() };
            Some((format!("{file}{}", sheet.name), session, index, session.report(index)?))
        })
    })
}

/// Sheet by sheet: how many figures there are, how many were compared, and how that came out when the files came.
pub(super) fn compared(gathering: &Gathering, words: Words) -> Vec<Block> {
    let mut all = Extent::default();
    let mut rows = Vec::new();
    let mut kinds = BTreeSet::new();
    for (name, session, index, report) in sheets(gathering) {
        let extent = Extent::of(session, index, report);
        if extent.figures == 0 && extent.relations == 0 {
            continue;
        }
        kinds.extend(report.standings.iter().map(|standing| standing.pattern.evidence));
        all.add(&extent);
        let hidden = session.workbook().sheet(index).is_some_and(|sheet| sheet.visibility == Visibility::Hidden);
        let note = if hidden { words.say(" (trang tính ẩn)", " (hidden)") } else { "" };
        rows.push(extent.row(format!("{name}{note}"), words));
    }
    let texts: usize =
        gathering.sessions().filter_map(|(source, _)| Some(gathering.claims(source)?.confirmed.len())).sum();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        let nothing = words
            .say("Không nhận ra bảng số liệu nào để đối chiếu.", "No table of figures was recognised to be compared.");
        blocks.push(Block::Says(nothing.to_owned()));
    } else {
        let total = rows.len() > 1;
        if total {
            rows.push(all.row(words.say("Cộng", "Total").to_owned(), words));
        }
        let heads = match words.0 {
            Lang::Vi => [
                "Trang tính",
                "Số có trong biểu",
                "Số được đối chiếu",
                "Phép tính",
                "Khớp",
                "Khớp do làm tròn",
                "Không khớp",
            ],
            Lang::En => ["Sheet", "Figures", "Compared", "Calculations", "Match", "Match by rounding", "Do not match"],
        };
        let figures = (0..heads.len()).map(|column| column > 0).collect();
        blocks.push(Block::Table { heads: heads.map(str::to_owned).to_vec(), figures, rows, total });
        blocks.push(Block::Remark(remark(&kinds, words)));
    }
    blocks.extend(turned_off(gathering, words));
    if texts > 0 {
        let texts = words.count(texts);
        blocks.push(Block::Says(match words.0 {
            Lang::Vi => format!("Văn bản: {texts} số liệu trong câu khớp với bảng hoặc với câu khác."),
            Lang::En => format!("Text: {texts} figures of sentences agree with a table or another sentence."),
        }));
    }
    blocks
}

/// What the reviewer has decided about the calculations themselves.
fn turned_off(gathering: &Gathering, words: Words) -> Vec<Block> {
    let mut off: Vec<String> = Vec::new();
    for (name, _, _, report) in sheets(gathering) {
        for standing in &report.off {
            let told = format!("{name}: {}", standing.pattern.law.get(words.0));
            if !off.contains(&told) {
                off.push(told);
            }
        }
    }
    let mut own: Vec<String> = Vec::new();
    for law in gathering.sessions().flat_map(|(_, session)| &session.profile().laws) {
        if !own.iter().any(|told| told == law.text()) {
            own.push(law.text().to_owned());
        }
    }
    let mut blocks = Vec::new();
    if !own.is_empty() {
        let (count, list) = (words.count(own.len()), own.join("; "));
        blocks.push(Block::Says(match words.0 {
            Lang::Vi => format!("Người rà soát thêm {count} phép tính: {list}."),
            Lang::En => format!("Calculations added by the reviewer ({count}): {list}."),
        }));
    }
    if !off.is_empty() {
        let (count, list) = (words.count(off.len()), off.join("; "));
        blocks.push(Block::Says(match words.0 {
            Lang::Vi => format!("Không dùng {count} phép tính do người rà soát tắt: {list}."),
            Lang::En => format!("Calculations turned off by the reviewer ({count}): {list}."),
        }));
    }
    blocks
}

/// What kinds of calculations there were, and of which state the table tells.
fn remark(kinds: &BTreeSet<Evidence>, words: Words) -> String {
    let named = |evidence: &Evidence| match evidence {
        Evidence::Declared => words.say("công thức in trên biểu", "formulas printed on the form"),
        Evidence::Structural => words.say("dòng cộng và các dòng hợp thành", "totals and their lines"),
        Evidence::Semantic => {
            words.say("tỷ lệ, so sánh, lũy kế theo tiêu đề cột", "rates and comparisons that headers name")
        }
        Evidence::Mined => words.say("quan hệ mà số liệu cho thấy", "relations that the figures show"),
    };
    let kinds: Vec<&str> = kinds.iter().map(named).collect();
    let state = words.say("Số liệu khi nhận tệp.", "As the files were received.");
    if kinds.is_empty() {
        return state.to_owned();
    }
    format!("{state} {} {}.", words.say("Phép tính gồm:", "Calculations:"), kinds.join("; "))
}

/// Columns named of a sheet before it is said that there are more.
const NAMED: usize = 6;

/// The figures that nothing was held against.
pub(super) fn unchecked(gathering: &Gathering, words: Words) -> Vec<Block> {
    let (mut rows, mut all, mut missing) = (Vec::new(), 0, 0);
    for (name, session, index, report) in sheets(gathering) {
        let known = confirmed(report);
        let mut columns: BTreeMap<Col, (usize, String)> = BTreeMap::new();
        for table in tables(session.workbook(), index) {
            for (cell, reading) in table.readings.iter() {
                if !matches!(reading, Reading::Number(_)) {
                    continue;
                }
                all += 1;
                if !known.contains(&cell) {
                    missing += 1;
                    let title = || table.column(cell.col).map(|column| column.name().to_owned()).unwrap_or_default();
                    columns.entry(cell.col).or_insert_with(|| (0, title())).0 += 1;
                }
            }
        }
        if columns.is_empty() {
            continue;
        }
        let count = columns.values().map(|(count, _)| count).sum();
        let mut named: Vec<String> = columns
            .iter()
            .take(NAMED)
            .map(|(col, (count, title))| {
                let column = words.say("Cột", "Column");
                let title = if title.is_empty() { String::new() } else { format!(" “{title}”") };
                format!("{column} {col}{title}: {}", words.count(*count))
            })
            .collect();
        if let Some(more) = columns.len().checked_sub(NAMED).filter(|more| *more > 0) {
            named.push(match words.0 {
                Lang::Vi => format!("và {more} cột nữa"),
                Lang::En => format!("and {more} more columns"),
            });
        }
        rows.push(vec![name, words.count(count), named.join("; ")]);
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let (missing, all) = (words.count(missing), words.count(all));
    let says = match words.0 {
        Lang::Vi => format!("{missing} trong {all} số chưa có phép tính nào để đối chiếu, gồm:"),
        Lang::En => format!("Of {all} figures {missing} stand in no calculation that could be compared:"),
    };
    let heads =
        [words.say("Trang tính", "Sheet"), words.say("Số chưa đối chiếu", "Not compared"), words.say("Ở đâu", "Where")];
    let trust = words.say(
        "Các số này chưa được xác nhận là đúng. Số liệu gốc của các đơn vị không thuộc phạm vi rà soát.",
        "These figures were not confirmed. The sources of the figures were not part of the review.",
    );
    vec![
        Block::Says(says),
        Block::Table {
            heads: heads.map(str::to_owned).to_vec(),
            figures: vec![false, true, false],
            rows,
            total: false,
        },
        Block::Remark(trust.to_owned()),
    ]
}
