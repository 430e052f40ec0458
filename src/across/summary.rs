//! A summary whose lines or columns are the sheets of a form: each must be what its sheet says.

mod items;

pub use items::of_items;

use super::chart::{Chart, Head, PERIOD_KEY, Subject, TOTAL};
use super::discord::{Discord, MOST_CAUSES, Slot, Why, most_slips, without_followers};
use super::meet::{choices, digits, same, shown_as};
use super::office;
use super::titles::{kind_and_place, place};
use crate::words::fold;

/// So many sheets at least make a family.
const LEAST: usize = 3;
/// The digits that must be left of the evidence after the search is paid for.
const MEANINGFUL: f64 = 3.0;

/// One line or column of a summary, and the sheet that it is of.
struct Named {
    at: usize,
    member: usize,
    /// What its header names besides the sheet: the "Kế hoạch" of "Xã Bình An – Kế hoạch".
    rest: String,
}

/// What contradicts a summary.
pub fn discords(charts: &[Chart], families: &[Vec<usize>]) -> Vec<Discord> {
    let mut discords = Vec::new();
    for family in families.iter().filter(|family| family.len() >= LEAST) {
        for (at, summary) in charts.iter().enumerate() {
            let members: Vec<usize> =
                family.iter().copied().filter(|member| *member != at && is_member(charts, summary, *member)).collect();
            if members.len() < LEAST {
                continue;
            }
            for by_line in [true, false] {
                let of = Of::Sheets;
                discords.extend(Summary { charts, at, summary, members: &members, by_line, of }.discords());
            }
        }
    }
    discords
}

/// Whether a sheet may be one of those that a summary sums: it is of the same period, and no summary itself.
fn is_member(charts: &[Chart], summary: &Chart, member: usize) -> bool {
    let Some(member) = charts.get(member).filter(|member| !member.is_beside(summary)) else { return false };
    let year = |chart: &Chart| chart.said.period.year;
    let same_form = member.columns.len() == summary.columns.len()
        && member.columns.iter().zip(&summary.columns).all(|(a, b)| a.1.key == b.1.key);
    let is_summary = same_form && {
        let alike = member.lines.iter().zip(&summary.lines).filter(|(a, b)| a.1.key == b.1.key).count();
        let shared = member.lines.iter().filter(|(_, head)| head.key != TOTAL && !head.key.is_empty());
        let known = shared.clone().filter(|(_, head)| summary.line_of(&head.key).is_some());
        alike * 2 > member.lines.len().saturating_add(1) || known.count() * 2 > shared.count()
    };
    let years = year(member).is_none() || year(summary).is_none() || year(member) == year(summary);
    // A file of September is not summed in October; within a workbook the months may be its sheets.
    let end = |chart: &Chart| {
        let span = chart.said.period.span.filter(|span| *span != super::said::Span::Year);
        span.map(|span| span.months().1)
    };
    let months =
        member.source == summary.source || !matches!((end(member), end(summary)), (Some(a), Some(b)) if a != b);
    !is_summary && years && months
}

/// A name without what is set behind it to tell a second line from the first: "Xã Yên Hợp (1)", "Hồng Phong (bổ sung)".
fn without_remark(name: &str) -> &str {
    let name = name.trim();
    let Some(open) = name.ends_with(')').then(|| name.rfind('(')).flatten() else { return name };
    let (before, inner) = name.split_at(open);
    let inner = fold(inner);
    let remarks = ["bổ sung", "bản sao", "sửa", "lần", "tiếp", "mới", "điều chỉnh", "nộp lại", "gửi lại"];
    let is_number = inner.chars().all(|digit| digit.is_ascii_digit());
    let is_remark = is_number || remarks.iter().any(|remark| inner.contains(remark));
    if is_remark && !before.trim().is_empty() { before.trim_end() } else { name }
}

/// A subject of a sheet, and the kind of its place with the name without it.
struct Called<'c> {
    subject: &'c Subject,
    kind: (Option<&'static str>, &'c str),
}

impl<'c> Called<'c> {
    fn of(subject: &'c Subject) -> Self {
        Self { subject, kind: kind_and_place(&subject.name) }
    }
}

/// What stands in the lines of the sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// What each of them lists; the summary has their totals.
    Sheets,
    /// The same items in all of them.
    Items,
}

struct Summary<'c> {
    charts: &'c [Chart],
    at: usize,
    summary: &'c Chart,
    members: &'c [usize],
    by_line: bool,
    of: Of,
}

impl Summary<'_> {
    fn discords(&self) -> Vec<Discord> {
        let named = self.named();
        let others = self.heads(!self.by_line).len();
        let mut covered: Vec<usize> = named.iter().map(|named| named.member).collect();
        covered.sort_unstable();
        covered.dedup();
        let listed = self.heads(self.by_line).into_iter().filter(|head| head.key != TOTAL).count();
        if covered.len() < LEAST || self.by_line && covered.len() * 2 < listed {
            return Vec::new();
        }
        let mut discords: Vec<Discord> = Vec::new();
        let mut believed: Vec<(usize, Vec<(Slot, Slot)>)> = Vec::new();
        for other in 0..others {
            let pairs = if self.of == Of::Items { self.item(other, &named) } else { self.pairs(other, &named) };
            if let Some(pairs) = pairs {
                believed.push((other, pairs));
            }
        }
        let twice = self.twice(&named, &believed);
        let wrong: Vec<(Slot, Slot)> = believed
            .iter()
            .flat_map(|(_, pairs)| pairs)
            .copied()
            .filter(|(here, there)| !self.agree(*here, *there) && !self.is_noted(*here))
            .filter(|(here, there)| self.of == Of::Sheets || !self.follows(*here, *there))
            .collect();
        discords.extend(self.grouped(wrong, &named, believed.len()));
        without_followers(&mut discords, self.charts);
        if discords.len() > MOST_CAUSES {
            return Vec::new();
        }
        if self.of == Of::Items {
            return discords;
        }
        discords.extend(twice);
        discords.extend(self.missing(&covered, &believed, listed));
        discords
    }

    fn heads(&self, lines: bool) -> Vec<&Head> {
        if lines {
            self.summary.lines.iter().map(|(_, head)| head).collect()
        } else {
            self.summary.columns.iter().map(|(_, head)| head).collect()
        }
    }

    /// The lines or columns that bear the names of sheets.
    fn named(&self) -> Vec<Named> {
        let heads = self.heads(self.by_line);
        // Once for all heads: a family may have hundreds of sheets.
        let subjects = |member: &usize| self.charts.get(*member).map_or(&[] as &[Subject], |chart| &chart.subjects);
        let subjects: Vec<(usize, Vec<Called>)> =
            self.members.iter().map(|member| (*member, subjects(member).iter().map(Called::of).collect())).collect();
        let named = |(at, head): (usize, &&Head)| {
            let (member, part) = self.member(head, &subjects)?;
            let parts = head.key.split(" › ").enumerate().filter(|(other, _)| *other != part && !self.by_line);
            Some(Named { at, member, rest: parts.map(|(_, key)| key).collect::<Vec<_>>().join(" › ") })
        };
        heads.iter().enumerate().filter_map(named).collect()
    }

    /// The sheet of a name, with the part of the header that names it: in full, or by the name of the place alone where
    /// only one has it.
    fn member(&self, head: &Head, subjects: &[(usize, Vec<Called>)]) -> Option<(usize, usize)> {
        let parts: Vec<String> = head.name.split(" – ").map(fold).collect();
        let chart = |member: &&usize| self.charts.get(**member);
        if let Some(part) = head.key.split(" › ").position(|part| part == PERIOD_KEY) {
            let span = head.said.period.span?;
            let mut of_span =
                self.members.iter().filter(|member| chart(member).is_some_and(|c| c.said.period.span == Some(span)));
            return of_span.next().copied().filter(|_| of_span.next().is_none()).map(|member| (member, part));
        }
        let places: Vec<&str> = parts.iter().map(|part| place(part)).collect();
        let kinds: Vec<_> = parts.iter().map(|part| kind_and_place(part)).collect();
        let one = |fits: &dyn Fn(&Called) -> Option<usize>| {
            let part_of =
                |(member, subjects): &(usize, Vec<Called>)| subjects.iter().find_map(fits).map(|at| (*member, at));
            let mut fitting = subjects.iter().filter_map(part_of);
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let plain: Vec<String> = head.name.split(" – ").map(|part| fold(without_remark(part))).collect();
        let plain: Vec<&str> = plain.iter().map(|part| place(part)).collect();
        one(&|called| parts.iter().position(|part| *part == called.subject.name))
            // "X. Minh Hợp" is "Xã Minh Hợp", and not the town of that name.
            .or_else(|| {
                one(&|called| {
                    called.kind.0?;
                    kinds.iter().position(|kind| *kind == called.kind)
                })
            })
            .or_else(|| one(&|called| places.iter().position(|place| *place == called.subject.place)))
            .or_else(|| one(&|called| plain.iter().position(|part| *part == called.subject.place)))
    }

    fn slot(&self, named: usize, other: usize) -> Slot {
        let (line, column) = if self.by_line { (named, other) } else { (other, named) };
        Slot { chart: self.at, line, column }
    }

    /// The figures of one column (line) of the summary, each with that of its sheet; `None` where figures do not prove
    /// that they are the same.
    fn pairs(&self, other: usize, named: &[Named]) -> Option<Vec<(Slot, Slot)>> {
        let heads = self.heads(!self.by_line);
        let key = heads.get(other)?.key.as_str();
        if key.is_empty() {
            return None;
        }
        let forms = self.candidates(key, named);
        let tried = (forms.len().max(1) * heads.len().max(1)) as f64;
        let mut best: Option<(usize, Vec<(Slot, Slot)>)> = None;
        for (line_key, column) in &forms {
            let there = |named: &Named| {
                let chart = self.charts.get(named.member)?;
                // A header that says more than the sheet says in which of its columns.
                let said = |(_, head): &(crate::workbook::Col, Head)| head.key == named.rest;
                let column = if named.rest.is_empty() { Some(*column) } else { chart.columns.iter().position(said) };
                let slot = Slot { chart: named.member, line: chart.line_of(line_key)?, column: column? };
                let here = self.slot(named.at, other);
                let comparable = self.comparable(here, slot);
                (comparable && here.figure(self.charts).is_some() && slot.figure(self.charts).is_some())
                    .then_some((here, slot))
            };
            let pairs: Vec<(Slot, Slot)> = named.iter().filter_map(there).collect();
            let holds = pairs.iter().filter(|(here, there)| self.agree(*here, *there)).count();
            if best.as_ref().is_none_or(|(most, _)| holds > *most) {
                best = Some((holds, pairs));
            }
        }
        let (_, pairs) = best?;
        self.proved(pairs, tried)
    }

    /// Figures of the summary with those of its sheets, if they prove that they are the same after so many were tried.
    fn proved(&self, pairs: Vec<(Slot, Slot)>, tried: f64) -> Option<Vec<(Slot, Slot)>> {
        let holds = pairs.iter().filter(|(here, there)| self.agree(*here, *there)).count();
        let mut seen: Vec<crate::number::Number> = Vec::new();
        let mut proved = 0.0;
        for (here, there) in &pairs {
            let (Some(a), Some(b)) = (here.figure(self.charts), there.figure(self.charts)) else { continue };
            if same(a, b) && !seen.contains(&a.number) {
                seen.push(a.number);
                proved += digits(a, b);
            }
        }
        let evidence = proved - tried.log10() - choices(pairs.len(), pairs.len() - holds);
        (holds >= 2 && pairs.len() - holds <= most_slips(pairs.len()) && evidence >= MEANINGFUL).then_some(pairs)
    }

    /// Where in the form of the sheets the figures of that name may stand: on the total line under that name, or on
    /// the line of that name.
    fn candidates(&self, key: &str, named: &[Named]) -> Vec<(String, usize)> {
        let Some(form) = named.first().and_then(|named| self.charts.get(named.member)) else { return Vec::new() };
        let leaf = |key: &str| key.rsplit(" › ").next().map(str::to_owned).unwrap_or_default();
        let keys = form.column_keys();
        let exact: Vec<usize> = (0..keys.len()).filter(|at| keys.get(*at) == Some(&key)).collect();
        let columns = if exact.is_empty() {
            (0..keys.len()).filter(|at| keys.get(*at).is_some_and(|known| leaf(known) == leaf(key))).collect()
        } else {
            exact
        };
        let totals = columns.into_iter().map(|column| (TOTAL.to_owned(), column));
        let lines = (0..keys.len()).map(|column| (key.to_owned(), column));
        totals.chain(lines).collect()
    }

    /// Whether words leave open that two figures are one. What a sheet is of is told by the line of the summary: also
    /// its period.
    fn comparable(&self, here: Slot, there: Slot) -> bool {
        let said = |slot: Slot| self.charts.get(slot.chart).map(|chart| chart.said_of(slot.line, slot.column));
        let (Some(mut a), Some(mut b)) = (said(here), said(there)) else { return false };
        a.period.span = None;
        b.period.span = None;
        a.may_be(b)
    }

    fn agree(&self, here: Slot, there: Slot) -> bool {
        match (here.figure(self.charts), there.figure(self.charts)) {
            (Some(a), Some(b)) => same(a, b) || self.of == Of::Items && self.is_rounded(here, a, b),
            _ => false,
        }
    }

    fn is_noted(&self, here: Slot) -> bool {
        self.summary.is_noted(here.line, here.column)
    }

    /// What is wrong in one line by one cause is one discord.
    fn grouped(&self, wrong: Vec<(Slot, Slot)>, named: &[Named], columns: usize) -> Vec<Discord> {
        let at = |slot: Slot| if self.by_line { slot.line } else { slot.column };
        let mut discords: Vec<Discord> = Vec::new();
        let mut left = wrong;
        for named_line in named {
            let (line, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|(here, _)| at(*here) == named_line.at);
            left = rest;
            if line.len() >= 2 && line.len() * 3 >= columns * 2 {
                let copied = named.iter().find(|other| {
                    other.at != named_line.at && line.iter().all(|(here, _)| self.is_copy(*here, other.at))
                });
                let mut discord = Discord::new(
                    Why::Line { copied: copied.map(|other| other.at) },
                    line.first().map_or(self.slot(named_line.at, 0), |(here, _)| *here),
                    line.iter().map(|(_, there)| *there).collect(),
                );
                discord.accused = line.iter().map(|(here, _)| *here).collect();
                discords.push(discord);
            } else {
                left.extend(line);
            }
        }
        while let Some((here, there)) = left.first().copied() {
            left.remove(0);
            let swapped = left.iter().position(|(other, its)| {
                let crosswise = if self.by_line { other.column == here.column } else { other.line == here.line };
                crosswise && self.agree(here, *its) && self.agree(*other, there)
            });
            if let Some(found) = swapped {
                let (other, its) = left.remove(found);
                let mut discord = Discord::new(Why::Swapped, here, vec![there, its]);
                discord.accused.push(other);
                discords.push(discord);
                continue;
            }
            let mut discord = Discord::new(Why::Differs, here, vec![there]);
            discord.is_open = true;
            discord.expected =
                here.figure(self.charts).zip(there.figure(self.charts)).and_then(|(here, there)| shown_as(there, here));
            discords.push(discord);
        }
        discords
    }

    fn is_copy(&self, here: Slot, other: usize) -> bool {
        let moved = if self.by_line { Slot { line: other, ..here } } else { Slot { column: other, ..here } };
        match (here.figure(self.charts), moved.figure(self.charts)) {
            (Some(a), Some(b)) => a.number == b.number,
            _ => false,
        }
    }

    /// Two lines of one sheet that say the same.
    fn twice(&self, named: &[Named], believed: &[(usize, Vec<(Slot, Slot)>)]) -> Vec<Discord> {
        let mut discords = Vec::new();
        for (at, one) in named.iter().enumerate() {
            let again = named.iter().skip(at + 1).find(|other| other.member == one.member && other.rest == one.rest);
            let Some(again) = again.filter(|_| believed.len() >= 2 || named.len() > LEAST) else { continue };
            let alike = believed.iter().all(|(other, _)| self.is_copy(self.slot(one.at, *other), again.at));
            let told = |(other, _): &(usize, Vec<(Slot, Slot)>)| {
                self.slot(one.at, *other).figure(self.charts).map_or(0.0, |figure| digits(figure, figure))
            };
            if !alike || believed.iter().map(told).sum::<f64>() < MEANINGFUL {
                continue;
            }
            let cells = |line: usize| believed.iter().map(move |(other, _)| self.slot(line, *other));
            let Some(first) = cells(again.at).next() else { continue };
            let mut discord = Discord::new(Why::Twice(one.member), first, cells(one.at).collect());
            discord.accused = cells(again.at).collect();
            discords.push(discord);
        }
        discords
    }

    /// The only sheet of the family that has no line in a summary of all others.
    fn missing(&self, covered: &[usize], believed: &[(usize, Vec<(Slot, Slot)>)], listed: usize) -> Option<Discord> {
        let mut left = self.members.iter().copied().filter(|member| !covered.contains(member));
        let member =
            left.next().filter(|_| left.next().is_none() && covered.len() > LEAST && covered.len() == listed)?;
        let total = self.heads(self.by_line).iter().position(|head| head.key == TOTAL)?;
        let chart = self.charts.get(member)?;
        // An office is not missing among communes, nor the fourth quarter in nine months.
        let is_of_place = |at: &usize| {
            let subjects = self.charts.get(*at).map_or(&[] as &[Subject], |chart| &chart.subjects);
            subjects.iter().any(|subject| subject.place != subject.name)
        };
        let within = |chart: &Chart| match (chart.said.period.span, self.summary.said.period.span) {
            (Some(part), Some(whole)) => whole.months().0 <= part.months().0 && part.months().1 <= whole.months().1,
            (Some(_), None) => false,
            (None, _) => true,
        };
        if office::of_other_districts(chart, self.summary) {
            return None;
        }
        if !within(chart) || covered.iter().any(|other| is_of_place(other) != is_of_place(&member)) {
            return None;
        }
        // Where figures disagree besides, nobody knows of what the summary is.
        let all_agree = believed.iter().all(|(_, pairs)| pairs.iter().all(|(here, there)| self.agree(*here, *there)));
        let own: Vec<(Slot, Slot)> = believed
            .iter()
            .filter_map(|(other, pairs)| {
                let (_, there) = pairs.first()?;
                let key = &self.charts.get(there.chart)?.lines.get(there.line)?.1.key;
                let its = Slot { chart: member, line: chart.line_of(key)?, column: there.column };
                let here = self.slot(total, *other);
                (its.figure(self.charts).is_some() && here.figure(self.charts).is_some() && self.comparable(here, its))
                    .then_some((here, its))
            })
            .collect();
        let (first, _) = *own.first().filter(|_| all_agree && own.len() == believed.len())?;
        let mut discord = Discord::new(Why::Missing(member), first, own.iter().map(|(_, its)| *its).collect());
        discord.accused = own.iter().map(|(here, _)| *here).collect();
        Some(discord)
    }
}
