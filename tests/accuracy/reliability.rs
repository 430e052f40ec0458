//! Of what is said with a confidence, how much is right: a reliability table over all sets.

use std::collections::BTreeMap;

/// The least confidence of each range, from the highest.
const RANGES: [f64; 6] = [0.95, 0.90, 0.82, 0.70, 0.55, 0.0];

/// What was said, by set and range of confidence.
#[derive(Default)]
pub struct Reliability(BTreeMap<(&'static str, usize), (usize, usize)>);

impl Reliability {
    /// Notes one error or warning, and whether what it accuses is wrong.
    pub fn note(&mut self, set: &'static str, confidence: f64, right: bool) {
        let range = RANGES.iter().position(|least| confidence >= *least).unwrap_or(RANGES.len() - 1);
        let (said, true_) = self.0.entry((set, range)).or_default();
        *said += 1;
        *true_ += usize::from(right);
    }

    /// The table as Markdown.
    pub fn table(&self) -> String {
        let sets: std::collections::BTreeSet<&str> = self.0.keys().map(|(set, _)| *set).collect();
        let mut text = String::from("| confidence |");
        text.extend(sets.iter().map(|set| format!(" {set}: right of said |")));
        text.push_str("\n| --- |");
        text.extend(sets.iter().map(|_| " --- |"));
        let mut above = 1.0;
        for (range, least) in RANGES.iter().enumerate() {
            text.push_str(&format!("\n| {least:.2} – {above:.2} |"));
            above = *least;
            for set in &sets {
                match self.0.get(&(*set, range)) {
                    Some((said, right)) => text.push_str(&format!(" {right} of {said} |")),
                    None => text.push_str(" – |"),
                }
            }
        }
        text.push('\n');
        text
    }
}
