//! What was found, and what became of it.

use std::collections::BTreeMap;

use super::super::named;
use super::{Block, Contents, Words};
use crate::finding::{Finding, Severity};
use crate::ledger::{Place, SourceIndex, Span};
use crate::session::{Gathering, Reason, Session};
use crate::text::Lang;
use crate::workbook::{ParagraphIndex, SheetIndex};

/// A finding, the file that says it, and why it is kept if it is.
struct Said<'a> {
    place: Place,
    finding: &'a Finding,
    reason: Option<&'a Reason>,
}

/// What a gathering says now, or has set aside; the gravest first.
fn said(gathering: &Gathering) -> Vec<Said<'_>> {
    let mut all: Vec<Said<'_>> = Vec::new();
    for (source, session) in gathering.sessions() {
        let reports = (0..session.workbook().sheets.len()).filter_map(|index| session.report(SheetIndex(index)));
        let open: Vec<&Finding> = reports.flat_map(|report| &report.findings).collect();
        // What is kept is told as it was, also where others are accused since.
        let kept = session.kept().filter(|kept| !open.iter().any(|finding| finding.key == kept.key));
        for finding in open.iter().copied().chain(kept) {
            all.push(Said { place: finding.place.within(source), finding, reason: session.reason(&finding.key) });
        }
    }
    let between = gathering.findings().iter();
    all.extend(between.map(|finding| Said { place: finding.place, finding, reason: gathering.reason(&finding.key) }));
    all.sort_by_key(|said| (said.finding.severity, said.place));
    all
}

/// A place as the paper names it.
fn place_of(gathering: &Gathering, place: Place, words: Words) -> String {
    let Some(session) = gathering.session(place.source) else { return String::new() };
    let cell = named(session.workbook(), place, words.0);
    if gathering.sessions().nth(1).is_some() { format!("{} › {cell}", session.name()) } else { cell }
}

/// All of it, section by section: none that is left out leaves a gap in the numbers.
pub(super) fn results(before: &Gathering, now: &Gathering, contents: Contents, words: Words) -> Vec<Block> {
    let mut sections: Vec<(String, Block)> = Vec::new();
    let all = said(now);
    let of = |kept: bool, grave: bool| -> Vec<&Said<'_>> {
        let grave = move |said: &&Said<'_>| kept || (said.finding.severity != Severity::Info) == grave;
        all.iter().filter(|said| said.reason.is_some() == kept).filter(grave).collect()
    };
    let changed = mended(before, now, words);
    let mut add = |title: &str, block: Option<(usize, Block)>| {
        if let Some((count, block)) = block {
            sections.push((format!("{title} ({})", words.count(count)), block));
        }
    };
    if contents.mended {
        add(words.say("Các ô đã sửa", "Cells that were mended"), changed);
    }
    if contents.kept {
        let kept = of(true, true);
        add(words.say("Các chỗ giữ nguyên, kèm lý do", "What was kept, and why"), kept_table(now, &kept, words));
    }
    let open = of(false, true);
    add(
        words.say("Các chỗ không khớp chưa sửa", "What does not match and was not mended"),
        open_table(now, &open, words),
    );
    if contents.notes {
        let notes = of(false, false);
        add(
            words.say("Chỗ khớp do làm tròn và lưu ý khác", "What matches by rounding, and other notes"),
            open_table(now, &notes, words),
        );
    }
    let mut blocks = Vec::new();
    for (number, (title, block)) in (1..).zip(sections) {
        blocks.push(Block::Section(format!("{number}. {title}")));
        blocks.push(block);
    }
    blocks.push(Block::Says(standing(now, &open, words)));
    blocks
}

/// How many calculations hold now: never a word of what was not compared.
fn standing(now: &Gathering, open: &[&Said<'_>], words: Words) -> String {
    let reports = now.sessions().flat_map(|(_, session)| {
        (0..session.workbook().sheets.len()).filter_map(|index| session.report(SheetIndex(index)))
    });
    let standings: Vec<_> = reports.flat_map(|report| &report.standings).collect();
    let all: usize = standings.iter().map(|standing| standing.tally.of as usize).sum();
    let hold: usize = standings.iter().map(|standing| standing.tally.holds as usize).sum();
    let edited = now.sessions().any(|(_, session)| !session.edits().is_empty());
    let when = match (edited, words.0) {
        (true, Lang::Vi) => "Sau khi sửa, ",
        (true, Lang::En) => "After the changes, ",
        (false, _) => "",
    };
    let (hold_text, all_text) = (words.count(hold), words.count(all));
    let sentence = match words.0 {
        Lang::Vi if all == 0 => format!("{when}không có phép tính nào để đối chiếu."),
        Lang::En if all == 0 => format!("{when}there is no calculation to be compared."),
        Lang::Vi if hold == all && open.is_empty() => format!("{when}cả {all_text} phép tính đã đối chiếu đều khớp."),
        Lang::En if hold == all && open.is_empty() => {
            format!("{when}all {all_text} calculations that were compared match.")
        }
        Lang::Vi => format!("{when}{hold_text} trong {all_text} phép tính đã đối chiếu khớp."),
        Lang::En => format!("{when}{hold_text} of {all_text} calculations that were compared match."),
    };
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

type Rows = Vec<Vec<String>>;

fn table(heads: &[&str], figures: &[bool], rows: Rows) -> Option<(usize, Block)> {
    let numbered: Rows = (1..)
        .zip(rows)
        .map(|(number, row): (usize, _)| [number.to_string()].into_iter().chain(row).collect())
        .collect();
    let heads = ["TT"].iter().chain(heads).map(|head| (*head).to_owned()).collect();
    let figures = [true].iter().chain(figures).copied().collect();
    let count = numbered.len();
    (count > 0).then_some((count, Block::Table { heads, figures, rows: numbered, total: false }))
}

/// What was changed, with what was said of it when the files came.
fn mended(before: &Gathering, now: &Gathering, words: Words) -> Option<(usize, Block)> {
    let then = said(before);
    let mut rows = Rows::new();
    for (source, session) in now.sessions().filter(|(_, session)| !session.edits().is_empty()) {
        let about: BTreeMap<Place, &Finding> = by_place(&then, source);
        let change = |place: Place, before: String, after: String| {
            let finding = about.get(&place).copied();
            let what =
                finding.map(|finding| format!("{}. {}", finding.title.get(words.0), finding.message.get(words.0)));
            let cause = finding.map(|finding| finding.likely.get(words.0)).filter(|cause| !cause.is_empty());
            let by_hand = words.say("Người rà soát sửa", "Changed by the reviewer");
            vec![
                place_of(now, place, words),
                what.unwrap_or_default(),
                before,
                after,
                cause.unwrap_or(by_hand).to_owned(),
            ]
        };
        rows.extend(
            changes(session).into_iter().map(|(place, before, after)| change(place.within(source), before, after)),
        );
    }
    let heads = [
        words.say("Ô", "Cell"),
        words.say("Nội dung", "What"),
        words.say("Số khi nhận", "Received"),
        words.say("Số sau khi sửa", "Mended"),
        words.say("Nguyên nhân", "Cause"),
    ];
    table(&heads, &[false, false, true, true, false], rows)
}

/// The gravest finding that would change a place, or speaks of it.
fn by_place<'a>(then: &[Said<'a>], source: SourceIndex) -> BTreeMap<Place, &'a Finding> {
    let mut about = BTreeMap::new();
    let here =
        |said: &&Said<'_>| said.place.source == source || said.finding.places().any(|place| place.source == source);
    // Findings of one file name its places as those of the first.
    let own =
        |said: &Said<'_>, place: Place| if said.finding.place == said.place { place } else { place.within(source) };
    for said in then.iter().filter(here) {
        let fixed = said.finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.place);
        let suspects = said.finding.suspects.iter().map(|suspect| suspect.place);
        for place in [said.finding.place].into_iter().chain(fixed).chain(suspects) {
            about.entry(own(said, place)).or_insert(said.finding);
        }
    }
    about
}

/// Each change: where, what stood there, what stands there now.
fn changes(session: &Session) -> Vec<(Place, String, String)> {
    let Ok(saved) = session.export() else { return Vec::new() };
    let sheet = |name: &str| session.workbook().sheets.iter().position(|sheet| sheet.name == name);
    let cells = saved.receipt.cells.into_iter().filter_map(|cell| {
        let place = Place::of_cell(SheetIndex(sheet(&cell.sheet)?), cell.cell);
        Some((place, cell.before, cell.after))
    });
    let texts = saved.receipt.texts.into_iter().filter_map(|text| {
        let paragraph = ParagraphIndex(text.paragraph.checked_sub(1)?);
        let span = Span { paragraph, start: 0, end: 0 };
        Some((Place::of_span(span), text.before, text.after))
    });
    cells.chain(texts).collect()
}

/// What both tables say of a finding.
fn told(now: &Gathering, said: &Said<'_>, words: Words) -> Vec<String> {
    let grade = match said.finding.severity {
        Severity::Error => words.say("Sai", "Wrong"),
        Severity::Warning => words.say("Cần xem", "To check"),
        Severity::Info => words.say("Lưu ý", "Note"),
    };
    vec![
        place_of(now, said.place, words),
        grade.to_owned(),
        said.finding.found.clone(),
        said.finding.expected.clone().unwrap_or_default(),
    ]
}

/// Their heads.
fn heads(words: Words) -> [&'static str; 5] {
    [
        words.say("Ô", "Cell"),
        words.say("Mức", "Grade"),
        words.say("Đang ghi", "Written"),
        words.say("Tính lại", "Computed"),
        words.say("Nội dung không khớp", "What does not match"),
    ]
}

fn kept_table(now: &Gathering, kept: &[&Said<'_>], words: Words) -> Option<(usize, Block)> {
    let rows = kept.iter().map(|said| {
        let reason = said.reason.map(Reason::words).unwrap_or_default();
        let reason = reason.get(words.0);
        let untold = words.say("(không ghi)", "(not given)");
        let mut row = told(now, said, words);
        row.push(what(said.finding, words));
        row.push(if reason.is_empty() { untold.to_owned() } else { reason.to_owned() });
        row
    });
    let [cell, grade, written, computed, what] = heads(words);
    let heads = [cell, grade, written, computed, what, words.say("Lý do giữ nguyên", "Why it is kept")];
    table(&heads, &[false, false, true, true, false, false], rows.collect())
}

fn open_table(now: &Gathering, open: &[&Said<'_>], words: Words) -> Option<(usize, Block)> {
    let rows = open.iter().map(|said| {
        let likely = said.finding.likely.get(words.0);
        let mut row = told(now, said, words);
        row.push(format!("{} {likely}", what(said.finding, words)).trim().to_owned());
        row
    });
    table(&heads(words), &[false, false, true, true, false], rows.collect())
}

fn what(finding: &Finding, words: Words) -> String {
    format!("{}. {}", finding.title.get(words.0), finding.message.get(words.0))
}
