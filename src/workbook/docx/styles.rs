//! The styles of a document (ECMA-376 Part 1, 17.7), as far as they say what a paragraph is and how it looks.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::super::Alignment;
use super::super::xml::{attribute, flag, for_each_element, number};
use super::story::Letters;

/// What a style says, or a paragraph or run by itself; what it does not say it takes from its base.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Look {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) font: Option<String>,
    /// Half points.
    pub(super) size: Option<u32>,
    pub(super) align: Option<Alignment>,
    /// 9 is body text (17.3.1.20).
    pub(super) outline: Option<u8>,
    pub(super) list: Option<i64>,
    pub(super) depth: Option<u8>,
}

impl Look {
    /// Takes note of what an element of the properties of a run says.
    pub(super) fn note_run(&mut self, element: &BytesStart<'_>) {
        match element.local_name().into_inner() {
            "b" => self.bold = Some(flag(element, "val", true)),
            "i" => self.italic = Some(flag(element, "val", true)),
            "vanish" => self.hidden = Some(flag(element, "val", true)),
            "sz" => self.size = number(element, "val"),
            "rFonts" => {
                let named = attribute(element, "ascii").or_else(|| attribute(element, "hAnsi"));
                self.font = named.map(|name| name.into_owned()).or_else(|| self.font.take());
            }
            _ => {}
        }
    }

    /// Takes note of what an element of the properties of a paragraph says.
    pub(super) fn note_paragraph(&mut self, element: &BytesStart<'_>) {
        match element.local_name().into_inner() {
            "jc" => {
                self.align = attribute(element, "val").map(|align| match &*align {
                    "center" => Alignment::Center,
                    "right" | "end" => Alignment::Right,
                    "both" | "distribute" => Alignment::Justify,
                    _ => Alignment::Left,
                });
            }
            "outlineLvl" => self.outline = number(element, "val"),
            "numId" => self.list = number(element, "val"),
            "ilvl" => self.depth = number(element, "val"),
            _ => {}
        }
    }

    /// What the base says where this says nothing.
    fn over(self, base: &Self) -> Self {
        Self {
            bold: self.bold.or(base.bold),
            italic: self.italic.or(base.italic),
            hidden: self.hidden.or(base.hidden),
            font: self.font.or_else(|| base.font.clone()),
            size: self.size.or(base.size),
            align: self.align.or(base.align),
            outline: self.outline.or(base.outline),
            list: self.list.or(base.list),
            depth: self.depth.or(base.depth),
        }
    }

    pub(super) fn letters(&self) -> Letters {
        Letters { font: self.font.clone(), size: self.size, italic: self.italic == Some(true) }
    }
}

#[derive(Clone, Debug, Default)]
struct Style {
    look: Look,
    base: Option<String>,
    /// "heading 1" names a heading in every language of Word.
    name: String,
}

/// All styles by their id.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    defaults: Look,
    styles: BTreeMap<String, Style>,
    /// What a paragraph has that names none.
    paragraph: Option<String>,
    /// What each style looks like with all that it is based on.
    resolved: BTreeMap<String, Look>,
}

/// Styles based on each other; a chain that is longer leads back to itself.
const LONGEST_CHAIN: usize = 32;

impl Styles {
    /// Reads the styles part. Looks are not worth refusing a file for.
    pub(super) fn read(xml: &str) -> Self {
        let mut styles = Self::default();
        let mut current: Option<String> = None;
        let read = for_each_element(xml, |path, element| {
            let name = element.local_name().into_inner();
            match path {
                [_] if name == "style" => {
                    let id = attribute(element, "styleId").unwrap_or_default().into_owned();
                    let is_paragraph = attribute(element, "type").is_none_or(|kind| kind == "paragraph");
                    if is_paragraph && flag(element, "default", false) {
                        styles.paragraph = Some(id.clone());
                    }
                    styles.styles.insert(id.clone(), Style::default());
                    current = Some(id);
                }
                [_, defaults, .., last] if defaults == "docDefaults" => match last.as_str() {
                    "rPr" => styles.defaults.note_run(element),
                    "pPr" => styles.defaults.note_paragraph(element),
                    _ => {}
                },
                [_, style, inside @ ..] if style == "style" => {
                    let Some(style) = current.as_ref().and_then(|id| styles.styles.get_mut(id)) else { return };
                    match inside {
                        [] if name == "basedOn" => {
                            style.base = attribute(element, "val").map(|base| base.into_owned());
                        }
                        [] if name == "name" => {
                            style.name = attribute(element, "val").unwrap_or_default().to_ascii_lowercase();
                        }
                        [first] if first == "rPr" => style.look.note_run(element),
                        [first] | [first, _] if first == "pPr" => style.look.note_paragraph(element),
                        _ => {}
                    }
                }
                _ => {}
            }
        });
        if read.is_err() {
            return Self::default();
        }
        for style in styles.styles.values_mut() {
            let level = style.name.strip_prefix("heading ").and_then(|level| level.trim().parse::<u8>().ok());
            if let Some(level) = level.filter(|level| (1..=9).contains(level)) {
                style.look.outline = style.look.outline.or(Some(level - 1));
            }
        }
        let resolved = styles.styles.keys().map(|id| (id.clone(), styles.chain(id))).collect();
        styles.resolved = resolved;
        styles
    }

    fn chain(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut next = Some(id);
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            look = look.over(&style.look);
            next = style.base.as_deref();
        }
        look
    }

    /// How a paragraph looks that says this by itself.
    pub(super) fn paragraph(&self, style: Option<&str>, own: Look) -> Look {
        let named = style.filter(|id| self.resolved.contains_key(*id)).or(self.paragraph.as_deref());
        let own = match named.and_then(|id| self.resolved.get(id)) {
            Some(style) => own.over(style),
            None => own,
        };
        own.over(&self.defaults)
    }

    /// How a run looks that says this by itself, in a paragraph of that look.
    pub(super) fn run(&self, style: Option<&str>, own: Look, paragraph: &Look) -> Look {
        match style.and_then(|id| self.resolved.get(id)) {
            Some(style) => own.over(style).over(paragraph),
            None => own.over(paragraph),
        }
    }

    /// The list and depth that a style puts its paragraphs in; lists name the styles of their levels.
    pub(super) fn list_of(&self, style: &str) -> Option<i64> {
        self.resolved.get(style).and_then(|look| look.list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_style_does_not_say_its_base_does() {
        let styles = Styles::read(
            "<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val=\"26\"/></w:rPr></w:rPrDefault></w:docDefaults>\
             <w:style w:type=\"paragraph\" w:styleId=\"H\"><w:name w:val=\"heading 2\"/><w:rPr><w:b/></w:rPr></w:style>\
             <w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:name w:val=\"Muc\"/><w:basedOn w:val=\"H\"/>\
             <w:pPr><w:jc w:val=\"center\"/><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>\
             <w:style w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style><w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>\
             </w:styles>",
        );
        let look = styles.paragraph(Some("Own"), Look::default());
        assert_eq!((look.outline, look.bold, look.size), (Some(1), Some(true), Some(26)));
        assert_eq!((look.align, look.list), (Some(Alignment::Center), Some(3)));
        assert_eq!(styles.paragraph(Some("A"), Look::default()).bold, None);
        let plain = Look { bold: Some(false), ..Look::default() };
        assert_eq!(styles.run(None, plain, &look).bold, Some(false));
    }
}
