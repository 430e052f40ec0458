//! What the layout of a table says: total rows, the outline, totals split by source, subsets.
//!
//! A label such as "Tổng cộng" says that a line is a total, but not of what: of the lines above,
//! of the first level of the outline, of the subtotals. Every reading is tried on all columns at
//! once and the one that holds in most of them is taken, so that a single wrong figure cannot
//! hide the law that it breaks.

use std::collections::BTreeSet;

use super::additivity::leave_out;
use super::block::blocks;
use super::lines::LineLaws;
use super::near::{omitted_part, surprise};
use super::omission::omission;
use super::outline::outline;
use super::remainder::remainders;
use super::slack::judged;
use super::statistic::is_statistic;
use super::twice::{is_counted_twice, subtotals};
use super::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
use crate::number::Slack;
use crate::table::{Column, ColumnKind, Line, LineIndex, LineKind, Quantity, Reading, Table};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col, Row};

/// All patterns of structural evidence.
pub(super) fn structural(table: &Table, lines: &LineLaws<'_>) -> Vec<Pattern> {
    let columns = additive_columns(table);
    let mut patterns = Vec::new();
    patterns.extend(totals(table, lines, &columns, MOST_FAR));
    patterns.extend(blocks(table, &columns));
    patterns.extend(outline(table, &columns));
    patterns.extend(remainders(table, &columns));
    patterns.extend(subsets(table, &columns));
    patterns
}

/// The columns whose figures can be added.
pub(super) fn additive_columns(table: &Table) -> Vec<Col> {
    table.number_columns().filter(|column| adds_up(table, column)).map(|column| column.col).collect()
}

/// Whether nothing that is said of a column keeps its figures from being added: of rates and prices it does.
pub fn adds_up(table: &Table, column: &Column) -> bool {
    table.quantities.of_column(column.col) != Quantity::PerUnit
}

/// How many figures all totals of a table may look at that do not stand next to them. The first and
/// the last total look at everything in any case: one of them is the total of the table.
pub(super) const MOST_FAR: usize = 1 << 22;

/// `far`: as [`MOST_FAR`].
fn totals(table: &Table, laws: &LineLaws<'_>, columns: &[Col], mut far: usize) -> Vec<Pattern> {
    let lines: Vec<LineIndex> =
        table.lines.iter().enumerate().filter(|(_, line)| line.is_total()).map(|(at, _)| LineIndex(at)).collect();
    let ends = [lines.first().copied(), lines.last().copied()];
    let each = table.lines.len().saturating_mul(columns.len());
    let mut kinds: Option<(Vec<Col>, Vec<Col>)> = None;
    let mut patterns = Vec::new();
    for at in lines {
        let filled = columns_with_number(table, at, columns);
        let Some(line) = table.line(at).filter(|_| filled > 0) else { continue };
        // Where the lines next to it confirm the total in every column, no other reading can do better:
        // a long list with a total for every few lines is not added up again for each.
        let near = neighbours(table, at);
        let mut tried: Vec<Tried> = Vec::new();
        let is_confirmed = |tried: &Tried| tried.tally.holds as usize == filled;
        for members in &near {
            tried.push(Tried::new(table, at, members, columns));
            if tried.last().is_some_and(is_confirmed) {
                break;
            }
        }
        if let Some(confirmed) = tried.pop_if(|last| is_confirmed(last)) {
            let members = near.get(tried.len()).map(Vec::as_slice).unwrap_or_default();
            let halves = subtotals(table, members, columns).map(|parts| relations(table, at, &parts, columns));
            patterns.push(total_pattern(line, 0.95, halves.unwrap_or(confirmed.relations)));
            continue;
        }
        let left = far.checked_sub(each);
        let readings = if left.is_some() || ends.contains(&Some(at)) {
            memberships(table, at, near)
        } else {
            near.into_iter().map(|lines| (lines, false)).collect()
        };
        far = left.unwrap_or(far);
        if let Some(pattern) = total(table, laws, (at, line), &readings, columns, tried) {
            patterns.push(pattern);
            continue;
        }
        // Where amounts and rates stand side by side only those of one kind may add up.
        let (fractional, whole) = kinds.get_or_insert_with(|| by_kind(table, columns));
        if !whole.is_empty() {
            let kinds = [whole, fractional].into_iter();
            patterns.extend(kinds.filter_map(|kind| total(table, laws, (at, line), &readings, kind, Vec::new())));
        }
    }
    patterns
}

/// A reading of a total line, and how many columns confirm it.
struct Tried {
    relations: Vec<Relation>,
    tally: Tally,
}

impl Tried {
    fn new(table: &Table, at: LineIndex, members: &[LineIndex], columns: &[Col]) -> Self {
        let mut relations = relations(table, at, members, columns);
        let mut tally = Tally::of(&relations, RelationKind::Sum, table);
        // In some of the columns the line may hold no sum.
        if tally.holds < tally.of && tally.holds > 0 {
            leave_out(table, RelationKind::Sum, &mut relations);
            tally = Tally::of(&relations, RelationKind::Sum, table);
        }
        Self { relations, tally }
    }
}

fn columns_with_number(table: &Table, line: LineIndex, columns: &[Col]) -> usize {
    columns.iter().filter(|col| number_at(table, line, **col).is_some()).count()
}

/// The reading of a total line that most columns confirm. Of the first readings it is known what
/// they give.
fn total(
    table: &Table,
    laws: &LineLaws<'_>,
    (at, line): (LineIndex, &Line),
    readings: &[(Vec<LineIndex>, bool)],
    columns: &[Col],
    known: Vec<Tried>,
) -> Option<Pattern> {
    let mut best: Option<(Tally, f64, Vec<Relation>, bool)> = None;
    let tried = readings.len().max(1) as f64;
    let mut known = known.into_iter();
    for (members, plain) in readings {
        let Tried { relations, tally } = known.next().unwrap_or_else(|| Tried::new(table, at, members, columns));
        // Where a column confirms the total, its others need no excuse.
        let slips = if tally.holds == 0 { slips(&relations, table) } else { 1.0 };
        let better = best.as_ref().is_none_or(|(other, slipped, ..)| {
            tally.holds > other.holds || (tally.holds == other.holds && slips > *slipped)
        });
        if tally.of > 0 && better && !is_counted_twice(&relations, table) {
            best = Some((tally, slips, relations, *plain));
        }
    }
    let (tally, slips, relations, plain) = best?;
    let believed = tally.holds * 2 >= tally.of
        || (plain && tally.of == 1)
        || slips >= tried * SURPRISING
        || is_confirmed_but_for_slips(tally, &relations, tried, table)
        || laws.explain(tally, &relations)
        || omission(&relations, RelationKind::Sum, &judged(&relations, RelationKind::Sum, table), table).is_some();
    let prior = if tally.holds * 2 >= tally.of { 0.95 } else { 0.8 };
    believed.then(|| total_pattern(line, prior, relations))
}

/// Whether some columns confirm a total and nearly all others miss it as a slip of the hand would: what is
/// wrong in many columns at once is still the same total.
fn is_confirmed_but_for_slips(tally: Tally, relations: &[Relation], tried: f64, table: &Table) -> bool {
    if tally.holds == 0 {
        return false;
    }
    let (mut slips, mut odds) = (0_u32, HELD.powf(f64::from(tally.holds)));
    for relation in relations {
        if let Some(one) = surprise(relation, table).or_else(|| omitted_part(relation, table)) {
            slips = slips.saturating_add(1);
            odds *= one.min(HELD);
        }
    }
    let (share, of) = BUT_FOR_SLIPS;
    tally.holds.saturating_add(slips) * of >= tally.of * share && odds >= tried * SURPRISING
}

/// The odds against a column confirming a reading by accident, which few columns of offices exceed: that of a
/// total of two digits.
const HELD: f64 = 100.0;

/// The share of the columns, as a fraction, that must confirm a total or miss it by a slip of their own.
const BUT_FOR_SLIPS: (u32, u32) = (3, 4);

/// The law of one line that is a total.
pub(super) fn total_pattern(line: &Line, prior: f64, relations: Vec<Relation>) -> Pattern {
    Pattern {
        kind: RelationKind::Sum,
        evidence: Evidence::Structural,
        origin: Origin::TotalLine,
        law: Bilingual::new(
            format!("Dòng “{}” = tổng các dòng thành phần", line.label),
            format!("Line “{}” = the sum of its lines", line.label),
        ),
        prior,
        relations,
    }
}

/// The columns of which a good part of the numbers carry decimals, and the others.
fn by_kind(table: &Table, columns: &[Col]) -> (Vec<Col>, Vec<Col>) {
    columns.iter().partition(|col| {
        let numbers = (0..table.lines.len()).filter_map(|at| number_at(table, LineIndex(at), **col));
        let (mut all, mut fractions) = (0_usize, 0_usize);
        for number in numbers {
            all += 1;
            fractions += usize::from(!number.value().is_integer());
        }
        fractions * 4 > all - fractions
    })
}

/// The odds from which on a total that no column confirms is believed, because it is wrong exactly
/// as a slip of the hand would leave it.
pub(super) const SURPRISING: f64 = 10.0;

/// The odds against the broken columns of a total looking like slips by accident; 1 when one of
/// them does not.
pub(super) fn slips(relations: &[Relation], table: &Table) -> f64 {
    let broken = relations.iter().filter(|relation| {
        relation.judge(RelationKind::Sum, Slack::Rounded, table).is_ok_and(|judged| !judged.verdict.holds())
    });
    broken.map(|relation| surprise(relation, table)).try_fold(1.0, |odds, next| Some(odds * next?)).unwrap_or(1.0)
}

/// The lines that a total may be the total of when they stand next to it, none of them empty.
fn neighbours(table: &Table, total: LineIndex) -> Vec<Vec<LineIndex>> {
    let above = segment(table, (0..total.0).rev());
    let below = segment(table, total.0 + 1..table.lines.len());
    let mut found = Vec::new();
    for lines in [above, below] {
        found.extend(readings_of(table, lines));
    }
    distinct(found)
}

/// The lines that a total may be the total of, the likelier readings first, beginning with those
/// `near` it, each with whether it is the only one that the layout allows.
fn memberships(table: &Table, total: LineIndex, near: Vec<Vec<LineIndex>>) -> Vec<(Vec<LineIndex>, bool)> {
    let subtotals: Vec<LineIndex> =
        (0..total.0).map(LineIndex).filter(|at| kind(table, *at) == Some(LineKind::Subtotal)).collect();
    let everything = summands(table, (0..total.0).map(LineIndex));
    let everything_below = summands(table, (total.0 + 1..table.lines.len()).map(LineIndex));
    let mut found = near;
    for lines in [everything, everything_below] {
        found.extend(readings_of(table, lines));
    }
    found.push(subtotals);
    let found = distinct(found);
    let plain = found.len() == 1 && found.first().is_some_and(|lines| lines.len() >= 2);
    found.into_iter().map(|lines| (lines, plain)).collect()
}

/// The lines of the first level, those without lines of their own below them, and all.
fn readings_of(table: &Table, lines: Vec<LineIndex>) -> [Vec<LineIndex>; 4] {
    [shallowest(table, &lines), leaves(table, &lines), filled_leaves(table, &lines), lines]
}

/// The same, where a line stands for those below it that are all zero: its parts were not filled in.
fn filled_leaves(table: &Table, lines: &[LineIndex]) -> Vec<LineIndex> {
    let is_filled = |at: &LineIndex| {
        let cells = table.line(*at).map(|line| table.readings.row(line.row)).unwrap_or_default();
        let is_figure = |(col, reading): &(Col, Reading)| {
            matches!(reading, Reading::Number(number) if !number.value().is_zero())
                && table.column(*col).is_some_and(|column| column.kind == ColumnKind::Number)
        };
        cells.iter().any(is_figure)
    };
    let filled = lines.iter().filter(|at| is_filled(at));
    let parents: BTreeSet<LineIndex> = filled.filter_map(|at| table.line(*at)?.parent).collect();
    let leaves: Vec<LineIndex> = lines.iter().copied().filter(|at| !parents.contains(at)).collect();
    leaves
}

/// Each reading once: where lines have no outline they are the same.
fn distinct(mut readings: Vec<Vec<LineIndex>>) -> Vec<Vec<LineIndex>> {
    let mut seen = BTreeSet::new();
    readings.retain(|lines| !lines.is_empty() && seen.insert(lines.clone()));
    readings
}

/// The summands next to a total, up to the next total.
fn segment(table: &Table, rows: impl Iterator<Item = usize>) -> Vec<LineIndex> {
    let mut lines: Vec<LineIndex> =
        rows.map(LineIndex).take_while(|at| table.line(*at).is_some_and(|line| !line.is_total())).collect();
    lines.sort_unstable();
    summands(table, lines.into_iter())
}

pub(super) fn summands(table: &Table, lines: impl Iterator<Item = LineIndex>) -> Vec<LineIndex> {
    let adds = |line: &Line| matches!(line.kind, LineKind::Data | LineKind::Heading) && !is_statistic(line);
    lines.filter(|at| table.line(*at).is_some_and(adds)).collect()
}

pub(super) fn shallowest(table: &Table, lines: &[LineIndex]) -> Vec<LineIndex> {
    let depth = |at: &LineIndex| table.line(*at).map(|line| line.depth);
    let top = lines.iter().filter_map(depth).min();
    lines.iter().copied().filter(|at| depth(at) == top).collect()
}

pub(super) fn leaves(table: &Table, lines: &[LineIndex]) -> Vec<LineIndex> {
    let parents: BTreeSet<LineIndex> = lines.iter().filter_map(|at| table.line(*at)?.parent).collect();
    lines.iter().copied().filter(|at| !parents.contains(at)).collect()
}

/// One sum for each column in which the total and at least one line of its unit have numbers.
pub(super) fn relations(table: &Table, total: LineIndex, members: &[LineIndex], columns: &[Col]) -> Vec<Relation> {
    let Some(line) = table.line(total) else { return Vec::new() };
    let rows: Vec<Row> = members
        .iter()
        .filter_map(|at| table.line(*at))
        .filter(|member| line.unit.is_none() || member.unit.is_none() || member.unit == line.unit)
        .map(|member| member.row)
        .collect();
    if rows.len() < 2 {
        return Vec::new();
    }
    columns
        .iter()
        .filter_map(|col| {
            number_at(table, total, *col)?;
            let operands: Vec<CellRef> = rows.iter().map(|row| CellRef::new(*row, *col)).collect();
            let given = operands.iter().any(|cell| is_number(table.reading(*cell)));
            given.then(|| Relation::sum(CellRef::new(line.row, *col), operands))
        })
        .collect()
}

/// "Trong đó": where nothing is negative, a part is no larger than its whole.
fn subsets(table: &Table, columns: &[Col]) -> Vec<Pattern> {
    let mut relations = Vec::new();
    for line in table.lines.iter().filter(|line| line.kind == LineKind::OfWhich) {
        let Some(whole) = line.parent.and_then(|parent| table.line(parent)) else { continue };
        if line.unit.is_some() && whole.unit.is_some() && line.unit != whole.unit {
            continue;
        }
        // A heading that was left at zero in all columns is no whole.
        let given = |col: &Col| match table.reading(CellRef::new(whole.row, *col)) {
            Reading::Number(number) => Some(number.value().is_zero()),
            Reading::Blank | Reading::Unreadable => None,
        };
        if columns.iter().filter_map(given).count() > 1 && columns.iter().filter_map(given).all(|zero| zero) {
            continue;
        }
        for col in columns {
            let (part, whole) = (CellRef::new(line.row, *col), CellRef::new(whole.row, *col));
            if let (Reading::Number(a), Reading::Number(b)) = (table.reading(part), table.reading(whole))
                && !a.value().is_sign_negative()
                && !b.value().is_sign_negative()
            {
                relations.push(Relation::bound(part, whole));
            }
        }
    }
    if relations.is_empty() {
        return Vec::new();
    }
    vec![Pattern {
        kind: RelationKind::Bound,
        evidence: Evidence::Semantic,
        origin: Origin::OfWhich,
        law: Bilingual::new("Số “trong đó” không được lớn hơn số chung", "“Of which” is no larger than its whole"),
        prior: 0.8,
        relations,
    }]
}

pub(super) fn kind(table: &Table, at: LineIndex) -> Option<LineKind> {
    table.line(at).map(|line| line.kind)
}

pub(super) fn number_at(table: &Table, at: LineIndex, col: Col) -> Option<crate::number::Number> {
    match table.reading(CellRef::new(table.line(at)?.row, col)) {
        Reading::Number(number) => Some(number),
        _ => None,
    }
}

pub(super) fn is_number(reading: Reading) -> bool {
    matches!(reading, Reading::Number(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::looks::looks_of;
    use crate::number::Number;
    use crate::words::Senses;
    use crate::workbook::Row;

    /// Groups of three lines, each closed by a total that no lines give.
    fn groups(count: u32) -> Table {
        let mut table = Table::default();
        for row in 0..count * 4 {
            let kind = if row % 4 == 3 { LineKind::Total } else { LineKind::Data };
            let (marker, parent, code, unit) = (None, None, None, None);
            let said = Senses::default();
            let label = String::new();
            table.lines.push(Line {
                row: Row(row),
                kind,
                marker,
                depth: 0,
                parent,
                label,
                said,
                code,
                unit,
                bold: false,
            });
            let number = Number::from_decimal((i64::from(row) * 37 % 1_009 + 5_000).into());
            table.readings.set(CellRef::new(Row(row), Col(1)), Reading::Number(number));
        }
        table
    }

    #[test]
    fn totals_that_no_lines_give_look_far_within_a_bound() {
        let looks = |count| {
            let table = groups(count);
            looks_of(|| totals(&table, &LineLaws::of(&table, &[]), &[Col(1)], 1 << 12))
        };
        let (once, twice) = (looks(200), looks(400));
        assert!(twice * 10 <= once * 23, "{once} looks for 200 totals, {twice} for 400");
    }
}
