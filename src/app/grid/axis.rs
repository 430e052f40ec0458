//! Where rows and columns lie, in pixels. Works for a million rows without listing them.

use std::collections::BTreeMap;

use crate::protocol::AxisShape;

/// The rows or the columns of a sheet, laid out one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    count: u32,
    size: f64,
    frozen: u32,
    /// Those of another size, in order: index, size, and by how much all before and including it
    /// shift what follows, compared with a sheet where all have the same size.
    stops: Vec<(u32, f64, f64)>,
}

impl Axis {
    /// Lays out a shape.
    pub fn new(shape: &AxisShape) -> Self {
        let mut shift = 0.0;
        let stops = shape
            .sizes
            .iter()
            .map(|&(index, size)| {
                shift += size - shape.size;
                (index, size, shift)
            })
            .collect();
        Self { count: shape.count, size: shape.size, frozen: shape.frozen, stops }
    }

    /// How many there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// How many at the start stay in view.
    pub fn frozen(&self) -> u32 {
        self.frozen
    }

    /// The same axis drawn larger or smaller. Sizes are whole pixels, so that lines stay sharp.
    pub fn zoomed(shape: &AxisShape, zoom: f64) -> Self {
        let scaled = |size: f64| (size * zoom).round();
        Self::new(&AxisShape {
            count: shape.count,
            size: scaled(shape.size),
            sizes: shape.sizes.iter().map(|&(index, size)| (index, scaled(size))).collect(),
            frozen: shape.frozen,
            hidden: Vec::new(),
        })
    }

    /// The same axis with nothing frozen.
    pub fn thawed(mut self) -> Self {
        self.frozen = 0;
        self
    }

    /// The same axis with some of them of another size; what is hidden stays so.
    pub fn sized(&self, sizes: &BTreeMap<u32, f64>) -> Self {
        self.with(sizes, |_, size| size)
    }

    /// The same axis with some of them at least as large as given; what is hidden stays so.
    pub fn raised(&self, sizes: &BTreeMap<u32, f64>) -> Self {
        self.with(sizes, f64::max)
    }

    fn with(&self, sizes: &BTreeMap<u32, f64>, size: impl Fn(f64, f64) -> f64) -> Self {
        let mut all: BTreeMap<u32, f64> = self.stops.iter().map(|&(index, size, _)| (index, size)).collect();
        for (&index, &given) in sizes {
            let now = all.entry(index).or_insert(self.size);
            if *now > 0.0 {
                *now = size(*now, given);
            }
        }
        Self::new(&AxisShape {
            count: self.count,
            size: self.size,
            sizes: all.into_iter().collect(),
            frozen: self.frozen,
            hidden: Vec::new(),
        })
    }

    /// Where one begins; for the count itself, where the last one ends.
    pub fn start(&self, index: u32) -> f64 {
        let before = self.stops.partition_point(|(stop, _, _)| *stop < index);
        let shift = before.checked_sub(1).and_then(|last| self.stops.get(last)).map_or(0.0, |(_, _, shift)| *shift);
        f64::from(index) * self.size + shift
    }

    /// The size of one; none when it is hidden.
    pub fn size(&self, index: u32) -> f64 {
        match self.stops.binary_search_by_key(&index, |(stop, _, _)| *stop) {
            Ok(found) => self.stops.get(found).map_or(self.size, |(_, size, _)| *size),
            Err(_) => self.size,
        }
    }

    /// The size of `span` of them from `first` on.
    pub fn across(&self, first: u32, span: u32) -> f64 {
        self.start(first.saturating_add(span).min(self.count)) - self.start(first)
    }

    /// The size of all.
    pub fn total(&self) -> f64 {
        self.start(self.count)
    }

    /// Where the frozen ones end.
    pub fn frozen_size(&self) -> f64 {
        self.start(self.frozen)
    }

    /// The one that lies at a distance from the start; the nearest when there is none.
    pub fn at(&self, distance: f64) -> u32 {
        let (mut low, mut high) = (0_u32, self.count);
        // The first that begins after the distance; what lies before it is what we seek.
        while low < high {
            let middle = low + (high - low) / 2;
            if self.start(middle) <= distance {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.saturating_sub(1).min(self.count.saturating_sub(1))
    }

    /// The ones in view between two distances, widened to whole blocks so that scrolling a little
    /// asks for nothing new: the first, and the first after the last.
    pub fn window(&self, from: f64, to: f64, block: u32) -> (u32, u32) {
        let block = block.max(1);
        let first = self.at(from) / block * block;
        let last = (self.at(to) / block).saturating_add(1).saturating_mul(block);
        (first, last.min(self.count))
    }

    /// The nearest visible one when going `by` from `index`, counting visible ones only; stops at
    /// the ends.
    pub fn step(&self, index: u32, by: i64) -> u32 {
        let forward = by > 0;
        let mut left = by.unsigned_abs();
        let mut seen = index;
        let mut here = index;
        while left > 0 {
            let next =
                if forward { here.checked_add(1).filter(|&next| next < self.count) } else { here.checked_sub(1) };
            let Some(next) = next else { break };
            here = next;
            if self.size(here) > 0.0 {
                seen = here;
                left -= 1;
            }
        }
        seen
    }

    /// How far to scroll so that `span` of them from `first` on come into view, given how far it
    /// is scrolled now and how much is in view, the frozen ones included.
    pub fn reveal(&self, first: u32, span: u32, scrolled: f64, view: f64) -> f64 {
        if first < self.frozen {
            return scrolled;
        }
        let (start, end) = (self.start(first), self.start(first) + self.across(first, span));
        let room_start = scrolled + self.frozen_size();
        if start < room_start {
            (start - self.frozen_size()).max(0.0)
        } else if end > scrolled + view {
            // The beginning must stay in view even when the whole does not fit.
            (end - view).min(start - self.frozen_size()).max(0.0)
        } else {
            scrolled
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn axis(sizes: &[(u32, f64)], count: u32, frozen: u32) -> Axis {
        Axis::new(&AxisShape { count, size: 20.0, sizes: sizes.to_vec(), frozen, hidden: Vec::new() })
    }

    #[test]
    fn a_taller_row_shifts_those_below_it() {
        let axis = axis(&[(1, 50.0)], 4, 0);
        assert_eq!([0, 1, 2, 3, 4].map(|index| axis.start(index) as u32), [0, 20, 70, 90, 110]);
    }

    #[test]
    fn the_row_at_a_distance_skips_hidden_ones() {
        let axis = axis(&[(1, 0.0)], 4, 0);
        assert_eq!([0.0, 19.9, 20.0, 39.9, 1000.0, -5.0].map(|distance| axis.at(distance)), [0, 0, 2, 2, 3, 0]);
    }

    #[test]
    fn windows_are_whole_blocks_within_the_sheet() {
        let axis = axis(&[], 100, 0);
        assert_eq!(axis.window(500.0, 900.0, 16), (16, 48));
        assert_eq!(axis.window(1900.0, 3000.0, 16), (80, 100));
    }

    #[test]
    fn stepping_passes_over_hidden_rows_and_stops_at_the_ends() {
        let axis = axis(&[(1, 0.0), (2, 0.0), (9, 0.0)], 10, 0);
        assert_eq!(axis.step(0, 1), 3);
        assert_eq!(axis.step(3, -1), 0);
        assert_eq!(axis.step(0, -1), 0);
        assert_eq!(axis.step(7, 5), 8);
    }

    #[test]
    fn revealing_scrolls_only_as_far_as_needed() {
        let axis = axis(&[], 100, 2);
        assert!((axis.reveal(5, 1, 0.0, 200.0) - 0.0).abs() < 1e-9);
        assert!((axis.reveal(20, 1, 0.0, 200.0) - 220.0).abs() < 1e-9);
        assert!((axis.reveal(4, 1, 300.0, 200.0) - 40.0).abs() < 1e-9);
        assert!((axis.reveal(1, 1, 300.0, 200.0) - 300.0).abs() < 1e-9);
    }

    #[test]
    fn raised_rows_shift_those_below_and_hidden_ones_stay_hidden() {
        let axis = axis(&[(1, 0.0), (2, 50.0)], 5, 1).raised(&[(1, 30.0), (2, 40.0), (3, 35.0)].into());
        assert_eq!([0, 1, 2, 3, 4, 5].map(|index| axis.start(index) as u32), [0, 20, 20, 70, 105, 125]);
        assert_eq!(axis.frozen(), 1);
    }

    #[test]
    fn columns_of_another_size_shift_those_after_them_and_hidden_ones_stay_hidden() {
        let axis = axis(&[(1, 0.0), (2, 50.0)], 5, 0).sized(&[(1, 30.0), (2, 40.0), (3, 12.0)].into());
        assert_eq!([0, 1, 2, 3, 4, 5].map(|index| axis.start(index) as u32), [0, 20, 20, 60, 72, 92]);
    }

    #[test]
    fn a_million_rows_cost_nothing() {
        let axis = axis(&[(500_000, 0.0)], 1_048_576, 0);
        assert_eq!(axis.at(axis.start(1_000_000)), 1_000_000);
    }

    #[test]
    fn zooming_keeps_whole_pixels_and_hidden_rows() {
        let shape = AxisShape { count: 3, size: 21.0, sizes: vec![(1, 0.0)], frozen: 0, hidden: Vec::new() };
        let axis = Axis::zoomed(&shape, 0.9);
        assert_eq!([0, 1, 2, 3].map(|index| axis.start(index) as u32), [0, 19, 19, 38]);
    }

    proptest! {
        #[test]
        fn every_visible_row_is_found_where_it_begins(sizes in proptest::collection::btree_map(0_u32..60, 0.0_f64..80.0, 0..20)) {
            let sizes: Vec<_> = sizes.into_iter().collect();
            let axis = axis(&sizes, 60, 0);
            for index in 0..60 {
                if axis.size(index) > 0.01 {
                    prop_assert_eq!(axis.at(axis.start(index) + axis.size(index) / 2.0), index);
                }
            }
        }
    }
}
