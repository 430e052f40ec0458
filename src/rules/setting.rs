//! What a check is given beside the files: the engine that calculates formulas, and the profile of those who
//! check.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::RULES;
use crate::finding::{Finding, RuleCode};
use crate::relation::OwnLaw;
use crate::workbook::{self, Engine};

/// What a check is given beside the files.
#[derive(Clone)]
pub struct Setting {
    /// Calculates formulas.
    pub engine: Arc<dyn Engine>,
    /// What was decided before any file was seen.
    pub profile: Profile,
}

impl Default for Setting {
    fn default() -> Self {
        Self { engine: workbook::own_engine(), profile: Profile::default() }
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// What an office has decided before any file was seen. Empty, it changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Rules of which nothing is said.
    pub muted: BTreeSet<RuleCode>,
    /// Laws that its forms do not print.
    pub laws: Vec<OwnLaw>,
}

impl Profile {
    /// Mutes the rule of a name; false when there is no such rule.
    pub fn mute(&mut self, code: &str) -> bool {
        let rule = RULES.iter().find(|rule| rule.code.0 == code);
        rule.is_some_and(|rule| {
            self.muted.insert(rule.code);
            true
        })
    }

    /// Leaves out what is said by muted rules.
    pub(crate) fn keep(&self, findings: &mut Vec<Finding>) {
        if !self.muted.is_empty() {
            findings.retain(|finding| !self.muted.contains(&finding.rule));
        }
    }
}
