//! Which formula refers to which: the order in which they are calculated.

use std::collections::BTreeMap;

use super::SheetCell;
use super::excerpt::Asked;
use super::parse::{Parsed, Scope, parse};
use super::{MAX_FORMULA_TEXT, MAX_FORMULAS};
use crate::workbook::{Cell, CellRef, Col, Row, Sheet, SheetIndex, WhatIf, Workbook};

/// Pairs of formulas of which one refers to the other, beyond which all wait for Excel.
const MAX_PAIRS: usize = 5_000_000;

/// A formula of a workbook.
pub(super) struct Known<'w> {
    /// Its cell.
    pub(super) place: SheetCell,
    /// Its text.
    pub(super) text: &'w str,
    /// What it is; `None` when it is not understood.
    pub(super) parsed: Option<Parsed>,
    /// Whether it fills a range as one, and is not calculated cell by cell.
    pub(super) fills_range: bool,
}

impl Known<'_> {
    /// It as it is asked about; `None` when it is not calculated here.
    pub(super) fn asked(&self) -> Option<Asked<'_>> {
        let parsed = self.parsed.as_ref().filter(|parsed| !self.fills_range && !parsed.node.leads_elsewhere())?;
        let text = parsed.spelled.as_deref().unwrap_or(self.text);
        Some(Asked { place: self.place, node: &parsed.node, text })
    }
}

/// The formulas of a workbook.
pub(super) struct Graph<'w> {
    /// In the order of sheets and cells.
    pub(super) formulas: Vec<Known<'w>>,
    /// The formulas that each refers to, by their index.
    pub(super) precedents: Vec<Vec<usize>>,
}

impl<'w> Graph<'w> {
    /// The formulas whose cells are wanted; `None` when there are none, or too many.
    pub(super) fn of(workbook: &'w Workbook, wanted: impl Fn(&Cell) -> bool) -> Option<Self> {
        let what_ifs = workbook.sheets.iter().map(what_ifs).collect::<Option<Vec<_>>>()?;
        // The results of what-if tables have no formula of their own and are calculated all the same.
        let texts = |(sheet, what_ifs): (&'w Sheet, &'_ BTreeMap<CellRef, &'w WhatIf>)| {
            let is_result: Vec<CellRef> = what_ifs.keys().copied().collect();
            let wanted = &wanted;
            sheet.cells().filter(move |(_, cell)| wanted(cell)).filter_map(move |(at, cell)| {
                let result = || is_result.binary_search(&at).is_ok().then_some("");
                Some((at, cell.formula.as_deref().or_else(result)?))
            })
        };
        let all = workbook.sheets.iter().zip(&what_ifs).flat_map(texts);
        let (count, text) = all.fold((0_usize, 0_usize), |(count, text), (_, formula)| {
            (count.saturating_add(1), text.saturating_add(formula.len()))
        });
        if count == 0 || count > MAX_FORMULAS || text > MAX_FORMULA_TEXT {
            return None;
        }
        let scope = Scope::of(workbook);
        let mut formulas = Vec::with_capacity(count);
        for (index, (sheet, what_ifs)) in workbook.sheets.iter().zip(&what_ifs).enumerate() {
            let index = SheetIndex(index);
            for (at, text) in texts((sheet, what_ifs)) {
                let place = (index, at);
                let parsed = match what_ifs.get(&at) {
                    Some(table) => Some(Parsed::of_what_if(table, place)),
                    None => parse(text, place, &scope),
                };
                let fills_range = sheet.lock_at(at).is_some();
                formulas.push(Known { place, text, parsed, fills_range });
            }
        }
        let precedents = precedents(&formulas)?;
        Some(Self { formulas, precedents })
    }

    /// All formulas, each after those it refers to, and whether it leads to one that refers back to
    /// itself.
    pub(super) fn in_order(&self) -> Vec<(usize, bool)> {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let mut states = vec![State::New; self.formulas.len()];
        let mut circular = vec![false; self.formulas.len()];
        let mut order = Vec::with_capacity(self.formulas.len());
        for start in 0..self.formulas.len() {
            // What is open, and how many of its precedents have been seen to.
            let mut path = vec![(start, 0_usize)];
            while let Some((index, seen)) = path.pop() {
                let Some(state) = states.get_mut(index) else { continue };
                if *state == State::Done {
                    continue;
                }
                *state = State::Open;
                match self.precedents.get(index).and_then(|all| all.get(seen)) {
                    Some(&next) => {
                        path.push((index, seen.saturating_add(1)));
                        match states.get(next) {
                            Some(State::New) => path.push((next, 0)),
                            Some(State::Open) => {
                                circular.get_mut(index).into_iter().for_each(|flag| *flag = true);
                            }
                            _ => {}
                        }
                    }
                    None => {
                        *state = State::Done;
                        order.push(index);
                        // All others of a circle come after the one that closes it.
                        let all = self.precedents.get(index).map(Vec::as_slice).unwrap_or_default();
                        if all.iter().any(|other| circular.get(*other).copied().unwrap_or(false)) {
                            circular.get_mut(index).into_iter().for_each(|flag| *flag = true);
                        }
                    }
                }
            }
        }
        order.into_iter().map(|index| (index, circular.get(index).copied().unwrap_or(false))).collect()
    }
}

/// The cells that show what would be with other values, each with its table; `None` when there are too many.
fn what_ifs(sheet: &Sheet) -> Option<BTreeMap<CellRef, &WhatIf>> {
    let mut cells = BTreeMap::new();
    let mut seen = 0_usize;
    for table in &sheet.what_ifs {
        for (at, _) in sheet.cells_in(table.range) {
            seen = seen.saturating_add(1);
            if seen > MAX_FORMULAS {
                return None;
            }
            cells.insert(at, table);
        }
    }
    Some(cells)
}

fn precedents(formulas: &[Known<'_>]) -> Option<Vec<Vec<usize>>> {
    // The formulas of each column, from top to bottom.
    let mut columns: BTreeMap<(SheetIndex, Col), Vec<(Row, usize)>> = BTreeMap::new();
    for (index, known) in formulas.iter().enumerate() {
        let (sheet, at) = known.place;
        columns.entry((sheet, at.col)).or_default().push((at.row, index));
    }
    let mut pairs = 0_usize;
    let mut all = Vec::with_capacity(formulas.len());
    for known in formulas {
        let mut found = Vec::new();
        if let Some(parsed) = &known.parsed {
            parsed.node.each_reference(&mut |sheet, range| {
                if pairs > MAX_PAIRS {
                    return;
                }
                for (_, cells) in columns.range((sheet, range.start.col)..=(sheet, range.end.col)) {
                    pairs = pairs.saturating_add(1);
                    let first = cells.partition_point(|(row, _)| *row < range.start.row);
                    let last = cells.partition_point(|(row, _)| *row <= range.end.row);
                    let inside = cells.get(first..last).unwrap_or_default();
                    pairs = pairs.saturating_add(inside.len());
                    found.extend(inside.iter().map(|(_, index)| *index));
                }
            });
        }
        if pairs > MAX_PAIRS {
            return None;
        }
        all.push(found);
    }
    Some(all)
}
