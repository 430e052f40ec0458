//! Moving about, changing cells, saving.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Draft, Page, Pending, Phase, Place, Said, Take, Taken};
use crate::app::file;
use crate::app::i18n::Word;
use crate::app::link::Answer;
use crate::app::pick::{self, Filter};
use crate::app::store;
use crate::finding::{Applicability, FindingKey};
use crate::ledger;
use crate::number::{Notation, parse};
use crate::protocol::{Ask, Card, CellView, Drawn, Question, Request, Response, Status, Window};
use crate::session::Reason;
use crate::text::{Bilingual, Lang};
use crate::workbook::{CellRef, SheetIndex};

impl Page {
    /// Shows a sheet, with the cursor where it was.
    pub(in crate::app) fn show_sheet(self, sheet: SheetIndex) {
        if sheet == self.sheet.get_untracked() {
            return self.reading.set(false);
        }
        let cell = self.places.with_value(|places| places.get(&sheet).copied()).unwrap_or_default();
        self.chosen.set(None);
        self.go_to(sheet, cell);
    }

    /// Puts the cursor on a cell and brings it into view.
    pub(in crate::app) fn go_to(self, sheet: SheetIndex, cell: CellRef) {
        batch(|| {
            self.leave(sheet, cell);
            self.reveal.update(|count| *count = count.wrapping_add(1));
        });
    }

    /// Puts the cursor on a cell, alone.
    pub(super) fn leave(self, sheet: SheetIndex, cell: CellRef) {
        let left = (self.sheet.get_untracked(), self.cursor.get_untracked());
        self.places.update_value(|places| {
            places.insert(left.0, left.1);
        });
        batch(|| {
            self.reading.set(false);
            self.spot.set(None);
            self.draft.set(None);
            self.question.set(None);
            self.relation.set(None);
            if left.0 != sheet {
                self.sheet.set(sheet);
            }
            self.cursor.set(cell);
            self.selection.far.set(None);
        });
    }

    /// Puts the cursor on a cell of the sheet in view and shows what is known of it.
    pub(in crate::app) fn pick_cell(self, cell: CellRef) {
        self.point_at(cell, false);
    }

    /// The same on the way through: the open finding stays until there is another.
    pub(in crate::app) fn pass_cell(self, cell: CellRef) {
        self.point_at(cell, true);
    }

    fn point_at(self, cell: CellRef, keeps: bool) {
        let sheet = self.sheet.get_untracked();
        self.go_to(sheet, cell);
        let place = ledger::Place::of_cell(sheet, cell).within(self.at.get_untracked());
        let about = self.status.with_untracked(|status| pick::about(&status.findings, place).cloned());
        // A cell of the explanation that is open is looked at, not left.
        let within = self.card.with_untracked(|card| card.as_ref().is_some_and(|card| card.speaks_of(place)));
        match about {
            Some(card) => self.choose(&card),
            None if !within && !keeps => self.chosen.set(None),
            None => {}
        }
    }

    /// Shows what is hidden when a cell among it is to be seen.
    pub(in crate::app) fn uncover(self, sheet: SheetIndex, cell: CellRef) {
        let hidden = self.overview.with_untracked(|overview| {
            let shape = overview.as_ref().and_then(|overview| overview.sheets.get(sheet.0));
            shape.is_some_and(|shape| shape.rows.hides(cell.row.0) || shape.cols.hides(cell.col.0))
        });
        if hidden && !self.uncovered.get_untracked() {
            self.uncovered.set(true);
        }
    }

    /// Opens a finding and goes to its place, in another file too.
    pub(in crate::app) fn go_to_card(self, card: &Card) {
        self.show_laws(false);
        if card.place.source != self.at.get_untracked() {
            let card = card.clone();
            return self.turn(card.place.source, move |page| page.go_to_card(&card));
        }
        self.go_to_place(card.place);
        self.choose(card);
    }

    /// Shows a place of the file that is looked at.
    fn go_to_place(self, place: ledger::Place) {
        if let Some((sheet, cell)) = place.sheet_cell() {
            self.uncover(sheet, cell);
            self.go_to(sheet, cell);
        } else if let Some(span) = place.span() {
            self.read_text();
            self.spot.set(Some(span));
        }
    }

    /// Lays the running text over the sheet.
    pub(in crate::app) fn read_text(self) {
        self.commit();
        batch(|| {
            self.question.set(None);
            self.relation.set(None);
            self.reading.set(true);
        });
    }

    /// Opens a finding, and tells it to those who do not see it.
    fn choose(self, card: &Card) {
        if self.chosen.with_untracked(|chosen| chosen.as_ref() == Some(&card.key)) {
            return;
        }
        self.chosen.set(Some(card.key.clone()));
        self.said.set(Some(Said { words: spoken(self, card), shown: false }));
    }

    /// Applies the fix of the open finding that its first button offers.
    pub(in crate::app) fn apply_first(self) {
        let sure = self.card.with_untracked(|card| {
            let card = card.as_ref().filter(|card| !card.dismissed)?;
            let fix = card.fixes.first()?;
            (fix.applicability < Applicability::Possible).then(|| card.key.clone())
        });
        match sure {
            Some(key) => self.change(Ask::Fix { key, index: 0 }),
            None if self.chosen.with_untracked(Option::is_some) => self.say(Word::SaidNoFix.both(&[])),
            None => {}
        }
    }

    /// Shows an operand of the open finding, without leaving the finding.
    pub(in crate::app) fn go_to_operand(self, place: crate::ledger::Place) {
        let chosen = self.chosen.get_untracked();
        if place.source != self.at.get_untracked() {
            return self.turn(place.source, move |page| {
                page.go_to_place(place);
                page.chosen.set(chosen);
            });
        }
        self.go_to_place(place);
        self.chosen.set(chosen);
    }

    /// Goes to the next finding of those listed, or to the one before: through those of one file, then of the next.
    pub(in crate::app) fn next(self, forward: bool) {
        self.commit();
        let chosen = self.chosen.get_untracked();
        let filter = self.filter.get_untracked();
        let next = self.status.with_untracked(|status| pick::step(status, filter, chosen.as_ref(), forward));
        match next {
            Some(pick::Next::Card(card)) => self.go_to_card(&card),
            Some(pick::Next::File(source)) => self.turn(source, move |page| {
                page.chosen.set(None);
                let first = page.status.with_untracked(|status| pick::end(status, filter, forward).cloned());
                if let Some(card) = first {
                    page.go_to_card(&card);
                }
            }),
            None => self.say(Word::SaidNoMore.both(&[])),
        }
    }

    /// Sends a change; everything that follows from it comes back checked.
    pub(in crate::app) fn change(self, ask: Ask) {
        self.ask_for(ask, false, |_| ());
    }

    /// The same, and then something more.
    pub(in crate::app) fn change_then(self, ask: Ask, then: impl FnOnce(Self) + 'static) {
        self.ask_for(ask, false, then);
    }

    fn ask_for(self, ask: Ask, formulas: bool, then: impl FnOnce(Self) + 'static) {
        let quiet = matches!(ask, Ask::Dismiss { .. } | Ask::Restore { .. });
        // After typing, the cursor is already where the person wants it.
        let follow = !matches!(ask, Ask::Enter { .. } | Ask::Put { .. } | Ask::Clear { .. });
        let again = ask.clone();
        self.ask(Request::Change { ask, formulas }, None, move |answer| match answer {
            Answer::Done(Response::Question(question), _) => self.wonder(question, again),
            Answer::Done(Response::Changed(status), _) => {
                self.changed(status, quiet, follow);
                then(self);
            }
            // The last step was made in another file.
            Answer::Done(Response::Opened { overview, status }, _) => {
                self.led_to(overview, status);
                then(self);
            }
            Answer::Done(Response::Failed(failure), _) => self.say(failure.message),
            _ => {}
        });
    }

    /// Asks whether a formula may go.
    fn wonder(self, question: Question, ask: Ask) {
        let chosen = self.chosen.get_untracked();
        if question.source != self.at.get_untracked() {
            return self.turn(question.source, move |page| {
                page.chosen.set(chosen);
                page.wonder(question, ask);
            });
        }
        self.uncover(question.sheet, question.cell);
        self.go_to(question.sheet, question.cell);
        self.chosen.set(chosen);
        self.question.set(Some((question, ask)));
    }

    /// The answer to that question.
    pub(in crate::app) fn answer(self, replaces: bool) {
        let Some((question, ask)) = self.question.get_untracked() else { return };
        self.question.set(None);
        if replaces {
            self.ask_for(ask, true, |_| ());
        } else {
            self.say(Word::SaidFormulaKept.both(&[&question.cell.to_string()]));
        }
    }

    pub(in crate::app) fn changed(self, status: Status, quiet: bool, follow: bool) {
        let (touched, told) = (status.touched, status.told.clone());
        let gone = self
            .chosen
            .get_untracked()
            .is_some_and(|key| !status.findings.iter().any(|card| card.key == key && !card.dismissed));
        batch(|| {
            self.status.set(Arc::new(status));
            if matches!(self.phase.get_untracked(), Phase::Failed(..)) {
                self.phase.set(Phase::Checked);
            }
            self.taken.set(None);
            self.pasted.set(None);
            if gone {
                self.chosen.set(None);
            }
        });
        self.keep_journal();
        self.regain();
        if let (true, Some((sheet, cell))) = (follow, touched) {
            self.uncover(sheet, cell);
            self.go_to(sheet, cell);
        }
        match told {
            Some(told) => self.say(told),
            None if !quiet => self.announce(),
            None => {}
        }
    }

    /// Tells how many findings there are.
    pub(in crate::app) fn announce(self) {
        let (errors, warnings) = self.status.with_untracked(|status| {
            (Filter::Errors.count(&status.findings), Filter::Warnings.count(&status.findings))
        });
        let words = match (errors, warnings) {
            (0, 0) => Word::SaidClean.both(&[]),
            (errors, 0) => Word::SaidWrong.both(&[&errors.to_string()]),
            (0, warnings) => Word::SaidToSee.both(&[&warnings.to_string()]),
            (errors, warnings) => Word::SaidChecked.both(&[&errors.to_string(), &warnings.to_string()]),
        };
        // The finding that is open is part of what has just come.
        let words = match self.card.get_untracked() {
            Some(card) => {
                let spoken = spoken(self, &card);
                Bilingual::new(format!("{} {}", words.vi, spoken.vi), format!("{} {}", words.en, spoken.en))
            }
            None => words,
        };
        self.said.set(Some(Said { words, shown: false }));
    }

    /// Begins typing over what a cell holds (`keep` false), or changing it.
    pub(in crate::app) fn begin(self, place: Place, keep: bool) {
        if !keep {
            return self.draft.set(Some(Draft { place, text: String::new(), over: true }));
        }
        let (sheet, cell) = (self.sheet.get_untracked(), self.cursor.get_untracked());
        let known = self.info.with_untracked(|info| {
            info.as_ref().filter(|info| info.sheet == sheet && info.cell == cell).map(|info| info.entry.clone())
        });
        if let Some(text) = known {
            return self.draft.set(Some(Draft { place, text, over: false }));
        }
        self.ask(Request::Cell { sheet, cell }, None, move |answer| {
            if let Answer::Done(Response::Cell(info), _) = answer
                && self.cursor.get_untracked() == cell
            {
                self.draft.set(Some(Draft { place, text: info.entry, over: false }));
            }
        });
    }

    /// Enters what was typed.
    pub(in crate::app) fn commit(self) {
        let Some(draft) = self.draft.get_untracked() else { return };
        self.draft.set(None);
        let (sheet, cell) = (self.sheet.get_untracked(), self.cursor.get_untracked());
        let before =
            self.info.with_untracked(|info| info.clone().filter(|info| info.sheet == sheet && info.cell == cell));
        if before.is_some_and(|info| info.entry == draft.text) {
            return;
        }
        let drawn = self.draw_at_once(sheet, cell, &draft.text);
        self.enter(Ask::Enter { sheet, cell, text: draft.text }, drawn);
    }

    /// Shows what was typed in its cell before the worker has read and checked it; what was shown before, to go
    /// back to when it is refused.
    fn draw_at_once(self, sheet: SheetIndex, cell: CellRef, text: &str) -> Option<Pictures> {
        let before = self.window.get_untracked();
        let mut after = Window::clone(&before);
        let text = text.trim().trim_start_matches('\'').to_owned();
        let number = parse(&text, Notation::Vietnamese).is_some();
        let drawn = if number { Drawn::Number } else { Drawn::Text };
        let place = after.cells.binary_search_by_key(&cell, |view| view.at).ok().filter(|_| before.sheet == sheet)?;
        let view = after.cells.get_mut(place)?;
        *view = CellView { text, drawn, tight: true, reach: None, edited: true, ..view.clone() };
        let after = Arc::new(after);
        self.window.set(Arc::clone(&after));
        Some(Pictures { before, after })
    }

    fn enter(self, ask: Ask, drawn: Option<Pictures>) {
        let again = ask.clone();
        let take_back = move || {
            // Another picture has come since, or none was drawn.
            let drawn = drawn.filter(|drawn| Arc::ptr_eq(&drawn.after, &self.window.get_untracked()));
            if let Some(drawn) = drawn {
                self.window.set(drawn.before);
            }
        };
        self.entering.update_value(|count| *count = count.saturating_add(1));
        self.ask(Request::Change { ask, formulas: false }, None, move |answer| {
            self.entering.update_value(|count| *count = count.saturating_sub(1));
            self.entered(answer, again, take_back);
        });
    }

    fn entered(self, answer: Answer, again: Ask, take_back: impl FnOnce()) {
        match answer {
            // After typing, the cursor is already where the person wants it.
            Answer::Done(Response::Changed(status), _) => self.changed(status, false, false),
            Answer::Done(Response::Question(question), _) => {
                take_back();
                self.wonder(question, again);
            }
            Answer::Done(Response::Failed(failure), _) => {
                take_back();
                self.say(failure.message);
            }
            _ => take_back(),
        }
    }

    /// Whether leaving the page would lose something.
    pub(in crate::app) fn would_lose(self) -> bool {
        self.dirty.get_untracked() || self.entering.get_value() > 0
    }

    /// "Giữ nguyên": the figure is right as it stands, and why.
    pub(in crate::app) fn dismiss(self, key: FindingKey, reason: Reason) {
        let cell = self
            .status
            .with_untracked(|status| status.findings.iter().find(|card| card.key == key).map(|card| card.place));
        let called = |lang| cell.map(|place| self.place_here(place, lang)).unwrap_or_default();
        let say = |lang| Word::SaidDismissed.with(lang, &[&called(lang)]);
        self.say(Bilingual::new(say(Lang::Vi), say(Lang::En)));
        self.change(Ask::Dismiss { key, reason });
    }

    /// Downloads something that follows from the file and its edits. What a saved file loses is said
    /// before it is saved for the first time.
    pub(in crate::app) fn take(self, what: Take) {
        self.commit();
        let loses = self.overview.with_untracked(|o| o.as_ref().is_some_and(|o| !o.losses.is_empty()));
        if what == Take::Corrected && loses && !self.warned.get_value() {
            return self.pending.set(Some(Pending::Losses));
        }
        let lang = self.lang.get_untracked();
        let request = match what {
            Take::Corrected => Request::Save,
            Take::Marked => Request::Marked { lang },
            Take::Receipt => Request::Receipt { lang },
            Take::Note => return self.open_record(),
        };
        self.download(request, what == Take::Corrected);
    }

    /// Downloads what is asked for.
    pub(in crate::app) fn download(self, request: Request, saves: bool) {
        self.ask(request, None, move |answer| match answer {
            Answer::Done(Response::File { name, notes }, Some(bytes)) => {
                file::download(&name, &bytes);
                let mut words = Word::SaidSaved.both(&[&name]);
                for note in &notes {
                    words.vi.push(' ');
                    words.vi.push_str(&note.vi);
                    words.en.push(' ');
                    words.en.push_str(&note.en);
                }
                if saves {
                    let (of, edits) = self.status.with_untracked(|status| {
                        let of = status.sources.get(status.source.0 as usize).map(|file| file.fingerprint.clone());
                        (of.unwrap_or_default(), status.journal.edits.clone())
                    });
                    self.saved.update(|saved| {
                        saved.insert(of, edits);
                    });
                    // What was asked before need not be said again.
                    let known = self.overview.with_untracked(|o| o.as_ref().map(|o| o.losses.clone()));
                    let known = known.unwrap_or_default();
                    let notes = notes.into_iter().filter(|note| !known.contains(note)).collect();
                    self.taken.set(Some(Taken { name, notes }));
                }
                // What stays on the screen need not be shown twice, only told.
                self.said.set(Some(Said { words, shown: !saves }));
            }
            Answer::Done(Response::Failed(failure), _) => {
                self.say(failure.message);
            }
            _ => {}
        });
    }

    /// The other language.
    pub(in crate::app) fn switch_lang(self) {
        let lang = match self.lang.get_untracked() {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        };
        store::remember_lang(lang);
        self.lang.set(lang);
    }

    /// The findings beside the sheet, or the sheet alone.
    pub(in crate::app) fn switch_panel(self) {
        let shown = !self.panel.get_untracked();
        store::remember_panel(shown);
        self.panel.set(shown);
    }

    /// Light or dark.
    pub(in crate::app) fn switch_theme(self) {
        let dark = !self.dark.get_untracked();
        store::remember_dark(dark);
        self.dark.set(dark);
    }

    /// What the cell under the cursor shows.
    pub(in crate::app) fn text_at_cursor(self) -> Option<String> {
        let (sheet, cell) = (self.sheet.get_untracked(), self.cursor.get_untracked());
        self.window.with_untracked(|window| {
            let shown = window.cells.iter().find(|shown| window.sheet == sheet && shown.at == cell)?;
            Some(shown.text.clone())
        })
    }

    /// Copies text to the clipboard.
    pub(in crate::app) fn copy(self, text: &str) {
        file::copy(text);
        self.say(Word::Copied.both(&[]));
    }
}

/// The cells on the screen before something was typed, and with it.
struct Pictures {
    before: Arc<Window>,
    after: Arc<Window>,
}

/// A finding as it is told to those who do not see it: what is wrong where, and what its first button does.
fn spoken(page: Page, card: &Card) -> Bilingual {
    let fix = card.fixes.first().map(|fix| &fix.title);
    let tell = |lang: Lang| {
        let told = [card.message.get(lang), card.likely.get(lang), fix.map_or("", |fix| fix.get(lang))];
        let told: Vec<&str> = told.into_iter().filter(|part| !part.is_empty()).collect();
        Word::SaidCard.with(lang, &[&page.place_here(card.place, lang), card.title.get(lang), &told.join(" ")])
    };
    Bilingual::new(tell(Lang::Vi), tell(Lang::En))
}
