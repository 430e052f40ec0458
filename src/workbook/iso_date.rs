//! Dates written out (`2024-11-15T08:30:00`, cell type `d`) as the serial numbers that Excel counts in.

use rust_decimal::Decimal;

/// The serial number of an ISO 8601 date, with or without a time of day.
pub(crate) fn serial(text: &str, date_1904: bool) -> Option<Decimal> {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = date.splitn(3, '-');
    let mut part = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (part()?, part()?, part()?);
    if !(1899..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let epoch = if date_1904 { days(1904, 1, 1) } else { days(1899, 12, 30) };
    // OpenDocument writes a time of day in the format of a date as one of the day that counting starts from.
    if year == 1899 && days(year, month, day) < epoch {
        return None;
    }
    let whole = Decimal::from(days(year, month, day) - epoch);
    let time = time.trim_end_matches('Z');
    if time.is_empty() {
        return Some(whole);
    }
    let mut clock = time.splitn(3, ':').map(|part| part.parse::<Decimal>().ok());
    let hours = clock.next()??;
    let minutes = clock.next().flatten().unwrap_or_default();
    let seconds = clock.next().flatten().unwrap_or_default();
    let total = hours
        .checked_mul(Decimal::from(3600))?
        .checked_add(minutes.checked_mul(Decimal::from(60))?)?
        .checked_add(seconds)?;
    whole.checked_add(in_days(total)?).map(|serial| serial.normalize())
}

/// The part of a day, or the days, of an ISO 8601 duration without years and months (`PT07H30M00S`).
pub(crate) fn duration(text: &str) -> Option<Decimal> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (Decimal::NEGATIVE_ONE, text),
        None => (Decimal::ONE, text),
    };
    let mut rest = text.strip_prefix('P')?;
    let (mut total, mut in_time) = (Decimal::ZERO, false);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            (rest, in_time) = (time, true);
            continue;
        }
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, unit) = rest.split_at_checked(end)?;
        let seconds = match (unit.chars().next()?, in_time) {
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        total = total.checked_add(number.parse::<Decimal>().ok()?.checked_mul(Decimal::from(seconds))?)?;
        rest = unit.get(1..)?;
    }
    in_days(total)?.checked_mul(sign)
}

/// Decimals of a number of days that are written and read: less than a hundredth of a millisecond.
pub(crate) const DECIMALS: u32 = 10;

/// Whether a date can be written so that it is read as what it was.
pub(crate) fn is_writable(serial: Decimal, date_1904: bool) -> bool {
    let last = if date_1904 { 2_957_004 } else { 2_958_466 };
    !serial.is_sign_negative() && serial < Decimal::from(last)
}

/// A number of days as an ISO 8601 duration.
pub(crate) fn duration_written(days: Decimal) -> String {
    let (whole, part) = seconds(days.abs());
    let sign = if days.is_sign_negative() { "-" } else { "" };
    format!("{sign}PT{:02}H{:02}M{:02}{part}S", whole / 3_600, whole / 60 % 60, whole % 60)
}

/// The seconds of so many days, and the decimals of the last one: as few as tell it from others.
fn seconds(days: Decimal) -> (u64, String) {
    let exact = days.checked_mul(Decimal::from(SECONDS)).unwrap_or_default();
    let is_days = |seconds: &Decimal| in_days(*seconds) == Some(days);
    let short = (0..6).map(|decimals| exact.round_dp(decimals).normalize()).find(is_days);
    let seconds = short.unwrap_or_else(|| exact.round_dp(6).normalize());
    let part = seconds.fract().to_string();
    (u64::try_from(seconds.trunc()).unwrap_or(0), part.strip_prefix('0').unwrap_or_default().to_owned())
}

/// The seconds of a day.
const SECONDS: u32 = 86_400;

fn in_days(seconds: Decimal) -> Option<Decimal> {
    Some(seconds.checked_div(Decimal::from(SECONDS))?.round_dp(DECIMALS).normalize())
}

/// A serial number as an ISO 8601 date, with its time of day when it has one.
pub(crate) fn written(serial: Decimal, date_1904: bool) -> String {
    let epoch = if date_1904 { days(1904, 1, 1) } else { days(1899, 12, 30) };
    let whole = serial.floor();
    let (seconds, part) = seconds(serial.saturating_sub(whole));
    // What rounds up to midnight is the next day.
    let whole = i64::try_from(whole).unwrap_or(0).saturating_add(i64::from(seconds >= 86_400));
    let (year, month, day) = civil(whole.saturating_add(epoch));
    let seconds = if seconds >= 86_400 { 0 } else { seconds };
    if seconds == 0 && part.is_empty() {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{part}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Whether a serial number of the 1900 system is that of the last day of a month.
pub(crate) fn ends_a_month(serial: u32) -> bool {
    let (_, _, day) = civil(i64::from(serial).saturating_add(days(1899, 12, 30)).saturating_add(1));
    day == 1
}

/// The date of a number of days, the other way round.
fn civil(days: i64) -> (i64, i64, i64) {
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1 March of the year 0 (Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let shifted = (month + 9) % 12;
    365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_from_1900_or_1904() {
        assert_eq!(serial("2024-11-15", false), Some(Decimal::from(45_611)));
        assert_eq!(serial("2024-11-15", true), Some(Decimal::from(44_149)));
        assert_eq!(serial("2024-11-15T12:00:00", false), Some(Decimal::new(456_115, 1)));
        assert_eq!(serial("hôm nay", false), None);
    }

    #[test]
    fn dates_are_written_as_they_are_read() {
        let all = [
            "2024-11-15",
            "1900-03-01",
            "2024-02-29",
            "1999-12-31",
            "2000-01-01",
            "2024-11-15T08:30:00",
            "2024-11-15T08:30:00.25",
            "1899-12-30T07:15:00",
            "1899-12-31",
            "9999-12-31",
        ];
        for text in all {
            for date_1904 in [false, true] {
                let serial = serial(text, date_1904).filter(|serial| !serial.is_sign_negative());
                assert!(serial.is_none_or(|serial| written(serial, date_1904) == text), "{text}");
            }
        }
    }
    #[test]
    fn every_number_of_days_that_is_kept_is_read_as_it_was_written() {
        for days in ["0", "0.0000000001", "0.9999999999", "45000.1234567891", "2958465.9999999999", "0.5"] {
            let days: Decimal = days.parse().unwrap();
            assert!(is_writable(days, false));
            assert_eq!(serial(&written(days, false), false), Some(days), "{days}");
            assert_eq!(duration(&duration_written(days)), Some(days), "{days}");
            assert_eq!(duration(&duration_written(-days)), Some(-days), "{days}");
        }
        assert!(!is_writable(Decimal::NEGATIVE_ONE, false) && !is_writable(Decimal::from(2_958_466), false));
    }
}
