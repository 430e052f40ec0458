//! Which of several files count: a file handed in twice counts once, and of two versions the later one.

use std::collections::BTreeSet;

use super::chart::Chart;
use super::discord::{Discord, Explained, Slot, Why};
use super::meet::{digits, same};
use super::office;
use crate::words::{fold, without_marks};

/// The digits that two tables must share to be one handed in twice: less is equal by accident.
const TELLING: f64 = 12.0;

/// Two tables of which one takes the place of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// The one that came first.
    pub earlier: usize,
    /// The one that replaces it.
    pub later: usize,
    /// Whether words say which is which; else it is a guess.
    pub is_told: bool,
}

/// How the tables of several files stand to each other.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Tables that were handed in twice: the copy, and what it is a copy of.
    pub copies: Vec<(usize, usize)>,
    /// Tables of which there are two versions.
    pub versions: Vec<Version>,
}

impl Gathered {
    /// Of the tables of several files.
    pub fn of(charts: &[Chart]) -> Self {
        let mut gathered = Self::default();
        for (at, chart) in charts.iter().enumerate() {
            for (other, beside) in charts.iter().enumerate().skip(at + 1) {
                let is_known = |at: usize| gathered.copies.iter().any(|(copy, _)| *copy == at);
                if chart.source == beside.source || is_known(at) || is_known(other) || !is_one_form(chart, beside) {
                    continue;
                }
                match likeness(charts, at, other) {
                    Likeness::Same => gathered.copies.push(copy_first(charts, at, other)),
                    Likeness::Versions => gathered.versions.push(in_order(charts, at, other)),
                    Likeness::Apart => {}
                }
            }
        }
        gathered
    }

    /// Says of a discord what the versions of a file explain: what stands here is what it said before it was corrected.
    pub fn explain(&self, charts: &[Chart], discord: &mut Discord) {
        let earlier = |slot: &Slot| before(charts, &self.versions, *slot);
        let agree = |a: Slot, b: Slot| matches!((a.figure(charts), b.figure(charts)), (Some(a), Some(b)) if same(a, b));
        match discord.why {
            Why::Differs | Why::Line { .. } => {
                let old: Option<Vec<Slot>> = discord.against.iter().map(earlier).collect();
                let Some(old) = old.filter(|old| old.len() == discord.accused.len()) else { return };
                if discord.accused.iter().zip(&old).all(|(accused, old)| agree(*accused, *old)) {
                    discord.why = Why::Outdated;
                    discord.is_open = false;
                    discord.seconds = old;
                }
            }
            Why::Sum(None) => {
                let Some(accused) = discord.accused.first().and_then(|slot| slot.figure(charts)) else { return };
                let Some(lacks) = discord.expected.and_then(|sum| sum.value().checked_sub(accused.number.value()))
                else {
                    return;
                };
                let outdated = discord.against.iter().find_map(|slot| {
                    let (now, then) = (slot.figure(charts)?, earlier(slot)?.figure(charts)?);
                    let added = now.number.value().checked_sub(then.number.value())?;
                    (added == lacks).then_some(*slot)
                });
                if let Some(slot) = outdated {
                    discord.why = Why::Sum(Some(Explained::Outdated(slot.chart)));
                    discord.against = vec![slot];
                    discord.seconds = earlier(&slot).into_iter().collect();
                }
            }
            _ => {}
        }
    }

    /// What is worth knowing: files that were handed in twice, and what changed from version to version.
    pub fn told(&self, charts: &[Chart]) -> Vec<Discord> {
        let first = |at: usize| {
            let chart = charts.get(at)?;
            let column = (0..chart.columns.len()).find(|column| chart.figure_or_rate(0, *column).is_some())?;
            Some(Slot { chart: at, line: 0, column })
        };
        let copies = self.copies.iter().filter_map(|(copy, of)| {
            Some(Discord::new(Why::Copy(*of), first(*copy)?, first(*of).into_iter().collect()))
        });
        copies.chain(self.versions.iter().filter_map(|version| changes(charts, *version))).collect()
    }

    /// The tables that do not count: copies, and what was replaced.
    pub fn left_out(&self) -> BTreeSet<usize> {
        let copies = self.copies.iter().map(|(copy, _)| *copy);
        let replaced = self.versions.iter().filter(|version| version.is_told).map(|version| version.earlier);
        copies.chain(replaced).collect()
    }
}

/// Whether two tables are one form for the same time and place, as far as words tell.
fn is_one_form(a: &Chart, b: &Chart) -> bool {
    a.column_keys() == b.column_keys() && a.scope == b.scope && a.said.may_be(b.said) && office::may_be_one(a, b)
}

enum Likeness {
    Same,
    Versions,
    Apart,
}

/// How much two tables of one form have in common: every figure, or most of them.
fn likeness(charts: &[Chart], a: usize, b: usize) -> Likeness {
    let (Some(one), Some(other)) = (charts.get(a), charts.get(b)) else { return Likeness::Apart };
    let (mut equal, mut different, mut proved) = (0_usize, 0_usize, 0.0);
    for (line, there) in lines_of_both(one, other) {
        for column in 0..one.columns.len() {
            match (one.figure_or_rate(line, column), other.figure_or_rate(there, column)) {
                (Some(a), Some(b)) if same(a, b) => {
                    equal += 1;
                    proved += digits(a, b);
                }
                (None, None) => {}
                _ => different += 1,
            }
        }
    }
    let all = one.lines.len() == other.lines.len() && lines_of_both(one, other).count() == one.lines.len();
    let names = |chart: &Chart| chart.lines.iter().map(|(_, head)| head.name.clone()).collect::<Vec<_>>();
    if all && different == 0 && proved >= TELLING && names(one) == names(other) {
        return Likeness::Same;
    }
    let shared = lines_of_both(one, other).count();
    let most = one.lines.len().max(other.lines.len());
    // Tables of two months or two schools share names and few figures.
    let mut is_version = equal > different && proved >= TELLING;
    // One office says that it replaces what it sent: then much may differ.
    let offices = office::offices(one);
    is_version |= !offices.is_empty() && offices == office::offices(other) && in_order(charts, a, b).is_told;
    is_version &= shared * 3 >= most * 2;
    if is_version { Likeness::Versions } else { Likeness::Apart }
}

/// The lines that two tables of one form share, by their names.
pub fn lines_of_both<'c>(one: &'c Chart, other: &'c Chart) -> impl Iterator<Item = (usize, usize)> + 'c {
    let named = one.lines.iter().enumerate().filter(|(_, (_, head))| !head.key.is_empty());
    named.filter_map(|(at, (_, head))| Some((at, other.line_of(&head.key)?)))
}

/// The copy, and what it is a copy of: the one whose file says so, else the later by its name.
fn copy_first(charts: &[Chart], a: usize, b: usize) -> (usize, usize) {
    let copied = |at: usize| charts.get(at).is_some_and(|chart| says_copy(&chart.file));
    let name = |at: usize| charts.get(at).map(|chart| chart.file.as_str());
    match (copied(a), copied(b)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ if name(a) > name(b) => (a, b),
        _ => (b, a),
    }
}

/// "Ban sao …", "Copy of …", "… (1).xlsx"
fn says_copy(file: &str) -> bool {
    let plain = without_marks(&fold(file));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim_end();
    let is_numbered = stem.ends_with(')')
        && stem.rsplit_once('(').is_some_and(|(_, number)| {
            let digits = number.trim_end_matches(')');
            !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
        });
    is_numbered
        || ["ban sao", "copy of", "copy"].iter().any(|words| format!(" {plain} ").contains(&format!(" {words} ")))
}

fn in_order(charts: &[Chart], a: usize, b: usize) -> Version {
    let rank = |at: usize| charts.get(at).map_or((0, 0), lateness);
    match rank(a).cmp(&rank(b)) {
        std::cmp::Ordering::Less => Version { earlier: a, later: b, is_told: true },
        std::cmp::Ordering::Greater => Version { earlier: b, later: a, is_told: true },
        std::cmp::Ordering::Equal => Version { earlier: a, later: b, is_told: false },
    }
}

/// How late a version is by its words: whether it says that it replaces or corrects another, and its number.
fn lateness(chart: &Chart) -> (u8, u32) {
    let stem = chart.file.rsplit_once('.').map_or(chart.file.as_str(), |(stem, _)| stem);
    let file = without_marks(&fold(stem));
    let notes: Vec<String> =
        chart.notes.iter().chain(&chart.titles).chain([&chart.name]).map(|note| without_marks(&fold(note))).collect();
    const LATER: [&str; 12] = [
        "sua lan",
        "da sua",
        "ban sua",
        "sua doi",
        "thay the",
        "thay cho",
        "dieu chinh",
        "bo sung",
        "cap nhat",
        "hieu chinh",
        "chinh sua",
        "dinh chinh",
    ];
    // By themselves these are parts of other words without their marks: "môi trường", "dân cư".
    const LATER_AT_END: [&str; 5] = ["sua", "moi", "final", "chinh thuc", "cuoi"];
    const EARLIER: [&str; 3] = ["ban dau", "du thao", "ban nhap"];
    const EARLIER_AT_END: [&str; 3] = ["cu", "goc", "nhap"];
    let says =
        |text: &str, words: &[&str]| words.iter().any(|words| format!(" {text} ").contains(&format!(" {words} ")));
    // Titles speak of adjusted plans as well: of them only what says that this replaces another counts.
    let replaces = [
        "thay the bieu",
        "thay the bao cao",
        "thay the ban",
        "thay cho bieu",
        "thay cho ban",
        "dieu chinh lan",
        "da dieu chinh lan",
    ];
    let ends = |words: &[&str]| words.iter().any(|words| file.ends_with(&format!(" {words}")));
    let later = says(&file, &LATER)
        || ends(&LATER_AT_END)
        || notes.iter().any(|note| replaces.iter().any(|words| note.contains(words)));
    let number = std::iter::once(&file).chain(&notes).filter_map(|text| version_number(text)).max().unwrap_or(0);
    let earlier = says(&file, &EARLIER) || ends(&EARLIER_AT_END);
    (if earlier { 0 } else { 1 + u8::from(later || number > 1) }, number)
}

/// "lần 2", "v3"
fn version_number(plain: &str) -> Option<u32> {
    let words: Vec<&str> = plain.split(' ').collect();
    let number = |word: &str| word.parse::<u32>().ok().filter(|number| (1..100).contains(number));
    let after = |pair: (&&str, &&str)| match *pair.0 {
        "lan" | "version" | "v" => number(pair.1),
        _ => None,
    };
    let joined = words.iter().filter_map(|word| number(word.strip_prefix('v')?));
    words.iter().zip(words.iter().skip(1)).filter_map(after).chain(joined).max()
}

/// The figure in the earlier version that stands where one stands in the later.
pub fn before(charts: &[Chart], versions: &[Version], slot: Slot) -> Option<Slot> {
    let version = versions.iter().find(|version| version.later == slot.chart && version.is_told)?;
    let (later, earlier) = (charts.get(version.later)?, charts.get(version.earlier)?);
    let key = &later.lines.get(slot.line)?.1.key;
    Some(Slot { chart: version.earlier, line: earlier.line_of(key)?, column: slot.column })
}

/// What changed from version to version, cell by cell.
fn changes(charts: &[Chart], version: Version) -> Option<Discord> {
    let (earlier, later) = (charts.get(version.earlier)?, charts.get(version.later)?);
    let mut changed: Vec<(Slot, Slot)> = Vec::new();
    for (there, here) in lines_of_both(earlier, later) {
        for column in 0..later.columns.len() {
            let now = Slot { chart: version.later, line: here, column };
            let then = Slot { chart: version.earlier, line: there, column };
            let is_same = match (now.figure_or_rate(charts), then.figure_or_rate(charts)) {
                (Some(a), Some(b)) => same(a, b),
                (None, None) => true,
                _ => false,
            };
            if !is_same {
                changed.push((now, then));
            }
        }
    }
    let shared = lines_of_both(earlier, later).count();
    let why = Why::Version {
        changed: changed.len(),
        added: later.lines.len().saturating_sub(shared),
        dropped: earlier.lines.len().saturating_sub(shared),
    };
    let at = |chart: usize| Slot { chart, line: 0, column: 0 };
    let (first, its) = changed.first().copied().unwrap_or((at(version.later), at(version.earlier)));
    let mut discord = Discord::new(why, first, changed.iter().map(|(_, then)| *then).collect());
    discord.is_open = !version.is_told;
    if discord.against.is_empty() {
        discord.against.push(its);
    } else {
        discord.accused = changed.iter().map(|(now, _)| *now).collect();
    }
    Some(discord)
}
