//! The receipt of a corrected file: what differs from the one that was opened, as a text file.

use sha2::{Digest, Sha256};

use crate::patch::{ChangedCell, SaveError};
use crate::session::Session;
use crate::text::Lang;

/// A receipt, and the name to save it under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptText {
    /// `<name> – bảng kê ô đã sửa.txt`
    pub name: String,
    /// The text, with the line ends and the byte order mark that every Notepad understands.
    pub text: String,
}

/// Writes the receipt of a session in one language.
///
/// # Errors
///
/// A [`SaveError`] when the corrected file cannot be written.
pub fn receipt(session: &Session, lang: Lang) -> Result<ReceiptText, SaveError> {
    let say = |vi: &'static str, en: &'static str| if lang == Lang::Vi { vi } else { en };
    let saved = session.export()?;
    let receipt = &saved.receipt;
    let stem = session.name().rsplit_once('.').map_or(session.name(), |(stem, _)| stem);
    let mut lines = vec![say("BẢNG KÊ CÁC Ô ĐÃ SỬA", "LIST OF CHANGES").to_owned(), String::new()];
    lines.extend(identified(say("Tệp đã mở", "File opened"), session.name(), session.original()));
    lines.extend(identified(say("Tệp đã sửa", "Corrected file"), &saved.name, &saved.bytes));
    cells(&mut lines, say("Các ô đã sửa", "Cells changed"), &receipt.cells, lang);
    let followed = say("Các ô công thức có kết quả thay đổi theo", "Formulas whose values followed");
    if !receipt.followed.is_empty() {
        cells(&mut lines, followed, &receipt.followed, lang);
    }
    // All parts of a new file are new.
    let kept = session.workbook().format.is_kept();
    if kept && !receipt.changed.is_empty() {
        let title = say("Các phần của tệp đã ghi lại", "Parts of the file that were rewritten");
        lines.push(format!("{title} ({}):", receipt.changed.len()));
        lines.extend(receipt.changed.iter().map(|part| format!("  {part}")));
        lines.push(String::new());
    }
    if kept {
        let untouched = say("Các phần giữ nguyên", "Parts kept byte for byte");
        lines.push(format!("{untouched}: {}", receipt.untouched));
    }
    lines.extend(saved.notes.iter().flat_map(|note| [String::new(), note.get(lang).to_owned()]));
    lines.push(String::new());
    let what = say("bảng kê ô đã sửa", "receipt");
    Ok(ReceiptText { name: format!("{stem} – {what}.txt"), text: format!("\u{feff}{}", lines.join("\r\n")) })
}

/// What tells a file from every other: its size and its hash.
fn identified(title: &str, name: &str, bytes: &[u8]) -> Vec<String> {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    vec![format!("{title}: {name} ({} byte)", bytes.len()), format!("  SHA-256: {hash}"), String::new()]
}

fn cells(lines: &mut Vec<String>, title: &str, cells: &[ChangedCell], lang: Lang) {
    let blank = if lang == Lang::Vi { "(trống)" } else { "(blank)" };
    let shown = |text: &str| if text.is_empty() { blank.to_owned() } else { text.replace(['\r', '\n'], " ") };
    lines.push(format!("{title} ({}):", cells.len()));
    lines.extend(
        cells
            .iter()
            .map(|cell| format!("  {}!{}: {} → {}", cell.sheet, cell.cell, shown(&cell.before), shown(&cell.after))),
    );
    lines.push(String::new());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Edit, Input};
    use crate::number::Number;
    use crate::workbook::SheetIndex;

    fn session() -> Session {
        let mut session = Session::open("phụ biểu.xlsx", include_bytes!("../../assets/sample.xlsx").to_vec()).unwrap();
        let new = Input::Number(Number::from_written("217.476".parse().unwrap()));
        session.apply(vec![Edit::of_cell(SheetIndex(2), "E14".parse().unwrap(), new)]);
        session
    }

    #[test]
    fn a_receipt_names_both_files_every_cell_and_every_part() {
        let receipt = receipt(&session(), Lang::Vi).unwrap();
        assert_eq!(receipt.name, "phụ biểu – bảng kê ô đã sửa.txt");
        let text = receipt.text.replace("\r\n", "\n");
        assert!(text.contains("Các ô đã sửa (1):\n  PB03!E14: 217,746 → 217,476\n"), "{text}");
        assert!(text.contains("(1):\n  xl/worksheets/sheet3.xml\n"), "{text}");
        assert!(text.contains("Tệp đã sửa: phụ biểu-da-soat.xlsx ("), "{text}");
        let hashes: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("  SHA-256: ")).collect();
        assert!(hashes.len() == 2 && hashes[0] != hashes[1] && hashes.iter().all(|hash| hash.len() == 64), "{text}");
    }

    #[test]
    fn the_receipt_of_a_text_tells_of_cells_alone_for_it_had_nothing_else_to_lose() {
        let mut session = Session::open("thu.csv", "Xã;Thu\nĐông Hà;12\n".as_bytes().to_vec()).unwrap();
        let new = Input::Number(Number::from_written("13".parse().unwrap()));
        session.apply(vec![Edit::of_cell(SheetIndex(0), "B2".parse().unwrap(), new)]);
        let text = receipt(&session, Lang::Vi).unwrap().text;
        assert!(text.contains("B2: 12 → 13") && !text.contains("không giữ"), "{text}");
        assert!(!text.contains("Các phần giữ nguyên"), "{text}");
        assert_eq!(session.losses(), []);
    }

    #[test]
    fn a_receipt_speaks_the_language_of_the_page() {
        let receipt = receipt(&session(), Lang::En).unwrap();
        assert_eq!(receipt.name, "phụ biểu – receipt.txt");
        assert!(receipt.text.contains("Cells changed (1):"));
    }
}
