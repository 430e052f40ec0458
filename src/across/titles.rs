//! What stands around a table and says of what it is: the name of its sheet, its titles, the name of its file.

use super::chart::{Subject, is_whole, money};
use super::said::{self, Said};
use crate::table::Unit;
use crate::words::{Sense, fold, senses};

/// What the name of a sheet says goes before what its titles say; titles that name several periods tell none.
pub(super) fn of_sheet(of_name: Said, titles: &[&str]) -> Said {
    let mut periods: Vec<said::Period> = Vec::new();
    let (mut plan, mut actual, mut estimated) = (false, false, false);
    for title in titles.iter().filter(|title| !is_reference(title)) {
        let (_, said) = said::read(title);
        plan |= said.plan;
        actual |= said.actual;
        estimated |= said.estimated;
        if said.period != said::Period::default() {
            periods.push(said.period);
        }
    }
    let year = |period: &said::Period| period.year;
    let mut told = said::Period { year: periods.iter().find_map(year), span: None };
    let mut spans = periods.iter().filter_map(|period| period.span);
    told.span = spans.next().filter(|first| spans.all(|span| span == *first));
    let silent = !of_name.plan && !of_name.actual;
    Said {
        period: of_name.period.or(told),
        plan: of_name.plan || silent && plan && !actual,
        actual: of_name.actual || silent && actual && !plan,
        estimated: of_name.estimated || estimated && !actual,
        ..of_name
    }
}

/// "(Kèm theo Báo cáo số … ngày …)", "Hà Nội, ngày 3 tháng 5 năm 2025": days of papers, not of figures.
fn is_reference(title: &str) -> bool {
    let folded = fold(title);
    ["kèm theo", "ban hành", "ngày", "quyết định", "báo cáo số", "công văn", "cộng hòa xã hội", "độc lập tự do"]
        .iter()
        .any(|words| folded.contains(words))
}

/// What titles restrict a table to: what they set in brackets, and what begins as a restriction does.
pub(super) fn scope(titles: &[&str]) -> Vec<String> {
    let begins = ["khu vực", "riêng", "chỉ tính", "các xã", "vùng", "đối với", "trong đó", "nguồn", "khối", "các"];
    let mut scope: Vec<String> = Vec::new();
    for title in titles.iter().filter(|title| !is_reference(title)) {
        let folded = fold(title);
        let is_unit = senses(title.trim().trim_matches(['(', ')'])).has(Sense::UnitNote);
        let bracket = title.rfind('(').and_then(|open| title.get(open..)).map(fold).filter(|_| !is_unit);
        let restricts = begins.iter().any(|words| folded.starts_with(&format!("{words} ")));
        let words = if restricts { Some(folded) } else { bracket };
        scope.extend(
            words.filter(|words| words.chars().any(char::is_alphabetic) && !is_whole(words) && !is_note(words)),
        );
    }
    scope.sort_unstable();
    scope.dedup();
    scope
}

/// "(tiếp theo)", "(Mẫu số 02)": nothing of what the figures are of.
fn is_note(words: &str) -> bool {
    ["tiếp theo", "mẫu", "biểu", "phụ lục", "đvt", "đơn vị", "tổng hợp từ", "tổng hợp theo"]
        .iter()
        .any(|note| words.starts_with(note))
        || Unit::new(words).is_some_and(|unit| money(&unit).is_some())
}

/// The places and units that a sheet is of: its name, and what titles call by its kind.
pub(super) fn subjects(key: &str, name: &str, titles: &[&str]) -> Vec<Subject> {
    let mut subjects = vec![fold(name)];
    if key != subjects.first().map_or("", String::as_str) && !key.is_empty() && key != said::PERIOD {
        subjects.push(key.to_owned());
    }
    for title in titles {
        let folded = fold(title);
        let folded = folded.strip_prefix("đơn vị ").unwrap_or(&folded);
        let folded = folded.strip_prefix("ủy ban nhân dân ").or(folded.strip_prefix("ubnd ")).unwrap_or(folded);
        if folded.split(' ').count() <= 7 && place(folded) != folded {
            subjects.push(folded.to_owned());
        }
    }
    subjects.dedup();
    subjects.into_iter().map(|name| Subject { place: place(&name).to_owned(), name }).collect()
}

/// The kinds of places and schools, each with its short forms, as folded texts write them.
const KINDS: [(&str, &[&str]); 15] = [
    ("thị trấn", &["tt"]),
    ("thành phố", &["tp"]),
    ("thị xã", &["tx"]),
    ("đặc khu", &[]),
    ("trường thpt", &["thpt"]),
    ("trường thcs", &["thcs"]),
    ("trường tiểu học", &["tiểu học", "trường th", "th"]),
    ("trường mầm non", &["mầm non", "trường mn", "mn"]),
    ("xã", &["x"]),
    ("phường", &["p"]),
    ("huyện", &["h"]),
    ("tỉnh", &[]),
    ("quận", &["q"]),
    ("trạm y tế", &["tyt"]),
    ("trường", &[]),
];

/// The kind of a place, and its name without it: "xã Minh Hợp", "UBND X. Minh Hợp" are "minh hợp".
pub fn kind_and_place(folded: &str) -> (Option<&'static str>, &str) {
    let own = folded.strip_prefix("ủy ban nhân dân ").or(folded.strip_prefix("ubnd ")).unwrap_or(folded);
    let after = |word: &str| own.strip_prefix(word)?.strip_prefix(' ').filter(|rest| !rest.is_empty());
    // "trường thcs" before "trường": the longest that fits.
    let fits = KINDS.iter().flat_map(|(kind, short)| {
        std::iter::once(kind).chain(*short).filter_map(|word| Some((word.len(), *kind, after(word)?)))
    });
    fits.max_by_key(|(length, ..)| *length).map_or((None, own), |(_, kind, rest)| (Some(kind), rest))
}

/// The kinds of what a commune is made of, the longer before those that begin alike.
const VILLAGES: [&str; 15] = [
    "tổ dân phố",
    "khu dân cư",
    "khu phố",
    "tiểu khu",
    "tdp",
    "thôn",
    "bản",
    "xóm",
    "khối",
    "khóm",
    "buôn",
    "làng",
    "ấp",
    "khu",
    "tổ",
];

/// The name of a village or a commune without its kind: "thôn nà tu" is "nà tu". Numbers are no names.
pub fn without_kind(folded: &str) -> Option<&str> {
    let village = VILLAGES.iter().find_map(|kind| folded.strip_prefix(kind)?.strip_prefix(' '));
    let commune = || match kind_and_place(folded) {
        (Some("xã" | "phường" | "thị trấn"), place) => Some(place),
        _ => None,
    };
    village.or_else(commune).filter(|place| place.chars().any(char::is_alphabetic))
}

/// The name of a place without its kind: that of the station and of the commune in "trạm y tế xã Bình An".
pub fn place(folded: &str) -> &str {
    match kind_and_place(folded) {
        (Some("trạm y tế" | "trường"), office) => kind_and_place(office).1,
        (_, place) => place,
    }
}
