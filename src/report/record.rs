//! The record of a review ("biên bản rà soát") in the form that decree 30/2020 gives to administrative papers: which
//! files, what was compared and what was not, what was found and what became of it. It prints on paper and opens in
//! Word. It vouches for nothing that was not compared.

mod book;
mod extent;
mod html;
mod page;
mod results;
mod text;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ledger::SourceIndex;
use crate::patch::SaveError;
use crate::rules::Setting;
use crate::session::{Gathering, Session};
use crate::text::{Lang, count};

/// What only the office knows. What is left out prints as dots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// The office above.
    pub over: String,
    /// The office that reviews.
    pub office: String,
    /// The number of the paper.
    pub number: String,
    /// Its sign: "BB-LĐTBXH".
    pub sign: String,
    /// The place.
    pub place: String,
    /// The day: 20/11/2024.
    pub date: String,
    /// Who has reviewed.
    pub reviewer: String,
    /// What who signs for the office is: "Trưởng phòng".
    pub signer: String,
}

/// What is told besides what always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The cells that were changed.
    pub mended: bool,
    /// What was kept, with its reason.
    pub kept: bool,
    /// What holds only within rounding, and other notes.
    pub notes: bool,
}

impl Default for Contents {
    fn default() -> Self {
        Self { mended: true, kept: true, notes: true }
    }
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The name to save it under, without its ending: `<name>-bien-ban-ra-soat`.
    pub stem: String,
    /// The paper as the body of a page.
    pub body: String,
    /// The paper as a page that needs nothing else.
    pub html: String,
    /// The paper as plain text, with the byte order mark and the line ends that every Notepad understands.
    pub text: String,
}

/// A piece of the paper, whatever it is written as.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    /// "I. PHẠM VI ĐÃ RÀ SOÁT".
    Part(String),
    /// "1. Các ô đã sửa".
    Section(String),
    /// A sentence.
    Says(String),
    /// A remark below a table.
    Remark(String),
    /// What tells a file from all others.
    Digest(String),
    /// A table: its heads, which of its columns hold figures, its rows, and whether the last is a total.
    Table { heads: Vec<String>, figures: Vec<bool>, rows: Vec<Vec<String>>, total: bool },
}

/// Writes the record of all open files in one language. The style sheet of the paper is that of the page.
pub fn record(gathering: &Gathering, fields: &Fields, contents: Contents, lang: Lang) -> Record {
    let (head, blocks) = drawn_up(gathering, fields, contents, lang);
    let body = html::body(&head, &blocks);
    Record { stem: stem(gathering), html: html::page(&body, &head, lang), text: text::written(&head, &blocks), body }
}

/// The same as a workbook of one sheet, and the name to save it under, without its ending.
///
/// # Errors
///
/// As [`crate::patch::package`].
pub fn record_book(
    gathering: &Gathering,
    fields: &Fields,
    contents: Contents,
    lang: Lang,
) -> Result<(String, Vec<u8>), SaveError> {
    let (head, blocks) = drawn_up(gathering, fields, contents, lang);
    Ok((stem(gathering), book::written(&head, &blocks, Words(lang))?))
}

fn stem(gathering: &Gathering) -> String {
    let name = gathering.sessions().next().map_or("", |(_, session)| session.name());
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}-bien-ban-ra-soat")
}

/// What stands on the paper.
fn drawn_up(gathering: &Gathering, fields: &Fields, contents: Contents, lang: Lang) -> (page::Head, Vec<Block>) {
    let first = first_read(gathering);
    let before = first.as_ref().unwrap_or(gathering);
    let words = Words(lang);
    let mut numbers = page::Numbers::default();
    let mut blocks = page::opening(gathering, fields, words);
    blocks.push(Block::Part(numbers.part(words.say("PHẠM VI ĐÃ RÀ SOÁT", "WHAT WAS REVIEWED"))));
    blocks.extend(extent::compared(before, words));
    blocks.push(Block::Part(numbers.part(words.say("KẾT QUẢ", "RESULTS"))));
    blocks.extend(results::results(before, gathering, contents, words));
    let unchecked = extent::unchecked(gathering, words);
    if !unchecked.is_empty() {
        blocks.push(Block::Part(numbers.part(words.say("PHẦN CHƯA RÀ SOÁT ĐƯỢC", "WHAT WAS NOT REVIEWED"))));
        blocks.extend(unchecked);
    }
    let after = page::corrected(gathering, words);
    if !after.is_empty() {
        blocks.push(Block::Part(numbers.part(words.say("TỆP SAU KHI RÀ SOÁT", "FILES AFTER THE REVIEW"))));
        blocks.extend(after);
    }
    blocks.push(Block::Says(
        words
            .say(
                "Biên bản lập xong cùng ngày, đã đọc lại và thống nhất nội dung./.",
                "This record was drawn up on the same day, read again and agreed.",
            )
            .to_owned(),
    ));
    (page::head(gathering, fields, words), blocks)
}

/// The files as they were when they were opened, checked again: what has been mended since is found there. Nothing
/// where nothing was changed.
fn first_read(gathering: &Gathering) -> Option<Gathering> {
    if gathering.sessions().all(|(_, session)| session.edits().is_empty()) {
        return None;
    }
    let open = |(_, session): (SourceIndex, &Session)| {
        // What was decided about the laws was decided about the form, not about its figures.
        let setting = Setting { profile: session.profile().clone(), ..Setting::default() };
        Session::open_with(session.name().to_owned(), session.original().to_vec(), setting).ok()
    };
    Some(Gathering::of(gathering.sessions().map(open).collect::<Option<_>>()?))
}

/// The language of the paper.
#[derive(Clone, Copy)]
struct Words(Lang);

impl Words {
    fn say(self, vi: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// A count, with its groups.
    fn count(self, number: usize) -> String {
        count(number, self.0)
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Edit;
    use crate::session::Reason;
    use crate::workbook::SheetIndex;

    fn sample() -> Gathering {
        let bytes = include_bytes!("../../assets/sample.xlsx").to_vec();
        Gathering::of(vec![Session::open("phụ biểu.xlsx", bytes).unwrap()])
    }

    fn fields() -> Fields {
        let text = str::to_owned;
        Fields {
            office: text("Phòng Lao động <&>"),
            place: text("Quỳ Hợp"),
            date: text("20/11/2024"),
            signer: text("Trưởng phòng"),
            ..Fields::default()
        }
    }

    fn written(gathering: &Gathering) -> Record {
        record(gathering, &fields(), Contents::default(), Lang::Vi)
    }

    /// Applies the first fix of the finding at a cell.
    fn fix(gathering: &mut Gathering, sheet: usize, cell: &str) {
        let place = (SheetIndex(sheet), cell.parse().unwrap());
        gathering.change(SourceIndex(0), |session| {
            let report = session.report(place.0).unwrap();
            let found = report.findings.iter().find(|finding| finding.place.sheet_cell() == Some(place)).unwrap();
            let edits: Vec<Edit> = found.fixes[0].edits.clone();
            session.apply(edits);
        });
    }

    #[test]
    fn the_paper_has_the_form_of_the_decree() {
        let record = written(&sample());
        assert_eq!(record.stem, "phụ biểu-bien-ban-ra-soat");
        for part in [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Quỳ Hợp, ngày 20 tháng 11 năm 2024",
            "PHÒNG LAO ĐỘNG <&>",
            "BIÊN BẢN",
            "I. PHẠM VI ĐÃ RÀ SOÁT",
            "II. KẾT QUẢ",
            "III. PHẦN CHƯA RÀ SOÁT ĐƯỢC",
            "NGƯỜI RÀ SOÁT",
            "TRƯỞNG PHÒNG",
            "Nơi nhận:",
        ] {
            assert!(record.text.contains(part), "{part}\n{}", record.text);
        }
        // What a person has typed is text, whatever it looks like.
        assert!(record.html.contains("PHÒNG LAO ĐỘNG &lt;&amp;&gt;") && !record.html.contains("<&>"));
        let hash = sha256(include_bytes!("../../assets/sample.xlsx"));
        assert!(record.text.contains(&hash) && record.body.contains(&hash));
    }

    #[test]
    fn what_was_mended_stays_with_its_cause_and_the_new_file_is_named() {
        let mut gathering = sample();
        assert!(!written(&gathering).text.contains("Các ô đã sửa"));
        fix(&mut gathering, 2, "E14");
        let record = written(&gathering);
        assert!(record.text.contains("1. Các ô đã sửa (1)"), "{}", record.text);
        assert!(record.text.contains("217,746") && record.text.contains("217,476"), "{}", record.text);
        assert!(record.text.contains("gõ nhầm"), "{}", record.text);
        assert!(record.text.contains("IV. TỆP SAU KHI RÀ SOÁT"), "{}", record.text);
        assert_eq!(record.text.matches("SHA-256").count(), 2, "{}", record.text);
        let without = record_without_mended(&gathering);
        assert!(!without.contains("Các ô đã sửa") && without.contains("1. "), "{without}");
    }

    fn record_without_mended(gathering: &Gathering) -> String {
        record(gathering, &fields(), Contents { mended: false, ..Contents::default() }, Lang::Vi).text
    }

    #[test]
    fn what_is_kept_has_its_reason_and_what_is_open_is_said() {
        let mut gathering = sample();
        let key =
            gathering.session(SourceIndex(0)).and_then(|it| it.report(SheetIndex(2))).unwrap().findings[0].key.clone();
        gathering.change(SourceIndex(0), |session| session.dismiss(key, Reason::Other("hỏi lại xã".to_owned())));
        let text = written(&gathering).text;
        assert!(text.contains("1. Các chỗ giữ nguyên, kèm lý do (1)") && text.contains("hỏi lại xã"), "{text}");
        assert!(text.contains("2. Các chỗ không khớp chưa sửa"), "{text}");
        let english = record(&gathering, &fields(), Contents::default(), Lang::En);
        assert!(english.text.contains("RECORD") && !english.text.contains("Các chỗ"), "{}", english.text);
    }

    #[test]
    fn the_record_is_a_workbook_too() {
        let mut gathering = sample();
        fix(&mut gathering, 2, "E14");
        let (stem, bytes) = record_book(&gathering, &fields(), Contents::default(), Lang::Vi).unwrap();
        assert_eq!(stem, "phụ biểu-bien-ban-ra-soat");
        let read = crate::workbook::read(&bytes).unwrap();
        let texts: Vec<String> = read.sheets[0].cells().map(|(_, cell)| cell.plain_text().into_owned()).collect();
        for part in ["BIÊN BẢN", "I. PHẠM VI ĐÃ RÀ SOÁT", "217,746", "217,476", "Số sau khi sửa", "NGƯỜI RÀ SOÁT"]
        {
            assert!(texts.iter().any(|text| text.contains(part)), "{part} in {texts:?}");
        }
        // Nothing in it is read as a formula, and every table keeps its frame.
        assert!(!read.has_formulas());
        assert!(read.sheets[0].merges.len() > 10);
    }

    #[test]
    fn what_was_turned_off_is_said() {
        use crate::relation::law_key;
        use crate::table::{Form, tables};

        let mut gathering = sample();
        let sheet = SheetIndex(2);
        gathering.change(SourceIndex(0), |session| {
            let table = tables(session.workbook(), sheet).remove(0);
            let key = law_key(&table, &session.report(sheet).unwrap().standings[2].pattern);
            let mut profile = session.profile().clone();
            profile.off.insert((Form::of(&table), key), "1/12/2026".to_owned());
            session.decide_laws(profile);
        });
        let text = written(&gathering).text;
        assert!(text.contains("Không dùng 1 phép tính") && text.contains("PB03: Cột 3"), "{text}");
    }

    #[test]
    fn several_files_are_told_apart() {
        let gathering = crate::session::gathering_tests::years();
        let text = written(&gathering).text;
        assert!(text.contains("nam 2024.xlsx") && text.contains("nam 2025.xlsx"), "{text}");
        assert_eq!(text.matches("SHA-256").count(), 2, "{text}");
        assert!(text.contains("nam 2025.xlsx › "), "{text}");
    }
}
