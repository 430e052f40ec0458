//! What the person asked for.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;
use soatbieu::relation::OwnLaw;
use soatbieu::rules::Profile;
use soatbieu::text::{Bilingual, Lang};

/// What to do, and in which language to speak.
pub struct Request {
    pub lang: Lang,
    pub command: Command,
}

pub enum Command {
    Help,
    Version,
    Check {
        files: Vec<PathBuf>,
        output: Output,
        explain: bool,
        claims: bool,
        marked: Option<PathBuf>,
        profile: Profile,
        /// Files with more of it.
        profile_files: Vec<PathBuf>,
    },
    Dump {
        file: PathBuf,
    },
    Fix {
        file: PathBuf,
        set: Vec<String>,
        apply_safe: bool,
        apply_suggested: bool,
        out: PathBuf,
    },
}

#[derive(Clone, Copy)]
pub enum Output {
    Text,
    Json,
    Sarif,
}

/// Reads the arguments. The language is given also when they are not understood.
pub fn parse(arguments: impl Iterator<Item = OsString>) -> (Lang, Result<Request, Bilingual>) {
    let arguments: Vec<OsString> = arguments.collect();
    let english = arguments.windows(2).any(|pair| pair[0] == "--lang" && pair[1] == "en")
        || arguments.iter().any(|argument| argument == "--lang=en");
    let lang = if english { Lang::En } else { Lang::Vi };
    (lang, parse_with(lexopt::Parser::from_args(arguments), lang))
}

fn parse_with(mut parser: lexopt::Parser, lang: Lang) -> Result<Request, Bilingual> {
    let (mut name, mut files, mut out) = (None, Vec::new(), None);
    let (mut output, mut explain, mut claims, mut set) = (Output::Text, false, false, Vec::new());
    let mut marked = None;
    let (mut profile, mut profile_files) = (Profile::default(), Vec::new());
    let (mut apply_safe, mut apply_suggested) = (false, false);
    while let Some(argument) = parser.next().map_err(|error| misused(&error))? {
        match argument {
            Short('h') | Long("help") => return Ok(Request { lang, command: Command::Help }),
            Short('V') | Long("version") => return Ok(Request { lang, command: Command::Version }),
            Long("lang") => match text(&mut parser)?.as_str() {
                "vi" | "en" => {}
                other => return Err(unknown("--lang", other)),
            },
            Long("format") => match text(&mut parser)?.as_str() {
                "text" => output = Output::Text,
                "json" => output = Output::Json,
                "sarif" => output = Output::Sarif,
                other => return Err(unknown("--format", other)),
            },
            Long("marked") => {
                marked = Some(PathBuf::from(parser.value().map_err(|error| misused(&error))?));
            }
            Long("explain") => explain = true,
            Long("mute") => {
                let code = text(&mut parser)?;
                if !profile.mute(&code) {
                    return Err(unknown("--mute", &code));
                }
            }
            Long("law") => {
                let law = text(&mut parser)?;
                profile.laws.push(OwnLaw::parse(&law).map_err(|why| no_law(&law, &why.message()))?);
            }
            Long("profile") => {
                profile_files.push(PathBuf::from(parser.value().map_err(|error| misused(&error))?));
            }
            Long("claims") => claims = true,
            Long("set") => set.push(text(&mut parser)?),
            Long("apply-safe") => apply_safe = true,
            Long("apply-suggested") => apply_suggested = true,
            Short('o') | Long("output") => {
                out = Some(PathBuf::from(parser.value().map_err(|error| misused(&error))?));
            }
            Value(value) if name.is_none() => name = Some(value),
            Value(value) => files.push(PathBuf::from(value)),
            other => return Err(misused(&other.unexpected())),
        }
    }
    let Some(name) = name else { return Ok(Request { lang, command: Command::Help }) };
    let one = |files: Vec<PathBuf>| {
        let mut files = files.into_iter();
        match (files.next(), files.next()) {
            (None, _) => Err(Bilingual::new("Thiếu tên tệp cần soát.", "The name of a file is missing.")),
            (Some(file), None) => Ok(file),
            (_, Some(second)) => Err(Bilingual::new(
                format!("Lệnh này chỉ nhận một tệp: thừa {}.", second.display()),
                format!("This command takes one file: {} is one too many.", second.display()),
            )),
        }
    };
    let command = match name.to_str() {
        Some("check") if files.len() > 1 && marked.is_none() => {
            Command::Check { files, output, explain, claims, marked, profile, profile_files }
        }
        Some("check") => {
            Command::Check { files: vec![one(files)?], output, explain, claims, marked, profile, profile_files }
        }
        Some("dump") => Command::Dump { file: one(files)? },
        Some("fix") => Command::Fix {
            file: one(files)?,
            set,
            apply_safe,
            apply_suggested,
            out: out.ok_or_else(|| {
                Bilingual::new("Thiếu tên tệp ra: thêm -o TỆP_RA.", "The output file is missing: add -o OUT.")
            })?,
        },
        _ => return Err(unknown("soatbieu", &name.to_string_lossy())),
    };
    Ok(Request { lang, command })
}

fn text(parser: &mut lexopt::Parser) -> Result<String, Bilingual> {
    parser.value().and_then(|value| value.string()).map_err(|error| misused(&error))
}

fn misused(error: &lexopt::Error) -> Bilingual {
    Bilingual::new(
        format!("Không hiểu lệnh ({error}); xem soatbieu --help."),
        format!("The command is not understood ({error}); see soatbieu --help --lang en."),
    )
}

fn unknown(option: &str, value: &str) -> Bilingual {
    Bilingual::new(
        format!("{option} không có lựa chọn \"{value}\"; xem soatbieu --help."),
        format!("{option} has no choice \"{value}\"; see soatbieu --help --lang en."),
    )
}

fn no_law(law: &str, why: &Bilingual) -> Bilingual {
    Bilingual::new(format!("--law \"{law}\": {}", why.vi), format!("--law \"{law}\": {}", why.en))
}

/// How to use the command.
pub fn help(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => HELP_VI,
        Lang::En => HELP_EN,
    }
}

const HELP_VI: &str = "\
Soát Biểu kiểm tra số liệu trong phụ biểu báo cáo.

  soatbieu check TỆP... [--format text|json|sarif] [--explain] [--claims] [--marked TỆP_RA.xlsx]
                 [--law '6=5/4*100']... [--mute TÊN_QUY_TẮC]... [--profile MẪU.json]...
      Soát tệp. Kết thúc với mã 0 khi không có chỗ sai, 1 khi có, 2 khi không đọc được tệp nào đó (các
      tệp khác vẫn được soát). Nhiều tệp được soát cả với nhau: biểu của xã với biểu tổng hợp, biểu năm
      nay với biểu năm trước, hai bản của một biểu; thứ tự các tệp không quan trọng.
      --explain in cả các phép tính đã đối chiếu và căn cứ của chúng; của nhiều tệp: cột nào được so với cột
      nào của tệp kỳ trước.
      --law thêm một phép tính mà biểu không in ra, theo số cột hoặc số dòng ('dòng 17 = tổng dòng 8–16');
      --mute không báo theo một quy tắc; --profile dùng mẫu phép tính đã xuất từ trang.
      --claims in từng con số trong lời văn của báo cáo: được hiểu là gì, khớp hay lệch với số nào.
      --marked (một tệp) ghi thêm một bản của tệp có tô màu, ghi chú ở các ô cần xem và trang Kết quả soát.
  soatbieu fix TỆP [--set 'Sheet1!D5=92.36']... [--apply-safe] [--apply-suggested] -o TỆP_RA
      Sửa ô và lưu ra tệp mới; mọi phần khác của tệp giữ nguyên. Giá trị được hiểu như khi gõ vào ô:
      12 %, 20/11/2024, TRUE, 1,5E+3, '00456 (chữ); 217.476 là số có ba số lẻ. Không nhận công thức.
      Trong lời văn: --set '¶13:87,4=97,6' thay 87,4 ở đoạn 13 bằng 97,6.
  soatbieu dump TỆP
      In nội dung đã đọc, dạng JSON.

  --lang vi|en    ngôn ngữ của kết quả
";

const HELP_EN: &str = "\
Soát Biểu checks the numbers of report spreadsheets.

  soatbieu check FILE... [--format text|json|sarif] [--explain] [--claims] [--marked OUT.xlsx]
                 [--law '6=5/4*100']... [--mute RULE]... [--profile PROFILE.json]...
      Checks files. Ends with 0 when nothing is wrong, 1 when something is, 2 when one of them
      cannot be read (the others are still checked). Several files are also held against each
      other: communes and their district, this year and last, two versions of one file; their
      order makes no difference. --explain also prints the laws that were checked and their evidence,
      and which columns of several files were held against each other.
      --law adds a law that the form does not print, by the numbers of its columns or lines
      ('line 17 = sum of lines 8-16'); --mute leaves a rule out; --profile takes a profile exported from the page.
      --claims also prints every figure in the text of a report: how it was read, and what it was held against.
      --marked (one file) also writes a copy of the file in which the cells to look at are coloured and
      carry a note, with a sheet that lists them.
  soatbieu fix FILE [--set 'Sheet1!D5=92.36']... [--apply-safe] [--apply-suggested] -o OUT
      Changes cells and saves a new file; every other part of it stays as it is. A value is read as
      when it is typed into the cell: 12 %, 20/11/2024, TRUE, 1,5E+3, '00456 (text); in 217.476 the
      point is the decimal mark. Formulas are refused.
      In the text of a report: --set '¶13:87,4=97,6' puts 97,6 for 87,4 in paragraph 13.
  soatbieu dump FILE
      Prints what was read, as JSON.

  --lang vi|en    the language of the output
";
