//! The examples of `docs/claims.md`: with the wrong figure each is told, with the right one nothing is.

use super::*;
use crate::number::{Notation, parse};

/// The example with the first or the second of what stands between its marks.
fn with(example: &str, wrong: bool) -> String {
    let (before, rest) = example.split_once('«').unwrap();
    let (choice, after) = rest.split_once('»').unwrap();
    let (typed, meant) = choice.split_once('|').unwrap();
    format!("{before}{}{after}", if wrong { typed } else { meant })
}

fn typed(example: &str) -> &str {
    example.split_once('«').unwrap().1.split_once('|').unwrap().0
}

#[test]
fn every_example_of_the_documentation_is_so() {
    let examples: Vec<&str> = include_str!("../../../docs/claims.md")
        .split("```text\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(examples.len() >= 19, "{}", examples.len());
    for example in examples {
        let right = with(example, false);
        assert!(is_silent(&right), "{right}: {:?}", accused(&right));
        let wrong = with(example, true);
        let outcome = outcome(&wrong);
        let named = |claim: &Claim| match parse(typed(example), Notation::Vietnamese) {
            Some(number) => claim.number.value() == number.value(),
            None => claim.role == Role::Words,
        };
        let accuses = |discord: &Discord| {
            let spots = if discord.accused.is_empty() { &discord.among } else { &discord.accused };
            spots.iter().any(|spot| matches!(spot, Spot::Claim(at) if outcome.claims.get(*at).is_some_and(named)))
        };
        assert!(outcome.discords.iter().any(accuses), "{wrong}: {:#?}", outcome.discords);
    }
}
