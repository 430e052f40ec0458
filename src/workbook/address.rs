//! Addresses of cells. Rows and columns are different types so that they cannot be swapped.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A row, counted from zero; shown counted from one, as Excel does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Row(pub u32);

/// A column, counted from zero; shown as letters, as Excel does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Col(pub u32);

impl Row {
    /// Rows of an .xlsx sheet (ECMA-376 Part 1, 18.3.1.73).
    pub const COUNT: u32 = 1_048_576;

    /// This row moved by `by`; `None` outside the sheet.
    pub fn offset(self, by: i64) -> Option<Self> {
        u32::try_from(i64::from(self.0).checked_add(by)?).ok().filter(|&row| row < Self::COUNT).map(Self)
    }
}

impl Col {
    /// Columns of an .xlsx sheet (ECMA-376 Part 1, 18.3.1.13).
    pub const COUNT: u32 = 16_384;

    /// This column moved by `by`; `None` outside the sheet.
    pub fn offset(self, by: i64) -> Option<Self> {
        u32::try_from(i64::from(self.0).checked_add(by)?).ok().filter(|&col| col < Self::COUNT).map(Self)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", u64::from(self.0) + 1)
    }
}

impl fmt::Display for Col {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut letters, mut count) = ([0_u8; 7], 0_usize);
        let mut rest = u64::from(self.0) + 1;
        while rest > 0 {
            rest -= 1;
            if let Some(letter) = letters.get_mut(count) {
                *letter = b'A' + (rest % 26) as u8;
            }
            count += 1;
            rest /= 26;
        }
        letters.iter().take(count).rev().try_for_each(|letter| f.write_char(char::from(*letter)))
    }
}

/// The address of a cell within its sheet: `E14`. Ordered by row, then by column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// The row.
    pub row: Row,
    /// The column.
    pub col: Col,
}

impl CellRef {
    /// The cell where `row` and `col` cross.
    pub fn new(row: Row, col: Col) -> Self {
        Self { row, col }
    }
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.col, self.row)
    }
}

/// The text is no address of a cell or range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseAddressError;

impl fmt::Display for ParseAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the address of a cell")
    }
}

impl std::error::Error for ParseAddressError {}

impl FromStr for CellRef {
    type Err = ParseAddressError;

    /// Reads `E14`; `$` signs are allowed and ignored, letters may be small.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut col: u32 = 0;
        let mut row: u32 = 0;
        let (mut letters, mut digits) = (0, 0);
        for byte in text.bytes() {
            match byte {
                b'$' => {}
                b'A'..=b'Z' | b'a'..=b'z' if digits == 0 && letters < 3 => {
                    letters += 1;
                    col = col * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                }
                b'0'..=b'9' if letters > 0 && digits < 7 => {
                    digits += 1;
                    row = row * 10 + u32::from(byte - b'0');
                }
                _ => return Err(ParseAddressError),
            }
        }
        if row == 0 || row > Row::COUNT || col == 0 || col > Col::COUNT {
            return Err(ParseAddressError);
        }
        Ok(Self::new(Row(row - 1), Col(col - 1)))
    }
}

impl Serialize for CellRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CellRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A rectangle of cells, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellRange {
    /// Top left.
    pub start: CellRef,
    /// Bottom right.
    pub end: CellRef,
}

impl CellRange {
    /// The rectangle spanned by two corners, in any order.
    pub fn new(a: CellRef, b: CellRef) -> Self {
        Self {
            start: CellRef::new(a.row.min(b.row), a.col.min(b.col)),
            end: CellRef::new(a.row.max(b.row), a.col.max(b.col)),
        }
    }

    /// The smallest rectangle that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self {
            start: CellRef::new(self.start.row.min(other.start.row), self.start.col.min(other.start.col)),
            end: CellRef::new(self.end.row.max(other.end.row), self.end.col.max(other.end.col)),
        }
    }

    /// Whether the cell lies inside.
    pub fn contains(self, cell: CellRef) -> bool {
        (self.start.row..=self.end.row).contains(&cell.row) && (self.start.col..=self.end.col).contains(&cell.col)
    }
}

impl fmt::Display for CellRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end { write!(f, "{}", self.start) } else { write!(f, "{}:{}", self.start, self.end) }
    }
}

impl FromStr for CellRange {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some((a, b)) => Ok(Self::new(a.parse()?, b.parse()?)),
            None => {
                let cell = text.parse()?;
                Ok(Self::new(cell, cell))
            }
        }
    }
}
