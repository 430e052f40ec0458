//! From a law over lines to a pattern over cells, with its sentence.

use rust_decimal::Decimal;

use super::grid::{Axis, Grid};
use super::groups::{Common, Group};
use super::law::{Judged, Law, Shape};
use super::prior;
use crate::relation::{Evidence, Expr, Origin, Pattern, Relation, RelationKind};
use crate::text::Bilingual;
use crate::words::Sense;
use crate::workbook::CellRef;

/// Operands that a sentence names one by one; more are given as a range.
const NAMED: usize = 6;

/// The pattern of a law.
pub(super) fn pattern(grid: &Grid, judged: &Judged) -> Pattern {
    let law = &judged.law;
    let (evidence, origin) = if prior::is_said(grid, law) {
        (Evidence::Semantic, Origin::Header)
    } else if grid.lent.contains(law) {
        (Evidence::Semantic, Origin::Form)
    } else {
        (Evidence::Mined, Origin::Values)
    };
    Pattern {
        kind: kind(law.shape),
        evidence,
        origin,
        law: sentence(grid, law),
        prior: confidence(grid, judged),
        relations: relations(grid, judged),
    }
}

/// The pattern of a sum whose target is computed otherwise, read as a difference: where two rates
/// are quotients, what they differ by is computed from them. `computed` are the lines that other
/// laws compute. `None` where it stays a sum.
pub(super) fn difference(grid: &Grid, judged: &Judged, computed: &[usize]) -> Option<Pattern> {
    let law = &judged.law;
    let [a, b] = law.operands.as_slice() else { return None };
    if law.shape != Shape::Sum || !computed.contains(&law.target) {
        return None;
    }
    // The change stands after what it compares, as a rule.
    let (change, before) = if computed.contains(b) { (*a, *b) } else { (*b, *a) };
    if computed.contains(&change) {
        return None;
    }
    let relations = relations(grid, judged).into_iter().filter_map(|sum| {
        let [first, second] = sum.operands.as_slice() else { return None };
        let (target, subtrahend) = if change == *a { (*first, *second) } else { (*second, *first) };
        let operands = vec![sum.target, subtrahend];
        let expr = Expr::Difference(operands.iter().copied().map(Expr::Cell).collect());
        Some(Relation { target, operands, expr })
    });
    let relations = relations.collect();
    let [change, after, before] = [change, law.target, before].map(|line| name(grid, line));
    let right = format!("{change} = {after} − {before}");
    let (vi, en) = words(grid.axis);
    Some(Pattern {
        kind: RelationKind::Difference,
        law: Bilingual::new(format!("{} {right}", vi.0), format!("{} {right}", en.0)),
        relations,
        ..pattern(grid, judged)
    })
}

/// The pattern of a class of lines that are each the total of a group.
pub(super) fn group(grid: &Grid, group: &Group) -> Pattern {
    let said = group.common.is_said();
    let law = match &group.common {
        Common::Label(label) => Bilingual::new(
            format!("Mỗi dòng “{label}” = tổng các dòng của nhóm"),
            format!("Each line “{label}” = the sum of the lines of its group"),
        ),
        Common::Totals => Bilingual::new(
            "Mỗi dòng tổng = tổng các dòng của nhóm",
            "Each line named as a total = the sum of the lines of its group",
        ),
        Common::Nameless => Bilingual::new(
            "Mỗi dòng để trống tên = tổng các dòng của nhóm",
            "Each line without a name = the sum of the lines of its group",
        ),
        Common::Bold => Bilingual::new(
            "Mỗi dòng in đậm = tổng các dòng của nhóm",
            "Each line in bold = the sum of the lines of its group",
        ),
    };
    Pattern {
        kind: RelationKind::Sum,
        evidence: if said { Evidence::Structural } else { Evidence::Mined },
        origin: if said { Origin::TotalLine } else { Origin::Values },
        law,
        prior: 0.9,
        relations: group.laws.iter().flat_map(|judged| relations(grid, judged)).collect(),
    }
}

/// One relation for each slot where a law holds or is broken.
fn relations(grid: &Grid, judged: &Judged) -> Vec<Relation> {
    let law = &judged.law;
    let mut slots: Vec<usize> = judged.holds.iter().chain(&judged.fails).copied().collect();
    slots.sort_unstable();
    // Figures rounded to fives or hundreds differ by more than their decimals excuse. Where only
    // some figures of a relation are, nobody can judge it who sees that relation alone.
    let mixed = |slot: usize| {
        let lines = || law.operands.iter().chain([&law.target]).filter(|line| grid.value(**line, slot) != 0);
        grid.is_coarse(law.target, slot) && !lines().all(|line| grid.is_coarse(*line, slot))
    };
    slots.retain(|slot| !(judged.near.binary_search(slot).is_ok() && mixed(*slot)));
    if let Shape::Share { scale, whole } = law.shape
        && judged.holds.len() > FEW
        && prior::is_said(grid, law)
        && grid.is_number(law.target, whole)
        && grid.value(law.target, whole) != grid.one().saturating_mul(i128::from(scale))
    {
        // The share of the whole in itself is no share to be learned from, but it is 100.
        slots.push(whole);
    }
    slots.into_iter().filter_map(|slot| relation(grid, law, slot)).collect()
}

/// From 0 to 1: the odds against an accident, tempered by every miss but the first. One miss is
/// what a slip looks like; several say that the law is not quite the author's.
fn confidence(grid: &Grid, judged: &Judged) -> f64 {
    let digits = super::choose::support(grid, judged).clamp(0.0, 9.0);
    let all = (judged.holds.len() + judged.fails.len()).max(1) as f64;
    let more = judged.fails.len().saturating_sub(1) as f64;
    let believed = (1.0 - 10_f64.powf(-digits / 2.0)) * (1.0 - (3.0 * more / all).min(1.0));
    // A few lines, one of them disobeying, and nobody says that it is a law: a coincidence of the
    // others is as likely as a slip.
    let enough = if judged.law.shape == Shape::Sum { FEW } else { 2 * FEW };
    let few = judged.holds.len() <= enough && !judged.fails.is_empty() && !prior::is_declared(grid, &judged.law);
    if few { believed * 0.5 } else { believed }
}

/// So many slots are few.
const FEW: usize = 2;

fn kind(shape: Shape) -> RelationKind {
    match shape {
        Shape::Sum => RelationKind::Sum,
        Shape::Average => RelationKind::Average,
        Shape::Ratio(_) | Shape::Share { .. } => RelationKind::Ratio,
        Shape::Change(_) => RelationKind::RelativeChange,
        Shape::Product(_) => RelationKind::Product,
        Shape::Equal => RelationKind::Equality,
    }
}

pub(super) fn relation(grid: &Grid, law: &Law, slot: usize) -> Option<Relation> {
    let target = grid.cell(law.target, slot)?;
    // One figure among blanks says nothing of a sum.
    if law.operands.iter().filter(|line| grid.is_number(**line, slot)).count() < law.operands.len().min(2) {
        return None;
    }
    let operands: Vec<CellRef> = law.operands.iter().filter_map(|line| grid.cell(*line, slot)).collect();
    let a = operands.first().copied()?;
    let b = operands.get(1).copied().unwrap_or(a);
    Some(match law.shape {
        Shape::Sum => Relation::sum(target, operands),
        Shape::Average => {
            let expr = Expr::Mean(operands.iter().copied().map(Expr::Cell).collect());
            Relation { target, operands, expr }
        }
        Shape::Equal => Relation { target, operands, expr: Expr::Cell(a) },
        Shape::Ratio(scale) => Relation::ratio(target, a, b, scale),
        Shape::Change(scale) => Relation::relative_change(target, a, b, scale),
        Shape::Share { scale, whole } => {
            Relation::ratio(target, a, grid.cell(law.operands.first().copied()?, whole)?, scale)
        }
        Shape::Product(scale) => {
            let product = Expr::Product(operands.iter().copied().map(Expr::Cell).collect());
            let expr = if scale == 1 {
                product
            } else {
                Expr::Quotient(Box::new(product), Box::new(Expr::Constant(Decimal::from(scale))))
            };
            Relation { target, operands, expr }
        }
    })
}

/// "Cột F = D + E", "Dòng 12 = tổng các dòng 5 đến 11".
fn sentence(grid: &Grid, law: &Law) -> Bilingual {
    let name = |line: usize| name(grid, line);
    let (vi, en) = words(grid.axis);
    let target = name(law.target);
    let names: Vec<String> = law.operands.iter().map(|line| name(*line)).collect();
    let (first, last) = (names.first().cloned().unwrap_or_default(), names.last().cloned().unwrap_or_default());
    let second = names.get(1).cloned().unwrap_or_default();
    let times = |scale: u32| if scale == 1 { String::new() } else { format!(" × {scale}") };
    match law.shape {
        Shape::Sum if let Some(rest) = remainder(grid, law) => {
            let others: Vec<String> =
                law.operands.iter().filter(|line| **line != rest).map(|line| name(*line)).collect();
            let right = format!("{} = {target} − {}", name(rest), others.join(" − "));
            Bilingual::new(format!("{} {right}", vi.0), format!("{} {right}", en.0))
        }
        Shape::Sum if names.len() <= NAMED => {
            let sum = names.join(" + ");
            Bilingual::new(format!("{} {target} = {sum}", vi.0), format!("{} {target} = {sum}", en.0))
        }
        Shape::Sum => Bilingual::new(
            format!("{} {target} = tổng {} mục từ {first} đến {last}", vi.0, names.len()),
            format!("{} {target} = sum of {} {} from {first} to {last}", en.0, names.len(), en.1),
        ),
        Shape::Average => Bilingual::new(
            format!("{} {target} = trung bình {} từ {first} đến {last}", vi.0, vi.1),
            format!("{} {target} = average of {} {first} to {last}", en.0, en.1),
        ),
        Shape::Equal => Bilingual::new(format!("{} {target} = {first}", vi.0), format!("{} {target} = {first}", en.0)),
        Shape::Ratio(scale) => {
            let right = format!("{target} = {first} / {second}{}", times(scale));
            Bilingual::new(format!("{} {right}", vi.0), format!("{} {right}", en.0))
        }
        Shape::Share { scale, whole } => {
            let all = law.operands.first().and_then(|line| grid.cell(*line, whole));
            let all = all.map(|cell| cell.to_string()).unwrap_or_default();
            let right = format!("{target} = {first} / {all}{}", times(scale));
            Bilingual::new(format!("{} {right}", vi.0), format!("{} {right}", en.0))
        }
        Shape::Change(scale) => {
            let right = format!("{target} = ({second} − {first}) / {first}{}", times(scale));
            Bilingual::new(format!("{} {right}", vi.0), format!("{} {right}", en.0))
        }
        Shape::Product(scale) => {
            let by = if scale == 1 { String::new() } else { format!(" / {scale}") };
            let right = format!("{target} = {}{by}", names.join(" × "));
            Bilingual::new(format!("{} {right}", vi.0), format!("{} {right}", en.0))
        }
    }
}

/// The one part of a short sum that its header calls a difference or a rest: people think of it as what the others leave.
fn remainder(grid: &Grid, law: &Law) -> Option<usize> {
    let is_rest = |line: usize| {
        let says = grid.says(line);
        says.has(Sense::Difference) || says.has(Sense::Residual)
    };
    let mut rests = law.operands.iter().copied().filter(|line| is_rest(*line));
    let rest = rests.next()?;
    let short = law.operands.len() > 1 && law.operands.len() <= NAMED;
    // It stands after what it is computed from: "Net" before "Tax" is a part, "Net" after "Gross" is what is left.
    let last = law.target < rest && law.operands.iter().all(|line| *line <= rest);
    (short && last && rests.next().is_none() && grid.axis == Axis::Across && !is_rest(law.target)).then_some(rest)
}

/// The letter of a column, the number of a row.
fn name(grid: &Grid, line: usize) -> String {
    match (grid.axis, grid.cell(line, 0)) {
        (Axis::Across, Some(cell)) => cell.col.to_string(),
        (Axis::Down, Some(cell)) => cell.row.to_string(),
        (_, None) => String::new(),
    }
}

/// What a line of an axis and several of them are called, in Vietnamese and in English.
type Called = (&'static str, &'static str);

fn words(axis: Axis) -> (Called, Called) {
    match axis {
        Axis::Across => (("Cột", "các cột"), ("Column", "columns")),
        Axis::Down => (("Dòng", "các dòng"), ("Row", "rows")),
    }
}
