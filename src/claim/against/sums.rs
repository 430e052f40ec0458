//! What no cell says, but two or three of one line do: "vốn năm trước chuyển sang và vốn năm nay là 19.499,937 triệu
//! đồng", and x of y where the table has the percentage.

use super::*;

/// A figure of so many digits is by accident the sum of cells of one line in one of a thousand tables.
const DIGITS_OF_SUM: usize = 5;
/// More cells than these on a line give too many sums.
const MOST_TERMS: usize = 12;

/// Adds what cells of one line together say, or say of x/y, to what confirms the claims.
pub fn more(claims: &[Claim], boards: &[Board], by_table: &Confirmed, confirmed: &mut Confirmed) {
    for (at, claim) in claims.iter().enumerate() {
        if let Some(part) = claim.over
            && let Some(spot) = of_ratio(claims, boards, by_table, part, at)
        {
            for figure in [part, at] {
                confirmed.entry(figure).or_default().push(spot);
            }
        }
        let is_told = claim.role == Role::Value && claim.hedge.is_none() && !claim.measure.is_percent();
        if is_told && !claim.target && !by_table.contains_key(&at) && digits(claim) >= DIGITS_OF_SUM {
            confirmed.entry(at).or_default().extend(added(claim, boards));
        }
    }
    confirmed.retain(|_, spots| !spots.is_empty());
}

/// "17/21 xã đạt tiêu chí" of a line that says 81,0 %: one that other figures of the paragraph are of, or whose name
/// is said.
fn of_ratio(claims: &[Claim], boards: &[Board], by_table: &Confirmed, part: usize, whole: usize) -> Option<Spot> {
    let (first, second) = (claims.get(part)?, claims.get(whole)?);
    let right = Weight::claim(first)?.percent_of(Weight::claim(second)?)?;
    let said: [&[String]; 3] = [&first.subject, &first.lead, &first.heading];
    let mut found = Vec::new();
    for (index, board) in boards.iter().enumerate() {
        for (line, of) in board.lines.iter().enumerate() {
            let is_beside = by_table.iter().any(|(other, spots)| {
                claims.get(*other).is_some_and(|other| other.span.paragraph == first.span.paragraph)
                    && spots
                        .iter()
                        .any(|spot| place(boards, *spot).is_some_and(|(board, row, _)| (board, row) == (index, line)))
            });
            if of.words.is_empty() || covered(&of.words, &said) < if is_beside { HALF_SAID } else { COVERED } {
                continue;
            }
            for (column, is) in board.columns.iter().enumerate().map(|(at, column)| (at, column.is)) {
                let Some(cell) = board.cell(line, column).filter(|cell| cell.measure.is_percent()) else { continue };
                if matches!(is, Is::Result | Is::Rate) && right.gives(cell.number, &cell.measure) {
                    found.extend(spot(board, line, column));
                }
            }
        }
    }
    found.first().copied()
}

/// So much of a label is enough where other figures of its line stand beside.
const HALF_SAID: f64 = 0.5;

/// The cells of one line whose sum a figure is: of a total, or of a line that the sentence names.
fn added(claim: &Claim, boards: &[Board]) -> Vec<Spot> {
    let said: [&[String]; 4] = [&claim.subject, &claim.lead, &claim.context, &claim.heading];
    for board in boards {
        for (line, of) in board.lines.iter().enumerate() {
            if !of.is_total && (of.words.is_empty() || covered(&of.words, &said) < COVERED) {
                continue;
            }
            let terms: Vec<(Spot, Weight)> = (0..board.columns.len())
                .filter(|column| {
                    board.cell(line, *column).is_some_and(|cell| {
                        claim.measure.dimension == cell.measure.dimension && !cell.number.value().is_zero()
                    })
                })
                .filter_map(|column| Some((spot(board, line, column)?, weight(board, line, column)?)))
                .take(MOST_TERMS)
                .collect();
            for (index, (first, a)) in terms.iter().enumerate() {
                for (second, b) in terms.iter().skip(index + 1) {
                    let right = a.plus(*b);
                    if right.is_some_and(|right| right.gives(claim.number, &claim.measure)) {
                        return vec![*first, *second];
                    }
                }
            }
        }
    }
    Vec::new()
}
