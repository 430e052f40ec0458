//! Running balances down a column: a cash book, a bank book, a stock card. What stands in a line is what
//! stood above it, and what came in, less what went out.
//!
//! A balance is a stock: it is never added up. The lines that close a page and open the next ("Cộng mang
//! sang", "Số trang trước chuyển sang") and those that close a month repeat it, and add up what moved.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::mined::{exceptions, is_meaningful};
use super::structural::{adds_up, number_at};
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, Line, LineIndex, LineKind, Reading, Table};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::{CellRef, Col, Row};

/// Lines on which a balance must follow from the one above before it is believed: three in a row come out by
/// accident less than once in a million tables of figures of three digits.
const WITNESSES: u32 = 3;
/// The share of lines that must follow where the words say what comes in and goes out, and where they do not: one
/// slip breaks two lines, and a list of eight is a short book.
const FOLLOWS: ((u32, u32), (u32, u32)) = ((3, 4), (4, 5));
/// Lines that a pair of columns is tried on first.
const SAMPLE: usize = 12;
/// By how many lines what moved is shifted to see how often balances follow from anything.
const DECOYS: usize = 8;
/// Columns of numbers beyond which no book is looked for: every pair of them would be tried.
const MOST_COLUMNS: usize = 8;

/// The books of a table.
#[derive(Default)]
pub struct Running {
    /// Their laws.
    pub patterns: Vec<Pattern>,
    /// The columns of balances, which are not added up.
    balances: BTreeSet<Col>,
    /// The lines that close a page or a period, and the columns of what moved: their sums are among the laws.
    closes: BTreeSet<CellRef>,
}

impl Running {
    /// Whether a law of another kind would add up balances, or add what a page carries to what is on it.
    pub fn forbids(&self, pattern: &Pattern, relation: &Relation) -> bool {
        let target = relation.target;
        let down = || relation.operands.iter().any(|cell| cell.row != target.row);
        let compared = matches!(pattern.kind, RelationKind::Label | RelationKind::Bound);
        pattern.evidence != Evidence::Declared
            && !compared
            && (self.closes.contains(&target)
                || (self.balances.contains(&target.col) && down())
                || relation.operands.iter().any(|cell| cell.row != target.row && self.closes.contains(cell)))
    }
}

/// The books of a table: at most one for each column of balances.
pub fn running(table: &Table) -> Running {
    let columns: Vec<&Column> = table.number_columns().filter(|column| adds_up(table, column)).collect();
    let mut found = Running::default();
    if !(3..=MOST_COLUMNS).contains(&columns.len()) {
        return found;
    }
    for balance in columns.iter().skip(2) {
        let before = || columns.iter().filter(|column| column.col < balance.col);
        let pairs = before().flat_map(|came| before().map(move |went| (came.col, went.col)));
        let books = pairs.filter(|(came, went)| came != went).filter_map(|(came, went)| {
            let book = Book { table, came, went, balance: balance.col };
            book.may_follow().then_some(())?;
            let relations = book.relations(usize::MAX);
            book.is_believed(&relations).then_some((book, relations))
        });
        let holds = |relations: &[Relation]| Tally::of(relations, RelationKind::Other, table).holds;
        if let Some((book, relations)) = books.max_by_key(|(_, relations)| holds(relations)) {
            found.balances.insert(balance.col);
            found.patterns.push(book.law(relations));
            book.close(&mut found);
        }
    }
    found
}

/// What a line of a book does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Something moves.
    Entry,
    /// It carries what stood before: a page, a month, the closing balance.
    Carried,
    /// What was there at the beginning.
    Opening,
}

struct Book<'t> {
    table: &'t Table,
    came: Col,
    went: Col,
    balance: Col,
}

impl Book<'_> {
    fn part(&self, at: LineIndex, line: &Line) -> Option<Part> {
        let given = |col| number_at(self.table, at, col).is_some();
        let (moves, stands) = (given(self.came) || given(self.went), given(self.balance));
        let carried = line.is_total() || line.said.has(Sense::Carried) || line.said.has(Sense::Closing);
        match line.kind {
            LineKind::Other | LineKind::OfWhich => None,
            _ if carried && (moves || stands) => Some(Part::Carried),
            _ if moves => Some(Part::Entry),
            _ if stands => Some(Part::Opening),
            _ => None,
        }
    }

    fn parts(&self) -> impl Iterator<Item = (LineIndex, &Line, Part)> {
        let lines = self.table.lines.iter().enumerate().map(|(at, line)| (LineIndex(at), line));
        lines.filter_map(|(at, line)| Some((at, line, self.part(at, line)?)))
    }

    /// Each balance from the last one above it and what has moved since.
    ///
    /// `most`: how many are asked for.
    fn relations(&self, most: usize) -> Vec<Relation> {
        let mut relations = Vec::new();
        let (mut opening, mut last): (Option<CellRef>, Option<CellRef>) = (None, None);
        let mut total: Option<Row> = None;
        let (mut came, mut went): (Vec<CellRef>, Vec<CellRef>) = (Vec::new(), Vec::new());
        for (at, line, part) in self.parts() {
            if part == Part::Entry {
                came.push(CellRef::new(line.row, self.came));
                went.push(CellRef::new(line.row, self.went));
            }
            if part == Part::Carried && (self.is_given(at, self.came) || self.is_given(at, self.went)) {
                total = Some(line.row);
            }
            if number_at(self.table, at, self.balance).is_none() {
                continue;
            }
            if relations.len() >= most {
                break;
            }
            let target = CellRef::new(line.row, self.balance);
            // A balance at the head of another account begins anew.
            if part == Part::Opening {
                opening = Some(target);
            } else if let Some(above) = last {
                let step = moved(target, above, &came, &went);
                // The balance that closes a period is as often told from the one that opened it.
                let whole = opening.zip(total).filter(|_| part == Part::Carried && !self.follows(&step));
                let whole = whole.map(|(opening, row)| {
                    moved(target, opening, &[CellRef::new(row, self.came)], &[CellRef::new(row, self.went)])
                });
                relations.push(whole.filter(|whole| self.follows(whole)).unwrap_or(step));
            }
            last = Some(target);
            came.clear();
            went.clear();
        }
        relations
    }

    fn follows(&self, relation: &Relation) -> bool {
        Tally::of(std::slice::from_ref(relation), RelationKind::Other, self.table).holds > 0
    }

    /// Whether the first lines follow at all: most pairs of columns are told so in few steps.
    fn may_follow(&self) -> bool {
        Tally::of(&self.relations(SAMPLE), RelationKind::Other, self.table).holds >= WITNESSES
    }

    /// Whether the balances follow so often, in both directions, that it is no accident.
    fn is_believed(&self, relations: &[Relation]) -> bool {
        let named = self.is_named();
        let (part, whole) = if named { FOLLOWS.0 } else { FOLLOWS.1 };
        let tally = Tally::of(relations, RelationKind::Other, self.table);
        let rows = |col: Col| {
            // Where nothing is left over, and nothing was, two columns are equal, and there is no balance.
            let moved = |relation: &&Relation| {
                let before = relation.operands.first().map(|before| self.table.reading(*before));
                before != Some(self.table.reading(relation.target))
                    && relation.operands.iter().any(|cell| {
                        cell.col == col && self.table.line_at(cell.row).is_some_and(|(at, _)| self.is_given(at, col))
                    })
            };
            let moved: Vec<Relation> = relations.iter().filter(moved).cloned().collect();
            Tally::of(&moved, RelationKind::Other, self.table).holds
        };
        let (came, went) = (rows(self.came), rows(self.went));
        // What stands still while as much comes in as goes out is no balance, but a column of zeros.
        let value = |cell: CellRef| match self.table.reading(cell) {
            Reading::Number(number) => Some(number.value()),
            Reading::Blank | Reading::Unreadable => None,
        };
        let changed = |relation: &&Relation| {
            relation.operands.first().is_some_and(|before| value(*before) != value(relation.target))
        };
        let changed: Vec<Relation> = relations.iter().filter(changed).cloned().collect();
        if Tally::of(&changed, RelationKind::Other, self.table).holds < WITNESSES {
            return false;
        }
        // What the words do not say must show in both directions.
        let shown = if named { came + went >= WITNESSES } else { came >= 2 && went >= 2 };
        tally.holds >= WITNESSES + u32::from(!named)
            && shown
            && tally.holds * whole >= tally.of * part
            && (named || self.is_no_accident(relations))
    }

    /// Whether balances that no words announce follow oftener than they would from what moved on other lines:
    /// small counts and readings that hardly change follow from anything.
    fn is_no_accident(&self, relations: &[Relation]) -> bool {
        let moves: Vec<&Relation> = relations
            .iter()
            .filter(|relation| {
                let mut moved = relation.operands.iter().skip(1);
                moved.any(
                    |cell| matches!(self.table.reading(*cell), Reading::Number(number) if !number.value().is_zero()),
                )
            })
            .collect();
        let decoys = (1..=DECOYS.min(moves.len().saturating_sub(1))).flat_map(|shift| {
            let others = moves.iter().cycle().skip(shift);
            moves.iter().zip(others).filter_map(|(relation, other)| exchanged(relation, other, self.went))
        });
        let decoys = Tally::of(&decoys.collect::<Vec<_>>(), RelationKind::Other, self.table);
        let moves: Vec<Relation> = moves.into_iter().cloned().collect();
        let Tally { holds, of } = Tally::of(&moves, RelationKind::Other, self.table);
        let share = f64::from(decoys.holds + 1) / f64::from(decoys.of + 2);
        let columns = self.table.number_columns().count() as f64;
        let pairs = (columns * (columns - 1.0)).max(1.0).log10();
        is_meaningful(f64::from(holds) * -share.log10() - exceptions(of as usize, (of - holds) as usize) - pairs)
    }

    fn is_given(&self, at: LineIndex, col: Col) -> bool {
        number_at(self.table, at, col).is_some_and(|number| number.value() != Decimal::ZERO)
    }

    fn is_named(&self) -> bool {
        let said = |col, sense| self.table.column(col).is_some_and(|column| senses(&column.title()).has(sense));
        said(self.came, Sense::Inflow) && said(self.went, Sense::Outflow)
    }

    fn law(&self, relations: Vec<Relation>) -> Pattern {
        let (balance, came, went) = (self.balance, self.came, self.went);
        Pattern {
            kind: RelationKind::Other,
            evidence: Evidence::Semantic,
            origin: Origin::Header,
            law: Bilingual::new(
                format!("Cột {balance} = {balance} dòng trên + {came} − {went}"),
                format!("Column {balance} = {balance} of the line above + {came} − {went}"),
            ),
            prior: 0.9,
            relations,
        }
    }

    /// The sums of the lines that close a page or a period: of everything so far, or of what stands since the
    /// last of them. A line is read as it comes out, one that does not as most others do.
    fn close(&self, found: &mut Running) {
        let mut closed: Vec<[Option<Relation>; 2]> = Vec::new();
        for col in [self.came, self.went] {
            let (mut all, mut page): (Vec<CellRef>, Vec<CellRef>) = (Vec::new(), Vec::new());
            for (at, line, part) in self.parts() {
                let cell = CellRef::new(line.row, col);
                match part {
                    Part::Entry => {
                        all.push(cell);
                        page.push(cell);
                    }
                    Part::Carried => {
                        found.closes.insert(cell);
                        // What has run since before the first line cannot be added up here.
                        if number_at(self.table, at, col).is_none() || line.said.has(Sense::Cumulative) {
                            continue;
                        }
                        let sum = |parts: &Vec<CellRef>| {
                            parts
                                .iter()
                                .any(|part| is_number(self.table, *part))
                                .then(|| Relation::sum(cell, parts.clone()))
                        };
                        closed.push([sum(&all), sum(&page)]);
                        page.clear();
                    }
                    Part::Opening => {}
                }
            }
        }
        let holds =
            |relation: &Relation| Tally::of(std::slice::from_ref(relation), RelationKind::Sum, self.table).holds > 0;
        let count = |which: usize| {
            closed.iter().filter_map(|readings| readings.get(which)?.as_ref()).filter(|sum| holds(sum)).count()
        };
        let by_page = count(1) > count(0);
        let relations: Vec<Relation> = closed
            .into_iter()
            .filter_map(|[all, page]| {
                let (usual, other) = if by_page { (page, all) } else { (all, page) };
                match (usual, other) {
                    (Some(usual), Some(other)) if holds(&other) && !holds(&usual) => Some(other),
                    (usual, other) => usual.or(other.filter(&holds)),
                }
            })
            .collect();
        let Tally { holds, of } = Tally::of(&relations, RelationKind::Sum, self.table);
        if holds > 0 && holds * 2 >= of {
            found.patterns.push(Pattern {
                kind: RelationKind::Sum,
                evidence: Evidence::Structural,
                origin: Origin::TotalLine,
                law: Bilingual::new(
                    "Dòng cộng của sổ = tổng các dòng phát sinh",
                    "The total of the book = its entries",
                ),
                prior: 0.95,
                relations,
            });
        }
    }
}

/// A balance from another one and what moved between them.
fn moved(target: CellRef, before: CellRef, came: &[CellRef], went: &[CellRef]) -> Relation {
    let added = std::iter::once(before).chain(came.iter().copied());
    let operands = added.clone().chain(went.iter().copied()).collect();
    let left = std::iter::once(Expr::Sum(added.map(Expr::Cell).collect())).chain(went.iter().copied().map(Expr::Cell));
    Relation { target, operands, expr: Expr::Difference(left.collect()) }
}

/// The same balance, had there moved what moved for another one.
fn exchanged(relation: &Relation, other: &Relation, went: Col) -> Option<Relation> {
    let above = *relation.operands.first()?;
    let (left, added): (Vec<CellRef>, Vec<CellRef>) = other.operands.iter().skip(1).partition(|cell| cell.col == went);
    Some(moved(relation.target, above, &added, &left))
}

fn is_number(table: &Table, cell: CellRef) -> bool {
    matches!(table.reading(cell), Reading::Number(_))
}
