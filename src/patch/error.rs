//! Why a file cannot be saved.

use std::fmt;

use crate::text::Bilingual;
use crate::workbook::Held;

/// Why a file cannot be saved, or an edit cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// The patched file does not read back as it should.
    NotFaithful,
    /// The original cannot be understood well enough to change it.
    Unreadable,
    /// A formula was typed; only values are taken.
    NewFormula(String),
    /// The workbook has as many cell formats as Excel allows.
    TooManyFormats,
    /// The cell belongs to an array formula.
    PartOfArray(String),
    /// The cell shows what a calculation would give with other values.
    PartOfWhatIf(String),
    /// The cell names a column of a table, and something calls the column by that name.
    TableHeader(String),
    /// The cell names a column of a table, and what it should say cannot be such a name.
    ColumnName(String),
    /// A sheet has a name that Excel does not take.
    SheetName(String),
    /// The cell lies under a merged one and is never seen; what is seen stands in the first cell of it.
    Covered {
        /// The cell.
        cell: String,
        /// The merged cells.
        merged: String,
        /// The first of them.
        seen: String,
    },
    /// Something keeps a text of a document from being changed.
    Held {
        /// The place.
        place: String,
        /// What keeps it.
        held: Held,
    },
    /// A table of a document has no cell there.
    NoCell(String),
    /// The change would join paragraphs of a cell of a document, or make more of them.
    ManyParagraphs(String),
    /// Findings are not drawn into documents.
    NoMarks,
    /// The text is longer than Excel holds in a cell.
    LongText(String),
    /// The texts of the file are in an encoding from before Unicode that lacks a letter of the new one.
    NotInFont(String),
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
            Self::NewFormula(cell) => Bilingual::new(
                format!("Ô {cell}: ở đây chỉ nhập được số hoặc chữ; công thức hãy sửa trong Excel."),
                format!("Cell {cell}: only numbers and text can be entered here; change formulas in Excel."),
            ),
            Self::TooManyFormats => Bilingual::new(
                "Không đánh dấu được: tệp đã dùng hết số kiểu định dạng ô mà Excel cho phép.",
                "Not marked: the file already has as many cell formats as Excel allows.",
            ),
            Self::PartOfArray(cell) => Bilingual::new(
                format!("Ô {cell} thuộc một công thức mảng, không sửa riêng được."),
                format!("Cell {cell} belongs to an array formula and cannot be changed by itself."),
            ),
            Self::PartOfWhatIf(cell) => Bilingual::new(
                format!(
                    "Ô {cell} thuộc một bảng tính thử (What-If, Data Table), chỉ Excel tính được, không sửa riêng được."
                ),
                format!(
                    "Cell {cell} belongs to a what-if data table, which only Excel calculates, and cannot be changed by itself."
                ),
            ),
            Self::TableHeader(cell) => Bilingual::new(
                format!(
                    "Ô {cell} là tên cột của một bảng Excel (Table) mà chỗ khác đang dùng tên đó: hãy đổi tên trong Excel."
                ),
                format!(
                    "Cell {cell} names a column of an Excel table, and something else uses that name: rename it in Excel."
                ),
            ),
            Self::ColumnName(cell) => Bilingual::new(
                format!(
                    "Ô {cell} là tên cột của một bảng Excel (Table): tên cột không được để trống hoặc trùng cột khác."
                ),
                format!(
                    "Cell {cell} names a column of an Excel table: the name must not be empty or that of another column."
                ),
            ),
            Self::SheetName(name) => Bilingual::new(
                format!(
                    "Không lưu thành .xlsx được: Excel không nhận tên trang “{name}” (quá 31 chữ hoặc có một trong các dấu : \\ / ? * [ ]); hãy đổi tên trang đó trước."
                ),
                format!(
                    "Not saved as .xlsx: Excel does not take the sheet name “{name}” (longer than 31 characters, or with one of : \\ / ? * [ ]); rename that sheet first."
                ),
            ),
            Self::Covered { cell, merged, seen } => Bilingual::new(
                format!("Ô {cell} nằm khuất trong ô gộp {merged}: hãy sửa ô {seen}."),
                format!("Cell {cell} is hidden under the merged cells {merged}: change {seen} instead."),
            ),
            Self::Held { place, held } => {
                let (vi, en) = match held {
                    Held::Numbering => ("có số thứ tự do Word tự đánh", "has a number that Word counts"),
                    Held::Drawing => (
                        "nằm trong hình, hộp văn bản hoặc công thức toán",
                        "stands in a picture, a text box or an equation",
                    ),
                    Held::Field => {
                        ("là kết quả của một trường (field) do Word tự tính", "is what a field of Word gives")
                    }
                    Held::Control => (
                        "nằm trong ô điền (content control) bị khóa hoặc gắn với dữ liệu khác",
                        "stands in a content control that is locked or bound to other data",
                    ),
                    Held::Tracked => {
                        ("đang có thay đổi chưa duyệt (Track Changes)", "has tracked changes that nobody has accepted")
                    }
                };
                Bilingual::new(
                    format!("{place}: chỗ này {vi}, hãy sửa trong Word."),
                    format!("{place} {en}: change it in Word."),
                )
            }
            Self::NoCell(cell) => Bilingual::new(
                format!("{cell}: bảng trong văn bản không có ô này."),
                format!("{cell}: the table of the document has no such cell."),
            ),
            Self::ManyParagraphs(cell) => Bilingual::new(
                format!("Ô {cell} có nhiều đoạn: ở đây chỉ sửa được trong từng đoạn, hãy sửa trong Word."),
                format!(
                    "Cell {cell} has several paragraphs, and only text within one of them is changed here: change it in Word."
                ),
            ),
            Self::NoMarks => Bilingual::new(
                "Chưa đánh dấu được vào tệp Word: hãy lưu bản sửa (.docx) và biên bản soát, trong đó ghi rõ từng chỗ.",
                "Findings are not drawn into Word documents: save the corrected .docx and the note, which names each place.",
            ),
            Self::LongText(cell) => Bilingual::new(
                format!("Ô {cell}: Excel chỉ giữ được 32.767 ký tự trong một ô; hãy chia đoạn chữ này ra nhiều ô."),
                format!("Cell {cell}: Excel holds no more than 32,767 characters in a cell; split this text."),
            ),
            Self::NotInFont(cell) => Bilingual::new(
                format!(
                    "Ô {cell}: chữ trong tệp này viết bằng bảng mã cũ (TCVN3 hoặc VNI), không có một chữ trong đoạn vừa gõ; chữ hoa có dấu hãy gõ chữ thường."
                ),
                format!(
                    "Cell {cell}: the texts of this file are in an old encoding (TCVN3 or VNI) that lacks a letter of what was typed; type small letters for capitals with marks."
                ),
            ),
        }
    }
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for SaveError {}
