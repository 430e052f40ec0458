//! Laws that a person states of a form: "cột 6 = cột 5 / cột 4 × 100", "dòng 17 = tổng dòng 8–16".

use std::collections::BTreeMap;

use super::additivity::leave_out;
use super::declared::{column_names, likeliest, relation};
use super::law;
use super::printed::{self, Name, Naming, NotUnderstood, Printed, PrintedExpr, Typed};
use super::structural::adds_up;
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Form, Line, LineKind, Reading, Table};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col, Row};

/// How much the word of a person is worth by itself: as much as what the form prints.
const STATED: f64 = 0.97;

/// A law that a person states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLaw {
    typed: Typed,
    text: String,
    /// The form that it is of; none for every table that has its columns.
    form: Option<Form>,
    /// What its lines were called where it was stated: in another period they may stand in other rows.
    lines: BTreeMap<Row, String>,
}

/// Why a law says nothing of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// There is no such column; the columns that there are.
    Column(Name, Vec<String>),
    /// There is no such line with figures.
    Line(Name),
    /// Nothing that it relates is filled in on any line.
    Nothing,
    /// It is of another form.
    Form,
}

impl Unfit {
    /// The reason, for a person.
    pub fn message(&self) -> Bilingual {
        match self {
            Self::Column(name, named) => {
                let all = named.join(", ");
                Bilingual::new(
                    format!("Bảng này không có cột {name}; các cột gọi được là: {all}."),
                    format!("This table has no column {name}; its columns are called: {all}."),
                )
            }
            Self::Line(name) => Bilingual::new(
                format!("Dòng {name} không phải là dòng số liệu của bảng này; số dòng là số ở mép trái trang tính."),
                format!("Line {name} is no line of this table; lines have the numbers at the left of the sheet."),
            ),
            Self::Nothing => Bilingual::new(
                "Không có chỗ nào ghi đủ các số để tính theo phép tính này.",
                "Nowhere do all the figures stand that this formula needs.",
            ),
            Self::Form => Bilingual::new("Phép tính này của một mẫu biểu khác.", "This formula is of another form."),
        }
    }
}

impl OwnLaw {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// Why it is not understood.
    pub fn parse(text: &str) -> Result<Self, NotUnderstood> {
        let typed = printed::typed(text)?;
        Ok(Self { typed, text: text.trim().to_owned(), form: None, lines: BTreeMap::new() })
    }

    /// The same as a law of one form, with what its lines are called there.
    pub fn of_form(self, form: Form, lines: BTreeMap<Row, String>) -> Self {
        Self { form: Some(form), lines, ..self }
    }

    /// The same for a table, whose form and lines it is then of.
    pub fn of_table(self, table: &Table) -> Self {
        let mut lines = BTreeMap::new();
        if self.typed.naming == Naming::Lines {
            let names = self.typed.expr.names().into_iter().chain([&self.typed.target]);
            for row in names.filter_map(row_of) {
                if let Some((_, line)) = table.line_at(row) {
                    lines.insert(row, called(line));
                }
            }
        }
        self.of_form(Form::of(table), lines)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The form that it is of.
    pub fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }

    /// What its lines were called.
    pub fn lines(&self) -> &BTreeMap<Row, String> {
        &self.lines
    }

    /// It in a table, and the column that it computes when it computes one.
    ///
    /// # Errors
    ///
    /// Why it says nothing of the table.
    pub fn in_table(&self, table: &Table) -> Result<(Option<Col>, Pattern), Unfit> {
        if self.form.as_ref().is_some_and(|form| *form != Form::of(table)) {
            return Err(Unfit::Form);
        }
        let (target, origin, kind, relations) = match self.typed.naming {
            Naming::Columns => self.along(table)?,
            Naming::Lines => self.down(table)?,
        };
        let (kind, origin) = if self.typed.bounds { (RelationKind::Bound, Origin::OfWhich) } else { (kind, origin) };
        let mut pattern =
            Pattern { kind, evidence: Evidence::Declared, origin, law: Bilingual::default(), prior: STATED, relations };
        pattern.law = law::headline(&law::formula(table, &pattern));
        Ok((target.filter(|_| !self.typed.bounds), pattern))
    }

    fn along(&self, table: &Table) -> Result<Found, Unfit> {
        let mut names = column_names(table);
        let given = names.clone();
        let stated = self.typed.expr.names().into_iter().chain([&self.typed.target]);
        for name in stated.filter(|name| !given.contains_key(name)) {
            // A column that prints no such number is called by its letter.
            let letter = col_of(name).filter(|col| table.column(*col).is_some());
            let col = letter.ok_or_else(|| Unfit::Column(name.clone(), law::column_names(table)))?;
            names.insert(name.clone(), Some(col));
        }
        let none = || Unfit::Column(self.typed.target.clone(), law::column_names(table));
        let target = names.get(&self.typed.target).copied().flatten().ok_or_else(none)?;
        let column = table.column(target).ok_or_else(none)?;
        let printed =
            Printed { target: Some(self.typed.target.clone()), expr: self.typed.expr.clone(), label: String::new() };
        let (mut tally, mut relations, kind) =
            likeliest(table, &printed, column, target, &names).ok_or(Unfit::Nothing)?;
        if self.typed.bounds {
            tally = Tally::of(&relations, RelationKind::Bound, table);
        } else if tally.holds < tally.of {
            leave_out(table, kind, &mut relations);
            tally = Tally::of(&relations, kind, table);
        }
        if tally.of == 0 {
            return Err(Unfit::Nothing);
        }
        let head = table.header_rows.last().copied().unwrap_or_default();
        let origin = Origin::ColumnFormula(CellRef::new(head, target));
        Ok((Some(target), origin, kind, relations))
    }

    fn down(&self, table: &Table) -> Result<Found, Unfit> {
        let row = |name: &Name| self.row(table, name).ok_or_else(|| Unfit::Line(name.clone()));
        for name in self.typed.expr.names() {
            row(name)?;
        }
        let target = row(&self.typed.target)?;
        let expr = self.placed(table, &self.typed.expr, target);
        let rate = |col: Col| table.column(col).is_none_or(|column| !adds_up(table, column));
        let mut found: Option<(RelationKind, Vec<Relation>)> = None;
        for column in table.number_columns() {
            let cell = |name: &Name| row_of(name).map(|row| CellRef::new(row, column.col));
            let expr: Expr = expr.to_expr(&cell).map_err(Unfit::Line)?;
            // Rates are no parts of a total.
            if !self.typed.bounds && expr.is_additive() && rate(column.col) {
                continue;
            }
            let kind = if self.typed.bounds { RelationKind::Bound } else { expr.kind() };
            let relation = relation(CellRef::new(target, column.col), expr);
            found.get_or_insert((kind, Vec::new())).1.push(relation);
        }
        let (kind, mut relations) = found.ok_or(Unfit::Nothing)?;
        leave_out(table, kind, &mut relations);
        if Tally::of(&relations, kind, table).of == 0 {
            return Err(Unfit::Nothing);
        }
        let first = table.columns.first().map(|column| column.col).unwrap_or_default();
        Ok((None, Origin::LineFormula(CellRef::new(target, first)), kind, relations))
    }

    /// The row of a line: that of its number when it is called as it was, or where it is called so now.
    fn row(&self, table: &Table, name: &Name) -> Option<Row> {
        let row = row_of(name)?;
        let here = table.line_at(row).map(|(_, line)| line).filter(|line| is_line(line));
        let Some(was) = self.lines.get(&row) else { return here.map(|line| line.row) };
        if here.is_some_and(|line| called(line) == *was) {
            return Some(row);
        }
        let mut others = table.lines.iter().filter(|line| is_line(line) && called(line) == *was);
        match (others.next(), others.next()) {
            (Some(line), None) => Some(line.row),
            _ => None,
        }
    }

    /// The same with the lines called by the rows in which they stand now, and a run of them as those that hold figures.
    fn placed(&self, table: &Table, expr: &PrintedExpr, target: Row) -> PrintedExpr {
        let inner = |expr: &PrintedExpr| self.placed(table, expr, target);
        match expr {
            PrintedExpr::Named(name) | PrintedExpr::Either(name, _) => {
                self.row(table, name).and_then(named).unwrap_or_else(|| expr.clone())
            }
            PrintedExpr::Run(from, to) => {
                let (Some(from), Some(to)) = (self.row(table, from), self.row(table, to)) else { return expr.clone() };
                let (first, last) = (from.min(to), from.max(to));
                let within = |line: &&Line| (first..=last).contains(&line.row) && line.row != target && is_line(line);
                let lines = table.lines.iter().filter(within).filter(|line| has_figures(table, line.row));
                PrintedExpr::Terms(lines.filter_map(|line| Some((false, named(line.row)?))).collect())
            }
            PrintedExpr::Terms(terms) => {
                let mut all = Vec::new();
                for (negative, term) in terms {
                    match inner(term) {
                        PrintedExpr::Terms(inner) if inner.iter().all(|(less, _)| !less) => {
                            all.extend(inner.into_iter().map(|(_, term)| (*negative, term)));
                        }
                        other => all.push((*negative, other)),
                    }
                }
                PrintedExpr::Terms(all)
            }
            PrintedExpr::Product(factors) => PrintedExpr::Product(factors.iter().map(inner).collect()),
            PrintedExpr::Quotient(above, below) => {
                PrintedExpr::Quotient(Box::new(inner(above)), Box::new(inner(below)))
            }
            PrintedExpr::Constant(_) => expr.clone(),
        }
    }
}

/// What a law comes to in a table: the column that it computes, what it is said of, its kind, its relations.
type Found = (Option<Col>, Origin, RelationKind, Vec<Relation>);

/// Whether figures of a line may be computed with.
fn is_line(line: &Line) -> bool {
    line.kind != LineKind::Other
}

fn has_figures(table: &Table, row: Row) -> bool {
    table.number_columns().any(|column| table.reading(CellRef::new(row, column.col)) != Reading::Blank)
}

/// A line by the row in which it stands.
fn named(row: Row) -> Option<PrintedExpr> {
    Name::parse(&row.to_string()).map(PrintedExpr::Named)
}

/// What a line is called, as it is looked up in another period.
fn called(line: &Line) -> String {
    crate::words::fold(&line.label)
}

/// The row that a number names.
fn row_of(name: &Name) -> Option<Row> {
    name.as_str().parse::<u32>().ok()?.checked_sub(1).map(Row)
}

/// The column that a letter names.
fn col_of(name: &Name) -> Option<Col> {
    let letters = name.as_str().chars().all(|letter| letter.is_ascii_alphabetic());
    letters.then(|| format!("{}1", name.as_str()).parse::<CellRef>().ok()).flatten().map(|cell| cell.col)
}
