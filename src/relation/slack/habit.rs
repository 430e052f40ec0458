//! Whether the lines of a law are rounded or cut.

use super::Outcome;
use crate::number::{Slack, Verdict};
use crate::relation::Pattern;

/// How the lines of a pattern cut their figures, where rounding and cutting differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// Lines that are rounded where cutting would give another figure.
    pub rounded: u32,
    /// Lines that are cut where rounding would give another figure.
    pub cut: u32,
}

impl Habit {
    /// The habit of the other lines than one that is cut.
    pub fn beside_a_cut(self) -> Self {
        Self { cut: self.cut.saturating_sub(1), ..self }
    }

    /// Whether enough lines tell the two apart, and all of them round: then a line that is cut is
    /// out of step with the others.
    pub fn always_rounds(self) -> bool {
        self.cut == 0 && self.rounded >= 2
    }
}

/// How the lines of a pattern cut their figures. `judged` has one for each relation, under any
/// slack.
pub fn habit<I: Copy + Ord>(pattern: &Pattern<I>, judged: &[Outcome]) -> Habit {
    let mut habit = Habit::default();
    for (relation, judged) in pattern.relations.iter().zip(judged) {
        let Ok(judged) = judged else { continue };
        let judged = relation.judged_again(*judged, pattern.kind, Slack::None);
        let cut = || judged.computed.point.trunc_with_scale(judged.found.decimals());
        match judged.verdict {
            Verdict::Exact if cut() != judged.found.value() => habit.rounded = habit.rounded.saturating_add(1),
            Verdict::Truncated => habit.cut = habit.cut.saturating_add(1),
            _ => {}
        }
    }
    habit
}
