//! The columns of a table.

use std::collections::BTreeMap;

use super::change::change;
use super::codes::{Code, Nest};
use super::grid::{GridCell, GridRow, Look, text_of};
use super::{Marker, Unit};
use crate::number::is_year;
use crate::words::{Sense, Senses, senses};
use crate::workbook::{CellRef, Col, Value};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    /// The outline markers: TT, STT.
    Marker,
    /// The names of the lines.
    Label,
    /// The unit of each line: "Đơn vị tính".
    Unit,
    /// Numbers that take part in arithmetic.
    Number,
    /// Words that judge a number: "Đạt", "Vượt chỉ tiêu".
    Assessment,
    /// The codes of the lines: "Mã số".
    Code,
    /// Anything else: notes, names, dates, years.
    Other,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Where it stands.
    pub col: Col,
    /// What it holds.
    pub kind: ColumnKind,
    /// The header from the top down: ["Năm 2024", "KP được giao"], each trimmed, merged headers
    /// repeated under all the columns that they span.
    pub header: Vec<String>,
    /// Its printed number as it stands: "1=4+5+7", "A", "4a".
    pub number: Option<PrintedNumber>,
    /// The unit that its header names: "%", "triệu đồng".
    pub unit: Option<Unit>,
}

/// What the row of column numbers prints for a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedNumber {
    /// Where it is printed.
    pub cell: CellRef,
    /// The text as it stands, a formula included: "1=4+5+7", "(7)", "A".
    pub text: String,
}

impl Column {
    /// The whole header in one string, from the top down.
    pub fn title(&self) -> String {
        self.header.join(" – ")
    }

    /// The lowest part of the header, the one that tells this column from its neighbours.
    pub fn name(&self) -> &str {
        self.header.last().map_or("", String::as_str)
    }
}

/// Whether a header prints the rate by which it takes what it holds, and holds no percents: "Khấu trừ thuế 10%",
/// "BHXH (8 %)".
pub(super) fn prints_a_rate(header: &str) -> bool {
    let is_printed =
        |at: usize| header.get(..at).is_some_and(|before| before.trim_end().ends_with(|c: char| c.is_ascii_digit()));
    let said = senses(header);
    (said.has(Sense::Tax) || said.has(Sense::Levied)) && header.match_indices('%').all(|(at, _)| is_printed(at))
}

/// What the body of a column is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    numbers: usize,
    texts: usize,
    others: usize,
    markers: usize,
    judgements: usize,
    /// Texts that tell a rise or a fall by so much, and those that tell that nothing changed.
    changes: usize,
    unchanged: usize,
    years: usize,
    /// Digits alone, typed as text, among them some that begin with a zero: "0020".
    codes: usize,
    padded: usize,
    /// How many numbers stand in the places of a count of the lines: 1, 2, 3 …, which may begin anew.
    counted: usize,
    /// How many of them are one more than the one before.
    risen: usize,
    /// The last number, if it is a small whole one.
    last: Option<u32>,
    /// The numbers as codes that grow: "211", "2111".
    grown: Vec<Code>,
}

/// Profiles of all columns that hold anything in the body.
pub(super) fn profiles(body: &[&GridRow<'_>]) -> BTreeMap<Col, Profile> {
    let mut profiles: Vec<(Col, Profile)> = Vec::new();
    for row in body {
        // The cells of a row lie in order, mostly in the columns of the row before.
        let mut place = 0_usize;
        for cell in &row.cells {
            while profiles.get(place).is_some_and(|(col, _)| *col < cell.col) {
                place += 1;
            }
            if profiles.get(place).is_none_or(|(col, _)| *col != cell.col) {
                profiles.insert(place, (cell.col, Profile::default()));
            }
            if let Some((_, profile)) = profiles.get_mut(place) {
                profile.add(cell);
            }
        }
    }
    profiles.into_iter().collect()
}

impl Profile {
    fn add(&mut self, cell: &GridCell<'_>) {
        match cell.look {
            Look::Number => self.numbers += 1,
            Look::Text => self.texts += 1,
            Look::Other => self.others += 1,
            Look::Nothing => {}
        }
        if cell.look == Look::Other {
            return;
        }
        if cell.look == Look::Number {
            let text = text_of(cell.cell);
            let next = text.parse::<u32>().ok();
            let rises = next.is_some() && self.last.and_then(|last| last.checked_add(1)) == next;
            self.counted += usize::from(rises || next == Some(1));
            self.risen += usize::from(rises);
            self.last = next;
            // One number that is no code is enough to know that the column holds none.
            if self.grown.len() + 1 == self.numbers && self.numbers <= LONGEST {
                self.grown.extend(Code::grown(&text));
            }
        }
        if let Value::Number(number) = &cell.cell.value {
            let value = number.value();
            self.markers += usize::from(Marker::is_number(value));
            self.years += usize::from(is_year(value));
            return;
        }
        let text = text_of(cell.cell);
        self.markers += usize::from(Marker::parse(&text).is_some());
        if cell.look == Look::Number && text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.codes += 1;
            self.padded += usize::from(text.len() > 1 && text.starts_with('0'));
        }
        if cell.look != Look::Text {
            self.years += usize::from(text.len() == 4 && matches!(text.parse::<u32>(), Ok(1900..=2100)));
        } else if text.chars().count() < 40 {
            let said = senses(&text);
            let judges = [Sense::Met, Sense::Exceeded, Sense::NotMet].into_iter().any(|sense| said.has(sense));
            self.judgements += usize::from(judges);
            let tells = change(&text, None).is_some();
            self.changes += usize::from(tells && text.contains(|c: char| c.is_ascii_digit()));
            self.unchanged += usize::from(tells && !text.contains(|c: char| c.is_ascii_digit()));
        }
    }

    /// Whether all its numbers are typed as codes are: digits alone, some of them after zeros.
    fn is_coded(&self) -> bool {
        self.padded > 0 && self.codes == self.numbers && self.numbers >= LEAST
    }

    /// Whether all its numbers are codes of which one begins with another.
    fn is_nested(&self) -> bool {
        self.grown.len() == self.numbers && (Nest::of(self.grown.iter()) || Nest::of(self.grown.iter().rev()))
    }

    /// Whether its numbers count the lines.
    fn counts_lines(&self) -> bool {
        self.numbers >= COUNTED && self.counted == self.numbers && self.risen * 3 >= self.numbers * 2
    }

    /// Whether all its numbers are years.
    fn is_of_years(&self) -> bool {
        self.years == self.numbers && self.numbers >= LEAST
    }

    /// Whether its texts are changes told in words.
    fn tells_changes(&self) -> bool {
        self.changes >= LEAST && (self.changes + self.unchanged) * 5 >= self.texts * 4
    }

    fn mostly_text(&self) -> bool {
        self.texts > self.numbers + self.others
    }

    fn mostly_numbers(&self) -> bool {
        self.numbers > 0 && self.numbers >= self.texts + self.others
    }
}

/// No list of codes that a report prints is longer.
const LONGEST: usize = 20_000;

/// So many numbers of one look make a column of codes or years.
const LEAST: usize = 2;
/// So many numbers in the order of counting number the lines: fewer may be figures.
const COUNTED: usize = 4;

/// Decides what each column holds, from its header and its body.
pub(super) fn settle_kinds(columns: &mut [Column], profiles: &BTreeMap<Col, Profile>) {
    let empty = Profile::default();
    let mut label: Option<usize> = None;
    let levels: Vec<usize> = (0..columns.len()).filter(|index| is_level(columns, profiles, *index)).collect();
    for index in 0..columns.len() {
        let next_is_text =
            columns.get(index + 1).and_then(|next| profiles.get(&next.col)).is_some_and(Profile::mostly_text);
        let Some(column) = columns.get_mut(index) else { continue };
        let profile = profiles.get(&column.col).unwrap_or(&empty);
        let said = senses(column.name());
        let before_label = label.is_none();
        let all_markers = profile.markers > 0 && profile.markers * 10 >= (profile.numbers + profile.texts) * 7;
        let is_level = levels.binary_search(&index).is_ok();
        let is_nested = !said.has(Sense::MarkerHeader) && profile.mostly_numbers() && profile.is_nested();
        column.kind = if is_level || is_nested {
            ColumnKind::Code
        } else if before_label && all_markers && (said.has(Sense::MarkerHeader) || next_is_text) {
            ColumnKind::Marker
        } else if said.has(Sense::UnitHeader) && !profile.mostly_numbers() && !before_label {
            ColumnKind::Unit
        } else if said.has(Sense::CodeHeader) && !profile.mostly_text() {
            ColumnKind::Code
        } else if (profile.is_coded() || (profile.counts_lines() && !before_label)) && profile.mostly_numbers() {
            // Codes, and numbers of the lines beside their names, are no figures under any header.
            ColumnKind::Code
        } else if (profile.is_of_years() && names_a_year(column.name(), said) && !before_label)
            || said.has(Sense::NoteHeader)
        {
            ColumnKind::Other
        } else if profile.tells_changes() && !before_label {
            ColumnKind::Number
        } else if profile.judgements > 0 && profile.judgements * 2 >= profile.texts && profile.mostly_text() {
            ColumnKind::Assessment
        } else if before_label && profile.mostly_numbers() && profile.years == profile.numbers && profile.numbers >= 2 {
            ColumnKind::Label
        } else if profile.mostly_numbers() || (profile.numbers + profile.texts + profile.others == 0 && !before_label) {
            ColumnKind::Number
        } else if profile.mostly_text() && before_label {
            ColumnKind::Label
        } else {
            ColumnKind::Other
        };
        if column.kind == ColumnKind::Label {
            label = Some(index);
        }
    }
}

/// Whether a column is one of several beside each other whose headers say that codes stand in them, a level in each.
fn is_level(columns: &[Column], profiles: &BTreeMap<Col, Profile>, index: usize) -> bool {
    let is_of_codes = |index: Option<usize>| {
        index.and_then(|index| columns.get(index)).is_some_and(|column| {
            senses(column.name()).has(Sense::CodeHeader)
                && profiles
                    .get(&column.col)
                    .is_some_and(|profile| profile.mostly_numbers() && profile.grown.len() == profile.numbers)
        })
    };
    is_of_codes(Some(index)) && (is_of_codes(index.checked_sub(1)) || is_of_codes(index.checked_add(1)))
}

/// The columns in which the codes of a line stand, a level in each, where there are several.
pub(super) fn levels(columns: &[Column]) -> Vec<Col> {
    let is_code = |column: &&Column| column.kind == ColumnKind::Code;
    let from = columns.iter().position(|column| is_code(&column)).unwrap_or(columns.len());
    columns.iter().skip(from).take_while(is_code).map(|column| column.col).collect()
}

/// Whether a header says that years stand under it, and not the figures of one: "Năm hoàn thành" and not
/// "Năm 2024", "Năm trước".
fn names_a_year(name: &str, said: Senses) -> bool {
    let is_dated = name.contains(|c: char| c.is_ascii_digit());
    let others = [Sense::LastYear, Sense::Plan, Sense::Actual, Sense::Total, Sense::MoneyUnit];
    said.has(Sense::YearHeader) && !is_dated && !others.iter().any(|sense| said.has(*sense))
}
