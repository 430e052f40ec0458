//! Lines that are the mean, the largest or the smallest of the lines above them: "Trung bình", "Cao nhất",
//! "Thấp nhất".
//!
//! Only a label that says nothing else counts: "Nhiệt độ cao nhất" is an indicator of its own. And the figures
//! must bear it out in most columns, because such a line may well come from elsewhere (a weighted mean, the
//! extremes of the days where the lines are months).

use super::structural::{adds_up, leaves, number_at, shallowest};
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::number::Slack;
use crate::table::{Line, LineIndex, LineKind, Table};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col};

/// Fewer lines have no largest one that a list would name.
const FEWEST: usize = 3;

/// One column in so many may miss, and one in any case.
const EXCEPTIONS: u32 = 20;

/// The laws of the lines that are called mean, largest or smallest.
pub fn statistics(table: &Table) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for (at, line) in table.lines.iter().enumerate() {
        let Some(what) = Statistic::of(line) else {
            if line.is_total() {
                patterns.extend(of_total(table, LineIndex(at), line));
            }
            continue;
        };
        // Amounts and rates are judged apart: a mean of rates is often weighted.
        for amounts in [true, false] {
            let columns: Vec<Col> = table
                .number_columns()
                .filter(|column| adds_up(table, column) == amounts)
                .map(|column| column.col)
                .collect();
            patterns.extend(pattern(table, LineIndex(at), line, what, &columns));
        }
    }
    patterns
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Statistic {
    Mean,
    Largest,
    Smallest,
}

impl Statistic {
    fn of(line: &Line) -> Option<Self> {
        let said = |sense| line.said.has(sense);
        match (said(Sense::MeanLine), said(Sense::Largest), said(Sense::Smallest)) {
            (true, false, false) => Some(Self::Mean),
            (false, true, false) => Some(Self::Largest),
            (false, false, true) => Some(Self::Smallest),
            _ => None,
        }
    }

    fn kind(self) -> RelationKind {
        match self {
            Self::Mean => RelationKind::Average,
            Self::Largest | Self::Smallest => RelationKind::Equality,
        }
    }

    fn law(self, line: &Line, relations: Vec<Relation>) -> Pattern {
        let (vi, en) = match self {
            Self::Mean => ("trung bình các dòng trên", "the mean of the lines above"),
            Self::Largest => ("số lớn nhất của các dòng trên", "the largest of the lines above"),
            Self::Smallest => ("số nhỏ nhất của các dòng trên", "the smallest of the lines above"),
        };
        let law = Bilingual::new(format!("Dòng “{}” = {vi}", line.label), format!("Line “{}” = {en}", line.label));
        let (evidence, origin) = (Evidence::Structural, Origin::TotalLine);
        Pattern { kind: self.kind(), evidence, origin, law, prior: 0.9, relations }
    }

    fn relation(self, table: &Table, target: CellRef, members: &[LineIndex]) -> Option<Relation> {
        let given = |at: &LineIndex| Some((number_at(table, *at, target.col)?.value(), table.line(*at)?.row));
        let figures: Vec<_> = members.iter().filter_map(given).collect();
        // Nobody knows whether a blank was counted as nothing or not at all.
        if figures.len() < FEWEST || (self == Self::Mean && figures.len() < members.len()) {
            return None;
        }
        let cell = |row| CellRef::new(row, target.col);
        Some(match self {
            Self::Mean => {
                let operands: Vec<CellRef> = figures.iter().map(|(_, row)| cell(*row)).collect();
                let expr = Expr::Mean(operands.iter().copied().map(Expr::Cell).collect());
                Relation { target, operands, expr }
            }
            Self::Largest | Self::Smallest => {
                let values = figures.iter().map(|(value, _)| *value);
                let extreme = if self == Self::Largest { values.max() } else { values.min() }?;
                let (_, row) = figures.iter().find(|(value, _)| *value == extreme)?;
                let operand = cell(*row);
                Relation { target, operands: vec![operand], expr: Expr::Cell(operand) }
            }
        })
    }
}

/// What a total line holds under headers that are called mean, highest or lowest: "Nhiệt độ trung bình" of the whole
/// year. Such a mean is as often weighted, so several columns of the line must bear it out, and of those that do
/// not, one at most, is believed wrong.
fn of_total(table: &Table, at: LineIndex, line: &Line) -> Vec<Pattern> {
    let named = |column: &&crate::table::Column| {
        let said = senses(column.name());
        let what = [
            (Statistic::Mean, said.has(Sense::Average)),
            (Statistic::Largest, said.has(Sense::Extreme) && !said.has(Sense::Lowest)),
            (Statistic::Smallest, said.has(Sense::Lowest)),
        ];
        what.into_iter().find(|(_, is_said)| *is_said).map(|(what, _)| (what, column.col))
    };
    let columns: Vec<(Statistic, Col)> = table.number_columns().filter_map(|column| named(&column)).collect();
    let mut best: Option<(u32, u32, Vec<Pattern>)> = None;
    for members in members(table, at) {
        let (mut holds, mut of, mut found) = (0, 0, Vec::new());
        for what in [Statistic::Mean, Statistic::Largest, Statistic::Smallest] {
            let own = columns.iter().filter(|(other, _)| *other == what).map(|(_, col)| *col);
            let relations: Vec<Relation> = own
                .filter(|col| number_at(table, at, *col).is_some())
                .filter_map(|col| what.relation(table, CellRef::new(line.row, col), &members))
                .collect();
            let tally = Tally::of(&relations, what.kind(), table);
            (holds, of) = (holds + tally.holds, of + tally.of);
            if tally.holds > 0 {
                found.push(what.law(line, relations));
            }
        }
        if best.as_ref().is_none_or(|(known, ..)| holds > *known) {
            best = Some((holds, of, found));
        }
    }
    let is_believed = |holds: u32, of: u32| holds >= 2 && of - holds <= 1;
    best.filter(|(holds, of, _)| is_believed(*holds, *of)).map(|(.., found)| found).unwrap_or_default()
}

/// Whether a line is no part of any total.
pub(super) fn is_statistic(line: &Line) -> bool {
    Statistic::of(line).is_some()
}

fn pattern(table: &Table, at: LineIndex, line: &Line, what: Statistic, columns: &[Col]) -> Option<Pattern> {
    let mut best: Option<(Tally, Vec<Relation>)> = None;
    for members in members(table, at) {
        let relations: Vec<Relation> = columns
            .iter()
            .filter(|col| number_at(table, at, **col).is_some())
            .filter_map(|col| what.relation(table, CellRef::new(line.row, *col), &members))
            .collect();
        let tally = Tally::of(&relations, what.kind(), table);
        if best.as_ref().is_none_or(|(other, _)| tally.holds > other.holds) {
            best = Some((tally, relations));
        }
    }
    let (tally, mut relations) = best?;
    if tally.holds == 0 || tally.holds * 2 < tally.of {
        return None;
    }
    // One column of two may as well be the accident; and where several columns miss, each was counted in its own
    // way (blanks, answers that are not numbers).
    if tally.holds < 2 || tally.of - tally.holds > (tally.of / EXCEPTIONS).max(1) {
        relations.retain(|relation| {
            relation.judge(what.kind(), Slack::Rounded, table).is_ok_and(|judged| judged.verdict.holds())
        });
    }
    Some(what.law(line, relations))
}

/// The lines that it may be of: those above it up to the next total or the next statistic.
fn members(table: &Table, of: LineIndex) -> Vec<Vec<LineIndex>> {
    let closes = |at: &usize| table.line(LineIndex(*at)).is_none_or(|line| line.is_total() || is_statistic(line));
    let mut lines: Vec<LineIndex> = (0..of.0)
        .rev()
        .skip_while(closes)
        .take_while(|at| !closes(at))
        .map(LineIndex)
        .filter(|at| table.line(*at).is_some_and(|line| line.kind == LineKind::Data))
        .collect();
    lines.reverse();
    // Those of the last group, where an empty row sets groups apart.
    let row = |at: &LineIndex| table.line(*at).map(|line| line.row);
    let parted = |pair: &[LineIndex]| match pair {
        [above, below] => row(above).and_then(|above| above.offset(1)) != row(below),
        _ => false,
    };
    let from = lines.windows(2).rposition(parted).map_or(0, |at| at + 1);
    let group = lines.get(from..).unwrap_or_default().to_vec();
    let mut readings = vec![group, lines.clone(), leaves(table, &lines), shallowest(table, &lines)];
    readings.dedup();
    readings
}
