//! Reports of fields that the grammar was not made from: correct ones are passed over in silence, and one slip is found.

use super::{accused, is_silent};

const LAND: &str = "\
¶ BÁO CÁO
¶ Kết quả công tác quản lý đất đai, môi trường 9 tháng đầu năm 2025
¶ I. KẾT QUẢ THỰC HIỆN
¶ 1. Công tác cấp giấy chứng nhận quyền sử dụng đất
¶ Trong 9 tháng, toàn huyện tiếp nhận 4.218 hồ sơ (trong đó kỳ trước chuyển sang 312 hồ sơ, tiếp nhận mới 3.906 hồ sơ); đã giải quyết 3.987 hồ sơ, đạt 94,5%; đang giải quyết 231 hồ sơ.
¶ Trong số hồ sơ đã giải quyết có 3.790 hồ sơ đúng hạn (chiếm 95,1%), 197 hồ sơ quá hạn (chiếm 4,9%).
¶ Đã cấp 3.412 giấy chứng nhận với diện tích 186,42 ha, tăng 8,3% về số giấy so với cùng kỳ năm 2024.
¶ Biểu 1. Kết quả cấp giấy chứng nhận theo loại đất
TT|Loại đất|Số giấy|Diện tích (ha)|Tỷ lệ diện tích (%)
1|Đất ở nông thôn|1.846|42,15|22,6
2|Đất ở đô thị|512|6,27|3,4
3|Đất nông nghiệp|1.054|138,00|74,0
|Tổng cộng|3.412|186,42|100,0
¶ Đất nông nghiệp chiếm 74,0% diện tích đã cấp với 1.054 giấy; đất ở nông thôn 1.846 giấy (42,15 ha).
¶ 2. Giao đất, thu hồi đất
¶ UBND huyện đã ban hành 27 quyết định thu hồi đất với tổng diện tích 125.300 m2 (12,53 ha) của 146 hộ gia đình; phê duyệt phương án bồi thường 48,6 tỷ đồng, đã chi trả 41,2 tỷ đồng cho 121/146 hộ, đạt 82,9% số hộ.
¶ Đấu giá quyền sử dụng đất 5/8 khu vực theo kế hoạch, thu 62.450 triệu đồng, bằng 83,3% kế hoạch năm (75.000 triệu đồng).
¶ II. TỒN TẠI, HẠN CHẾ
¶ Tỷ lệ hồ sơ quá hạn còn 4,9%, chủ yếu ở khâu đo đạc. Theo Điều 138 Luật Đất đai năm 2024, thời hạn giải quyết không quá 20 ngày làm việc.
¶ III. NHIỆM VỤ 3 THÁNG CUỐI NĂM
¶ Phấn đấu cấp 1.200 giấy chứng nhận; giải quyết trên 98% hồ sơ đúng hạn; thu tiền sử dụng đất 12.550 triệu đồng.";

const POLICE: &str = "\
¶ BÁO CÁO
¶ Tình hình, kết quả công tác bảo đảm an ninh, trật tự quý III/2025
¶ I. TÌNH HÌNH
¶ Phạm pháp hình sự xảy ra 86 vụ, giảm 14 vụ (14,0%) so với cùng kỳ năm trước; đã điều tra làm rõ 74/86 vụ, đạt tỷ lệ 86,0%, bắt giữ 118 đối tượng.
¶ Tai nạn giao thông xảy ra 21 vụ, làm chết 09 người, bị thương 17 người; so với cùng kỳ giảm 05 vụ, giảm 02 người chết, tăng 01 người bị thương.
¶ Bảng 1. Tình hình tội phạm quý III
TT|Loại tội phạm|Quý III/2024|Quý III/2025|So sánh (+/-)|Tỷ lệ điều tra (%)
1|Trộm cắp tài sản|48|39|-9|82,1
2|Cố ý gây thương tích|17|15|-2|93,3
3|Lừa đảo chiếm đoạt tài sản|12|16|4|81,3
4|Đánh bạc|14|10|-4|100,0
5|Tội phạm khác|9|6|-3|83,3
|Tổng|100|86|-14|86,0
¶ Trộm cắp tài sản xảy ra 39 vụ, giảm 09 vụ, chiếm 45,3% tổng số vụ; lừa đảo chiếm đoạt tài sản 16 vụ, tăng 04 vụ so với cùng kỳ; cố ý gây thương tích 15 vụ (giảm 02 vụ).
¶ II. KẾT QUẢ CÔNG TÁC
¶ Phát hiện, xử lý 37 vụ, 52 đối tượng phạm tội về ma túy, thu giữ 1.245,6 gam heroin, 3.870 viên ma túy tổng hợp. Xử phạt vi phạm hành chính 2.915 trường hợp với tổng số tiền 4.362,5 triệu đồng, trong đó vi phạm nồng độ cồn 684 trường hợp (chiếm 23,5%).
¶ Cấp 12.840 thẻ căn cước, kích hoạt 9.675 tài khoản định danh mức 2, đạt 107,5% chỉ tiêu giao. Thu lệ phí 236.750.000 đồng (bằng chữ: Hai trăm ba mươi sáu triệu bảy trăm năm mươi nghìn đồng).
¶ Tổ chức 46 buổi tuyên truyền với 5.520 lượt người tham gia (bình quân 120 lượt người/buổi).
¶ III. PHƯƠNG HƯỚNG QUÝ IV
¶ Kéo giảm 5% số vụ phạm pháp hình sự; tỷ lệ điều tra, khám phá án đạt trên 80%; tiếp tục cao điểm từ ngày 15/11 đến ngày 31/12/2025.";

const INSURANCE: &str = "\
¶ BÁO CÁO
¶ Kết quả thực hiện nhiệm vụ thu, chi bảo hiểm xã hội, bảo hiểm y tế năm 2025
¶ I. CÔNG TÁC THU VÀ PHÁT TRIỂN ĐỐI TƯỢNG
¶ Đến 31/12/2025, toàn huyện có 96.745 người tham gia BHXH, BHYT, BHTN, tăng 2.310 người so với cuối năm 2024, cụ thể:
¶ - BHXH bắt buộc: 9.842 người, đạt 101,2% kế hoạch, tăng 4,6% so với năm trước;
¶ - BHXH tự nguyện: 3.217 người, đạt 96,8% kế hoạch, tăng 412 người so với năm trước;
¶ - BHYT: 92.480 người, tỷ lệ bao phủ đạt 94,6% dân số.
¶ Tổng số thu 286.934 triệu đồng, đạt 100,7% kế hoạch giao, trong đó: thu BHXH bắt buộc 151.276 triệu đồng, thu BHXH tự nguyện 11.583 triệu đồng, thu BHYT 113.815 triệu đồng, thu BHTN 10.260 triệu đồng.
¶ (Chi tiết tại biểu dưới đây)
¶ Đơn vị tính: triệu đồng
STT|Nội dung|Kế hoạch|Thực hiện|Tỷ lệ TH/KH (%)|Năm 2024|So với năm 2024 (%)
1|Thu BHXH bắt buộc|150.500|151.276|100,5|140.982|107,3
2|Thu BHXH tự nguyện|12.000|11.583|96,5|9.745|118,9
3|Thu BHYT|112.400|113.815|101,3|106.230|107,1
4|Thu BHTN|10.100|10.260|101,6|9.588|107,0
|Tổng cộng|285.000|286.934|100,7|266.545|107,6
¶ Thu BHXH tự nguyện đạt 11.583 triệu đồng, bằng 96,5% kế hoạch nhưng tăng 18,9% so với năm 2024. Thu BHYT 113,8 tỷ đồng, vượt 1.415 triệu đồng so với kế hoạch.
¶ Số tiền chậm đóng là 5.218 triệu đồng, chiếm 1,82% tổng số phải thu, giảm 0,35 điểm % so với năm 2024 (2,17%).
¶ II. CÔNG TÁC CHI TRẢ
¶ Chi trả lương hưu và trợ cấp BHXH hằng tháng cho 6.128 người với số tiền 412,7 tỷ đồng; tỷ lệ chi trả qua tài khoản đạt 88,4% (5.417/6.128 người). Chi khám chữa bệnh BHYT hơn 98 tỷ đồng.
¶ Giải quyết 14.362 lượt hưởng chế độ ốm đau, thai sản, gồm: ốm đau 12.905 lượt, thai sản 1.178 lượt, dưỡng sức 279 lượt.
¶ III. ĐÁNH GIÁ CHUNG
¶ Tổng thu đạt 286,9 tỷ đồng, vượt kế hoạch giao; tỷ lệ chậm đóng giảm còn 1,82%. Một số đơn vị nợ kéo dài trên 12 tháng.";

const CULTURE: &str = "\
¶ BÁO CÁO
¶ Công tác văn hóa, thể thao và du lịch 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2025
¶ 1. Xây dựng đời sống văn hóa
¶ Toàn huyện có 28.745/31.290 hộ gia đình đạt danh hiệu gia đình văn hóa, đạt 91,9%; 164/178 thôn, khu phố văn hóa, đạt 92,1% (kế hoạch 92%); 95% cơ quan, đơn vị đạt chuẩn văn hóa.
¶ 2. Du lịch
¶ Tổng lượt khách du lịch ước đạt 426.500 lượt, tăng 18,4% so với cùng kỳ, đạt 56,9% kế hoạch năm; trong đó khách quốc tế 31.200 lượt, chiếm 7,3%; khách lưu trú 118.400 lượt. Doanh thu du lịch ước 298,5 tỷ đồng, tăng 22,1% so cùng kỳ.
Chỉ tiêu|ĐVT|6 tháng 2024|KH năm 2025|6 tháng 2025|So cùng kỳ (%)|So KH năm (%)
Tổng lượt khách|lượt|360.220|750.000|426.500|118,4|56,9
Khách quốc tế|lượt|24.850|60.000|31.200|125,6|52,0
Doanh thu du lịch|tỷ đồng|244,5|520,0|298,5|122,1|57,4
Số cơ sở lưu trú|cơ sở|86|95|91|105,8|95,8
¶ Khách quốc tế đạt 31.200 lượt, bằng 125,6% cùng kỳ và 52,0% kế hoạch năm. Toàn huyện có 91 cơ sở lưu trú với 1.274 phòng (tăng 05 cơ sở so với cùng kỳ), bình quân 14 phòng/cơ sở.
¶ 3. Thể thao
¶ Tổ chức 18 giải thể thao cấp huyện với 2.650 lượt vận động viên; tham gia giải cấp tỉnh đạt 34 huy chương (09 vàng, 11 bạc, 14 đồng). Tỷ lệ người tập luyện thể thao thường xuyên 38,5%, tăng 1,2% so với năm 2024.
¶ 4. Thư viện: phục vụ 15.840 lượt bạn đọc; bổ sung 1.120 bản sách, nâng tổng số sách lên 42.365 bản.
¶ II. NHIỆM VỤ 6 THÁNG CUỐI NĂM
¶ Đón 323.500 lượt khách, doanh thu 221,5 tỷ đồng; tổ chức Lễ hội từ ngày 02 - 05/9/2025 với khoảng 12.000 người tham dự.";

#[test]
fn correct_reports_are_passed_over_in_silence() {
    for report in [LAND, POLICE, INSURANCE, CULTURE] {
        assert!(is_silent(report), "{:?} in {report}", accused(report));
    }
}

#[test]
fn one_slip_in_a_report_is_found() {
    for (report, right, wrong, first) in [
        (INSURANCE, "11.583 triệu đồng, bằng 96,5% kế hoạch", "11.583 triệu đồng, bằng 118,9% kế hoạch", "118.9"),
        (INSURANCE, "vượt 1.415 triệu đồng", "vượt 1.451 triệu đồng", "1451"),
        (INSURANCE, "Thu BHYT 113,8 tỷ đồng", "Thu BHYT 113,8 triệu đồng", "113.8"),
        (INSURANCE, "dưỡng sức 279 lượt", "dưỡng sức 297 lượt", "297"),
        (
            CULTURE,
            "28.745/31.290 hộ gia đình đạt danh hiệu gia đình văn hóa, đạt 91,9%",
            "28.745/31.290 hộ gia đình đạt danh hiệu gia đình văn hóa, đạt 91,2%",
            "91.2",
        ),
        (
            CULTURE,
            "¶ Khách quốc tế đạt 31.200 lượt, bằng 125,6% cùng kỳ",
            "¶ Khách quốc tế đạt 31.200 lượt, bằng 126,5% cùng kỳ",
            "126.5",
        ),
        (POLICE, "Hai trăm ba mươi sáu triệu bảy", "Hai trăm sáu mươi ba triệu bảy", "263750000"),
        (POLICE, "lừa đảo chiếm đoạt tài sản 16 vụ, tăng 04 vụ", "lừa đảo chiếm đoạt tài sản 16 vụ, giảm 04 vụ", "4"),
        (LAND, "(12,53 ha)", "(12,53 m2)", "12.53"),
    ] {
        assert!(report.contains(right), "{right}");
        let accused = accused(&report.replacen(right, wrong, 1));
        assert!(accused.iter().any(|(figure, _)| figure == first), "{wrong}: {accused:?}");
    }
}
