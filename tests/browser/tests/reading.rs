//! The page as it is read by those who do not see it, or see it otherwise.

use browser_tests::browser::drive;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;
use browser_tests::sample;
use serde_json::{Value, json};

/// The nodes of the accessibility tree that are not ignored.
async fn tree(page: &Page) -> Vec<Value> {
    page.browser.devtools("Accessibility.enable", json!({})).await;
    let tree = page.browser.devtools("Accessibility.getFullAXTree", json!({})).await;
    tree["nodes"].as_array().cloned().unwrap_or_default()
}

fn role(node: &Value) -> &str {
    node["role"]["value"].as_str().unwrap_or_default()
}

/// The nodes under a node, with those that are ignored passed through.
fn under<'a>(nodes: &'a [Value], node: &'a Value) -> Vec<&'a Value> {
    let ids = node["childIds"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = ids.iter().filter_map(|id| nodes.iter().find(|node| node["nodeId"] == *id));
    found
        .flat_map(
            |child| if child["ignored"] == true || role(child) == "none" { under(nodes, child) } else { vec![child] },
        )
        .collect()
}

#[tokio::test]
async fn a_grid_holds_rows_alone_and_a_frozen_row_is_one() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        // PB03 has frozen columns: B14 and E14 stand in two panes, and in one row with their number.
        page.point_at("PB03!E14").await;
        page.keys("1").await;
        page.wait_for(".cell-editor.typing").await;
        let nodes = tree(&page).await;
        let grid = nodes.iter().find(|node| role(node) == "grid").expect("a grid");
        let lines = under(&nodes, grid);
        let other: Vec<&str> = lines.iter().map(|node| role(node)).filter(|role| *role != "row").collect();
        assert_eq!(other, Vec::<&str>::new());
        let names = |line: &Value| -> Vec<String> {
            let cells = under(&nodes, line).into_iter();
            cells.map(|cell| format!("{} {}", role(cell), cell["name"]["value"].as_str().unwrap_or_default())).collect()
        };
        let line = lines.iter().map(|line| names(line)).find(|names| names.iter().any(|name| name == "rowheader 14"));
        let line = line.expect("the number of the row belongs to it");
        assert!(line.iter().any(|name| name.contains("217,746")), "{line:?}");
        assert!(line.iter().any(|name| name.contains("Truyền thông")), "{line:?}");
        assert!(names(lines[0]).contains(&"columnheader E".to_owned()), "{:?}", names(lines[0]));
        // Nor is the question before a formula goes part of the grid.
        let inside = "return document.querySelectorAll('[role=grid] :is(input, button, [role=alertdialog])').length";
        assert_eq!(page.ask(inside, Vec::new()).await, 0);
        // Its cell is the one that is told to be at hand.
        let active = "return document.getElementById(document.querySelector('[role=grid]').getAttribute('aria-activedescendant'))?.dataset.cell";
        assert_eq!(page.ask(active, Vec::new()).await, "PB03!E14");
    })
    .await;
}

#[tokio::test]
async fn what_can_be_pressed_is_large_enough_and_in_sight() {
    // 24 pixels each way, as WCAG 2.2 asks (2.5.8).
    const SMALL: &str = "return [...document.querySelectorAll('button, input, [role=tab]')]
        .filter((element) => element.checkVisibility() && !element.matches('.visually-hidden, .cell-editor'))
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 23.9 || height < 23.9)
        .map(([element, { width, height }]) => `${element.dataset.action ?? element.className} ${width} x ${height}`)";
    const SEEN: &str = "const button = document.querySelector('.card.open [data-action=fix]');
        const { left, top, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(left + width / 2, top + height / 2))";
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        // 640 x 360 is 1280 x 720 at 200 %.
        for (width, height) in [(1280, 720), (390, 844), (640, 360)] {
            page.resize(width, height).await;
            page.load().await;
            assert_eq!(page.ask(SMALL, Vec::new()).await, json!([]), "empty, {width} x {height}");
            page.press("sample").await;
            page.wait_state("checked").await;
            page.wait_for(".card.open [data-action=fix]").await;
            page.rest().await;
            assert_eq!(page.ask(SMALL, Vec::new()).await, json!([]), "{width} x {height}");
            assert_eq!(page.ask(SEEN, Vec::new()).await, true, "{width} x {height}");
            // The page has one heading of its own, seen or not.
            let heading = "return [...document.querySelectorAll('h1')].filter((h1) => h1.checkVisibility()).length";
            assert_eq!(page.ask(heading, Vec::new()).await, 1, "{width} x {height}");
        }
    })
    .await;
}

#[tokio::test]
async fn forced_colours_hide_nothing_that_colour_alone_told() {
    drive(1366, 768, |browser| async move {
        let forced = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
        browser.devtools("Emulation.setEmulatedMedia", forced).await;
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.point_at("PB03!D10").await;
        page.wait_for("[data-cell='PB03!D10'].cursor").await;
        let differ = "const [a, b, property] = arguments;
            const look = (css) => getComputedStyle(document.querySelector(css))[property];
            return look(a) !== look(b)";
        for (one, other, property) in [
            ("[data-cell='PB03!D10']", "[data-cell='PB03!D9']", "outlineStyle"),
            ("[data-filter=all]", "[data-filter=errors]", "backgroundColor"),
            ("[data-sheet=PB03]", "[data-sheet=PB02]", "backgroundColor"),
            (".bar .ok", ".bar .error", "backgroundColor"),
        ] {
            assert_eq!(page.ask(differ, vec![json!(one), json!(other), json!(property)]).await, true, "{one}");
        }
    })
    .await;
}

#[tokio::test]
async fn several_files_are_all_there_and_nothing_lies_over_the_last_line() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        let book = |name: &str| {
            let sheet = rows(&[("", &["Xã", name]), ("", &["Nam Sơn", "12"])]);
            workbook(&[("name=\"Thu\"", &sheet)], &[])
        };
        const DROP: &str = "const carried = new DataTransfer();
            for (const [name, bytes] of arguments) carried.items.add(new File([new Uint8Array(bytes)], name));
            for (const kind of ['dragenter', 'dragover', 'drop'])
                document.querySelector('main').dispatchEvent(
                    new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));";
        let files = ["một.xlsx", "hai.xlsx", "hỏng.xlsx"];
        let carried = files.iter().map(|name| {
            let bytes = if name.starts_with("hỏng") { b"PK".to_vec() } else { book(name) };
            json!([name, bytes])
        });
        page.ask(DROP, carried.collect()).await;
        // One that cannot be read is named, and the others stay.
        page.wait_state("failed").await;
        assert!(page.text(".failure").await.contains("hỏng.xlsx"));
        page.press("close").await;
        page.wait_document("một.xlsx").await;
        page.wait_for("[data-source='một.xlsx'].here").await;
        page.wait_for("[data-source='hai.xlsx'] .turn").await.click().await.expect("a file can be turned to");
        page.wait_document("hai.xlsx").await;
        page.wait_shown("Thu!B1", "hai.xlsx").await;

        // What is told stands below the sheet, and what was downloaded above it.
        page.point_at("Thu!B2").await;
        page.keys("=A1").await;
        page.key(fantoccini::key::Key::Enter).await;
        page.wait_for(".told.shown").await;
        page.press("save").await;
        page.browser.downloaded().await;
        page.wait_for(".taken").await;
        let over = "const grid = document.querySelector('.grid').getBoundingClientRect();
            return [...document.querySelectorAll('.told.shown, .taken')].map((box) => box.getBoundingClientRect())
                .filter((box) => box.top < grid.bottom && box.bottom > grid.top).length";
        assert_eq!(page.ask(over, Vec::new()).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_text_file_loses_nothing_by_being_saved() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("thu.csv", "Xã;Thu\nNam Sơn;12\nĐông Hà;15\nTổng;27\n".as_bytes()).await;
        page.wait_document("thu.csv").await;
        page.press("save").await;
        let (name, _) = page.browser.downloaded().await;
        assert_eq!(name, "thu-da-soat.xlsx");
        assert!(!page.text(".taken").await.contains("không giữ"), "{}", page.text(".taken").await);
    })
    .await;
}
