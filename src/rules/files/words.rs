//! What is said of a contradiction between files: the places, whose files they are, and who is wrong.

use super::{Files, both, shown};
use crate::across::{Discord, Explained, Prior, Slot, Why, called};
use crate::text::Bilingual;

/// So many places are named one by one.
const MOST_NAMED: usize = 6;

/// What is wrong, in a few words.
pub(super) fn title(discord: &Discord) -> Bilingual {
    match discord.why {
        Why::Differs => Bilingual::new("Tổng hợp khác tệp của đơn vị", "The summary differs from the unit's file"),
        Why::Line { .. } => Bilingual::new("Cả dòng không khớp tệp của đơn vị", "A whole line is not that of its file"),
        Why::Swapped => Bilingual::new("Hai số đổi chỗ cho nhau", "Two figures have changed places"),
        Why::Sum(_) => Bilingual::new("Không bằng tổng các tệp", "Not the sum of the files"),
        Why::Running(_) => Bilingual::new("Lũy kế không nối với tệp trước", "The running total does not carry on"),
        Why::Carried => {
            Bilingual::new("Số đầu kỳ không nối với kỳ trước", "The opening figure is not the last closing")
        }
        Why::Last(_) => Bilingual::new("Không phải số cuối kỳ", "Not the figure at the end"),
        Why::Plan => Bilingual::new("Kế hoạch khác các tệp khác", "The plan differs from the other files"),
        Why::Missing(_) => Bilingual::new("Tổng hợp thiếu một đơn vị", "The summary lacks a unit"),
        Why::Twice(_) => Bilingual::new("Tổng hợp ghi hai lần một đơn vị", "The summary lists a unit twice"),
        Why::Outdated => Bilingual::new("Chưa cập nhật tệp thay thế", "The later correction is not in"),
        Why::Prior(Prior::Opening | Prior::Lost) => {
            Bilingual::new("Số đầu kỳ khác số cuối kỳ trước", "The opening figure is not the last closing")
        }
        Why::Prior(Prior::Swapped) => {
            Bilingual::new("Số kỳ trước của hai dòng đổi chỗ", "Two lines have changed places")
        }
        Why::Prior(_) => Bilingual::new("Số kỳ trước khác tệp kỳ trước", "Not what the file of the period before says"),
        Why::Copy(_) => Bilingual::new("Một tệp nộp hai lần", "A file was handed in twice"),
        Why::Version { .. } => Bilingual::new("Hai bản của một tệp", "Two versions of one file"),
    }
}

/// The sentences that name places.
struct Sentence<'f> {
    files: &'f Files<'f>,
    discord: &'f Discord,
}

impl Sentence<'_> {
    fn name(&self, slot: &Slot) -> String {
        slot.place_in_files(self.files.charts).map(|place| self.files.named(place)).unwrap_or_default()
    }

    fn names(&self, slots: &[Slot]) -> String {
        let named: Vec<String> = slots.iter().take(MOST_NAMED).map(|slot| self.name(slot)).collect();
        let more = slots.len().saturating_sub(MOST_NAMED);
        if more > 0 { format!("{} (+{more})", named.join(", ")) } else { named.join(", ") }
    }

    fn value(&self, slot: &Slot) -> String {
        let charts = self.files.charts;
        let shown = slot.place_in_files(charts).map(|place| self.files.shown(place)).unwrap_or_default();
        // Amounts in several units are told with theirs.
        let scale = |slot: &Slot| slot.figure_or_rate(charts).map(|figure| figure.scale);
        let slots = || self.discord.accused.iter().chain(&self.discord.against);
        let is_one = slots().all(|other| scale(other).is_none() || scale(other) == scale(slot));
        let unit = charts.get(slot.chart).and_then(|chart| chart.unit_of(slot.line, slot.column));
        unit.filter(|_| !is_one).map_or_else(|| shown.clone(), |unit| format!("{shown} {}", unit.as_str()))
    }

    fn line(&self, slot: &Slot) -> &str {
        let chart = self.files.charts.get(slot.chart);
        chart.and_then(|chart| chart.lines.get(slot.line)).map_or("", |(_, head)| head.name.trim())
    }

    fn column(&self, slot: &Slot) -> &str {
        let chart = self.files.charts.get(slot.chart);
        chart.and_then(|chart| chart.columns.get(slot.column)).map_or("", |(_, head)| head.name.trim())
    }

    /// "Xã Minh Hợp – Số hộ": the line and the column of a figure.
    fn indicator(&self, slot: &Slot) -> String {
        match (self.line(slot), self.column(slot)) {
            ("", column) => column.to_owned(),
            (line, "") => line.to_owned(),
            (line, column) => format!("{line} – {column}"),
        }
    }

    /// Whose a table is, with its file: "Xã Yên Hợp (tệp Bieu 01.xlsx)".
    fn whose(&self, chart: usize) -> (String, String) {
        let Some(chart) = self.files.charts.get(chart) else { return Default::default() };
        let (name, file) = (called(chart), &chart.file);
        if name == *file {
            (format!("tệp “{file}”"), format!("the file “{file}”"))
        } else {
            (format!("“{name}” (tệp {file})"), format!("“{name}” (file {file})"))
        }
    }

    fn explained(&self, explained: Option<Explained>) -> (String, String) {
        let Some(explained) = explained else { return Default::default() };
        let (vi, en) = self.whose(explained.chart());
        let (vi_lines, en_lines) =
            if self.discord.accused.len() > 1 { (" ở mọi dòng", " in all lines") } else { ("", "") };
        match explained {
            Explained::LeftOut(_) => {
                (format!("; thiếu đúng {vi}{vi_lines}"), format!("; exactly {en} is left out{en_lines}"))
            }
            Explained::Twice(_) => {
                (format!("; cộng hai lần {vi}{vi_lines}"), format!("; {en} is counted twice{en_lines}"))
            }
            Explained::Outdated(_) => {
                (format!("; còn lấy số của bản mà {vi} đã thay"), format!("; it has the figure that {en} has replaced"))
            }
        }
    }
}

/// What stands where.
pub(super) fn message(files: &Files<'_>, discord: &Discord) -> Option<Bilingual> {
    let say = Sentence { files, discord };
    let first = discord.accused.first()?;
    let (here, found, what) = (say.name(first), say.value(first), say.indicator(first));
    let expected = discord.expected.map(shown).unwrap_or_default();
    let there = discord.against.first();
    let (beside, its) =
        (there.map(|slot| say.name(slot)).unwrap_or_default(), there.map(|slot| say.value(slot)).unwrap_or_default());
    let (vi_whose, en_whose) = there.map(|slot| say.whose(slot.chart)).unwrap_or_default();
    Some(match discord.why {
        Why::Differs => both(
            format!("{here} ghi {found} (“{what}”), còn {vi_whose} ghi {its} ở {beside}."),
            format!("{here} says {found} (“{what}”), but {en_whose} says {its} at {beside}."),
        ),
        Why::Outdated => {
            let old = discord.seconds.first().map(|slot| say.name(slot)).unwrap_or_default();
            both(
                format!(
                    "{here} ghi {found} (“{what}”): đó là số của bản trước ({old}); {vi_whose} đã sửa thành {its} ở {beside}."
                ),
                format!(
                    "{here} says {found} (“{what}”): that is the figure of the earlier version ({old}); {en_whose} has corrected it to {its} at {beside}."
                ),
            )
        }
        Why::Line { copied } => {
            let chart = files.charts.get(first.chart)?;
            let other = copied.and_then(|line| chart.lines.get(line)).map(|(_, head)| head.name.clone());
            let (vi, en) = match other {
                Some(other) => {
                    (format!(" Cả dòng giống hệt dòng “{other}”."), format!(" The whole line is that of “{other}”."))
                }
                None => Default::default(),
            };
            let line = say.line(first);
            both(
                format!("Dòng “{line}” ở {here} không khớp {vi_whose}: {here} ghi {found}, {beside} ghi {its}.{vi}"),
                format!(
                    "The line “{line}” at {here} is not that of {en_whose}: {here} says {found}, {beside} says {its}.{en}"
                ),
            )
        }
        Why::Swapped => {
            let second = discord.accused.get(1)?;
            let (other, also) = (say.name(second), say.indicator(second));
            let theirs = say.names(&discord.against);
            both(
                format!("{here} (“{what}”) và {other} (“{also}”) đổi chỗ cho nhau: theo {theirs}."),
                format!("{here} (“{what}”) and {other} (“{also}”) have changed places, as {theirs} show."),
            )
        }
        Why::Sum(explained) => {
            let (vi, en) = say.explained(explained);
            both(
                format!("{here} ghi {found} (“{what}”) nhưng cộng tệp của các đơn vị được {expected}{vi}."),
                format!("{here} says {found} (“{what}”) but the files of the units add up to {expected}{en}."),
            )
        }
        Why::Running(explained) => {
            let (vi, en) = say.explained(explained);
            both(
                format!("{here} ghi lũy kế {found} (“{what}”) nhưng nối từ tệp trước được {expected}{vi}."),
                format!("{here} says {found} (“{what}”) but carried on from the file before it is {expected}{en}."),
            )
        }
        Why::Carried => both(
            format!("Số đầu kỳ ở {here} ghi {found} (“{what}”), còn số cuối kỳ trước ở {beside} là {its}."),
            format!(
                "The opening figure at {here} is {found} (“{what}”), but the closing one before, at {beside}, is {its}."
            ),
        ),
        Why::Last(_) => both(
            format!("{here} ghi {found} (“{what}”), còn số cuối kỳ ở {beside} là {its}."),
            format!("{here} says {found} (“{what}”), but the figure at the end, at {beside}, is {its}."),
        ),
        Why::Plan => {
            let others = say.names(&discord.against);
            both(
                format!("Kế hoạch ở {here} ghi {found} (“{what}”), còn {others} ghi {its}."),
                format!("The plan at {here} is {found} (“{what}”), but {others} say {its}."),
            )
        }
        Why::Missing(member) => {
            let (vi, en) = say.whose(member);
            both(
                format!("Tổng ở {here} không có {vi} ({beside} ghi {its}): mọi tệp khác đều có dòng trong bảng này."),
                format!(
                    "The total at {here} lacks {en} ({beside} says {its}): all other files have a line in this table."
                ),
            )
        }
        Why::Twice(member) => {
            let (vi, en) = say.whose(member);
            let line = say.line(first);
            both(
                format!("{here} (dòng “{line}”) ghi lại lần thứ hai số của {vi}, đã có ở {beside} ({its})."),
                format!(
                    "{here} (the line “{line}”) gives the figures of {en} a second time: they stand at {beside} ({its})."
                ),
            )
        }
        Why::Prior(prior) => of_prior(&say, prior, first)?,
        Why::Copy(of) => {
            let (vi, en) = say.whose(of);
            let file = files.charts.get(first.chart).map_or("", |chart| chart.file.as_str());
            both(
                format!("Tệp “{file}” giống hệt {vi}: chỉ tính một lần."),
                format!("The file “{file}” is the same as {en}: it counts once."),
            )
        }
        Why::Version { changed, added, dropped } => {
            let file = |slot: &Slot| files.charts.get(slot.chart).map_or("", |chart| chart.file.as_str());
            let (now, then) = (file(first), there.map(file).unwrap_or_default());
            let cells = if changed == 0 {
                String::new()
            } else {
                let pairs = discord.accused.iter().zip(&discord.against).take(MOST_NAMED);
                let shown = pairs.map(|(now, then)| {
                    let cell = now.place_in_files(files.charts).map(|place| place.to_string()).unwrap_or_default();
                    format!("{cell} “{}”: {} → {}", say.indicator(now), say.value(then), say.value(now))
                });
                format!(" {}{}", shown.collect::<Vec<_>>().join("; "), if changed > MOST_NAMED { "; …" } else { "." })
            };
            both(
                format!("“{now}” so với “{then}”: {changed} số khác, thêm {added} dòng, bớt {dropped} dòng.{cells}"),
                format!(
                    "“{now}” against “{then}”: {changed} figures differ, {added} lines were added, {dropped} taken out.{cells}"
                ),
            )
        }
    })
}

fn of_prior(say: &Sentence<'_>, prior: Prior, first: &Slot) -> Option<Bilingual> {
    let there = say.discord.against.first()?;
    let (here, found, what) = (say.name(first), say.value(first), say.indicator(first));
    let (beside, its) = (say.name(there), say.value(there));
    let (line, column) = (say.line(there), say.column(there));
    Some(match prior {
        Prior::Differs => both(
            format!("{here} ghi {found} (“{what}”), còn tệp kỳ trước ghi {its} ở {beside} (“{column}”)."),
            format!(
                "{here} says {found} (“{what}”), but the file of the period before says {its} at {beside} (“{column}”)."
            ),
        ),
        Prior::OtherColumn(other) => {
            let other = Slot { column: other, ..*there };
            let (taken, from) = (say.column(&other), say.name(&other));
            both(
                format!(
                    "{here} ghi {found} (“{what}”): đó là số ở cột “{taken}” ({from}) của tệp kỳ trước; cột “{column}” ghi {its} ở {beside}."
                ),
                format!(
                    "{here} says {found} (“{what}”): that is the figure of “{taken}” ({from}) in the file of the period before; “{column}” says {its} at {beside}."
                ),
            )
        }
        Prior::Renamed => both(
            format!(
                "{here} ghi {found} (“{what}”), còn dòng “{line}” của tệp kỳ trước ghi {its} ở {beside}: có lẽ là cùng một chỉ tiêu đã đổi tên."
            ),
            format!(
                "{here} says {found} (“{what}”), but the line “{line}” in the file of the period before says {its} at {beside}: it seems to be the same one under another name."
            ),
        ),
        Prior::Split => {
            let parts = say.names(&say.discord.accused);
            both(
                format!(
                    "{parts} cộng lại không bằng {its} của dòng “{line}” trong tệp kỳ trước ({beside}): có lẽ dòng này đã được tách ra."
                ),
                format!(
                    "{parts} do not add up to {its} of the line “{line}” in the file of the period before ({beside}), which seems to have been split."
                ),
            )
        }
        Prior::Swapped => {
            let second = say.discord.accused.get(1)?;
            let (other, also, theirs) = (say.name(second), say.indicator(second), say.names(&say.discord.against));
            both(
                format!("{here} (“{what}”) và {other} (“{also}”) đổi chỗ cho nhau: theo {theirs} của tệp kỳ trước."),
                format!(
                    "{here} (“{what}”) and {other} (“{also}”) have changed places, as {theirs} in the file of the period before show."
                ),
            )
        }
        Prior::Opening => both(
            format!(
                "Số đầu kỳ ở {here} ghi {found} (“{what}”), còn số cuối kỳ trước ở {beside} (“{column}”) là {its}."
            ),
            format!(
                "The opening figure at {here} is {found} (“{what}”), but the closing one before, at {beside} (“{column}”), is {its}."
            ),
        ),
        Prior::Lost => both(
            format!("{here} để trống (“{what}”), còn số cuối kỳ trước ở {beside} (“{column}”) là {its}."),
            format!("{here} is blank (“{what}”), but the closing figure before, at {beside} (“{column}”), is {its}."),
        ),
    })
}

/// Why it is said.
pub(super) fn law(discord: &Discord) -> Bilingual {
    match discord.why {
        Why::Differs | Why::Swapped | Why::Line { .. } | Why::Missing(_) | Why::Twice(_) | Why::Outdated => {
            Bilingual::new(
                "Các dòng khác của bảng tổng hợp khớp với tệp của đơn vị mang tên đó.",
                "The other lines of the summary agree with the files of the units whose names they bear.",
            )
        }
        Why::Sum(_) | Why::Last(_) => Bilingual::new(
            "Tệp tổng hợp cộng từng ô của các tệp cùng mẫu; các ô khác khớp.",
            "The summary adds up the files of its form cell by cell; other cells agree.",
        ),
        Why::Running(_) => Bilingual::new(
            "Lũy kế bằng lũy kế của tệp trước cộng số trong kỳ; các ô khác khớp.",
            "A running total is that of the file before and what came in; other cells agree.",
        ),
        Why::Carried | Why::Prior(Prior::Opening | Prior::Lost) => Bilingual::new(
            "Số đầu kỳ là số cuối kỳ của tệp trước; các dòng khác khớp.",
            "What stands at the beginning is what stood at the end of the file before; other lines agree.",
        ),
        Why::Plan => Bilingual::new(
            "Tệp trước và tệp sau ghi cùng một số kế hoạch.",
            "The files before and after give the same plan.",
        ),
        Why::Prior(_) => Bilingual::new(
            "Số kỳ trước ở các dòng khác khớp với tệp kỳ trước.",
            "In other lines what is said of the period before is what its file says.",
        ),
        Why::Copy(_) | Why::Version { .. } => Bilingual::default(),
    }
}

/// What is not known.
pub(super) fn likely(discord: &Discord) -> Bilingual {
    if !discord.is_open {
        return Bilingual::default();
    }
    match discord.why {
        Why::Version { .. } => Bilingual::new("Chưa rõ bản nào có sau.", "Which of them is the later is not known."),
        Why::Prior(Prior::Differs) => Bilingual::new(
            "Nếu số kỳ trước đã được điều chỉnh thì nên ghi chú.",
            "If the figure of the period before was restated, a note should say so.",
        ),
        _ => {
            Bilingual::new("Chưa rõ bên nào sai: xem lại cả hai.", "Which of them is wrong is not known: look at both.")
        }
    }
}
