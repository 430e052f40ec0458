//! What the page asks about the laws of a sheet.

use std::collections::{BTreeMap, BTreeSet};

use super::Reply;
use crate::protocol::{
    LawAsk, LawList, LawRequest, LawRow, LawView, Pointed, ProfileFile, Remembered, Response, TriedLaw,
};
use crate::relation::{self, Evidence, Law, Origin, Relation};
use crate::rules::Profile;
use crate::session::{LawId, LawRefused, LawState, Session, is_arithmetic};
use crate::table::{Form, Table, tables};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col, Row, SheetIndex};

/// How many operands have a colour each; more share one.
const COLOURS: usize = 8;
/// The same for the lines of a sum: a block of them is one.
const LINE_COLOURS: usize = 4;
/// How many of the places where a law does not hold are named.
const NAMED: usize = 3;

/// Answers what is asked about laws.
pub(super) fn answer(session: &Session, request: LawRequest) -> Reply {
    let response = match request {
        LawRequest::List { sheet } => Response::Laws(list(session, sheet)),
        LawRequest::View { sheet, law } => Response::Law(view(session, sheet, &law)),
        LawRequest::Try { sheet, text, replaces } => match tried(session, sheet, &text, replaces.as_deref()) {
            Ok(tried) => Response::Tried(tried),
            Err(message) => return Reply::failed(message),
        },
        LawRequest::Point { sheet, corners, what, text } => {
            Response::Pointed { text: pointed(session, sheet, corners, what, &text) }
        }
        LawRequest::Remembered { stored } => Response::Remembered(remembered(session, &stored)),
        LawRequest::Remember { stored, day } => {
            Response::Remember { stored: remembering(session, &stored, &day).text() }
        }
        LawRequest::Export { day } => {
            let text = written(session, &day).unwrap_or_default().text();
            let stem = session.name().rsplit_once('.').map_or(session.name(), |(stem, _)| stem);
            let name = format!("{stem} – mẫu phép tính.json");
            return Reply { response: Response::File { name, notes: Vec::new() }, bytes: Some(text.into_bytes()) };
        }
    };
    Reply::bare(response)
}

/// A law's name on the wire: the FNV-1a hash of its form, and its key.
fn name(id: &LawId) -> String {
    let letters = id.form.0.iter().flat_map(|column| column.bytes().chain([0]));
    let hash = letters
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}:{}", id.key.0)
}

/// The laws of a sheet. Those of several tables of one form are one.
pub(super) fn list(session: &Session, sheet: SheetIndex) -> LawList {
    let mut laws: Vec<LawRow> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    session.each_law(sheet, |table, id, law, state| {
        let tally = law.tally();
        if tally.of == 0 || !is_arithmetic(law) {
            return;
        }
        let id = name(&id);
        if let Some(row) = places.get(&id).and_then(|place| laws.get_mut(*place)) {
            row.tally = (row.tally.0.saturating_add(tally.holds), row.tally.1.saturating_add(tally.of));
            row.fails = row.fails.or(first_failing(law));
            return;
        }
        places.insert(id.clone(), laws.len());
        laws.push(row(table, id, law, state));
    });
    for (law, why) in session.idle_laws(sheet) {
        let formula = Bilingual::same(law.text());
        let idle = why.map_or_else(
            || {
                Bilingual::new(
                    "Đã có phép tính khác cho các ô này.",
                    "Another calculation says the same of these cells.",
                )
            },
            |why| why.message(),
        );
        laws.push(LawRow {
            id: format!("{IDLE}{}", law.text()),
            formula,
            meaning: Bilingual::default(),
            source: own_source(),
            tally: (0, 0),
            of_columns: false,
            is_formula: true,
            own: true,
            off: None,
            idle: Some(idle),
            fails: None,
        });
    }
    LawList { sheet, example: example(session, sheet, &laws), laws }
}

/// Begins the name of a law that says nothing.
const IDLE: &str = "idle:";

/// One that the sheet shows, or one that could be.
fn example(session: &Session, sheet: SheetIndex, laws: &[LawRow]) -> Bilingual {
    let shown = laws.iter().find(|law| law.is_formula && law.idle.is_none() && law.off.is_none());
    if let Some(law) = shown {
        return law.formula.clone();
    }
    let tables = tables(session.workbook(), sheet);
    let names = tables.first().map(relation::law_column_names).unwrap_or_default();
    match names.as_slice() {
        [first, second, .., last] => Bilingual::new(
            format!("cột {last} = cột {first} + cột {second}"),
            format!("column {last} = column {first} + column {second}"),
        ),
        _ => Bilingual::new("dòng 17 = tổng dòng 8–16", "line 17 = sum of lines 8–16"),
    }
}

fn row(table: &Table, id: String, law: &Law<'_>, state: LawState) -> LawRow {
    let tally = law.tally();
    LawRow {
        id,
        formula: law.formula.clone(),
        meaning: law.meaning.clone(),
        source: if state.own { own_source() } else { source(table, law) },
        tally: (tally.holds, tally.of),
        of_columns: law.of_columns,
        is_formula: law.is_formula,
        own: state.own,
        off: state.off,
        idle: None,
        fails: first_failing(law),
    }
}

fn first_failing(law: &Law<'_>) -> Option<CellRef> {
    law.relations().find(|(_, holds)| *holds == Some(false)).map(|(relation, _)| relation.target)
}

fn own_source() -> Bilingual {
    Bilingual::new("Bạn thêm", "Added by you")
}

/// Why a law is believed.
fn source(table: &Table, law: &Law<'_>) -> Bilingual {
    let label = |cell: CellRef| table.line_at(cell.row).map(|(_, line)| line.label.trim().to_owned());
    match (law.origin(), law.evidence()) {
        (Origin::ColumnFormula(cell), _) => {
            Bilingual::new(format!("In trên biểu, ô {cell}"), format!("Printed on the form, {cell}"))
        }
        (Origin::LineFormula(cell), _) => {
            Bilingual::new(format!("In ở tên dòng {}", cell.row), format!("Printed in the name of line {}", cell.row))
        }
        (Origin::TotalLine | Origin::TotalBlock, _) => {
            let target = law.relations().next().map(|(relation, _)| relation.target);
            match target.and_then(label).filter(|label| !label.is_empty()) {
                Some(label) => Bilingual::new(format!("Theo dòng “{label}”"), format!("By the line “{label}”")),
                None => Bilingual::new("Theo dòng cộng", "By a line of totals"),
            }
        }
        (Origin::Outline, _) => Bilingual::new("Theo cách đánh mục của biểu", "By the outline of the form"),
        (Origin::Header | Origin::OfWhich | Origin::CutOffs, _) => {
            Bilingual::new("Theo lời trong tiêu đề", "By the words of the headings")
        }
        (Origin::Form, _) => Bilingual::new("Theo bảng cùng mẫu khác trong tệp", "By another table of this form"),
        (Origin::Values, Evidence::Semantic) => {
            Bilingual::new("Theo lời trong tiêu đề", "By the words of the headings")
        }
        (Origin::Values, _) => Bilingual::new("Tự nhận ra từ số liệu", "Seen in the figures"),
    }
}

/// The law of a name.
fn find(session: &Session, sheet: SheetIndex, wanted: &str) -> Option<LawId> {
    let mut found = None;
    session.each_law(sheet, |_, id, _, _| {
        if name(&id) == wanted {
            found.get_or_insert(id);
        }
    });
    found
}

/// Where a law stands.
pub(super) fn view(session: &Session, sheet: SheetIndex, wanted: &str) -> LawView {
    let mut view = LawView { sheet, ..LawView::default() };
    session.each_law(sheet, |table, id, law, _| {
        if name(&id) == wanted {
            add(&mut view, table, law.relations(), law.of_columns);
        }
    });
    view
}

fn add<'a>(
    view: &mut LawView,
    table: &Table,
    relations: impl Iterator<Item = (&'a Relation, Option<bool>)>,
    of_columns: bool,
) {
    let mut targets = BTreeSet::new();
    let mut operands: Vec<BTreeSet<CellRef>> = Vec::new();
    let most = if of_columns { LINE_COLOURS } else { COLOURS };
    for (relation, holds) in relations {
        targets.insert(relation.target);
        let share = relation.operands.len() > most;
        for (place, operand) in relation.operands.iter().enumerate() {
            let place = if share { 0 } else { place };
            if operands.len() <= place {
                operands.resize(place + 1, BTreeSet::new());
            }
            if let Some(cells) = operands.get_mut(place) {
                cells.insert(*operand);
            }
        }
        match holds {
            Some(true) => view.holds.push(relation.target),
            Some(false) => view.fails.push(relation.target),
            None => {}
        }
    }
    if !of_columns {
        // What is printed over the columns belongs to them.
        for cells in std::iter::once(&mut targets).chain(&mut operands) {
            let columns: BTreeSet<Col> = cells.iter().map(|cell| cell.col).collect();
            let printed = columns.iter().filter_map(|col| Some(table.column(*col)?.number.as_ref()?.cell));
            cells.extend(printed.collect::<Vec<_>>());
        }
    }
    view.targets.extend(blocks(&targets));
    for (place, cells) in operands.iter().enumerate() {
        if view.operands.len() <= place {
            view.operands.push(Vec::new());
        }
        if let Some(all) = view.operands.get_mut(place) {
            all.extend(blocks(cells));
        }
    }
}

/// Cells as blocks of one column each.
fn blocks(cells: &BTreeSet<CellRef>) -> Vec<(CellRef, CellRef)> {
    let mut columns: BTreeMap<Col, Vec<Row>> = BTreeMap::new();
    for cell in cells {
        columns.entry(cell.col).or_default().push(cell.row);
    }
    let mut blocks: Vec<(CellRef, CellRef)> = Vec::new();
    for (col, mut rows) in columns {
        rows.sort_unstable();
        for row in rows {
            match blocks.last_mut() {
                Some((_, last)) if last.col == col && last.row.0.saturating_add(1) == row.0 => last.row = row,
                _ => blocks.push((CellRef::new(row, col), CellRef::new(row, col))),
            }
        }
    }
    blocks
}

/// What would come of a law that is being typed.
pub(super) fn tried(
    session: &Session,
    sheet: SheetIndex,
    text: &str,
    replaces: Option<&str>,
) -> Result<TriedLaw, Bilingual> {
    let tried = session.try_law(sheet, text).map_err(|why| why.message())?;
    let standings = [tried.standing];
    let laws = relation::laws(&tried.table, standings.iter());
    let law = laws.first().ok_or_else(|| LawRefused::NoTable.message())?;
    let tally = law.tally();
    let mut view = LawView { sheet, ..LawView::default() };
    add(&mut view, &tried.table, law.relations(), law.of_columns);
    let table = &tried.table;
    let called = |cell: CellRef| {
        if law.of_columns {
            return table.column(cell.col).map(|column| column.name().to_owned()).unwrap_or_default();
        }
        table.line_at(cell.row).map(|(_, line)| line.label.clone()).unwrap_or_default()
    };
    let fails = view.fails.iter().take(NAMED).map(|cell| (*cell, called(*cell))).collect();
    let mut known = false;
    session.each_law(sheet, |_, id, other, state| {
        let is_same = id == tried.id && (!other.of_columns || other.formula == law.formula);
        known |= is_same && state.off.is_none() && replaces != Some(name(&id).as_str());
    });
    let refused = if known {
        Some(LawRefused::Known)
    } else {
        (tally.holds == 0 && tally.of > 1).then_some(LawRefused::HoldsNowhere(tally.of))
    };
    Ok(TriedLaw {
        formula: law.formula.clone(),
        meaning: law.meaning.clone(),
        tally: (tally.holds, tally.of),
        of_columns: law.of_columns,
        fails,
        refused: refused.map(|why| why.message()),
        view,
    })
}

/// Puts what a person points at behind what was typed: "cột 6", "dòng 8–16", with the sign that must stand between.
pub(super) fn pointed(
    session: &Session,
    sheet: SheetIndex,
    corners: (CellRef, CellRef),
    what: Pointed,
    text: &str,
) -> String {
    let plain = crate::text::without_accents(text);
    let of_lines = match what {
        Pointed::Cells => plain.contains("dong") || plain.contains("line"),
        Pointed::Columns => false,
        Pointed::Lines => true,
    };
    let english = plain.contains("line") || plain.contains("column");
    let (first, last) = (corners.0, corners.1);
    let (top, bottom) = (first.row.min(last.row), first.row.max(last.row));
    let (left, right) = (first.col.min(last.col), first.col.max(last.col));
    let tables = tables(session.workbook(), sheet);
    let table = tables.iter().find(|table| table.column(left).is_some());
    let column = |col: Col| table.map_or_else(|| col.to_string(), |table| relation::law_column_name(table, col));
    let word = match (of_lines, english) {
        (true, false) => "dòng",
        (true, true) => "line",
        (false, false) => "cột",
        (false, true) => "column",
    };
    let is_sum = plain.trim_end().ends_with("tong") || plain.trim_end().ends_with("sum of");
    let (one, many) = if of_lines {
        (top.to_string(), (top < bottom).then(|| format!("{top}–{bottom}")))
    } else {
        let all = (left.0..=right.0).map(|col| column(Col(col)));
        (column(left), (left < right).then(|| all.collect::<Vec<_>>().join(", ")))
    };
    let token = match many {
        Some(many) if is_sum => format!("{word} {many}"),
        Some(many) => format!("{} {word} {many}", if english { "sum of" } else { "tổng" }),
        None => format!("{word} {one}"),
    };
    let before = text.trim_end();
    let joint = match before.chars().next_back() {
        None => "",
        Some(last) if last.is_alphanumeric() && !is_sum || last == ')' => {
            if before.contains(['=', '≤', '≥']) {
                " + "
            } else {
                " = "
            }
        }
        Some('(') => "",
        Some(_) => " ",
    };
    format!("{before}{joint}{token}")
}

/// Makes a decision about laws; what there is to say of it.
pub(super) fn change(session: &mut Session, ask: LawAsk) -> Result<Option<Bilingual>, Bilingual> {
    match ask {
        LawAsk::State { sheet, text, replaces, day } => {
            let idle = replaces.as_deref().and_then(|replaces| replaces.strip_prefix(IDLE)).map(str::to_owned);
            let replaces = replaces.and_then(|replaces| find(session, sheet, &replaces));
            session.state_law(sheet, &text, replaces.as_ref(), &day).map_err(|why| why.message())?;
            if let Some(idle) = idle {
                session.drop_idle_law(&idle);
            }
        }
        LawAsk::Turn { sheet, laws, on, day } => {
            let laws: Vec<LawId> = laws.iter().filter_map(|law| find(session, sheet, law)).collect();
            session.turn_laws(&laws, on, &day);
        }
        LawAsk::Drop { sheet, id } => match id.strip_prefix(IDLE) {
            Some(text) => session.drop_idle_law(text),
            None => {
                if let Some(id) = find(session, sheet, &id) {
                    session.drop_law(sheet, &id);
                }
            }
        },
        LawAsk::Take { profile } => return take(session, &profile).map(Some),
    }
    Ok(None)
}

/// The forms of a file, each with the name of the first sheet that has it.
fn forms(session: &Session) -> BTreeMap<Form, String> {
    let mut forms = BTreeMap::new();
    for (index, sheet) in (0..).map(SheetIndex).zip(&session.workbook().sheets) {
        for form in session.forms(index) {
            forms.entry(form).or_insert_with(|| sheet.name.clone());
        }
    }
    forms
}

/// What was decided about the laws of a file, as it is written; nothing when nothing was.
pub(super) fn written(session: &Session, day: &str) -> Option<ProfileFile> {
    if session.profile().is_empty() {
        return None;
    }
    let forms = forms(session);
    let name = |form: &Form| forms.get(form).cloned().unwrap_or_default();
    Some(ProfileFile::of(session.profile(), name, day))
}

/// The same for a file that is opened again: nobody reads it.
pub(super) fn kept(session: &Session) -> Option<Box<ProfileFile>> {
    let profile = session.profile();
    (!profile.is_empty()).then(|| Box::new(ProfileFile::of(profile, |_| String::new(), "")))
}

/// What a browser remembers, after what was decided for the forms of a file.
fn remembering(session: &Session, stored: &str, day: &str) -> ProfileFile {
    let forms = forms(session).into_keys().collect();
    let stored = ProfileFile::read(stored).unwrap_or_default();
    stored.remembering(written(session, day).unwrap_or_default(), &forms)
}

/// What of a stored profile is about the forms of a file.
pub(super) fn remembered(session: &Session, stored: &str) -> Remembered {
    let Ok(stored) = ProfileFile::read(stored) else { return Remembered::default() };
    let forms = forms(session).into_keys().collect();
    let (fitting, told) = stored.fitting(&forms);
    // What is in force already need not be offered.
    match fitting.profile() {
        Ok(profile) if !is_in(&profile, session.profile()) => told,
        _ => Remembered::default(),
    }
}

fn is_in(part: &Profile, whole: &Profile) -> bool {
    part.laws.iter().all(|law| whole.laws.contains(law)) && part.off.keys().all(|name| whole.off.contains_key(name))
}

/// Takes a profile over.
pub(super) fn take(session: &mut Session, text: &str) -> Result<Bilingual, Bilingual> {
    let file = ProfileFile::read(text)?;
    let whole = file.profile()?;
    let forms = forms(session).into_keys().collect();
    let (fitting, told) = file.fitting(&forms);
    if told.is_empty() && whole.laws.iter().all(|law| law.form().is_some()) && whole.muted.is_empty() {
        return Err(Bilingual::new(
            "Tệp mẫu này của những biểu khác: không biểu nào đang mở có cùng tiêu đề cột.",
            "This profile is of other forms: none of those that are open has the same headings.",
        ));
    }
    let mut profile = session.profile().clone();
    let taken = fitting.profile()?;
    let every = whole.laws.iter().filter(|law| law.form().is_none());
    for law in taken.laws.iter().chain(every) {
        if !profile.laws.contains(law) {
            profile.laws.push(law.clone());
        }
    }
    profile.off.extend(taken.off);
    profile.muted.extend(whole.muted);
    session.decide_laws(profile);
    let (laws, off) = (told.laws, told.off);
    Ok(match (laws, off) {
        (laws, 0) => Bilingual::new(
            format!("Đã dùng mẫu: thêm {laws} phép tính."),
            format!("The profile is in use: {laws} calculations added."),
        ),
        (0, off) => Bilingual::new(
            format!("Đã dùng mẫu: tắt {off} phép tính."),
            format!("The profile is in use: {off} calculations turned off."),
        ),
        (laws, off) => Bilingual::new(
            format!("Đã dùng mẫu: thêm {laws} phép tính, tắt {off} phép tính."),
            format!("The profile is in use: {laws} calculations added, {off} turned off."),
        ),
    })
}
