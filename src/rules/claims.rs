//! What the sentences of documents say against each other and against tables, put into findings.

use super::files::{Files, LIKELY, SURE, both, shown, tried};
use crate::claim::{self, Cause, Claim, Direction, Discord, Outcome, Remedy, Role, Spot, Why};
use crate::diagnose::slip;
use crate::finding::{
    Applicability, Edit, Finding, FindingKey, Fix, Input, Operand, Related, Role as Part, RuleCode, Severity, Suspect,
};
use crate::ledger::{At, Place, SourceIndex, Span};
use crate::text::Bilingual;

/// What of all that contradicts a text is said under a rule.
pub(super) fn findings(files: &Files<'_>, rule: RuleCode, is_of: impl Fn(&Discord) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, outcome) in files.outcomes {
        let text = Text { files, source: *source, outcome };
        findings.extend(
            outcome.discords.iter().filter(|discord| is_of(discord)).filter_map(|discord| text.finding(rule, discord)),
        );
    }
    findings
}

/// The text of a file with its claims.
struct Text<'f> {
    files: &'f Files<'f>,
    source: SourceIndex,
    outcome: &'f Outcome,
}

impl Text<'_> {
    fn claim(&self, spot: Spot) -> Option<&Claim> {
        match spot {
            Spot::Claim(at) => self.outcome.claims.get(at),
            Spot::Cell(..) => None,
        }
    }

    fn place(&self, spot: Spot) -> Option<Place> {
        Some(match spot {
            Spot::Claim(at) => Place::of_span(self.outcome.claims.get(at)?.span).within(self.source),
            Spot::Cell(source, sheet, cell) => Place::of_cell(sheet, cell).within(source),
        })
    }

    /// The words of a stretch of the text.
    fn words(&self, span: Span) -> String {
        let source = self.files.sources.get(self.source.0 as usize);
        let paragraph = source.and_then(|source| source.workbook.prose.paragraph(span.paragraph));
        let letters = paragraph.map(|paragraph| paragraph.text.chars()).into_iter().flatten();
        let (start, end) = (span.start as usize, span.end as usize);
        letters.skip(start).take(end.saturating_sub(start)).collect()
    }

    fn shown(&self, spot: Spot) -> String {
        match self.claim(spot) {
            Some(claim) => self.words(claim.span),
            None => self.place(spot).map(|place| self.files.shown(place)).unwrap_or_default(),
        }
    }

    /// A figure as sentences name it: "“87,4” (đoạn 13)", "phu luc.xlsx › PL01!E12 (108.365)", and of the
    /// document itself "Bảng 1!E12 (108.365)".
    fn named(&self, spot: Spot) -> Bilingual {
        let shown = self.shown(spot);
        match self.claim(spot) {
            Some(claim) => {
                let number = claim.span.paragraph.0.saturating_add(1);
                let percent = if claim.measure.is_percent() { "%" } else { "" };
                both(format!("“{shown}{percent}” (đoạn {number})"), format!("“{shown}{percent}” (paragraph {number})"))
            }
            None => {
                let cell = self.place(spot).map(|place| self.files.named_in(self.source, place)).unwrap_or_default();
                Bilingual::same(format!("{cell} ({shown})"))
            }
        }
    }

    fn list(&self, spots: &[Spot]) -> Bilingual {
        let named: Vec<Bilingual> = spots.iter().map(|spot| self.named(*spot)).collect();
        let join = |of: fn(&Bilingual) -> &str| named.iter().map(of).collect::<Vec<_>>().join(", ");
        both(join(|name| &name.vi), join(|name| &name.en))
    }

    /// From the first to the last of the figures that stand in the paragraph of the first.
    fn stretch(&self, spots: &[Spot]) -> Option<Place> {
        let spans: Vec<Span> = spots.iter().filter_map(|spot| self.claim(*spot)).map(|claim| claim.span).collect();
        let first = spans.first()?;
        let beside = || spans.iter().filter(|span| span.paragraph == first.paragraph);
        let (start, end) = (beside().map(|span| span.start).min()?, beside().map(|span| span.end).max()?);
        Some(Place::of_span(Span { paragraph: first.paragraph, start, end }).within(self.source))
    }

    fn finding(&self, rule: RuleCode, discord: &Discord) -> Option<Finding> {
        let first = discord.accused.first().copied();
        let place = match first {
            Some(first) => self.place(first)?,
            None => self.stretch(&discord.among)?,
        };
        let found = match (first, place.at) {
            (Some(first), _) => self.shown(first),
            (None, At::Span(span)) => self.words(span),
            (None, At::Cell { .. }) => String::new(),
        };
        let of_text = first.and_then(|first| self.claim(first));
        // What a cell should be is told in the unit of the sentence, which need not be its own.
        let expected = discord.expected.filter(|_| of_text.is_some());
        let cause = expected
            .zip(of_text)
            .and_then(|(right, claim)| slip(claim.number, right))
            .filter(|_| discord.cause.is_none());
        let suspects = discord.accused.iter().enumerate().filter_map(|(at, spot)| {
            Some(Suspect {
                place: self.place(*spot)?,
                repaired: expected.filter(|_| at == 0),
                slip: cause.filter(|_| at == 0),
            })
        });
        let operands = discord.among.iter().filter(|spot| Some(**spot) != first).filter_map(|spot| {
            Some(Operand { place: self.place(*spot)?, label: self.named(*spot).vi, shown: self.shown(*spot) })
        });
        let against = discord.among.iter().filter(|spot| !discord.accused.contains(spot));
        let related =
            against.filter_map(|spot| Some(Related { place: self.place(*spot)?, role: Part::ContradictedBy }));
        Some(Finding {
            rule,
            severity: if discord.sure { Severity::Error } else { Severity::Warning },
            confidence: if discord.sure { SURE } else { LIKELY },
            key: self.key(rule, discord),
            place,
            found,
            expected: expected.map(shown),
            difference: None,
            operands: operands.collect(),
            suspects: suspects.collect(),
            related: related.collect(),
            cause,
            title: title(discord),
            message: self.message(discord, expected.map(shown)),
            law: law(discord),
            likely: self.in_words(discord).unwrap_or_else(|| likely(discord)),
            fixes: self.fixes(discord),
        })
    }

    /// What would end it: another figure in the sentence, or another in the cell, with all that each would end.
    fn fixes(&self, discord: &Discord) -> Vec<Fix> {
        let first = discord.accused.first().copied();
        let fix = |(at, remedy): (usize, &Remedy)| {
            let place = self.place(remedy.spot)?;
            let formula = self.files.cell(place).is_some_and(|cell| cell.formula.is_some());
            let (was, name, is) = (self.shown(remedy.spot), self.named(remedy.spot), shown(remedy.number));
            let title = match remedy.spot {
                Spot::Claim(_) => {
                    both(format!("Sửa câu: “{was}” thành “{is}”"), format!("In the text: “{was}” to “{is}”"))
                }
                Spot::Cell(..) => {
                    both(format!("Sửa ô {} thành {is}", name.vi), format!("In cell {} put {is}", name.en))
                }
            };
            let ends = match remedy.clears {
                0 | 1 => title,
                many => both(
                    format!("{}; hết {many} chỗ lệch", title.vi),
                    format!("{}; ends {many} contradictions", title.en),
                ),
            };
            let is_sure =
                discord.sure && at == 0 && first == Some(remedy.spot) && matches!(remedy.spot, Spot::Claim(_));
            let is_kept = formula || tried::breaks(self.files, place, remedy.number);
            (!is_kept).then(|| Fix {
                title: ends,
                applicability: if is_sure { Applicability::Suggested } else { Applicability::Possible },
                edits: vec![Edit { place, new: Input::Number(remedy.number) }],
            })
        };
        discord.remedies.iter().enumerate().filter_map(fix).collect()
    }

    /// How the figure reads in words.
    fn in_words(&self, discord: &Discord) -> Option<Bilingual> {
        let figure =
            discord.among.iter().filter_map(|spot| self.claim(*spot)).find(|claim| claim.role != Role::Words)?;
        let value = figure.number.value().checked_mul(figure.measure.factor)?;
        let value = u64::try_from(value.is_integer().then(|| value.normalize().mantissa())?).ok()?;
        let words = claim::in_words(value);
        let said = both(format!("Bằng chữ là: {words} đồng."), format!("In words it is: {words} đồng."));
        (discord.why == Why::Words).then_some(said)
    }

    /// The rule, and the figures with the words around them: not where they stand, which changes with the text.
    fn key(&self, rule: RuleCode, discord: &Discord) -> FindingKey {
        let part = |spot: &Spot| match self.claim(*spot) {
            Some(claim) => {
                format!("|{}:{}={}", self.files.name(self.source), claim.subject.join(" "), self.shown(*spot))
            }
            None => format!("|{}", self.named(*spot).vi),
        };
        FindingKey(std::iter::once(rule.to_string()).chain(discord.among.iter().map(part)).collect())
    }

    fn message(&self, discord: &Discord, expected: Option<String>) -> Bilingual {
        let first = discord.accused.first().copied();
        let rest: Vec<Spot> = discord.among.iter().copied().filter(|spot| Some(*spot) != first).collect();
        let (all, rest) = (self.list(&discord.among), self.list(&rest));
        let Some(first) = first else {
            return match discord.why {
                Why::Wholes => both(
                    format!("Không có một tổng số nào cho cả hai tỷ lệ: {}.", all.vi),
                    format!("No single whole gives both percentages: {}.", all.en),
                ),
                _ => both(
                    format!("Các số trong câu không cộng khớp: {}.", all.vi),
                    format!("The figures of the sentence do not add up: {}.", all.en),
                ),
            };
        };
        let name = self.named(first);
        if self.claim(first).is_none() {
            return both(
                format!("{} khác với phần lời: {}.", name.vi, rest.vi),
                format!("{} is not what the text says: {}.", name.en, rest.en),
            );
        }
        if let Some(way) = discord.way {
            let (vi, en) = match way {
                Direction::Up => ("tăng", "rise"),
                Direction::Down => ("giảm", "fall"),
            };
            return both(
                format!("{}: theo {} là {vi}, không phải ngược lại.", name.vi, rest.vi),
                format!("{}: by {} it is a {en}, not the contrary.", name.en, rest.en),
            );
        }
        match expected {
            Some(expected) => both(
                format!("Câu ghi {}; theo {} là {expected}.", name.vi, rest.vi),
                format!("The text says {}; by {} it is {expected}.", name.en, rest.en),
            ),
            None => both(
                format!("Câu ghi {}, không khớp với {}.", name.vi, rest.vi),
                format!("The text says {}, which does not match {}.", name.en, rest.en),
            ),
        }
    }
}

/// What is wrong, in a few words.
fn title(discord: &Discord) -> Bilingual {
    let (vi, en) = match discord.why {
        Why::Parts => ("Các phần không cộng bằng tổng", "The parts do not add up"),
        Why::PartExceeds => ("Một phần lớn hơn tổng", "A part is more than the whole"),
        Why::Percent => ("Tỷ lệ không khớp các số trong câu", "Not the percentage of the figures beside it"),
        Why::OtherWhole => ("Tỷ lệ tính trên số khác", "A percentage of another whole"),
        Why::Wholes => ("Hai tỷ lệ không cùng một tổng", "Two percentages of two wholes"),
        Why::Direction => ("Tăng, giảm ngược với số liệu", "Up for down"),
        Why::Change => ("Phần chênh lệch không khớp", "Not the difference of the figures beside it"),
        Why::Average => ("Bình quân không khớp các số trong câu", "Not the quotient of the figures beside it"),
        Why::Words => ("Số tiền bằng chữ khác bằng số", "The amount in words is another"),
        Why::Units => ("Hai đơn vị không khớp nhau", "Two units that do not match"),
        Why::Twice => ("Một số nói hai lần khác nhau", "Told twice, and not the same"),
        Why::Table => ("Phần lời và bảng khác nhau", "Text and table differ"),
        Why::OtherLine => ("Số của một dòng khác", "The figures of another line"),
    };
    Bilingual::new(vi, en)
}

/// Why it is believed.
fn law(discord: &Discord) -> Bilingual {
    let (vi, en) = match discord.why {
        Why::Parts | Why::PartExceeds => {
            ("Câu nói tổng này gồm các phần này.", "The sentence says that the total has these parts.")
        }
        Why::Percent | Why::OtherWhole | Why::Change | Why::Direction | Why::Average => {
            ("Câu nói số này được tính từ các số này.", "The sentence says that the one follows from the others.")
        }
        Why::Wholes => {
            ("Hai câu cùng kiểu nói hai phần của một tổng.", "Two sentences of one form tell two parts of one whole.")
        }
        Why::Words => ("Số tiền bằng chữ phải là số tiền bằng số.", "The amount in words must be the figure."),
        Why::Units | Why::Twice => ("Một số lượng được nói hai lần.", "One quantity is told twice."),
        Why::Table => (
            "Các số khác trong câu và tên gọi chỉ đúng dòng này của bảng.",
            "Other figures of the sentence, and its words, are those of this line of the table.",
        ),
        Why::OtherLine => (
            "Tên gọi là của một dòng, các số là của dòng khác.",
            "The words are those of one line, the figures of another.",
        ),
    };
    Bilingual::new(vi, en)
}

/// What probably happened.
fn likely(discord: &Discord) -> Bilingual {
    let (vi, en) = match discord.cause {
        Some(Cause::OtherBase) => (
            "Có lẽ đã lấy tỷ lệ so với mốc kia (kế hoạch, cùng kỳ).",
            "It is the percentage of the other base (plan, period before).",
        ),
        Some(Cause::OtherUnit) => ("Số đúng, nhưng theo đơn vị khác.", "The figure is right in another unit."),
        Some(Cause::OtherWay) => {
            ("Số đúng, nhưng tăng, giảm ngược lại.", "The figure is right, but goes the other way.")
        }
        Some(Cause::OtherWhole) => ("Có lẽ đã tính trên tổng của dòng khác.", "It is the share of another whole."),
        None => return Bilingual::default(),
    };
    Bilingual::new(vi, en)
}
