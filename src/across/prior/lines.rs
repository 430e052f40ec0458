//! Which lines of two tables are one: lines move, are spelled otherwise, get other names, and are split.

use std::collections::{BTreeMap, BTreeSet};

use super::super::chart::{Chart, Head, TOTAL};
use crate::table::Unit;
use crate::words::fold;

/// How two lines are known to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// They bear the same name, however it is abbreviated.
    Named,
    /// Most words of their names are the same.
    Resembles,
}

/// A line of the earlier table, and the line or lines that it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// Now.
    pub here: Vec<usize>,
    /// Before.
    pub there: usize,
    /// How they are known.
    pub kinship: Kinship,
}

/// The share of the words of the shorter name that must stand in the longer one.
const MOST_WORDS: (usize, usize) = (3, 5);
/// One word that is shared proves nothing.
const LEAST_WORDS: usize = 2;
/// A line is split into few.
const MOST_PARTS: usize = 4;

/// The lines of two tables that are one.
pub fn matched(here: &Chart, there: &Chart) -> Vec<Matched> {
    let mut matched: Vec<Matched> = Vec::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut left: Vec<usize> = Vec::new();
    let spelled = spelled(there);
    for (at, (_, head)) in here.lines.iter().enumerate().filter(|(_, (_, head))| !head.key.is_empty()) {
        let found = there.line_of(&head.key).or_else(|| spelled.get(&spell(head)).copied().flatten());
        let found = found.filter(|its| is_of_unit(here, at, there, *its) && !taken.contains(its));
        match found {
            Some(its) => {
                taken.insert(its);
                matched.push(Matched { here: vec![at], there: its, kinship: Kinship::Named });
            }
            None => left.push(at),
        }
    }
    matched.extend(resembling(here, there, &left, &taken));
    matched
}

/// Those that bear no name of the other table, each with the line whose name is most like its own.
fn resembling(here: &Chart, there: &Chart, left: &[usize], taken: &BTreeSet<usize>) -> Vec<Matched> {
    let names = |chart: &Chart, at: usize| chart.lines.get(at).map(|(_, head)| telling(head)).unwrap_or_default();
    let limited = |chart: &Chart, at: usize| chart.lines.get(at).map(|(_, head)| limits(head)).unwrap_or_default();
    let mut kin: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in left {
        let own = names(here, *at);
        let like = |its: usize| {
            let other = names(there, its);
            let shared = own.intersection(&other).count();
            let least = own.len().min(other.len());
            let is_like = shared >= LEAST_WORDS && shared * MOST_WORDS.1 >= least * MOST_WORDS.0;
            let is_one = is_of_unit(here, *at, there, its) && limited(here, *at) == limited(there, its);
            (is_like && is_one).then_some((shared * 100 / least.max(1), shared, its))
        };
        let mut found: Vec<_> = (0..there.lines.len()).filter(|its| !taken.contains(its)).filter_map(like).collect();
        found.sort_unstable();
        // Two that are as like as each other leave open which it is.
        if let Some((share, shared, its)) = found.pop()
            && found.last().is_none_or(|(other, words, _)| (*other, *words) != (share, shared))
        {
            kin.entry(its).or_default().push(*at);
        }
    }
    let follow = |parts: &[usize]| parts.iter().zip(parts.iter().skip(1)).all(|(a, b)| a + 1 == *b);
    kin.into_iter()
        .filter(|(_, parts)| parts.len() <= MOST_PARTS && follow(parts))
        .map(|(there, parts)| Matched { here: parts, there, kinship: Kinship::Resembles })
        .collect()
}

/// Lines by their names without abbreviations; none where two have one.
fn spelled(chart: &Chart) -> BTreeMap<String, Option<usize>> {
    let mut lines: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (at, (_, head)) in chart.lines.iter().enumerate().filter(|(_, (_, head))| !head.key.is_empty()) {
        lines.entry(spell(head)).and_modify(|line| *line = None).or_insert(Some(at));
    }
    lines
}

/// A name with its abbreviations written out: "Cty TNHH" is "công ty trách nhiệm hữu hạn".
fn spell(head: &Head) -> String {
    if head.key == TOTAL {
        return TOTAL.to_owned();
    }
    const SHORT: [(&str, &str); 24] = [
        ("htx", "hợp tác xã"),
        ("cty", "công ty"),
        ("ct", "công ty"),
        ("tnhh", "trách nhiệm hữu hạn"),
        ("cp", "cổ phần"),
        ("dn", "doanh nghiệp"),
        ("dntn", "doanh nghiệp tư nhân"),
        ("ubnd", "ủy ban nhân dân"),
        ("hđnd", "hội đồng nhân dân"),
        ("thpt", "trung học phổ thông"),
        ("thcs", "trung học cơ sở"),
        ("bhyt", "bảo hiểm y tế"),
        ("bhxh", "bảo hiểm xã hội"),
        ("nsnn", "ngân sách nhà nước"),
        ("nsđp", "ngân sách địa phương"),
        ("nstw", "ngân sách trung ương"),
        ("xdcb", "xây dựng cơ bản"),
        ("gpmb", "giải phóng mặt bằng"),
        ("ntm", "nông thôn mới"),
        ("mtqg", "mục tiêu quốc gia"),
        ("tx", "thị xã"),
        ("tp", "thành phố"),
        ("tt", "thị trấn"),
        ("lđ", "lao động"),
    ];
    let leaf = head.key.rsplit(" › ").next().unwrap_or_default();
    let folded = fold(leaf);
    let long = |word: &str| {
        SHORT.iter().find(|(short, _)| *short == word).map_or_else(|| word.to_owned(), |(_, long)| fold(long))
    };
    folded.split(' ').filter(|word| !word.is_empty()).map(long).collect::<Vec<_>>().join(" ")
}

/// What a name sets in brackets to say how much of it is meant: "(không tính bê, nghé)", "(chuẩn nghèo mới)".
fn limits(head: &Head) -> BTreeSet<String> {
    const LIMITS: [&str; 10] =
        ["không", "trừ", "chỉ", "riêng", "gồm", "kể cả", "chuẩn", "tiêu chí", "theo", "phương pháp"];
    let brackets = head.name.split('(').skip(1).filter_map(|rest| rest.split(')').next()).map(fold);
    let limits = |inner: &String| {
        let words = format!(" {inner} ");
        LIMITS.iter().any(|limit| words.contains(&format!(" {limit} ")))
    };
    brackets.filter(limits).collect()
}

/// The words of a name that tell it from others.
fn telling(head: &Head) -> BTreeSet<String> {
    const SILENT: [&str; 22] = [
        "số", "được", "của", "trong", "năm", "và", "các", "có", "cho", "theo", "tổng", "người", "hộ", "đó", "về", "từ",
        "đến", "tại", "là", "với", "những", "#",
    ];
    let name = spell(head);
    name.split(' ').filter(|word| !SILENT.contains(word) && !word.is_empty()).map(str::to_owned).collect()
}

/// Whether units leave open that two lines are one.
fn is_of_unit(here: &Chart, at: usize, there: &Chart, its: usize) -> bool {
    let unit = |chart: &Chart, line: usize| chart.lines.get(line).and_then(|(_, head)| head.unit.clone());
    let folded = |unit: &Unit| fold(unit.as_str());
    match (unit(here, at), unit(there, its)) {
        (Some(a), Some(b)) => folded(&a) == folded(&b),
        _ => true,
    }
}
