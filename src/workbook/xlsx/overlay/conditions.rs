//! Conditional formats (18.3.1.18), as far as they hang on plain values: no formula is calculated for them.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::super::color::Palette;
use crate::workbook::overlay::{Bar, Bound, Comparison, Other, Paint, Piece, Rule, Shows, Test};
use crate::workbook::xml::{attribute, flag, for_each_element, gather, number, reader, understood};
use crate::workbook::{CellRange, CellRef, Color, ReadError};

/// More rules than any sheet that a person has made.
const MAX_RULES: usize = 200;
/// What a bar is if nothing is said: the shortest is a tenth of its cell, the longest nine.
const LENGTHS: (u32, u32) = (10, 90);
/// What is below zero, where a bar of the younger kind names no colour.
const RED: Color = Color(255, 0, 0);

/// The looks that rules refer to by number (18.8.15).
pub(super) fn paints(styles: &str, palette: &Palette) -> Vec<Paint> {
    let mut paints: Vec<Paint> = Vec::new();
    let _ = for_each_element(&understood(styles), |path, element| {
        let path: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        let name = element.local_name();
        if path == ["dxfs"] && name.into_inner() == "dxf" {
            return paints.push(Paint::default());
        }
        let Some(paint) = paints.last_mut().filter(|_| path.first() == Some(&"dxfs")) else { return };
        match (path.get(2..).unwrap_or_default(), name.into_inner()) {
            (["font"], "color") => paint.ink = palette.color(element),
            (["font"], "b") => paint.bold = Some(flag(element, "val", true)),
            (["font"], "i") => paint.italic = Some(flag(element, "val", true)),
            (["font"], "strike") => paint.strike = Some(flag(element, "val", true)),
            // Here the ground of a solid fill is its background, unlike in the formats of cells.
            (["fill", "patternFill"], "bgColor") => paint.fill = palette.color(element),
            (["fill", "patternFill"], "fgColor") => paint.fill = paint.fill.or(palette.color(element)),
            _ => {}
        }
    });
    paints
}

/// A rule as it stands in the file.
#[derive(Default)]
struct Raw {
    kind: String,
    priority: i64,
    stops: bool,
    paint: Option<usize>,
    operator: String,
    text: String,
    above: bool,
    equal: bool,
    percent: bool,
    bottom: bool,
    rank: u32,
    formulas: Vec<String>,
    bounds: Vec<Option<Bound>>,
    colors: Vec<Color>,
    /// The name by which the younger part of the file says more of it.
    id: String,
}

/// What the younger part of the file says of a bar.
#[derive(Clone, Default)]
struct Younger {
    bounds: Vec<Option<Bound>>,
    lengths: Option<(u32, u32)>,
    below: Option<Color>,
    same: bool,
    one_way: bool,
}

/// The rules of a sheet, from what stands behind its cells; the most urgent first.
pub(super) fn read(xml: &str, paints: &[Paint], palette: &Palette) -> Vec<Rule> {
    if !xml.contains("onditionalFormatting") {
        return Vec::new();
    }
    let mut raws: Vec<(Vec<CellRange>, Raw)> = Vec::new();
    let mut younger: BTreeMap<String, Younger> = BTreeMap::new();
    // Of a damaged sheet what stands before the damage.
    let _ = gather_rules(xml, palette, &mut raws, &mut younger);
    raws.sort_by_key(|(_, raw)| raw.priority);
    let rules = raws.into_iter().filter_map(|(ranges, raw)| {
        let shows = shows(&raw, paints, younger.get(&raw.id))?;
        Some(Rule { ranges, stops: raw.stops, shows })
    });
    rules.take(MAX_RULES).collect()
}

fn gather_rules(
    xml: &str,
    palette: &Palette,
    raws: &mut Vec<(Vec<CellRange>, Raw)>,
    younger: &mut BTreeMap<String, Younger>,
) -> Result<(), ReadError> {
    let mut reader = reader(xml);
    // What stands before are the cells: the first end tag here ends what began there.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut ranges = Vec::new();
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => match element.local_name().into_inner() {
                "conditionalFormatting" => {
                    let list = attribute(&element, "sqref").unwrap_or_default();
                    ranges = list.split_whitespace().filter_map(|range| range.parse().ok()).collect();
                }
                "cfRule" if prefix(&element) == "x14" => {
                    let id = attribute(&element, "id").unwrap_or_default().into_owned();
                    younger.insert(id, younger_bar(&mut reader, palette)?);
                }
                "cfRule" => {
                    let mut raw = raw(&element);
                    inside(&mut reader, palette, &mut raw)?;
                    raws.push((ranges.clone(), raw));
                }
                _ => {}
            },
            Event::Empty(element) if element.local_name().into_inner() == "cfRule" => {
                raws.push((ranges.clone(), raw(&element)));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn prefix(element: &BytesStart<'_>) -> String {
    element.name().prefix().map(|prefix| prefix.into_inner().to_owned()).unwrap_or_default()
}

fn raw(element: &BytesStart<'_>) -> Raw {
    let text = |name| attribute(element, name).unwrap_or_default().into_owned();
    Raw {
        kind: text("type"),
        priority: number(element, "priority").unwrap_or(i64::MAX),
        stops: flag(element, "stopIfTrue", false),
        paint: number(element, "dxfId"),
        operator: text("operator"),
        text: text("text"),
        above: flag(element, "aboveAverage", true),
        equal: flag(element, "equalAverage", false),
        percent: flag(element, "percent", false),
        bottom: flag(element, "bottom", false),
        rank: number(element, "rank").unwrap_or(10),
        ..Raw::default()
    }
}

fn inside(reader: &mut Reader<&[u8]>, palette: &Palette, raw: &mut Raw) -> Result<(), ReadError> {
    loop {
        let event = reader.read_event().map_err(|_| ReadError::Damaged)?;
        let opens = matches!(event, Event::Start(_));
        match event {
            Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                "formula" if opens => raw.formulas.push(gather(reader)?.into_owned()),
                "cfvo" => raw.bounds.push(bound(&element, None)),
                "color" => raw.colors.extend(palette.color(&element)),
                "id" if opens => raw.id = gather(reader)?.trim().to_owned(),
                _ => {}
            },
            Event::End(element) if element.local_name().into_inner() == "cfRule" => return Ok(()),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

fn younger_bar(reader: &mut Reader<&[u8]>, palette: &Palette) -> Result<Younger, ReadError> {
    let mut bar = Younger { same: true, ..Younger::default() };
    let mut kind = None;
    loop {
        let event = reader.read_event().map_err(|_| ReadError::Damaged)?;
        let opens = matches!(event, Event::Start(_));
        match event {
            Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                "dataBar" => {
                    let length = |name, usual| number(&element, name).unwrap_or(usual);
                    bar.lengths = Some((length("minLength", LENGTHS.0), length("maxLength", LENGTHS.1)));
                    bar.same = flag(&element, "negativeBarColorSameAsPositive", false);
                    bar.one_way = attribute(&element, "axisPosition").is_some_and(|axis| axis == "none");
                }
                "cfvo" => {
                    kind = attribute(&element, "type").map(std::borrow::Cow::into_owned);
                    bar.bounds.push(bound(&element, None));
                }
                "f" if opens => {
                    let value = gather(reader)?;
                    if let (Some(last), Some(kind)) = (bar.bounds.last_mut(), &kind) {
                        *last = bound_of(kind, Some(value.trim()));
                    }
                }
                "negativeFillColor" => bar.below = palette.color(&element),
                _ => {}
            },
            Event::End(element) if element.local_name().into_inner() == "cfRule" => return Ok(bar),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

fn bound(element: &BytesStart<'_>, value: Option<&str>) -> Option<Bound> {
    let stored = attribute(element, "val");
    bound_of(&attribute(element, "type")?, value.or(stored.as_deref()))
}

/// A formula there is not calculated, so such a bound is none.
fn bound_of(kind: &str, value: Option<&str>) -> Option<Bound> {
    let value = || value.and_then(|value| value.trim().parse::<Decimal>().ok());
    match kind {
        "min" => Some(Bound::Least),
        "max" => Some(Bound::Greatest),
        "autoMin" => Some(Bound::Lower),
        "autoMax" => Some(Bound::Upper),
        "num" => value().map(Bound::Number),
        "percent" => value().map(Bound::Percent),
        "percentile" => value().map(Bound::Percentile),
        _ => None,
    }
}

fn shows(raw: &Raw, paints: &[Paint], younger: Option<&Younger>) -> Option<Shows> {
    match raw.kind.as_str() {
        "dataBar" => {
            let bounds = younger.map(|younger| &younger.bounds).filter(|bounds| bounds.len() == 2);
            let [from, to] = bounds.unwrap_or(&raw.bounds).as_slice() else { return None };
            let below = younger.filter(|younger| !younger.same).map(|younger| younger.below.unwrap_or(RED));
            Some(Shows::Bar(Bar {
                from: (*from)?,
                to: (*to)?,
                color: *raw.colors.first()?,
                below,
                lengths: younger.and_then(|younger| younger.lengths).unwrap_or(LENGTHS),
                axis: younger.is_some_and(|younger| !younger.one_way),
            }))
        }
        "colorScale" => {
            let steps: Vec<(Bound, Color)> = raw
                .bounds
                .iter()
                .zip(&raw.colors)
                .map(|(bound, color)| bound.map(|bound| (bound, *color)))
                .collect::<Option<_>>()?;
            (steps.len() >= 2 && steps.len() == raw.bounds.len()).then_some(Shows::Scale(steps))
        }
        _ => Some(Shows::Paint(test(raw)?, *paints.get(raw.paint?)?)),
    }
}

fn test(raw: &Raw) -> Option<Test> {
    let text = |piece, has| Some(Test::Text(piece, raw.text.clone(), has)).filter(|_| !raw.text.is_empty());
    match raw.kind.as_str() {
        "cellIs" => {
            let comparison = match raw.operator.as_str() {
                "lessThan" => Comparison::Less,
                "lessThanOrEqual" => Comparison::LessOrEqual,
                "equal" => Comparison::Equal,
                "notEqual" => Comparison::NotEqual,
                "greaterThanOrEqual" => Comparison::GreaterOrEqual,
                "greaterThan" => Comparison::Greater,
                "between" => Comparison::Between,
                "notBetween" => Comparison::NotBetween,
                _ => return None,
            };
            let others: Vec<Other> = raw.formulas.iter().map(|formula| other(formula)).collect::<Option<_>>()?;
            let needed = if matches!(comparison, Comparison::Between | Comparison::NotBetween) { 2 } else { 1 };
            (others.len() >= needed).then_some(Test::Compared(comparison, others))
        }
        "containsText" => text(Piece::Anywhere, true),
        "notContainsText" => text(Piece::Anywhere, false),
        "beginsWith" => text(Piece::AtStart, true),
        "endsWith" => text(Piece::AtEnd, true),
        "duplicateValues" => Some(Test::Repeated(true)),
        "uniqueValues" => Some(Test::Repeated(false)),
        "containsBlanks" => Some(Test::Blank(true)),
        "notContainsBlanks" => Some(Test::Blank(false)),
        "containsErrors" => Some(Test::Error(true)),
        "notContainsErrors" => Some(Test::Error(false)),
        "top10" => Some(Test::Extreme { rank: raw.rank, percent: raw.percent, least: raw.bottom }),
        "aboveAverage" => Some(Test::Mean(raw.above, raw.equal)),
        _ => None,
    }
}

/// What a value is compared with, where that is a constant or a cell of the same sheet.
fn other(formula: &str) -> Option<Other> {
    let formula = formula.trim().trim_start_matches('=');
    if let Ok(number) = formula.parse::<Decimal>() {
        return Some(Other::Number(number));
    }
    if let Some(text) = formula.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Some(Other::Text(text.replace("\"\"", "\"")));
    }
    let at: CellRef = formula.replace('$', "").parse().ok()?;
    let letters = formula.strip_prefix('$').unwrap_or(formula);
    Some(Other::Cell { at, row: letters.contains('$'), col: formula.starts_with('$') })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: &str = "<styleSheet><fills><fill/></fills><dxfs><dxf><font><b/><color rgb=\"FF9C0006\"/></font>\
        <fill><patternFill><bgColor rgb=\"FFFFC7CE\"/></patternFill></fill></dxf></dxfs></styleSheet>";

    fn rules(xml: &str) -> Vec<Rule> {
        let palette = Palette::new(None);
        read(xml, &paints(STYLES, &palette), &palette)
    }

    #[test]
    fn what_is_compared_is_a_constant_or_a_cell() {
        assert_eq!(other("0.5"), Some(Other::Number(Decimal::new(5, 1))));
        assert_eq!(other("\"Đạt\""), Some(Other::Text("Đạt".to_owned())));
        let at = "D5".parse().unwrap();
        assert_eq!(other("$D5"), Some(Other::Cell { at, row: false, col: true }));
        assert_eq!(other("D$5"), Some(Other::Cell { at, row: true, col: false }));
        assert_eq!(other("SUM(A1:A3)"), None);
        assert_eq!(other("PB01!A1"), None);
    }

    #[test]
    fn rules_come_by_their_priority_with_their_looks() {
        let rules = rules(
            "<conditionalFormatting sqref=\"C4:C6 E4\"><cfRule type=\"cellIs\" dxfId=\"0\" priority=\"2\" \
             operator=\"between\"><formula>1</formula><formula>$D$2</formula></cfRule></conditionalFormatting>\
             <conditionalFormatting sqref=\"D4\"><cfRule type=\"duplicateValues\" dxfId=\"0\" priority=\"1\" \
             stopIfTrue=\"1\"/><cfRule type=\"expression\" dxfId=\"0\" priority=\"3\"><formula>A1&gt;1</formula></cfRule>\
             </conditionalFormatting></worksheet>",
        );
        assert_eq!(rules.len(), 2, "{rules:?}");
        assert!(rules[0].stops && matches!(rules[0].shows, Shows::Paint(Test::Repeated(true), _)));
        assert_eq!(rules[1].ranges, ["C4:C6".parse().unwrap(), "E4".parse().unwrap()]);
        let Shows::Paint(Test::Compared(Comparison::Between, _), paint) = &rules[1].shows else { panic!("{rules:?}") };
        assert_eq!((paint.fill, paint.ink), (Some(Color(255, 199, 206)), Some(Color(156, 0, 6))));
        assert_eq!(paint.bold, Some(true));
    }

    #[test]
    fn bars_take_what_the_younger_part_says_of_them() {
        let old = "<conditionalFormatting sqref=\"C4:C6\"><cfRule type=\"dataBar\" priority=\"1\"><dataBar>\
            <cfvo type=\"min\" val=\"0\"/><cfvo type=\"max\" val=\"0\"/><color rgb=\"FF638EC6\"/></dataBar>\
            <extLst><ext><x14:id>{AB}</x14:id></ext></extLst></cfRule></conditionalFormatting>";
        let young = "<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type=\"dataBar\" \
            id=\"{AB}\"><x14:dataBar minLength=\"0\" maxLength=\"100\"><x14:cfvo type=\"autoMin\"/><x14:cfvo type=\"num\">\
            <xm:f>100</xm:f></x14:cfvo><x14:negativeFillColor rgb=\"FF00FF00\"/></x14:dataBar></x14:cfRule>\
            </x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>";
        let bar = |xml: &str| match rules(xml).pop().map(|rule| rule.shows) {
            Some(Shows::Bar(bar)) => bar,
            other => panic!("{other:?}"),
        };
        let plain = bar(old);
        assert_eq!((plain.from, plain.to, plain.lengths, plain.axis), (Bound::Least, Bound::Greatest, (10, 90), false));
        let younger = bar(&format!("{old}{young}"));
        assert_eq!((younger.from, younger.to), (Bound::Lower, Bound::Number(Decimal::from(100))));
        assert_eq!((younger.lengths, younger.axis, younger.below), ((0, 100), true, Some(Color(0, 255, 0))));
    }

    #[test]
    fn what_is_damaged_is_not_drawn() {
        assert!(
            rules("<conditionalFormatting sqref=\"C4\"><cfRule type=\"cellIs\" dxfId=\"7\" operator=\"equal\">")
                .is_empty()
        );
        assert!(rules("<conditionalFormatting sqref=\"x\"><cfRule/></conditionalFormatting>").is_empty());
    }
}
