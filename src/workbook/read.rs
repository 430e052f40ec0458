//! Bytes to workbook.

use crate::text::Bilingual;

use super::Workbook;

/// What a file is, told by its content and never by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// An Office Open XML workbook: .xlsx, .xlsm, .xltx, .xltm.
    #[default]
    Xlsx,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The file is no spreadsheet that can be read.
    NotAWorkbook,
}

impl ReadError {
    /// One clear sentence for the person who opened the file.
    pub fn message(&self) -> Bilingual {
        match self {
            Self::NotAWorkbook => Bilingual::new("Tệp này không phải là bảng tính.", "This file is not a spreadsheet."),
        }
    }
}

/// Reads a workbook.
pub fn read(_bytes: &[u8]) -> Result<Workbook, ReadError> {
    Err(ReadError::NotAWorkbook)
}
