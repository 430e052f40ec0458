//! The numbers and bullets that a word processor puts before paragraphs (ECMA-376 Part 1, 17.9).

use std::collections::{BTreeMap, BTreeSet};

use super::super::xml::{attribute, flag, for_each_element, number};
use super::story::Line;
use super::styles::Styles;
use crate::number::roman;

/// Levels of a list.
const LEVELS: usize = 9;

#[derive(Clone, Debug, Default)]
struct Level {
    start: Option<i64>,
    format: String,
    /// "%1.%2."
    text: String,
    /// The level after which it begins anew; 0 is never.
    restart: Option<usize>,
    /// All numbers of it are written in digits.
    is_legal: bool,
    /// The font of a bullet.
    font: String,
}

#[derive(Clone, Debug, Default)]
struct Abstract {
    levels: BTreeMap<usize, Level>,
    /// The style of the list that it borrows its levels from.
    link: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Instance {
    of: i64,
    starts: BTreeMap<usize, i64>,
    levels: BTreeMap<usize, Level>,
}

/// What is counted of a document, in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<i64, Abstract>,
    instances: BTreeMap<i64, Instance>,
    /// Where each list stands; the instances of one count on together.
    counts: BTreeMap<i64, [Option<i64>; LEVELS]>,
    /// The instances whose own starts were taken.
    started: BTreeSet<(i64, usize)>,
}

impl Numbering {
    /// Reads the numbering part; a document whose lists cannot be read has none.
    pub(super) fn read(xml: &str, styles: &Styles) -> Self {
        let mut numbering = Self::default();
        let (mut list, mut instance, mut level) = (0_i64, 0_i64, 0_usize);
        let read = for_each_element(xml, |path, element| {
            let name = element.local_name().into_inner();
            let in_list = path.get(1).is_some_and(|name| name == "abstractNum");
            match (path.len(), name) {
                (1, "abstractNum") => {
                    list = number(element, "abstractNumId").unwrap_or(-1);
                    numbering.lists.insert(list, Abstract::default());
                }
                (1, "num") => {
                    instance = number(element, "numId").unwrap_or(-1);
                    numbering.instances.insert(instance, Instance::default());
                }
                (2, "numStyleLink") => {
                    if let Some(list) = numbering.lists.get_mut(&list) {
                        list.link = attribute(element, "val").map(|style| style.into_owned());
                    }
                }
                (2, "abstractNumId") => {
                    if let Some(instance) = numbering.instances.get_mut(&instance) {
                        instance.of = number(element, "val").unwrap_or(-1);
                    }
                }
                (2, "lvl" | "lvlOverride") | (3, "lvl") => {
                    level = number::<usize>(element, "ilvl").unwrap_or(level).min(LEVELS - 1);
                    if name == "lvl"
                        && let Some(level) = numbering.level(in_list, list, instance, level)
                    {
                        *level = Level::default();
                    }
                }
                (3, "startOverride") => {
                    if let (Some(instance), Some(start)) =
                        (numbering.instances.get_mut(&instance), number(element, "val"))
                    {
                        instance.starts.insert(level, start);
                    }
                }
                _ if path.iter().any(|name| name == "lvl") => {
                    if let Some(level) = numbering.level(in_list, list, instance, level) {
                        level.note(name, element);
                    }
                }
                _ => {}
            }
        });
        if read.is_err() {
            return Self::default();
        }
        numbering.borrow(styles);
        numbering
    }

    fn level(&mut self, in_list: bool, list: i64, instance: i64, level: usize) -> Option<&mut Level> {
        let levels = if in_list {
            &mut self.lists.get_mut(&list)?.levels
        } else {
            &mut self.instances.get_mut(&instance)?.levels
        };
        Some(levels.entry(level).or_default())
    }

    /// Gives lists that only name a style the levels of the list that the style is in.
    fn borrow(&mut self, styles: &Styles) {
        let lent: Vec<(i64, BTreeMap<usize, Level>)> = self
            .lists
            .iter()
            .filter_map(|(id, list)| {
                let instance = styles.list_of(list.link.as_deref()?)?;
                let from = self.instances.get(&instance)?.of;
                Some((*id, self.lists.get(&from)?.levels.clone()))
            })
            .collect();
        for (id, levels) in lent {
            if let Some(list) = self.lists.get_mut(&id) {
                list.levels = levels;
            }
        }
    }

    fn find(&self, instance: i64, level: usize) -> Option<&Level> {
        let instance = self.instances.get(&instance)?;
        instance.levels.get(&level).or_else(|| self.lists.get(&instance.of)?.levels.get(&level))
    }

    /// Counts a paragraph and gives it its number.
    pub(super) fn mark(&mut self, line: &mut Line) {
        let Some((id, depth)) = line.list else { return };
        let depth = usize::from(depth).min(LEVELS - 1);
        let Some(instance) = self.instances.get(&id) else {
            line.list = None;
            return;
        };
        let list = instance.of;
        let own_start = instance.starts.get(&depth).copied();
        let start = |numbering: &Self, level| numbering.find(id, level).and_then(|level| level.start).unwrap_or(1);
        let first = own_start.unwrap_or_else(|| start(self, depth));
        let anew = own_start.is_some() && self.started.insert((id, depth));
        let restarts: Vec<bool> = (0..LEVELS)
            .map(|level| match self.find(id, level).and_then(|level| level.restart) {
                // It begins anew after that level and those above it, or never.
                Some(after) => after > depth,
                None => true,
            })
            .collect();
        let starts: Vec<i64> = (0..depth).map(|level| start(self, level)).collect();
        let counts = self.counts.entry(list).or_default();
        for (level, count) in counts.iter_mut().enumerate() {
            match level.cmp(&depth) {
                // A level that was passed over counts as begun.
                std::cmp::Ordering::Less => *count = count.or_else(|| starts.get(level).copied()),
                std::cmp::Ordering::Equal => {
                    *count = Some(if anew { first } else { count.map_or(first, |count| count.saturating_add(1)) });
                }
                std::cmp::Ordering::Greater if restarts.get(level) == Some(&true) => *count = None,
                std::cmp::Ordering::Greater => {}
            }
        }
        let counts = *counts;
        line.marker = self.shown(id, depth, &counts);
    }

    fn shown(&self, id: i64, depth: usize, counts: &[Option<i64>; LEVELS]) -> String {
        let Some(level) = self.find(id, depth) else { return String::new() };
        if level.format == "bullet" {
            return bullet(&level.text, &level.font);
        }
        if level.format == "none" && !level.text.contains('%') {
            return level.text.clone();
        }
        let mut out = String::new();
        let mut signs = level.text.chars().peekable();
        while let Some(sign) = signs.next() {
            let which = signs.peek().and_then(|digit| digit.to_digit(10)).filter(|digit| sign == '%' && *digit > 0);
            let Some(which) = which else {
                out.push(sign);
                continue;
            };
            signs.next();
            let which = which as usize - 1;
            let count = counts.get(which).copied().flatten().unwrap_or(1);
            let format = match self.find(id, which) {
                Some(_) if level.is_legal && which != depth => "decimal",
                Some(of) if level.is_legal && of.format != "none" => "decimal",
                Some(of) => of.format.as_str(),
                None => "decimal",
            };
            out.push_str(&written(count, format));
        }
        out
    }
}

impl Level {
    fn note(&mut self, name: &str, element: &quick_xml::events::BytesStart<'_>) {
        let value = || attribute(element, "val").unwrap_or_default().into_owned();
        match name {
            "start" => self.start = number(element, "val"),
            "numFmt" => self.format = value(),
            "lvlText" => self.text = value(),
            "lvlRestart" => self.restart = number(element, "val"),
            "isLgl" => self.is_legal = flag(element, "val", true),
            "rFonts" => self.font = attribute(element, "ascii").unwrap_or_default().to_ascii_lowercase(),
            _ => {}
        }
    }
}

/// A number in a format of numbers (17.18.59); those of other scripts are written in digits.
pub(super) fn written(count: i64, format: &str) -> String {
    match format {
        "upperRoman" => numeral(count),
        "lowerRoman" => numeral(count).to_lowercase(),
        "upperLetter" => letters(count).to_uppercase(),
        "lowerLetter" => letters(count),
        "decimalZero" => format!("{count:02}"),
        "none" => String::new(),
        _ => count.to_string(),
    }
}

/// In Roman capitals; a number that these cannot write, in digits.
fn numeral(count: i64) -> String {
    u32::try_from(count).ok().and_then(roman).unwrap_or_else(|| count.to_string())
}

fn letters(count: i64) -> String {
    let Some(before) = count.checked_sub(1).and_then(|before| u32::try_from(before).ok()) else {
        return count.to_string();
    };
    let times = before / 26 + 1;
    match (char::from_u32(u32::from(b'a') + before % 26), times) {
        (Some(letter), 1..=30) => std::iter::repeat_n(letter, times as usize).collect(),
        _ => count.to_string(),
    }
}

/// A bullet as it is seen: fonts of signs keep theirs where letters of no language are.
fn bullet(text: &str, font: &str) -> String {
    let is_signs = font.contains("symbol") || font.contains("wingdings");
    text.chars()
        .map(|sign| match u32::from(sign) {
            // In Courier New the letter o is the hollow bullet of Word.
            0x6f if font.contains("courier") => '○',
            0xf02d | 0x2d if is_signs || sign == '-' => '-',
            0xf02b => '+',
            0xf0a7 => '▪',
            0xf0d8 => '➢',
            0xf0fc => '✓',
            0xe000..=0xf8ff => '•',
            _ => sign,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(xml: &str, lines: &[(i64, u8)]) -> Vec<String> {
        let mut numbering = Numbering::read(xml, &Styles::default());
        let mark = |(list, depth): &(i64, u8)| {
            let mut line = Line { list: Some((*list, *depth)), ..Line::default() };
            numbering.mark(&mut line);
            line.marker
        };
        lines.iter().map(mark).collect()
    }

    const LISTS: &str = "<w:numbering><w:abstractNum w:abstractNumId=\"0\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"upperRoman\"/><w:lvlText w:val=\"%1.\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%2.\"/></w:lvl>\
        <w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:isLgl/><w:lvlText w:val=\"%1.%2.%3\"/></w:lvl>\
        </w:abstractNum><w:abstractNum w:abstractNumId=\"1\">\
        <w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{f0b7}\"/><w:rPr><w:rFonts w:ascii=\"Symbol\"/></w:rPr></w:lvl>\
        </w:abstractNum><w:num w:numId=\"5\"><w:abstractNumId w:val=\"0\"/></w:num>\
        <w:num w:numId=\"6\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>\
        <w:num w:numId=\"7\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>";

    #[test]
    fn levels_count_within_each_other() {
        let lines = [(5, 0), (5, 1), (5, 1), (5, 2), (5, 0), (5, 1), (7, 0), (5, 2)];
        assert_eq!(marks(LISTS, &lines), ["I.", "1.", "2.", "1.2.1", "II.", "1.", "•", "2.1.1"]);
    }

    #[test]
    fn an_instance_with_a_start_of_its_own_begins_once_there() {
        assert_eq!(marks(LISTS, &[(5, 0), (5, 0), (6, 0), (6, 0), (9, 0)]), ["I.", "II.", "I.", "II.", ""]);
    }

    #[test]
    fn numbers_are_written_in_their_format() {
        let all = ["upperRoman", "lowerLetter", "decimalZero", "thaiNumbers"].map(|format| written(29, format));
        assert_eq!(all, ["XXIX", "cc", "29", "29"]);
        assert_eq!(written(4, "decimalZero"), "04");
        assert_eq!(written(-3, "lowerLetter"), "-3");
    }
}
