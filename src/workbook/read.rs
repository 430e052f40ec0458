//! Bytes to workbook. What a file is, is told by its content: offices are full of .xls files that
//! are something else.

use std::fmt;

use super::limits::MAX_FILE;
use super::package::{Budget, Package};
use super::{Workbook, binary, docx, html, interchange, ods, plain, separated, spreadsheetml, xls, xlsx, xml};
use crate::text::Bilingual;

/// What a file is, told by its content and never by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// An Office Open XML workbook.
    #[default]
    Xlsx,
    /// The same with macros.
    Xlsm,
    /// A template.
    Xltx,
    /// A template with macros.
    Xltm,
    /// A binary workbook of Excel 97 to 2003 or 5.0.
    Xls,
    /// A binary workbook of Excel 2007 or later.
    Xlsb,
    /// An OpenDocument spreadsheet.
    Ods,
    /// The same as one XML document.
    Fods,
    /// An Office Open XML document.
    Docx,
    /// The same with macros.
    Docm,
    /// A template of documents.
    Dotx,
    /// A template with macros.
    Dotm,
    /// An XML workbook of Excel 2003.
    XmlSpreadsheet,
    /// A report as plain text, with tables in it.
    Report,
    /// Separated values.
    Text,
    /// A table in HTML, or one that was pasted.
    Html,
}

impl Format {
    /// The extension that a saved file must have for Excel to open it.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsm => "xlsm",
            Self::Xltx => "xltx",
            Self::Xltm => "xltm",
            Self::Ods => "ods",
            Self::Fods => "fods",
            Self::Docx => "docx",
            Self::Docm => "docm",
            Self::Dotx => "dotx",
            Self::Dotm => "dotm",
            Self::Report => "txt",
            // Formats that are read only are saved as a new workbook.
            Self::Xls | Self::Xlsb | Self::XmlSpreadsheet | Self::Text | Self::Html => "xlsx",
        }
    }

    /// The extension of a copy with the findings drawn into it, which is always of Excel.
    pub fn marked_extension(self) -> &'static str {
        if self.is_opendocument() { "xlsx" } else { self.extension() }
    }

    /// Whether a file is saved in the format it came in, with every other part kept.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xlsm | Self::Xltx | Self::Xltm)
            || self.is_opendocument()
            || self.is_document()
    }

    /// Whether it is a document, whose tables are the sheets: what stands in their cells is text.
    pub fn is_document(self) -> bool {
        matches!(self, Self::Docx | Self::Docm | Self::Dotx | Self::Dotm | Self::Report)
    }

    /// Whether formats belong to values, and are not read.
    pub(crate) fn is_opendocument(self) -> bool {
        matches!(self, Self::Ods | Self::Fods)
    }
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The file has no content.
    Empty,
    /// The file is no spreadsheet that can be read.
    NotAWorkbook,
    /// The file is a text in the format of that name, which is not read here.
    OtherFormat(&'static str),
    /// The file is a document in the format of that name, which is not read here.
    OtherDocument(&'static str),
    /// The file is protected by a password.
    Encrypted,
    /// The file is incomplete or broken.
    Damaged,
    /// The file asks for more than a browser tab should give ([`super`] states the bounds).
    TooLarge,
    /// A part of the file unpacks to hundreds of times its packed size, as in no workbook that people make.
    Swelling,
    /// A workbook without any worksheet.
    NoSheets,
}

impl ReadError {
    /// One clear sentence for the person who opened the file.
    pub fn message(&self) -> Bilingual {
        match self {
            Self::Empty => Bilingual::new("Tệp này rỗng, không có gì để đọc.", "This file is empty."),
            Self::NotAWorkbook => Bilingual::new(
                "Tệp này không phải là bảng tính hay báo cáo Word.",
                "This file is neither a spreadsheet nor a Word document.",
            ),
            Self::OtherFormat(name) => Bilingual::new(
                format!(
                    "Tệp này ở dạng {name}, ở đây không đọc được: hãy mở bằng Excel hoặc LibreOffice và lưu lại thành .xlsx."
                ),
                format!(
                    "This file is in the format {name}, which is not read here: open it in Excel or LibreOffice and save it as .xlsx."
                ),
            ),
            Self::OtherDocument(name) => Bilingual::new(
                format!(
                    "Tệp này là văn bản dạng {name}, ở đây không đọc được: hãy mở bằng Word và lưu lại thành .docx."
                ),
                format!(
                    "This file is a document in the format {name}, which is not read here: open it in Word and save it as .docx."
                ),
            ),
            Self::Encrypted => Bilingual::new(
                "Tệp này có mật khẩu: hãy mở bằng Excel, bỏ mật khẩu rồi thử lại.",
                "This file has a password: open it in Excel, remove the password and try again.",
            ),
            Self::Damaged => Bilingual::new(
                "Tệp này bị hỏng hoặc chưa tải về đủ: hãy mở bằng Excel và lưu lại.",
                "This file is damaged or incomplete: open it in Excel and save it again.",
            ),
            Self::TooLarge => Bilingual::new(
                "Tệp này quá lớn để đọc an toàn: hãy tách bớt trang tính.",
                "This file is too large to be read safely: split it into smaller ones.",
            ),
            Self::Swelling => Bilingual::new(
                "Tệp này nén bất thường, bung ra gấp hàng trăm lần dung lượng lưu, nên không đọc để an toàn: hãy mở bằng Excel và lưu lại.",
                "This file is packed in an unusual way and would unpack to hundreds of times its size, so it is not read: open it in Excel and save it again.",
            ),
            Self::NoSheets => Bilingual::new("Tệp này không có trang tính nào.", "This file has no worksheet."),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for ReadError {}

/// Reads a workbook.
///
/// # Errors
///
/// A [`ReadError`] when the bytes are no workbook, or one that cannot be trusted. Parts that
/// concern only looks never fail the reading.
pub fn read(bytes: &[u8]) -> Result<Workbook, ReadError> {
    contents(bytes).map(Workbook::with_legacy_told)
}

fn contents(bytes: &[u8]) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > MAX_FILE {
        return Err(ReadError::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let package = Package::open(bytes)?;
        return if package.find("xl/workbook.bin").is_some() {
            binary::read_xlsb(bytes, &package)
        } else if package.find("content.xml").is_some() && package.find("[Content_Types].xml").is_none() {
            if is_text_document(&package) {
                return Err(ReadError::OtherDocument("OpenDocument (.odt)"));
            }
            ods::read(&package)
        } else if let Some(document) = docx::read(&package)? {
            Ok(document)
        } else {
            xlsx::read(&package)
        };
    }
    if bytes.starts_with(&COMPOUND_FILE) {
        return if contains_utf16(bytes, "EncryptedPackage") {
            Err(ReadError::Encrypted)
        } else {
            // A document may have a workbook inside it, and a workbook a document.
            xls::read(bytes).map_err(|error| {
                if contains_utf16(bytes, "WordDocument") {
                    ReadError::OtherDocument("Word 97-2003 (.doc)")
                } else {
                    error
                }
            })
        };
    }
    if let Some(text) = xml_document(bytes) {
        if ods::is_flat(&text) {
            return ods::read_flat(&text);
        }
        if spreadsheetml::is_workbook(&text) {
            return spreadsheetml::read(&text);
        }
    }
    let text = separated::decode(bytes).ok_or(ReadError::NotAWorkbook)?;
    if let Some(refused) = interchange::refusal(&text) {
        return Err(refused);
    }
    if html::is_table(&text) {
        html::read(&text, SHEET_NAME).map(|workbook| workbook.of_format(Format::Html))
    } else if plain::is_report(&text) {
        plain::read(&text)
    } else {
        separated::read(&text, SHEET_NAME).map(|workbook| workbook.of_format(Format::Text))
    }
}

/// Whether an OpenDocument package says that it is a text (ISO/IEC 26300-3, 3.3).
fn is_text_document(package: &Package<'_>) -> bool {
    let kind = package.part("mimetype", &mut Budget::default());
    kind.is_ok_and(|kind| kind.is_some_and(|kind| kind.starts_with(b"application/vnd.oasis.opendocument.text")))
}

/// The text of a file that begins as XML does, in whatever encoding.
fn xml_document(bytes: &[u8]) -> Option<String> {
    let head: Vec<u8> = bytes.iter().copied().take(256).filter(|byte| *byte != 0).collect();
    let head = head.strip_prefix(b"\xef\xbb\xbf").or_else(|| head.strip_prefix(b"\xff\xfe")).unwrap_or(&head);
    let head = head.strip_prefix(b"\xfe\xff").unwrap_or(head).trim_ascii_start();
    let begins = [b"<?xml".as_slice(), b"<office:document", b"<Workbook", b"<ss:Workbook"];
    begins.iter().any(|begin| head.starts_with(begin)).then(|| xml::decode(bytes.to_vec()))
}

/// Reads a table that was copied elsewhere: the clipboard's HTML when it holds a table, else its
/// text with tabs between the cells.
///
/// # Errors
///
/// [`ReadError::NotAWorkbook`] when neither holds a table.
pub fn read_pasted(html: Option<&str>, text: &str) -> Result<Workbook, ReadError> {
    let table = html.filter(|html| html::is_table(html)).map(|html| html::read(html, SHEET_NAME));
    let read = match table {
        // Who copies a whole report copies its sentences too.
        _ if plain::is_report(text) => return plain::read(text).map(Workbook::with_legacy_told),
        Some(Ok(workbook)) => Ok(workbook),
        _ => separated::read(text, SHEET_NAME),
    };
    read.map(|workbook| workbook.of_format(Format::Html).with_legacy_told())
}

/// The name of the only sheet of a file that has no sheets.
const SHEET_NAME: &str = "Bảng";

/// The signature of a compound file ([MS-CFB] 2.2).
const COMPOUND_FILE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Whether a name stands anywhere in the file as UTF-16, as directory entries of compound files do.
fn contains_utf16(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
