//! The steps of all open files in the order in which they were made, so that the last one is taken back wherever it
//! was: a fix of what is found between files may change another file than the one that is looked at.

use crate::ledger::SourceIndex;
use crate::session::Gathering;

/// In which file each step was made.
#[derive(Default)]
pub(super) struct Steps {
    done: Vec<SourceIndex>,
    undone: Vec<SourceIndex>,
}

impl Steps {
    /// The steps with which a file was opened: what was done to it before.
    pub(super) fn opened(&mut self, source: SourceIndex, gathering: &Gathering) {
        let (done, _) = gathering.session(source).map_or((0, 0), |session| session.history());
        self.done.extend(std::iter::repeat_n(source, done));
    }

    /// The file of the step that would be taken back, or made again, next.
    pub(super) fn next(&self, forward: bool) -> Option<SourceIndex> {
        if forward { self.undone.last().copied() } else { self.done.last().copied() }
    }

    /// That step was taken back, or made again.
    pub(super) fn moved(&mut self, forward: bool) {
        let (from, to) = if forward { (&mut self.undone, &mut self.done) } else { (&mut self.done, &mut self.undone) };
        to.extend(from.pop());
    }

    /// Whatever was just asked for made these steps; `before` is how many each file had.
    pub(super) fn made(&mut self, before: &[usize], gathering: &Gathering) {
        for ((source, session), before) in gathering.sessions().zip(before) {
            let new = session.history().0.saturating_sub(*before);
            if new > 0 {
                self.done.extend(std::iter::repeat_n(source, new));
                // What was taken back anywhere was taken back before this, and cannot be made again after it.
                self.undone.clear();
            }
        }
    }

    /// A file is let go; those after it move up.
    pub(super) fn closed(&mut self, source: SourceIndex) {
        for steps in [&mut self.done, &mut self.undone] {
            steps.retain(|of| *of != source);
            for of in steps.iter_mut().filter(|of| **of > source) {
                of.0 = of.0.saturating_sub(1);
            }
        }
    }

    /// How many can be taken back, and made again.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }
}

/// How many steps each file has.
pub(super) fn each(gathering: &Gathering) -> Vec<usize> {
    gathering.sessions().map(|(_, session)| session.history().0).collect()
}
