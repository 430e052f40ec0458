//! Figures that the build of a sentence ties together.

use super::*;

/// A right sentence, the same with one figure wrong, and which figure that is.
fn tells(right: &str, wrong: &str, figure: &str) {
    assert_eq!(accused(&format!("¶ {right}")), Vec::new(), "{right}");
    let found = accused(&format!("¶ {wrong}"));
    assert!(found.iter().any(|(name, _)| name == figure), "{wrong}: {found:?}");
}

#[test]
fn shares_are_of_what_the_sentence_begins_with() {
    tells(
        "Có 286/312 thôn, tổ dân phố đạt danh hiệu văn hóa, chiếm 91,7%.",
        "Có 286/312 thôn, tổ dân phố đạt danh hiệu văn hóa, chiếm 97,1%.",
        "97.1",
    );
    tells(
        "Toàn tỉnh có 22.415 người hưởng, trong đó qua tài khoản 18.940 người, đạt 84,5%.",
        "Toàn tỉnh có 22.415 người hưởng, trong đó qua tài khoản 18.940 người, đạt 85,4%.",
        "85.4",
    );
    tells(
        "Tổng lượt khách 1.974,7 nghìn lượt, trong đó khách quốc tế 128,45 nghìn lượt, chiếm 6,5%.",
        "Tổng lượt khách 1.974,7 nghìn lượt, trong đó khách quốc tế 128,45 nghìn lượt, chiếm 7,0%.",
        "7",
    );
    // Of what no one tells.
    assert!(is_silent("¶ Có 1.204 hội viên, trong đó nữ 640 hội viên, chiếm 38,2% số nữ toàn xã."));
    assert!(is_silent("¶ Khách quốc tế 128,45 nghìn lượt, chiếm 6,5% tổng lượt khách (1.974,7 nghìn lượt)."));
}

#[test]
fn targets_in_brackets_are_no_shares() {
    assert!(is_silent(
        "¶ Tiếp nhận 118.855 hồ sơ, quá hạn 1.994 hồ sơ, chiếm 1,68%; hồ sơ trực tuyến đạt 85,55%, cao hơn chỉ tiêu Chính phủ giao (80%) là 5,55 điểm phần trăm."
    ));
    assert!(is_silent(
        "¶ Dư nợ 142.615 triệu đồng, tăng 18.204 triệu đồng so với đầu năm (đầu năm 124.411 triệu đồng), tương đương 14,6%; nợ quá hạn 96 triệu đồng (0,07%)."
    ));
}

#[test]
fn changes_are_told_with_their_percent_in_any_order() {
    tells(
        "Tổng thu 1.379,46 tỷ đồng, tăng 96,13 tỷ đồng (7,49%) so với năm 2024.",
        "Tổng thu 1.379,46 tỷ đồng, tăng 96,13 tỷ đồng (7,94%) so với năm 2024.",
        "7.94",
    );
    tells(
        "Thu phí 38,27 tỷ đồng (cùng kỳ 31,94 tỷ đồng, tăng 19,8%).",
        "Thu phí 38,27 tỷ đồng (cùng kỳ 31,94 tỷ đồng, tăng 18,9%).",
        "18.9",
    );
    tells(
        "Xảy ra 52 vụ, 35 đối tượng, tăng 14 vụ, giảm 12 đối tượng so với cùng kỳ (38 vụ, 47 đối tượng).",
        "Xảy ra 52 vụ, 35 đối tượng, tăng 41 vụ, giảm 12 đối tượng so với cùng kỳ (38 vụ, 47 đối tượng).",
        "41",
    );
    tells("Hộ cận nghèo giảm 44 hộ, từ 186 hộ xuống 142 hộ.", "Hộ cận nghèo giảm 48 hộ, từ 186 hộ xuống 142 hộ.", "48");
    assert!(is_silent("¶ Tổng thu 1.379,46 tỷ đồng, tăng 96,13 tỷ đồng so với năm 2024, trong đó thu phí tăng 7,94%."));
}

#[test]
fn kinds_and_rests_add_up() {
    tells(
        "Thực hiện 154 cuộc kiểm tra, gồm: kiểm tra 118 cuộc, thanh tra 27 cuộc, liên ngành 09 cuộc.",
        "Thực hiện 154 cuộc kiểm tra, gồm: kiểm tra 118 cuộc, thanh tra 72 cuộc, liên ngành 09 cuộc.",
        "72",
    );
    tells(
        "Thu giữ 1,26 kg heroin; 10,87 kg ma túy tổng hợp; 0,32 kg cần sa, tổng cộng 12,45 kg.",
        "Thu giữ 1,26 kg heroin; 10,87 kg ma túy tổng hợp; 0,32 kg cần sa, tổng cộng 14,25 kg.",
        "14.25",
    );
    tells("Có 128/131 thôn có nhà văn hóa, còn 03 thôn.", "Có 128/131 thôn có nhà văn hóa, còn 30 thôn.", "30");
    for text in [
        "Toàn tỉnh có 154 cơ sở lưu trú, trong đó: khách sạn 118 cơ sở, homestay 27 cơ sở.",
        "Toàn huyện có 12 xã, thị trấn, trong đó có 5 xã đặc biệt khó khăn, 4 xã biên giới.",
        "Có 45 lao động, trong đó 20 lao động nữ và 15 lao động là người dân tộc.",
        "Tổng vốn 1.250 triệu đồng, trong đó: ngân sách huyện 750 triệu đồng, ngân sách xã 300 triệu đồng, còn lại nhân dân đóng góp.",
        "Giao 45 biên chế, hiện có 42, còn thiếu 3; trong đó thạc sĩ 12, đại học 28, cao đẳng 2.",
        "Số hộ nghèo 1.204 hộ, giảm 320 hộ; trong đó thoát nghèo 412 hộ, phát sinh mới 92 hộ.",
    ] {
        assert!(is_silent(&format!("¶ {text}")), "{text}: {:?}", accused(&format!("¶ {text}")));
    }
}

#[test]
fn averages_and_amounts_in_words() {
    tells(
        "Bắt 163 đối tượng trong 29 vụ, bình quân 5,6 đối tượng/vụ.",
        "Bắt 163 đối tượng trong 29 vụ, bình quân 6,5 đối tượng/vụ.",
        "6.5",
    );
    tells(
        "Quyên góp 1.284.650.000 đồng (Một tỷ hai trăm tám mươi tư triệu sáu trăm năm mươi nghìn đồng).",
        "Quyên góp 1.284.650.000 đồng (Một tỷ hai trăm bốn mươi tám triệu sáu trăm năm mươi nghìn đồng).",
        "1248650000",
    );
}

#[test]
fn named_wholes_and_units_are_held_against_shares() {
    tells(
        "Tổng số vốn 1.046.900.000 đồng. Mô hình nuôi gà có vốn lớn nhất: 542 triệu đồng, bằng 51,8% tổng số vốn.",
        "Tổng số vốn 1.046.900.000 đồng. Mô hình nuôi gà có vốn lớn nhất: 542 tỷ đồng, bằng 51,8% tổng số vốn.",
        "542",
    );
    // Of another total than the one that is told.
    assert!(is_silent("¶ Tổng số hộ nghèo 1.204 hộ. Hỗ trợ 320 hộ, chiếm 6,2% tổng số hộ."));
}

#[test]
fn the_way_of_a_change_is_that_of_its_figures() {
    tells(
        "Dư nợ giảm từ 74,38 tỷ đồng xuống 71,26 tỷ đồng.",
        "Dư nợ tăng từ 74,38 tỷ đồng xuống 71,26 tỷ đồng.",
        "74.38",
    );
    tells(
        "Xảy ra 290 vụ, giảm 9 vụ (-3,0%) so với năm 2024.",
        "Xảy ra 290 vụ, tăng 9 vụ (-3,0%) so với năm 2024.",
        "9",
    );
    assert!(is_silent("¶ Xếp hạng tăng từ 25 lên 20."));
}

#[test]
fn products_and_multiples_are_held_against_their_factors() {
    tells(
        "Xây mới 31 căn x 60 triệu đồng = 1.860 triệu đồng, sửa chữa 21 căn x 30 triệu đồng = 630 triệu đồng, tổng kinh phí 2.490 triệu đồng.",
        "Xây mới 31 căn x 60 triệu đồng = 1.680 triệu đồng, sửa chữa 21 căn x 30 triệu đồng = 630 triệu đồng, tổng kinh phí 2.490 triệu đồng.",
        "1680",
    );
    tells(
        "Thu nhập bình quân xã cao nhất 65,9 triệu đồng, gấp 1,47 lần xã thấp nhất (44,8 triệu đồng).",
        "Thu nhập bình quân xã cao nhất 65,9 triệu đồng, gấp 1,74 lần xã thấp nhất (44,8 triệu đồng).",
        "1.74",
    );
    assert!(is_silent("¶ Giá trị tăng gấp 3 lần, có 3 lần tổ chức, 12 lượt x quang cho 36 người."));
}

#[test]
fn shares_of_counts_that_follow_each_other() {
    tells(
        "Gọi khám 742 thanh niên, có mặt 718 (đạt 96,8%).",
        "Gọi khám 742 thanh niên, có mặt 718 (đạt 98,6%).",
        "98.6",
    );
    tells(
        "Giải quyết việc làm cho 2.843 lao động/KH 2.800 lao động, đạt 101,5%.",
        "Giải quyết việc làm cho 2.843 lao động/KH 2.800 lao động, đạt 110,5%.",
        "110.5",
    );
    tells(
        "Toàn huyện có 991 hộ nghèo/10.150 hộ, tỷ lệ 9,76%.",
        "Toàn huyện có 991 hộ nghèo/10.150 hộ, tỷ lệ 9,67%.",
        "9.67",
    );
}

#[test]
fn kinds_in_brackets_are_all_of_a_total() {
    tells("Giành 70 huy chương (19 HCV, 22 HCB, 29 HCĐ).", "Giành 70 huy chương (19 HCV, 26 HCB, 29 HCĐ).", "70");
    assert!(is_silent("¶ Có 20 xã (5 xã biên giới, 4 xã đặc biệt khó khăn, 3 xã an toàn khu)."));
}
