//! The command line, as a person or a script runs it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use soatbieu::workbook;
use support::folder;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_soatbieu")).args(arguments).output().unwrap()
}

fn path(name: &str) -> String {
    folder().join(name).to_str().unwrap().to_owned()
}

/// A file of this test's own in the folder for such files.
fn out(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn check_prints_relations_and_findings_as_json() {
    let output = run(&["check", &path("appendices-numbers.xlsx"), "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["file"], "appendices-numbers.xlsx");
    let sheet = json["sheets"].as_array().unwrap().iter().find(|sheet| sheet["name"] == "PB03").unwrap();
    let relations = sheet["relations"].as_array().unwrap();
    let found = relations.iter().any(|relation| {
        relation["kind"] == "sum"
            && relation["target"] == "D17"
            && relation["operands"].as_array().unwrap().len() == 9
            && relation["evidence"] == "structural"
            && relation["holds"] == true
    });
    assert!(found, "{relations:?}");
}

#[test]
fn a_wrong_total_ends_with_one_and_its_finding_has_all_fields() {
    let wrong = out("wrong.xlsx");
    let wrong = wrong.to_str().unwrap();
    let fixed = run(&["fix", &path("appendices-numbers.xlsx"), "--set", "PB03!D17=26354.701", "-o", wrong]);
    assert_eq!(fixed.status.code(), Some(0), "{}", said(&fixed));
    let output = run(&["check", wrong, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    let findings: Vec<&Json> =
        json["sheets"].as_array().unwrap().iter().flat_map(|sheet| sheet["findings"].as_array().unwrap()).collect();
    let error = findings.iter().find(|finding| finding["severity"] == "error").unwrap();
    assert_eq!(error["cell"], "D17");
    assert_eq!(error["found"], "26.354,701");
    assert_eq!(error["expected"], "26.344,701");
    assert_eq!(error["suspects"][0], "D17");
    assert!(error["confidence"].as_f64().unwrap() > 0.5);
    assert!(error["operands"].as_array().unwrap().len() > 1);
    let edit = &error["fixes"][0]["edits"][0];
    assert_eq!((edit["cell"].as_str(), edit["value"].as_f64()), (Some("D17"), Some(26344.701)));

    let corrected = out("corrected.xlsx");
    let corrected = corrected.to_str().unwrap();
    let fixed = run(&["fix", wrong, "--apply-suggested", "-o", corrected]);
    assert_eq!(fixed.status.code(), Some(0), "{}", said(&fixed));
    assert_eq!(run(&["check", corrected]).status.code(), Some(0));
}

#[test]
fn fix_sets_numbers_text_and_nothing_in_the_named_sheet() {
    let file = out("set.xlsx");
    let output = run(&[
        "fix",
        &path("features.xlsx"),
        "--set=Dữ liệu!B3=92.36",
        "--set=Dữ liệu!B4=1.234,5",
        "--set='Dữ liệu'!A5=một = hai!",
        "--set=hai!B9=",
        "-o",
        file.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let workbook = workbook::read(
        &std::fs::File::open(&file)
            .map(|mut file| {
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
                bytes
            })
            .unwrap(),
    )
    .unwrap();
    let shown = |sheet: &str, at: &str| {
        let cell = workbook.sheet_named(sheet).unwrap().1.cell(at.parse().unwrap()).cloned().unwrap_or_default();
        workbook.shown(&cell).into_owned()
    };
    assert_eq!(shown("Dữ liệu", "B3"), "92,36");
    assert_eq!(shown("Dữ liệu", "B4"), "1.234,50");
    assert_eq!(shown("Dữ liệu", "A5"), "một = hai!");
    assert_eq!(shown("Hai", "B9"), "");
}

#[test]
fn fix_says_which_cells_lost_a_formula() {
    let file = out("lost.xlsx");
    let said_of = |sets: &[&str], lang: &str| {
        let fixture = path("features.xlsx");
        let to = ["-o", file.to_str().unwrap(), "--lang", lang];
        let output = run(&[&["fix", fixture.as_str()], sets, to.as_slice()].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    };
    let sets = ["--set=Dữ liệu!E3=7", "--set=Dữ liệu!B4=1", "--set=Dữ liệu!F4="];
    let (vi, en) = (said_of(&sets, "vi"), said_of(&sets, "en"));
    assert!(vi.lines().any(|line| line == "2 ô không còn công thức: Dữ liệu!E3, Dữ liệu!F4"), "{vi}");
    assert!(en.lines().any(|line| line == "2 cells lost their formula: Dữ liệu!E3, Dữ liệu!F4"), "{en}");
    assert!(!said_of(&["--set=Dữ liệu!B4=1"], "en").contains("formula:"));
}

#[test]
fn dump_gives_every_cell_with_its_type() {
    let output = run(&["dump", &path("features.xlsx")]);
    assert_eq!(output.status.code(), Some(0));
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    let cell = |at: &str| {
        let cells = json["sheets"][0]["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["ref"] == at).unwrap().clone()
    };
    assert_eq!(cell("B3"), serde_json::json!({"ref": "B3", "type": "number", "value": 2469}));
    assert_eq!(cell("D3"), serde_json::json!({"ref": "D3", "type": "date", "value": 45613}));
    assert_eq!(cell("F3"), serde_json::json!({"ref": "F3", "type": "bool", "value": true}));
    assert_eq!(cell("F4"), serde_json::json!({"ref": "F4", "type": "error", "value": "#DIV/0!", "formula": "1/0"}));
    assert_eq!(cell("F5")["value"], "thường đậm thường");
    assert_eq!(cell("E3")["formula"], "B3*2");
}

#[test]
fn what_cannot_be_done_is_said_in_one_sentence() {
    let none = out("none.xlsx");
    let none = none.to_str().unwrap();
    let fixture = path("features.xlsx");
    let cases: &[&[&str]] = &[
        &["check", "không-có.xlsx"],
        &["check", env!("CARGO_MANIFEST_DIR")],
        &["check", concat!(env!("CARGO_MANIFEST_DIR"), "/docs/images/empty-dark.png")],
        &["check"],
        &["check", &fixture, "--format", "xml"],
        &["đọc", &fixture],
        &["check", &fixture, "--nhanh"],
        &["fix", &fixture, "--set", "Dữ liệu!B3=1"],
        &["fix", &fixture, "--set", "Dữ liệu!B3", "-o", none],
        &["fix", &fixture, "--set", "B3=1", "-o", none],
        &["fix", &fixture, "--set", "Ba!B3=1", "-o", none],
        &["fix", &fixture, "--set", "Dữ liệu!H4=1", "-o", none],
        &["fix", &fixture, "--set", "Hai!B3=cột 2", "-o", none],
        &["fix", &fixture, "--set", "Dữ liệu!B3=1", "-o", "ra.xls"],
        &["check", &fixture, "--marked", &fixture],
        &["check", &fixture, "--marked", "ra.xls"],
        &["check", &path("macros.xlsm"), "--marked", none],
        &["check", &fixture, "--marked", "không/có/ra.xlsx"],
        &["check", &fixture, &fixture, "--marked", none],
        &["dump", &fixture, &fixture],
        &["fix", &path("macros.xlsm"), "--set", "A1=1", "-o", none],
    ];
    for case in cases {
        for lang in ["vi", "en"] {
            let output = run(&[case, ["--lang", lang].as_slice()].concat());
            let said = said(&output);
            assert_eq!(output.status.code(), Some(2), "{case:?}: {said}");
            assert!(output.stdout.is_empty(), "{case:?}");
            assert_eq!(said.trim_end().lines().count(), 1, "{case:?}: {said}");
            assert!(said.trim_end().ends_with('.'), "{case:?}: {said}");
        }
    }
    assert!(!Path::new(none).exists());
}

#[test]
fn check_also_writes_a_marked_copy_and_leaves_the_file_as_it_is() {
    let file = out("marked-copy.xlsx");
    let original = support::fixture("features.xlsx");
    let plain = run(&["check", &path("features.xlsx")]);
    let output = run(&["check", &path("features.xlsx"), "--marked", file.to_str().unwrap()]);
    assert_eq!((output.status.code(), output.stdout), (plain.status.code(), plain.stdout));
    let marked = workbook::read(&support::file(&file)).unwrap();
    assert_eq!(marked.sheets.last().unwrap().name, "Kết quả soát");
    assert_eq!(support::fixture("features.xlsx"), original);
}

/// What cell A1 of a workbook holds after `fix --set`, by its JSON; or what was said instead.
fn set(sheet: &str, code: &str, assignment: &str) -> Result<(Json, String), String> {
    let name: String = assignment.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    let (file, made) = (out(&format!("typed-{name}.xlsx")), out(&format!("typed-{name}-out.xlsx")));
    support::write(&file, &support::sheet_package(sheet, code));
    let output = run(&["fix", file.to_str().unwrap(), "--set", assignment, "-o", made.to_str().unwrap()]);
    if output.status.code() != Some(0) {
        return Err(said(&output));
    }
    let dump = run(&["dump", made.to_str().unwrap()]);
    let json: Json = serde_json::from_slice(&dump.stdout).unwrap();
    Ok((json["sheets"][0]["cells"][0].clone(), said(&output)))
}

#[test]
fn what_is_set_is_understood_as_a_person_means_it() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' s='1'><v>1</v></c></row></sheetData></worksheet>";
    let cases = [
        ("0.0%", "12%", serde_json::json!(0.12)),
        ("0.0%", "12,5 %", serde_json::json!(0.125)),
        // A cell that shows no percents takes one with its format.
        ("0", "12 %", serde_json::json!(0.12)),
        ("dd/mm/yyyy", "20/11/2024", serde_json::json!(45616)),
        ("dd/mm/yyyy", "2024-11-20", serde_json::json!(45616)),
        ("0", "TRUE", serde_json::json!(true)),
        ("0", "1,5E+3", serde_json::json!(1500)),
        ("0", "1.5E+300", serde_json::json!(1.5e300)),
        ("0", "217.476", serde_json::json!(217.476)),
        ("0", "1.234.567,5", serde_json::json!(1234567.5)),
        ("0", "'00456", serde_json::json!("00456")),
        ("@", "00456", serde_json::json!("00456")),
        ("0", "00456", serde_json::json!(456)),
        ("0", "'=B1", serde_json::json!("=B1")),
    ];
    for (code, text, wanted) in cases {
        let (cell, _) = set(sheet, code, &format!("S!A1={text}")).unwrap();
        assert_eq!(cell["value"], wanted, "{text} in {code}");
    }
    let (cell, told) = set(sheet, "0", "A1=20/11/2024").unwrap();
    assert_eq!(cell["value"], "20/11/2024");
    assert!(told.contains("không có định dạng ngày"), "{told}");
}

#[test]
fn a_formula_is_refused_as_on_the_page() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData></worksheet>";
    for formula in ["S!B1==A1*2", "S!B1=+A1*2", "B1= =SUM(A1:A1)"] {
        let said = set(sheet, "0", formula).unwrap_err();
        assert_eq!(said.trim_end(), "Ô S!B1: ở đây chỉ nhập được số hoặc chữ; công thức hãy sửa trong Excel.");
    }
}

#[test]
fn several_files_are_checked_together_and_a_broken_one_stops_nothing() {
    let (one, other) = (path("appendices-numbers.xlsx"), path("features.xlsx"));
    let broken = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/images/empty-dark.png");
    let output = run(&["check", &one, broken, &other, "--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("empty-dark.png"), "{}", said(&output));
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["version"], 1);
    let names: Vec<&Json> = json["files"].as_array().unwrap().iter().map(|file| &file["file"]).collect();
    assert_eq!(names, ["appendices-numbers.xlsx", "features.xlsx"]);
    assert!(json["files"][0]["version"].is_null() && json["files"][0]["sheets"].is_array());
    assert!(json["findings"].is_array());
    // One of them alone prints what it always did, and the version of it.
    let output = run(&["check", &one, "--format", "json"]);
    let alone: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(alone["version"], 1);
    assert_eq!(alone["sheets"], json["files"][0]["sheets"]);
    let output = run(&["check", &one, &other, "--format", "sarif"]);
    let sarif: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["artifacts"].as_array().unwrap().len(), 2);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "only the engine must not touch files")]
fn a_profile_is_a_file_of_one_version() {
    let file = out("mau.json");
    let check = || run(&["check", &path("appendices-numbers.xlsx"), "--profile", file.to_str().unwrap()]);
    std::fs::write(
        &file,
        r#"{"kind":"soatbieu-profile","version":1,"muted":["rounding-only"],"laws":["cột 6 ≤ cột 5"]}"#,
    )
    .unwrap();
    let output = check();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("rounding-only"));
    for (text, why) in [
        (r#"{"kind":"soatbieu-profile","version":9}"#, "phiên bản 9"),
        ("{}", "mẫu"),
        (r#"{"kind":"soatbieu-profile","version":1,"laws":["cột 6 = dân số"]}"#, "dân số"),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = check();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(said(&output).contains(why), "{text}: {}", said(&output));
    }
}
