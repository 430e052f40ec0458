//! The formulas of an .xls: a program for a stack machine ([MS-XLS] 2.5.198), written out as text.
//!
//! Names of ranges are replaced by what they stand for, since a new workbook has no names. What
//! cannot be said in a workbook of its own (links to other files, macros) gives no formula: the
//! cell keeps its value.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::record::Cursor;
use crate::workbook::decimal::from_double;
use crate::workbook::{Cell, CellRef, Col, Row};

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

struct Machine<'t> {
    tokens: Cursor<'t, 't>,
    extra: Cursor<'t, 't>,
    place: Place,
    stack: Vec<String>,
    /// Where in the stack the name of a function of an add-in or of later versions stands.
    is_function: Option<usize>,
}

impl Machine<'_> {
    fn push(&mut self, context: &mut Context, text: String) -> Option<()> {
        context.work = context.work.saturating_add(text.len());
        if text.len() > MAX_LENGTH {
            return None;
        }
        self.stack.push(text);
        Some(())
    }

    /// Performs one token.
    fn step(&mut self, context: &mut Context) -> Option<()> {
        let token = self.tokens.u8()?;
        // Operands come in three classes, which only the calculation needs.
        let token = if token >= 0x40 { (token & 0x1f) | 0x20 } else { token };
        match token {
            0x03..=0x11 => self.binary(context, token),
            0x12 | 0x13 => {
                let operand = self.stack.pop()?;
                self.push(context, format!("{}{operand}", if token == 0x12 { '+' } else { '-' }))
            }
            0x14 => {
                let operand = self.stack.pop()?;
                self.push(context, operand + "%")
            }
            0x15 => {
                let operand = self.stack.pop()?;
                self.push(context, format!("({operand})"))
            }
            0x16 => self.push(context, String::new()),
            0x17 => {
                let count = usize::from(self.tokens.u8()?);
                let text = if context.is_8 {
                    self.tokens.unicode(count)?
                } else {
                    self.tokens.bytes(count, context.encoding)?
                };
                self.push(context, format!("\"{}\"", text.replace('"', "\"\"")))
            }
            0x19 => self.attribute(context),
            0x1c => {
                let error = error_text(self.tokens.u8()?)?;
                self.push(context, error.to_owned())
            }
            0x1d => {
                let value = self.tokens.u8()? != 0;
                self.push(context, if value { "TRUE" } else { "FALSE" }.to_owned())
            }
            0x1e => {
                let value = self.tokens.u16()?;
                self.push(context, value.to_string())
            }
            0x1f => {
                let value = number_text(self.tokens.f64()?)?;
                self.push(context, value)
            }
            0x20 => {
                self.tokens.skip(7)?;
                let array = self.array(context)?;
                self.push(context, array)
            }
            0x21 => {
                let (name, count) = *context.functions.get(&self.tokens.u16()?)?;
                self.call(context, name, count?)
            }
            0x22 => {
                let count = usize::from(self.tokens.u8()? & 0x7f);
                let number = self.tokens.u16()? & 0x7fff;
                if number == 255 {
                    return self.call_named(context, count.checked_sub(1)?);
                }
                let (name, _) = *context.functions.get(&number)?;
                self.call(context, name, count)
            }
            0x23 => self.name(context),
            0x39 => self.external_name(context),
            0x24 | 0x2c => {
                let cell = self.cell(context, token == 0x2c)?;
                self.push(context, cell)
            }
            0x25 | 0x2d => {
                let area = self.area(context, token == 0x2d)?;
                self.push(context, area)
            }
            // What Excel keeps of a union; its parts follow.
            0x26..=0x28 => self.tokens.skip(6),
            0x29 => self.tokens.skip(2),
            0x2a | 0x2b => {
                let size = if token == 0x2a { 4 } else { 8 };
                self.tokens.skip(if context.is_8 { size } else { size / 4 * 3 })?;
                self.push(context, "#REF!".to_owned())
            }
            0x3a..=0x3d => {
                let sheet = self.sheet(context)?;
                let reference = match token {
                    // Of a deleted sheet nothing is left.
                    0x3a | 0x3b if sheet.is_empty() => {
                        if token == 0x3a {
                            self.cell(context, false)?
                        } else {
                            self.area(context, false)?
                        };
                        "#REF!".to_owned()
                    }
                    0x3a => self.cell(context, false)?,
                    0x3b => self.area(context, false)?,
                    _ => {
                        let size = if token == 0x3c { 4 } else { 8 };
                        self.tokens.skip(if context.is_8 { size } else { size / 4 * 3 })?;
                        "#REF!".to_owned()
                    }
                };
                self.push(context, sheet + &reference)
            }
            _ => None,
        }
    }

    fn binary(&mut self, context: &mut Context, token: u8) -> Option<()> {
        let operator = match token {
            0x03 => "+",
            0x04 => "-",
            0x05 => "*",
            0x06 => "/",
            0x07 => "^",
            0x08 => "&",
            0x09 => "<",
            0x0a => "<=",
            0x0b => "=",
            0x0c => ">=",
            0x0d => ">",
            0x0e => "<>",
            0x0f => " ",
            0x10 => ",",
            _ => ":",
        };
        let right = self.stack.pop()?;
        let left = self.stack.pop()?;
        self.push(context, left + operator + &right)
    }

    /// Hints for the calculation, of which only a sum of one argument says something (2.5.198.4).
    fn attribute(&mut self, context: &mut Context) -> Option<()> {
        let kind = self.tokens.u8()?;
        let data = self.tokens.u16()?;
        if kind & 0x10 != 0 {
            return self.call(context, "SUM", 1);
        }
        if kind & 0x04 != 0 {
            return self.tokens.skip(usize::from(data).checked_add(1)?.checked_mul(2)?);
        }
        Some(())
    }

    fn call(&mut self, context: &mut Context, name: &str, count: usize) -> Option<()> {
        let arguments = self.stack.split_off(self.stack.len().checked_sub(count)?);
        self.push(context, format!("{name}({})", arguments.join(",")))
    }

    /// Calls the function whose name stands below its arguments.
    fn call_named(&mut self, context: &mut Context, count: usize) -> Option<()> {
        let place = self.stack.len().checked_sub(count)?.checked_sub(1)?;
        if self.is_function.take() != Some(place) {
            return None;
        }
        let arguments = self.stack.split_off(place.checked_add(1)?);
        let name = self.stack.pop()?;
        self.push(context, format!("{name}({})", arguments.join(",")))
    }

    fn name(&mut self, context: &mut Context) -> Option<()> {
        let number = usize::from(self.tokens.u16()?);
        self.tokens.skip(if context.is_8 { 2 } else { 12 })?;
        self.named(context, number)
    }

    fn named(&mut self, context: &mut Context, number: usize) -> Option<()> {
        let nesting = if let Place::Name(nesting) = self.place { nesting } else { 0 };
        let text = context.name(number, nesting)?;
        if context.names.get(number.checked_sub(1)?)?.text.starts_with("_xlfn.") {
            self.is_function = Some(self.stack.len());
        }
        self.push(context, text)
    }

    fn external_name(&mut self, context: &mut Context) -> Option<()> {
        if !context.is_8 {
            return None;
        }
        let (sheet, number) = (self.tokens.u16()?, usize::from(self.tokens.u16()?));
        self.tokens.skip(2)?;
        let (book, _, _) = context.sheets.get(usize::from(sheet))?;
        let book = context.books.get(usize::from(*book))?;
        match book.kind {
            BookKind::Own => self.named(context, number),
            BookKind::AddIn => {
                let name = book.names.get(number.checked_sub(1)?)?.to_uppercase();
                if !TOOL_PAK.contains(&format!(" {name} ")) {
                    return None;
                }
                self.is_function = Some(self.stack.len());
                self.push(context, name)
            }
            BookKind::Other => None,
        }
    }

    fn sheet(&mut self, context: &Context) -> Option<String> {
        let number = self.tokens.u16()?;
        if context.is_8 {
            return context.sheet(number);
        }
        self.tokens.skip(8)?;
        let (first, last) = (self.tokens.u16()?, self.tokens.u16()?);
        // A negative number is this file.
        if number & 0x8000 == 0 { None } else { context.tabs_named(first, last) }
    }

    fn cell(&mut self, context: &Context, offset: bool) -> Option<String> {
        let row = self.tokens.u16()?;
        if context.is_8 {
            let col = self.tokens.u16()?;
            self.reference(row, col & 0xff, col & 0x8000 != 0, col & 0x4000 != 0, offset).map(|cell| cell.text())
        } else {
            let col = u16::from(self.tokens.u8()?);
            self.reference(row & 0x3fff, col, row & 0x8000 != 0, row & 0x4000 != 0, offset).map(|cell| cell.text())
        }
    }

    fn area(&mut self, context: &Context, offset: bool) -> Option<String> {
        let (first, last) = (self.tokens.u16()?, self.tokens.u16()?);
        let (start, end, all_rows) = if context.is_8 {
            let (left, right) = (self.tokens.u16()?, self.tokens.u16()?);
            let corner =
                |row: u16, col: u16| self.reference(row, col & 0xff, col & 0x8000 != 0, col & 0x4000 != 0, offset);
            (corner(first, left)?, corner(last, right)?, 65_535)
        } else {
            let (left, right) = (u16::from(self.tokens.u8()?), u16::from(self.tokens.u8()?));
            let corner =
                |row: u16, col: u16| self.reference(row & 0x3fff, col, row & 0x8000 != 0, row & 0x4000 != 0, offset);
            (corner(first, left)?, corner(last, right)?, 16_383)
        };
        // Whole columns and rows stay whole in the larger sheets of later versions.
        Some(if start.at.row.0 == 0 && end.at.row.0 == all_rows {
            format!("{}:{}", start.column(), end.column())
        } else if start.at.col.0 == 0 && end.at.col.0 == 255 {
            format!("{}:{}", start.row(), end.row())
        } else {
            format!("{}:{}", start.text(), end.text())
        })
    }

    fn reference(&self, row: u16, col: u16, row_moves: bool, col_moves: bool, offset: bool) -> Option<Reference> {
        let (mut row, mut col) = (u32::from(row), u32::from(col));
        match self.place {
            Place::Name(_) if row_moves || col_moves => return None,
            Place::Shared(base) if offset => {
                // Counted from the cell, around the edges of the sheet.
                if row_moves {
                    row = row.wrapping_add(base.row.0) & 0xffff;
                }
                if col_moves {
                    col = col.wrapping_add(base.col.0) & 0xff;
                }
            }
            _ if offset && (row_moves || col_moves) => return None,
            _ => {}
        }
        Some(Reference { at: CellRef::new(Row(row), Col(col)), row_moves, col_moves })
    }

    /// A constant array (2.5.198.8), `{1,2;3,4}`.
    fn array(&mut self, context: &Context) -> Option<String> {
        let cols = usize::from(self.extra.u8()?);
        let rows = usize::from(self.extra.u16()?);
        let (cols, rows) = if context.is_8 { (cols + 1, rows + 1) } else { (if cols == 0 { 256 } else { cols }, rows) };
        let mut text = "{".to_owned();
        for row in 0..rows {
            for col in 0..cols {
                if col > 0 {
                    text.push(',');
                } else if row > 0 {
                    text.push(';');
                }
                match self.extra.u8()? {
                    1 => text.push_str(&number_text(self.extra.f64()?)?),
                    2 => {
                        let value = if context.is_8 {
                            let count = usize::from(self.extra.u16()?);
                            self.extra.unicode(count)?
                        } else {
                            let count = usize::from(self.extra.u8()?);
                            self.extra.bytes(count, context.encoding)?
                        };
                        text.push('"');
                        text.push_str(&value.replace('"', "\"\""));
                        text.push('"');
                    }
                    4 => {
                        text.push_str(if self.extra.u8()? != 0 { "TRUE" } else { "FALSE" });
                        self.extra.skip(7)?;
                    }
                    0x10 => {
                        text.push_str(error_text(self.extra.u8()?)?);
                        self.extra.skip(7)?;
                    }
                    _ => return None,
                }
                if text.len() > MAX_LENGTH {
                    return None;
                }
            }
        }
        text.push('}');
        Some(text)
    }
}

/// A reference to a cell, and which parts of it move when it is filled.
struct Reference {
    at: CellRef,
    row_moves: bool,
    col_moves: bool,
}

impl Reference {
    fn text(&self) -> String {
        self.column() + &self.row()
    }

    fn column(&self) -> String {
        let fixed = if self.col_moves { "" } else { "$" };
        format!("{fixed}{}", self.at.col)
    }

    fn row(&self) -> String {
        let fixed = if self.row_moves { "" } else { "$" };
        format!("{fixed}{}", self.at.row)
    }
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
