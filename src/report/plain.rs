//! The report that a person reads in a terminal.

use std::fmt::{self, Display};

use crate::finding::{Finding, Severity};
use crate::relation::{Evidence, Origin, Standing};
use crate::session::Session;
use crate::text::Lang;
use crate::workbook::SheetIndex;

/// What was found, as lines of text.
pub struct Plain<'a> {
    session: &'a Session,
    lang: Lang,
    explain: bool,
}

/// Writes what was found in one language; with `explain`, also the laws that were checked and
/// what speaks for each.
pub fn plain(session: &Session, lang: Lang, explain: bool) -> Plain<'_> {
    Plain { session, lang, explain }
}

impl Plain<'_> {
    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    fn finding(&self, f: &mut fmt::Formatter<'_>, sheet: &str, finding: &Finding) -> fmt::Result {
        let severity = match finding.severity {
            Severity::Error => self.say("sai", "wrong"),
            Severity::Warning => self.say("cần xem", "check"),
            Severity::Info => self.say("lưu ý", "note"),
        };
        writeln!(f, "{sheet}!{}: {severity}: {} [{}]", finding.place, finding.message.get(self.lang), finding.rule)?;
        for line in [&finding.law, &finding.likely] {
            let line = line.get(self.lang);
            if !line.is_empty() {
                writeln!(f, "    {line}")?;
            }
        }
        for fix in &finding.fixes {
            writeln!(f, "    → {}", fix.title.get(self.lang))?;
        }
        Ok(())
    }

    fn law(&self, f: &mut fmt::Formatter<'_>, standing: &Standing) -> fmt::Result {
        let evidence = match standing.pattern.evidence {
            _ if standing.pattern.origin == Origin::Form => {
                self.say("như ở bảng cùng mẫu", "as in a table of its form")
            }
            Evidence::Declared => self.say("in trong bảng", "declared"),
            Evidence::Structural => self.say("theo cấu trúc bảng", "by structure"),
            Evidence::Semantic => self.say("theo tiêu đề", "by its header"),
            Evidence::Mined => self.say("suy từ số liệu", "found in the figures"),
        };
        writeln!(f, "  {} ({evidence})", standing.law_with_tally().get(self.lang))?;
        for relation in standing.broken() {
            let operands: Vec<String> = relation.operands.iter().map(ToString::to_string).collect();
            writeln!(f, "    ✗ {} ← {}", relation.target, operands.join(", "))?;
        }
        Ok(())
    }
}

impl Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut compared, mut counts) = (0, [0_usize; 3]);
        for (index, sheet) in self.session.workbook().sheets.iter().enumerate() {
            let Some(report) = self.session.report(SheetIndex(index)) else { continue };
            compared += report.compared();
            if self.explain && !report.standings.is_empty() {
                writeln!(f, "{}:", sheet.name)?;
                report.standings.iter().try_for_each(|standing| self.law(f, standing))?;
            }
            for finding in report.findings.iter().filter(|finding| !self.session.is_dismissed(&finding.key)) {
                let [errors, warnings, notes] = &mut counts;
                *match finding.severity {
                    Severity::Error => errors,
                    Severity::Warning => warnings,
                    Severity::Info => notes,
                } += 1;
                self.finding(f, &sheet.name, finding)?;
            }
        }
        let [errors, warnings, notes] = counts;
        match self.lang {
            Lang::Vi => writeln!(
                f,
                "Đã đối chiếu {compared} phép tính: {errors} chỗ sai, {warnings} chỗ cần xem, {notes} lưu ý."
            ),
            Lang::En => {
                writeln!(f, "{compared} calculations compared: {errors} wrong, {warnings} to check, {notes} notes.")
            }
        }
    }
}
