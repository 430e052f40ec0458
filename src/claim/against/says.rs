//! What one line of a table says of one figure.

use super::*;

/// The figure of a line in a column, as a weight.
pub(super) fn weight(board: &Board, line: usize, column: usize) -> Option<Weight> {
    let cell = board.cell(line, column)?;
    Weight::of(cell.number, &cell.measure)
}

pub(super) fn spot(board: &Board, line: usize, column: usize) -> Option<Spot> {
    Some(Spot::Cell(board.source, board.sheet, board.at(line, column)?))
}

/// Whether a figure of a sentence may be in the unit of a cell.
pub(super) fn may_be_in(claim: &Claim, board: &Board, line: usize, column: usize) -> bool {
    board
        .cell(line, column)
        .is_some_and(|cell| claim.measure.may_be(&cell.measure) || cell.is_loose && claim.measure.is_count())
}

/// The weight of a cell in the unit that a claim counts in.
pub(super) fn weight_for(claim: &Claim, board: &Board, line: usize, column: usize) -> Option<Weight> {
    let cell = board.cell(line, column)?;
    let is_loose = cell.is_loose && claim.measure.is_count();
    Weight::of(cell.number, if is_loose { &crate::claim::Measure::UNSAID } else { &cell.measure })
}

/// The column of results that a claim may speak of, by the years it names.
pub(super) fn result(claim: &Claim, board: &Board, family: usize) -> Vec<usize> {
    let of = |is: Is| board.columns_of(family, is).collect::<Vec<usize>>();
    let dated = |columns: Vec<usize>| {
        let fits = |column: &usize| {
            board
                .columns
                .get(*column)
                .and_then(|column| column.year)
                .is_none_or(|year| claim.years.is_empty() || claim.years.contains(&year))
        };
        let told = |column: &usize| {
            board.columns.get(*column).and_then(|column| column.year).is_some_and(|year| claim.years.contains(&year))
        };
        let exact: Vec<usize> = columns.iter().copied().filter(told).collect();
        let fit: Vec<usize> = columns.iter().copied().filter(fits).collect();
        if !exact.is_empty() {
            return exact;
        }
        if fit.is_empty() { columns } else { fit }
    };
    let results = if claim.measure.is_percent() {
        let rates: Vec<usize> = of(Is::Rate).into_iter().chain(of(Is::Result)).collect();
        dated(rates)
    } else {
        dated(of(Is::Result))
    };
    let only_before = claim.years.len() == 1
        && board.columns_of(family, Is::Before).any(|column| {
            board.columns.get(column).and_then(|column| column.year).is_some_and(|year| claim.years.contains(&year))
        });
    if only_before { board.columns_of(family, Is::Before).chain(results).collect() } else { results }
}

/// The line that the words behind a share name: "46,3% tổng thu trên địa bàn".
pub(super) fn whole_line(claim: &Claim, board: &Board, line: usize) -> Option<usize> {
    if claim.of_words.is_empty() {
        return None;
    }
    let extra = |of: &crate::claim::board::BoardLine| {
        claim
            .of_words
            .iter()
            .all(|word| of.all.contains(word))
            .then(|| of.all.len() - claim.of_words.len().min(of.all.len()))
    };
    let mut named: Vec<(usize, usize)> = board
        .lines
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != line)
        .filter_map(|(at, of)| Some((extra(of)?, at)))
        .collect();
    named.sort_unstable();
    match named.as_slice() {
        [(_, only)] => return Some(*only),
        [(fewest, first), (second, _), ..] if fewest < second => return Some(*first),
        [] => {}
        _ => return None,
    }
    // "tổng số lượt khám toàn huyện", "tổng số vụ" of a table whose columns count them.
    let counts = |word: &String| board.columns.iter().any(|column| column.path.contains(word));
    let whole = claim.of_words.iter().any(|word| word == "tòan") || claim.of_words.iter().all(counts);
    let mut totals = board.lines.iter().enumerate().filter(|(at, of)| of.is_total && *at != line).map(|(at, _)| at);
    match (whole, totals.next(), totals.next()) {
        (true, Some(total), None) => Some(total),
        _ => None,
    }
}

/// Of columns that count several things those that count this one: "Lượt | Người".
pub(super) fn of_noun(claim: &Claim, board: &Board, columns: Vec<usize>) -> Vec<usize> {
    let crate::claim::Dimension::Count(noun) = &claim.measure.dimension else { return columns };
    let names = |column: &usize| board.columns.get(*column).is_some_and(|column| column.all.contains(noun));
    let named: Vec<usize> = columns.iter().copied().filter(names).collect();
    if named.is_empty() { columns } else { named }
}

/// Whether a counted thing is counted in another column: "268 lớp" is no "Số học sinh".
pub(super) fn counts_other(claim: &Claim, board: &Board, family: usize) -> bool {
    let crate::claim::Dimension::Count(noun) = &claim.measure.dimension else { return false };
    let names = |column: &crate::claim::board::BoardColumn| column.words.contains(noun);
    let own = board.columns.iter().any(|column| column.family == family && names(column));
    !own && board.columns.iter().any(names)
}

pub(super) fn says(claims: &[Claim], head: usize, claim: &Claim, board: &Board, line: usize, family: usize) -> Says {
    let Some(first) = claims.get(head) else { return Says::Nothing };
    if counts_other(first, board, family) || claim.base == Some(Base::Last) {
        return Says::Nothing;
    }
    let results: Vec<usize> = of_noun(first, board, result(first, board, family))
        .into_iter()
        .filter(|column| may_be_in(first, board, line, *column))
        .collect();
    let told = (first.role == Role::Value || first.role == Role::Part).then(|| Weight::claim(first)).flatten();
    let based = |is: Is| {
        let cells = board.columns_of(family, is).filter(|column| board.cell(line, *column).is_some());
        based(claim, board, cells.collect())
    };
    let cell = |column: usize| spot(board, line, column);
    // What the line gives, and what it would give with the figure of the text.
    let against = |base: Is, of: &dyn Fn(Weight, Weight) -> Option<Weight>, printed: &[(usize, Weight)]| -> Says {
        let (mut spots, mut rights) = (Vec::new(), Vec::new());
        for (column, weight) in printed {
            if weight.confirms(claim) {
                return Says::Same(cell(*column).into_iter().collect());
            }
        }
        if let [(column, weight)] = printed {
            spots.extend(cell(*column));
            rights.push(*weight);
        }
        let bases = based(base);
        // Of two plans, or two periods before, either may be meant.
        let is_open = printed.len() > 1 || bases.len() > 1;
        let printed = printed.first().copied();
        let Some(column) = bases.first().copied() else {
            return match rights.first() {
                Some(right) if !is_open => Says::Other { spots, right: *right, cause: None, way: None },
                _ => Says::Nothing,
            };
        };
        for column in &bases {
            let Some(base) = weight_for(first, board, line, *column) else { continue };
            for result in &results {
                let right = weight_for(first, board, line, *result).and_then(|result| of(result, base));
                if let Some(right) = right {
                    let places: Vec<Spot> = cell(*result).into_iter().chain(cell(*column)).collect();
                    if right.confirms(claim) {
                        return Says::Same(places);
                    }
                    rights.push(right);
                    spots.extend(places);
                }
            }
        }
        let Some(base) = weight_for(first, board, line, column).filter(|_| !is_open) else { return Says::Nothing };
        // A line whose own percentage is that of its own figures is one in itself: the sentence speaks of another
        // period or of a part, unless a slip of the hand leads from the one to the other.
        let is_one =
            printed.is_some_and(|(_, weight)| rights.iter().skip(1).any(|right| right.range.meets(weight.range)));
        let is_near = || {
            results.iter().any(|result| {
                weight_for(first, board, line, *result).is_some_and(|right| verdict::is_slip_of(first, right))
            })
        };
        // Where the cell has the figure of the text, only rounded less, the text gives nothing but what its digits give.
        let is_told = |column: &usize| weight_for(first, board, line, *column).is_some_and(|it| it.confirms(first));
        let told = told.map(|told| if results.iter().any(is_told) { told.exact() } else { told });
        if (!is_one || is_near()) && told.and_then(|told| of(told, base)).is_some_and(|right| right.confirms(claim)) {
            return Says::SameByText;
        }
        match rights.first() {
            Some(right) => Says::Other { spots, right: *right, cause: None, way: None },
            None => Says::Nothing,
        }
    };
    let percent = |result: Weight, base: Weight| result.percent_of(base);
    let base = |base: Option<Base>| if base == Some(Base::Plan) { Is::Plan } else { Is::Before };
    let printed = |is: Is| -> Vec<(usize, Weight)> {
        based(is).into_iter().filter_map(|column| Some((column, weight(board, line, column)?))).collect()
    };
    match claim.role {
        Role::Value | Role::Part | Role::Average => {
            let mut other = None;
            // Where several columns may be meant, none is held against the figure. One that names no year is of the
            // period of the report, and so is a sentence that names none.
            let undated = |column: &usize| board.columns.get(*column).is_some_and(|column| column.year.is_none());
            let own: Vec<usize> = results.iter().copied().filter(undated).collect();
            let meant = if claim.years.is_empty() && !own.is_empty() { &own } else { &results };
            let is_open = meant.len() > 1;
            for column in &results {
                let Some(right) = weight_for(claim, board, line, *column) else { continue };
                let places: Vec<Spot> = cell(*column).into_iter().collect();
                if right.confirms(claim) {
                    return Says::Same(places);
                }
                if other.is_none() && !is_open && meant.contains(column) {
                    let unit = is_other_unit(claim, right);
                    other =
                        Some(Says::Other { spots: places, right, cause: unit.then_some(Cause::OtherUnit), way: None });
                }
            }
            other.unwrap_or(Says::Nothing)
        }
        Role::PercentPlan | Role::PercentBefore => {
            let of_plan = claim.role == Role::PercentPlan;
            let (own, other) = if of_plan { (Is::OfPlan, Is::OfBefore) } else { (Is::OfBefore, Is::OfPlan) };
            let mut says = against(base(claim.base), &percent, &printed(own));
            if let Says::Other { cause, .. } = &mut says {
                let crossed = against(if of_plan { Is::Before } else { Is::Plan }, &percent, &printed(other));
                if matches!(crossed, Says::Same(..)) {
                    *cause = Some(Cause::OtherBase);
                }
            }
            says
        }
        Role::Times => against(Is::Before, &|result: Weight, base: Weight| result.over(base), &[]),
        Role::Change | Role::Points if claim.direction.is_some() => {
            let sign =
                |weight: Weight| if claim.direction == Some(Direction::Down) { weight.negated() } else { weight };
            let difference = |result: Weight, base: Weight| result.minus(base).map(sign);
            let back = |result: Weight, base: Weight| base.minus(result).map(sign);
            let printed_change: Vec<(usize, Weight)> = if claim.base == Some(Base::Before) {
                let changes = based(Is::Change).into_iter();
                changes.filter_map(|column| Some((column, sign(weight_for(first, board, line, column)?)))).collect()
            } else {
                Vec::new()
            };
            let mut says = against(base(claim.base), &difference, &printed_change);
            if let Says::Other { cause, way, .. } = &mut says {
                let reversed: Vec<(usize, Weight)> =
                    printed_change.iter().map(|(column, weight)| (*column, weight.negated())).collect();
                if matches!(against(base(claim.base), &back, &reversed), Says::Same(..)) {
                    *cause = Some(Cause::OtherWay);
                    *way = claim.direction.map(opposite);
                }
            }
            says
        }
        Role::ChangePercent => {
            let hundred = Weight::hundred();
            let sign =
                |weight: Weight| if claim.direction == Some(Direction::Down) { weight.negated() } else { weight };
            let growth = |result: Weight, base: Weight| result.percent_of(base)?.minus(hundred).map(sign);
            let is = if claim.base == Some(Base::Plan) { Is::OfPlan } else { Is::OfBefore };
            let growths =
                if claim.base == Some(Base::Before) { printed(Is::Growth).into_iter() } else { Vec::new().into_iter() };
            let ratios = printed(is).into_iter();
            let ratios = ratios.filter_map(|(column, weight)| Some((column, weight.minus(hundred)?)));
            // One that the table prints, and else what it prints besides.
            let told: Vec<(usize, Weight)> =
                growths.chain(ratios).map(|(column, right)| (column, sign(right))).collect();
            let printed = told.get(..1).unwrap_or_default().to_vec();
            if let Some((column, _)) = told.iter().find(|(_, right)| right.confirms(claim)) {
                return Says::Same(cell(*column).into_iter().collect());
            }
            // The difference of two rates is said in percent as well: "giảm 2,0%".
            if first.measure.is_percent() {
                return Says::Nothing;
            }
            let mut says = against(base(claim.base), &growth, &printed);
            if let Says::Other { cause, way, .. } = &mut says {
                let other = |result: Weight, base: Weight| growth(result, base).map(Weight::negated);
                let printed: Vec<(usize, Weight)> =
                    printed.iter().map(|(column, weight)| (*column, weight.negated())).collect();
                if matches!(against(self::opposite_base(claim), &other, &printed), Says::Same(..)) {
                    *cause = Some(Cause::OtherWay);
                    *way = claim.direction.map(opposite);
                }
            }
            says
        }
        Role::Share => {
            for column in board.columns_of(family, Is::Rate) {
                if weight(board, line, column).is_some_and(|right| right.confirms(claim)) {
                    return Says::Same(cell(column).into_iter().collect());
                }
            }
            let [column] = results.as_slice() else { return Says::Nothing };
            let Some(part) = weight_for(first, board, line, *column) else { return Says::Nothing };
            if !told.is_some_and(|_| part.confirms(first)) {
                return Says::Nothing;
            }
            let share =
                |whole: usize| weight_for(first, board, whole, *column).and_then(|whole| part.percent_of(whole));
            let spots =
                |whole: usize| cell(*column).into_iter().chain(spot(board, whole, *column)).collect::<Vec<Spot>>();
            if let Some(whole) = whole_line(claim, board, line) {
                let Some(right) = share(whole) else { return Says::Nothing };
                if right.confirms(claim) {
                    return Says::Same(spots(whole));
                }
                let other = (0..board.lines.len()).any(|other| share(other).is_some_and(|right| right.confirms(claim)));
                return Says::Other {
                    spots: spots(whole),
                    right,
                    cause: other.then_some(Cause::OtherWhole),
                    way: None,
                };
            }
            let totals = board.lines.iter().enumerate().filter(|(_, of)| of.is_total).map(|(at, _)| at);
            match totals.into_iter().find(|whole| share(*whole).is_some_and(|right| right.confirms(claim))) {
                Some(whole) => Says::Same(spots(whole)),
                None => Says::Nothing,
            }
        }
        Role::Whole | Role::PlanValue => {
            for column in board.columns_of(family, Is::Plan) {
                if weight_for(first, board, line, column).is_some_and(|right| right.confirms(claim)) {
                    return Says::Same(cell(column).into_iter().collect());
                }
            }
            Says::Nothing
        }
        Role::BaseValue => {
            for column in board.columns_of(family, Is::Before) {
                if weight_for(claim, board, line, column).is_some_and(|right| right.confirms(claim)) {
                    return Says::Same(cell(column).into_iter().collect());
                }
            }
            Says::Nothing
        }
        Role::Restated | Role::Words | Role::Change | Role::Points => Says::Nothing,
    }
}

/// Of several columns of one kind those that the words of a base name; none where it names a year that no column is of.
pub(super) fn based(claim: &Claim, board: &Board, columns: Vec<usize>) -> Vec<usize> {
    let of = |column: &usize| board.columns.get(*column);
    let year: Option<u16> = claim.base_words.last().and_then(|word| word.parse().ok()).filter(|year| *year > 1900);
    let columns: Vec<usize> = match year {
        Some(year) => {
            let told: Vec<usize> =
                columns.iter().copied().filter(|at| of(at).and_then(|column| column.year) == Some(year)).collect();
            let open = columns.iter().copied().filter(|at| of(at).is_some_and(|column| column.year.is_none()));
            if told.is_empty() { open.filter(|_| !is_long_ago(claim, board, year)).collect() } else { told }
        }
        None => columns,
    };
    let named = |column: &usize| {
        let tells = |word: &&String| {
            let has = |at: &usize| of(at).is_some_and(|column| column.path.contains(word));
            has(column) && !columns.iter().all(has)
        };
        claim.base_words.iter().filter(tells).count()
    };
    let most = columns.iter().map(named).max().unwrap_or(0);
    columns.iter().copied().filter(|column| named(column) == most).collect()
}

/// Whether a year is not the one before that of the report.
fn is_long_ago(claim: &Claim, board: &Board, year: u16) -> bool {
    let last = board.columns.iter().filter_map(|column| column.year).chain(claim.years.iter().copied()).max();
    last.is_some_and(|last| year.saturating_add(1) < last)
}

pub(super) fn opposite_base(claim: &Claim) -> Is {
    if claim.base == Some(Base::Plan) { Is::Plan } else { Is::Before }
}

/// The other way.
pub fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Up => Direction::Down,
        Direction::Down => Direction::Up,
    }
}

/// Whether a figure is right once its unit is another: "108,365 triệu" of 108.365 triệu.
pub(super) fn is_other_unit(claim: &Claim, right: Weight) -> bool {
    [10_u32, 100, 1_000, 10_000, 1_000_000].into_iter().any(|factor| {
        let factor = Decimal::from(factor);
        let scaled =
            |factor: Decimal| right.times(factor).is_some_and(|right| right.gives(claim.number, &claim.measure));
        digits(claim) >= DIGITS_OF_ANCHOR && (scaled(factor) || Decimal::ONE.checked_div(factor).is_some_and(scaled))
    })
}
