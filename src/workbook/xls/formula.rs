//! The formulas of an .xls: a program for a stack machine ([MS-XLS] 2.5.198), written out as text.
//!
//! Names of ranges are replaced by what they stand for, since a new workbook has no names. What
//! cannot be said in a workbook of its own (links to other files, macros) gives no formula: the
//! cell keeps its value.

mod machine;
mod operand;

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use self::machine::Machine;
use super::record::Cursor;
use crate::workbook::decimal::from_double;
use crate::workbook::{Cell, CellRef};

/// Characters of the longest formula that Excel takes.
const MAX_LENGTH: usize = 8_192;

/// Characters that all formulas of a workbook may take to write, copies on the way included.
const MAX_WORK: usize = 256 << 20;

/// The tab of a sheet that was deleted.
const GONE: u16 = 0xffff;

/// Names inside names.
const MAX_NESTING: u8 = 4;

/// What formulas refer to.
pub(super) struct Context {
    /// BIFF8, with texts in Unicode; otherwise BIFF5.
    pub(super) is_8: bool,
    /// How texts of BIFF5 are encoded.
    pub(super) encoding: &'static Encoding,
    /// The names of all tabs, also of those that are no worksheets.
    pub(super) tabs: Vec<String>,
    /// The `SUPBOOK` records: where the sheets and names that formulas use are.
    pub(super) books: Vec<Book>,
    /// Sheets by the number that formulas give them: the book, the first tab, the last.
    pub(super) sheets: Vec<(u16, u16, u16)>,
    /// Defined names in the order of the file.
    pub(super) names: Vec<Name>,
    functions: BTreeMap<u16, (&'static str, Option<usize>)>,
    work: usize,
}

/// A book that formulas refer to (2.4.271).
pub(super) struct Book {
    pub(super) kind: BookKind,
    /// Names of it that formulas use.
    pub(super) names: Vec<String>,
}

/// Which book it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BookKind {
    /// This one.
    Own,
    /// Functions that came with an add-in.
    AddIn,
    /// Another file.
    Other,
}

/// A defined name (2.4.150).
pub(super) struct Name {
    pub(super) text: String,
    /// The tab whose filter's range it is, from 1.
    pub(super) filter_of: Option<u16>,
    /// What it stands for.
    pub(super) tokens: Vec<u8>,
}

/// Where a formula stands, which decides what its relative references mean.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// In a cell of its own: references say which cell they mean.
    Cell,
    /// In a group that shares it: relative references are counted from this cell.
    Shared(CellRef),
    /// In a name, where relative references would mean another cell in each cell.
    Name(u8),
}

/// The functions by number and how many arguments they take when they always take as many
/// ([MS-XLS] 2.5.198.17, Ftab).
const FUNCTIONS: &str = include_str!("functions.txt");

/// Functions that belonged to the Analysis ToolPak until Excel 2003.
const TOOL_PAK: &str = " ACCRINT ACCRINTM AMORDEGRC AMORLINC BESSELI BESSELJ BESSELK BESSELY BIN2DEC BIN2HEX BIN2OCT \
    COMPLEX CONVERT COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD COUPNUM COUPPCD CUMIPMT CUMPRINC DEC2BIN DEC2HEX DEC2OCT \
    DELTA DISC DOLLARDE DOLLARFR DURATION EDATE EFFECT EOMONTH ERF ERFC FACTDOUBLE FVSCHEDULE GCD GESTEP HEX2BIN \
    HEX2DEC HEX2OCT IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMDIV IMEXP IMLN IMLOG10 IMLOG2 IMPOWER IMPRODUCT \
    IMREAL IMSIN IMSQRT IMSUB IMSUM INTRATE ISEVEN ISODD LCM MDURATION MROUND MULTINOMIAL NETWORKDAYS NOMINAL \
    OCT2BIN OCT2DEC OCT2HEX ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD PRICE PRICEDISC PRICEMAT QUOTIENT RANDBETWEEN \
    RECEIVED SERIESSUM SQRTPI TBILLEQ TBILLPRICE TBILLYIELD WEEKNUM WORKDAY XIRR XNPV YEARFRAC YIELD YIELDDISC \
    YIELDMAT ";

/// Functions of Excel 2007, which an .xls marks as coming from the future and an .xlsx does not.
const OF_2007: [&str; 5] = ["IFERROR", "SUMIFS", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS"];

impl Context {
    pub(super) fn new(is_8: bool) -> Self {
        let functions = FUNCTIONS.lines().filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?.parse().ok()?, (words.next()?, words.next()?.parse().ok())))
        });
        Self {
            is_8,
            encoding: encoding_rs::WINDOWS_1252,
            tabs: Vec::new(),
            books: Vec::new(),
            sheets: Vec::new(),
            names: Vec::new(),
            functions: functions.collect(),
            work: 0,
        }
    }

    /// The formula that tokens stand for, without its leading `=`; `extra` holds the arrays that
    /// stand after them.
    pub(super) fn formula(&mut self, tokens: &[u8], extra: &[u8], place: Place) -> Option<String> {
        let mut machine = Machine {
            tokens: Cursor::over(tokens),
            extra: Cursor::over(extra),
            place,
            stack: Vec::new(),
            is_function: None,
        };
        while !machine.tokens.rest().is_empty() {
            if self.work > MAX_WORK {
                return None;
            }
            machine.step(self)?;
        }
        let formula = machine.stack.pop()?;
        (machine.stack.is_empty() && !formula.is_empty()).then_some(formula)
    }

    /// The name of the sheets that a formula means, with its `!`.
    fn sheet(&self, number: u16) -> Option<String> {
        let (book, first, last) = self.sheets.get(usize::from(number))?;
        if self.books.get(usize::from(*book))?.kind != BookKind::Own {
            return None;
        }
        self.tabs_named(*first, *last)
    }

    fn tabs_named(&self, first: u16, last: u16) -> Option<String> {
        if first == GONE {
            return Some(String::new());
        }
        let name = |tab: u16| self.tabs.get(usize::from(tab));
        let names = if first == last { name(first)?.clone() } else { format!("{}:{}", name(first)?, name(last)?) };
        Some(if first == last && is_plain(&names) { format!("{names}!") } else { quoted(&names) })
    }

    fn name(&mut self, number: usize, nesting: u8) -> Option<String> {
        if nesting >= MAX_NESTING {
            return None;
        }
        let name = self.names.get(number.checked_sub(1)?)?;
        if let Some(later) = name.text.strip_prefix("_xlfn.") {
            // A function that an older Excel does not know is written as a name.
            return Some(if OF_2007.contains(&later) { later.to_owned() } else { name.text.clone() });
        }
        let tokens = name.tokens.clone();
        let meaning = self.formula(&tokens, &[], Place::Name(nesting + 1))?;
        let is_reference = matches!(tokens.first().map(|token| token & 0x1f), Some(0x1a | 0x1b))
            && matches!((tokens.len(), self.is_8), (7 | 11, true) | (18 | 21, false));
        Some(if is_reference || tokens.first().is_some_and(|token| matches!(token, 0x17 | 0x1d..=0x1f)) {
            meaning
        } else {
            format!("({meaning})")
        })
    }
}

/// Whether a sheet's name needs no quotes in a formula.
fn is_plain(name: &str) -> bool {
    name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.parse::<CellRef>().is_err()
        // `R1C1` and `RC` are references in the other notation.
        && !name.starts_with(['R', 'r', 'C', 'c'])
}

fn quoted(names: &str) -> String {
    format!("'{}'!", names.replace('\'', "''"))
}

/// A number as a formula shows it.
fn number_text(value: f64) -> Option<String> {
    match from_double(value) {
        Some(decimal) if decimal.is_zero() == (value == 0.0) => Some(decimal.normalize().to_string()),
        _ => value.is_finite().then(|| format!("{value:E}")),
    }
}

/// An error by its number (2.5.10).
pub(super) fn error_text(code: u8) -> Option<&'static str> {
    Some(match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => return None,
    })
}

/// Gives a cell its formula, unless it is longer than what is left of a budget.
pub(super) fn attach(cell: &mut Cell, formula: String, left: &mut usize) -> Option<()> {
    *left = left.checked_sub(formula.len())?;
    cell.formula = Some(formula.into_boxed_str());
    Some(())
}
