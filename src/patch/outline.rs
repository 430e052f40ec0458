//! The elements of a part and where they stand, for parts small enough to be listed.

use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::SaveError;
use super::splice::{Spanned, Splices, attributes_without, next, prefix};
use crate::workbook::xml::{reader, text_of};

/// An element of a part.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// As written: `x:row`.
    pub(super) name: String,
    /// Its prefix, colon included.
    pub(super) prefix: String,
    /// The start tag, or the whole of an element without content.
    pub(super) open: Range<usize>,
    /// Where the end tag starts; `None` when the element is written without one.
    pub(super) close: Option<usize>,
    /// Where it ends.
    pub(super) end: usize,
    /// The element that it stands in.
    pub(super) parent: Option<usize>,
    /// Names as written and values as meant.
    attributes: Vec<(String, String)>,
    /// As written, each with the space before it.
    raw: String,
}

impl Element {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.get(self.prefix.len()..).unwrap_or_default()
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let local = |raw: &str| raw.rsplit_once(':').map_or(raw == name, |(_, local)| local == name);
        self.attributes.iter().find(|(raw, _)| local(raw) && !raw.starts_with("xmlns")).map(|(_, value)| value.as_str())
    }

    /// The namespaces that it declares: the prefix (none for the default one) and the name.
    pub(super) fn namespaces(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().filter_map(|(name, value)| match name.as_str() {
            "xmlns" => Some(("", value.as_str())),
            name => name.strip_prefix("xmlns:").map(|prefix| (prefix, value.as_str())),
        })
    }

    /// The attributes as written, without those of the given names.
    pub(super) fn attributes_without(&self, names: &[&str]) -> String {
        let tag = BytesStart::from_content(format!("{}{}", self.name, self.raw), self.name.len());
        attributes_without(&tag, names)
    }

    /// Adds content at the end of the element.
    pub(super) fn append(&self, splices: &mut Splices, text: &str) {
        match self.close {
            Some(close) => splices.replace(close..close, text),
            None => {
                let slash = self.open.end.saturating_sub(2);
                splices.replace(slash..self.open.end, format!(">{text}</{}>", self.name));
            }
        }
    }
}

/// The elements of a part down to a depth, in the order of their start tags; the first is the root.
#[derive(Debug, Default)]
pub(super) struct Outline {
    list: Vec<Element>,
}

impl Outline {
    /// Lists the elements of a text without byte order mark. The root has depth 0.
    pub(super) fn of(xml: &str, depth: usize) -> Result<Self, SaveError> {
        let mut list: Vec<Element> = Vec::new();
        let mut open: Vec<Option<usize>> = Vec::new();
        let mut reader = reader(xml);
        loop {
            let Spanned { event, span } = next(&mut reader)?;
            match event {
                Event::Start(element) => {
                    let listed = open.len() <= depth;
                    open.push(listed.then_some(list.len()));
                    if listed {
                        let parent = open.len().checked_sub(2).and_then(|up| open.get(up).copied().flatten());
                        list.push(read(&element, span, parent));
                    }
                }
                Event::Empty(element) if open.len() <= depth => {
                    list.push(read(&element, span, open.last().copied().flatten()));
                }
                Event::End(_) => {
                    if let Some(element) = open.pop().flatten().and_then(|index| list.get_mut(index)) {
                        element.close = Some(span.start);
                        element.end = span.end;
                    }
                }
                Event::Eof if open.is_empty() && !list.is_empty() => return Ok(Self { list }),
                Event::Eof => return Err(SaveError::Unreadable),
                _ => {}
            }
        }
    }

    /// The root element.
    pub(super) fn root(&self) -> Result<&Element, SaveError> {
        self.list.first().ok_or(SaveError::Unreadable)
    }

    /// The elements directly in another, with their place in the list.
    pub(super) fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Element)> {
        self.list.iter().enumerate().filter(move |(_, element)| element.parent == Some(parent))
    }

    /// The first element of that name directly in another.
    pub(super) fn child(&self, parent: usize, name: &str) -> Option<(usize, &Element)> {
        self.children(parent).find(|(_, element)| element.local() == name)
    }
}

fn read(element: &BytesStart<'_>, open: Range<usize>, parent: Option<usize>) -> Element {
    let attributes = element
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| (attribute.key.into_inner().to_owned(), text_of(attribute.value).into_owned()))
        .collect();
    Element {
        name: element.name().into_inner().to_owned(),
        prefix: prefix(element),
        end: open.end,
        open,
        close: None,
        parent,
        attributes,
        raw: attributes_without(element, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_listed_with_their_places_down_to_a_depth() {
        let xml = "<x:a xmlns:x='m'><x:b r:id=\"1\"/><c><d><e/></d></c></x:a>";
        let outline = Outline::of(xml, 2).unwrap();
        assert_eq!(outline.list.iter().map(|element| element.local()).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        let (_, b) = outline.child(0, "b").unwrap();
        assert_eq!((b.attribute("id"), &xml[b.open.clone()]), (Some("1"), "<x:b r:id=\"1\"/>"));
        let (index, c) = outline.child(0, "c").unwrap();
        assert_eq!(&xml[c.open.start..c.end], "<c><d><e/></d></c>");
        assert_eq!(outline.children(index).count(), 1);
        assert_eq!(outline.root().unwrap().namespaces().collect::<Vec<_>>(), [("x", "m")]);
    }

    #[test]
    fn content_is_added_to_full_and_to_empty_elements() {
        let xml = "<a><b/><c> </c></a>";
        let outline = Outline::of(xml, 1).unwrap();
        let mut splices = Splices::default();
        for (_, element) in outline.children(0) {
            element.append(&mut splices, "<n/>");
        }
        assert_eq!(splices.apply(xml).unwrap(), "<a><b><n/></b><c> <n/></c></a>");
    }

    #[test]
    fn a_part_that_ends_early_is_refused() {
        assert!(Outline::of("<a><b>", 1).is_err());
        assert!(Outline::of("", 1).is_err());
    }
}
