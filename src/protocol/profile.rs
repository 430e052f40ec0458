//! The profile of an office as a file: JSON with a version, read by people as well.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Remembered;
use crate::relation::{LawKey, OwnLaw};
use crate::rules::Profile;
use crate::table::Form;
use crate::text::Bilingual;
use crate::workbook::Row;

/// The version that is written. Files of a later one are refused by name.
const VERSION: u32 = 1;
/// Tells such files from other JSON.
const KIND: &str = "soatbieu-profile";
/// Of how many forms a browser remembers the laws: those changed last.
const MOST_FORMS: usize = 60;
/// A form is the same with a few other columns when so many of its columns are alike.
const ALIKE: (usize, usize) = (4, 5);

/// A profile as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileFile {
    kind: String,
    version: u32,
    /// Rules of which nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    muted: Vec<String>,
    /// Laws of every table that has their columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    laws: Vec<String>,
    #[serde(default)]
    forms: Vec<FormFile>,
}

impl Default for ProfileFile {
    fn default() -> Self {
        Self { kind: KIND.to_owned(), version: VERSION, muted: Vec::new(), laws: Vec::new(), forms: Vec::new() }
    }
}

/// What was decided for one form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct FormFile {
    /// What it was called: for people.
    #[serde(default)]
    name: String,
    /// When it was changed last: for people.
    #[serde(default)]
    day: String,
    columns: Vec<String>,
    #[serde(default)]
    laws: Vec<LawFile>,
    #[serde(default)]
    off: Vec<OffFile>,
}

/// A law that was stated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LawFile {
    law: String,
    /// What its lines are called, by the numbers of their rows: as texts, since inside a message numbers are no keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    lines: BTreeMap<String, String>,
}

/// A law that was turned off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OffFile {
    law: String,
    #[serde(default)]
    since: String,
}

impl ProfileFile {
    /// A profile to be written; `name` is what a form is called, `day` is today.
    pub fn of(profile: &Profile, name: impl Fn(&Form) -> String, day: &str) -> Self {
        let mut forms: BTreeMap<&Form, FormFile> = BTreeMap::new();
        let mut laws = Vec::new();
        let new = |form: &Form| FormFile {
            name: name(form),
            day: day.to_owned(),
            columns: form.0.clone(),
            ..FormFile::default()
        };
        for law in &profile.laws {
            let lines = law.lines().iter().map(|(row, label)| (row.to_string(), label.clone())).collect();
            let written = LawFile { law: law.text().to_owned(), lines };
            match law.form() {
                Some(form) => forms.entry(form).or_insert_with(|| new(form)).laws.push(written),
                None => laws.push(written.law),
            }
        }
        for ((form, law), since) in &profile.off {
            let written = OffFile { law: law.0.clone(), since: since.clone() };
            forms.entry(form).or_insert_with(|| new(form)).off.push(written);
        }
        let muted = profile.muted.iter().map(|rule| rule.0.to_owned()).collect();
        Self { muted, laws, forms: forms.into_values().collect(), ..Self::default() }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Why it is none that this version reads.
    pub fn read(text: &str) -> Result<Self, Bilingual> {
        let none = || {
            Bilingual::new(
                "Đây không phải tệp mẫu của Soát Biểu (tệp .json xuất từ thẻ Phép tính).",
                "This is no profile of Soát Biểu (a .json file exported from its list of calculations).",
            )
        };
        /// What all versions have.
        #[derive(Deserialize)]
        struct Head {
            kind: String,
            version: u32,
        }
        let head: Head = serde_json::from_str(text).map_err(|_| none())?;
        if head.kind != KIND {
            return Err(none());
        }
        if head.version != VERSION {
            let version = head.version;
            return Err(Bilingual::new(
                format!("Tệp mẫu thuộc phiên bản {version}, bản Soát Biểu này chỉ đọc được phiên bản {VERSION}."),
                format!("The profile is of version {version}; this version of Soát Biểu reads version {VERSION}."),
            ));
        }
        serde_json::from_str(text).map_err(|_| none())
    }

    /// As text, for people too.
    pub fn text(&self) -> String {
        // Strings, numbers and lists of them cannot fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Whether it decides nothing.
    pub fn is_empty(&self) -> bool {
        self.muted.is_empty() && self.laws.is_empty() && self.forms.is_empty()
    }

    /// What it means.
    ///
    /// # Errors
    ///
    /// The law or the rule that is not understood.
    pub fn profile(&self) -> Result<Profile, Bilingual> {
        let mut profile = Profile::default();
        for rule in &self.muted {
            if !profile.mute(rule) {
                return Err(Bilingual::new(
                    format!("Tệp mẫu nhắc tới quy tắc “{rule}” mà bản này không có."),
                    format!("The profile names a rule “{rule}” that there is not."),
                ));
            }
        }
        let law = |text: &str| {
            OwnLaw::parse(text).map_err(|why| {
                let why = why.message();
                Bilingual::new(format!("“{text}”: {}", why.vi), format!("“{text}”: {}", why.en))
            })
        };
        for text in &self.laws {
            profile.laws.push(law(text)?);
        }
        for written in &self.forms {
            let form = Form(written.columns.clone());
            for LawFile { law: text, lines } in &written.laws {
                let row = |number: &String| number.parse::<u32>().ok()?.checked_sub(1).map(Row);
                let lines = lines.iter().filter_map(|(number, label)| Some((row(number)?, label.clone())));
                profile.laws.push(law(text)?.of_form(form.clone(), lines.collect()));
            }
            for OffFile { law, since } in &written.off {
                profile.off.insert((form.clone(), LawKey(law.clone())), since.clone());
            }
        }
        Ok(profile)
    }

    /// What of it is about some forms, with those nearly the same taken for them; and what that is, for people.
    pub fn fitting(&self, forms: &BTreeSet<Form>) -> (Self, Remembered) {
        let mut told = Remembered::default();
        let mut fitting = Self::default();
        let exact: BTreeSet<Form> = self.forms.iter().map(|written| Form(written.columns.clone())).collect();
        for written in &self.forms {
            let form = Form(written.columns.clone());
            let taken = if forms.contains(&form) {
                Some(form.clone())
            } else {
                let (part, whole) = ALIKE;
                let free = forms.iter().filter(|other| !exact.contains(*other));
                let near = free.filter(|other| {
                    let (same, of) = form.alike(other);
                    other.0.len() == form.0.len() && same * whole >= of * part
                });
                near.max_by_key(|other| form.alike(other).0).cloned()
            };
            let Some(taken) = taken else { continue };
            told.laws += written.laws.len();
            told.off += written.off.len();
            told.names.push(written.name.clone());
            told.day = told.day.max(written.day.clone());
            if taken != form {
                told.alike.get_or_insert(form.alike(&taken));
                let pairs = taken.0.iter().zip(&form.0).filter(|(now, before)| now != before);
                told.differ.extend(pairs.map(|(now, _)| now.clone()));
            }
            fitting.forms.push(FormFile { columns: taken.0, ..written.clone() });
        }
        (fitting, told)
    }

    /// What is remembered after the forms of a file were decided anew: the latest first.
    pub fn remembering(self, now: Self, forms: &BTreeSet<Form>) -> Self {
        let stale = |written: &FormFile| forms.contains(&Form(written.columns.clone()));
        let before = self.forms.into_iter().filter(|written| !stale(written));
        let forms = now.forms.into_iter().chain(before).take(MOST_FORMS).collect();
        Self { forms, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(columns: &[&str]) -> Form {
        Form(columns.iter().map(|name| (*name).to_owned()).collect())
    }

    fn profile() -> Profile {
        let of = form(&["tt", "xã", "kế hoạch", "thực hiện", "tỷ lệ"]);
        let mut profile = Profile::default();
        profile.laws.push(OwnLaw::parse("cột 5 = cột 4 / cột 3 × 100").unwrap().of_form(of.clone(), BTreeMap::new()));
        let lines = BTreeMap::from([(Row(16), "tổng cộng".to_owned())]);
        profile.laws.push(OwnLaw::parse("dòng 17 = tổng dòng 8–16").unwrap().of_form(of.clone(), lines));
        profile.laws.push(OwnLaw::parse("6=5/4*100").unwrap());
        profile.off.insert((of, LawKey("2=(4+6)".to_owned())), "1/12/2026".to_owned());
        assert!(profile.mute("rounding-only"));
        profile
    }

    #[test]
    fn what_is_written_is_read_again() {
        let written = ProfileFile::of(&profile(), |_| "PB03".to_owned(), "1/12/2026").text();
        let read = ProfileFile::read(&written).unwrap();
        // Laws of every table stand apart from those of forms.
        let mut expected = profile();
        expected.laws.rotate_right(1);
        assert_eq!(read.profile().unwrap(), expected);
        assert!(written.contains("\"dòng 17 = tổng dòng 8–16\"") && written.contains("PB03"), "{written}");
    }

    #[test]
    fn another_version_and_other_files_are_refused() {
        let later = r#"{"kind":"soatbieu-profile","version":2,"forms":{}}"#;
        assert!(ProfileFile::read(later).unwrap_err().vi.contains("phiên bản 2"));
        for text in
            ["", "{}", "[1]", r#"{"kind":"x","version":1}"#, r#"{"kind":"soatbieu-profile","version":1,"forms":3}"#]
        {
            assert!(ProfileFile::read(text).is_err(), "{text}");
        }
        let wrong = r#"{"kind":"soatbieu-profile","version":1,"laws":["cột 6 = dân số"]}"#;
        let why = ProfileFile::read(wrong).unwrap().profile().unwrap_err();
        assert!(why.vi.contains("“dân”") || why.vi.contains("dân số"), "{}", why.vi);
    }

    #[test]
    fn a_form_is_known_again_also_with_another_column() {
        let written = ProfileFile::of(&profile(), |_| "PB03".to_owned(), "1/12/2026");
        let fits = |columns: &[&str]| written.fitting(&BTreeSet::from([form(columns)])).1;
        let same = fits(&["tt", "xã", "kế hoạch", "thực hiện", "tỷ lệ"]);
        assert_eq!((same.laws, same.off, same.alike), (2, 1, None));
        let near = fits(&["tt", "xã", "kế hoạch", "thực hiện", "ghi chú"]);
        assert_eq!((near.laws, near.alike, near.differ), (2, Some((4, 5)), vec!["ghi chú".to_owned()]));
        assert!(fits(&["tt", "xã", "số hộ", "số khẩu", "tỷ lệ"]).is_empty());
        assert!(fits(&["tt", "xã"]).is_empty());
    }

    #[test]
    fn what_is_decided_anew_takes_the_place_of_what_was() {
        let of = form(&["tt", "xã", "kế hoạch", "thực hiện", "tỷ lệ"]);
        let before = ProfileFile::of(&profile(), |_| "PB03".to_owned(), "1/12/2026");
        let none = before.clone().remembering(ProfileFile::default(), &BTreeSet::from([of]));
        assert!(none.is_empty());
        let kept = before.remembering(ProfileFile::default(), &BTreeSet::from([form(&["tt"])]));
        assert_eq!(kept.forms.len(), 1);
    }
}
