//! The outline that codes give: numbers of accounts that grow ("211", "2111"), and budgets whose codes stand in
//! a column for each level ("Loại", "Khoản", "Mục", "Tiểu mục").
//!
//! Markers and indents tell a level and nothing more; a code tells whose part a line is, whether the whole stands
//! above its parts or below them.

use std::cmp::Ordering;

use super::{Line, LineIndex, LineKind};
use crate::words::Sense;

/// The code of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// Digits that begin with those of the whole.
    Grown(String),
    /// What stands in each column of codes, up to the last one that is filled: that is its level.
    Levels(Vec<String>),
}

impl Code {
    /// What a text is as a code: digits alone.
    pub fn grown(text: &str) -> Option<Self> {
        let digits = text.trim();
        let is_code = (1..=LONGEST).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| Self::Grown(digits.to_owned()))
    }

    /// What a line has in the columns of codes.
    pub fn levels(mut codes: Vec<String>) -> Option<Self> {
        while codes.pop_if(|last| last.is_empty()).is_some() {}
        (!codes.is_empty()).then_some(Self::Levels(codes))
    }

    /// The code that opens a label: "0008030513 - Chi khác".
    pub fn of_label(label: &str) -> Option<Self> {
        let label = label.trim_start();
        let end = label.find(|c: char| !c.is_ascii_digit())?;
        let (digits, rest) = label.split_at_checked(end)?;
        let is_name = rest.chars().any(char::is_alphabetic);
        let is_parted = rest.starts_with([' ', '-', '–', '.', ':', '_']);
        (is_parted && is_name).then(|| Self::grown(digits)).flatten()
    }

    fn encloses(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Grown(whole), Self::Grown(part)) => part.len() > whole.len() && part.starts_with(whole.as_str()),
            (Self::Levels(whole), Self::Levels(part)) => {
                // Codes above its own a line repeats or leaves out; others are those of another list.
                let agrees = |(whole, part): (&String, &String)| whole.is_empty() || part.is_empty() || whole == part;
                part.len() > whole.len() && whole.iter().zip(part).all(agrees)
            }
            _ => false,
        }
    }
}

/// Longer numbers are those of telephones and bank accounts.
const LONGEST: usize = 16;

/// The codes of lines read one after another, and how many have a whole among those before.
#[derive(Clone, Debug, Default)]
pub(super) struct Nest {
    open: Vec<Open>,
    all: usize,
    nested: usize,
    wholes: usize,
    /// How many codes follow one of the same whole that is smaller, larger, or the same.
    up: usize,
    down: usize,
    same: usize,
}

#[derive(Clone, Debug)]
struct Open {
    code: Code,
    at: usize,
    is_whole: bool,
}

impl Nest {
    /// Whether codes tell an outline in the order in which they stand.
    pub fn of<'c>(codes: impl Iterator<Item = &'c Code>) -> bool {
        let mut nest = Self::default();
        for (at, code) in codes.enumerate() {
            nest.push(code.clone(), at);
        }
        nest.is_outline()
    }

    /// The line that the next one belongs to, and how deep it lies.
    pub fn push(&mut self, code: Code, at: usize) -> (Option<usize>, usize) {
        let mut sibling = None;
        while let Some(open) = self.open.pop_if(|open| !open.code.encloses(&code)) {
            sibling = Some(open.code);
        }
        if let (Some(Code::Grown(before)), Code::Grown(own)) = (&sibling, &code) {
            match before.cmp(own) {
                Ordering::Less => self.up += 1,
                Ordering::Greater => self.down += 1,
                Ordering::Equal => self.same += 1,
            }
        }
        let depth = self.open.len();
        let parent = self.open.last_mut().map(|open| {
            self.wholes += usize::from(!std::mem::replace(&mut open.is_whole, true));
            open.at
        });
        self.all += 1;
        self.nested += usize::from(parent.is_some());
        self.open.push(Open { code, at, is_whole: false });
        (parent, depth)
    }

    /// Whether the codes tell an outline: most lie under others, several have parts, and codes of one whole
    /// follow one another in order, none of them twice. Figures that begin alike by accident do none of that.
    pub fn is_outline(&self) -> bool {
        let strange = self.same + self.up.min(self.down);
        self.nested >= NESTED
            && self.nested * 2 >= self.all
            && self.wholes >= WHOLES
            && strange * STRANGE <= self.up + self.down + self.same
    }
}

/// So many lines at least lie under others, and as many as half of all.
const NESTED: usize = 4;
/// So many lines have others under them.
const WHOLES: usize = 2;
/// One code in so many may be out of order: what was put in later stands at the end.
const STRANGE: usize = 10;

/// Settles depth and parent of the lines that have codes, where these tell an outline.
pub(super) fn arrange(lines: &mut [Line], codes: &[Option<Code>]) -> bool {
    let coded: Vec<(usize, &Code)> =
        codes.iter().enumerate().filter_map(|(at, code)| Some((at, code.as_ref()?))).collect();
    let open = lines.iter().filter(|line| !line.is_total() && line.kind != LineKind::Other).count();
    if coded.len() * 3 < open * 2 {
        return false;
    }
    let forward = places(coded.iter().copied());
    let backward = places(coded.iter().rev().copied());
    // A whole stands above its parts or below them, everywhere the same.
    let Some((_, found)) = [forward, backward].into_iter().flatten().max_by_key(|(nested, _)| *nested) else {
        return false;
    };
    let mut deepest = 0;
    for (at, line) in lines.iter_mut().enumerate() {
        match found.binary_search_by_key(&at, |place| place.line).ok().and_then(|place| found.get(place)) {
            Some(_) if line.is_total() => {}
            Some(place) => {
                let is_part = line.said.has(Sense::OfWhich);
                line.kind = if is_part { LineKind::OfWhich } else { LineKind::Data };
                line.parent = place.parent.map(LineIndex);
                deepest = u32::try_from(place.depth).unwrap_or(u32::MAX);
                line.depth = deepest;
            }
            // An aside among lines with codes is none of their parts.
            None if line.kind == LineKind::Data => {
                (line.parent, line.depth) = (None, deepest.saturating_add(1));
            }
            None => {}
        }
    }
    true
}

/// Where the code of a line puts it; in the order of the lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    line: usize,
    parent: Option<usize>,
    depth: usize,
}

/// The place of each line, ascending, with how many lie under others; `None` where that is no outline.
fn places<'a>(coded: impl Iterator<Item = (usize, &'a Code)>) -> Option<(usize, Vec<Place>)> {
    let mut nest = Nest::default();
    let mut places: Vec<Place> = coded
        .map(|(line, code)| {
            let (parent, depth) = nest.push(code.clone(), line);
            Place { line, parent, depth }
        })
        .collect();
    places.sort_unstable();
    nest.is_outline().then_some((nest.nested, places))
}
