//! What lies over a sheet: the anchors of its drawing part (20.5).

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::workbook::overlay::{Corner, Object, ObjectKind};
use crate::workbook::xml::{attribute, gather, number, reader, understood};
use crate::workbook::{CellRef, Col, ReadError, Row};

/// English metric units in a point.
const POINT: f64 = 12_700.0;
/// More than anybody would put on a sheet.
const MAX_OBJECTS: usize = 500;

/// What a drawing part holds, as far as it can be understood.
pub(super) fn read(xml: &str) -> Vec<Object> {
    let xml = understood(xml);
    let mut objects = Vec::new();
    let mut reader = reader(&xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element)
                if matches!(element.local_name().into_inner(), "twoCellAnchor" | "oneCellAnchor")
                    && objects.len() < MAX_OBJECTS =>
            {
                let Ok(object) = anchor(&mut reader) else { break };
                objects.extend(object);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    objects
}

#[derive(Default)]
struct Point {
    row: u32,
    col: u32,
    into: (f64, f64),
}

impl Point {
    fn place(&self) -> Option<(CellRef, (f64, f64))> {
        let inside = self.row < Row::COUNT && self.col < Col::COUNT;
        inside.then(|| (CellRef::new(Row(self.row), Col(self.col)), self.into))
    }
}

/// One anchor, up to its end.
fn anchor(reader: &mut Reader<&[u8]>) -> Result<Option<Object>, ReadError> {
    let (mut from, mut to, mut size) = (Point::default(), None, None);
    let (mut kind, mut name, mut text) = (None, String::new(), String::new());
    let mut ends = false;
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) | Event::Empty(element) if element.local_name().into_inner() == "ext" => {
                let (wide, high) = (number::<f64>(&element, "cx"), number::<f64>(&element, "cy"));
                // The first is that of the anchor; shapes have sizes of their own below.
                size = size.or(wide.zip(high).filter(|_| kind.is_none()).map(|(x, y)| (x / POINT, y / POINT)));
            }
            Event::Start(element) | Event::Empty(element) if element.local_name().into_inner() == "cNvPr" => {
                let called = ["descr", "title", "name"].iter().find_map(|of| {
                    attribute(&element, of).filter(|called| !called.trim().is_empty()).map(|it| it.trim().to_owned())
                });
                if name.is_empty() {
                    name = called.unwrap_or_default();
                }
            }
            Event::Start(element) => match element.local_name().into_inner() {
                "from" => ends = false,
                "to" => {
                    ends = true;
                    to = Some(Point::default());
                }
                "pic" => kind = kind.or(Some(ObjectKind::Picture)),
                "graphicFrame" => kind = kind.or(Some(ObjectKind::Chart)),
                "sp" => kind = kind.or(Some(ObjectKind::Text)),
                "t" => {
                    text.push_str(&gather(reader)?);
                }
                part @ ("row" | "col" | "rowOff" | "colOff") => {
                    let part = part.to_owned();
                    let value: f64 = gather(reader)?.trim().parse().unwrap_or(0.0);
                    let point = match &mut to {
                        Some(to) if ends => to,
                        _ => &mut from,
                    };
                    // Negative and fractional indices are none.
                    let index = value.clamp(0.0, f64::from(u32::MAX)) as u32;
                    match part.as_str() {
                        "row" => point.row = index,
                        "col" => point.col = index,
                        "rowOff" => point.into.1 = value / POINT,
                        _ => point.into.0 = value / POINT,
                    }
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().into_inner() {
                "p" if !text.is_empty() && !text.ends_with('\n') => text.push('\n'),
                "twoCellAnchor" | "oneCellAnchor" => break,
                _ => {}
            },
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
    let corner = match (to.as_ref().and_then(Point::place), size) {
        (Some((cell, into)), _) => Some(Corner::Cell(cell, into)),
        (None, Some((wide, high))) => Some(Corner::Size(wide, high)),
        (None, None) => None,
    };
    let text = text.trim().to_owned();
    // Lines and frames without a word say nothing.
    let kind = kind.filter(|kind| *kind != ObjectKind::Text || !text.is_empty());
    let text = if kind == Some(ObjectKind::Text) { text } else { name };
    Ok(kind.zip(from.place()).zip(corner).map(|((kind, from), to)| Object { kind, text, from, to }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_charts_and_texts_stand_where_they_are_anchored() {
        let place = |row: u32, col: u32| {
            format!("<x:col>{col}</x:col><x:colOff>12700</x:colOff><x:row>{row}</x:row><x:rowOff>0</x:rowOff>")
        };
        let two = |inside: &str| {
            format!(
                "<x:twoCellAnchor><x:from>{}</x:from><x:to>{}</x:to>{inside}<x:clientData/></x:twoCellAnchor>",
                place(2, 1),
                place(8, 3)
            )
        };
        let drawing = format!(
            "<x:wsDr>{}{}{}<x:oneCellAnchor><x:from>{}</x:from><x:ext cx=\"127000\" cy=\"25400\"/><x:pic><x:nvPicPr>\
             <x:cNvPr id=\"2\" name=\"Ảnh 1\"/></x:nvPicPr></x:pic></x:oneCellAnchor></x:wsDr>",
            two(
                "<x:graphicFrame><x:nvGraphicFramePr><x:cNvPr id=\"3\" name=\"Biểu đồ 1\"/></x:nvGraphicFramePr></x:graphicFrame>"
            ),
            two(
                "<x:sp><x:txBody><a:p><a:r><a:t>Đơn vị:</a:t></a:r><a:r><a:t> người</a:t></a:r></a:p></x:txBody></x:sp>"
            ),
            two("<x:sp><x:spPr/></x:sp>"),
            place(0, 0),
        );
        let read = read(&drawing);
        let told: Vec<(ObjectKind, &str)> = read.iter().map(|object| (object.kind, object.text.as_str())).collect();
        assert_eq!(
            told,
            [(ObjectKind::Chart, "Biểu đồ 1"), (ObjectKind::Text, "Đơn vị: người"), (ObjectKind::Picture, "Ảnh 1")]
        );
        assert_eq!(read[0].from, ("B3".parse().unwrap(), (1.0, 0.0)));
        assert_eq!(read[0].to, Corner::Cell("D9".parse().unwrap(), (1.0, 0.0)));
        assert_eq!(read[2].to, Corner::Size(10.0, 2.0));
        assert!(super::read("<x:wsDr><x:twoCellAnchor><x:from>").is_empty());
    }
}
