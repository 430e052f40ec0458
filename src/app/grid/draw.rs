//! The grid: panes, headings, cursor and cell editor over one scrolling box.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use web_sys::Element;

use super::cell::{Heads, Looks, Scene};
use super::cell_editor::CellEditor;
use super::follow::{Wanted, fetch, fit_width, follow_cursor, tell_cell, watch_size};
use super::hand::{Hand, Spot};
use super::headings::{Headings, Layer};
use super::keys;
use super::layout::{Pane, strips};
use super::menu::{CellMenu, CellMenuView};
use super::overlay::{NoteView, Objects, noted};
use super::paper::{Dress, Paper};
use super::question::FormulaQuestion;
use super::raise::{self, Raised};
use super::sizing::{SizeTold, Sizing};
use super::zoom;
use crate::app::i18n::Word;
use crate::app::state::selection::add_up;
use crate::app::state::{Ground, Page, Place, by_hand, focus};
use crate::workbook::CellRange;

/// Rows and columns are asked for in blocks, so that a little scrolling asks for nothing.
const ROW_BLOCK: u32 = 24;
const COL_BLOCK: u32 = 8;
/// The share of the view that frozen panes may take; a phone would show nothing else.
const FROZEN_SHARE: f64 = 0.5;

/// The sheet.
#[component]
pub(in crate::app) fn Grid(page: Page, focus: StoredValue<Option<Callback<()>>>) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    let sheet = NodeRef::<html::Div>::new();
    let editor = NodeRef::<html::Textarea>::new();
    let scroll = RwSignal::new((0.0_f64, 0.0_f64));
    let view = RwSignal::new((0.0_f64, 0.0_f64));

    let raised = RwSignal::new(Raised::default());
    let ground = Memo::new(move |_| {
        let overview = page.overview.get()?;
        let ground = thawed(&page.ground.get()?, view.get());
        let (sheet, zoom) = (page.sheet.get(), ground.zoom);
        let mut ground = raised.with(|raised| raised.apply(&overview, sheet, ground));
        // A row that a person has made low stays so, whatever its text needs.
        if page.heights.with(|heights| heights.contains_key(&sheet)) {
            let rows = by_hand(ground.rows.clone(), page.heights, sheet, zoom);
            Arc::make_mut(&mut ground).rows = rows;
        }
        Some(ground)
    });
    let heads = Memo::new(move |_| {
        let digits = ground.with(|ground| ground.as_ref().map_or(1, |ground| ground.rows.count().to_string().len()));
        Heads { width: (14.0 + 8.0 * digits as f64).max(34.0), height: 22.0 }
    });
    let wanted = Memo::new(move |_| wanted(page, ground.get()?, heads.get(), scroll.get(), view.get()));
    fit_width(page, heads, view);
    fetch(page, wanted);
    tell_cell(page);
    add_up(page);
    watch_size(scroller, view);
    follow_cursor(page, scroller, ground, heads, scroll, view);
    let panes = Pane::ALL.map(|pane| (pane, NodeRef::<html::Div>::new()));
    let layers = Layer::ALL.map(|layer| (layer, NodeRef::<html::Div>::new()));
    draw_cells(page, ground, heads, panes, raised, scroller);
    draw_headings(page, ground, heads, wanted, layers);

    focus.set_value(Some(Callback::new(move |()| focus_on(sheet))));
    // Typing in the cell begins by key, by double click and by F2; the caret must be there.
    Effect::new(move |_| {
        if page.draft.with(|draft| draft.as_ref().is_some_and(|draft| draft.place == Place::Cell))
            && let Some(input) = editor.get()
        {
            let _ = input.focus();
        }
    });

    let sizing = Sizing::new(page);
    let cell_menu = CellMenu::new(page, sheet);
    let screen = move || {
        let rows =
            view.get_untracked().1 / ground.with_untracked(|g| g.as_ref().map_or(20.0, |g| g.rows.size(0).max(20.0)));
        (rows as i64 - 1).max(1)
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(ground) = ground.get_untracked() else { return };
        if page.draft.get_untracked().is_some_and(|draft| draft.place == Place::Cell) {
            return;
        }
        if event.key() == "Escape" && sizing.give_up() {
            return event.prevent_default();
        }
        if keys::types(&event) {
            page.begin(Place::Cell, false);
            if let Some(input) = editor.get_untracked() {
                input.set_value("");
                let _ = input.focus();
            }
        } else if keys::press(page, &ground, screen(), &event) {
            event.prevent_default();
        }
    };
    let hand = Hand::new(page, sheet);
    let hovered = RwSignal::new(None);
    let on_double = move |event: ev::MouseEvent| {
        if sizing.double(event.target()) {
            return;
        }
        if matches!(Spot::under(event.target()), Some(Spot::Cell(_))) {
            page.begin(Place::Cell, true);
        }
    };
    let label = move || page.tf(Word::Sheet, &[&page.sheet_name(page.sheet.get())]);

    // A row of the grid is one, though a part of it is frozen and its number stands in a layer of its own: what
    // scrolls holds the rows, and they own the rest (see `paper`).
    let [body, left, top, corner] = panes;
    let [letters, of_rows, fixed_letters, fixed_of_rows, edge] = layers;
    let (scrolled, frozen) = ([body, top], [left, corner]);
    let (row_of_letters, numbers) = ([letters], [of_rows, fixed_letters, fixed_of_rows, edge]);
    let pane = |(pane, node): (Pane, NodeRef<html::Div>)| {
        let class = format!("pane pane-{}", format!("{pane:?}").to_lowercase());
        view! { <div class=class role="presentation" node_ref=node></div> }
    };
    let layer = |(layer, node): (Layer, NodeRef<html::Div>)| {
        let row = layer == Layer::Top;
        view! {
            <div
                class=layer.class()
                id=(layer == Layer::FixedTop).then_some("fixed-letters")
                role=if row { "row" } else { "presentation" }
                aria-rowindex=row.then_some("1")
                aria-owns=row.then_some("fixed-letters")
                node_ref=node
            ></div>
        }
    };
    view! {
        <div
            class="grid"
            node_ref=scroller
            on:wheel=move |event: ev::WheelEvent| {
                if event.ctrl_key() && event.delta_y().abs() > 0.0 {
                    event.prevent_default();
                    page.zoom.set(Some(zoom::step(page.zoomed.get_untracked(), event.delta_y() < 0.0)));
                }
            }
            on:scroll=move |_| {
                if let Some(element) = scroller.get_untracked() {
                    scroll.set((f64::from(element.scroll_left()), f64::from(element.scroll_top())));
                }
            }
        >
            <div
                class="canvas"
                style:width=move || ground.with(|g| g.as_ref().map(|g| format!("{}px", heads.get().width + g.cols.total() + 1.0)))
                style:height=move || ground.with(|g| g.as_ref().map(|g| format!("{}px", heads.get().height + g.rows.total() + 1.0)))
                on:pointerdown=move |event| if !sizing.begin(&event) { hand.down(&event) }
                on:pointermove=move |event| if !sizing.drag(&event) { hand.drag(&event) }
                on:pointerup=move |_| {
                    sizing.end();
                    hand.release();
                }
                on:pointercancel=move |_| {
                    sizing.give_up();
                    hand.release();
                }
                on:pointerover=move |event: ev::PointerEvent| {
                    let at = noted(event.target()).filter(|_| event.pointer_type() == "mouse");
                    if hovered.get_untracked() != at {
                        hovered.set(at);
                    }
                }
                on:pointerleave=move |_| hovered.set(None)
                on:click=move |event| hand.click(&event)
                on:contextmenu=move |event| cell_menu.ask(&event)
                on:dblclick=on_double
            >
                // What is typed and what is asked stand beside the grid, not in it: a grid holds rows alone.
                <div
                    class="sheet"
                    node_ref=sheet
                    role="grid"
                    tabindex="0"
                    aria-label=label
                    // The letters and the numbers of the headings are its first row and column.
                    aria-rowcount=move || ground.with(|g| g.as_ref().map(|g| g.rows.count() + 1))
                    aria-colcount=move || ground.with(|g| g.as_ref().map(|g| g.cols.count() + 1))
                    aria-activedescendant=move || format!("cell-{}", page.cursor.get())
                    on:keydown=on_key
                >
                    {row_of_letters.map(layer)}
                    {scrolled.map(pane)}
                </div>
                {frozen.map(pane)}
                {numbers.map(layer)}
                <Objects page ground heads />
                <NoteView page ground heads scroll view hovered />
                <CellEditor page ground heads scroll editor sheet />
                <FormulaQuestion page ground heads scroll scroller sheet />
            </div>
        </div>
        <CellMenuView cell_menu sizing />
        <SizeTold page sizing />
    }
}

fn thawed(ground: &Arc<Ground>, view: (f64, f64)) -> Arc<Ground> {
    let (wide, high) =
        (ground.cols.frozen_size() > view.0 * FROZEN_SHARE, ground.rows.frozen_size() > view.1 * FROZEN_SHARE);
    if !wide && !high {
        return Arc::clone(ground);
    }
    let mut thawed = Ground::clone(ground);
    if wide {
        thawed.cols = thawed.cols.thawed();
        thawed.shape.cols.frozen = 0;
    }
    if high {
        thawed.rows = thawed.rows.thawed();
        thawed.shape.rows.frozen = 0;
    }
    Arc::new(thawed)
}

fn wanted(page: Page, ground: Arc<Ground>, heads: Heads, scroll: (f64, f64), view: (f64, f64)) -> Option<Wanted> {
    let (x, y) = scroll;
    let (w, h) = ((view.0 - heads.width).max(0.0), (view.1 - heads.height).max(0.0));
    let bands = |window: (u32, u32), frozen: u32| {
        let mut bands = vec![window];
        if frozen > 0 && window.0 > 0 {
            bands.insert(0, (0, frozen.min(window.0)));
        }
        bands
    };
    let rows = bands(ground.rows.window(y, y + h, ROW_BLOCK), ground.rows.frozen());
    let cols = bands(ground.cols.window(x, x + w, COL_BLOCK), ground.cols.frozen());
    Some((page.sheet.get(), rows, cols, page.status.with(|status| status.revision)))
}

/// Gives the keyboard back to the grid. It is larger than its box, which stays where it is scrolled to.
pub(super) fn focus_on(sheet: NodeRef<html::Div>) {
    if let Some(element) = sheet.get_untracked() {
        focus::quietly(&element);
    }
}

/// The elements of some parts of the grid, once all are there.
fn hosts<Part: Copy, const N: usize>(parts: &[(Part, NodeRef<html::Div>); N]) -> Option<Vec<(Part, Element)>> {
    parts.iter().map(|(part, node)| Some((*part, Element::from(web_sys::HtmlElement::from(node.get()?))))).collect()
}

/// Keeps the cells on the screen as they should be, by two effects: one for what they hold and where they
/// stand, one for what was found in them and where the cursor is.
fn draw_cells(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    panes: [(Pane, NodeRef<html::Div>); 4],
    raised: RwSignal<Raised>,
    scroller: NodeRef<html::Div>,
) {
    let paper = StoredValue::new_local(Paper::default());
    let dress = move || {
        let (cursor, target, lang) = (page.cursor.get(), page.target.get(), page.lang.get());
        let (range, hits) = (page.selection.range.get(), page.search.on(page.sheet.get()));
        page.marks.with(|marks| {
            page.outlined.with(|outlined| {
                page.suspects.with(|suspects| {
                    page.computed.with(|computed| {
                        let hits = &hits;
                        let dress = Dress { marks, outlined, computed, suspects, target, cursor, range, hits, lang };
                        paper.update_value(|paper| paper.wear(&dress));
                    });
                });
            });
        });
    };
    Effect::new(move |_| {
        let (Some(ground), Some(overview)) = (ground.get(), page.overview.get()) else { return };
        let (window, sheet, heads) = (page.window.get(), page.sheet.get(), heads.get());
        let Some(hosts) = hosts(&panes) else { return };
        // A column that a person has narrowed may lack the room that its figures had.
        let sized = page.widths.with_untracked(|widths| widths.get(&sheet).cloned().unwrap_or_default());
        let mut strips =
            if window.sheet == sheet { strips(&window, &ground.shape) } else { std::collections::BTreeMap::new() };
        for strip in strips.values_mut().flatten() {
            strip.cells.iter_mut().for_each(|cell| cell.tight |= sized.contains_key(&cell.at.col.0));
        }
        let panes =
            hosts.into_iter().map(|(pane, host)| (pane, host, strips.remove(&pane).unwrap_or_default())).collect();
        page.status.with_untracked(|status| {
            let looks = Looks { overview: &overview, added: &status.styles };
            let scene = Scene { ground: &ground, looks, heads };
            paper.update_value(|paper| paper.draw(sheet, &overview, &ground, &scene, panes));
        });
        untrack(dress);
        let mut cut = paper.try_update_value(Paper::fit).unwrap_or_default();
        page.heights.with_untracked(|heights| {
            let by_hand = heights.get(&sheet);
            cut.retain(|row, _| by_hand.is_none_or(|heights| !heights.contains_key(row)));
        });
        raise::raise(raised, (&overview, sheet, &ground), &cut, scroller);
    });
    Effect::new(move |_| dress());
}

/// Keeps the headings on the screen as they should be.
fn draw_headings(
    page: Page,
    ground: Memo<Option<Arc<Ground>>>,
    heads: Memo<Heads>,
    wanted: Memo<Option<Wanted>>,
    layers: [(Layer, NodeRef<html::Div>); 5],
) {
    let headings = StoredValue::new_local(Headings::default());
    let here = move || {
        let cursor = page.cursor.get();
        page.selection.range.get().unwrap_or(CellRange::new(cursor, cursor))
    };
    Effect::new(move |_| {
        let (Some(ground), Some(wanted), heads) = (ground.get(), wanted.get(), heads.get()) else { return };
        let Some(hosts) = hosts(&layers) else { return };
        let here = untrack(here);
        headings.update_value(|headings| {
            headings.draw(&wanted, &ground, heads, hosts);
            headings.point(here);
        });
    });
    Effect::new(move |_| {
        let here = here();
        headings.update_value(|headings| headings.point(here));
    });
}
