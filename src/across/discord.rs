//! Figures of several sheets that contradict each other, before anybody puts it in words.

use super::chart::{Chart, Figure};
use crate::ledger;
use crate::number::Number;
use crate::workbook::SheetCell;

/// A figure of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The index of the chart.
    pub chart: usize,
    /// The index of its line.
    pub line: usize,
    /// The index of its column.
    pub column: usize,
}

impl Slot {
    /// The figure that stands there.
    pub fn figure(self, charts: &[Chart]) -> Option<Figure> {
        charts.get(self.chart)?.figure(self.line, self.column)
    }

    /// Where it stands.
    pub fn place(self, charts: &[Chart]) -> Option<SheetCell> {
        let chart = charts.get(self.chart)?;
        Some((chart.sheet, chart.cell(self.line, self.column)?))
    }

    /// The figure that stands there, also where it is a rate.
    pub fn figure_or_rate(self, charts: &[Chart]) -> Option<Figure> {
        charts.get(self.chart)?.figure_or_rate(self.line, self.column)
    }

    /// Where it stands, and in which file.
    pub fn place_in_files(self, charts: &[Chart]) -> Option<ledger::Place> {
        let chart = charts.get(self.chart)?;
        Some(ledger::Place::of_cell(chart.sheet, chart.cell(self.line, self.column)?).within(chart.source))
    }

    /// Whether its line is a total.
    pub fn is_total(self, charts: &[Chart]) -> bool {
        let line = charts.get(self.chart).and_then(|chart| chart.lines.get(self.line));
        line.is_some_and(|(_, head)| head.key == super::chart::TOTAL)
    }
}

/// What would explain a wrong sum over sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Explained {
    /// A chart was left out.
    LeftOut(usize),
    /// A chart was counted twice.
    Twice(usize),
    /// A chart was corrected later, and is in as it was before.
    Outdated(usize),
}

impl Explained {
    /// The chart that it speaks of.
    pub fn chart(self) -> usize {
        let (Self::LeftOut(chart) | Self::Twice(chart) | Self::Outdated(chart)) = self;
        chart
    }
}

/// How figures contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// One figure stands on several sheets, and differs.
    Differs,
    /// A whole line of a summary is not that of the sheet; it may be a copy of another line.
    Line {
        /// The line of which it is a copy.
        copied: Option<usize>,
    },
    /// Two figures have changed places.
    Swapped,
    /// A total is not the sum of its sheets.
    Sum(Option<Explained>),
    /// A running total is not the one before and what came in.
    Running(Option<Explained>),
    /// What stands at the beginning is not what stood at the end of the sheet before.
    Carried,
    /// What stands at the end is not that of the last sheet; it may be that of another.
    Last(Option<usize>),
    /// The plan of one sheet is another than that of those before and after it.
    Plan,
    /// A sheet has no line in the summary of all others.
    Missing(usize),
    /// A sheet has two lines in the summary.
    Twice(usize),
    /// What stands here is what a file said before it was corrected.
    Outdated,
    /// What is said of the period before is not what was said in it.
    Prior(Prior),
    /// A file was handed in twice: the chart of which it is a copy.
    Copy(usize),
    /// One file takes the place of another: how many figures were changed, lines were added and taken out.
    Version {
        /// Figures that differ.
        changed: usize,
        /// Lines that are new.
        added: usize,
        /// Lines that are gone.
        dropped: usize,
    },
}

/// How what is said of the period before differs from what was said in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prior {
    /// By itself.
    Differs,
    /// It is what stands in another column there.
    OtherColumn(usize),
    /// It is what a line bears another name of there.
    Renamed,
    /// A line was split, and its parts do not add up to it.
    Split,
    /// Two lines have changed places.
    Swapped,
    /// What stood at the end is not what stands at the beginning.
    Opening,
    /// Nothing stands at the beginning where something stood at the end.
    Lost,
}

/// Figures that contradict each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Discord {
    /// How.
    pub why: Why,
    /// The figures that are wrong, the likeliest first. Never empty.
    pub accused: Vec<Slot>,
    /// What they are held against.
    pub against: Vec<Slot>,
    /// Other figures that say the same as those.
    pub seconds: Vec<Slot>,
    /// What the first should be.
    pub expected: Option<Number>,
    /// Whether only two figures disagree and nothing decides between them.
    pub is_open: bool,
}

impl Discord {
    /// One that accuses a figure.
    pub fn new(why: Why, accused: Slot, against: Vec<Slot>) -> Self {
        Self { why, accused: vec![accused], against, seconds: Vec::new(), expected: None, is_open: false }
    }
}

/// How many of so many figures may differ, if the others prove that they are the same facts: slips are rare, and
/// where more differ something else is meant. Measured on published tables that give one indicator twice, with and
/// without a part of it: there a tenth and more differ.
pub fn most_slips(figures: usize) -> usize {
    match figures {
        ..6 => 1,
        6..30 => 2,
        _ => 3,
    }
}

/// Causes between the same tables beyond which something else is meant than slips.
pub const MOST_CAUSES: usize = 3;

/// Takes away totals that follow a line that is accused itself: one finding for one cause.
pub fn without_followers(discords: &mut Vec<Discord>, charts: &[Chart]) {
    let lines: Vec<(usize, usize)> = discords
        .iter()
        .filter_map(|discord| discord.accused.first())
        .filter(|slot| !slot.is_total(charts))
        .map(|slot| (slot.chart, slot.column))
        .collect();
    discords.retain(|discord| {
        let follows = |slot: &Slot| slot.is_total(charts) && lines.contains(&(slot.chart, slot.column));
        !discord.accused.first().is_some_and(follows)
    });
}
