//! What the figures of a text were understood to say, and what each was held against.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use serde::Serialize;

use super::files::{PlaceCheck, place_check};
use crate::claim::{Claim, Direction, Hedge, Outcome, Role, Spot};
use crate::ledger::{Place, SourceIndex};
use crate::session::Gathering;
use crate::text::{Bilingual, Lang};

/// What became of the figures of one text.
#[derive(Debug, Serialize)]
pub(super) struct ClaimsCheck {
    file: String,
    figures: usize,
    confirmed: usize,
    contradicted: usize,
    uncovered: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    list: Vec<ClaimCheck>,
}

/// One figure: where it stands, how it is read, what it is of, and what was found for it.
#[derive(Debug, Serialize)]
struct ClaimCheck {
    place: PlaceCheck,
    reading: String,
    unit: String,
    subject: String,
    state: State,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by: Vec<PlaceCheck>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    /// A cell or another figure says the same.
    Confirmed,
    /// A finding speaks against it.
    Contradicted,
    /// Nothing was found that it could be held against.
    Uncovered,
    /// It says what is to be.
    Target,
}

/// The figures of all texts; each of them where they are listed.
pub(super) fn claims(gathering: &Gathering, lang: Lang, listed: bool) -> Vec<ClaimsCheck> {
    let texts = gathering.sessions().filter_map(|(source, session)| {
        let outcome = gathering.claims(source)?;
        let list: Vec<ClaimCheck> =
            (0..outcome.claims.len()).filter_map(|at| of_claim(gathering, source, outcome, at, lang)).collect();
        let count = |state: State| list.iter().filter(|claim| claim.state == state).count();
        let (confirmed, contradicted) = (count(State::Confirmed), count(State::Contradicted));
        Some(ClaimsCheck {
            file: session.name().to_owned(),
            figures: list.len(),
            confirmed,
            contradicted,
            uncovered: count(State::Uncovered),
            list: if listed { list } else { Vec::new() },
        })
    });
    texts.collect()
}

fn of_claim(
    gathering: &Gathering,
    source: SourceIndex,
    outcome: &Outcome,
    at: usize,
    lang: Lang,
) -> Option<ClaimCheck> {
    let claim = outcome.claims.get(at)?;
    let place = |spot: &Spot| -> Option<Place> {
        Some(match spot {
            Spot::Claim(at) => Place::of_span(outcome.claims.get(*at)?.span).within(source),
            Spot::Cell(source, sheet, cell) => Place::of_cell(*sheet, *cell).within(*source),
        })
    };
    let against = outcome.discords.iter().find(|discord| discord.among.contains(&Spot::Claim(at)));
    let is_accused = |discord: &&crate::claim::Discord| {
        discord.accused.is_empty() || discord.accused.contains(&Spot::Claim(at)) || !outcome.confirmed.contains_key(&at)
    };
    let against = against.filter(is_accused);
    let by = outcome.confirmed.get(&at);
    let state = match (against, by) {
        (Some(_), _) => State::Contradicted,
        (None, Some(_)) => State::Confirmed,
        (None, None) if claim.target => State::Target,
        (None, None) => State::Uncovered,
    };
    let others: BTreeSet<Spot> = match (against, by) {
        (Some(discord), _) => discord.among.iter().copied().filter(|spot| *spot != Spot::Claim(at)).collect(),
        (None, Some(spots)) => spots.iter().copied().collect(),
        (None, None) => BTreeSet::new(),
    };
    Some(ClaimCheck {
        place: place_check(gathering, place(&Spot::Claim(at))?),
        reading: reading(claim).get(lang).to_owned(),
        unit: claim.measure.to_string(),
        subject: claim.subject.join(" "),
        state,
        by: others.iter().filter_map(place).map(|place| place_check(gathering, place)).collect(),
    })
}

/// What a figure is taken to say, in words.
fn reading(claim: &Claim) -> Bilingual {
    let (vi, en) = match claim.role {
        Role::Value => ("số lượng", "amount"),
        Role::Part => ("x trong x/y", "x of x/y"),
        Role::Whole => ("y trong x/y", "y of x/y"),
        Role::PlanValue => ("số kế hoạch", "planned"),
        Role::BaseValue => ("số kỳ trước", "before"),
        Role::Restated => ("số trước, đơn vị khác", "the same in another unit"),
        Role::PercentPlan => ("% kế hoạch", "% of the plan"),
        Role::PercentBefore => ("% kỳ trước", "% of the period before"),
        Role::Change => ("chênh lệch", "change"),
        Role::ChangePercent => ("chênh lệch %", "change in %"),
        Role::Points => ("chênh lệch điểm %", "change in points"),
        Role::Share => ("tỷ lệ", "share"),
        Role::Average => ("bình quân", "for each"),
        Role::Times => ("số lần", "times"),
        Role::Words => ("bằng chữ", "in words"),
    };
    let way = match claim.direction {
        Some(Direction::Up) => (", tăng", ", up"),
        Some(Direction::Down) => (", giảm", ", down"),
        None => ("", ""),
    };
    let hedge = match claim.hedge {
        Some(Hedge::Lower) => (", ít nhất", ", at least"),
        Some(Hedge::Upper) => (", nhiều nhất", ", at most"),
        Some(Hedge::About) => (", khoảng", ", about"),
        None => ("", ""),
    };
    Bilingual::new(format!("{vi}{}{}", way.0, hedge.0), format!("{en}{}{}", way.1, hedge.1))
}

/// The same as lines of text.
pub(super) struct PlainClaims<'c>(pub &'c [ClaimsCheck], pub Lang);

impl Display for PlainClaims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for text in self.0 {
            let ClaimsCheck { file, figures, confirmed, contradicted, uncovered, list } = text;
            match self.1 {
                Lang::Vi => writeln!(
                    f,
                    "{file}: {figures} số trong lời văn: {confirmed} khớp, {contradicted} mâu thuẫn, {uncovered} chưa có gì để đối chiếu"
                )?,
                Lang::En => writeln!(
                    f,
                    "{file}: {figures} figures in the text: {confirmed} confirmed, {contradicted} contradicted, {uncovered} not covered"
                )?,
            }
            for claim in list {
                let state = match (claim.state, self.1) {
                    (State::Confirmed, _) => "=",
                    (State::Contradicted, _) => "≠",
                    (State::Uncovered, _) => "?",
                    (State::Target, _) => "…",
                };
                let by: Vec<String> = claim.by.iter().map(ToString::to_string).collect();
                let subject = if claim.subject.is_empty() { String::new() } else { format!(" · {}", claim.subject) };
                let unit = if claim.unit.is_empty() { String::new() } else { format!(" {}", claim.unit) };
                write!(f, "  {state} {} · {}{unit}{subject}", claim.place, claim.reading)?;
                writeln!(f, "{}{}", if by.is_empty() { "" } else { " ← " }, by.join(", "))?;
            }
        }
        Ok(())
    }
}
