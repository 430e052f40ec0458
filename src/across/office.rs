//! Whose a table is: the place that its titles, its sheet or its file name, however that is written.

use std::collections::BTreeSet;

use super::chart::{Chart, Subject};
use super::titles::{kind_and_place, place};
use crate::words::{fold, without_marks};

/// Beyond so many lines a table is no list of places.
const LONGEST_LIST: usize = 300;

/// How near to the people an office is: a school before a commune, a commune before its district.
fn nearness(name: &str) -> Option<u8> {
    Some(match kind_and_place(name).0? {
        "tỉnh" => 1,
        "huyện" | "quận" | "thị xã" | "thành phố" => 2,
        "xã" | "phường" | "thị trấn" | "đặc khu" => 3,
        _ => 4,
    })
}

/// The places that a chart is of, those nearest to the people: the commune, where titles name its district too.
pub fn offices(chart: &Chart) -> BTreeSet<&str> {
    let placed = chart.subjects.iter().filter(|subject| subject.place != subject.name);
    let near = |subject: &&Subject| nearness(&subject.name).unwrap_or(0);
    let nearest = placed.clone().map(|subject| near(&subject)).max().unwrap_or(0);
    placed.filter(|subject| near(subject) == nearest).map(|subject| subject.place.as_str()).collect()
}

/// How near to the people the office of a chart is, where its titles or the lists of the others tell it: communes and
/// towns are as near, schools as stations.
pub fn rank(chart: &Chart) -> Option<u8> {
    let placed = chart.subjects.iter().filter(|subject| subject.place != subject.name);
    placed.filter_map(|subject| nearness(&subject.name)).max()
}

/// Whether titles name two districts: "Trung tâm Y tế huyện Kỳ Sơn" has no stations of "huyện Tương Dương".
pub fn of_other_districts(a: &Chart, b: &Chart) -> bool {
    let (here, there) = (districts(a), districts(b));
    let is_one = |a: &String| there.iter().any(|b| a.starts_with(b.as_str()) || b.starts_with(a.as_str()));
    !here.is_empty() && !there.is_empty() && !here.iter().any(is_one)
}

/// What titles say after the kind of a district. "Toàn huyện năm 2025" names none.
fn districts(chart: &Chart) -> Vec<String> {
    let named = |title: &String| {
        let folded = format!(" {} ", fold(title));
        let (before, name) = [" huyện ", " quận ", " thị xã "].iter().find_map(|kind| folded.split_once(kind))?;
        let is_whole = ["tòan", "cấp", "các"].iter().any(|word| before.ends_with(&format!(" {word}")));
        let is_period = ["năm", "tháng", "qúy"].iter().any(|word| name.starts_with(word));
        (!is_whole && !is_period && !name.trim().is_empty()).then(|| name.trim().to_owned())
    };
    chart.titles.iter().filter_map(named).collect()
}

/// Whether nothing says that two tables are of two places.
pub fn may_be_one(a: &Chart, b: &Chart) -> bool {
    let (here, there) = (offices(a), offices(b));
    here.is_empty() || there.is_empty() || here.intersection(&there).next().is_some()
}

/// Lets each table that bears no name of a place know it by the lists of the others: "Bieu 01 - Chau Quang.xlsx" is of
/// the "Xã Châu Quang" that a line of the district names.
pub fn name_by_lists(charts: &mut [Chart]) {
    let listed: Vec<Vec<Subject>> = charts.iter().map(listed).collect();
    for at in 0..charts.len() {
        let Some(chart) = charts.get(at).filter(|chart| offices(chart).is_empty()) else { continue };
        let texts = texts(chart);
        let mut named: Vec<&Subject> = listed
            .iter()
            .zip(charts.iter())
            .filter(|(_, other)| other.source != chart.source)
            .flat_map(|(subjects, _)| subjects)
            .filter(|subject| texts.iter().any(|text| text.names(subject)))
            .collect();
        // "Hợp Tiến Đông" is not "Hợp Tiến".
        let longest = named.iter().map(|subject| subject.place.split(' ').count()).max();
        named.retain(|subject| Some(subject.place.split(' ').count()) == longest);
        let places: BTreeSet<&str> = named.iter().map(|subject| subject.place.as_str()).collect();
        if places.len() != 1 {
            continue;
        }
        let found: Vec<Subject> = named.into_iter().cloned().collect();
        if let Some(chart) = charts.get_mut(at) {
            chart.subjects.extend(found);
            chart.subjects.dedup();
        }
    }
}

/// What its lines, or its columns, are called.
fn listed(chart: &Chart) -> Vec<Subject> {
    let lines = chart.lines.iter().map(|(_, head)| head.name.as_str()).take(LONGEST_LIST);
    let columns = chart.columns.iter().flat_map(|(_, head)| head.name.split(" – "));
    let subject = |name: &str| {
        let name = fold(name);
        let place = place(&name).to_owned();
        (place != name || place.contains(' ')).then_some(Subject { name, place })
    };
    lines.chain(columns).filter_map(subject).collect()
}

/// A text that may name a place, between two spaces.
enum Text {
    /// As it stands, folded.
    Written(String),
    /// Without any marks, as names of files are written.
    Plain(String),
}

impl Text {
    fn names(&self, subject: &Subject) -> bool {
        // One word is said of many things: "Lý" needs to be "Xã Lý".
        let place = if subject.place.contains(' ') { &subject.place } else { &subject.name };
        let plain;
        let (text, place) = match self {
            Self::Written(text) => (text, place),
            Self::Plain(text) => {
                plain = without_marks(place);
                (text, &plain)
            }
        };
        let Some(at) = text.find(place.as_str()) else { return false };
        let (before, rest) = text.split_at(at);
        let is_whole =
            before.ends_with(' ') && rest.strip_prefix(place.as_str()).is_some_and(|rest| rest.starts_with(' '));
        // The district of that name is not its town.
        let kinds = ["huyện", "tỉnh", "huyen", "tinh", "quận", "quan"];
        let wider = kinds.iter().any(|kind| before.trim_end().ends_with(&format!(" {kind}")));
        is_whole && place.contains(' ') && !wider
    }
}

fn texts(chart: &Chart) -> Vec<Text> {
    let stem = chart.file.rsplit_once('.').map_or(chart.file.as_str(), |(stem, _)| stem);
    let between = |text: &str| format!(" {text} ");
    let written = chart.titles.iter().chain([&chart.name]).map(|title| Text::Written(between(&fold(title))));
    let file = fold(stem);
    let plain = without_marks(&file);
    let of_file = if plain == file { Text::Plain(between(&plain)) } else { Text::Written(between(&file)) };
    written.chain([of_file]).collect()
}

/// What the file of a chart is called to people: the place that it is of, else the name of the file.
pub fn called(chart: &Chart) -> String {
    let offices = offices(chart);
    let written = chart.titles.iter().map(|title| title.trim().trim_matches(['(', ')']).trim()).filter(|title| {
        let folded = fold(title);
        let name = folded.strip_prefix("ủy ban nhân dân ").or(folded.strip_prefix("ubnd ")).unwrap_or(&folded);
        nearness(name).is_some() && offices.contains(place(name))
    });
    let is_loud = |title: &&str| title.chars().all(|letter| !letter.is_lowercase());
    let quiet = written.clone().find(|title| !is_loud(title)).map(str::to_owned);
    let loud = written.clone().next().map(softened);
    let listed = chart.subjects.iter().find(|subject| offices.contains(subject.place.as_str()));
    quiet.or(loud).or_else(|| listed.map(|subject| softened(&subject.name))).unwrap_or_else(|| chart.file.clone())
}

/// "UBND XÃ CHÂU CƯỜNG" as "Xã Châu Cường".
fn softened(title: &str) -> String {
    let lower = title.to_lowercase();
    let rest = lower.strip_prefix("ủy ban nhân dân ").or(lower.strip_prefix("ubnd ")).unwrap_or(&lower);
    // "THCS" has no vowel: it is no word.
    let is_word = |word: &str| {
        let vowels = ['a', 'e', 'i', 'o', 'u', 'y'];
        without_marks(word).chars().any(|letter| vowels.contains(&letter))
    };
    let capital = |word: &str| {
        if !is_word(word) && word.chars().count() > 1 {
            return word.to_uppercase();
        }
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    rest.split_whitespace().map(capital).collect::<Vec<_>>().join(" ")
}
