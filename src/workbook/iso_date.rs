//! Dates written out (`2024-11-15T08:30:00`, cell type `d`) as the serial numbers that Excel counts in.

use rust_decimal::Decimal;

/// The serial number of an ISO 8601 date, with or without a time of day.
pub(crate) fn serial(text: &str, date_1904: bool) -> Option<Decimal> {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = date.splitn(3, '-');
    let mut part = || parts.next()?.parse::<i64>().ok();
    let (year, month, day) = (part()?, part()?, part()?);
    if !(1900..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let epoch = if date_1904 { days(1904, 1, 1) } else { days(1899, 12, 30) };
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
    whole.checked_add(total.checked_div(Decimal::from(86_400))?.round_dp(10)).map(|serial| serial.normalize())
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
    Some(total.checked_div(Decimal::from(86_400))?.round_dp(10).checked_mul(sign)?.normalize())
}

/// A number of days as an ISO 8601 duration.
pub(crate) fn duration_written(days: Decimal) -> String {
    let seconds = days.checked_mul(Decimal::from(86_400)).map(|seconds| seconds.round()).unwrap_or_default();
    let seconds = i64::try_from(seconds).unwrap_or(0);
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.unsigned_abs();
    format!("{sign}PT{:02}H{:02}M{:02}S", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A serial number as an ISO 8601 date, with its time of day when it has one.
pub(crate) fn written(serial: Decimal, date_1904: bool) -> String {
    let epoch = if date_1904 { days(1904, 1, 1) } else { days(1899, 12, 30) };
    let whole = serial.floor();
    let (year, month, day) = civil(i64::try_from(whole).unwrap_or(0).saturating_add(epoch));
    let seconds = ((serial - whole) * Decimal::from(86_400)).round();
    let seconds = i64::try_from(seconds).unwrap_or(0).min(86_399);
    if seconds == 0 {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
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
        for text in ["2024-11-15", "1900-03-01", "2024-02-29", "1999-12-31", "2000-01-01", "2024-11-15T08:30:00"] {
            for date_1904 in [false, true] {
                let serial = serial(text, date_1904).filter(|serial| !serial.is_sign_negative());
                assert!(serial.is_none_or(|serial| written(serial, date_1904) == text), "{text}");
            }
        }
    }
}
