//! Changes that a person asks for.

use crate::finding::{Edit, Finding, FindingKey, Input};
use crate::ledger::SourceIndex;
use crate::patch::SaveError;
use crate::protocol::{Ask, Question};
use crate::session::{Entered, Gathering, Marks, Session, entry};
use crate::text::Bilingual;
use crate::workbook::{CellRange, CellRef, Col, Row, SheetIndex};

/// What came of a change.
pub(super) enum Outcome {
    /// It was made.
    Done(Done),
    /// Nothing was changed: a formula would be lost, and the person has not said that it may.
    Asks(Question),
}

/// A change that was made.
#[derive(Default)]
pub(super) struct Done {
    /// The cell it was about.
    pub(super) touched: Option<(SheetIndex, CellRef)>,
    /// What the person should know of it.
    pub(super) told: Option<Bilingual>,
}

impl Done {
    fn about(touched: Option<(SheetIndex, CellRef)>) -> Outcome {
        Outcome::Done(Self { touched, told: None })
    }
}

/// Makes a change; `formulas` says whether it may replace formulas. What a person types changes the file at `at`; what a
/// finding offers, the file that it names.
pub(super) fn perform(
    gathering: &mut Gathering,
    at: SourceIndex,
    ask: Ask,
    formulas: bool,
) -> Result<Outcome, SaveError> {
    match ask {
        Ask::Fix { key, index } => {
            let edits = |finding: &Finding| finding.fixes.get(index).map(|fix| fix.edits.clone());
            make_of(gathering, at, &key, edits, formulas)
        }
        Ask::Repair { key, index } => {
            let edit = |finding: &Finding| {
                let suspect = finding.suspects.get(index)?;
                Some(vec![Edit { place: suspect.place, new: Input::Number(suspect.repaired?) }])
            };
            make_of(gathering, at, &key, edit, formulas)
        }
        Ask::Dismiss { key, reason } if gathering.finding(&key).is_some() => {
            gathering.keep(key, reason);
            Ok(Done::about(None))
        }
        Ask::Restore { key } if gathering.finding(&key).is_some() => {
            gathering.take_back(&key);
            Ok(Done::about(None))
        }
        other => {
            let made = gathering.change(at, |session| perform_in(session, other, formulas));
            Ok(match made.unwrap_or_else(|| Ok(Done::about(None)))? {
                Outcome::Asks(question) => Outcome::Asks(Question { source: at, ..question }),
                done @ Outcome::Done(_) => done,
            })
        }
    }
}

/// Performs what a finding offers, in the file that it would change. What a file says of itself names its places as those
/// of the first, whichever it is.
fn make_of(
    gathering: &mut Gathering,
    at: SourceIndex,
    key: &FindingKey,
    offered: impl Fn(&Finding) -> Option<Vec<Edit>>,
    formulas: bool,
) -> Result<Outcome, SaveError> {
    let between = gathering.finding(key).and_then(&offered);
    let own = gathering.session(at).and_then(|session| session.finding(key)).and_then(&offered);
    let (source, edits) = match (own, between) {
        (Some(edits), _) => (at, edits),
        (None, Some(edits)) => (edits.first().map_or(at, |edit| edit.place.source), edits),
        (None, None) => return Ok(Done::about(None)),
    };
    let first = SourceIndex::default();
    let edits = edits.into_iter().map(|edit| Edit { place: edit.place.within(first), ..edit }).collect();
    let made = gathering.change(source, |session| make(session, edits, formulas));
    let outcome = made.unwrap_or_else(|| Ok(Done::about(None)))?;
    let elsewhere = source != at;
    let name = gathering.session(source).map_or("", Session::name);
    Ok(match outcome {
        Outcome::Asks(question) => Outcome::Asks(Question { source, ..question }),
        // What is looked at has no such cell.
        Outcome::Done(done) if elsewhere => {
            let told = Bilingual::new(format!("Đã sửa trong {name}."), format!("Changed in {name}."));
            Outcome::Done(Done { touched: None, told: done.told.or(Some(told)) })
        }
        done @ Outcome::Done(_) => done,
    })
}

fn perform_in(session: &mut Session, ask: Ask, formulas: bool) -> Result<Outcome, SaveError> {
    match ask {
        Ask::Enter { sheet, cell, text } => enter(session, sheet, cell, &text, formulas),
        Ask::Put { sheet, cell, rows } => put(session, sheet, cell, &rows, formulas),
        Ask::Clear { sheet, corners } => {
            let range = CellRange::new(corners.0, corners.1);
            let cells = session.workbook().sheet(sheet).into_iter().flat_map(|sheet| sheet.cells_in(range));
            let filled = cells.filter(|(_, cell)| !cell.is_blank()).map(|(at, _)| at);
            let edits = filled.map(|cell| Edit::of_cell(sheet, cell, Input::Clear)).collect();
            make(session, edits, formulas)
        }
        Ask::Dismiss { key, reason } => {
            session.dismiss(key, reason);
            Ok(Done::about(None))
        }
        Ask::Restore { key } => {
            session.restore(&key);
            Ok(Done::about(None))
        }
        Ask::Undo => {
            let last = session.last_place();
            Ok(Done::about(session.undo().then_some(last).flatten()))
        }
        Ask::Redo => {
            let done = session.redo();
            Ok(Done::about(session.last_place().filter(|_| done)))
        }
        // Made above, where the files are known.
        Ask::Fix { .. } | Ask::Repair { .. } | Ask::Laws(_) => Ok(Done::about(None)),
    }
}

fn enter(
    session: &mut Session,
    sheet: SheetIndex,
    cell: CellRef,
    text: &str,
    formulas: bool,
) -> Result<Outcome, SaveError> {
    let Entered { new, told } = session.entered(sheet, cell, text, Marks::OfWorkbook)?;
    let now = session.workbook().sheet(sheet).and_then(|sheet| sheet.cell(cell));
    let unchanged = match now {
        Some(now) => now.formula.is_none() && entry::same(&now.value, &new),
        None => new == Input::Clear,
    };
    if unchanged {
        return Ok(Done::about(None));
    }
    let outcome = make(session, vec![Edit::of_cell(sheet, cell, new)], formulas)?;
    Ok(match outcome {
        Outcome::Done(done) => Outcome::Done(Done { told, ..done }),
        asks => asks,
    })
}

/// Enters a block of texts. Cells that lie under merged ones are passed over: nothing of them would be seen.
fn put(
    session: &mut Session,
    sheet: SheetIndex,
    first: CellRef,
    rows: &[Vec<String>],
    formulas: bool,
) -> Result<Outcome, SaveError> {
    let (mut edits, mut told) = (Vec::new(), None);
    for (down, texts) in (0..).zip(rows) {
        for (right, text) in (0..).zip(texts) {
            let place = (first.row.0.checked_add(down), first.col.0.checked_add(right));
            let (Some(row), Some(col)) = place else { continue };
            let cell = CellRef::new(Row(row), Col(col));
            let now = session.workbook().sheet(sheet);
            if now.and_then(|sheet| sheet.merge_at(cell)).is_some_and(|merge| merge.start != cell) {
                continue;
            }
            let entered = session.entered(sheet, cell, text, Marks::OfWorkbook)?;
            let now = now.and_then(|sheet| sheet.cell(cell));
            let unchanged = match now {
                Some(now) => now.formula.is_none() && entry::same(&now.value, &entered.new),
                None => entered.new == Input::Clear,
            };
            if !unchanged {
                edits.push(Edit::of_cell(sheet, cell, entered.new));
                told = told.or(entered.told);
            }
        }
    }
    Ok(match make(session, edits, formulas)? {
        Outcome::Done(done) => Outcome::Done(Done { touched: Some((sheet, first)), told: done.told.or(told) }),
        asks => asks,
    })
}

/// Performs edits, all of them or none.
fn make(session: &mut Session, edits: Vec<Edit>, formulas: bool) -> Result<Outcome, SaveError> {
    if let Some(refusal) = edits.iter().find_map(|edit| session.refusal(edit)) {
        return Err(refusal);
    }
    if let (false, Some(question)) = (formulas, edits.iter().find_map(|edit| question(session, edit))) {
        return Ok(Outcome::Asks(question));
    }
    let first = edits.first().and_then(Edit::sheet_cell);
    session.apply(edits);
    Ok(Done::about(first))
}

/// The question whether a formula may go, when the edit would take one away.
fn question(session: &Session, edit: &Edit) -> Option<Question> {
    let workbook = session.workbook();
    let (sheet, cell) = edit.sheet_cell()?;
    let formula = workbook.sheet(sheet)?.cell(cell)?.formula.as_deref()?;
    let new = match &edit.new {
        Input::Number(number) | Input::Percent(number) => entry::typed(*number, workbook.separators),
        Input::Vast(vast) => vast.to_string(),
        Input::Bool(value) => value.to_string().to_uppercase(),
        Input::Text(text) => text.clone(),
        // One formula in the place of another is what was asked for.
        Input::Formula { .. } => return None,
        Input::Clear => String::new(),
    };
    Some(Question { source: SourceIndex::default(), sheet, cell, formula: format!("={formula}"), new })
}
