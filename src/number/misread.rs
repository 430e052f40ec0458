//! "1.800" typed where Excel takes the point for a decimal mark is stored as 1,8.

use rust_decimal::Decimal;

use super::Number;

/// How far apart two counts of the same thing commonly lie: from line to line and from year to
/// year they differ by a factor of ten often, of twenty hardly, of a thousand never.
const SAME_SCALE: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// The number that was meant, when a stored number looks like thousands misread as a fraction.
///
/// To be asked only of a number cell whose unit counts whole things (persons, households): there
/// 1,8 cannot be. `peers` are the other counts of its line and column, read as they stand; what
/// was meant is 1.000 times the stored value when that lies near a peer and the stored value does
/// not.
pub fn misread_thousands(stored: Number, peers: impl IntoIterator<Item = Number>) -> Option<Number> {
    let value = stored.value().normalize();
    if value.is_integer() || value.scale() > 3 {
        return None;
    }
    let meant = value.checked_mul(Decimal::ONE_THOUSAND)?.normalize();
    let (mut near_meant, mut near_stored) = (None::<Decimal>, None::<Decimal>);
    for peer in peers {
        let peer = peer.value();
        // A peer with a fraction may be misread itself: it proves nothing.
        if !peer.is_integer() {
            continue;
        }
        let nearer = |best: Option<Decimal>, to: Decimal| match (best, distance(peer, to)) {
            (Some(best), Some(distance)) => Some(best.min(distance)),
            (best, distance) => best.or(distance),
        };
        (near_meant, near_stored) = (nearer(near_meant, meant), nearer(near_stored, value));
    }
    let near_meant = near_meant.filter(|&factor| factor <= SAME_SCALE)?;
    near_stored.is_none_or(|factor| factor > near_meant).then(|| Number::new(meant, 0))
}

/// The whole counts of a column, among which those are found that can tell a misread number.
#[derive(Debug, Default)]
pub struct Counts {
    /// By value.
    ascending: Vec<Number>,
}

impl Counts {
    /// Those that lie nearest to a stored number and to what would have been meant: no others of
    /// the column change what [`misread_thousands`] says.
    pub fn nearest(&self, stored: Number) -> impl Iterator<Item = Number> {
        let meant = stored.value().checked_mul(Decimal::ONE_THOUSAND);
        [Some(stored.value()), meant].into_iter().flatten().flat_map(|value| {
            let above = self.ascending.partition_point(|count| count.value() < value);
            let below = above.checked_sub(1);
            [below, Some(above)].into_iter().flatten().filter_map(|at| self.ascending.get(at).copied())
        })
    }
}

impl FromIterator<Number> for Counts {
    fn from_iter<I: IntoIterator<Item = Number>>(numbers: I) -> Self {
        let mut ascending: Vec<Number> =
            numbers.into_iter().filter(|number| number.value().is_integer() && !number.value().is_zero()).collect();
        ascending.sort_unstable_by_key(|number| number.value());
        Self { ascending }
    }
}

/// The factor between two magnitudes, at least one; `None` for zeros and opposite signs.
fn distance(a: Decimal, b: Decimal) -> Option<Decimal> {
    if a.is_zero() || b.is_zero() || a.is_sign_negative() != b.is_sign_negative() {
        return None;
    }
    let (a, b) = (a.abs(), b.abs());
    a.max(b).checked_div(a.min(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stored(mantissa: i64, decimals: u32) -> Number {
        Number::from_decimal(Decimal::new(mantissa, decimals))
    }

    proptest! {
        #[test]
        fn the_nearest_counts_decide_as_all_do(
            mantissa in -3000_i64..3000,
            peers in prop::collection::vec((-4000_i64..4_000_000, 0_u32..2), 0..12),
        ) {
            let stored = stored(mantissa, 2);
            let peers: Vec<Number> = peers.into_iter().map(|(value, scale)| self::stored(value, scale)).collect();
            let nearest: Counts = peers.iter().copied().collect();
            prop_assert_eq!(misread_thousands(stored, nearest.nearest(stored)), misread_thousands(stored, peers));
        }
    }

    #[test]
    fn a_fraction_of_a_person_beside_thousands_was_thousands() {
        let peers = [stored(1662, 0), stored(2500, 0), stored(70, 0)];
        assert_eq!(misread_thousands(stored(18, 1), peers), Some(Number::new(Decimal::from(1800), 0)));
        assert_eq!(
            misread_thousands(stored(10_111, 3), [stored(10_301, 0)]),
            Some(Number::new(Decimal::from(10_111), 0))
        );
    }

    #[test]
    fn whole_numbers_finer_fractions_and_lonely_fractions_are_left_alone() {
        assert_eq!(misread_thousands(stored(2, 0), [stored(1662, 0)]), None);
        assert_eq!(misread_thousands(stored(18_001, 4), [stored(1662, 0)]), None);
        assert_eq!(misread_thousands(stored(18, 1), []), None);
        assert_eq!(misread_thousands(stored(18, 1), [stored(2, 0), stored(3, 0)]), None);
        assert_eq!(misread_thousands(stored(18, 1), [stored(215, 2)]), None);
    }
}
