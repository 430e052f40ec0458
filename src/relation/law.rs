//! The laws of a table as people read them: one for each thing that is said, however many lines or columns repeat it,
//! in the column numbers that the form prints and the numbers of lines.

use std::collections::BTreeMap;

use super::declared;
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Standing, Tally};
use crate::table::{Line, Reading, Table};
use crate::text::Bilingual;
use crate::words::fold;
use crate::workbook::{CellRef, Col, Row};

/// Tells a law of a form from others, in this period and the next: "2=4+6+8", or the words of a law of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LawKey(pub String);

/// A law with all that obeys it or not.
#[derive(Clone, Debug)]
pub struct Law<'a> {
    /// Tells it from others.
    pub key: LawKey,
    /// "cột 2 = cột 4 + cột 6 + cột 8", "dòng 17 = tổng dòng 8–16", or its words where neither says it.
    pub formula: Bilingual,
    /// What that means, by the headings of the columns or the names of the lines.
    pub meaning: Bilingual,
    /// Whether the formula can be typed as it stands.
    pub is_formula: bool,
    /// Whether its tally counts columns, or lines.
    pub of_columns: bool,
    /// The same law may be told by several patterns.
    pub standings: Vec<&'a Standing>,
}

impl Law<'_> {
    /// Where it comes from: the strongest evidence.
    pub fn evidence(&self) -> Evidence {
        self.standings.iter().map(|standing| standing.pattern.evidence).min().unwrap_or(Evidence::Mined)
    }

    /// What in the sheet speaks for it.
    pub fn origin(&self) -> Origin {
        self.standings.first().map_or(Origin::Values, |standing| standing.pattern.origin)
    }

    /// How many places obey it.
    pub fn tally(&self) -> Tally {
        self.standings.iter().fold(Tally::default(), |all, standing| Tally {
            holds: all.holds.saturating_add(standing.tally.holds),
            of: all.of.saturating_add(standing.tally.of),
        })
    }

    /// Its relations, each with whether it holds; `None` where it cannot be computed.
    pub fn relations(&self) -> impl Iterator<Item = (&Relation, Option<bool>)> {
        self.standings.iter().flat_map(|standing| {
            let judged = standing.judged.iter().map(|judged| judged.as_ref().ok().map(|judged| judged.verdict.holds()));
            standing.pattern.relations.iter().zip(judged)
        })
    }
}

/// The laws of a table, in the order of their evidence and of what they compute.
pub fn laws<'a>(table: &Table, standings: impl Iterator<Item = &'a Standing>) -> Vec<Law<'a>> {
    let mut laws: Vec<Law<'a>> = Vec::new();
    let mut places: BTreeMap<LawKey, usize> = BTreeMap::new();
    for standing in standings.filter(|standing| !standing.pattern.relations.is_empty()) {
        let pattern = &standing.pattern;
        let key = key(table, pattern);
        if let Some(law) = places.get(&key).and_then(|place| laws.get_mut(*place)) {
            law.standings.push(standing);
            continue;
        }
        places.insert(key.clone(), laws.len());
        let shape = Shape::of(pattern);
        laws.push(Law {
            key,
            formula: formula(table, pattern),
            meaning: meaning(table, pattern, &shape),
            is_formula: !matches!(shape, Shape::Other)
                && matches!(pattern.kind, RelationKind::Bound) | is_typed(pattern),
            of_columns: matches!(shape, Shape::Down(_)),
            standings: vec![standing],
        });
    }
    laws
}

/// Whether people can type such arithmetic.
fn is_typed(pattern: &Pattern) -> bool {
    fn typed(expr: &Expr) -> bool {
        match expr {
            Expr::Cell(_) | Expr::Constant(_) => true,
            Expr::Sum(terms) | Expr::Difference(terms) | Expr::Product(terms) => terms.iter().all(typed),
            Expr::Quotient(above, below) => typed(above) && typed(below),
            Expr::Mean(_) => false,
        }
    }
    pattern.kind != RelationKind::Label && pattern.relations.first().is_some_and(|relation| typed(&relation.expr))
}

/// What all relations of a law have in common.
enum Shape {
    /// Between the same columns, on each line.
    Along(Relation<Col>),
    /// Between the same lines, in each column.
    Down(Relation<Row>),
    /// Neither.
    Other,
}

impl Shape {
    fn of(pattern: &Pattern) -> Self {
        if pattern.kind == RelationKind::Label {
            return Self::Other;
        }
        let along = |relation: &Relation| {
            let row = relation.target.row;
            relation.over(&|cell: CellRef| (cell.row == row).then_some(cell.col))
        };
        let down = |relation: &Relation| {
            let col = relation.target.col;
            relation.over(&|cell: CellRef| (cell.col == col).then_some(cell.row))
        };
        common(pattern, along).map(Self::Along).or_else(|| common(pattern, down).map(Self::Down)).unwrap_or(Self::Other)
    }
}

/// What all relations come to, when it is the same.
fn common<I: Copy + PartialEq>(
    pattern: &Pattern,
    shape: impl Fn(&Relation) -> Option<Relation<I>>,
) -> Option<Relation<I>> {
    let first = shape(pattern.relations.first()?)?;
    pattern.relations.iter().all(|relation| shape(relation).is_some_and(|other| other == first)).then_some(first)
}

/// Tells a law from others of its form.
pub fn key(table: &Table, pattern: &Pattern) -> LawKey {
    let sign = if pattern.kind == RelationKind::Bound { "≤" } else { "=" };
    LawKey(match Shape::of(pattern) {
        Shape::Along(relation) => {
            let names = Names::of(table);
            let name = |col: Col| names.of_col(col);
            format!("{}{sign}{}", name(relation.target), compact(&relation.expr, &name))
        }
        Shape::Down(relation) => {
            let label = table.line_at(relation.target).map(|(_, line)| fold(&line.label)).unwrap_or_default();
            let label = if label.is_empty() { relation.target.to_string() } else { label };
            format!("{label} {sign} {:?}", pattern.kind).to_lowercase()
        }
        Shape::Other => fold(&pattern.law.vi),
    })
}

/// A law in the numbers of columns or lines, or in its words.
pub fn formula(table: &Table, pattern: &Pattern) -> Bilingual {
    let sign = if pattern.kind == RelationKind::Bound { "≤" } else { "=" };
    match Shape::of(pattern) {
        Shape::Along(relation) => {
            let names = Names::of(table);
            let say = |column: &str| {
                let name = |col: Col| format!("{column} {}", names.of_col(col));
                format!("{} {sign} {}", name(relation.target), spaced(&relation.expr, &name))
            };
            Bilingual::new(say("cột"), say("column"))
        }
        Shape::Down(relation) => {
            let run = |expr: &Expr<Row>| match expr {
                Expr::Sum(terms) => runs(table, terms, relation.target),
                _ => None,
            };
            let say = |line: &str, sum: &str| {
                let name = |row: Row| format!("{line} {row}");
                let right = match run(&relation.expr) {
                    Some(runs) => format!("{sum} {runs}"),
                    None => spaced(&relation.expr, &name),
                };
                format!("{} {sign} {right}", name(relation.target))
            };
            Bilingual::new(say("dòng", "tổng dòng"), say("line", "sum of lines"))
        }
        Shape::Other => pattern.law.clone(),
    }
}

/// The same as the beginning of a sentence.
pub fn headline(formula: &Bilingual) -> Bilingual {
    let raised = |text: &str| {
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    Bilingual::new(raised(&formula.vi), raised(&formula.en))
}

/// What a law says, by headings and names; nothing where its formula is words already.
fn meaning(table: &Table, pattern: &Pattern, shape: &Shape) -> Bilingual {
    let sign = if pattern.kind == RelationKind::Bound { "≤" } else { "=" };
    let text = match shape {
        Shape::Along(relation) => {
            let heading = |col: Col| {
                let column = table.column(col);
                let title = column.map(|column| column.name().trim().to_owned()).unwrap_or_default();
                // Two columns may have one name under different headings.
                let shared = table.columns.iter().filter(|other| other.name().trim() == title).count() > 1;
                match column {
                    Some(column) if shared => column.title(),
                    _ if title.is_empty() => col.to_string(),
                    _ => title,
                }
            };
            format!("{} {sign} {}", heading(relation.target), spaced(&relation.expr, &heading))
        }
        Shape::Down(relation) => {
            let label = table.line_at(relation.target).map(|(_, line)| line.label.trim()).unwrap_or_default();
            if label.is_empty() { pattern.law.vi.clone() } else { format!("“{label}”") }
        }
        Shape::Other => String::new(),
    };
    Bilingual::same(text)
}

/// How many lines are listed one by one before they are told as a sum.
const FEW: usize = 2;

/// The lines of a sum as runs of neighbours: "8–16", "9–10, 18 và 22"; none for a few lines.
fn runs(table: &Table, terms: &[Expr<Row>], target: Row) -> Option<String> {
    let mut rows = Vec::new();
    for term in terms {
        match term {
            Expr::Cell(row) => rows.push(*row),
            _ => return None,
        }
    }
    if rows.len() <= FEW {
        return None;
    }
    rows.sort_unstable();
    let filled = |line: &Line| {
        let figure = |col| table.reading(CellRef::new(line.row, col)) != Reading::Blank;
        line.row != target && table.number_columns().any(|column| figure(column.col))
    };
    // Lines without figures between two that are added break no run.
    let between = |from: Row, to: Row| {
        let after = table.lines.partition_point(|line| line.row <= from);
        let lines = table.lines.get(after..).unwrap_or_default().iter().take_while(|line| line.row < to);
        lines.into_iter().any(filled)
    };
    let mut found: Vec<(Row, Row)> = Vec::new();
    for row in rows {
        match found.last_mut() {
            Some((_, last)) if !between(*last, row) => *last = row,
            _ => found.push((row, row)),
        }
    }
    let said =
        found.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") });
    Some(said.collect::<Vec<_>>().join(", "))
}

/// What the columns of a table are called: by the number that is printed over them, else by their letter.
struct Names(BTreeMap<Col, String>);

impl Names {
    fn of(table: &Table) -> Self {
        let printed = declared::column_names(table);
        Self(printed.into_iter().filter_map(|(name, col)| Some((col?, name.to_string()))).collect())
    }

    fn of_col(&self, col: Col) -> String {
        self.0.get(&col).cloned().unwrap_or_else(|| col.to_string())
    }
}

/// What a column is called in formulas.
pub fn column_name(table: &Table, col: Col) -> String {
    Names::of(table).of_col(col)
}

/// What the columns with figures are called.
pub fn column_names(table: &Table) -> Vec<String> {
    let names = Names::of(table);
    table.number_columns().map(|column| names.of_col(column.col)).collect()
}

/// An expression without spaces, its sums in one order.
fn compact<I: Copy>(expr: &Expr<I>, name: &impl Fn(I) -> String) -> String {
    let parts = |terms: &[Expr<I>]| -> Vec<String> { terms.iter().map(|term| compact(term, name)).collect() };
    match expr {
        Expr::Cell(cell) => name(*cell),
        Expr::Constant(value) => value.normalize().to_string(),
        Expr::Sum(terms) => {
            let mut parts = parts(terms);
            parts.sort();
            format!("({})", parts.join("+"))
        }
        Expr::Difference(terms) => format!("({})", parts(terms).join("-")),
        Expr::Product(terms) => parts(terms).join("*"),
        Expr::Quotient(above, below) => format!("{}/{}", compact(above, name), compact(below, name)),
        Expr::Mean(terms) => format!("mean({})", parts(terms).join(",")),
    }
}

/// An expression as people write it.
fn spaced<I: Copy>(expr: &Expr<I>, name: &impl Fn(I) -> String) -> String {
    let inner = |expr: &Expr<I>| match expr {
        Expr::Sum(terms) | Expr::Difference(terms) if terms.len() > 1 => format!("({})", spaced(expr, name)),
        other => spaced(other, name),
    };
    let joined = |terms: &[Expr<I>], sign: &str| terms.iter().map(inner).collect::<Vec<_>>().join(sign);
    match expr {
        Expr::Cell(cell) => name(*cell),
        Expr::Constant(value) => number(*value),
        Expr::Sum(terms) => joined(terms, " + "),
        Expr::Difference(terms) => joined(terms, " − "),
        Expr::Product(terms) => joined(terms, " × "),
        Expr::Quotient(above, below) => {
            let below = match below.as_ref() {
                Expr::Product(_) | Expr::Quotient(..) => format!("({})", spaced(below, name)),
                below => inner(below),
            };
            format!("{} / {below}", inner(above))
        }
        Expr::Mean(terms) => format!("trung bình ({})", joined(terms, "; ")),
    }
}

/// A constant as people write it.
fn number(value: rust_decimal::Decimal) -> String {
    value.normalize().to_string().replace('.', ",")
}
