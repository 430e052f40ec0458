//! A whole report with its appendices: what must be confirmed, figure by figure, and what contradicts it.

use super::*;

/// A year's report of a labour office: percents of the plan and of the year before, x of y, sums in brackets and after
/// "trong đó", a product of classes, two funds that add up, and projects that the second appendix lists.
const REPORT: &str = "\
¶ BÁO CÁO
¶ Kết quả công tác lao động, xã hội năm 2025, nhiệm vụ năm 2026
¶ I. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU
¶ - Thu Quỹ vì người nghèo: Thực hiện 742 triệu đồng, bằng 118,7% cùng kỳ, đạt 123,7% kế hoạch.
¶ - Xã đạt chuẩn phù hợp với trẻ em: có 15/19 xã đạt tiêu chí, đạt 78,9%.
¶ - Lập hồ sơ cai nghiện bắt buộc: Thực hiện được 96 người, bằng 112,9% cùng kỳ, đạt 120,0% kế hoạch.
¶ - Tuyển sinh đào tạo nghề: Thực hiện được 2.415 người, bằng 104,7% cùng kỳ, đạt 101,9% kế hoạch (Cao đẳng là 285 người; trung cấp là 430 người; sơ cấp là 1.700 người).
¶ - Giải quyết việc làm: Thực hiện được 2.260 người, bằng 107,9% cùng kỳ, đạt 113,0% kế hoạch.
¶ II. CÔNG TÁC GIẢM NGHÈO
¶ Đã mở được 14 lớp với 462 học viên (33 học viên/lớp). Đã xây mới 181 nhà, trong đó 124 nhà cho hộ nghèo; 45 nhà cho hộ cận nghèo; 12 nhà cho hộ người có công.
¶ Có 732 hộ thoát nghèo, gồm 548 hộ ra khỏi diện nghèo và 184 hộ chuyển sang cận nghèo; 356 hộ nghèo là người cao tuổi gồm 318 hộ và 38 hộ khuyết tật.
¶ Tổng kinh phí được giao là 18.640,215 triệu đồng, trong đó nguồn năm trước chuyển sang 6.112,745 triệu đồng; nguồn năm 2025 là 12.527,470 triệu đồng. Đã giải ngân 5.219,260 triệu đồng, đạt 28,0%, gồm: nguồn năm trước 4.987,115 triệu đồng; nguồn năm 2025 là 232,145 triệu đồng.
¶ 1. Dự án 1: Đa dạng hóa sinh kế
¶ Kinh phí được giao là 9.215,470 triệu đồng, đã giải ngân 3.118,600 triệu đồng, đạt 33,8%.
¶ 2. Dự án 2: Hỗ trợ phát triển nông nghiệp
¶ Kinh phí được giao là 6.318,245 triệu đồng, đã giải ngân 1.868,515 triệu đồng, đạt 29,6%.
¶ 3. Dự án 3: Giám sát, đánh giá
¶ Kinh phí được giao là 3.106,500 triệu đồng, đã giải ngân 232,145 triệu đồng, đạt 7,5%.
¶ III. NHIỆM VỤ NĂM 2026
¶ Phấn đấu giải quyết việc làm cho 2.400 lao động, tuyển sinh đào tạo nghề 2.500 người.
¶ Phụ biểu 01. Kết quả thực hiện các chỉ tiêu
TT|Chỉ tiêu|ĐVT|Thực hiện năm 2024|Kế hoạch năm 2025|Thực hiện năm 2025|So KH (%)|So năm 2024 (%)
1|Thu Quỹ vì người nghèo|triệu đồng|625|600|742|123,7|118,7
2|Lập hồ sơ cai nghiện bắt buộc|người|85|80|96|120,0|112,9
3|Tuyển sinh đào tạo nghề|người|2.306|2.370|2.415|101,9|104,7
4|Giải quyết việc làm|người|2.095|2.000|2.260|113,0|107,9
=== PB02
¶ Phụ biểu 02. Tiến độ giải ngân (triệu đồng)
TT|Nội dung|Kinh phí được giao (triệu đồng)|Đã giải ngân (triệu đồng)|Tỷ lệ (%)
1|Dự án 1: Đa dạng hóa sinh kế|9.215,470|3.118,600|33,8
2|Dự án 2: Hỗ trợ phát triển nông nghiệp|6.318,245|1.868,515|29,6
3|Dự án 3: Giám sát, đánh giá|3.106,500|232,145|7,5
|Tổng cộng|18.640,215|5.219,260|28,0";

fn of_report(from: &str, to: &str) -> Outcome {
    assert!(REPORT.contains(from), "{from}");
    outcome(&REPORT.replacen(from, to, 1))
}

#[test]
fn what_must_be_confirmed_is_and_nothing_is_accused() {
    let outcome = outcome(REPORT);
    assert!(outcome.discords.is_empty(), "{:#?}", outcome.discords);
    let confirmed: Vec<String> = outcome
        .confirmed
        .keys()
        .filter_map(|at| outcome.claims.get(*at))
        .map(|claim| claim.number.value().normalize().to_string())
        .collect();
    for figure in [
        "742",
        "118.7",
        "123.7",
        "15",
        "19",
        "78.9",
        "96",
        "112.9",
        "120",
        "2415",
        "104.7",
        "101.9",
        "285",
        "430",
        "1700",
        "2260",
        "107.9",
        "113",
        "14",
        "462",
        "33",
        "181",
        "124",
        "45",
        "12",
        "732",
        "548",
        "184",
        "18640.215",
        "6112.745",
        "12527.47",
        "5219.26",
        "28",
        "4987.115",
        "232.145",
        "9215.47",
        "3118.6",
        "33.8",
        "6318.245",
        "1868.515",
        "29.6",
        "3106.5",
        "7.5",
    ] {
        assert!(confirmed.iter().any(|known| known == figure), "{figure} is not confirmed: {confirmed:?}");
    }
    let (covered, _) = outcome.covered();
    assert!(covered >= 40, "{covered}");
}

#[test]
fn one_contradiction_of_each_kind_is_seen() {
    for (from, to) in [
        // A project of which the text says that nothing was paid.
        ("đã giải ngân 232,145 triệu đồng, đạt 7,5%", "đã giải ngân 0 đồng"),
        // A percentage of the other base.
        ("bằng 118,7% cùng kỳ", "bằng 123,7% cùng kỳ"),
        ("(33 học viên/lớp)", "(35 học viên/lớp)"),
        ("45 nhà cho hộ cận nghèo", "54 nhà cho hộ cận nghèo"),
        ("có 15/19 xã đạt tiêu chí, đạt 78,9%", "có 15/19 xã đạt tiêu chí, đạt 87,9%"),
    ] {
        assert!(!of_report(from, to).discords.is_empty(), "{to}");
    }
}

#[test]
fn sentence_and_cell_can_both_be_put_right() {
    let outcome = of_report("Thực hiện được 2.260 người", "Thực hiện được 2.620 người");
    let discord = outcome.discords.first().unwrap();
    let [text, cell] = discord.remedies.as_slice() else { panic!("{discord:#?}") };
    assert!(matches!(text.spot, Spot::Claim(_)) && matches!(cell.spot, Spot::Cell(..)));
    assert_eq!((text.number.value(), cell.number.value()), (2260.into(), 2620.into()));
}
