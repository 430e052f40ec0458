//! How large the sheet is drawn.

/// The steps that a person can choose, in percent.
const STEPS: [u32; 9] = [60, 70, 80, 90, 100, 110, 125, 150, 200];

/// The smallest size that is chosen for a person: a report of 12 points is drawn with letters of
/// almost 12 pixels, as small as the menus of Windows. Whoever wants them larger hides the findings.
const SMALLEST_FIT: f64 = 0.72;

/// The size at which a sheet fits the width of the view, when it nearly does; otherwise its own.
pub fn fit(total: f64, view: f64) -> f64 {
    if total <= 0.0 || view <= 0.0 || total <= view {
        return 1.0;
    }
    let zoom = ((view / total) * 100.0).floor() / 100.0;
    if zoom >= SMALLEST_FIT { zoom } else { 1.0 }
}

/// The next step up (or down) from where it is now.
pub fn step(now: f64, up: bool) -> f64 {
    let percent = (now * 100.0).round() as u32;
    let next = if up {
        STEPS.into_iter().find(|step| *step > percent)
    } else {
        STEPS.into_iter().rev().find(|step| *step < percent)
    };
    f64::from(next.unwrap_or(percent)) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_nearly_fits_is_made_to_fit() {
        assert!((fit(1000.0, 950.0) - 0.95).abs() < 1e-9);
        assert!((fit(900.0, 950.0) - 1.0).abs() < 1e-9);
        // Eleven columns of a report beside the findings on a laptop.
        assert!((fit(1246.0, 943.0) - 0.75).abs() < 1e-9);
        assert!((fit(1246.0, 890.0) - 1.0).abs() < 1e-9);
        assert!((fit(3000.0, 950.0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn steps_go_to_the_next_round_size_and_stop_at_the_ends() {
        assert!((step(0.94, true) - 1.0).abs() < 1e-9);
        assert!((step(0.94, false) - 0.9).abs() < 1e-9);
        assert!((step(2.0, true) - 2.0).abs() < 1e-9);
        assert!((step(0.6, false) - 0.6).abs() < 1e-9);
    }
}
