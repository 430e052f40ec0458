//! Which cell is wrong, and what happened to it.

use crate::finding::Suspect;
use crate::relation::Standing;
use crate::table::Table;

/// One relation of a table: the law, and the line of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// The index of the law among the standings of the table.
    pub standing: usize,
    /// The index of the relation in its pattern.
    pub relation: usize,
}

/// Broken relations that one cell explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The relations that the first suspect would repair, the most telling first: one that
    /// computes the suspect, then by evidence. Never empty.
    pub broken: Vec<Site>,
    /// The cells that may be wrong, the likeliest first, each with the value that would repair
    /// what is broken. Never empty.
    pub suspects: Vec<Suspect>,
    /// Whether the first two suspects explain equally well: then no cell is named as the culprit.
    pub tied: bool,
}

/// Gathers the broken relations of a table by the cells that explain them. Bounds and labels are
/// left to their own rules.
pub fn cases(standings: &[Standing], _table: &Table) -> Vec<Case> {
    let mut cases = Vec::new();
    for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| standing.is_arithmetic()) {
        for (index, (relation, judged)) in standing.pattern.relations.iter().zip(&standing.judged).enumerate() {
            if judged.as_ref().is_ok_and(|judged| !judged.verdict.holds()) {
                let suspects = relation.cells().map(|cell| Suspect { cell, repaired: None, slip: None }).collect();
                let site = Site { standing: at, relation: index };
                cases.push(Case { broken: vec![site], suspects, tied: true });
            }
        }
    }
    cases
}
