//! The laws of a sheet as a person works with them: looked at, turned off, mended, stated.

use std::collections::{BTreeMap, BTreeSet};

use super::{Session, Step};
use crate::relation::printed::NotUnderstood;
use crate::relation::{self, Law, LawKey, OwnLaw, Pattern, RelationKind, Standing, Unfit};
use crate::rules::Profile;
use crate::table::{Form, Table, tables};
use crate::text::Bilingual;
use crate::workbook::SheetIndex;

/// A law of a form: the same for all tables of that form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LawId {
    /// The form.
    pub form: Form,
    /// The law.
    pub key: LawKey,
}

/// How a law stands to the person who checks.
#[derive(Clone, Debug, Default)]
pub struct LawState {
    /// Whether that person stated it.
    pub own: bool,
    /// Since which day it is turned off.
    pub off: Option<String>,
}

/// Why a law is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LawRefused {
    /// It is not understood.
    Text(NotUnderstood),
    /// It says nothing of the tables of the sheet.
    Unfit(Unfit),
    /// The sheet has no table.
    NoTable,
    /// It is checked already.
    Known,
    /// It holds nowhere, of so many places.
    HoldsNowhere(u32),
}

impl LawRefused {
    /// Why, for a person.
    pub fn message(&self) -> Bilingual {
        match self {
            Self::Text(why) => why.message(),
            Self::Unfit(why) => why.message(),
            Self::NoTable => {
                Bilingual::new("Trang tính này không có bảng số liệu nào.", "This sheet has no table of figures.")
            }
            Self::Known => {
                Bilingual::new("Phép tính này đã được đối chiếu rồi.", "This calculation is checked already.")
            }
            Self::HoldsNowhere(of) => Bilingual::new(
                format!("Không đúng ở chỗ nào trong {of} chỗ tính được: hãy xem lại phép tính."),
                format!("It holds in none of {of} places where it can be computed: look at it again."),
            ),
        }
    }
}

/// A law that was tried, and what came of it.
pub struct Tried {
    /// The table that it is about.
    pub table: Table,
    /// It, with the verdict on each place.
    pub standing: Standing,
    /// It as a law of that form.
    pub law: OwnLaw,
    /// What it would be called.
    pub id: LawId,
}

impl Session {
    /// What those who check this file have decided.
    pub fn profile(&self) -> &Profile {
        &self.setting.profile
    }

    /// The forms of the tables of a sheet.
    pub fn forms(&self, sheet: SheetIndex) -> Vec<Form> {
        tables(&self.workbook, sheet).iter().map(Form::of).collect()
    }

    /// Visits the laws of a sheet, table by table: those that count and those that are turned off.
    pub fn each_law(&self, sheet: SheetIndex, mut visit: impl FnMut(&Table, LawId, &Law<'_>, LawState)) {
        let Some(report) = self.report(sheet) else { return };
        for table in tables(&self.workbook, sheet) {
            let form = Form::of(&table);
            let own = self.own_keys(&table);
            for standings in [&report.standings, &report.off] {
                let here = standings.iter().filter(|standing| is_of(&table, &standing.pattern));
                for law in relation::laws(&table, here) {
                    let id = LawId { form: form.clone(), key: law.key.clone() };
                    let off = self.profile().off.get(&(form.clone(), law.key.clone())).cloned();
                    let state = LawState { own: own.contains_key(&law.key), off };
                    visit(&table, id, &law, state);
                }
            }
        }
    }

    /// The laws that a person stated of the tables of a sheet and that say nothing there, with the reason.
    pub fn idle_laws(&self, sheet: SheetIndex) -> Vec<(OwnLaw, Option<Unfit>)> {
        let mut told = BTreeSet::new();
        self.each_law(sheet, |_, id, _, _| {
            told.insert(id.key);
        });
        let mut idle = Vec::new();
        for table in tables(&self.workbook, sheet) {
            let form = Form::of(&table);
            for law in self.profile().laws.iter().filter(|law| law.form() == Some(&form)) {
                match law.in_table(&table) {
                    Ok((_, pattern)) if told.contains(&relation::law_key(&table, &pattern)) => {}
                    Ok(_) => idle.push((law.clone(), None)),
                    Err(why) => idle.push((law.clone(), Some(why))),
                }
            }
        }
        idle
    }

    /// The laws of their own that fit a table, by their keys.
    fn own_keys(&self, table: &Table) -> BTreeMap<LawKey, OwnLaw> {
        let fitting = self.profile().laws.iter().filter_map(|law| {
            let (_, pattern) = law.in_table(table).ok()?;
            Some((relation::law_key(table, &pattern), law.clone()))
        });
        fitting.collect()
    }

    /// What would come of a law on a sheet.
    ///
    /// # Errors
    ///
    /// Why it is not understood, or says nothing there.
    pub fn try_law(&self, sheet: SheetIndex, text: &str) -> Result<Tried, LawRefused> {
        let law = OwnLaw::parse(text).map_err(LawRefused::Text)?;
        let mut refused = None;
        for table in tables(&self.workbook, sheet) {
            let law = law.clone().of_table(&table);
            match law.in_table(&table) {
                Ok((_, pattern)) => {
                    let key = relation::law_key(&table, &pattern);
                    let id = LawId { form: Form::of(&table), key };
                    let standing = Standing::of_all(vec![pattern], &table).pop().ok_or(LawRefused::NoTable)?;
                    return Ok(Tried { table, standing, law, id });
                }
                Err(why) => {
                    refused.get_or_insert(why);
                }
            }
        }
        Err(refused.map_or(LawRefused::NoTable, LawRefused::Unfit))
    }

    /// States a law of the form of a sheet, in the place of another if one is named.
    ///
    /// # Errors
    ///
    /// Why it is not taken.
    pub fn state_law(
        &mut self,
        sheet: SheetIndex,
        text: &str,
        replaces: Option<&LawId>,
        day: &str,
    ) -> Result<LawId, LawRefused> {
        let Tried { table, standing, law, id } = self.try_law(sheet, text)?;
        let formula = relation::law_formula(&table, &standing.pattern);
        let mut profile = self.profile().clone();
        let (mut known, mut same) = (None, false);
        self.each_law(sheet, |_, other, law, state| {
            if other == id {
                // The key of columns tells all, whatever the order of a sum; that of lines only which line it is.
                same = !law.of_columns || law.formula == formula;
                known = Some(state);
            }
        });
        match known {
            Some(LawState { off: Some(_), .. }) if same => {
                profile.off.remove(&(id.form.clone(), id.key.clone()));
            }
            Some(_) if same => return Err(LawRefused::Known),
            _ if standing.tally.holds == 0 && standing.tally.of > 1 => {
                return Err(LawRefused::HoldsNowhere(standing.tally.of));
            }
            _ => {
                // What was stated of the same line before gives way, and what is found there as well.
                let before = self.own_laws(sheet, &id);
                profile.laws.retain(|law| !before.contains(law));
                profile.off.remove(&(id.form.clone(), id.key.clone()));
                profile.laws.push(law);
            }
        }
        if let Some(replaced) = replaces.filter(|replaced| **replaced != id) {
            let own = self.own_laws(sheet, replaced);
            if own.is_empty() {
                profile.off.insert((replaced.form.clone(), replaced.key.clone()), day.to_owned());
            } else {
                profile.laws.retain(|law| !own.contains(law));
                profile.off.remove(&(replaced.form.clone(), replaced.key.clone()));
            }
        }
        self.decide_laws(profile);
        Ok(id)
    }

    /// The statements that a law of a sheet comes from.
    fn own_laws(&self, sheet: SheetIndex, id: &LawId) -> Vec<OwnLaw> {
        let of_form = tables(&self.workbook, sheet).into_iter().filter(|table| Form::of(table) == id.form);
        of_form.filter_map(|table| self.own_keys(&table).remove(&id.key)).collect()
    }

    /// Turns laws off or on again.
    pub fn turn_laws(&mut self, laws: &[LawId], on: bool, day: &str) {
        let mut profile = self.profile().clone();
        for id in laws {
            let name = (id.form.clone(), id.key.clone());
            if on {
                profile.off.remove(&name);
            } else {
                profile.off.entry(name).or_insert_with(|| day.to_owned());
            }
        }
        self.decide_laws(profile);
    }

    /// Takes back the statement of a law.
    pub fn drop_law(&mut self, sheet: SheetIndex, id: &LawId) {
        let own = self.own_laws(sheet, id);
        let mut profile = self.profile().clone();
        profile.laws.retain(|law| !own.contains(law));
        profile.off.remove(&(id.form.clone(), id.key.clone()));
        self.decide_laws(profile);
    }

    /// Takes back a statement by its words, where it says nothing.
    pub fn drop_idle_law(&mut self, text: &str) {
        let mut profile = self.profile().clone();
        profile.laws.retain(|law| law.text() != text);
        self.decide_laws(profile);
    }

    /// Takes other decisions of those who check, as one step. Nothing happens when they are the same.
    pub fn decide_laws(&mut self, profile: Profile) {
        if profile == self.setting.profile {
            return;
        }
        let before = std::mem::replace(&mut self.setting.profile, profile.clone());
        let sheets = self.sheets_of(&before, &profile);
        self.done.push(Step { profile: Some(Box::new((before, profile))), ..Step::default() });
        self.undone.clear();
        self.recheck(&sheets);
    }

    /// The sheets for which two profiles decide differently.
    pub(super) fn sheets_of(&self, before: &Profile, after: &Profile) -> BTreeSet<SheetIndex> {
        let all = (0..self.workbook.sheets.len()).map(SheetIndex);
        let differ = |a: &Profile, b: &Profile| -> Vec<Option<Form>> {
            let laws = a.laws.iter().filter(|law| !b.laws.contains(law)).map(|law| law.form().cloned());
            let off = a.off.keys().filter(|name| !b.off.contains_key(*name)).map(|(form, _)| Some(form.clone()));
            laws.chain(off).collect()
        };
        let mut forms = differ(before, after);
        forms.extend(differ(after, before));
        if before.muted != after.muted || forms.contains(&None) {
            return all.collect();
        }
        all.filter(|sheet| self.forms(*sheet).iter().any(|form| forms.iter().flatten().any(|other| other == form)))
            .collect()
    }
}

/// Whether a law is one of a table of its sheet.
fn is_of(table: &Table, pattern: &Pattern) -> bool {
    let target = pattern.relations.first().map(|relation| relation.target);
    target.is_some_and(|cell| table.line_at(cell.row).is_some() && table.column(cell.col).is_some())
}

/// Whether a law says what figures must be: words of marks do not.
pub fn is_arithmetic(law: &Law<'_>) -> bool {
    law.standings.iter().all(|standing| standing.pattern.kind != RelationKind::Label)
}
