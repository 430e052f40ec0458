//! What a formula will cost to calculate, known before it is calculated.
//!
//! The engine takes for each part of a formula a plan of all that is inside it, looks at every part
//! several times for that, and calculates with ranges as with arrays. What grows faster than the
//! formula and its ranges is counted here; cells that are only read are counted where they are read.

use formualizer_common::LiteralValue;
use formualizer_parse::parser::{ASTNode, ASTNodeType, BinaryOperator, ReferenceType};

/// Rows and columns.
pub(super) type Shape = (u64, u64);

/// A cell of an array costs as much as so many that are only looked at.
const IN_ARRAY: u64 = 4;

/// A column of an array costs as much as so many cells in it: it is stored by itself.
const A_COLUMN: u64 = 64;

/// What a part of a formula costs.
#[derive(Clone, Copy)]
pub(super) struct Weight {
    /// What it gives.
    pub(super) shape: Shape,
    /// Cells of the largest array that is made in passing.
    pub(super) largest: u64,
    work: u64,
    parts: u64,
    looked_at: u64,
    chosen: u64,
    planned: u64,
    has_call: bool,
}

impl Weight {
    /// All of it, in cells that are looked at.
    pub(super) fn cells(self) -> u64 {
        self.work.saturating_add(self.planned)
    }

    fn size(self) -> u64 {
        size(self.shape)
    }
}

fn size((rows, columns): Shape) -> u64 {
    rows.saturating_mul(columns)
}

/// Weighs a formula, or a part of one. `seen` tells the shape of what a reference is; `stars` how many
/// wildcards a text among the cells may have.
pub(super) fn weigh(node: &ASTNode, seen: &dyn Fn(&ReferenceType) -> Shape, stars: u64) -> Weight {
    let inner = |node: &ASTNode| weigh(node, seen, stars);
    match &node.node_type {
        ASTNodeType::Literal(_) | ASTNodeType::Omitted => whole((1, 1), 1, &[]),
        ASTNodeType::Reference { reference, .. } => whole(seen(reference), 1, &[]),
        ASTNodeType::UnaryOp { expr, .. } => each(&[inner(expr)]),
        ASTNodeType::BinaryOp { op, left, right } => {
            let sides = [inner(left), inner(right)];
            match op {
                BinaryOperator::Range | BinaryOperator::Union | BinaryOperator::Intersection => {
                    whole(widest(&sides), 1, &sides)
                }
                _ => each(&sides),
            }
        }
        ASTNodeType::Function { name, args } => {
            let parts: Vec<Weight> = args.iter().map(inner).collect();
            let wildcards = args.iter().map(wildcards).max().unwrap_or(0).max(stars);
            call(&name.to_ascii_uppercase(), &parts, wildcards)
        }
        ASTNodeType::Call { callee, args } => {
            let parts: Vec<Weight> = std::iter::once(&**callee).chain(args).map(inner).collect();
            whole(widest(&parts), u64::MAX, &parts)
        }
        ASTNodeType::Array(rows) => {
            let parts: Vec<Weight> = rows.iter().flatten().map(inner).collect();
            let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
            let shape = (u64::try_from(rows.len()).unwrap_or(u64::MAX), u64::try_from(columns).unwrap_or(u64::MAX));
            whole(shape, size(shape), &parts)
        }
    }
}

fn wildcards(node: &ASTNode) -> u64 {
    match &node.node_type {
        ASTNodeType::Literal(LiteralValue::Text(text)) => stars(text),
        _ => 0,
    }
}

/// The wildcards of a text.
pub(super) fn stars(text: &str) -> u64 {
    u64::try_from(text.bytes().filter(|byte| matches!(byte, b'*' | b'?')).count()).unwrap_or(u64::MAX)
}

fn widest(parts: &[Weight]) -> Shape {
    let shapes = parts.iter().map(|part| part.shape);
    shapes.fold((1, 1), |(rows, columns), shape| (rows.max(shape.0), columns.max(shape.1)))
}

/// What is done for each cell of what it is done to.
fn each(parts: &[Weight]) -> Weight {
    array(widest(parts), 0, parts)
}

/// What gives an array of its own, if not one value.
fn array(shape: Shape, work: u64, parts: &[Weight]) -> Weight {
    let cells = if size(shape) > 1 { size(shape).max(shape.1.saturating_mul(A_COLUMN)) } else { 0 };
    let mut weight = whole(shape, cells.saturating_mul(IN_ARRAY).saturating_add(work).max(1), parts);
    weight.largest = weight.largest.max(cells);
    weight
}

/// A part of so much work besides that of the parts inside it.
fn whole(shape: Shape, work: u64, inside: &[Weight]) -> Weight {
    let sum = |of: fn(&Weight) -> u64| inside.iter().map(of).fold(0_u64, u64::saturating_add);
    // A plan counts what it finds, chooses how to do it, and is made anew for each part.
    let parts = sum(|part| part.parts).saturating_add(1);
    let looked_at = sum(|part| part.looked_at).saturating_add(parts);
    let chosen = sum(|part| part.looked_at).saturating_add(sum(|part| part.chosen)).saturating_add(1);
    Weight {
        shape,
        largest: inside.iter().map(|part| part.largest).max().unwrap_or(0),
        work: sum(|part| part.work).saturating_add(work),
        parts,
        looked_at,
        chosen,
        planned: sum(|part| part.planned).saturating_add(looked_at).saturating_add(chosen),
        has_call: inside.iter().any(|part| part.has_call),
    }
}

fn call(name: &str, parts: &[Weight], wildcards: u64) -> Weight {
    let mut weight = function(name, parts, wildcards);
    // The engine may calculate the arguments of these twice.
    if weight.has_call && parts.len() > 2 && matches!(name, "SUM" | "SUMIF" | "SUMIFS" | "COUNTIF" | "COUNTIFS") {
        weight.work = weight.work.saturating_mul(2);
        weight.planned = weight.planned.saturating_mul(2);
    }
    weight.has_call = true;
    weight
}

fn function(name: &str, parts: &[Weight], wildcards: u64) -> Weight {
    let at = |index: usize| parts.get(index).map_or((1, 1), |part| part.shape);
    match name.strip_prefix("_XLFN.").unwrap_or(name) {
        "SUM" | "SUMSQ" | "PRODUCT" | "COUNT" | "COUNTA" | "COUNTBLANK" | "AVERAGE" | "AVERAGEA" | "MIN" | "MAX"
        | "MINA" | "MAXA" | "SUMPRODUCT" | "AND" | "OR" | "XOR" | "STDEV" | "STDEV.S" | "STDEV.P" | "STDEVP"
        | "VAR" | "VAR.S" | "VAR.P" | "VARP" | "SUBTOTAL" | "ROWS" | "COLUMNS" | "CONCAT" | "TEXTJOIN" | "NPV"
        | "CORREL" | "AREAS" | "ISREF" => whole((1, 1), 1, parts),
        "MEDIAN" => whole((1, 1), parts.iter().map(|part| part.size()).fold(1, u64::saturating_add), parts),
        "SUMIF" | "COUNTIF" | "AVERAGEIF" => many(parts, wildcards, |index| index == 1),
        "SUMIFS" | "AVERAGEIFS" | "MINIFS" | "MAXIFS" => {
            many(parts, wildcards, |index| index > 0 && index.is_multiple_of(2))
        }
        "COUNTIFS" => many(parts, wildcards, |index| !index.is_multiple_of(2)),
        "VLOOKUP" | "HLOOKUP" | "LOOKUP" | "XLOOKUP" | "MATCH" | "XMATCH" | "RANK" | "RANK.EQ" => {
            many(parts, wildcards, |index| index == 0)
        }
        "INDEX" => many(parts, 0, |index| index > 0),
        "ROW" => array((at(0).0, 1), 0, parts),
        "COLUMN" => array((1, at(0).1), 0, parts),
        "TRANSPOSE" => array((at(0).1, at(0).0), 0, parts),
        "MMULT" => array((at(0).0, at(1).1), size(at(0)).saturating_mul(at(1).1), parts),
        "IF" | "IFERROR" | "IFNA" | "IFS" | "SWITCH" | "CHOOSE" | "NOT" | "ROUND" | "ROUNDUP" | "ROUNDDOWN" | "INT"
        | "TRUNC" | "ABS" | "SIGN" | "SQRT" | "POWER" | "EXP" | "LN" | "LOG" | "LOG10" | "MOD" | "LEN" | "LEFT"
        | "RIGHT" | "MID" | "FIND" | "EXACT" | "TRIM" | "UPPER" | "LOWER" | "PROPER" | "VALUE" | "TEXT"
        | "SUBSTITUTE" | "REPLACE" | "N" | "T" | "ISBLANK" | "ISNUMBER" | "ISTEXT" | "ISNONTEXT" | "ISLOGICAL"
        | "ISERROR" | "ISERR" | "ISNA" | "ISEVEN" | "ISODD" | "DATE" | "YEAR" | "MONTH" | "DAY" | "CONCATENATE" => {
            each(parts)
        }
        "SEARCH" => array(widest(parts), wildcards.saturating_mul(size(widest(parts))), parts),
        // What each cell is compared with each other for.
        _ => {
            let mut sizes: Vec<u64> = parts.iter().map(|part| part.size()).collect();
            sizes.sort_unstable_by_key(|size| std::cmp::Reverse(*size));
            let (first, second) = (sizes.first().copied().unwrap_or(1), sizes.get(1).copied().unwrap_or(1));
            let alone =
                matches!(name, "UNIQUE" | "_XLFN.UNIQUE" | "MODE" | "MODE.SNGL" | "MODE.MULT" | "MINVERSE" | "MDETERM");
            let work = if alone { first.saturating_mul(first) } else { first.saturating_mul(second) };
            array(widest(parts), work, parts)
        }
    }
}

/// Functions that go through ranges for one value, or for each of many.
fn many(parts: &[Weight], wildcards: u64, is_value: impl Fn(usize) -> bool) -> Weight {
    let (mut ranges, mut values, mut shape) = (0_u64, 1_u64, (1, 1));
    for (index, part) in parts.iter().enumerate() {
        if !is_value(index) {
            ranges = ranges.saturating_add(part.size());
        } else if part.size() > values {
            (values, shape) = (part.size(), part.shape);
        }
    }
    let again = values.saturating_sub(1).saturating_add(wildcards);
    array(shape, ranges.saturating_mul(again), parts)
}
