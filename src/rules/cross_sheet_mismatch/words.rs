//! What is said of a contradiction between sheets: both places, and who is wrong.

use super::{at, both, indicator, named, shown};
use crate::across::{Discord, Explained, Slot, Why};
use crate::rules::Book;
use crate::text::Bilingual;

/// What is wrong, in a few words.
pub(super) fn title(discord: &Discord) -> Bilingual {
    match discord.why {
        Why::Differs => Bilingual::new("Hai trang tính ghi khác nhau", "Two sheets differ"),
        Why::Line { .. } => {
            Bilingual::new("Cả dòng không khớp trang tính chi tiết", "A whole line is not that of its sheet")
        }
        Why::Swapped => Bilingual::new("Hai số đổi chỗ cho nhau", "Two figures have changed places"),
        Why::Sum(_) => Bilingual::new("Không bằng tổng các trang tính", "Not the sum of the sheets"),
        Why::Running(_) => {
            Bilingual::new("Lũy kế không nối với trang tính trước", "The running total does not carry on")
        }
        Why::Carried => {
            Bilingual::new("Số đầu kỳ không nối với kỳ trước", "The opening figure is not the last closing")
        }
        Why::Last(_) => Bilingual::new("Không phải số cuối kỳ", "Not the figure at the end"),
        Why::Plan => Bilingual::new("Kế hoạch khác các trang tính khác", "The plan differs from the other sheets"),
        Why::Missing(_) => Bilingual::new("Tổng hợp thiếu một đơn vị", "The summary lacks a sheet"),
        Why::Twice(_) => Bilingual::new("Tổng hợp ghi hai lần một đơn vị", "The summary lists a sheet twice"),
        Why::Outdated | Why::Prior(_) | Why::Copy(_) | Why::Version { .. } => Bilingual::default(),
    }
}

/// What stands where.
pub(super) fn message(book: &Book<'_>, discord: &Discord) -> Option<Bilingual> {
    let Book { workbook, charts, .. } = book;
    let place = |slot: &Slot| slot.place(charts);
    let name = |slot: &Slot| place(slot).map(|place| named(workbook, place)).unwrap_or_default();
    let value = |slot: &Slot| {
        let shown = place(slot).map(|place| at(workbook, place)).unwrap_or_default();
        // Amounts in several units are told with theirs.
        let scale = |slot: &Slot| slot.figure(charts).map(|figure| figure.scale);
        let is_one = discord.accused.iter().chain(&discord.against).all(|other| scale(other) == scale(slot));
        let unit = charts.get(slot.chart).and_then(|chart| chart.unit_of(slot.line, slot.column));
        unit.filter(|_| !is_one).map_or_else(|| shown.clone(), |unit| format!("{shown} {}", unit.as_str()))
    };
    let sheet = |chart: usize| charts.get(chart).map_or("", |chart| chart.name.as_str());
    let first = discord.accused.first()?;
    let (here, found, what) = (name(first), value(first), indicator(charts, first));
    let expected = discord.expected.map(shown).unwrap_or_default();
    let there = discord.against.first();
    let (beside, its) = (there.map(name).unwrap_or_default(), there.map(value).unwrap_or_default());
    let also = |slots: &[Slot]| slots.iter().map(name).collect::<Vec<_>>().join(", ");
    Some(match discord.why {
        Why::Differs if !discord.seconds.is_empty() => {
            let seconds = also(&discord.seconds);
            both(
                format!("{here} ghi {found}, còn {beside} và {seconds} (cùng chỉ tiêu “{what}”) ghi {its}."),
                format!("{here} says {found}, but {beside} and {seconds} (the same indicator “{what}”) say {its}."),
            )
        }
        Why::Differs => both(
            format!("{here} ghi {found}, còn {beside} (cùng chỉ tiêu “{what}”) ghi {its}."),
            format!("{here} says {found}, but {beside} (the same indicator “{what}”) says {its}."),
        ),
        Why::Line { copied } => {
            let chart = charts.get(first.chart)?;
            let line = chart.lines.get(first.line).map_or("", |(_, head)| head.name.as_str());
            let other = copied.and_then(|line| chart.lines.get(line)).map(|(_, head)| head.name.clone());
            let (vi, en) = match other {
                Some(other) => {
                    (format!(" Cả dòng giống hệt dòng “{other}”."), format!(" The whole line is that of “{other}”."))
                }
                None => Default::default(),
            };
            let member = there.map(|slot| sheet(slot.chart)).unwrap_or_default();
            both(
                format!(
                    "Dòng “{line}” ở {here} không khớp trang tính “{member}”: {here} ghi {found}, {beside} ghi {its}.{vi}"
                ),
                format!(
                    "The line “{line}” at {here} is not that of the sheet “{member}”: {here} says {found}, {beside} says {its}.{en}"
                ),
            )
        }
        Why::Swapped => {
            let (second, second_what) = discord.accused.get(1).map(|slot| (name(slot), indicator(charts, slot)))?;
            both(
                format!(
                    "{here} (“{what}”) và {second} (“{second_what}”) đổi chỗ cho nhau: theo {}.",
                    also(&discord.against)
                ),
                format!(
                    "{here} (“{what}”) and {second} (“{second_what}”) have changed places, as {} show.",
                    also(&discord.against)
                ),
            )
        }
        Why::Sum(explained) => {
            let (vi, en) = part(explained, &sheet, discord.accused.len());
            both(
                format!("{here} ghi {found} (“{what}”) nhưng cộng các trang tính được {expected}{vi}."),
                format!("{here} says {found} (“{what}”) but the sheets add up to {expected}{en}."),
            )
        }
        Why::Running(explained) => {
            let (vi, en) = part(explained, &sheet, discord.accused.len());
            both(
                format!("{here} ghi lũy kế {found} (“{what}”) nhưng nối từ trang tính trước được {expected}{vi}."),
                format!("{here} says {found} (“{what}”) but carried on from the sheet before it is {expected}{en}."),
            )
        }
        Why::Carried => both(
            format!("Số đầu kỳ ở {here} ghi {found} (“{what}”), còn số cuối kỳ trước ở {beside} là {its}."),
            format!(
                "The opening figure at {here} is {found} (“{what}”), but the closing one before, at {beside}, is {its}."
            ),
        ),
        Why::Last(taken) => {
            let last = there.map(|slot| sheet(slot.chart)).unwrap_or_default();
            let (vi, en) = match taken {
                Some(taken) => (
                    format!("; đó là số của “{}”", sheet(taken)),
                    format!("; that is the figure of “{}”", sheet(taken)),
                ),
                None => Default::default(),
            };
            both(
                format!("{here} ghi {found} (“{what}”), còn cuối “{last}” ({beside}) là {its}{vi}."),
                format!("{here} says {found} (“{what}”), but at the end of “{last}” ({beside}) it is {its}{en}."),
            )
        }
        Why::Plan => both(
            format!(
                "Kế hoạch ở trang tính “{}” khác các trang tính khác: {here} ghi {found} (“{what}”), còn {} ghi {its}.",
                sheet(first.chart),
                also(&discord.against)
            ),
            format!(
                "The plan on the sheet “{}” differs from the others: {here} says {found} (“{what}”), but {} say {its}.",
                sheet(first.chart),
                also(&discord.against)
            ),
        ),
        Why::Missing(member) => both(
            format!(
                "Tổng ở {here} không có trang tính “{}” ({beside} ghi {its}): mọi trang tính khác đều có dòng trong bảng này.",
                sheet(member)
            ),
            format!(
                "The total at {here} lacks the sheet “{}” ({beside} says {its}): all others have a line in this table.",
                sheet(member)
            ),
        ),
        Why::Twice(member) => both(
            format!("{here} ghi lại lần thứ hai số của trang tính “{}”, đã có ở {beside} ({its}).", sheet(member)),
            format!(
                "{here} gives the figures of the sheet “{}” a second time: they stand at {beside} ({its}).",
                sheet(member)
            ),
        ),
        // These are said of files.
        Why::Outdated | Why::Prior(_) | Why::Copy(_) | Why::Version { .. } => return None,
    })
}

/// "; thiếu đúng “Quý IV”"
fn part<'s>(explained: Option<Explained>, sheet: &impl Fn(usize) -> &'s str, lines: usize) -> (String, String) {
    let (vi_lines, en_lines) = if lines > 1 { (" ở mọi dòng", " in all lines") } else { ("", "") };
    match explained {
        Some(Explained::LeftOut(chart)) => (
            format!("; thiếu đúng “{}”{vi_lines}", sheet(chart)),
            format!("; exactly “{}” is left out{en_lines}", sheet(chart)),
        ),
        Some(Explained::Twice(chart)) => (
            format!("; cộng hai lần “{}”{vi_lines}", sheet(chart)),
            format!("; “{}” is counted twice{en_lines}", sheet(chart)),
        ),
        Some(Explained::Outdated(_)) | None => Default::default(),
    }
}

/// Why it is said.
pub(super) fn law(discord: &Discord) -> Bilingual {
    match discord.why {
        Why::Differs | Why::Swapped => Bilingual::new(
            "Các số khác cùng chỉ tiêu ở hai trang tính này khớp nhau.",
            "The other figures of the same indicators on these sheets agree.",
        ),
        Why::Line { .. } | Why::Missing(_) | Why::Twice(_) => Bilingual::new(
            "Các dòng khác của bảng tổng hợp khớp với trang tính mang tên của chúng.",
            "The other lines of the summary agree with the sheets whose names they bear.",
        ),
        Why::Sum(_) | Why::Last(_) => Bilingual::new(
            "Trang tính này cộng từng ô của các trang tính cùng mẫu; các ô khác khớp.",
            "This sheet adds up those of its form cell by cell; other cells agree.",
        ),
        Why::Running(_) => Bilingual::new(
            "Lũy kế bằng lũy kế trang tính trước cộng số trong kỳ; các ô khác khớp.",
            "A running total is that of the sheet before and what came in; other cells agree.",
        ),
        Why::Carried => Bilingual::new(
            "Số đầu kỳ là số cuối kỳ của trang tính trước; các ô khác khớp.",
            "What stands at the beginning is what stood at the end of the sheet before; other cells agree.",
        ),
        Why::Plan => Bilingual::new(
            "Trang tính trước và trang tính sau ghi cùng một số kế hoạch.",
            "The sheets before and after give the same plan.",
        ),
        Why::Outdated | Why::Prior(_) | Why::Copy(_) | Why::Version { .. } => Bilingual::default(),
    }
}

/// What is not known.
pub(super) fn likely(discord: &Discord) -> Bilingual {
    if discord.is_open {
        Bilingual::new("Chưa rõ bên nào sai: xem lại cả hai.", "Which of them is wrong is not known: look at both.")
    } else {
        Bilingual::default()
    }
}
