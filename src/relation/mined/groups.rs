//! Lines of one class that each close (or open) a group: every "Cộng", every line without a name.
//!
//! The totals of a long list stand in different places and sum different numbers of lines, so that
//! none is the law of another's lines. What they share is the manner: each is the sum of what
//! stands between it and the one before. A class of lines is judged as a whole, all its lines in
//! all columns, so that five totals that hold vouch for the sixth even in a table of one column.

use std::collections::{BTreeMap, BTreeSet};

use super::chance;
use super::grid::{Axis, Grid};
use super::law::{Judged, Law, Shape, judge_one_of_many};
use crate::words::Sense;

/// Classes that are looked at, the most frequent labels first.
const CLASSES: usize = 8;
/// Lines of a class that suggest a manner before it is judged on all of them.
const SAMPLE: usize = 24;
/// Rounds: totals of totals, and of those.
const ROUNDS: usize = 3;
/// The share of the figures that must obey, as for any law that words or place declare.
const LEAST_SHARE: f64 = 0.5;

/// One line of so many may be wrong beyond any slip.
const RARE: usize = 4;

/// Sums of one class.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// What its lines have in common.
    pub common: Common,
    /// One for each of its lines.
    pub laws: Vec<Judged>,
}

/// What lines may have in common that totals do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Common {
    /// A label, which says that they are totals.
    Label(String),
    /// Labels of which each says so.
    Totals,
    /// No label, among lines that have one.
    Nameless,
    /// Bold letters.
    Bold,
}

impl Common {
    /// Whether the words of the lines say that they are totals.
    pub fn is_said(&self) -> bool {
        matches!(self, Self::Label(_) | Self::Totals)
    }
}

struct Class {
    common: Common,
    lines: Vec<usize>,
}

/// Where the lines of a group stand, and where they end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Manner {
    /// Whether a total stands below its lines.
    below: bool,
    ends: Ends,
    among: Among,
}

/// What ends the lines of a group besides the next line of the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// Nothing.
    Class,
    /// An empty row or a heading.
    Break,
    /// Now the one, now the other.
    Either,
}

/// Which of the lines are added up once some totals are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Among {
    All,
    Totals,
    Others,
}

/// The groups of a table, but for the lines that are computed otherwise. Time is linear in its
/// cells, times the classes.
pub(super) fn groups(grid: &Grid, computed: &[usize]) -> Vec<Group> {
    if grid.axis != Axis::Down {
        return Vec::new();
    }
    let computed: BTreeSet<usize> = computed.iter().copied().collect();
    let addends: Vec<bool> = (0..grid.lines).map(|line| adds_up(grid, line) && !computed.contains(&line)).collect();
    let search = Search { grid, addends };
    let mut classes = search.classes();
    let mut found: Vec<Group> = Vec::new();
    let mut totals: BTreeSet<usize> = BTreeSet::new();
    for round in 0..ROUNDS {
        let amongs: &[Among] = if round == 0 { &[Among::All] } else { &[Among::Totals, Among::Others] };
        let readings = manners(amongs);
        let tried = ((classes.len().max(1) * readings.len() * (round + 1)) as f64).log10();
        let best = classes.iter().enumerate().flat_map(|(at, class)| {
            let (search, totals) = (&search, &totals);
            readings.iter().filter_map(move |manner| {
                let (evidence, group) = search.believed(class, *manner, totals, tried)?;
                Some((evidence, at, group))
            })
        });
        let Some((_, at, group)) = best.max_by(|a, b| a.0.total_cmp(&b.0)) else { break };
        totals.extend(group.laws.iter().map(|judged| judged.law.target));
        found.push(group);
        classes.remove(at);
        for class in &mut classes {
            class.lines.retain(|line| !totals.contains(line));
        }
        classes.retain(|class| class.lines.len() >= 2);
    }
    found
}

struct Search<'a> {
    grid: &'a Grid,
    /// For each line whether its figures can be parts of a sum.
    addends: Vec<bool>,
}

impl Search<'_> {
    /// The classes, none of them of more lines than are left to add up.
    fn classes(&self) -> Vec<Class> {
        let grid = self.grid;
        let words = || grid.line_words.iter().enumerate().filter(|(line, _)| self.adds_up(*line));
        let all = words().count();
        let is_total = |line: usize| grid.line_words.get(line).is_some_and(|words| words.named_total);
        let mut by_label: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (line, words) in words().filter(|(line, words)| words.leaf.is_empty() || is_total(*line)) {
            by_label.entry(words.leaf.as_str()).or_default().push(line);
        }
        let mut classes: Vec<Class> = by_label
            .iter()
            .map(|(label, lines)| Class {
                common: if label.is_empty() { Common::Nameless } else { Common::Label((*label).to_owned()) },
                lines: lines.clone(),
            })
            .collect();
        classes.sort_by_key(|class| std::cmp::Reverse(class.lines.len()));
        classes.truncate(CLASSES);
        if by_label.len() > 1 {
            let lines = words().map(|(line, _)| line).filter(|line| is_total(*line)).collect();
            classes.push(Class { common: Common::Totals, lines });
        }
        let bold = words().filter(|(_, words)| words.bold).map(|(line, _)| line).collect();
        classes.push(Class { common: Common::Bold, lines: bold });
        classes.retain(|class| class.lines.len() >= 2 && class.lines.len() * 2 <= all);
        classes
    }

    fn adds_up(&self, line: usize) -> bool {
        self.addends.get(line) == Some(&true)
    }

    /// The sums of a class in one manner with their evidence, if they are no accident.
    fn believed(&self, class: &Class, manner: Manner, totals: &BTreeSet<usize>, tried: f64) -> Option<(f64, Group)> {
        let laws = self.laws(class, manner, totals);
        let every = laws.len().div_ceil(SAMPLE).max(1);
        let judge = |law: &[Law]| {
            let judged = law.iter().map(|law| judge_one_of_many(self.grid, law.clone(), 0.0));
            judged.max_by(|a, b| a.evidence.total_cmp(&b.evidence))
        };
        let sampled = || laws.iter().step_by(every);
        let holding = sampled().filter_map(|law| judge(law)).filter(|judged| !judged.holds.is_empty()).count();
        if holding * 3 < sampled().count() {
            return None;
        }
        let mut judged: Vec<Judged> = laws.iter().filter_map(|law| judge(law)).collect();
        let failing = judged.iter().filter(|judged| judged.holds.is_empty()).count();
        let each: f64 = judged.iter().map(|judged| judged.evidence).sum();
        let choices: f64 = laws.iter().map(|readings| (readings.len().max(1) as f64).log10()).sum();
        let evidence = each - choices - chance::exceptions(judged.len(), failing) - tried;
        let (mut proofs, mut missed) = (0.0, 0.0);
        for judged in &judged {
            proofs += judged.proofs as f64;
            missed += judged.missed();
        }
        if !chance::is_meaningful(evidence) || proofs < LEAST_SHARE * (proofs + missed) {
            return None;
        }
        // A line that disobeys in all its columns, none of them as a slip would leave it, is the
        // total of something else, unless it is a rare exception of a single figure.
        let is_other = |judged: &Judged| judged.holds.is_empty() && judged.slips.is_empty();
        let rare = judged.iter().filter(|judged| is_other(judged)).count() * RARE <= judged.len();
        judged.retain(|judged| !is_other(judged) || (rare && judged.fails.len() == 1));
        for judged in &mut judged {
            judged.evidence = evidence;
        }
        (judged.len() >= 2).then(|| (evidence, Group { common: class.common.clone(), laws: judged }))
    }

    /// For each line of the class the sums that it may be.
    fn laws(&self, class: &Class, manner: Manner, totals: &BTreeSet<usize>) -> Vec<Vec<Law>> {
        let ends: BTreeSet<usize> = class.lines.iter().copied().collect();
        let breaks: &[bool] = match manner.ends {
            Ends::Class => &[false],
            Ends::Break => &[true],
            Ends::Either => &[false, true],
        };
        let of_line = |target: &usize| {
            let mut laws: Vec<Law> = breaks
                .iter()
                .map(|breaks| self.segment(*target, manner, *breaks, &ends, totals))
                .filter(|operands| operands.len() >= 2)
                .map(|operands| Law { shape: Shape::Sum, target: *target, operands })
                .collect();
            laws.dedup();
            laws
        };
        class.lines.iter().map(of_line).filter(|laws| !laws.is_empty()).collect()
    }

    /// The lines of the group that a line closes or opens, ascending.
    fn segment(
        &self,
        target: usize,
        manner: Manner,
        breaks: bool,
        ends: &BTreeSet<usize>,
        totals: &BTreeSet<usize>,
    ) -> Vec<usize> {
        let grid = self.grid;
        let whole = grid.is_whole(target);
        let mut operands: Vec<usize> = Vec::new();
        let (mut previous, mut at) = (target, target);
        while let Some(line) = if manner.below { at.checked_sub(1) } else { at.checked_add(1) } {
            if line >= grid.lines || ends.contains(&line) {
                break;
            }
            at = line;
            if grid.numbers(line) == 0 {
                continue;
            }
            // The empty row that sets a total apart from its lines does not end them.
            if breaks && !operands.is_empty() && grid.is_broken(previous, line) {
                break;
            }
            previous = line;
            let wanted = match manner.among {
                Among::All => true,
                Among::Totals => totals.contains(&line),
                Among::Others => !totals.contains(&line),
            };
            // Fractions do not add up to whole numbers: they are the shares of the line above.
            if wanted && self.adds_up(line) && !(whole && grid.is_fractions(line)) {
                operands.push(line);
            }
        }
        operands.sort_unstable();
        operands
    }
}

fn manners(amongs: &[Among]) -> Vec<Manner> {
    let mut manners = Vec::new();
    for among in amongs {
        for below in [true, false] {
            for ends in [Ends::Class, Ends::Break, Ends::Either] {
                manners.push(Manner { below, ends, among: *among });
            }
        }
    }
    manners
}

/// Whether the words of a line let its figures be parts of a sum, or a sum.
fn adds_up(grid: &Grid, line: usize) -> bool {
    let said = grid.says(line);
    grid.numbers(line) > 0 && ![Sense::Average, Sense::Percent, Sense::Price].iter().any(|sense| said.has(*sense))
}
