//! How likely a relation is to hold by accident: the one bound for accepting anything.
//!
//! An a-contrario test (Desolneux, Moisan, Morel, *From Gestalt Theory to Image Analysis*, 2008).
//! Under the background model the cells of a table have nothing to do with each other. A candidate
//! law that was tried on `n` slots and held on `k` of them is meaningful when the expected number
//! of laws of its family that would do as well by accident,
//!
//! ```text
//! NFA = N · C(n, k) · p1 · p2 · … · pk
//! ```
//!
//! is below [`EXPECTED_FALSE`]. `N` is the number of candidates that the search tried, `pi` the
//! probability that slot `i` holds by accident: the width of the values that would be taken as
//! right, divided by the range over which the value could lie. `docs/chance.md` works an example.

/// The expected number of false laws of one family in one table. One bound for everything.
pub(super) const EXPECTED_FALSE: f64 = 0.01;

/// The most digits that one slot may prove of a copy, a quotient or a product: what stands in a
/// cell can be copied as a whole, so even fifteen equal digits are no better than one decision of
/// one person.
pub(super) const MOST_COPIED: f64 = 4.0;
/// The most digits that one slot may prove of a sum of different terms, which nobody copies.
pub(super) const MOST_ADDED: f64 = 6.0;

/// Digits of evidence (-log10 p) of one slot: `width` values would be right among `range`.
pub(super) fn digits(width: f64, range: f64, most: f64) -> f64 {
    if width > 0.0 && range.is_finite() && range > width { (range / width).log10().min(most) } else { 0.0 }
}

/// -log10 of the expected number of false laws. `proofs` are the digits of the slots that hold,
/// `fails` the number of slots that do not, `tried` log10 of the number of candidates.
pub(super) fn evidence(proofs: impl IntoIterator<Item = f64>, fails: usize, tried: f64) -> f64 {
    let (mut sum, mut holds) = (0.0, 0_usize);
    for proof in proofs {
        sum += proof;
        holds += 1;
    }
    sum - exceptions(holds + fails, fails) - tried
}

/// The digits that it costs not to have known which `fails` of `all` would be the exceptions.
pub(in crate::relation) fn exceptions(all: usize, fails: usize) -> f64 {
    log10_choose(all, fails)
}

/// Whether so much evidence makes a law meaningful.
pub(in crate::relation) fn is_meaningful(evidence: f64) -> bool {
    evidence >= -EXPECTED_FALSE.log10()
}

/// log10 of the number of ways to choose `k` of `n`.
fn log10_choose(n: usize, k: usize) -> f64 {
    let k = k.min(n.saturating_sub(k));
    (0..k).map(|i| ((n - i) as f64 / (i + 1) as f64).log10()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_counts_subsets() {
        assert!((log10_choose(10, 3) - 120_f64.log10()).abs() < 1e-9);
        assert!(log10_choose(10, 0).abs() < 1e-9);
    }

    #[test]
    fn exceptions_cost_and_digits_pay() {
        let clean = evidence(vec![3.0; 10], 0, 4.0);
        let one_wrong = evidence(vec![3.0; 9], 1, 4.0);
        assert!(clean > one_wrong);
        assert!(is_meaningful(one_wrong));
        assert!(!is_meaningful(evidence(vec![0.7; 4], 0, 4.0)));
    }

    #[test]
    fn a_value_that_could_be_anything_proves_nothing() {
        assert!(digits(1.0, 1.0, MOST_COPIED).abs() < 1e-9);
        assert!((digits(1.0, 1000.0, MOST_COPIED) - 3.0).abs() < 1e-9);
    }
}
