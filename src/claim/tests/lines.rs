//! Figures of the line that a sentence speaks of, one slip away from what the line says; and what only looks like it.

use super::*;

const ENERGY: &str = "
Thành phần|Điện thương phẩm năm 2024 (triệu kWh)|Điện thương phẩm năm 2025 (triệu kWh)|Tăng trưởng (%)|Tỷ trọng (%)
Công nghiệp - xây dựng|378,90|412,60|8,89|54,30
Tiêu dùng dân cư|301,40|310,39|2,98|40,85
Nông, lâm, thủy sản|33,17|36,84|11,06|4,85
Tổng cộng|713,47|759,83|6,50|100,00";

const PLANS: &str = "
TT|Chỉ tiêu|Kế hoạch tỉnh giao|Kế hoạch huyện giao|Thực hiện|So KH tỉnh (%)|So KH huyện (%)
1|Thu ngân sách|220.000|250.000|275.000|125,0|110,0
2|Giải quyết việc làm|2.700|2.800|2.843|105,3|101,5
3|Trồng rừng tập trung|1.150|1.200|1.250|108,7|104,2";

const HOUSEHOLDS: &str = "
Xã|Tổng số hộ|Hộ nghèo năm 2024|Hộ nghèo năm 2025|Tỷ lệ (%)
Châu Thành|2.140|186|142|6,64
Phước An|1.875|241|205|10,93
Tân Mỹ|1.520|312|268|17,63
Tổng|5.535|739|615|11,11";

/// A sentence beside a table that is right, and figures of it that are typed wrongly, each of which is found.
fn beside(table: &str, right: &str, slips: &[(&str, &str)]) {
    let text = |sentence: &str| format!("¶ {sentence}\n{}", table.trim_start());
    assert!(is_silent(&text(right)), "{right}: {:?}", accused(&text(right)));
    for (from, to) in slips {
        assert!(right.contains(from), "{from}");
        let wrong = right.replacen(from, to, 1);
        let name = crate::number::parse(to.trim_end_matches('%'), crate::number::Notation::Vietnamese);
        let name = name.map(|number| number.value().normalize().to_string()).unwrap_or_default();
        let found = accused(&text(&wrong));
        assert!(found.iter().any(|(figure, _)| *figure == name), "{wrong}: {found:?}");
    }
}

#[test]
fn all_that_is_told_of_a_line_is_held_against_it() {
    beside(
        ENERGY,
        "Công nghiệp - xây dựng tiêu thụ 412,6 triệu kWh, chiếm 54,3% và tăng 8,89% so với năm trước; nông, lâm, thủy sản 36,84 triệu kWh, tăng 11,06%.",
        &[("412,6", "421,6"), ("8,89", "8,98"), ("11,06", "10,16")],
    );
}

#[test]
fn each_base_is_the_one_that_its_words_name() {
    beside(
        PLANS,
        "Thu ngân sách 275.000 triệu đồng, bằng 125,0% kế hoạch tỉnh giao và 110,0% kế hoạch huyện giao.",
        &[("125,0", "152,0"), ("110,0", "101,0")],
    );
    for sentence in [
        "Giải quyết việc làm 2.843 người, vượt 43 người so với kế hoạch huyện, vượt 143 người so với kế hoạch tỉnh giao.",
        "Trồng rừng tập trung được 1.250 ha, đạt 104,2% kế hoạch.",
        "Trồng rừng tập trung được 1.250 ha, đạt 108,7% kế hoạch.",
    ] {
        let text = format!("¶ {sentence}\n{}", PLANS.trim_start());
        assert!(is_silent(&text), "{sentence}: {:?}", accused(&text));
    }
}

#[test]
fn a_year_that_no_column_is_of_is_not_covered() {
    let table = "
Chỉ tiêu|Năm 2024|Năm 2025|So sánh (%)
Số vụ tai nạn giao thông|150|135|90,0
Số người chết|60|54|90,0
Số vụ cháy|20|22|110,0";
    let text = format!(
        "¶ Số vụ tai nạn giao thông 135 vụ, giảm 10% so với năm 2024 và giảm 15,6% so với năm 2023.\n{}",
        table.trim_start()
    );
    assert!(is_silent(&text), "{:?}", accused(&text));
}

#[test]
fn what_qualifies_the_name_of_a_line_is_another_thing() {
    for (table, sentences) in [
        (
            PLANS,
            &[
                "Thu ngân sách nội địa 225.000 triệu đồng, đạt 90% kế hoạch.",
                "Thu ngân sách cấp xã hưởng 27.500 triệu đồng.",
                "Thu ngân sách 9 tháng đạt 192.500 triệu đồng, bằng 77% kế hoạch.",
                "Trồng rừng tập trung 5 năm được 6.240 ha, đạt 104% kế hoạch.",
                "Xã Tân Lập trồng rừng tập trung 120 ha, đạt 10% kế hoạch toàn huyện.",
                "Giải quyết việc làm cho lao động nữ 1.400 người, đạt 50% kế hoạch.",
            ][..],
        ),
        (
            HOUSEHOLDS,
            &[
                "Xã Châu Thành có 1.240 hộ nông dân sản xuất giỏi.",
                "Xã Châu Thành hỗ trợ 124 hộ nghèo về nhà ở.",
                "Xã Châu Thành có 124 hộ nghèo dân tộc thiểu số.",
                "Xã Phước An có 25 hộ nghèo thoát nghèo, 15 hộ cận nghèo.",
            ][..],
        ),
    ] {
        for sentence in sentences {
            let text = format!("¶ {sentence}\n{}", table.trim_start());
            assert!(is_silent(&text), "{sentence}: {:?}", accused(&text));
        }
    }
}
