//! What of a table contradicts a figure, and which of the two differs from all else.

use super::*;

/// Another line whose score is so near leaves open which is meant: less than half of what one figure weighs.
const APART: f64 = 0.4;
/// A label of which only half is said names its line with so many figures of it beside.
const HALF_NAMED: f64 = 0.5;
const ANCHORS_OF_HALF: f64 = 1.5;
/// The line that has the name must have so much more of it said than the one that has the figures: a word of six.
const NAMED_RATHER: f64 = 0.15;
/// So many figures of the table in the paragraph, besides the one that is accused.
const FEWEST_MATES: usize = 2;
/// So many figures of another line must a sentence have, of two digits and more.
const FEWEST_OF_OTHER: usize = 3;

impl Known<'_> {
    /// Whether another cell of a table has the figure: of the line that the sentence is about.
    fn is_in(&self, at: usize, board: usize, but: &[Spot]) -> bool {
        let is_other =
            |spot: &Spot| !but.contains(spot) && place(self.boards, *spot).is_some_and(|(other, _, _)| other == board);
        self.confirmed.get(&at).is_some_and(|spots| spots.iter().any(is_other))
    }

    /// Whether another figure of the paragraph is that of the first of some cells, so that this one is none.
    pub(super) fn is_told(&self, claim: &Claim, at: usize, spots: &[Spot]) -> bool {
        spots.len() == 1
            && self.confirmed.iter().any(|(other, by)| {
                *other != at
                    && by.as_slice() == spots
                    && self.claims.get(*other).is_some_and(|other| other.span.paragraph == claim.span.paragraph)
            })
    }
}

/// Whether the columns of a table are of several spans of time, the month and what has passed of the year.
pub(super) fn board_of_several(board: Option<&Board>) -> bool {
    board.is_some_and(|board| board.spans > 1)
}

/// Whether a figure may be held against a cell at all.
pub(super) fn is_plain(claim: &Claim) -> bool {
    claim.hedge.is_none() && !claim.target && !claim.cumulative
}

/// What the likeliest line says against the figures of a group.
pub(super) fn judge_group(known: &Known<'_>, group: &Group) -> Option<Discord> {
    let Known { claims, boards, confirmed, .. } = known;
    let head = group.head;
    let best = group.readings.first()?;
    let board = boards.get(best.board)?;
    let line = board.lines.get(best.line)?;
    let anchors = best.anchors(claims);
    // Another line that fits as well leaves open which is meant.
    let second = group.readings.iter().find(|other| (other.board, other.line) != (best.board, best.line));
    let same_name = |other: &Reading| {
        boards.get(other.board).and_then(|board| board.lines.get(other.line)).is_none_or(|of| of.name != line.name)
    };
    if second.is_some_and(|other| other.score(claims) > best.score(claims) - APART && same_name(other)) {
        return None;
    }
    let named = best.label >= COVERED
        || best.label >= HALF_NAMED && anchors >= ANCHORS_OF_HALF
        || line.is_total && best.header >= FULL;
    let mut wrong: Vec<(usize, &Says)> = Vec::new();
    for (at, says) in &best.says {
        let claim = claims.get(*at)?;
        let turned = matches!(says, Says::Other { cause: Some(Cause::OtherWay), .. });
        if matches!(says, Says::Other { .. }) && is_plain(claim) && (!claim.assumed || turned) {
            wrong.push((*at, says));
        }
    }
    let by_text: Vec<usize> =
        best.says.iter().filter(|(_, says)| matches!(says, Says::SameByText)).map(|(at, _)| *at).collect();
    let (at, says) = *wrong.first()?;
    let Says::Other { spots, right, cause, way } = says else { return None };
    let claim = claims.get(at)?;
    // "Trồng rừng 5 năm được 6.240 ha": of another span of time than the table.
    if claims.get(head).is_some_and(|head| topic::is_of_span(head, board)) {
        return None;
    }
    let is_head = at == head && claim.role != Role::Part;
    if known.is_told(claim, at, spots) || board_of_several(Some(board)) && cause.is_none() {
        return None;
    }
    // Nothing but the name of the line speaks for it, and the sentence qualifies that: "thu ngân sách nội địa".
    let is_open = anchors < 1.0 && topic::is_qualified(claims.get(head)?, board, best.line);
    if is_open && !claims.get(at)?.assumed && *cause != Some(Cause::OtherWay) {
        return None;
    }
    // The text agrees with itself and with plan and base of the line: the cell is what differs.
    if is_head && !by_text.is_empty() && named && !known.is_in(at, best.board, spots) {
        return Some(Discord {
            why: Why::Table,
            accused: spots.iter().copied().chain([Spot::Claim(at)]).collect(),
            among: std::iter::once(head)
                .chain(by_text.iter().copied())
                .map(Spot::Claim)
                .chain(spots.iter().copied())
                .collect(),
            expected: right.printed(claim),
            way: None,
            cause: None,
            sure: best.label >= FULL || by_text.len() >= 2,
            remedies: Vec::new(),
        });
    }
    // A share that the text's own whole gives: the whole of the table is what differs.
    // "bằng 125% kế hoạch tỉnh giao (220.000 triệu đồng)": of the base that stands behind it, not of the table's.
    let has_own_base = claims
        .get(at + 1)
        .is_some_and(|next| next.sentence == claim.sentence && matches!(next.role, Role::PlanValue | Role::BaseValue));
    let vouched = known.by_text.contains_key(&at);
    if vouched && has_own_base && claim.role != Role::Value || other_column(claim, board, best.line) {
        return None;
    }
    if claim.role == Role::Share && vouched && named {
        return Some(Discord {
            why: Why::Table,
            accused: spots.iter().rev().copied().chain([Spot::Claim(at)]).collect(),
            among: std::iter::once(Spot::Claim(at)).chain(spots.iter().copied()).collect(),
            expected: right.printed(claim),
            way: None,
            cause: None,
            sure: false,
            remedies: Vec::new(),
        });
    }
    // "giảm 04 vụ" of the line that is named in full, whose figure is told and whose change is 4.
    let is_told = |says: &(usize, Says)| says.0 == head && matches!(says.1, Says::Same(..));
    let turned = *cause == Some(Cause::OtherWay) && best.label >= FULL && best.says.iter().any(is_told);
    let strong = named && (anchors >= 1.0 || turned) && wrong.len() == 1;
    let slip = is_slip_of(claim, *right);
    let exact = best.label >= FULL && (slip || cause.is_some()) && digits(claim) >= DIGITS_OF_ANCHOR;
    // The one column of its kind on a line that is named in full, among other figures of the table.
    let mates = known
        .lines
        .iter()
        .filter(|((paragraph, board, _), _)| *paragraph == claim.span.paragraph.0 && *board == best.board)
        .map(|(_, at)| at.len())
        .sum::<usize>();
    let single = best.label >= FULL
        && claim.measure.is_percent()
        && claim.role == Role::Value
        && mates >= FEWEST_MATES
        && digits(claim) >= DIGITS_OF_ANCHOR
        && own_name(line, claims.get(head)?);
    let elsewhere = confirmed.get(&at).is_some_and(|spots| {
        spots
            .iter()
            .any(|spot| place(boards, *spot).is_some_and(|(board, line, _)| (board, line) == (best.board, best.line)))
    });
    if elsewhere || claim.role == Role::Value && claim.dated && !strong || confirmed.contains_key(&at) && !strong {
        return None;
    }
    if !strong && !exact && !single {
        return None;
    }
    Some(Discord {
        why: if *cause == Some(Cause::OtherWay) { Why::Direction } else { Why::Table },
        accused: std::iter::once(Spot::Claim(at)).chain(spots.iter().copied()).collect(),
        among: std::iter::once(Spot::Claim(at)).chain(spots.iter().copied()).collect(),
        expected: right.printed(claim),
        way: *way,
        cause: *cause,
        sure: strong && (best.label >= FULL || anchors >= 2.0 || cause.is_some()),
        remedies: Vec::new(),
    })
}

/// Whether another column of its kind has a percentage: of two plans either may be meant.
fn other_column(claim: &Claim, board: &Board, line: usize) -> bool {
    let is = match claim.role {
        Role::PercentPlan => Is::OfPlan,
        Role::PercentBefore => Is::OfBefore,
        _ => return false,
    };
    board
        .columns
        .iter()
        .enumerate()
        .any(|(at, column)| column.is == is && weight(board, line, at).is_some_and(|right| right.confirms(claim)))
}

/// Whether the name of a line stands before the figure itself.
pub(super) fn own_name(line: &crate::claim::board::BoardLine, claim: &Claim) -> bool {
    covered(&line.words, &[&claim.gap]) >= FULL
}

pub(super) fn is_slip_of(claim: &Claim, right: Weight) -> bool {
    right.printed(claim).is_some_and(|right| {
        let places = right.decimals().max(claim.number.decimals());
        right
            .scaled(places)
            .zip(claim.number.scaled(places))
            .is_some_and(|(meant, typed)| is_slip(typed, meant, places))
    })
}

/// A column that the sentence names in full, on a line that other figures of the paragraph are of.
pub(super) fn by_column(known: &Known<'_>, group: &Group) -> Option<Discord> {
    let Known { claims, boards, lines, .. } = known;
    let head = group.head;
    let claim =
        claims.get(head).filter(|claim| matches!(claim.role, Role::Value | Role::Average) && is_plain(claim))?;
    let mut found = Vec::new();
    for reading in &group.readings {
        let Some(board) = boards.get(reading.board) else { continue };
        let Some(line) = board.lines.get(reading.line) else { continue };
        let beside = lines.get(&(claim.span.paragraph.0, reading.board, reading.line)).map_or(0, |others| {
            others
                .iter()
                .filter(|at| {
                    claims
                        .get(**at)
                        .is_some_and(|other| other.head.unwrap_or(**at) != head && digits(other) >= DIGITS_OF_ANCHOR)
                })
                .count()
        });
        let is_named = reading.label >= COVERED || line.is_total;
        if beside == 0 || !is_named || reading.header < COVERED || !header_is_own(board, reading, claim) {
            continue;
        }
        match reading.says.iter().find(|(at, _)| *at == head) {
            Some((_, Says::Same(_))) => return None,
            Some((_, Says::Other { spots, right, cause, .. })) => found.push((reading, line, spots, *right, *cause)),
            _ => {}
        }
    }
    let [(reading, line, spots, right, cause)] = found.as_slice() else { return None };
    if known.is_told(claim, head, spots) || board_of_several(boards.get(reading.board)) && cause.is_none() {
        return None;
    }
    let vouched = known.by_text.contains_key(&head);
    // "118 người được kết nạp Đảng" are not all that were taken in: what is qualified accuses no cell.
    let board = boards.get(reading.board)?;
    // Another sentence has what the cell says.
    let is_elsewhere = known.confirmed.iter().any(|(other, by)| *other != head && by == *spots);
    let is_far = !is_slip_of(claim, *right) && cause.is_none();
    if vouched && (topic::is_qualified(claim, board, reading.line) || is_far && is_elsewhere) {
        return None;
    }
    let zero = claim.number.value().is_zero() && reading.label >= COVERED;
    let same = known.confirmed.contains_key(&head);
    let slip = is_slip_of(claim, *right);
    // Nothing but the words of the column stands before the figure: "số thụ lý mới" is no "Thụ lý".
    let header: Vec<String> = board
        .columns
        .iter()
        .filter(|column| column.family == reading.family)
        .flat_map(|column| column.words.iter().chain(&column.all))
        .cloned()
        .collect();
    let own = crate::claim::grammar::content(&claim.gap);
    let bare = own.iter().all(|word| header.contains(word) || line.words.contains(word) || claim.lead.contains(word));
    let is_said = zero
        || bare
            && (cause.is_some()
                || !same && slip
                || vouched
                    && !known.is_in(head, reading.board, spots)
                    && reading.header >= FULL
                    && digits(claim) >= DIGITS_OF_ANCHOR);
    if !is_said || claim.dated && !vouched {
        return None;
    }
    let text = [Spot::Claim(head)];
    let accused: Vec<Spot> = if vouched {
        spots.iter().copied().chain(text).collect()
    } else {
        text.into_iter().chain(spots.iter().copied()).collect()
    };
    Some(Discord {
        why: Why::Table,
        accused,
        among: text.into_iter().chain(spots.iter().copied()).collect(),
        expected: right.printed(claim),
        way: None,
        cause: *cause,
        sure: false,
        remedies: Vec::new(),
    })
}

/// Whether the words of a column are said of this figure, and no other column that it may stand in says more of it.
pub(super) fn header_is_own(board: &Board, best: &Reading, first: &Claim) -> bool {
    let said: [&[String]; 2] = [&first.subject, &first.gap];
    let columns = |family: usize| board.columns.iter().enumerate().filter(move |(_, column)| column.family == family);
    let own = |family: usize| columns(family).map(|(_, column)| covered(&column.words, &said)).fold(0.0, f64::max);
    // Another year's column, or one in another unit, is none that may be meant.
    let is_told =
        |family: usize| columns(family).any(|(_, column)| column.year.is_some_and(|year| first.years.contains(&year)));
    let may_be = |family: usize| {
        let fits = |(at, column): (usize, &crate::claim::board::BoardColumn)| {
            let other_year = is_told(best.family) && column.year.is_some_and(|year| !first.years.contains(&year));
            !other_year && may_be_in(first, board, best.line, at)
        };
        columns(family).any(fits)
    };
    let mine = own(best.family);
    let others = board.families().into_iter().filter(|family| *family != best.family && may_be(*family));
    mine >= COVERED && others.into_iter().all(|family| own(family) < mine)
}

/// Figures that are those of another line than the one that the sentence names.
pub(super) fn other_line(claims: &[Claim], groups: &[Group], boards: &[Board]) -> Vec<Discord> {
    let mut discords = Vec::new();
    for Group { head, readings } in groups {
        let Some(first) = claims.get(*head) else { continue };
        let same = |reading: &Reading| {
            reading
                .says
                .iter()
                .filter(|(at, says)| {
                    matches!(says, Says::Same(..)) && claims.get(*at).is_some_and(|claim| digits(claim) >= 2)
                })
                .count()
        };
        // The line that has the figures, and the line that has the name.
        let Some(has) =
            readings.iter().filter(|reading| same(reading) >= FEWEST_OF_OTHER).max_by_key(|reading| same(reading))
        else {
            continue;
        };
        let of_board = readings.iter().filter(|reading| reading.board == has.board && reading.line != has.line);
        let Some(named) = of_board.max_by(|a, b| a.label.total_cmp(&b.label)) else { continue };
        let Some(board) = boards.get(has.board) else { continue };
        let own = |line: usize| {
            board.lines.get(line).map_or(0.0, |line| covered(&line.words, &[&first.subject, &first.lead]))
        };
        let differs = named.says.iter().find_map(|(at, says)| match says {
            Says::Other { spots, right, .. } if at == head => Some((spots.clone(), *right)),
            _ => None,
        });
        let Some((spots, right)) = differs else { continue };
        let has_total = board.lines.get(has.line).is_none_or(|line| line.is_total);
        if !has_total
            && named.label >= COVERED
            && own(named.line) >= own(has.line) + NAMED_RATHER
            && has.label < COVERED
        {
            let theirs: Vec<Spot> = has
                .says
                .iter()
                .filter_map(|(_, says)| match says {
                    Says::Same(spots) => spots.first().copied(),
                    _ => None,
                })
                .collect();
            discords.push(Discord {
                why: Why::OtherLine,
                accused: std::iter::once(Spot::Claim(*head)).chain(spots.iter().copied()).collect(),
                among: distinct(std::iter::once(Spot::Claim(*head)).chain(spots).chain(theirs)),
                expected: right.printed(first),
                way: None,
                cause: None,
                sure: false,
                remedies: Vec::new(),
            });
        }
    }
    discords
}

/// Each place once.
pub(super) fn distinct(spots: impl Iterator<Item = Spot>) -> Vec<Spot> {
    let mut kept: Vec<Spot> = Vec::new();
    for spot in spots {
        if !kept.contains(&spot) {
            kept.push(spot);
        }
    }
    kept
}
