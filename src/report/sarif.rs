//! What was found as SARIF 2.1.0 (OASIS), which tools that gather the findings of checkers read.
//!
//! A workbook has no lines of text: a region's line is the row of the cell and its column the column, and the logical
//! location names sheet and cell.

use serde_json::{Value as Json, json};

use super::files::{PlaceCheck, place_check};
use super::json::input;
use crate::finding::{Finding, Fix, Role, Severity};
use crate::ledger::Place;
use crate::rules::RULES;
use crate::session::{Gathering, Reason};
use crate::text::Lang;

/// Where the schema stands that this follows.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Gathers what was found in several files and between them. What a person has said is none is suppressed, with the
/// reason.
pub fn sarif(gathering: &Gathering, lang: Lang) -> Json {
    let mut results: Vec<Json> = Vec::new();
    for (source, session) in gathering.sessions() {
        let sheets = (0..session.workbook().sheets.len()).map(crate::workbook::SheetIndex);
        let findings = sheets.filter_map(|sheet| session.report(sheet)).flat_map(|report| &report.findings);
        for finding in findings {
            let reason = session.reason(&finding.key);
            results.push(result(gathering, finding, &|place| place.within(source), reason, lang));
        }
    }
    for finding in gathering.findings() {
        results.push(result(gathering, finding, &|place| place, gathering.reason(&finding.key), lang));
    }
    let rules: Vec<Json> = RULES
        .iter()
        .map(|rule| json!({ "id": rule.code.to_string(), "shortDescription": { "text": rule.what_it_does() } }))
        .collect();
    let artifacts: Vec<Json> =
        gathering.sessions().map(|(_, session)| json!({ "location": { "uri": uri(session.name()) } })).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "Soát Biểu", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "artifacts": artifacts,
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(
    gathering: &Gathering,
    finding: &Finding,
    within: &dyn Fn(Place) -> Place,
    reason: Option<&Reason>,
    lang: Lang,
) -> Json {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let suspected = finding.suspects.iter().map(|suspect| suspect.place);
    let suspected: Vec<Place> = suspected.filter(|place| *place != finding.place).collect();
    let related = suspected
        .into_iter()
        .map(|place| (place, None))
        .chain(finding.operands.iter().map(|operand| (operand.place, Some(Role::Operand))))
        .chain(finding.related.iter().map(|related| (related.place, Some(related.role))));
    let related: Vec<Json> = (0_u32..)
        .zip(related)
        .map(|(id, (place, role))| {
            let mut location = location(gathering, within(place));
            if let Some(fields) = location.as_object_mut() {
                fields.insert("id".to_owned(), json!(id));
                fields.insert("message".to_owned(), json!({ "text": role_in_words(role, lang) }));
            }
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.rule.to_string(),
        "ruleIndex": RULES.iter().position(|rule| rule.code == finding.rule),
        "level": level,
        "message": { "text": finding.message.get(lang) },
        "locations": [location(gathering, within(finding.place))],
        "rank": finding.confidence.0 * 100.0,
        "partialFingerprints": { "findingKey/v1": finding.key.0 },
    });
    let Some(fields) = result.as_object_mut() else { return result };
    if !related.is_empty() {
        fields.insert("relatedLocations".to_owned(), Json::Array(related));
    }
    let fixes: Vec<Json> = finding.fixes.iter().map(|proposed| fix(gathering, proposed, within, lang)).collect();
    if !fixes.is_empty() {
        fields.insert("fixes".to_owned(), Json::Array(fixes));
    }
    if let Some(reason) = reason {
        let words = reason.words();
        let why = words.get(lang);
        let mut suppression = json!({ "kind": "external", "status": "accepted" });
        if let Some(fields) = suppression.as_object_mut().filter(|_| !why.is_empty()) {
            fields.insert("justification".to_owned(), json!(why));
        }
        fields.insert("suppressions".to_owned(), json!([suppression]));
    }
    result
}

fn role_in_words(role: Option<Role>, lang: Lang) -> &'static str {
    match (role, lang) {
        (None, Lang::Vi) => "số cũng có thể sai",
        (None, Lang::En) => "may be wrong as well",
        (Some(Role::Operand), Lang::Vi) => "số được tính từ đây",
        (Some(Role::Operand), Lang::En) => "is computed from this",
        (Some(Role::ConfirmedBy), Lang::Vi) => "số xác nhận",
        (Some(Role::ConfirmedBy), Lang::En) => "confirms it",
        (Some(Role::ContradictedBy), Lang::Vi) => "số nói khác",
        (Some(Role::ContradictedBy), Lang::En) => "says otherwise",
    }
}

fn location(gathering: &Gathering, place: Place) -> Json {
    let named = place_check(gathering, place);
    let (PlaceCheck::Cell { file, .. } | PlaceCheck::Span { file, .. }) = &named;
    let logical = match &named {
        PlaceCheck::Cell { sheet, cell, .. } => {
            json!({ "name": cell.to_string(), "fullyQualifiedName": format!("{sheet}!{cell}"), "kind": "element" })
        }
        PlaceCheck::Span { paragraph, text, .. } => {
            let name = format!("¶{}", paragraph.saturating_add(1));
            json!({ "name": name, "fullyQualifiedName": format!("{name} “{text}”"), "kind": "element" })
        }
    };
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file), "index": place.source.0 },
            "region": region(place),
        },
        "logicalLocations": [logical],
    })
}

/// Rows as lines and columns as columns; paragraphs as lines and characters as columns. All counted from one.
fn region(place: Place) -> Json {
    if let Some(span) = place.span() {
        return json!({
            "startLine": span.paragraph.0.saturating_add(1),
            "startColumn": span.start.saturating_add(1),
            "endColumn": span.end.saturating_add(1),
        });
    }
    let (row, col) = place.cell().map_or((0, 0), |cell| (cell.row.0, cell.col.0));
    json!({
        "startLine": row.saturating_add(1),
        "startColumn": col.saturating_add(1),
        "endColumn": col.saturating_add(2),
    })
}

fn fix(gathering: &Gathering, fix: &Fix, within: &dyn Fn(Place) -> Place, lang: Lang) -> Json {
    let changes: Vec<Json> = fix
        .edits
        .iter()
        .map(|edit| {
            let place = within(edit.place);
            let file = gathering.session(place.source).map_or("", |session| session.name());
            let value = match input(&edit.new) {
                Json::String(text) => text,
                Json::Null => String::new(),
                other => other.to_string(),
            };
            json!({
                "artifactLocation": { "uri": uri(file), "index": place.source.0 },
                "replacements": [{ "deletedRegion": region(place), "insertedContent": { "text": value } }],
            })
        })
        .collect();
    json!({ "description": { "text": fix.title.get(lang) }, "artifactChanges": changes })
}

/// The name of a file as a relative reference (RFC 3986).
fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::gathering_tests::years;

    /// What the schema asks of an object.
    fn has(object: &Json, fields: &[&str]) {
        for field in fields {
            assert!(!object[*field].is_null(), "{field} is missing: {object:#}");
        }
    }

    #[test]
    fn what_the_schema_asks_for_is_there() {
        let mut gathering = years();
        for suppressed in [false, true] {
            let log = sarif(&gathering, Lang::Vi);
            has(&log, &["version", "runs", "$schema"]);
            assert_eq!(log["version"], "2.1.0");
            let run = &log["runs"][0];
            has(&run["tool"]["driver"], &["name", "version", "rules"]);
            let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
            assert!(rules.iter().all(|rule| !rule["shortDescription"]["text"].as_str().unwrap().is_empty()));
            assert_eq!(run["artifacts"][1]["location"]["uri"], "nam%202025.xlsx");
            let results = run["results"].as_array().unwrap();
            assert_eq!(results.len(), 1);
            let result = &results[0];
            has(result, &["ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations"]);
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert_eq!((&result["ruleId"], &result["level"]), (&json!("prior-period-mismatch"), &json!("error")));
            has(&result["message"], &["text"]);
            for location in [&result["locations"][0], &result["relatedLocations"][0]] {
                has(location, &["physicalLocation", "logicalLocations"]);
                has(&location["physicalLocation"]["artifactLocation"], &["uri", "index"]);
                has(&location["physicalLocation"]["region"], &["startLine", "startColumn", "endColumn"]);
            }
            assert_eq!(result["locations"][0]["logicalLocations"][0]["name"], "C4");
            assert_eq!(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["index"], 0);
            assert_eq!(!result["suppressions"].is_null(), suppressed);
            if suppressed {
                assert_eq!(result["suppressions"][0]["justification"], "số liệu gốc ghi vậy");
            }
            let key = gathering.findings()[0].key.clone();
            gathering.keep(key, Reason::Source);
        }
    }
}
