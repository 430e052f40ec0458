//! What each token does to the stack of texts ([MS-XLS] 2.5.198).

use super::super::record::Cursor;
use super::{BookKind, Context, MAX_LENGTH, Place, TOOL_PAK, error_text, number_text};

/// A formula on its way from tokens to text.
pub(super) struct Machine<'t> {
    pub(super) tokens: Cursor<'t, 't>,
    pub(super) extra: Cursor<'t, 't>,
    pub(super) place: Place,
    pub(super) stack: Vec<String>,
    /// Where in the stack the name of a function of an add-in or of later versions stands.
    pub(super) is_function: Option<usize>,
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
    pub(super) fn step(&mut self, context: &mut Context) -> Option<()> {
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
}
