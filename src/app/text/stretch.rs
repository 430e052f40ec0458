//! Cutting a paragraph into what is drawn alike.

use crate::protocol::Understood;

/// Characters of a paragraph that are drawn alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// They.
    pub text: String,
    /// Whether they are bold.
    pub bold: bool,
    /// The figure that they belong to, if any.
    pub figure: Option<Understood>,
}

/// Stretches of one finding, or of none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which of the findings.
    pub found: Option<usize>,
    /// What it is drawn of.
    pub stretches: Vec<Stretch>,
}

/// Cuts a text where anything begins or ends. All places are in characters; what lies outside the text is left out,
/// and of findings that overlap the first counts.
pub fn runs(text: &str, bold: &[(u32, u32)], figures: &[Understood], found: &[(u32, u32)]) -> Vec<Run> {
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let spans = bold.iter().copied().chain(figures.iter().map(|figure| (figure.start, figure.end)));
    let mut cuts: Vec<u32> = spans.chain(found.iter().copied()).flat_map(|(from, to)| [from, to]).collect();
    cuts.extend([0, length]);
    cuts.retain(|cut| *cut <= length);
    cuts.sort_unstable();
    cuts.dedup();
    let mut characters = text.chars();
    let mut runs: Vec<Run> = Vec::new();
    for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
        let within = |(start, end): (u32, u32)| start <= *from && *to <= end;
        let text = characters.by_ref().take(to.saturating_sub(*from) as usize).collect();
        let figure = figures.iter().copied().find(|figure| within((figure.start, figure.end)));
        let stretch = Stretch { text, bold: bold.iter().copied().any(within), figure };
        let of = found.iter().copied().position(within);
        match runs.last_mut().filter(|run| run.found == of) {
            Some(run) => run.stretches.push(stretch),
            None => runs.push(Run { found: of, stretches: vec![stretch] }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(runs: &[Run]) -> Vec<String> {
        let part = |stretch: &Stretch| {
            let figure = stretch.figure.map_or("", |figure| if figure.confirmed { "=" } else { "~" });
            format!("{figure}{}{}", if stretch.bold { "*" } else { "" }, stretch.text)
        };
        let whole = |run: &Run| {
            let parts: Vec<String> = run.stretches.iter().map(part).collect();
            format!("{}[{}]", run.found.map_or(String::new(), |found| found.to_string()), parts.join("|"))
        };
        runs.iter().map(whole).collect()
    }

    #[test]
    fn a_text_is_cut_where_anything_begins_or_ends() {
        // Characters, not bytes: "Tổng thu" has a letter of three bytes.
        let figures =
            [Understood { start: 9, end: 17, confirmed: false }, Understood { start: 20, end: 23, confirmed: true }];
        let cut = runs("Tổng thu 1.250 tỷ = 98%.", &[(0, 14)], &figures, &[(9, 17)]);
        assert_eq!(drawn(&cut), ["[*Tổng thu ]", "0[~*1.250|~ tỷ]", "[ = |=98%|.]"]);
    }

    #[test]
    fn what_lies_outside_is_left_out_and_nothing_of_the_text_is_lost() {
        let cut = runs("Thu 12", &[(4, 40)], &[], &[(3, 3), (70, 80)]);
        let text: String = cut.iter().flat_map(|run| &run.stretches).map(|stretch| stretch.text.as_str()).collect();
        assert_eq!(text, "Thu 12");
        assert!(cut.iter().all(|run| run.found.is_none()));
        assert_eq!(runs("", &[], &[], &[]), Vec::new());
    }

    #[test]
    fn of_findings_that_overlap_the_first_counts() {
        assert_eq!(drawn(&runs("abcd", &[], &[], &[(0, 3), (1, 4)])), ["0[a|bc]", "1[d]"]);
    }
}
