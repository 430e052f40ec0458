//! The letters of the columns and the numbers of the rows. As the cells, they are plain data that is
//! patched (see `paper`).

use std::collections::BTreeMap;

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::axis::Axis;
use super::cell::Heads;
use super::follow::Wanted;
use crate::app::state::Ground;
use crate::protocol::AxisShape;
use crate::workbook::{CellRange, Col, Row};

/// The layers of headings: those that scroll, and those of frozen panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// Letters that scroll sideways.
    Top,
    /// Numbers that scroll up and down.
    Left,
    /// Letters of frozen columns.
    FixedTop,
    /// Numbers of frozen rows.
    FixedLeft,
    /// Where both meet.
    Corner,
}

impl Layer {
    /// In the order in which they are drawn.
    pub(super) const ALL: [Self; 5] = [Self::Top, Self::Left, Self::FixedTop, Self::FixedLeft, Self::Corner];

    /// Its classes.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Top => "heads heads-top",
            Self::Left => "heads heads-left",
            Self::FixedTop => "heads heads-top fixed",
            Self::FixedLeft => "heads heads-left fixed",
            Self::Corner => "heads heads-corner",
        }
    }
}

/// The headings on the screen.
#[derive(Default)]
pub(super) struct Headings(BTreeMap<Layer, BTreeMap<u32, Heading>>);

/// A heading on the screen.
struct Heading {
    element: HtmlElement,
    sketch: Sketch,
    /// Whether the cursor stands in its row or column.
    here: bool,
}

#[derive(PartialEq)]
struct Sketch {
    class: String,
    css: String,
}

impl Heading {
    fn new(role: Option<&str>, text: &str, sketch: Sketch) -> Option<Self> {
        let element: HtmlElement = document().create_element("div").ok()?.unchecked_into();
        if let Some(role) = role {
            let _ = element.set_attribute("role", role);
        }
        element.set_class_name(&sketch.class);
        element.style().set_css_text(&sketch.css);
        element.set_text_content(Some(text));
        Some(Self { element, sketch, here: false })
    }

    fn update(&mut self, sketch: Sketch) {
        if self.sketch.css != sketch.css {
            self.element.style().set_css_text(&sketch.css);
        }
        let class = self.sketch.class != sketch.class;
        self.sketch = sketch;
        if class {
            self.set_class();
        }
    }

    fn point(&mut self, here: bool) {
        if self.here != here {
            self.here = here;
            self.set_class();
        }
    }

    fn set_class(&self) {
        let class = &self.sketch.class;
        self.element.set_class_name(&if self.here { format!("{class} here") } else { class.clone() });
    }
}

impl Headings {
    /// Draws the headings of what is in view, into the layers given with their elements.
    pub(super) fn draw(&mut self, wanted: &Wanted, ground: &Ground, heads: Heads, layers: Vec<(Layer, Element)>) {
        let (_, rows, cols, _) = wanted;
        let (letters, numbers) = (listed(cols, &ground.cols), listed(rows, &ground.rows));
        for (layer, host) in layers {
            let list: Vec<u32> = match layer {
                Layer::Top => letters.iter().copied().filter(|col| *col >= ground.cols.frozen()).collect(),
                Layer::FixedTop => letters.iter().copied().filter(|col| *col < ground.cols.frozen()).collect(),
                Layer::Left => numbers.iter().copied().filter(|row| *row >= ground.rows.frozen()).collect(),
                Layer::FixedLeft => numbers.iter().copied().filter(|row| *row < ground.rows.frozen()).collect(),
                Layer::Corner => vec![0],
            };
            let there = self.0.entry(layer).or_default();
            there.retain(|index, heading| {
                let stays = list.binary_search(index).is_ok();
                if !stays {
                    heading.element.remove();
                }
                stays
            });
            let mut after: Option<HtmlElement> = None;
            for index in list.into_iter().rev() {
                let (role, text, sketch) = sketch(layer, index, ground, heads);
                if let Some(heading) = there.get_mut(&index) {
                    heading.update(sketch);
                    after = Some(heading.element.clone());
                    continue;
                }
                let Some(heading) = Heading::new(role, &text, sketch) else { continue };
                let said = match layer {
                    Layer::Top | Layer::FixedTop => Some(("aria-colindex", (index + 2).to_string())),
                    Layer::Left | Layer::FixedLeft => Some(("id", format!("number-{index}"))),
                    Layer::Corner => None,
                };
                if let Some((name, value)) = said {
                    let _ = heading.element.set_attribute(name, &value);
                }
                let spot = match layer {
                    Layer::Top | Layer::FixedTop => Col(index).to_string(),
                    Layer::Left | Layer::FixedLeft => Row(index).to_string(),
                    Layer::Corner => String::new(),
                };
                let _ = heading.element.set_attribute("data-head", &spot);
                if layer != Layer::Corner {
                    add_edge(&heading.element);
                }
                let _ = host.insert_before(&heading.element, after.as_deref().map(AsRef::as_ref));
                after = Some(heading.element.clone());
                there.insert(index, heading);
            }
        }
    }

    /// Shows in which rows and columns what is selected stands.
    pub(super) fn point(&mut self, range: CellRange) {
        for (layer, headings) in &mut self.0 {
            let here = match layer {
                Layer::Top | Layer::FixedTop => range.start.col.0..=range.end.col.0,
                Layer::Left | Layer::FixedLeft => range.start.row.0..=range.end.row.0,
                Layer::Corner => continue,
            };
            for (index, heading) in headings {
                heading.point(here.contains(index));
            }
        }
    }
}

/// The edge by which a column is made wider, or a row higher (see `sizing`).
fn add_edge(heading: &HtmlElement) {
    if let Ok(edge) = document().create_element("span") {
        edge.set_class_name("edge");
        let _ = edge.set_attribute("data-edge", "");
        let _ = heading.append_child(&edge);
    }
}

/// Those of some bands that can be seen, in order.
fn listed(bands: &[(u32, u32)], axis: &Axis) -> Vec<u32> {
    let mut all: Vec<u32> = bands.iter().flat_map(|band| band.0..band.1).collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|&index| axis.size(index) > 0.0);
    all
}

fn sketch(layer: Layer, index: u32, ground: &Ground, heads: Heads) -> (Option<&'static str>, String, Sketch) {
    let plain = |css| Sketch { class: "head".to_owned(), css };
    match layer {
        Layer::Top | Layer::FixedTop => {
            let (left, width) = (heads.width + ground.cols.start(index) - 1.0, ground.cols.size(index) + 1.0);
            let css = format!("left:{left}px;width:{width}px;height:{}px", heads.height);
            let class = class(&ground.cols, &ground.shape.cols, index);
            (Some("columnheader"), Col(index).to_string(), Sketch { class, css })
        }
        Layer::Left | Layer::FixedLeft => {
            let (top, height) = (heads.height + ground.rows.start(index) - 1.0, ground.rows.size(index) + 1.0);
            let css = format!("top:{top}px;height:{height}px;width:{}px", heads.width);
            let class = class(&ground.rows, &ground.shape.rows, index);
            (Some("rowheader"), Row(index).to_string(), Sketch { class, css })
        }
        Layer::Corner => (None, String::new(), plain(format!("width:{}px;height:{}px", heads.width, heads.height))),
    }
}

/// Where rows or columns are hidden, their neighbours say so.
fn class(axis: &Axis, shape: &AxisShape, index: u32) -> String {
    let before = index.checked_sub(1).is_some_and(|before| axis.size(before) <= 0.0);
    let after = index.checked_add(1).is_some_and(|after| after < axis.count() && axis.size(after) <= 0.0);
    let mut class = "head".to_owned();
    for (said, name) in [(before, " gap-before"), (after, " gap-after"), (shape.hides(index), " uncovered")] {
        if said {
            class.push_str(name);
        }
    }
    class
}
