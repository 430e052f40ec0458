//! What kind of quantity the figures of a column or of a line are.
//!
//! Amounts that flow add up over everything; values per unit (rates, prices, means, indices, readings of
//! an instrument) add up over nothing (Lenz and Shoshani, *Summarizability in OLAP and statistical data
//! bases*, 1997). A total line has figures in their columns all the same: the rate of the totals, a mean,
//! the largest of them. Here the words, the units and the formats are heard. Words that are used for both
//! leave it to the figures, and so does a table that says nothing.

use std::collections::BTreeMap;

use super::column::prints_a_rate;
use super::{Column, Figures, Line, Reading, Unit};
use crate::words::{Sense, Senses, senses};
use crate::workbook::{CellRef, Col};

/// A kind of quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Nothing is said against adding its figures up.
    #[default]
    Amount,
    /// Words that are used of amounts and of values per unit: "Điểm", "HS/lớp", "Mức chi".
    Doubtful,
    /// What stands at one time, the balance at the beginning or the end: it adds up over things, not over
    /// periods.
    Stock,
    /// So much for each of something: nothing that adds up.
    PerUnit,
}

/// The kinds of quantity of the columns and lines of a table. What is not here is an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quantities {
    columns: BTreeMap<Col, Quantity>,
    lines: Vec<Quantity>,
}

impl Quantities {
    /// Of all columns and lines of a table. `percents`: for each column and each line the share of its
    /// figures, in parts of 1, that their formats show as percents.
    pub(super) fn new(columns: &[Column], lines: &[Line], percents: &Percents, readings: &Figures) -> Self {
        let of_column = |column: &Column| {
            let quantity = of_column(column).max(percents.of_column(column.col));
            let is_divided = quantity == Quantity::Doubtful && of_division(column.name()) == Quantity::Doubtful;
            let is_split = is_divided && has_fractions(column.col, lines, readings);
            (column.col, if is_split { Quantity::PerUnit } else { quantity })
        };
        let fractions = Fractions::new(lines, readings);
        let of_line =
            |(at, line): (usize, &Line)| of_line(line).max(percents.of_line(at)).max(fractions.of_line(line, readings));
        Self {
            columns: columns.iter().map(of_column).collect(),
            lines: lines.iter().enumerate().map(of_line).collect(),
        }
    }

    /// That of a column.
    pub fn of_column(&self, col: Col) -> Quantity {
        self.columns.get(&col).copied().unwrap_or_default()
    }

    /// That of a line, by its index.
    pub fn of_line(&self, line: usize) -> Quantity {
        self.lines.get(line).copied().unwrap_or_default()
    }
}

/// How many figures of each column and line are shown as percents.
#[derive(Debug, Default)]
pub(super) struct Percents {
    columns: BTreeMap<Col, (usize, usize)>,
    lines: Vec<(usize, usize)>,
}

impl Percents {
    /// Notes a figure of a line, from the first line down.
    pub fn note(&mut self, line: usize, col: Col, is_percent: bool) {
        if self.lines.len() <= line {
            self.lines.resize(line.saturating_add(1), (0, 0));
        }
        let of_line = self.lines.get_mut(line);
        for (shown, all) in of_line.into_iter().chain([self.columns.entry(col).or_default()]) {
            *shown += usize::from(is_percent);
            *all += 1;
        }
    }

    fn of_column(&self, col: Col) -> Quantity {
        kind(self.columns.get(&col))
    }

    /// A line whose every figure is a percent among lines that are none.
    fn of_line(&self, line: usize) -> Quantity {
        let is_wholly = |(shown, all): &&(usize, usize)| shown == all;
        kind(self.lines.get(line).filter(is_wholly))
    }
}

/// How many lines carry decimals in all their figures.
struct Fractions {
    are_rare: bool,
}

/// Of so many lines at least two in five at most are of fractions among whole numbers.
const RARE: (usize, usize) = (3, 5);

impl Fractions {
    fn new(lines: &[Line], readings: &Figures) -> Self {
        let (least, share) = RARE;
        let figured: Vec<bool> = lines.iter().filter_map(|line| is_fractional(line, readings)).collect();
        let fractional = figured.iter().filter(|is_fractional| **is_fractional).count();
        Self { are_rare: figured.len() >= least && fractional * share <= figured.len() * 2 }
    }

    /// A line of fractions where nearly all are of whole numbers is one of rates.
    fn of_line(&self, line: &Line, readings: &Figures) -> Quantity {
        if self.are_rare && is_fractional(line, readings) == Some(true) { Quantity::Doubtful } else { Quantity::Amount }
    }
}

/// Whether all figures of a line, two or more, carry decimals; `None` of a line that has some of both, or
/// fewer.
fn is_fractional(line: &Line, readings: &Figures) -> Option<bool> {
    let numbers = readings.row(line.row).iter().filter_map(|(_, reading)| match reading {
        Reading::Number(number) => Some(number.value().is_integer()),
        _ => None,
    });
    let (whole, fractions): (Vec<bool>, Vec<bool>) = numbers.partition(|is_whole| *is_whole);
    match (whole.len(), fractions.len()) {
        (0, 2..) => Some(true),
        (2.., 0) => Some(false),
        _ => None,
    }
}

/// Whether most figures of a column carry decimals. Things that stand beside each other ("GV/lớp") are counted whole:
/// where there are parts of them, one was divided by the other.
fn has_fractions(col: Col, lines: &[Line], readings: &Figures) -> bool {
    let numbers = lines.iter().filter_map(|line| match readings.get(CellRef::new(line.row, col)) {
        Some(Reading::Number(number)) => Some(number.value().is_integer()),
        _ => None,
    });
    let (whole, fractions): (Vec<bool>, Vec<bool>) = numbers.partition(|is_whole| *is_whole);
    fractions.len() >= 2 && fractions.len() > whole.len()
}

fn kind(counts: Option<&(usize, usize)>) -> Quantity {
    match counts {
        Some((shown, all)) if *shown > 0 && shown * 2 > *all => Quantity::PerUnit,
        _ => Quantity::Amount,
    }
}

fn of_column(column: &Column) -> Quantity {
    let said = senses(column.name());
    let is_rate = column.unit.as_ref().is_some_and(Unit::is_rate);
    let is_quotient = column.number.as_ref().is_some_and(|number| number.text.contains(['/', ':', '÷']));
    let words = [Sense::Percent, Sense::Share, Sense::RatioTo, Sense::Average, Sense::Price, Sense::PerUnit];
    let prints_a_rate = column.name().contains('%') && prints_a_rate(column.name());
    let says = |sense: &Sense| said.has(*sense) && !(prints_a_rate && *sense == Sense::Percent);
    if is_rate || is_quotient || said.has(Sense::Dispersion) || words.iter().any(says) {
        return Quantity::PerUnit;
    }
    // What a group of columns is called says it of each of them: "Tốc độ tăng" over three years.
    let above = column.header.iter().rev().skip(1).map(|text| senses(text));
    let is_group = above.into_iter().any(|said| said.has(Sense::PerUnit) || said.has(Sense::Percent));
    of_division(column.name()).max(perhaps(said)).max(if is_group { Quantity::Doubtful } else { Quantity::Amount })
}

fn of_line(line: &Line) -> Quantity {
    let is_rate = line.unit.as_ref().is_some_and(Unit::is_rate) || line.label.contains(['%', '‰']);
    if is_rate || line.said.has(Sense::Dispersion) {
        return Quantity::PerUnit;
    }
    // A label names things besides: "Học sinh trung bình", "Share capital". The figures tell.
    let words = [Sense::Percent, Sense::Average, Sense::Price, Sense::PerUnit, Sense::RatioTo, Sense::Extreme];
    let is_worded = words.iter().any(|sense| line.said.has(*sense));
    let is_stock = line.said.has(Sense::Opening) || line.said.has(Sense::Closing);
    match (is_worded, is_stock) {
        (true, _) => Quantity::Doubtful,
        (false, true) => Quantity::Stock,
        (false, false) => of_division(&line.label).min(Quantity::Doubtful).max(perhaps(line.said)),
    }
}

fn perhaps(said: Senses) -> Quantity {
    if said.has(Sense::PerhapsPerUnit) { Quantity::Doubtful } else { Quantity::Amount }
}

/// "Mức chi/người", "Số giường/vạn dân", "kg/người", "Thực hiện/dự toán". Two names of things beside each
/// other ("Hộ/khẩu", "HS/lớp") may be either; "Nam/Nữ" and "Xã/phường" are no division.
fn of_division(name: &str) -> Quantity {
    let Some((above, below)) = name.split_once('/').or_else(|| name.split_once(" trên ")) else {
        return Quantity::Amount;
    };
    let (above, below) = (above.trim().to_lowercase(), below.trim().to_lowercase());
    let below: &str = below.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',').trim_start();
    let counted = name.split('/').nth(1).is_some_and(|rest| rest.trim().starts_with(|c: char| c.is_ascii_digit()));
    let is_thing = Unit::is_thing(below);
    let (top, bottom) = (senses(&above), senses(below));
    let is_progress = top.has(Sense::Actual) && bottom.has(Sense::Plan);
    const MEASURES: [&str; 11] = ["kg", "tấn", "tạ", "lít", "ha", "m2", "m3", "m²", "m³", "km", "sào"];
    let is_beside = Unit::is_thing(&above) && !MEASURES.contains(&above.as_str());
    match (is_thing, is_beside) {
        (true, true) if !counted => Quantity::Doubtful,
        (true, _) => Quantity::PerUnit,
        _ if is_progress => Quantity::Doubtful,
        _ => Quantity::Amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ColumnKind;

    fn headed(header: &[&str]) -> Quantity {
        let header: Vec<String> = header.iter().map(|text| (*text).to_owned()).collect();
        let (col, kind, number, unit) = (Col(0), ColumnKind::Number, None, None);
        of_column(&Column { col, kind, header, number, unit })
    }

    #[test]
    fn values_per_unit_are_told_by_their_words() {
        for header in [
            "Tỷ lệ (%)",
            "Lãi suất",
            "Thuế suất",
            "Tốc độ tăng",
            "Năng suất",
            "Mật độ",
            "Đơn giá",
            "Nhiệt độ",
            "Độ ẩm",
            "Bình quân đầu người",
            "Mức chi/người",
            "Số giường/vạn dân",
            "Số vụ/1.000 dân",
            "kg/người",
            "ngày/lượt",
            "Interest rate",
            "Density",
            "Độ lệch chuẩn",
            "Std. dev.",
            "GDP per capita",
        ] {
            assert_eq!(headed(&[header]), Quantity::PerUnit, "{header}");
        }
    }

    #[test]
    fn words_for_either_leave_it_to_the_figures() {
        for header in ["Điểm", "HS/lớp", "TL nội trú", "Tuổi", "Thời gian xử lý", "Thực hiện/dự toán", "Score"]
        {
            assert_eq!(headed(&[header]), Quantity::Doubtful, "{header}");
        }
    }

    #[test]
    fn amounts_are_amounts_whatever_they_look_like() {
        for header in
            ["Nam/Nữ", "Xã/phường", "Số hộ", "Giá trị", "Thành tiền", "Tấn/ngày", "Đất ở", "Trẻ dưới 6 tuổi", "Nữ"]
        {
            assert_eq!(headed(&[header]), Quantity::Amount, "{header}");
        }
    }
}
