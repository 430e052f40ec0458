//! A report in Word beside its appendix in Excel: what its sentences say is held against the table.

use browser_tests::browser::drive;
use browser_tests::package::{document, rows, workbook};
use browser_tests::page::Page;
use serde_json::json;

const SENTENCE: &str = "Chi ngân sách năm 2025 là 1.100 triệu đồng.";

fn report() -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|text| format!("<w:tc>{}</w:tc>", paragraph(text))).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let table = [
        row(&["TT", "Chỉ tiêu", "Kế hoạch", "Thực hiện"]),
        row(&["1", "Thu nội địa", "900", "950"]),
        row(&["2", "Thu từ xuất nhập khẩu", "280", "300"]),
        row(&["", "Tổng thu ngân sách", "1.180", "1.250"]),
    ];
    document(&format!(
        "{}<w:p><w:r><w:t xml:space=\"preserve\">Tổng thu đạt 1.250 triệu đồng, </w:t></w:r>\
         <w:r><w:rPr><w:b/></w:rPr><w:t>trong đó thu nội địa 950 triệu đồng.</w:t></w:r></w:p><w:tbl>{}</w:tbl>{}",
        paragraph("Kết quả thu, chi ngân sách năm 2025 của huyện Nam Sơn"),
        table.concat(),
        paragraph(SENTENCE),
    ))
}

fn appendix() -> Vec<u8> {
    let sheet = rows(&[
        ("", &["Biểu 02. Chi ngân sách năm 2025 của huyện Nam Sơn"]),
        ("", &["Đơn vị: triệu đồng"]),
        ("", &["TT", "Chỉ tiêu", "Năm 2025"]),
        ("", &["1", "Chi đầu tư", "400"]),
        ("", &["2", "Chi thường xuyên", "705"]),
        ("", &["", "Chi ngân sách", "1105"]),
    ]);
    workbook(&[("name=\"Biểu 02\"", &sheet)], &[])
}

async fn drop_both(page: &Page) {
    const DROP: &str = "const carried = new DataTransfer();
        for (const [name, bytes] of arguments) carried.items.add(new File([new Uint8Array(bytes)], name));
        for (const kind of ['dragenter', 'dragover', 'drop'])
            document.querySelector('main').dispatchEvent(
                new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));";
    page.ask(DROP, vec![json!(["báo cáo.docx", report()]), json!(["biểu.xlsx", appendix()])]).await;
    page.wait_for("[data-source='biểu.xlsx']").await;
    page.wait_state("checked").await;
}

#[tokio::test]
async fn a_sentence_is_held_against_the_appendix_and_mended_in_its_place() {
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        drop_both(&page).await;
        // What is wrong is marked in the sentence, and opens its card there.
        let found = page.wait_for(".prose .found").await;
        assert_eq!(page.text(".prose .found").await, "1.100");
        found.click().await.expect("a finding can be clicked");
        page.wait_for(".prose .found.here").await;
        page.wait_for("[data-finding][data-cell='đoạn 3'] [aria-expanded=true]").await;
        let inert = "return document.querySelector('[role=grid]').closest('[inert]') !== null";
        assert_eq!(page.ask(inert, Vec::new()).await, true);

        // Its figure stands in the other file, and the card is followed there and back.
        page.wait_for(".card.open .operand").await.click().await.expect("an operand can be clicked");
        page.wait_document("biểu.xlsx").await;
        page.wait_for("[data-cell='Biểu 02!C6'].cursor").await;
        assert_eq!(page.ask(inert, Vec::new()).await, false);
        page.wait_for(".card.open[data-cell='báo cáo.docx › đoạn 3']").await;
        page.wait_for("[data-source='báo cáo.docx'] .turn").await.click().await.expect("a file can be turned to");
        page.wait_document("báo cáo.docx").await;
        page.wait_for("[data-tab=text][aria-selected=true]").await;

        // A table of the document is a sheet; F8 leads back into the text.
        page.wait_for("[data-tab=text] ~ [role=tab]").await.click().await.expect("a tab can be clicked");
        page.wait_for("section.prose[hidden]").await;
        page.key(fantoccini::key::Key::F8).await;
        page.wait_for(".prose .found.here").await;

        page.press("fix").await;
        page.wait_for(".prose:not(:has(.found))").await;
        let text = page.text(".prose article").await;
        assert!(text.contains(&SENTENCE.replace("1.100", "1.105")), "{text}");
    })
    .await;
}

#[tokio::test]
async fn text_and_files_fit_on_a_telephone() {
    const WIDE: &str = "return [document.documentElement, document.body, document.querySelector('.prose')]
        .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className || box.tagName)";
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        page.resize(390, 844).await;
        page.load().await;
        drop_both(&page).await;
        page.wait_for(".prose .found").await;
        assert_eq!(page.ask(WIDE, Vec::new()).await, json!([]));
    })
    .await;
}
