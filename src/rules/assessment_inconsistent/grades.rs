//! Grades against points: who is called "Tốt" has more than who is called "Hoàn thành".
//!
//! Where the bounds lie nobody need print: all others are in order, and one line has points beyond a whole grade
//! that it should lie on the other side of. One grade lower than the points alone would give is usual (a subject
//! failed, a quota for the best), and says nothing.

use super::{CODE, CUSTOM};
use crate::finding::{Confidence, Finding, Severity};
use crate::number::Number;
use crate::rules::Facts;
use crate::table::{Column, Reading, Table, Unit};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::CellRef;

/// Lists of more lines are of more than one kind of people.
const MOST_LINES: usize = 1_000;
/// So many lines of one grade are a whole one.
const WHOLE: usize = 2;

struct Graded {
    word: CellRef,
    points: CellRef,
    value: Number,
    /// The higher the better.
    grade: u8,
}

/// The one line of a column whose grade contradicts its points.
pub(super) fn check(facts: &Facts<'_>, table: &Table, column: &Column) -> Option<Finding> {
    let points = points_for(table, column)?;
    let lines: Vec<Graded> = table
        .lines
        .iter()
        .filter_map(|line| {
            let (word, points) = (CellRef::new(line.row, column.col), CellRef::new(line.row, points.col));
            let Reading::Number(value) = table.reading(points) else { return None };
            Some(Graded { word, points, value, grade: grade(&facts.shown(word))? })
        })
        .take(MOST_LINES)
        .collect();
    if lines.len() <= CUSTOM {
        return None;
    }
    let above = |a: &Graded, b: &Graded| a.grade > b.grade && a.value.value() <= b.value.value();
    let conflicts = |line: &Graded| lines.iter().filter(|other| above(line, other) || above(other, line)).count();
    let all: usize = lines.iter().map(conflicts).sum();
    // Each conflict is one of two lines: the one that is in all of them.
    let mut alone = lines.iter().filter(|line| all > 0 && conflicts(line) * 2 == all);
    let (line, None) = (alone.next()?, alone.next()) else { return None };
    let crossed = |other: &&Graded| above(line, other) || above(other, line);
    let beyond = lines.iter().filter(crossed).find(|other| {
        let same = || lines.iter().filter(|same| same.grade == other.grade);
        same().count() >= WHOLE && same().all(|same| crossed(&same))
    })?;
    Some(finding(facts, table, line, beyond))
}

fn finding(facts: &Facts<'_>, table: &Table, line: &Graded, beyond: &Graded) -> Finding {
    let mut finding = facts.finding(CODE, Severity::Error, line.word);
    let (shown, other, called) =
        (facts.show(table, line.value), facts.show(table, beyond.value), facts.shown(beyond.word));
    finding.confidence = Confidence(0.88);
    finding.key = facts.key(CODE, line.word, [line.word, line.points]);
    finding.operands = vec![facts.operand(table, line.word, line.points)];
    finding.suspects = facts.suspects([line.word, line.points]);
    finding.title = Bilingual::new("Xếp loại không khớp điểm", "Grade against the points");
    finding.message = Bilingual::new(
        format!("{shown} điểm mà ghi “{}”, trong khi {other} điểm ghi “{called}”.", finding.found),
        format!("{shown} points are called “{}”, while {other} points are called “{called}”.", finding.found),
    );
    finding
}

/// The points that the grades go by: the nearest column of points or percents before them.
fn points_for<'t>(table: &'t Table, column: &Column) -> Option<&'t Column> {
    let is_of_points = |points: &&Column| {
        let title = points.title().to_lowercase();
        let named = ["điểm", "point", "score"].iter().any(|word| title.contains(word));
        named || points.unit.as_ref().is_some_and(Unit::is_rate) || senses(&title).has(Sense::Percent)
    };
    table.number_columns().filter(|points| points.col < column.col).filter(is_of_points).last()
}

fn grade(word: &str) -> Option<u8> {
    let said = senses(word);
    let grades = [
        (Sense::GradeLow, 1),
        (Sense::GradeMiddle, 2),
        (Sense::GradeFair, 3),
        (Sense::GradeGood, 4),
        (Sense::GradeTop, 5),
    ];
    let mut named = grades.into_iter().filter(|(sense, _)| said.has(*sense)).map(|(_, grade)| grade);
    named.next().filter(|_| named.next().is_none())
}
