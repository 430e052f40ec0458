//! What the figures of a table are called, by themselves: all that other sheets need to know of it.

use std::collections::BTreeMap;

use super::said::{self, Said};
use super::titles::{of_sheet, scope, subjects};
use crate::ledger::SourceIndex;
use crate::number::Number;
use crate::table::{Column, ColumnKind, Line, LineKind, Quantity, Reading, Table, Unit};
use crate::words::{Sense, fold, resembles_total, senses};
use crate::workbook::{CellRef, Col, Row, Sheet, SheetIndex, Value};

/// The name that all totals bear: "Tổng cộng", "Tổng số", "Toàn huyện".
pub const TOTAL: &str = "Σ";
/// The name of a line or column that is called by its period alone: "Quý I".
pub const PERIOD_KEY: &str = said::PERIOD;

/// Tables beyond so many lines are lists: nobody gives each of their lines a second time.
const LONGEST: usize = 2_000;

/// What a sheet is of: "xã minh hợp", "minh hợp".
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// The name in full.
    pub name: String,
    /// The name of the place without its kind.
    pub place: String,
}

/// A line or a column of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its name without period and unit.
    pub key: String,
    /// Its name as it stands.
    pub name: String,
    /// What its words say.
    pub said: Said,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Whether a note stands by it: "Chi mua sắm (*)".
    pub noted: bool,
    /// Whether its figures add up.
    pub adds_up: bool,
}

/// One figure of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The figure, with the decimals that its column has.
    pub number: Number,
    /// The power of ten of its unit of money: 3 of thousands. 0 where it is none.
    pub scale: u32,
    /// Whether its unit is one of money.
    pub is_money: bool,
}

/// A table as other sheets see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its file.
    pub source: SourceIndex,
    /// The name of its file; empty where there is but one.
    pub file: String,
    /// Its sheet.
    pub sheet: SheetIndex,
    /// The name of the sheet.
    pub name: String,
    /// What sheet and titles say of all figures.
    pub said: Said,
    /// The titles, as they stand.
    pub titles: Vec<String>,
    /// What stands below it: "Ghi chú: số liệu đã điều chỉnh".
    pub notes: Vec<String>,
    /// What titles restrict it to: "Các xã đặc biệt khó khăn".
    pub scope: Vec<String>,
    /// The places that it is of, as sheet and titles name them.
    pub subjects: Vec<Subject>,
    /// The unit that is said of all its figures.
    pub unit: Option<Unit>,
    /// The columns of figures.
    pub columns: Vec<(Col, Head)>,
    /// The lines with figures.
    pub lines: Vec<(Row, Head)>,
    /// The figures, line by line.
    figures: Vec<Option<Figure>>,
    /// The figures that add up over nothing: those of rates.
    rates: BTreeMap<(usize, usize), Figure>,
    /// The lines by their names.
    by_name: BTreeMap<String, usize>,
    /// Of each line, the nearest one above it in the outline that has figures.
    above: Vec<Option<usize>>,
    /// Lines that are a part that need not be all of what they belong to.
    of_which: Vec<bool>,
}

impl Chart {
    /// Of a table of a sheet; `None` where it cannot be compared with others.
    pub fn of(index: SheetIndex, sheet: &Sheet, table: &Table) -> Option<Self> {
        let name = sheet.name.as_str();
        let columns: Vec<(Col, Head)> = table
            .columns
            .iter()
            .filter(|column| {
                column.kind == ColumnKind::Number && table.quantities.of_column(column.col) != Quantity::PerUnit
            })
            .map(|column| (column.col, of_column(column)))
            .collect();
        let has_figures = |line: &&Line| {
            let at = |column: &(Col, Head)| CellRef::new(line.row, column.0);
            columns.iter().any(|column| matches!(table.reading(at(column)), Reading::Number(_)))
        };
        let lines: Vec<&Line> = table.lines.iter().filter(has_figures).collect();
        if columns.is_empty() || lines.len() < 2 || lines.len() > LONGEST {
            return None;
        }
        let unit = unit(table);
        let usual: Vec<u32> = columns.iter().map(|(col, _)| usual_decimals(table, *col, &lines)).collect();
        let mut heads: Vec<(Row, Head)> = lines.iter().map(|line| (line.row, of_line(line, table))).collect();
        tell_apart(&mut heads, &lines, table);
        let mut columns = columns;
        let mut figures = Vec::new();
        let mut rates = BTreeMap::new();
        for (at, line) in lines.iter().enumerate() {
            let is_rate = table.quantity_at(line.row) == Quantity::PerUnit;
            for (column, ((col, head), usual)) in columns.iter().zip(&usual).enumerate() {
                let figure = figure(table, unit.as_ref(), line, *col, head, *usual);
                rates.extend(figure.filter(|_| is_rate).map(|figure| ((at, column), figure)));
                figures.push(figure.filter(|_| !is_rate));
            }
        }
        drop_repeated(&mut columns);
        let notes = notes(sheet, lines.last().map_or(Row(0), |line| line.row));
        let marks: Vec<&str> = notes.iter().filter_map(|note| mark(note)).collect();
        for ((_, head), line) in heads.iter_mut().zip(&lines) {
            head.noted |= marks.iter().any(|mark| line.label.trim_end().ends_with(mark));
            head.noted |= remarks(sheet, table, line.row).any(|remark| is_restated(remark, &marks));
        }
        let above = lines.iter().map(|line| above(line, &lines, table)).collect();
        let (key, of_name) = said::of_sheet(name);
        let titles: Vec<&str> = table.titles.iter().map(String::as_str).collect();
        Some(Self {
            source: SourceIndex::default(),
            file: String::new(),
            sheet: index,
            name: name.to_owned(),
            titles: table.titles.clone(),
            notes,
            said: of_sheet(of_name, &titles),
            scope: scope(&titles),
            subjects: subjects(&key, name, &titles),
            unit,
            columns,
            by_name: named(&heads),
            above,
            of_which: lines.iter().map(|line| line.kind == LineKind::OfWhich).collect(),
            lines: heads,
            figures,
            rates,
        })
    }

    /// As one of a file among several.
    pub fn within(mut self, source: SourceIndex, file: &str) -> Self {
        self.source = source;
        file.clone_into(&mut self.file);
        self
    }

    /// Whether another stands on the same sheet.
    pub fn is_beside(&self, other: &Self) -> bool {
        (self.source, self.sheet) == (other.source, other.sheet)
    }

    /// The figure of a line in a column.
    pub fn figure(&self, line: usize, column: usize) -> Option<Figure> {
        let at = line.checked_mul(self.columns.len())?.checked_add(column)?;
        self.figures.get(at).copied().flatten().filter(|_| column < self.columns.len())
    }

    /// The figure of a line in a column, also where it is a rate.
    pub fn figure_or_rate(&self, line: usize, column: usize) -> Option<Figure> {
        self.figure(line, column).or_else(|| self.rates.get(&(line, column)).copied())
    }

    /// Where that figure stands.
    pub fn cell(&self, line: usize, column: usize) -> Option<CellRef> {
        Some(CellRef::new(self.lines.get(line)?.0, self.columns.get(column)?.0))
    }

    /// What is said of it: by its line and column, by the titles where these are silent.
    pub fn said_of(&self, line: usize, column: usize) -> Said {
        let of = |head: Option<&Head>| head.map(|head| head.said).unwrap_or_default();
        let own =
            of(self.columns.get(column).map(|(_, head)| head)).and(of(self.lines.get(line).map(|(_, head)| head)));
        let mut said = own;
        said.period = own.period.or(self.said.period);
        if !own.plan && !own.actual && !own.estimated {
            said.plan = self.said.plan;
            said.actual = self.said.actual;
        }
        said.estimated |= self.said.estimated && !own.plan;
        said
    }

    /// The unit of a figure, as it is written.
    pub fn unit_of(&self, line: usize, column: usize) -> Option<&Unit> {
        let of_column = self.columns.get(column).and_then(|(_, head)| head.unit.as_ref());
        let of_line = self.lines.get(line).and_then(|(_, head)| head.unit.as_ref());
        of_column.filter(|unit| money(unit).is_some()).or(of_line).or(of_column).or(self.unit.as_ref())
    }

    /// Whether a figure adds up over what it is of.
    pub fn adds_up(&self, line: usize, column: usize) -> bool {
        let adds_up = |head: Option<&Head>| head.is_some_and(|head| head.adds_up);
        adds_up(self.lines.get(line).map(|(_, head)| head)) && adds_up(self.columns.get(column).map(|(_, head)| head))
    }

    /// Whether a note stands by a figure's line or column.
    pub fn is_noted(&self, line: usize, column: usize) -> bool {
        self.lines.get(line).is_some_and(|(_, head)| head.noted)
            || self.columns.get(column).is_some_and(|(_, head)| head.noted)
    }

    /// The lines that make up another: those right below it in the outline; of the total those that belong to none.
    pub fn parts_of(&self, line: usize) -> Vec<usize> {
        let parts = |above: Option<usize>| -> Vec<usize> {
            let is_part = |at: &usize| *at != line && self.above.get(*at) == Some(&above);
            let adds = |at: &usize| self.of_which.get(*at) == Some(&false);
            (0..self.lines.len()).filter(is_part).filter(adds).collect()
        };
        let own = parts(Some(line));
        let is_whole = self.lines.get(line).is_some_and(|(_, head)| {
            let is_outermost = line == 0 || line + 1 == self.lines.len();
            head.key == TOTAL || is_outermost && resembles_total(&head.name)
        });
        if own.is_empty() && is_whole { parts(None) } else { own }
    }

    /// Whether words around it say that it holds more than what is summed: "gồm cả phần cấp huyện thực hiện".
    pub fn includes_own(&self) -> bool {
        let says = |text: &String| ["gồm cả", "kể cả phần"].iter().any(|words| fold(text).contains(words));
        self.titles.iter().chain(&self.notes).any(says)
    }

    /// The line of that name.
    pub fn line_of(&self, key: &str) -> Option<usize> {
        self.by_name.get(key).copied()
    }

    /// The names of the columns from left to right.
    pub fn column_keys(&self) -> Vec<&str> {
        self.columns.iter().map(|(_, head)| head.key.as_str()).collect()
    }
}

/// So many rows below a table are looked at.
const MOST_NOTES: u32 = 8;

/// What stands below a table.
fn notes(sheet: &Sheet, last: Row) -> Vec<String> {
    let below = sheet.rows_between(Row(last.0.saturating_add(1)), Row(last.0.saturating_add(MOST_NOTES)));
    let text = |cell: &crate::workbook::Cell| match &cell.value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    below.filter_map(|(_, cell)| text(cell)).collect()
}

/// The mark by which a note below a table is found: "(1) Bổ sung …", "* Đã điều chỉnh".
fn mark(note: &str) -> Option<&str> {
    let note = note.trim_start();
    let is_mark = |mark: &str| {
        let inner = mark.trim_start_matches('(').trim_end_matches(')');
        let is_number = inner.len() <= 2 && inner.chars().all(|digit| digit.is_ascii_digit());
        !inner.is_empty() && (is_number || inner.chars().all(|star| star == '*'))
    };
    let bracket = note.find(')').and_then(|end| note.get(..=end)).filter(|mark| mark.starts_with('('));
    let stars = || note.get(..note.len() - note.trim_start_matches('*').len());
    bracket.or_else(stars).filter(|mark| is_mark(mark))
}

/// What stands in the column of notes beside a line.
fn remarks<'s>(sheet: &'s Sheet, table: &'s Table, row: Row) -> impl Iterator<Item = &'s str> {
    let of_notes = |column: &&Column| column.header.iter().any(|text| senses(text).has(Sense::NoteHeader));
    let text = move |column: &'s Column| match &sheet.cell(CellRef::new(row, column.col))?.value {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    };
    table.columns.iter().filter(of_notes).filter_map(text)
}

/// Whether a remark leads to a note below, or says itself that the figures of its line are others than they were.
fn is_restated(remark: &str, marks: &[&str]) -> bool {
    const OTHERS: [&str; 7] =
        ["rà soát", "tính lại", "đính chính", "hiệu chỉnh", "sáp nhập", "chưa có số", "chưa thống kê"];
    let folded = fold(remark);
    marks.iter().any(|mark| remark.ends_with(mark))
        || senses(remark).has(Sense::Revised)
        || OTHERS.iter().any(|words| folded.contains(words))
}

/// The nearest line above another in the outline that has figures.
fn above(line: &Line, lines: &[&Line], table: &Table) -> Option<usize> {
    let mut parent = line.parent;
    // No outline is deeper than its table is long.
    for _ in 0..lines.len() {
        let above = table.line(parent?)?;
        if let Ok(at) = lines.binary_search_by_key(&above.row, |line| line.row) {
            return Some(at);
        }
        parent = above.parent;
    }
    None
}

fn named(heads: &[(Row, Head)]) -> BTreeMap<String, usize> {
    let named = heads.iter().enumerate().filter(|(_, (_, head))| !head.key.is_empty());
    named.map(|(at, (_, head))| (head.key.clone(), at)).collect()
}

/// The unit of a whole table. "Đơn vị: UBND xã Bình An" names who made it, and the unit stands in another note.
fn unit(table: &Table) -> Option<Unit> {
    let is_money = |unit: &Unit| money(unit).is_some();
    let noted = |title: &String| {
        let (_, unit) = title.split_once(':')?;
        Unit::new(unit.trim().trim_end_matches(')')).filter(is_money)
    };
    let known = table.unit.clone().filter(is_money);
    known.or_else(|| table.titles.iter().find_map(noted)).or_else(|| table.unit.clone())
}

fn figure(table: &Table, of_table: Option<&Unit>, line: &Line, col: Col, head: &Head, usual: u32) -> Option<Figure> {
    let Reading::Number(number) = table.reading(CellRef::new(line.row, col)) else { return None };
    // A header that names an amount of money says it of every line; else the unit of the line is nearer.
    let of_column = head.unit.as_ref().filter(|unit| money(unit).is_some());
    let unit = of_column.or(line.unit.as_ref()).or(head.unit.as_ref()).or(of_table);
    let money = unit.and_then(money);
    let number = Number::new(number.value(), number.decimals().max(usual));
    Some(Figure { number, scale: money.unwrap_or(0), is_money: money.is_some() })
}

/// The power of ten of a unit of money: "nghìn đồng" is 3.
pub(super) fn money(unit: &Unit) -> Option<u32> {
    let folded = fold(unit.as_str());
    let words: Vec<&str> = folded.split(' ').collect();
    let (scale, rest) = match words.as_slice() {
        ["nghìn" | "ngàn" | "1000", rest @ ..] | ["1", "000", rest @ ..] => (3, rest),
        ["triệu" | "tr" | "trđ", rest @ ..] => (6, rest),
        ["tỷ" | "tỉ", rest @ ..] => (9, rest),
        rest => (0, rest),
    };
    let is_dong = matches!(rest.first(), Some(&("đồng" | "đ" | "vnđ" | "vnd")));
    (is_dong || scale >= 6 && rest.is_empty()).then_some(scale)
}

/// The decimals that most figures of a column have: Excel leaves out zeros at their end.
fn usual_decimals(table: &Table, col: Col, lines: &[&Line]) -> u32 {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for line in lines {
        if let Reading::Number(number) = table.reading(CellRef::new(line.row, col)) {
            *counts.entry(number.decimals()).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(decimals, _)| decimals)
}

fn of_column(column: &Column) -> Head {
    let texts: Vec<(String, Said)> =
        column.header.iter().map(|text| said::read(without_unit(text, column.unit.as_ref()))).collect();
    let said = texts.iter().rev().fold(Said::default(), |said, (_, above)| said.and(*above));
    let words = senses(column.name());
    let is_derived =
        [Sense::Growth, Sense::Difference, Sense::RatioTo, Sense::Percent].into_iter().any(|s| words.has(s));
    let is_total = texts.len() == 1 && (words.is_total() || is_whole(&fold(column.name())));
    let key = texts.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(" › ");
    Head {
        key: if is_total { TOTAL.to_owned() } else { key },
        name: column.title(),
        said,
        unit: column.unit.clone(),
        noted: column.header.iter().any(|text| text.contains('*')),
        adds_up: !is_derived && !words.has(Sense::Average) && !words.has(Sense::Extreme),
    }
}

fn of_line(line: &Line, table: &Table) -> Head {
    let label = without_unit(&line.label, line.unit.as_ref());
    // Where the label has no unit to leave out, the line knows what it says.
    let known = if label.len() == line.label.len() { line.said } else { senses(label) };
    let whole = fold(label);
    let (key, said) = said::read_known(known, &whole);
    let index = table.line_at(line.row).map_or(0, |(index, _)| index.0);
    let is_total = line.said.is_total() || is_whole(&whole) && line.kind != LineKind::OfWhich;
    let stock = table.quantities.of_line(index) == Quantity::Stock || said.closing || said.opening;
    let worded = [Sense::Average, Sense::Extreme, Sense::Percent, Sense::PerUnit].into_iter().any(|s| line.said.has(s));
    Head {
        key: if is_total { TOTAL.to_owned() } else { key },
        name: line.label.clone(),
        said,
        unit: line.unit.clone(),
        noted: line.label.contains('*'),
        adds_up: !stock && !worded,
    }
}

/// "Toàn huyện": the whole of what is listed.
pub(super) fn is_whole(label: &str) -> bool {
    let wholes = [
        "huyện",
        "tỉnh",
        "xã",
        "thành phố",
        "thị xã",
        "thị trấn",
        "phường",
        "ngành",
        "quốc",
        "trường",
        "công ty",
        "nước",
    ];
    // "toàn" as folded texts write it, with the tone on the first vowel.
    let rest = label.strip_prefix("tòan ").or(label.strip_prefix("cả "));
    rest.is_some_and(|rest| wholes.contains(&rest))
}

/// A name without what is known of it besides: "Số hộ nghèo (hộ)", "Chi khác (*)".
fn without_unit<'t>(text: &'t str, unit: Option<&Unit>) -> &'t str {
    let text = text.trim();
    let Some(open) = text.ends_with(')').then(|| text.rfind('(')).flatten() else { return text };
    let (before, inner) = text.split_at(open);
    let inner = inner.trim_matches(['(', ')']).trim();
    let is_unit = unit.is_some() && Unit::new(inner).as_ref() == unit;
    let is_mark = !inner.chars().any(char::is_alphabetic);
    let is_counted = Unit::new(inner).is_some_and(|unit| unit.counts_whole_things() || money(&unit).is_some());
    if !before.trim().is_empty() && (is_unit || is_mark || is_counted) { before.trim_end() } else { text }
}

/// Lines of one name are told apart by the lines that they belong to; those that stay alike have no name.
fn tell_apart(heads: &mut [(Row, Head)], lines: &[&Line], table: &Table) {
    let repeated = |heads: &[(Row, Head)]| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (_, head) in heads {
            *counts.entry(head.key.clone()).or_default() += 1;
        }
        counts
    };
    let counts = repeated(heads);
    for ((_, head), line) in heads.iter_mut().zip(lines) {
        if counts.get(&head.key).is_some_and(|count| *count > 1) {
            let parent = line.parent.and_then(|parent| table.line(parent));
            if let Some(parent) = parent {
                head.key = format!("{} › {}", said::read(&parent.label).0, head.key);
            }
        }
    }
    let counts = repeated(heads);
    for (_, head) in heads.iter_mut().filter(|(_, head)| counts.get(&head.key).is_some_and(|count| *count > 1)) {
        head.key.clear();
    }
}

fn drop_repeated(columns: &mut [(Col, Head)]) {
    let keys: Vec<(String, Said)> = columns.iter().map(|(_, head)| (head.key.clone(), head.said)).collect();
    for (at, (_, head)) in columns.iter_mut().enumerate() {
        let again =
            keys.iter().enumerate().any(|(other, known)| other != at && *known == (head.key.clone(), head.said));
        if again {
            head.key.clear();
        }
    }
}
