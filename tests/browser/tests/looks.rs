//! What is drawn over the cells: conditional formats, bars, notes, the places of pictures; and rows made higher by hand.

use browser_tests::browser::drive;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;
use serde_json::{Value, json};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn file() -> Vec<u8> {
    let cells = rows(&[
        ("", &["TT", "Đơn vị", "Số hộ", "Tỷ lệ"]),
        ("", &["1", "Nam Sơn", "12", "150"]),
        ("", &["2", "Bắc Sơn", "0", "96"]),
        ("", &["", "Nam Sơn", "48", "101"]),
    ]);
    let sheet = format!(
        "{cells}<conditionalFormatting sqref=\"C2:C4\"><cfRule type=\"dataBar\" priority=\"1\"><dataBar><cfvo type=\"min\"/>\
         <cfvo type=\"max\"/><color rgb=\"FF638EC6\"/></dataBar></cfRule></conditionalFormatting><conditionalFormatting \
         sqref=\"D2:D4\"><cfRule type=\"cellIs\" dxfId=\"0\" priority=\"2\" operator=\"greaterThan\"><formula>100</formula>\
         </cfRule></conditionalFormatting><conditionalFormatting sqref=\"B2:B4\"><cfRule type=\"duplicateValues\" dxfId=\"0\" \
         priority=\"3\"/></conditionalFormatting><drawing r:id=\"rId1\"/>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{RELATIONS}/drawing\" Target=\"../drawings/drawing1.xml\"/><Relationship Id=\"rId2\" \
         Type=\"{RELATIONS}/comments\" Target=\"../comments1.xml\"/></Relationships>"
    );
    let comments = "<comments><authors><author>An</author></authors><commentList><comment ref=\"C3\" authorId=\"0\"><text>\
        <t>Hỏi lại xã</t></text></comment><comment ref=\"A4\" authorId=\"0\"><text><t>Ô trống</t></text></comment>\
        </commentList></comments>";
    let corner = |row: u8, col: u8| {
        format!("<x:col>{col}</x:col><x:colOff>0</x:colOff><x:row>{row}</x:row><x:rowOff>0</x:rowOff>")
    };
    let drawing = format!(
        "<x:wsDr><x:twoCellAnchor><x:from>{}</x:from><x:to>{}</x:to><x:graphicFrame><x:nvGraphicFramePr><x:cNvPr id=\"1\" \
         name=\"Hộ nghèo\"/></x:nvGraphicFramePr></x:graphicFrame></x:twoCellAnchor></x:wsDr>",
        corner(5, 1),
        corner(9, 3)
    );
    workbook(
        &[("name=\"Biểu\"", &sheet)],
        &[
            ("xl/worksheets/_rels/sheet1.xml.rels", &relations),
            ("xl/comments1.xml", comments),
            ("xl/drawings/drawing1.xml", &drawing),
            ("xl/styles.xml", STYLES),
        ],
    )
}

const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts><font><sz val=\"11\"/>\
    <name val=\"Calibri\"/></font></fonts><fills><fill/></fills><borders><border/></borders><cellXfs><xf/></cellXfs><dxfs><dxf>\
    <font><color rgb=\"FF9C0006\"/></font><fill><patternFill><bgColor rgb=\"FFFFC7CE\"/></patternFill></fill></dxf></dxfs></styleSheet>";

#[tokio::test]
async fn conditional_formats_notes_and_places_of_charts_are_drawn() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.choose_at(&page.browser.file("biểu.xlsx", &file()), "Biểu").await;
        let seen = "const cell = (at) => document.querySelector(`[data-cell=\"Biểu!${at}\"]`);
            return {
                filled: ['B2', 'B3', 'B4', 'D2', 'D3', 'D4'].filter((at) => cell(at).style.backgroundColor === 'rgb(255, 199, 206)'),
                bars: ['C2', 'C3', 'C4'].map((at) => cell(at).querySelector('.databar')?.style.width),
                noted: [...document.querySelectorAll('.cell[aria-description]')].map((cell) => cell.dataset.cell),
                text: cell('C2').innerText,
            }";
        page.wait_for("[data-cell='Biểu!A4'] .corner").await;
        let seen = page.ask(seen, Vec::new()).await;
        assert_eq!(seen["filled"], json!(["B2", "B4", "D2", "D4"]));
        assert_eq!(seen["bars"], json!(["30%", "10%", "90%"]));
        assert_eq!(seen["noted"], json!(["Biểu!C3", "Biểu!A4"]));
        assert_eq!(seen["text"], json!("12"));
        // A note is shown where the cursor is, with who says it.
        page.point_at("Biểu!C3").await;
        page.wait_for(".note-text").await;
        assert_eq!(page.text(".note-text").await, "An:\nHỏi lại xã");
        page.point_at("Biểu!C2").await;
        page.wait_for(".canvas:not(:has(.note-text))").await;
        assert_eq!(page.text(".object").await, "Biểu đồ: Hộ nghèo");
        // What the format says follows what is typed.
        page.enter("Biểu!D3", "180").await;
        page.wait_for("[data-cell='Biểu!D3'][style*='255, 199, 206']").await;
    })
    .await;
}

#[tokio::test]
async fn a_row_is_made_higher_by_its_edge_and_as_in_the_file_by_a_double_click() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.choose_at(&page.browser.file("biểu.xlsx", &file()), "Biểu").await;
        const HIGH: &str = "return Math.round(document.querySelector('[data-head=\"3\"]').getBoundingClientRect().height)";
        const DRAG: &str = "const edge = document.querySelector('[data-head=\"3\"] [data-edge]');
            const { left, bottom } = edge.getBoundingClientRect();
            const at = (kind, y, buttons) => edge.dispatchEvent(new PointerEvent(kind, { pointerType: 'mouse', pointerId: 1,
                isPrimary: true, button: 0, buttons, clientX: left + 5, clientY: y, bubbles: true, cancelable: true }));
            edge.setPointerCapture = () => {};
            at('pointerdown', bottom - 2, 1); at('pointermove', bottom + 10, 1); at('pointermove', bottom + 28, 1);
            const told = document.querySelector('.width-told')?.innerText;
            at('pointerup', bottom + 28, 0);
            return told";
        let high = |page: Page| async move { page.ask(HIGH, Vec::new()).await.as_i64().expect("a height") };
        let before = high(page.clone()).await;
        let told: Value = page.ask(DRAG, Vec::new()).await;
        assert!(told.is_null() || told.as_str().is_some_and(|told| told.contains("Hàng 3")), "{told}");
        page.rest().await;
        let after = high(page.clone()).await;
        assert!((after - before - 30).abs() <= 1, "{before} {after}");
        page.ask(
            "document.querySelector('[data-head=\"3\"] [data-edge]').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))",
            Vec::new(),
        )
        .await;
        page.rest().await;
        assert_eq!(high(page.clone()).await, before);
    })
    .await;
}
