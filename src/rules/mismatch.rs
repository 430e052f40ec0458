//! What the rules about broken arithmetic share: from a case to a finding.

use super::confidence::confidence;
use super::exceptions::Misses;
use super::facts::{Facts, TableFacts};
use super::repair::{Repair, fixes};
use super::slip_words::slip_words;
use crate::diagnose::{Case, Site};
use crate::finding::{Confidence, Finding, RuleCode, Severity, Slip};
use crate::number::{Number, round_half_away};
use crate::relation::{Judged, Relation, Standing};
use crate::table::{Reading, Table};
use crate::text::Bilingual;
use crate::workbook::CellRef;

/// From this confidence on a broken relation is an error: one would tell the person who signs.
const ERROR: f64 = 0.82;
/// Below this confidence nothing is said.
const WORTH_SAYING: f64 = 0.5;

/// A case with what it speaks of looked up.
pub(super) struct Broken<'f> {
    pub facts: &'f TableFacts,
    pub case: &'f Case,
    pub standing: &'f Standing,
    pub misses: &'f Misses,
    pub relation: &'f Relation,
    pub judged: Judged,
}

/// The cases whose most telling relation a rule is about.
pub(super) fn cases<'f>(
    facts: &'f Facts<'_>,
    mine: impl Fn(&Standing) -> bool + 'f,
) -> impl Iterator<Item = Broken<'f>> {
    facts.tables.iter().flat_map(|facts| facts.cases.iter().map(move |case| (facts, case))).filter_map(
        move |(facts, case)| {
            let site = *case.broken.first()?;
            let (standing, relation, judged) = look_up(facts, site)?;
            let misses = facts.misses.get(site.standing)?;
            mine(standing).then_some(Broken { facts, case, standing, misses, relation, judged })
        },
    )
}

fn look_up(facts: &TableFacts, site: Site) -> Option<(&Standing, &Relation, Judged)> {
    let standing = facts.standings.get(site.standing)?;
    let relation = standing.pattern.relations.get(site.relation)?;
    let judged = standing.judged.get(site.relation)?.as_ref().ok()?;
    Some((standing, relation, *judged))
}

/// The finding of a case, titled by its rule; `None` when the evidence is too weak to speak.
pub(super) fn finding(facts: &Facts<'_>, code: RuleCode, title: Bilingual, broken: &Broken<'_>) -> Option<Finding> {
    let Broken { facts: table_facts, case, standing, relation, judged, .. } = broken;
    let table = &table_facts.table;
    let confidence = confidence(table_facts, case);
    if confidence < WORTH_SAYING {
        return None;
    }
    let severity = if confidence >= ERROR { Severity::Error } else { Severity::Warning };
    let culprit = case.suspects.first().filter(|suspect| !case.tied && suspect.repaired.is_some());
    let target = relation.target;
    let cell = culprit.and_then(|suspect| suspect.place.cell()).unwrap_or(target);
    let decimals = judged.found.decimals();
    let recomputed = Number::new(round_half_away(judged.computed.point, decimals), decimals);

    let mut finding = facts.finding(code, severity, cell);
    finding.title = title;
    finding.confidence = Confidence(confidence);
    finding.key = facts.key(code, cell, relation.cells());
    finding.suspects.clone_from(&case.suspects);
    finding.cause = case.suspects.first().filter(|_| !case.tied).and_then(|suspect| suspect.slip);
    finding.law = standing.law_with_tally();
    let expected = culprit.and_then(|suspect| suspect.repaired).unwrap_or(recomputed);
    finding.expected = Some(facts.show(table, expected));
    if let Some(found) = number(table, cell) {
        finding.difference = difference(facts, table, found, expected);
    }
    finding.operands = relation
        .cells()
        .filter(|operand| *operand != cell)
        .map(|operand| facts.operand(table, cell, operand))
        .collect();
    finding.message = message(facts, table, relation, judged, recomputed, cell);
    finding.likely = likely(facts, table_facts, broken, expected);
    let (sure, decimals) = (severity == Severity::Error, &table_facts.decimals);
    finding.fixes = fixes(facts, table, &Repair { case, relation, judged, sure, decimals });
    Some(finding)
}

fn number(table: &Table, cell: CellRef) -> Option<Number> {
    match table.reading(cell) {
        Reading::Number(number) => Some(number),
        Reading::Blank | Reading::Unreadable => None,
    }
}

/// "+0,270": what stands there less what should.
fn difference(facts: &Facts<'_>, table: &Table, found: Number, expected: Number) -> Option<String> {
    let decimals = found.decimals().max(expected.decimals());
    let value = found.value().checked_sub(expected.value())?;
    let sign = if value.is_sign_negative() { "-" } else { "+" };
    Some(format!("{sign}{}", facts.show(table, Number::new(value.abs(), decimals))))
}

fn message(
    facts: &Facts<'_>,
    table: &Table,
    relation: &Relation,
    judged: &Judged,
    recomputed: Number,
    culprit: CellRef,
) -> Bilingual {
    let (target, found, computed) = (relation.target, facts.show(table, judged.found), facts.show(table, recomputed));
    let mut message = Bilingual::new(
        format!("{target} ghi {found} nhưng tính lại được {computed}."),
        format!("{target} says {found} but the figures give {computed}."),
    );
    if culprit != target {
        message.vi.push_str(&format!(" Nhiều khả năng ô sai là {culprit}."));
        message.en.push_str(&format!(" The wrong cell is probably {culprit}."));
    }
    message
}

/// "Tổng thiếu dòng 20 “Nam Sơn” (187).": the line that a total leaves out or counts twice, with its figure, or those
/// of which it is one.
fn line_words(facts: &Facts<'_>, table: &Table, broken: &Broken<'_>, slip: Slip) -> Option<Bilingual> {
    let lacking = broken.judged.computed.point.checked_sub(broken.judged.found.value())?;
    let amount = if slip == Slip::OmittedLine { lacking } else { -lacking };
    let is_it = |cell: &&CellRef| number(table, **cell).is_some_and(|number| number.interval().contains(amount));
    let lines: Vec<CellRef> = broken.relation.operands.iter().filter(is_it).take(MOST_LINES + 1).copied().collect();
    let (first, others) = lines.split_first().filter(|_| lines.len() <= MOST_LINES)?;
    let label =
        table.line_at(first.row).map(|(_, line)| line.label.trim().to_owned()).filter(|label| !label.is_empty());
    let row = |cell: &CellRef| cell.row.0.saturating_add(1).to_string();
    let (vi, en) = match (others, label) {
        ([], Some(label)) => (format!("dòng {} “{label}”", row(first)), format!("line {} “{label}”", row(first))),
        _ => {
            let rows: Vec<String> = lines.iter().map(row).collect();
            (format!("dòng {}", rows.join(" hoặc ")), format!("line {}", rows.join(" or ")))
        }
    };
    let shown = facts.shown(*first);
    Some(if slip == Slip::OmittedLine {
        Bilingual::new(format!("Tổng thiếu {vi} ({shown})."), format!("The total leaves out {en} ({shown})."))
    } else {
        Bilingual::new(
            format!("Tổng có {vi} bị cộng hai lần ({shown})."),
            format!("The total counts {en} ({shown}) twice."),
        )
    })
}

/// No more lines are named that a total may leave out.
const MOST_LINES: usize = 4;

/// What probably happened, and the other relations that say the same.
fn likely(facts: &Facts<'_>, table_facts: &TableFacts, broken: &Broken<'_>, expected: Number) -> Bilingual {
    let (case, table) = (broken.case, &table_facts.table);
    let Some(first) = case.suspects.first() else { return Bilingual::default() };
    if case.tied {
        let cells: Vec<String> = case.suspects.iter().take(4).map(|suspect| suspect.place.to_string()).collect();
        return Bilingual::new(
            format!("Chưa đủ căn cứ để nói ô nào sai: {}. Hãy đối chiếu với số liệu gốc.", cells.join(", ")),
            format!("Not enough to say which is wrong: {}. Compare with the source.", cells.join(", ")),
        );
    }
    let mut text = Bilingual::default();
    // Where nothing repairs the cell, what should stand is told of the computed one alone.
    let Some(accused) = first.place.cell() else { return text };
    let is_told = first.repaired.is_some() || accused == broken.relation.target;
    if let Some(slip) = first.slip.filter(|_| is_told) {
        let found = number(table, accused).map(|found| facts.show(table, found)).unwrap_or_default();
        let words = match slip {
            Slip::OmittedLine | Slip::DoubledLine => line_words(facts, table, broken, slip),
            _ => None,
        };
        let words = words.unwrap_or_else(|| slip_words(slip, &found, &facts.show(table, expected)));
        text.vi.push_str(&words.vi);
        text.en.push_str(&words.en);
    }
    let others: Vec<String> = case
        .broken
        .iter()
        .skip(1)
        .filter_map(|site| look_up(table_facts, *site))
        .map(|(_, relation, _)| relation.target)
        .filter(|target| *target != accused)
        .map(|target| target.to_string())
        .collect();
    if is_told && !others.is_empty() {
        let (cell, shown) = (accused, facts.show(table, expected));
        text.vi.push_str(&format!(" {} cũng chỉ khớp khi {cell} = {shown}.", others.join(", ")));
        text.en.push_str(&format!(" {} also hold only when {cell} = {shown}.", others.join(", ")));
    }
    Bilingual::new(text.vi.trim().to_owned(), text.en.trim().to_owned())
}
