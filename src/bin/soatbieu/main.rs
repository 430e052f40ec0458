//! The command line: `soatbieu check FILE…`, `soatbieu fix|dump FILE`.
//!
//! Exit status: 0 when there is no finding of severity error, 1 when there is one, 2 when the
//! command or the file cannot be understood; then one sentence on standard error says why.

#![expect(clippy::disallowed_methods, reason = "the command line is the one place that reads and writes files")]

mod arguments;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use arguments::{Command, Output, Request};
use soatbieu::finding::{Applicability, Edit, Input};
use soatbieu::ledger::{Place, SourceIndex, Span};
use soatbieu::patch;
use soatbieu::protocol::ProfileFile;
use soatbieu::report;
use soatbieu::rules::{Profile, Setting};
use soatbieu::session::{Gathering, Marks, Saved, Session};
use soatbieu::text::{Bilingual, Lang};
use soatbieu::workbook::{self, CellRef, Sheet, SheetCell, SheetIndex, Workbook};

fn main() -> ExitCode {
    let (lang, request) = arguments::parse(std::env::args_os().skip(1));
    // A defect of the program is told in one sentence as well.
    std::panic::set_hook(Box::new(|_| {}));
    let done = std::panic::catch_unwind(|| request.and_then(|request| run(&request))).unwrap_or_else(|_| Err(failed()));
    match done {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("{}", problem.get(lang));
            ExitCode::from(2)
        }
    }
}

fn run(request: &Request) -> Result<ExitCode, Bilingual> {
    match &request.command {
        Command::Help => {
            print(arguments::help(request.lang))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Version => {
            print(concat!("soatbieu ", env!("CARGO_PKG_VERSION"), "\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { files, output, explain, claims, marked, profile, profile_files } => {
            let mut profile = profile.clone();
            for file in profile_files {
                add_profile(&mut profile, file)?;
            }
            let setting = Setting { profile, ..Setting::default() };
            check(files, *output, (*explain, *claims), marked.as_deref(), &setting, request.lang)
        }
        Command::Dump { file } => {
            let workbook = workbook::read(&read(file)?).map_err(|error| named(file, error.message()))?;
            print_json(&report::dump(&workbook))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Fix { file, set, apply_safe, apply_suggested, out } => {
            let mut session = open(file)?;
            let mut edits = Vec::new();
            for assignment in set {
                let (edit, told) = edit(&session, assignment)?;
                edits.push(edit);
                if let Some(told) = told {
                    eprintln!("{}", told.get(request.lang));
                }
            }
            if let Some(refused) = edits.iter().find_map(|edit| session.refusal(edit)) {
                return Err(refused.message());
            }
            let had_formulas = formulas(session.workbook());
            session.apply(edits);
            if *apply_safe {
                session.apply_fixes(Applicability::Safe);
            }
            if *apply_suggested {
                session.apply_fixes(Applicability::Suggested);
            }
            // What the text of a report says against its tables is known once both are held against each other.
            let mut gathering = Gathering::of(vec![session]);
            if *apply_suggested {
                let edits = gathering.suggested();
                gathering.change(SourceIndex::default(), |session| session.apply(edits));
            }
            let session = gathering.session(SourceIndex::default()).ok_or_else(failed)?;
            check_extension(out, session.workbook().format.extension())?;
            let saved = session.export().map_err(|error| named(file, error.message()))?;
            write_saved(out, &saved, request.lang)?;
            if let Some(lost) = lost_formulas(had_formulas, session.workbook()) {
                eprintln!("{}", lost.get(request.lang));
            }
            eprintln!("{}", saved.receipt.message().get(request.lang));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Adds what a file says of rules and laws.
fn add_profile(profile: &mut Profile, file: &Path) -> Result<(), Bilingual> {
    let text = String::from_utf8_lossy(&read(file)?).into_owned();
    let said = |message| named(file, message);
    let Profile { muted, laws, off } = ProfileFile::read(&text).and_then(|file| file.profile()).map_err(said)?;
    profile.muted.extend(muted);
    profile.laws.extend(laws);
    profile.off.extend(off);
    Ok(())
}

/// Checks one file, or several together: one that cannot be read is told, and the others are checked all the same.
fn check(
    files: &[PathBuf],
    output: Output,
    (explain, claims): (bool, bool),
    marked: Option<&Path>,
    setting: &Setting,
    lang: Lang,
) -> Result<ExitCode, Bilingual> {
    let mut sessions = Vec::new();
    let mut unread = false;
    for opened in open_all(files, setting) {
        match opened {
            Ok(session) => {
                if let Some(caution) = session.caution() {
                    eprintln!("{}", of_file(files, &session, caution).get(lang));
                }
                sessions.push(session);
            }
            Err(problem) if files.len() == 1 => return Err(problem),
            Err(problem) => {
                eprintln!("{}", problem.get(lang));
                unread = true;
            }
        }
    }
    if let ([file], [session], Some(out)) = (files, sessions.as_slice(), marked) {
        write_marked(session, file, out, lang)?;
    }
    // A document says something in its text as well as in its tables.
    let is_several = files.len() > 1 || sessions.iter().any(|session| !session.workbook().prose.is_empty());
    let gathering = Gathering::of(sessions);
    let alone = gathering.sessions().next().map(|(_, session)| session).filter(|_| !is_several);
    match (output, alone) {
        (Output::Sarif, _) => print_json(&report::sarif(&gathering, lang))?,
        (Output::Json, Some(session)) => print_json(&report::check(session, lang, explain))?,
        (Output::Json, None) if claims => {
            print_json(&report::check_files(&gathering, lang, explain).with_claims(&gathering, lang))?;
        }
        (Output::Json, None) => print_json(&report::check_files(&gathering, lang, explain))?,
        (Output::Text, Some(session)) => print(report::plain(session, lang, explain))?,
        (Output::Text, None) if claims => print(report::plain_files(&gathering, lang, explain).with_claims())?,
        (Output::Text, None) => print(report::plain_files(&gathering, lang, explain))?,
    }
    Ok(if unread { ExitCode::from(2) } else { ExitCode::from(u8::from(gathering.has_errors())) })
}

/// What is said of one file, with its name where there are several.
fn of_file(files: &[PathBuf], session: &Session, said: Bilingual) -> Bilingual {
    if files.len() > 1 { named(Path::new(session.name()), said) } else { said }
}

/// Opens files side by side, as many at once as there are cores; what is told of them comes in their order.
fn open_all(files: &[PathBuf], setting: &Setting) -> Vec<Result<Session, Bilingual>> {
    let names = names(files);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicUsize::new(0);
    let opened: Mutex<BTreeMap<usize, Result<Session, Bilingual>>> = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let (Some(file), Some(name)) = (files.get(at), names.get(at)) else { break };
            // A file on which the program fails is told like one that cannot be read.
            let session = std::panic::catch_unwind(|| open_as(file, name.clone(), setting.clone()))
                .unwrap_or_else(|_| Err(named(file, failed())));
            opened.lock().unwrap_or_else(PoisonError::into_inner).insert(at, session);
        }
    };
    if files.len() > 1 {
        std::thread::scope(|scope| {
            for _ in 0..cores.min(files.len()) {
                scope.spawn(work);
            }
        });
    } else {
        work();
    }
    opened.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}

/// What files are called: by their names alone, or with their folders where two have one name.
fn names(files: &[PathBuf]) -> Vec<String> {
    let name = |file: &Path| file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let called = |file: &PathBuf| {
        let is_shared = files.iter().filter(|other| name(other) == name(file)).count() > 1;
        if is_shared { file.display().to_string() } else { name(file) }
    };
    files.iter().map(called).collect()
}

fn failed() -> Bilingual {
    Bilingual::new(
        "Chương trình gặp lỗi với tệp này; tệp gốc không bị thay đổi.",
        "The program failed on this file; the file itself is unchanged.",
    )
}

/// The cells with formulas.
fn formulas(workbook: &Workbook) -> BTreeSet<SheetCell> {
    let sheets = workbook.sheets.iter().enumerate();
    let formulas = sheets.flat_map(|(index, sheet)| {
        let cells = sheet.cells().filter(|(_, cell)| cell.formula.is_some());
        cells.map(move |(at, _)| (SheetIndex(index), at))
    });
    formulas.collect()
}

/// Which of the cells that had a formula have none any more: they will not follow other figures.
fn lost_formulas(had: BTreeSet<SheetCell>, workbook: &Workbook) -> Option<Bilingual> {
    let formula = |(index, at): &SheetCell| workbook.sheet(*index)?.cell(*at)?.formula.as_deref();
    let lost: Vec<SheetCell> = had.into_iter().filter(|place| formula(place).is_none()).collect();
    let (count, named) = (lost.len(), patch::named(workbook, &lost)?);
    Some(Bilingual::new(
        format!("{count} ô không còn công thức: {named}"),
        format!("{count} cells lost their formula: {named}"),
    ))
}

/// Writes the marked copy, never over the file itself.
fn write_marked(session: &Session, file: &Path, out: &Path, lang: Lang) -> Result<(), Bilingual> {
    check_extension(out, session.workbook().format.marked_extension())?;
    let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if same(file, out) {
        let name = out.display();
        return Err(Bilingual::new(
            format!("{name} là chính tệp đang soát: hãy đặt tên khác cho bản có đánh dấu."),
            format!("{name} is the very file that is checked: give the marked copy another name."),
        ));
    }
    let saved = session.marked(lang).map_err(|error| named(file, error.message()))?;
    write_saved(out, &saved, lang)
}

/// Writes a file and says what the person should know of it.
fn write_saved(out: &Path, saved: &Saved, lang: Lang) -> Result<(), Bilingual> {
    for note in &saved.notes {
        eprintln!("{}", note.get(lang));
    }
    std::fs::write(out, &saved.bytes).map_err(|error| {
        let name = out.display();
        let (vi, en) = reason(&error);
        Bilingual::new(format!("Không ghi được tệp {name}: {vi}."), format!("Cannot write {name}: {en}."))
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Bilingual> {
    std::fs::read(file).map_err(|error| {
        let name = file.display();
        let (vi, en) = reason(&error);
        Bilingual::new(format!("Không đọc được tệp {name}: {vi}."), format!("Cannot read {name}: {en}."))
    })
}

/// Why the system refuses, in plain words where it is a common reason.
fn reason(error: &std::io::Error) -> (String, String) {
    use std::io::ErrorKind;
    let (vi, en) = match error.kind() {
        ErrorKind::NotFound => ("không có tệp hoặc thư mục này", "there is no such file or folder"),
        ErrorKind::PermissionDenied => ("không có quyền", "permission denied"),
        ErrorKind::IsADirectory => ("đây là một thư mục", "it is a folder"),
        ErrorKind::StorageFull => ("ổ đĩa đã đầy", "the disk is full"),
        _ => return (error.to_string(), error.to_string()),
    };
    (vi.to_owned(), en.to_owned())
}

fn open(file: &Path) -> Result<Session, Bilingual> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    open_as(file, name, Setting::default())
}

fn open_as(file: &Path, name: String, setting: Setting) -> Result<Session, Bilingual> {
    Session::open_with(name, read(file)?, setting).map_err(|error| named(file, error.message()))
}

fn named(file: &Path, message: Bilingual) -> Bilingual {
    let file = file.display();
    Bilingual::new(format!("{file}: {}", message.vi), format!("{file}: {}", message.en))
}

/// Writes to standard output; a reader that has gone away is no failure.
fn print(text: impl std::fmt::Display) -> Result<(), Bilingual> {
    write_out(|out| write!(out, "{text}"))
}

fn print_json(value: &impl serde::Serialize) -> Result<(), Bilingual> {
    write_out(|out| {
        serde_json::to_writer(&mut *out, value)?;
        out.write_all(b"\n")
    })
}

fn write_out(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Bilingual> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Bilingual::new(
            format!("Không ghi được kết quả: {error}."),
            format!("Cannot write the result: {error}."),
        )),
        _ => Ok(()),
    }
}

/// `Sheet1!D5=92.36`; the sheet may be left out when there is but one.
fn edit(session: &Session, assignment: &str) -> Result<(Edit, Option<Bilingual>), Bilingual> {
    let workbook = session.workbook();
    let malformed = || {
        Bilingual::new(
            format!("Không hiểu --set {assignment}: cần viết như 'Sheet1!D5=92.36'."),
            format!("--set {assignment} is not understood: write it as 'Sheet1!D5=92.36'."),
        )
    };
    if let Some(rest) = assignment.strip_prefix('¶') {
        let unclear = || {
            Bilingual::new(
                format!(
                    "Không hiểu --set {assignment}: cần viết như '¶13:87,4=97,6'; phần trước dấu = phải có đúng một lần \
                     trong đoạn (thêm chữ đứng cạnh nếu số đó lặp lại: '¶13:đạt 87,4=đạt 97,6')."
                ),
                format!(
                    "--set {assignment} is not understood: write it as '¶13:87,4=97,6'; what stands before = must be \
                     there once (add a word beside a figure that stands there twice: '¶13:đạt 87,4=đạt 97,6')."
                ),
            )
        };
        return Ok((of_text(workbook, rest).ok_or_else(unclear)?, None));
    }
    // The name of a sheet may hold an equals sign or an exclamation mark; an address may not.
    let (place, value) = assignment
        .match_indices('=')
        .map(|(at, _)| (&assignment[..at], &assignment[at + 1..]))
        .find(|(place, _)| address(place).is_some())
        .ok_or_else(malformed)?;
    let (name, cell) = address(place).ok_or_else(malformed)?;
    let sheet = match name {
        Some(name) => workbook.sheet_named(&name).map(|(index, _)| index).ok_or_else(|| {
            let names: Vec<&str> = workbook.sheets.iter().map(|Sheet { name, .. }| name.as_str()).collect();
            Bilingual::new(
                format!("Không có trang tính {name}; tệp có: {}.", names.join(", ")),
                format!("There is no sheet {name}; the file has: {}.", names.join(", ")),
            )
        })?,
        None if workbook.sheets.len() == 1 => SheetIndex(0),
        None => return Err(malformed()),
    };
    let entered = session.entered(sheet, cell, value, Marks::OfPrograms).map_err(|refused| refused.message())?;
    Ok((Edit::of_cell(sheet, cell, entered.new), entered.told))
}

/// `13:87,4=97,6`: in the paragraph of that number, what stands there once.
fn of_text(workbook: &Workbook, assignment: &str) -> Option<Edit> {
    let (number, change) = assignment.split_once(':')?;
    let (was, new) = change.split_once('=').filter(|(was, _)| !was.is_empty())?;
    let paragraph = workbook::ParagraphIndex(number.trim().parse::<usize>().ok()?.checked_sub(1)?);
    let text = &workbook.prose.paragraph(paragraph)?.text;
    let mut found = text.match_indices(was);
    let (Some((at, _)), None) = (found.next(), found.next()) else { return None };
    let start = u32::try_from(text.get(..at)?.chars().count()).ok()?;
    let end = start.checked_add(u32::try_from(was.chars().count()).ok()?)?;
    Some(Edit { place: Place::of_span(Span { paragraph, start, end }), new: Input::Text(new.to_owned()) })
}

fn address(place: &str) -> Option<(Option<String>, CellRef)> {
    match place.rsplit_once('!') {
        Some((name, cell)) => {
            let name = name.strip_prefix('\'').and_then(|name| name.strip_suffix('\'')).unwrap_or(name);
            Some((Some(name.replace("''", "'")), cell.parse().ok()?))
        }
        None => Some((None, place.parse().ok()?)),
    }
}

/// A workbook keeps its kind: Excel refuses one whose extension says something else.
fn check_extension(out: &Path, wanted: &str) -> Result<(), Bilingual> {
    match out.extension() {
        Some(extension) if extension.eq_ignore_ascii_case(wanted) => Ok(()),
        _ => Err(Bilingual::new(
            format!("Tệp này được lưu ở dạng .{wanted}: hãy đặt tên tệp ra có đuôi .{wanted}."),
            format!("This file is saved as .{wanted}: give the output file that extension."),
        )),
    }
}
