//! Formulas printed for people: "1=4+5+7" under a column header, "TỔNG CỘNG (I+II+III)" in the
//! label of a line.
//!
//! They are written by many hands: "6=(4+5)x6T" (six months), "(5)=(1)x0,1x4,5%", "3 = 4 + ... + 8",
//! "[27]=[29]+[30]", "9=cột 6 x 70%". What cannot be computed ("8 = cột 4 x tỷ lệ phụ cấp") is
//! refused with a reason. A bare whole number may be a column or a constant ("34=33*6" is six
//! months, "6=4*5" is two columns): [`Printed::readings`] gives every choice, the likeliest first,
//! and the data decide.

mod grammar;
mod label;
mod lex;
mod name;
mod reading;
mod typed;

use crate::text::Bilingual;
pub use name::Name;
pub use typed::{Naming, NotUnderstood, Typed, typed};

/// A printed formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// What it computes: the column or line of that name; `None` for the line that carries it.
    pub target: Option<Name>,
    /// How it is computed.
    pub expr: PrintedExpr,
    /// The words before it: "Tổng số" of "Tổng số (1=2+3)".
    pub label: String,
}

/// The right-hand side of a printed formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintedExpr {
    /// A column or line.
    Named(Name),
    /// A constant: a decimal, a percentage, months.
    Constant(rust_decimal::Decimal),
    /// A bare number that is a column or a constant.
    Either(Name, rust_decimal::Decimal),
    /// All columns or lines from one to another: "8+...+17".
    Run(Name, Name),
    /// Terms; those marked true are subtracted.
    Terms(Vec<(bool, PrintedExpr)>),
    /// Factors.
    Product(Vec<PrintedExpr>),
    /// Numerator and denominator.
    Quotient(Box<PrintedExpr>, Box<PrintedExpr>),
}

/// Why a text is no formula that can be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotComputable {
    /// There is no formula in it.
    NoFormula,
    /// It counts on something that is only said in words.
    Words(String),
    /// It is not well formed: a bracket or an operand is missing.
    Malformed,
    /// A column is computed from itself: a misprint.
    RefersToItself(Name),
}

impl NotComputable {
    /// The reason, for a person.
    pub fn reason(&self) -> Bilingual {
        match self {
            Self::NoFormula => Bilingual::new("không có công thức", "there is no formula"),
            Self::Words(words) => Bilingual::new(
                format!("công thức dùng “{words}”, không có trong bảng"),
                format!("the formula uses “{words}”, which is not in the table"),
            ),
            Self::Malformed => Bilingual::new("công thức viết chưa đúng", "the formula is not well formed"),
            Self::RefersToItself(name) => Bilingual::new(
                format!("cột {name} được tính từ chính nó"),
                format!("column {name} is computed from itself"),
            ),
        }
    }
}

/// Reads a printed formula: the text of a column-number cell, of a header or of a line's label.
pub fn parse(text: &str) -> Result<Printed, NotComputable> {
    let printed = label::parse(text)?;
    if let Some(target) = &printed.target
        && printed.expr.names().contains(&target)
    {
        return Err(NotComputable::RefersToItself(target.clone()));
    }
    Ok(printed)
}

#[cfg(test)]
mod tests;
