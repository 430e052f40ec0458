//! The slips that people make, in words.

use crate::finding::Slip;
use crate::text::Bilingual;

/// What happened to a figure, for the person who may have typed it.
pub(super) fn slip_words(slip: Slip, found: &str, expected: &str) -> Bilingual {
    // Which way it went is told in words: an arrow between two figures reads as a correction.
    let typed = |vi: &str, en: &str| {
        Bilingual::new(
            format!("{expected} bị gõ nhầm thành {found} ({vi})."),
            format!("{expected} was typed as {found} ({en})."),
        )
    };
    match slip {
        Slip::ReplacedDigit => typed("sai một chữ số", "one digit wrong"),
        Slip::DroppedDigit => typed("thiếu một chữ số", "a digit left out"),
        Slip::AddedDigit => typed("thừa một chữ số", "a digit too many"),
        Slip::SwappedDigits => typed("đảo hai chữ số", "two digits swapped"),
        Slip::ShiftedDecimal => typed("đặt sai dấu phẩy thập phân", "the decimal mark moved"),
        Slip::WrongSign => typed("sai dấu", "the wrong sign"),
        Slip::OmittedLine => Bilingual::new("Tổng bỏ sót một dòng.", "The total leaves a line out."),
        Slip::DoubledLine => Bilingual::new("Tổng cộng hai lần một dòng.", "The total counts a line twice."),
        Slip::StaleTotal => Bilingual::new(
            "Tổng vẫn là số cũ, chưa cộng lại sau khi sửa số liệu thành phần.",
            "The total is that of the figures before a change.",
        ),
        Slip::WrongDenominator => Bilingual::new("Chia nhầm cho số ở cột khác.", "Divided by another column."),
        Slip::NeighbourValue => {
            Bilingual::new("Chép nhầm số của ô bên cạnh.", "The value of a neighbouring cell was copied.")
        }
    }
}
