//! One cell.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::overlay;
use super::tone::{self, Ground as Paper};
use crate::app::i18n::Word;
use crate::app::laws::computed_name;
use crate::app::state::Ground;
use crate::finding::Severity;
use crate::protocol::{CellView, Drawn, Overview};
use crate::text::Lang;
use crate::workbook::{Alignment, CellRef, Font, Style, StyleId, Turned, VerticalAlignment};

/// Pixels of the row numbers and of the column letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heads {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// How a severity is told to style sheets and tests.
pub(in crate::app) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// And to people.
fn severity_word(severity: Severity) -> Word {
    match severity {
        Severity::Error => Word::FilterError,
        Severity::Warning => Word::FilterWarning,
        Severity::Info => Word::FilterOther,
    }
}

/// The formats that cells name: those of the file, and those that edits added.
pub(super) struct Looks<'a> {
    pub(super) overview: &'a Overview,
    pub(super) added: &'a [Style],
}

impl Looks<'_> {
    fn of(&self, id: StyleId) -> Option<&Style> {
        let index = usize::from(id.0);
        let added = || self.added.get(index.checked_sub(self.overview.styles.len())?);
        self.overview.styles.get(index).or_else(added)
    }
}

/// What all cells of a drawing share.
pub(super) struct Scene<'a> {
    pub(super) ground: &'a Ground,
    pub(super) looks: Looks<'a>,
    pub(super) heads: Heads,
}

/// What a cell shows of what was found and of where a person is, beside its own content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Worn {
    pub(super) mark: Option<Severity>,
    /// Its place among the figures of the open explanation.
    pub(super) operand: Option<usize>,
    /// Whether the law that is looked at computes it, and whether it holds there.
    pub(super) computed: Option<Option<bool>>,
    pub(super) suspect: bool,
    /// Whether what is looked for stands in it.
    pub(super) hit: bool,
    pub(super) cursor: bool,
    /// Whether it is selected with others, and at which edges of the range it stands.
    pub(super) picked: Option<Picked>,
    pub(super) target: bool,
    /// The language of what is said about it.
    pub(super) lang: Lang,
}

impl Worn {
    const NOTHING: Self = Self {
        mark: None,
        operand: None,
        computed: None,
        suspect: false,
        hit: false,
        cursor: false,
        picked: None,
        target: false,
        lang: Lang::Vi,
    };
}

/// The edges of a selected range that a cell of it stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Picked {
    pub(super) top: bool,
    pub(super) right: bool,
    pub(super) bottom: bool,
    pub(super) left: bool,
}

/// What a cell looks like by itself.
#[derive(PartialEq)]
struct Sketch {
    class: String,
    css: String,
    /// From where to where, in pixels, text runs that is wider than its cell.
    run: Option<(f64, f64)>,
    wraps: bool,
    /// Whether what does not fit is written smaller, however small.
    shrinks: bool,
    /// Whether it lies as lines do.
    flat: bool,
}

/// What does not fit its cell: how much smaller it must be written to fit.
#[derive(Clone, Copy)]
pub(super) struct TooWide(f64);

/// How small a number is written before `####` stands there, as in Excel: a person who came to check numbers
/// is served best by seeing them, as long as they can be read.
const SMALLEST: f64 = 0.8;
/// The same for a format that says to shrink: letters of a few pixels are none.
const SMALLEST_SHRUNK: f64 = 0.2;

/// A cell on the screen: what is known of it as plain data, and the element that shows it. Nothing of it
/// listens to anything: whoever changes what it shows patches it, and the element is all that stays behind.
pub(super) struct Cell {
    view: CellView,
    sketch: Sketch,
    worn: Worn,
    element: HtmlElement,
}

impl Cell {
    /// A new cell, not yet in the document.
    pub(super) fn new(scene: &Scene, view: CellView) -> Option<Self> {
        let element: HtmlElement = document().create_element("div").ok()?.unchecked_into();
        let sketch = sketch(scene, &view);
        let set = |name: &str, value: &str| {
            // Fails for names that are none.
            let _ = element.set_attribute(name, value);
        };
        set("role", "gridcell");
        set("id", &format!("cell-{}", view.at));
        set("data-cell", &format!("{}!{}", scene.ground.shape.name, view.at));
        set("aria-colindex", &(view.at.col.0 + 2).to_string());
        let cell = Self { view, sketch, worn: Worn::NOTHING, element };
        cell.set_class();
        cell.element.style().set_css_text(&cell.sketch.css);
        if cell.view.span != (1, 1) {
            cell.set_span();
        }
        if cell.view.edited {
            cell.set_edited();
        }
        if cell.view.outdated {
            cell.set_outdated();
        }
        if !cell.view.text.is_empty() {
            cell.set_text();
        } else if cell.view.bar.is_some() || cell.view.note.is_some() {
            cell.set_over();
        }
        Some(cell)
    }

    /// Shows what the cell holds now. `moved` tells that it may stand elsewhere, or look otherwise.
    /// Whether anything changed.
    pub(super) fn update(&mut self, scene: &Scene, view: CellView, moved: bool) -> bool {
        if !moved && self.view == view {
            return false;
        }
        let sketch = sketch(scene, &view);
        let now = Self { view, sketch, worn: self.worn, element: self.element.clone() };
        let before = std::mem::replace(self, now);
        let mut changed = false;
        let mut when = |differs: bool, patch: &dyn Fn()| {
            if differs {
                patch();
                changed = true;
            }
        };
        when(before.sketch.class != self.sketch.class, &|| self.set_class());
        when(before.sketch.css != self.sketch.css, &|| self.element.style().set_css_text(&self.sketch.css));
        when(before.view.span != self.view.span, &|| self.set_span());
        when(before.view.edited != self.view.edited, &|| self.set_edited());
        when(before.view.outdated != self.view.outdated, &|| self.set_outdated());
        let text = before.view.text != self.view.text || before.view.runs != self.view.runs;
        // What was measured is measured again, where it has another size.
        let measured = self.view.tight && (before.sketch.css != self.sketch.css || !before.view.tight);
        when(text || measured || before.sketch.run != self.sketch.run, &|| self.set_text());
        when(text && self.says().is_some(), &|| self.set_label());
        when(before.view.bar != self.view.bar || before.view.note != self.view.note, &|| self.set_over());
        changed
    }

    /// Shows what was found in it, and whether it is pointed at.
    pub(super) fn wear(&mut self, worn: Worn) {
        if self.worn == worn {
            return;
        }
        let before = std::mem::replace(&mut self.worn, worn);
        if before.mark != worn.mark {
            self.set("data-mark", worn.mark.map(severity_name));
        }
        if before.operand != worn.operand {
            self.set("data-operand", worn.operand.map(|place| place.to_string()).as_deref());
        }
        if before.computed != worn.computed {
            self.set("data-computed", worn.computed.map(computed_name));
        }
        if before.suspect != worn.suspect {
            self.set("data-suspect", worn.suspect.then_some("true"));
        }
        if before.hit != worn.hit {
            self.set("data-hit", worn.hit.then_some("true"));
        }
        let selected = |worn: Worn| worn.cursor || worn.picked.is_some();
        if selected(before) != selected(worn) {
            self.set("aria-selected", selected(worn).then_some("true"));
        }
        if (before.cursor, before.target, before.picked) != (worn.cursor, worn.target, worn.picked) {
            self.set_class();
        }
        if before.mark != worn.mark || before.lang != worn.lang && self.says().is_some() {
            self.set_label();
        }
    }

    /// Its address.
    pub(super) fn at(&self) -> CellRef {
        self.view.at
    }

    /// The rows and columns that it covers.
    pub(super) fn span(&self) -> (u32, u32) {
        self.view.span
    }

    /// Its element.
    pub(super) fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// The pixels that its text lacks to be seen whole, and the last row that it covers; asks the browser,
    /// which has the fonts.
    pub(super) fn lacks(&self) -> Option<(u32, f64)> {
        if !self.sketch.wraps || self.view.text.is_empty() {
            return None;
        }
        let text = self.element.first_element_child()?;
        let lacking = f64::from(text.scroll_height() - self.element.client_height());
        Some((self.view.at.row.0.saturating_add(self.view.span.0.saturating_sub(1)), lacking))
    }

    /// Whether a number, or what its format shrinks, is wider than its cell; asks the browser as well.
    pub(super) fn too_wide(&self) -> Option<TooWide> {
        let must_be_whole = self.view.drawn == Drawn::Number || self.sketch.shrinks;
        if !self.view.tight || !self.sketch.flat || !must_be_whole || self.view.text.is_empty() {
            return None;
        }
        let text = self.element.first_element_child()?;
        let (needs, has) = (f64::from(text.scroll_width()), f64::from(text.client_width()));
        (needs > has && has > 0.0).then(|| TooWide(has / needs))
    }

    /// Writes it smaller, or as `####`.
    pub(super) fn narrow(&self, TooWide(share): TooWide) {
        let Some(text) = self.element.first_element_child().and_then(|text| text.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        let smallest = if self.sketch.shrinks { SMALLEST_SHRUNK } else { SMALLEST };
        if share >= smallest || self.view.drawn != Drawn::Number {
            // A hair less than what fits: letters are placed on whole pixels.
            let _ = text.style().set_property("font-size", &format!("{:.3}em", share.max(smallest) * 0.985));
        } else {
            text.set_class_name("text hashes");
            text.set_text_content(Some("########################"));
            self.set_label();
        }
    }

    fn set(&self, name: &str, value: Option<&str>) {
        let _ = match value {
            Some(value) => self.element.set_attribute(name, value),
            None => self.element.remove_attribute(name),
        };
    }

    fn set_class(&self) {
        let mut class = self.sketch.class.clone();
        if self.worn.cursor {
            class.push_str(" cursor");
        }
        if self.worn.target {
            class.push_str(" target");
        }
        if let Some(Picked { top, right, bottom, left }) = self.worn.picked {
            class.push_str(" picked");
            for (_, name) in [(top, " pt"), (right, " pr"), (bottom, " pb"), (left, " pl")].iter().filter(|edge| edge.0)
            {
                class.push_str(name);
            }
        }
        self.element.set_class_name(&class);
    }

    fn set_span(&self) {
        let (rows, cols) = self.view.span;
        self.set("aria-colspan", (cols > 1).then(|| cols.to_string()).as_deref());
        self.set("aria-rowspan", (rows > 1).then(|| rows.to_string()).as_deref());
    }

    fn set_edited(&self) {
        self.set("data-edited", self.view.edited.then_some("true"));
    }

    fn set_outdated(&self) {
        self.set("data-outdated", self.view.outdated.then_some("true"));
        self.set_label();
    }

    fn set_text(&self) {
        let child = |parent: &web_sys::Node, class: &str| -> Option<HtmlElement> {
            let span: HtmlElement = document().create_element("span").ok()?.unchecked_into();
            span.set_class_name(class);
            let _ = parent.append_child(&span);
            Some(span)
        };
        self.element.set_text_content(None);
        if self.view.text.is_empty() {
            return self.set_over();
        }
        let place = match self.sketch.run {
            Some((left, width)) => child(&self.element, "run").and_then(|run| {
                run.style().set_css_text(&format!("left:{left}px;width:{width}px"));
                child(&run, "")
            }),
            None => child(&self.element, "text"),
        };
        if let Some(place) = place {
            overlay::write(&place, &self.view.text, &self.view.runs);
        }
        self.set_over();
    }

    fn set_over(&self) {
        overlay::show(&self.element, self.view.bar, self.view.note.as_deref());
    }

    /// What is said of the cell beside its text.
    fn says(&self) -> Option<Word> {
        let outdated = self.view.outdated.then_some(Word::CellOutdated);
        self.worn.mark.map(severity_word).or(outdated)
    }

    fn set_label(&self) {
        let lang = self.worn.lang;
        let hashes = self.element.query_selector(".hashes").ok().flatten().is_some();
        let label = match self.says() {
            Some(said) => Some(format!("{} {}. {}", self.view.at, self.view.text, said.get(lang))),
            None => hashes.then(|| self.view.text.clone()),
        };
        self.set("aria-label", label.as_deref());
        let outdated = self.view.outdated.then(|| Word::CellOutdated.get(lang));
        self.set("title", outdated.or(hashes.then_some(self.view.text.as_str())));
    }
}

fn sketch(scene: &Scene, cell: &CellView) -> Sketch {
    let Scene { ground, looks, heads } = scene;
    let changed;
    let style = match (looks.of(cell.style), cell.paint) {
        (Some(style), None) => style,
        (style, paint) => {
            changed = overlay::painted(style.unwrap_or(&Style::default()), paint.unwrap_or_default());
            &changed
        }
    };
    let at = cell.at;
    let (x, y) = (heads.width + ground.cols.start(at.col.0), heads.height + ground.rows.start(at.row.0));
    let (w, h) = (ground.cols.across(at.col.0, cell.span.1), ground.rows.across(at.row.0, cell.span.0));
    let run = cell.reach.map(|(first, last)| {
        let left = ground.cols.start(first) - ground.cols.start(at.col.0);
        (left, ground.cols.across(first, last.saturating_sub(first).saturating_add(1)))
    });
    // A text that neighbours would cut is broken where the row has room for a second line.
    let line = style.font.size.clamp(1.0, 409.0) * 96.0 / 72.0 * 1.3125 * ground.zoom;
    let flat = style.turned().is_none();
    let broken =
        flat && cell.tight && cell.drawn == Drawn::Text && !style.shrink && cell.span == (1, 1) && h >= 2.0 * line;
    let wraps = style.wrap || broken;
    Sketch {
        class: classes(style, cell, wraps, ground.shape.grid_lines),
        css: look(style, cell, ground.zoom, [x - 1.0, y - 1.0, w + 1.0, h + 1.0]),
        run,
        wraps: flat && wraps && cell.drawn != Drawn::Number,
        shrinks: flat && style.shrink && !style.wrap,
        flat,
    }
}

fn alignment(style: &Style, drawn: Drawn) -> Alignment {
    match (style.horizontal, drawn) {
        (Alignment::General, Drawn::Number) => Alignment::Right,
        (Alignment::General, Drawn::Centered) => Alignment::Center,
        (Alignment::General, _) => Alignment::Left,
        (set, _) => set,
    }
}

fn classes(style: &Style, cell: &CellView, wraps: bool, grid_lines: bool) -> String {
    let aligned = alignment(style, cell.drawn);
    let borders = cell.borders.unwrap_or(style.borders);
    let mut class = String::from("cell");
    let mut add = |wanted: bool, name: &str| {
        if wanted {
            class.push(' ');
            class.push_str(name);
        }
    };
    add(style.font.bold, "b");
    add(style.font.italic, "i");
    add(style.font.underline, "u");
    add(style.font.strike, "s");
    add(wraps, "wrap");
    add(cell.reach.is_some(), "runs");
    add(cell.drawn == Drawn::Number, "num");
    add(style.fill.is_some(), "filled");
    add(cell.bar.is_some(), "barred");
    add(!grid_lines, "bare");
    add(matches!(aligned, Alignment::Right), "right");
    add(matches!(aligned, Alignment::Center | Alignment::CenterContinuous), "center");
    add(matches!(aligned, Alignment::Justify), "justify");
    match style.turned() {
        Some(Turned::Up) => add(true, "turned up"),
        Some(Turned::Down) => add(true, "turned"),
        Some(Turned::Stacked) => add(true, "turned stacked"),
        None => {}
    }
    add(style.vertical == VerticalAlignment::Top, "top");
    add(style.vertical == VerticalAlignment::Center, "middle");
    tone::edges(borders, style.lines).for_each(|name| add(true, name));
    class
}

/// Place and colours as one CSS text. It is set through the CSS object model, which the page's
/// policy allows, unlike a style attribute; and once, which is quicker than property by property.
fn look(style: &Style, cell: &CellView, scale: f64, [x, y, w, h]: [f64; 4]) -> String {
    let mut css = format!("left:{x}px;top:{y}px;width:{w}px;height:{h}px");
    let mut add = |property: &str, value: String| {
        css.push(';');
        css.push_str(property);
        css.push(':');
        css.push_str(&value);
    };
    if let Some(fill) = style.fill {
        add("background-color", tone::css(fill));
    }
    if cell.text.is_empty() {
        return css;
    }
    for (property, paper) in [("--ink-light", Paper::Light), ("--ink-dark", Paper::Dark)] {
        if let Some(ink) = tone::ink(style, paper) {
            add(property, tone::css(ink));
        }
    }
    let size = style.font.size.clamp(1.0, 409.0) * 96.0 / 72.0 * scale;
    add("font-size", format!("{size:.2}px"));
    add("font-family", family(&style.font));
    if style.indent > 0 {
        add("padding-left", format!("{}px", f64::from(style.indent) * 9.0 + 4.0));
    }
    css
}

/// The face of the file, then faces that look like it and have all Vietnamese letters.
fn family(font: &Font) -> String {
    let name: String =
        font.name.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.')).collect();
    let lower = name.to_lowercase();
    let serif =
        ["times", "vntime", "serif", "cambria", "georgia", "garamond", "book"].iter().any(|kind| lower.contains(kind));
    let rest = if serif {
        "\"Times New Roman\", \"Liberation Serif\", Tinos, \"Noto Serif\", serif"
    } else {
        "\"Segoe UI\", Carlito, \"Noto Sans\", Arial, sans-serif"
    };
    // Text in a font from before Unicode is drawn in Unicode, which that font would garble.
    let legacy = crate::text::legacy::Encoding::of_font(&font.name).is_some();
    if name.is_empty() || legacy { rest.to_owned() } else { format!("\"{name}\", {rest}") }
}
