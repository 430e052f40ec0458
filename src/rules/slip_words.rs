//! The slips that people make, in words.

use crate::finding::Slip;
use crate::text::Bilingual;

/// What happened to a figure, for the person who may have typed it.
pub(super) fn slip_words(slip: Slip, found: &str, expected: &str) -> Bilingual {
    let figures = format!("{expected} → {found}");
    match slip {
        Slip::ReplacedDigit => {
            Bilingual::new(format!("Gõ nhầm một chữ số: {figures}."), format!("One digit mistyped: {figures}."))
        }
        Slip::DroppedDigit => {
            Bilingual::new(format!("Thiếu một chữ số: {figures}."), format!("A digit left out: {figures}."))
        }
        Slip::AddedDigit => {
            Bilingual::new(format!("Thừa một chữ số: {figures}."), format!("A digit too many: {figures}."))
        }
        Slip::SwappedDigits => {
            Bilingual::new(format!("Gõ đảo hai chữ số: {figures}."), format!("Two digits swapped: {figures}."))
        }
        Slip::ShiftedDecimal => {
            Bilingual::new(format!("Lệch dấu thập phân: {figures}."), format!("Decimal mark moved: {figures}."))
        }
        Slip::WrongSign => Bilingual::new(format!("Sai dấu: {figures}."), format!("Wrong sign: {figures}.")),
        Slip::OmittedLine => Bilingual::new("Tổng bỏ sót một dòng.", "The total leaves a line out."),
        Slip::DoubledLine => Bilingual::new("Tổng cộng hai lần một dòng.", "The total counts a line twice."),
        Slip::StaleTotal => {
            Bilingual::new("Tổng là của số liệu trước khi sửa.", "The total is that of the figures before a change.")
        }
        Slip::WrongDenominator => Bilingual::new("Chia nhầm cho số ở cột khác.", "Divided by another column."),
        Slip::NeighbourValue => {
            Bilingual::new("Chép nhầm số của ô bên cạnh.", "The value of a neighbouring cell was copied.")
        }
    }
}
