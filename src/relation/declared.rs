//! What the form itself declares: formulas printed under the headers of columns and in the labels
//! of lines.

use std::collections::{BTreeMap, BTreeSet};

use super::additivity::leave_out;
use super::own::OwnLaw;
use super::printed::{self, Name, NotComputable, Printed, PrintedExpr};
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::number::Slack;
use crate::table::{Column, Line, LineKind, Table};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col, Row};

/// A printed formula that fails on more than this share of the lines is itself the suspect.
const BELIEVED_SHARE: (u32, u32) = (1, 2);

/// All patterns that the form declares, and `own` those of whoever checks it. A column that these compute is computed
/// by no formula printed over it.
pub fn declared(table: &Table, own: &[OwnLaw]) -> Vec<Pattern> {
    let names = column_names(table);
    let told: Vec<(Option<Col>, Pattern)> = own.iter().filter_map(|law| law.in_table(table).ok()).collect();
    let is_told = |column: &&Column| !told.iter().any(|(target, _)| *target == Some(column.col));
    let printed = table.columns.iter().filter(is_told);
    let printed: Vec<Pattern> =
        printed.filter_map(|column| column_pattern(table, column, &names).ok().flatten()).collect();
    told.into_iter().map(|(_, pattern)| pattern).chain(printed).chain(lines(table)).collect()
}

/// Why a formula that the form prints is not law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It cannot be computed.
    NotComputable(NotComputable),
    /// It fails on most lines: then the formula is the suspect, not the lines.
    Fails(Tally),
}

/// The printed column formulas that are not law, with where they stand. Those in the cells `law` are known to be.
pub fn rejected(table: &Table, law: &BTreeSet<CellRef>) -> Vec<(CellRef, String, Rejection)> {
    let names = column_names(table);
    let reject = |column: &Column| {
        let number = column.number.as_ref().filter(|number| number.text.contains('='))?;
        if law.contains(&number.cell) {
            return None;
        }
        let rejection = column_pattern(table, column, &names).err()?;
        Some((number.cell, number.text.clone(), rejection))
    };
    table.columns.iter().filter_map(reject).collect()
}

/// The place of each column name. A name that is printed twice is no name: then the formulas that
/// use it are passed over.
pub(super) fn column_names(table: &Table) -> BTreeMap<Name, Option<Col>> {
    let mut names = BTreeMap::new();
    for column in &table.columns {
        let Some(number) = &column.number else { continue };
        let name = match printed::parse(&number.text) {
            Ok(Printed { target: Some(name), .. }) => Some(name),
            _ => Name::parse(number.text.split('=').next().unwrap_or_default()),
        };
        if let Some(name) = name {
            names.entry(name).and_modify(|col| *col = None).or_insert(Some(column.col));
        }
    }
    names
}

/// `Ok(None)` when the column prints no formula, or one that names columns of another table.
fn column_pattern(
    table: &Table,
    column: &Column,
    names: &BTreeMap<Name, Option<Col>>,
) -> Result<Option<Pattern>, Rejection> {
    let Some((cell, printed)) = printed_formula(table, column).map_err(Rejection::NotComputable)? else {
        return Ok(None);
    };
    let own = printed.target.as_ref().and_then(|name| names.get(name).copied().flatten());
    let target = own.unwrap_or(column.col);
    let Some((mut tally, mut relations, kind)) = likeliest(table, &printed, column, target, names) else {
        return Ok(None);
    };
    if tally.holds < tally.of {
        // What is printed over the columns is not said of the lines that hold rates.
        let all = relations.len();
        leave_out(table, kind, &mut relations);
        if relations.len() < all {
            tally = Tally::of(&relations, kind, table);
        }
    }
    let (part, whole) = BELIEVED_SHARE;
    if tally.of >= 2 && tally.holds * whole < tally.of * part {
        return Err(Rejection::Fails(tally));
    }
    let text = column.number.as_ref().filter(|number| number.cell == cell).map_or("", |number| number.text.as_str());
    let law = law_text(text).unwrap_or_else(|| printed.label.clone());
    Ok(Some(Pattern {
        kind,
        evidence: Evidence::Declared,
        origin: Origin::ColumnFormula(cell),
        law: Bilingual::new(format!("Cột {law}"), format!("Column {law}")),
        prior: 0.97,
        relations,
    }))
}

/// Of the readings of a formula the one that holds on most lines.
pub(super) fn likeliest(
    table: &Table,
    printed: &Printed,
    column: &Column,
    target: Col,
    names: &BTreeMap<Name, Option<Col>>,
) -> Option<Tried> {
    let rows: Vec<Row> = table.lines.iter().filter(|line| line.kind != LineKind::Other).map(|line| line.row).collect();
    let percent = column.unit.as_ref().is_some_and(crate::table::Unit::is_rate);
    let mut best: Option<Tried> = None;
    for reading in printed.readings() {
        for scale in [1_u32, 100] {
            // "× 100" is often left unsaid under a percent header.
            if scale == 100 && !(percent && matches!(reading, PrintedExpr::Quotient(..))) {
                continue;
            }
            let on = |row: &Row| {
                let column = |name: &Name| names.get(name).copied().flatten().map(|col| CellRef::new(*row, col));
                let expr = reading.to_expr(&column).ok()?;
                let relation = relation(CellRef::new(*row, target), scaled(expr, scale));
                let is_told = !relation.operands.is_empty() && !relation.operands.contains(&relation.target);
                is_told.then_some(relation)
            };
            // Lines of zeros fit either scale: where neither holds more often, the percent sign of the header decides.
            let least = best.as_ref().map_or(0, |(other, ..)| other.holds + u32::from(scale != 100));
            best = tried(table, rows.iter().map(on), least).or(best);
        }
    }
    best
}

/// How often a reading of a formula holds, its relations and their kind.
type Tried = (Tally, Vec<Relation>, RelationKind);

/// Tries a reading line by line, as long as it may hold on `least` lines: most readings fail on nearly all of them.
fn tried(table: &Table, relations: impl ExactSizeIterator<Item = Option<Relation>>, least: u32) -> Option<Tried> {
    let mut left = u32::try_from(relations.len()).unwrap_or(u32::MAX);
    let (mut tally, mut found, mut kind) = (Tally::default(), Vec::new(), None);
    for relation in relations {
        left = left.saturating_sub(1);
        if let Some(relation) = relation {
            let kind = *kind.get_or_insert_with(|| relation.expr.kind());
            tally.add(&relation.judge(kind, Slack::Rounded, table));
            found.push(relation);
        }
        if tally.holds.saturating_add(left) < least {
            return None;
        }
    }
    Some((tally, found, kind?))
}

/// The formula of a column: in its number, or in its header ("Tổng số (1=2+3)").
fn printed_formula(table: &Table, column: &Column) -> Result<Option<(CellRef, Printed)>, NotComputable> {
    if let Some(number) = column.number.as_ref().filter(|number| number.text.contains('=')) {
        return printed::parse(&number.text).map(|printed| Some((number.cell, printed)));
    }
    let header = || {
        let printed = printed::parse(column.header.last()?).ok().filter(|printed| printed.target.is_some())?;
        Some((CellRef::new(*table.header_rows.last()?, column.col), printed))
    };
    Ok(header())
}

/// "2=4+6+8" as "2 = 4 + 6 + 8".
pub(super) fn law_text(text: &str) -> Option<String> {
    let (target, formula) = text.split_once('=')?;
    let mut spaced = String::with_capacity(formula.len() * 2);
    for c in formula.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '+' | '-' | '*' | '/' | '×' | ':' => {
                spaced.push(' ');
                spaced.push(if c == '*' { '×' } else { c });
                spaced.push(' ');
            }
            _ => spaced.push(c),
        }
    }
    Some(format!("{} = {}", target.trim(), spaced.trim()))
}

/// Lines whose label or marker says what they are made of: "TỔNG CỘNG (I+II)", "270 = 100 + 200".
fn lines(table: &Table) -> Vec<Pattern> {
    let columns: Vec<Col> = table
        .number_columns()
        .filter(|column| super::structural::adds_up(table, column))
        .map(|column| column.col)
        .collect();
    table.lines.iter().filter_map(|line| line_pattern(table, line, &columns)).collect()
}

fn line_pattern(table: &Table, line: &Line, columns: &[Col]) -> Option<Pattern> {
    let printed = printed::parse(&line.label).ok()?;
    let names = line_names(table, line);
    if let Some(target) = &printed.target {
        // "(270 = 100 + 200)" beside another code is a formula left from an older form.
        let own = line_name(line);
        if !own.contains(target) {
            return None;
        }
    }
    let mut best: Option<(Tally, Vec<Relation>, RelationKind)> = None;
    for reading in printed.readings() {
        let relations: Vec<Relation> = columns
            .iter()
            .filter_map(|col| {
                let expr = reading.to_expr(&|name| names.get(name).map(|row| CellRef::new(*row, *col))).ok()?;
                Some(relation(CellRef::new(line.row, *col), expr))
            })
            .filter(|relation| !relation.operands.contains(&relation.target))
            .collect();
        let Some(kind) = relations.first().map(|relation| relation.expr.kind()) else { continue };
        let tally = Tally::of(&relations, kind, table);
        if best.as_ref().is_none_or(|(other, ..)| tally.holds > other.holds) {
            best = Some((tally, relations, kind));
        }
    }
    let (tally, relations, kind) = best?;
    let (part, whole) = BELIEVED_SHARE;
    if tally.of == 0 || (tally.of >= 2 && tally.holds * whole < tally.of * part) {
        return None;
    }
    let cell = CellRef::new(line.row, table.columns.first()?.col);
    Some(Pattern {
        kind,
        evidence: Evidence::Declared,
        origin: Origin::LineFormula(cell),
        law: Bilingual::new(format!("Dòng “{}”", line.label), format!("Line “{}”", line.label)),
        prior: 0.95,
        relations,
    })
}

/// The lines by code and marker; numbering starts anew under each heading, so of two lines with
/// one marker the one nearest above counts, or the first below for a total at the top.
fn line_names(table: &Table, line: &Line) -> BTreeMap<Name, Row> {
    let mut names = BTreeMap::new();
    let (above, below): (Vec<&Line>, Vec<&Line>) =
        table.lines.iter().filter(|other| other.row != line.row).partition(|other| other.row < line.row);
    for other in above.iter().rev().chain(&below) {
        for name in line_name(other) {
            names.entry(name).or_insert(other.row);
        }
    }
    names
}

/// What formulas may call a line: its code, its marker.
fn line_name(line: &Line) -> Vec<Name> {
    let marker = line.marker.as_ref().map(ToString::to_string);
    [line.code.clone(), marker].into_iter().flatten().filter_map(|text| Name::parse(&text)).collect()
}

pub(super) fn relation(target: CellRef, expr: Expr) -> Relation {
    let mut operands = Vec::new();
    for cell in expr.cells() {
        if !operands.contains(&cell) {
            operands.push(cell);
        }
    }
    Relation { target, operands, expr }
}

fn scaled(expr: Expr, scale: u32) -> Expr {
    if scale == 1 { expr } else { Expr::Product(vec![expr, Expr::Constant(scale.into())]) }
}
