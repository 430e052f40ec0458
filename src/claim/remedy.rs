//! What would put a contradiction right: another figure in the sentence, or another in the cell.
//!
//! Each is tried: with it in its place the sentences are held against themselves and against the tables once more. What
//! does not end its contradiction, or makes a new one, is not offered.

use super::board::Board;
use super::weigh::Weight;
use super::{Claim, Discord, Role, Spot, judge_all};
use crate::number::Number;

/// Contradictions whose remedies are tried: a text with more of them is not put right one by one.
const MOST_TRIED: usize = 40;

/// A figure that would end a contradiction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remedy {
    /// What is changed.
    pub spot: Spot,
    /// What it becomes, in its own unit and with its own decimals.
    pub number: Number,
    /// So many contradictions of the text end with it.
    pub clears: usize,
}

/// Finds what would end each contradiction.
pub(super) fn find(claims: &[Claim], boards: &[Board], discords: &mut [Discord]) {
    let before: Vec<Discord> = discords.to_vec();
    for discord in discords.iter_mut().take(MOST_TRIED) {
        discord.remedies = proposed(discord, claims, boards)
            .into_iter()
            .filter_map(|(spot, number)| {
                let clears = cleared(spot, number, discord, &before, claims, boards)?;
                Some(Remedy { spot, number, clears })
            })
            .collect();
    }
}

fn proposed(discord: &Discord, claims: &[Claim], boards: &[Board]) -> Vec<(Spot, Number)> {
    let mut found = Vec::new();
    if discord.way.is_some() {
        return found;
    }
    let told = discord.among.iter().find_map(|spot| match spot {
        Spot::Claim(at) => claims.get(*at).map(|claim| (*spot, claim)),
        Spot::Cell(..) => None,
    });
    let accused = discord.accused.first().copied();
    let cells: Vec<Spot> = discord.among.iter().copied().filter(|spot| matches!(spot, Spot::Cell(..))).collect();
    // What should be is told of the figure that is accused, or of the one that is held against a cell.
    let of = if cells.is_empty() { accused } else { told.map(|(spot, _)| spot) };
    if let (Some(spot @ Spot::Claim(_)), Some(right)) = (of, discord.expected) {
        found.push((spot, right));
    }
    if let ([cell], Some((_, claim))) = (cells.as_slice(), told) {
        found.extend(in_cell(*cell, claim, boards).map(|number| (*cell, number)));
    }
    // The likeliest first.
    found.sort_by_key(|(spot, _)| Some(*spot) != accused);
    found
}

/// What a cell must hold to say what the sentence says; nothing where the sentence says it less exactly.
fn in_cell(spot: Spot, claim: &Claim, boards: &[Board]) -> Option<Number> {
    let is_told = matches!(
        claim.role,
        Role::Value | Role::Part | Role::Average | Role::PercentPlan | Role::PercentBefore | Role::Share
    ) || matches!(claim.role, Role::BaseValue | Role::PlanValue);
    let cell = boards.iter().find_map(|board| board.cell_at(spot)).filter(|_| is_told && claim.hedge.is_none())?;
    let value = Weight::claim(claim)?.point.checked_div(cell.measure.factor)?.normalize();
    let decimals = cell.number.decimals();
    // One unit of the last place of the sentence is no more than one of the cell.
    let step = |number: Number| Number::new(1.into(), 0).value().checked_div(power(number.decimals())?);
    let coarse =
        step(claim.number)?.checked_mul(claim.measure.factor)? > step(cell.number)?.checked_mul(cell.measure.factor)?;
    (!coarse && value.scale() <= decimals).then(|| Number::new(value, decimals))
}

fn power(decimals: u32) -> Option<rust_decimal::Decimal> {
    10_i64.checked_pow(decimals).map(rust_decimal::Decimal::from)
}

/// How many contradictions a figure ends; nothing where its own stays or another comes.
fn cleared(
    spot: Spot,
    number: Number,
    discord: &Discord,
    before: &[Discord],
    claims: &[Claim],
    boards: &[Board],
) -> Option<usize> {
    let (mut claims, mut boards) = (claims.to_vec(), boards.to_vec());
    match spot {
        Spot::Claim(at) => claims.get_mut(at)?.number = number,
        Spot::Cell(..) => boards.iter_mut().find_map(|board| board.cell_at_mut(spot))?.number = number,
    }
    let (after, _) = judge_all(&claims, &boards);
    let stays = after.iter().any(|other| other.accused.first() == discord.accused.first() && other.why == discord.why);
    let is_new = |other: &&Discord| !before.iter().any(|known| known.among == other.among);
    (!stays && after.iter().find(is_new).is_none()).then(|| before.len().saturating_sub(after.len()).max(1))
}
