//! Cumulative columns: figures "up to" successive dates cannot fall.

use super::structural::adds_up;
use super::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{Column, LineKind, Reading, Table, Unit};
use crate::text::Bilingual;
use crate::words::{Sense, senses};
use crate::workbook::CellRef;

/// How far into a year a cumulative column counts, as (year, month, day); a column without a year
/// has year 0.
type CutOff = (u32, u32, u32);

/// Patterns for neighbouring columns that count from the same start to later and later dates.
pub fn cut_offs(table: &Table) -> Vec<Pattern> {
    let columns: Vec<&Column> = table.number_columns().collect();
    let mut relations = Vec::new();
    for pair in columns.windows(2) {
        let [earlier, later] = pair else { continue };
        if !same_group(earlier, later) || !adds_up(table, earlier) || !adds_up(table, later) {
            continue;
        }
        let (Some(first), Some(second)) = (cut_off(earlier.name()), cut_off(later.name())) else { continue };
        if first >= second || first.0 != second.0 {
            continue;
        }
        for line in table.lines.iter().filter(|line| line.kind != LineKind::Other) {
            let (a, b) = (CellRef::new(line.row, earlier.col), CellRef::new(line.row, later.col));
            if table.unit_at(a).is_some_and(Unit::is_rate) {
                continue;
            }
            if let (Reading::Number(x), Reading::Number(_)) = (table.reading(a), table.reading(b))
                && x.value() > 0.into()
            {
                relations.push(Relation::bound(a, b));
            }
        }
    }
    let tally = Tally::of(&relations, RelationKind::Bound, table);
    // Balances fall and rise: where more than a few do, the columns are not cumulative.
    if tally.of < 3 || tally.holds * 4 < tally.of * 3 {
        return Vec::new();
    }
    vec![Pattern {
        kind: RelationKind::Bound,
        evidence: Evidence::Semantic,
        origin: Origin::CutOffs,
        law: Bilingual::new(
            "Số lũy kế ở mốc sau không được nhỏ hơn mốc trước",
            "A cumulative figure cannot fall as its date advances",
        ),
        prior: 0.8,
        relations,
    }]
}

fn same_group(a: &Column, b: &Column) -> bool {
    let group = |column: &Column| column.header.split_last().map(|(_, group)| group.to_vec());
    group(a) == group(b)
}

/// The date up to which a header counts; `None` when it names none, or a plan.
fn cut_off(header: &str) -> Option<CutOff> {
    let said = senses(header);
    if said.has(Sense::Plan) && !said.has(Sense::Actual) {
        return None;
    }
    let header = header.to_lowercase();
    let year = header
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| part.len() == 4)
        .find_map(|part| part.parse().ok())
        .unwrap_or(0);
    if header.contains("cả năm") {
        return Some((year, 12, 31));
    }
    if let Some(months) = number_before(&header, "tháng") {
        return (1..=12).contains(&months).then_some((year, months, 31));
    }
    let counts_up_to = header.contains("đến") || header.contains("lũy kế") || header.contains("luỹ kế");
    counts_up_to.then(|| date(&header).map(|(day, month)| (year, month, day))).flatten()
}

/// "6 tháng": the number that stands before a word.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let (before, _) = text.split_once(word)?;
    before.split_whitespace().last()?.parse().ok()
}

/// "30/9", "15/11/2024", "30-9".
fn date(text: &str) -> Option<(u32, u32)> {
    text.split_whitespace().find_map(|word| {
        let mut parts =
            word.split(['/', '-']).map(|part| part.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u32>());
        match (parts.next(), parts.next()) {
            (Some(Ok(day)), Some(Ok(month))) if (1..=31).contains(&day) && (1..=12).contains(&month) => {
                Some((day, month))
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_their_cut_off() {
        assert_eq!(cut_off("Đến ngày 30/9/2024"), Some((2024, 9, 30)));
        assert_eq!(cut_off("Ước thực hiện đến 15/11/2024"), Some((2024, 11, 15)));
        assert_eq!(cut_off("Ước thực hiện cả năm 2024"), Some((2024, 12, 31)));
        assert_eq!(cut_off("Thực hiện 6 tháng"), Some((0, 6, 31)));
        assert_eq!(cut_off("Kế hoạch đầu năm"), None);
        assert_eq!(cut_off("Ngân sách huyện"), None);
    }
}
