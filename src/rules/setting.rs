//! What a check is given beside the files: the engine that calculates formulas, and the profile of those who
//! check.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::RULES;
use crate::finding::{Finding, RuleCode};
use crate::relation::{LawKey, OwnLaw, Standing, law_key};
use crate::table::{Form, Table};
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
    /// Laws of a form that are turned off, and since which day.
    pub off: BTreeMap<(Form, LawKey), String>,
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

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.muted.is_empty() && self.laws.is_empty() && self.off.is_empty()
    }

    /// The laws that count, and those that are turned off. Nothing takes their place: what they explained stays
    /// explained.
    pub(crate) fn turned_off(&self, table: &Table, standings: Vec<Standing>) -> (Vec<Standing>, Vec<Standing>) {
        if self.off.is_empty() {
            return (standings, Vec::new());
        }
        let form = Form::of(table);
        let is_off = |standing: &Standing| self.off.contains_key(&(form.clone(), law_key(table, &standing.pattern)));
        standings.into_iter().partition(|standing| !is_off(standing))
    }

    /// Leaves out what is said by muted rules.
    pub(crate) fn keep(&self, findings: &mut Vec<Finding>) {
        if !self.muted.is_empty() {
            findings.retain(|finding| !self.muted.contains(&finding.rule));
        }
    }
}
