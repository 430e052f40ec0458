//! Totals whose parts stand in the paragraphs below, and what cells of one line say together.

use super::*;

fn is_confirmed(outcome: &Outcome, figure: &str) -> bool {
    let mut known = outcome.confirmed.keys().filter_map(|at| outcome.claims.get(*at));
    known.any(|claim| claim.number.value().normalize().to_string() == figure)
}

const HOUSES: &str = "\
¶ Tổng số nhà được hỗ trợ là 1.652 nhà, trong đó:
¶ - Nhà cho người có công: 1.190 nhà;
¶ - Nhà cho hộ nghèo: 437 nhà;
¶ - Nhà cho hộ cận nghèo: 25 nhà.";

#[test]
fn items_below_add_up_to_what_opens_them() {
    let right = outcome(HOUSES);
    assert!(right.discords.is_empty(), "{:#?}", right.discords);
    for figure in ["1652", "1190", "437", "25"] {
        assert!(is_confirmed(&right, figure), "{figure}");
    }
    assert_eq!(accused(&HOUSES.replace("437", "473")), [("473".to_owned(), false)]);
    assert_eq!(
        accused(&HOUSES.replace("trong đó:", "bao gồm:").replace("1.190", "1.910")),
        [("1910".to_owned(), true)]
    );
}

#[test]
fn items_that_need_not_be_all_accuse_nobody() {
    for (from, to) in [
        // Fewer are named than there are.
        ("437", "402"),
        // Two of them, and nothing says that these are all.
        ("¶ - Nhà cho hộ cận nghèo: 25 nhà.", ""),
        // Another thing is told in one of them.
        ("437 nhà;", "437 nhà, kinh phí 21.850 triệu đồng, xây mới 400 nhà;"),
        // Other things are counted.
        ("25 nhà.", "25 hộ."),
        ("437 nhà;", "hơn 430 nhà;"),
    ] {
        let text = HOUSES.replace(from, to);
        assert_ne!(text, HOUSES);
        assert!(is_silent(&text), "{text}: {:?}", accused(&text));
    }
    // Another figure stands between, and a list within the list.
    assert!(is_silent(
        "¶ Có 45 xã, hỗ trợ 962 hộ, gồm:\n¶ - Khu vực I: 214 hộ (trong đó 20 hộ mới);\n¶ + Đã xây xong 200 hộ;\n\
         ¶ + Đang xây 14 hộ;\n¶ - Khu vực II: 748 hộ."
    ));
    // Each item tells two things.
    assert!(is_silent(
        "¶ Kế hoạch vốn là 9.450 triệu đồng, đã giải ngân 6.120 triệu đồng, cụ thể:\n\
         ¶ - Dự án đường: 5.200 triệu đồng, giải ngân 3.900 triệu đồng;\n\
         ¶ - Dự án trường: 4.250 triệu đồng, giải ngân 2.220 triệu đồng."
    ));
}

#[test]
fn cells_of_one_line_say_together_what_none_says() {
    let text = "\
¶ Vốn năm trước chuyển sang và vốn năm nay là 19.499,937 triệu đồng, đã giải ngân 5.324,236 triệu đồng đạt 27,3%.
¶ Có 17/21 xã đạt chuẩn phù hợp với trẻ em, bằng 141,7% cùng kỳ.
TT|Nội dung|Vốn năm trước (triệu đồng)|Giải ngân (triệu đồng)|Vốn năm nay (triệu đồng)|Giải ngân (triệu đồng)
1|Dự án 1|2.433,265|2.176,339|5.722,273|0
2|Dự án 2|4.266,180|2.918,328|7.078,219|229,569
|Tổng cộng|6.699,445|5.094,667|12.800,492|229,569
=== Biểu 2
TT|Chỉ tiêu|ĐVT|Thực hiện năm 2023|Thực hiện năm 2024|So với năm 2023 (%)
1|Tỷ lệ xã đạt chuẩn phù hợp với trẻ em|%|57,14|81,0|141,7
2|Tỷ lệ hộ nghèo|%|2,1|2,0|95,2";
    let outcome = outcome(text);
    assert!(outcome.discords.is_empty(), "{:#?}", outcome.discords);
    for figure in ["19499.937", "5324.236", "27.3", "17", "21", "141.7"] {
        assert!(is_confirmed(&outcome, figure), "{figure}");
    }
}

#[test]
fn a_short_figure_of_another_name_confirms_nothing() {
    let text = "\
¶ Mở 4 lớp tập huấn.
TT|Nội dung|Vốn (triệu đồng)|Giải ngân (triệu đồng)
1|Dự án 1|4|2
2|Dự án 2|12|7";
    assert!(outcome(text).confirmed.is_empty());
}

#[test]
fn what_is_told_again_is_confirmed() {
    let text = "¶ Số hộ được hỗ trợ chăn nuôi 165 hộ.\n¶ Hỗ trợ chăn nuôi 170 con bê cho 165 hộ nghèo.";
    assert!(is_confirmed(&outcome(text), "165") && !is_confirmed(&outcome(text), "170"));
}

#[test]
fn years_and_marks_of_notes_are_no_figures() {
    for text in [
        "Nguồn vốn của năm 2022, 2023 kéo dài sang.",
        "Chi tiết từ nguồn 2023 kéo dài và nguồn 2024 như sau",
        "1 Các chỉ tiêu được ban hành theo Quyết định.",
    ] {
        assert_eq!(roles(text), Vec::new(), "{text}");
    }
}

#[test]
fn bare_figures_in_a_bracket_are_in_the_unit_before_it() {
    assert!(is_silent("¶ Lệ phí thu được là 554 triệu đồng (Hòa Lộc 214; Minh Đức 187; An Khê 153)."));
    assert_eq!(
        accused("¶ Lệ phí thu được là 554 triệu đồng (Hòa Lộc 241; Minh Đức 187; An Khê 153)."),
        [("241".to_owned(), false)]
    );
    // A part of a part.
    assert!(is_silent("¶ Dự toán 1.250 triệu đồng (chi thường xuyên 850; trong đó lương 700), đạt 50%."));
    // Numbers of what is named are no amounts.
    assert_eq!(roles("Đủ sức khỏe loại 1, 2, 3 là 236 thanh niên."), [("236".to_owned(), Role::Value)]);
}

#[test]
fn a_share_is_of_what_its_words_name() {
    let text = "¶ Ba xã đã chứng thực 3.995 chữ ký, 17.748 bản sao; lệ phí 554 triệu đồng. Riêng Phòng công chứng số 1 sao y \
                8.742 bản, bằng 49,3% tổng số bản sao.";
    assert!(is_silent(text), "{:?}", accused(text));
    assert_eq!(accused(&text.replace("8.742", "8.472")), [("8472".to_owned(), true)]);
    // Of another whole, which the paragraph does not tell.
    let other =
        text.replace("8.742 bản, bằng 49,3%", "2.742 bản, bằng 61,3%").replace("bản sao.", "bản sao tiếng nước ngoài.");
    assert!(is_silent(&other), "{:?}", accused(&other));
}

#[test]
fn another_span_of_time_and_another_plan_are_not_those_of_the_table() {
    const YEAR: &str = "
TT|Chỉ tiêu|ĐVT|Kế hoạch|Thực hiện|TH/KH (%)
1|Thu ngân sách|triệu đồng|250.000|275.000|110,0
2|Giải quyết việc làm|lao động|2.800|2.843|101,5
3|Trồng rừng|ha|1.200|1.250|104,2";
    for text in [
        "Trồng rừng 5 năm được 6.240 ha, đạt 104% kế hoạch.",
        "Thu ngân sách 275.000 triệu đồng, đạt 110% kế hoạch huyện giao, bằng 125% kế hoạch tỉnh giao (220.000 triệu đồng).",
    ] {
        let text = format!("¶ {text}{YEAR}");
        assert!(is_silent(&text), "{text}: {:?}", accused(&text));
    }
    assert_eq!(accused(&format!("¶ Trồng rừng được 6.240 ha, đạt 104% kế hoạch.{YEAR}")).len(), 1);
}
