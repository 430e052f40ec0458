//! What is read in sentences, and what is said of reports of several fields: correct ones, and copies with one slip.

mod chains;
mod documented;
mod lines;
mod reports;
mod totals;
mod whole;

use super::*;
use crate::fixture;
use crate::rules;

/// The claims of a document, and what contradicts them.
fn outcome(text: &str) -> Outcome {
    let (workbook, _) = fixture::book(text);
    let boards: Vec<Board> =
        rules::check(&workbook, &rules::Setting::default()).into_iter().flat_map(|checked| checked.boards).collect();
    compare(&workbook.prose, SourceIndex::default(), &boards)
}

fn claims(text: &str) -> Vec<Claim> {
    outcome(&format!("¶ {text}")).claims
}

fn roles(text: &str) -> Vec<(String, Role)> {
    claims(text).iter().map(|claim| (claim.number.value().normalize().to_string(), claim.role)).collect()
}

/// The figures and cells that are accused first, each with whether it is sure.
fn accused(text: &str) -> Vec<(String, bool)> {
    let outcome = outcome(text);
    let name = |spot: &Spot| match spot {
        Spot::Claim(at) => {
            outcome.claims.get(*at).map(|claim| claim.number.value().normalize().to_string()).unwrap_or_default()
        }
        Spot::Cell(_, _, cell) => cell.to_string(),
    };
    outcome
        .discords
        .iter()
        .map(|discord| (discord.accused.first().map(name).unwrap_or_else(|| "?".to_owned()), discord.sure))
        .collect()
}

fn is_silent(text: &str) -> bool {
    accused(text).is_empty()
}

#[test]
fn turns_of_phrase_tell_the_role_of_a_figure() {
    use Role::*;
    let of = |figures: &[(&str, Role)]| {
        figures.iter().map(|(figure, role)| ((*figure).to_owned(), *role)).collect::<Vec<_>>()
    };
    assert_eq!(
        roles("Thực hiện 620 triệu đồng, bằng 124,7% cùng kỳ, đạt 151,2% kế hoạch."),
        of(&[("620", Value), ("124.7", PercentBefore), ("151.2", PercentPlan)])
    );
    assert_eq!(
        roles("Có 17/21 xã đạt tiêu chí, đạt 81,0%; giảm 05 xã so với năm trước (22 xã)."),
        of(&[("17", Part), ("21", Whole), ("81", Share), ("5", Change), ("22", BaseValue)])
    );
    assert_eq!(
        roles("Tỷ lệ hộ nghèo còn 9,7%, giảm 2,0 điểm % so với cùng kỳ (11,7%)."),
        of(&[("9.7", Value), ("2", Points), ("11.7", BaseValue)])
    );
    assert_eq!(
        roles(
            "Mở 17 lớp với 595 học viên (35 học viên/lớp), kinh phí 1,2 tỷ đồng (bằng chữ: một tỷ hai trăm triệu đồng)."
        ),
        of(&[("17", Value), ("595", Value), ("35", Average), ("1.2", Value), ("1200000000", Words)])
    );
    assert_eq!(
        roles("Trồng 428,9 ha, vượt 2,1% kế hoạch (kế hoạch 420 ha), thiệt hại 6.500 m2 (0,65 ha)."),
        of(&[("428.9", Value), ("2.1", ChangePercent), ("420", PlanValue), ("6500", Value), ("0.65", Restated)])
    );
}

#[test]
fn what_is_no_claim_is_left_alone() {
    for text in [
        "Theo Công văn số 2950/BGDĐT-VP ngày 24/6/2024 và Báo cáo 56-BC/ĐU.",
        "Căn cứ Điều 28 Luật Khiếu nại năm 2011, khoản 2 Điều 5 Nghị định số 02/2017/NĐ-CP.",
        "Điện thoại liên hệ: 0236 3 812 455; ĐT 0225.3.676.118.",
        "Giai đoạn 2021-2025, năm học 2023 - 2024, nhiệm kỳ 2025 - 2030, tháng 10/2024.",
        "Kế hoạch giảm từ 1,5 - 2,0%, đạt 3,0 – 3,5%.",
        "1. Công tác chỉ đạo",
        "Kỷ niệm ngày Quốc tế phụ nữ 8/03, ngày 26/6, tại số 01 đường 30/4, tổ dân phố 12.",
        "Học sinh lớp 9, trẻ dưới 5 tuổi, Dự án 7, bão số 3.",
    ] {
        assert_eq!(roles(text), Vec::new(), "{text}");
    }
}

#[test]
fn bounds_targets_and_days_are_told() {
    let first = |text: &str| claims(text).first().cloned().unwrap();
    assert_eq!(first("Chi trả hơn 50 tỷ đồng.").hedge, Some(Hedge::Lower));
    assert_eq!(first("Phun hóa chất gần 2.400 ha.").hedge, Some(Hedge::Upper));
    assert_eq!(first("Có khoảng 300 người.").hedge, Some(Hedge::About));
    assert!(first("Phấn đấu trồng 450 ha rừng.").target);
    assert!(first("Lũy kế giải ngân 221 triệu đồng.").cumulative);
    assert!(first("Tính đến ngày 30/10/2024 có 808 hộ.").dated);
}

#[test]
fn parts_add_up_to_what_they_are_parts_of() {
    assert!(is_silent("¶ Có 165 hộ, trong đó 119 hộ nghèo; 44 hộ cận nghèo; 2 hộ mới thoát nghèo."));
    assert!(is_silent(
        "¶ Tổng kinh phí 21,92 tỷ đồng, gồm ngân sách 18.640 triệu đồng và xã hội hóa 3.275 triệu đồng."
    ));
    // What is named need not be all.
    assert!(is_silent("¶ Có 165 hộ, trong đó 119 hộ nghèo; 20 hộ cận nghèo."));
    assert_eq!(accused("¶ Có 181 giải, gồm: 12 giải Nhất, 37 giải Nhì, 88 giải Ba và 74 giải Khuyến khích.").len(), 1);
    assert_eq!(
        accused("¶ Tổng thu 52,7 triệu đồng, trong đó thu phí 41.873,6 triệu đồng."),
        [("52.7".to_owned(), true)]
    );
}

#[test]
fn percents_are_those_of_the_figures_beside_them() {
    assert!(is_silent("¶ Có 17/21 xã đạt tiêu chí, đạt 81,0%."));
    assert_eq!(accused("¶ Có 37/49 trường đạt chuẩn, đạt 69,8%."), [("69.8".to_owned(), true)]);
    assert!(is_silent("¶ Có 4.537 trẻ, giảm 75 trẻ so với năm học trước, bằng 98,4% cùng kỳ."));
    assert_eq!(
        accused("¶ Có 4.537 trẻ, tăng 75 trẻ so với năm học trước, bằng 98,4% cùng kỳ."),
        [("75".to_owned(), true)]
    );
    assert!(is_silent("¶ Tăng 1,8% so với tháng trước và tăng 9,4% so với cùng kỳ."));
    assert_eq!(
        accused(
            "¶ Tổng số hộ nghèo là 3.285 hộ; chiếm tỷ lệ 9,7%.\n¶ Tổng số hộ cận nghèo là 5.070 hộ; chiếm tỷ lệ 15,2%."
        ),
        [("?".to_owned(), false)]
    );
    assert!(is_silent(
        "¶ Tổng số hộ nghèo là 3.285 hộ; chiếm tỷ lệ 9,7%.\n¶ Tổng số hộ cận nghèo là 5.148 hộ; chiếm tỷ lệ 15,2%."
    ));
}

#[test]
fn amounts_in_words_and_in_another_unit_are_the_same() {
    assert!(is_silent("¶ Thu 2.745.000.000 đồng (bằng chữ: Hai tỷ bảy trăm bốn mươi lăm triệu đồng)."));
    let wrong = accused("¶ Thu 2.745.000.000 đồng (bằng chữ: Hai tỷ bốn trăm bảy mươi lăm triệu đồng).");
    assert_eq!(wrong, [("2475000000".to_owned(), true)]);
    assert!(is_silent("¶ Thu hồi 18.450 m2 đất (1,85 ha)."));
    assert_eq!(accused("¶ Thu hồi 18.450 m2 đất (1,85 m2)."), [("1.85".to_owned(), true)]);
}
