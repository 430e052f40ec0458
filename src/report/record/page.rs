//! What the form of the paper asks for: offices, state, place and date, its name, who signs.

use super::{Block, Fields, Words, sha256};
use crate::number::roman;
use crate::session::Gathering;
use crate::text::Lang;

/// Dots where something is to be written by hand.
const BLANK: &str = "…………";
/// So many files are named in the title; more are only counted.
const NAMED: usize = 3;

/// The parts are counted with Roman numerals, those that are left out aside.
#[derive(Default)]
pub(super) struct Numbers(u32);

impl Numbers {
    pub(super) fn part(&mut self, title: &str) -> String {
        self.0 = self.0.saturating_add(1);
        format!("{}. {title}", roman(self.0).unwrap_or_default())
    }
}

/// What stands above and below the text.
pub(super) struct Head {
    pub(super) over: String,
    pub(super) office: String,
    pub(super) number: String,
    pub(super) state: String,
    pub(super) motto: String,
    pub(super) place_and_date: String,
    pub(super) kind: String,
    pub(super) about: String,
    /// Who signs: what they are, and their names.
    pub(super) signers: [(String, String); 2],
    pub(super) by_hand: String,
    pub(super) copies_to: String,
    pub(super) copies: Vec<String>,
}

pub(super) fn head(gathering: &Gathering, fields: &Fields, words: Words) -> Head {
    let or_blank = |text: &str| if text.trim().is_empty() { BLANK.to_owned() } else { text.trim().to_owned() };
    let upper = |text: &str| or_blank(text).to_uppercase();
    let sign = if fields.sign.trim().is_empty() { "BB" } else { fields.sign.trim() };
    let number = format!("{} {}/{sign}", words.say("Số:", "No."), or_blank(&fields.number));
    let files = files(gathering, words);
    let dated = match words.0 {
        Lang::Vi => format!("{}, {}", or_blank(&fields.place), date(&fields.date, words)),
        Lang::En => format!("{}, {}", or_blank(&fields.place), date(&fields.date, words)),
    };
    let signer = if fields.signer.trim().is_empty() {
        words.say("Người lập biểu", "Prepared by").to_uppercase()
    } else {
        fields.signer.trim().to_uppercase()
    };
    Head {
        over: fields.over.trim().to_uppercase(),
        office: upper(&fields.office),
        number,
        // The state has one name, whatever language the paper is in.
        state: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".to_owned(),
        motto: "Độc lập - Tự do - Hạnh phúc".to_owned(),
        place_and_date: dated,
        kind: words.say("BIÊN BẢN", "RECORD").to_owned(),
        about: format!("{} {files}", words.say("Rà soát số liệu", "Review of figures in")),
        signers: [
            (words.say("Người rà soát", "Reviewer").to_uppercase(), fields.reviewer.trim().to_owned()),
            (signer, String::new()),
        ],
        by_hand: words.say("(Ký, ghi rõ họ tên)", "(Signature, name)").to_owned(),
        copies_to: words.say("Nơi nhận:", "Copies to:").to_owned(),
        copies: vec![format!("- {BLANK};"), words.say("- Lưu: VT.", "- File.").to_owned()],
    }
}

/// "ngày 20 tháng 11 năm 2024", with dots for what is not known.
fn date(date: &str, words: Words) -> String {
    let parts: Vec<&str> = date.trim().split(['/', '-', '.']).map(str::trim).collect();
    let known = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    match (parts.as_slice(), words.0) {
        // As the paper of an office writes small days and months (decree 30, annex I).
        ([day, month, year], Lang::Vi) if parts.iter().all(known) => {
            let two = |part: &str, least: u32| match part.parse::<u32>() {
                Ok(number) if number < least => format!("{number:02}"),
                _ => part.to_owned(),
            };
            format!("ngày {} tháng {} năm {year}", two(day, 10), two(month, 3))
        }
        (_, Lang::En) if !date.trim().is_empty() => date.trim().to_owned(),
        (_, Lang::Vi) => "ngày … tháng … năm ……".to_owned(),
        (_, Lang::En) => BLANK.to_owned(),
    }
}

fn files(gathering: &Gathering, words: Words) -> String {
    let names: Vec<&str> = gathering.sessions().map(|(_, session)| session.name()).collect();
    match names.len() {
        count if count > NAMED => format!("{} {}", words.count(count), words.say("tệp", "files")),
        _ => names.join(", "),
    }
}

/// Who has reviewed what, when and where.
pub(super) fn opening(gathering: &Gathering, fields: &Fields, words: Words) -> Vec<Block> {
    let or_blank = |text: &str| if text.trim().is_empty() { BLANK.to_owned() } else { text.trim().to_owned() };
    let (day, office) = (date(&fields.date, words), or_blank(&fields.office));
    let count = gathering.sessions().count();
    let mut blocks = vec![Block::Says(match words.0 {
        Lang::Vi if count == 1 => format!("Hôm nay, {day}, {office} đã rà soát số liệu trong tệp sau:"),
        Lang::Vi => format!("Hôm nay, {day}, {office} đã rà soát số liệu trong {count} tệp sau:"),
        Lang::En => format!("On {day}, {office} reviewed the figures of:"),
    })];
    for (_, session) in gathering.sessions() {
        let sheets = session.workbook().sheets.len();
        blocks.push(Block::Says(match words.0 {
            Lang::Vi => format!("Tệp {}, {sheets} trang tính. Mã SHA-256 của tệp khi nhận:", session.name()),
            Lang::En => format!("File {}, sheets: {sheets}. SHA-256 of the file as received:", session.name()),
        }));
        blocks.push(Block::Digest(sha256(session.original())));
    }
    let (reviewer, version) = (or_blank(&fields.reviewer), env!("CARGO_PKG_VERSION"));
    blocks.push(Block::Says(match words.0 {
        Lang::Vi => format!("Người rà soát: {reviewer}. Chương trình: Soát Biểu {version}."),
        Lang::En => format!("Reviewer: {reviewer}. Program: Soát Biểu {version}."),
    }));
    blocks
}

/// The corrected files: what tells them from all others.
pub(super) fn corrected(gathering: &Gathering, words: Words) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (_, session) in gathering.sessions().filter(|(_, session)| !session.edits().is_empty()) {
        let Ok(saved) = session.export() else { continue };
        let count = words.count(saved.receipt.cells.len().saturating_add(saved.receipt.texts.len()));
        let kept = session.workbook().format.is_kept();
        let rest = if kept { words.say(", mọi thứ khác giữ nguyên", ", all else as it was") } else { "" };
        blocks.push(Block::Says(match words.0 {
            Lang::Vi => format!("Tệp {}: {count} chỗ thay đổi{rest}. Mã SHA-256:", saved.name),
            Lang::En => format!("File {}: {count} changes{rest}. SHA-256:", saved.name),
        }));
        blocks.push(Block::Digest(sha256(&saved.bytes)));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_days_and_months_have_a_nought_before_them() {
        let vi = |text| date(text, Words(Lang::Vi));
        assert_eq!(vi("2/1/2025"), "ngày 02 tháng 01 năm 2025");
        assert_eq!(vi("20/11/2024"), "ngày 20 tháng 11 năm 2024");
        assert_eq!(vi(""), "ngày … tháng … năm ……");
        assert_eq!(vi("hôm qua"), "ngày … tháng … năm ……");
    }
}
