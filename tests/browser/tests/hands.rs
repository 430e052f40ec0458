//! The sheet is worked as hands know it from spreadsheets: ranges, the clipboard, the name box, the search.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::drive;
use browser_tests::package::{rows, workbook};
use browser_tests::page::Page;
use browser_tests::sample;
use fantoccini::key::Key;
use serde_json::{Value, json};

/// Presses a key in the sheet, with Shift or Ctrl as told.
async fn press(page: &Page, key: &str, shift: bool, ctrl: bool) {
    const PRESS: &str = "const [key, shiftKey, ctrlKey] = arguments;
        document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key, shiftKey, ctrlKey, bubbles: true, cancelable: true }));";
    page.ask(PRESS, vec![json!(key), json!(shift), json!(ctrl)]).await;
}

async fn address(page: &Page) -> String {
    page.ask("return document.querySelector('#address').value", Vec::new()).await.as_str().unwrap_or("").to_owned()
}

/// Waits until the name box tells that this is selected.
async fn wait_address(page: &Page, expected: &str) {
    for _ in 0..100 {
        if address(page).await == expected {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    panic!("{} is selected, not {expected}", address(page).await);
}

async fn go(page: &Page, place: &str) {
    page.ask(
        "const box = document.querySelector('#address'); box.focus(); box.value = arguments[0]",
        vec![json!(place)],
    )
    .await;
    page.key(Key::Enter).await;
}

/// A file with a name, two of whose columns have totals.
fn communes() -> Vec<u8> {
    let sheet = rows(&[
        ("", &["Xã", "Hộ nghèo", "Hộ cận nghèo"]),
        ("", &["Nam Sơn", "120", "30,5"]),
        ("", &["Đông Hà", "98", "12"]),
        ("", &["Cam Lộ", "45", "7"]),
        ("", &["Tổng cộng", "263", "49,5"]),
    ]);
    workbook(&[("name=\"Thu\"", &sheet), ("name=\"Chi\"", &rows(&[("", &["Ghi chú", "xã Nam Sơn"])]))], &[])
}

#[tokio::test]
async fn a_range_is_selected_in_every_way_and_its_sum_is_told() {
    drive(1600, 900, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("xã.xlsx", &communes()).await;
        page.wait_document("xã.xlsx").await;
        let figure = async |name: &str| page.text(&format!("[data-total={name}] b")).await;

        // Shift and arrows, and Shift and a click.
        page.point_at("Thu!B2").await;
        press(&page, "ArrowDown", true, false).await;
        press(&page, "ArrowDown", true, false).await;
        wait_address(&page, "B2:B4").await;
        page.wait_for("[data-total=sum]").await;
        assert_eq!((figure("sum").await, figure("count").await), ("263".to_owned(), "3".to_owned()));
        assert_eq!(figure("average").await, "87,67");
        assert_eq!(page.text("[data-total=sum] em").await, "= B5");
        page.wait_for("[data-cell='Thu!B4'].picked[aria-selected=true]").await;

        // A drag, which selects no text of the page.
        const DRAG: &str =
            "const at = (cell) => document.querySelector(`[data-cell='${cell}']`).getBoundingClientRect();
            return [...arguments].map((cell) => { const { left, top, width, height } = at(cell);
                return [left + width / 2, top + height / 2]; })";
        let places = page.ask(DRAG, vec![json!("Thu!A2"), json!("Thu!C3")]).await;
        for (kind, place, buttons) in [("mousePressed", 0, 1), ("mouseMoved", 1, 1), ("mouseReleased", 1, 0)] {
            let event = json!({ "type": kind, "x": places[place][0], "y": places[place][1], "button": "left",
                "buttons": buttons, "clickCount": 1 });
            page.browser.devtools("Input.dispatchMouseEvent", event).await;
        }
        wait_address(&page, "A2:C3").await;
        assert_eq!(page.ask("return getSelection().toString()", Vec::new()).await, "");

        // The headings, the whole sheet, and one cell again.
        page.wait_for("[data-head=B]").await.click().await.expect("a heading can be pressed");
        wait_address(&page, "B1:B5").await;
        page.wait_for("[data-head='3']").await.click().await.expect("a heading can be pressed");
        wait_address(&page, "A3:C3").await;
        press(&page, "a", false, true).await;
        wait_address(&page, "A1:C5").await;
        assert_eq!(page.ask("return getSelection().toString()", Vec::new()).await, "");
        press(&page, "Escape", false, false).await;
        wait_address(&page, "A1").await;
        page.wait_for("body:not(:has([data-total]))").await;

        // To the edge of what is there, with and without Shift.
        press(&page, "ArrowDown", false, true).await;
        wait_address(&page, "A5").await;
        press(&page, "ArrowRight", true, true).await;
        wait_address(&page, "A5:C5").await;

        // The name box.
        go(&page, "b2:c3").await;
        wait_address(&page, "B2:C3").await;
        go(&page, "Chi!B1").await;
        page.wait_for("[data-sheet=Chi][aria-selected=true]").await;
        wait_address(&page, "B1").await;
        go(&page, "Thu!A1:A2").await;
        wait_address(&page, "A1:A2").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn blocks_are_copied_cut_and_pasted_as_one_step() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("xã.xlsx", &communes()).await;
        page.wait_document("xã.xlsx").await;
        const TAKE: &str = "const clipboardData = new DataTransfer();
            document.activeElement.dispatchEvent(
                new ClipboardEvent(arguments[0], { clipboardData, bubbles: true, cancelable: true }));
            return [clipboardData.getData('text/plain'), clipboardData.getData('text/html')]";
        go(&page, "A2:B3").await;
        page.wait_for("[data-total=count]").await;
        let taken: Value = page.ask(TAKE, vec![json!("copy")]).await;
        assert_eq!(taken[0], "Nam Sơn\t120\r\nĐông Hà\t98\r\n");
        assert!(taken[1].as_str().is_some_and(|html| html.contains("<td x:num=\"120\">120</td>")), "{taken}");

        // What is pasted into a file goes where the cursor is, and undoing takes one step.
        page.point_at("Thu!B2").await;
        page.paste("", "1\t2\n3\t4\n").await;
        page.wait_shown("Thu!C3", "4").await;
        wait_address(&page, "B2:C3").await;
        assert_eq!(page.text(".file-name").await, "xã.xlsx");
        page.press("undo").await;
        page.wait_shown("Thu!C3", "12").await;
        page.wait_shown("Thu!B2", "120").await;
        page.wait_for("[data-action=undo]:disabled").await;

        go(&page, "B3:B4").await;
        page.wait_for("[data-total=count]").await;
        let taken: Value = page.ask(TAKE, vec![json!("cut")]).await;
        assert_eq!(taken[0], "98\r\n45\r\n");
        page.wait_shown("Thu!B4", "").await;
        page.wait_shown("Thu!B3", "").await;
        page.press("undo").await;
        page.wait_shown("Thu!B4", "45").await;
        go(&page, "B3:B4").await;
        press(&page, "Delete", false, false).await;
        page.wait_shown("Thu!B3", "").await;
        page.press("undo").await;
        page.wait_shown("Thu!B3", "98").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_text_is_found_in_the_whole_workbook_without_its_accents() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("xã.xlsx", &communes()).await;
        page.wait_document("xã.xlsx").await;
        page.point_at("Thu!C5").await;
        press(&page, "f", false, true).await;
        page.wait_for("#search:focus").await;
        page.keys("nam son").await;
        page.wait_for("[data-cell='Chi!B1'].cursor[data-hit]").await;
        assert_eq!(page.text(".search .tally").await, "2 / 2");
        page.key(Key::Enter).await;
        page.wait_for("[data-cell='Thu!A2'].cursor[data-hit]").await;
        assert_eq!(page.text(".search .tally").await, "1 / 2");
        page.keys("g").await;
        page.wait_for("#search[aria-invalid]").await;
        // Nothing was found: Escape goes back to where one was.
        page.key(Key::Escape).await;
        page.wait_for("body:not(:has(#search))").await;
        wait_address(&page, "C5").await;
        page.wait_for("[role=grid]:focus").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_is_drawn_before_it_is_checked() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        page.point_at("PB03!D10").await;
        page.keys("1185,8").await;
        // In the same turn of the page, in which the worker cannot have answered.
        const ENTER: &str = "document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            const [done] = [arguments[arguments.length - 1]];
            queueMicrotask(() => queueMicrotask(() => queueMicrotask(() =>
                done(document.querySelector(\"[data-cell='PB03!D10']\").innerText.trim()))));";
        let seen = page.browser.client.execute_async(ENTER, Vec::new()).await.expect("a text");
        assert_eq!(seen, "1185,8");
        page.wait_shown("PB03!D10", "1.185,800").await;
        // What is refused is taken back.
        page.point_at("PB03!D10").await;
        page.keys("=A1").await;
        page.key(Key::Enter).await;
        page.wait_for(".told.shown").await;
        page.wait_shown("PB03!D10", "1.185,800").await;
        // What was typed over a cell is entered by an arrow as well.
        page.point_at("PB03!D10").await;
        page.keys("1185,7").await;
        page.key(Key::Down).await;
        page.wait_shown("PB03!D10", "1.185,700").await;
        wait_address(&page, "D11").await;
        page.press("undo").await;
        page.wait_shown("PB03!D10", "1.185,800").await;
        // Backspace empties the cell to be typed into, and Escape leaves it as it is.
        page.point_at("PB03!D10").await;
        page.key(Key::Backspace).await;
        page.wait_for(".cell-editor.typing:focus").await;
        page.key(Key::Escape).await;
        page.wait_shown("PB03!D10", "1.185,800").await;
    })
    .await;
}

/// Opens the menu of a cell, by the right button of the mouse.
async fn menu_at(page: &Page, cell: &str) {
    const ASK: &str = "const cell = document.querySelector(`[data-cell='${arguments[0]}']`);
        const { left, top } = cell.getBoundingClientRect();
        return cell.dispatchEvent(new MouseEvent('contextmenu',
            { button: 2, clientX: left + 5, clientY: top + 5, bubbles: true, cancelable: true }));";
    let browsers_own = page.ask(ASK, vec![json!(cell)]).await;
    assert_eq!(browsers_own, false, "the browser's own menu opens");
    page.wait_for(".context [role=menuitem]:focus").await;
}

#[tokio::test]
async fn a_cell_has_a_menu_of_its_own() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        let entries =
            "return [...document.querySelectorAll('.context [role=menuitem]')].map((one) => one.dataset.action)";
        // A cell in which nothing was found has the entries that apply to it.
        menu_at(&page, "PB03!D8").await;
        wait_address(&page, "D8").await;
        let plain = ["menu-cut", "menu-copy", "menu-paste", "menu-clear", "menu-edit", "menu-fit", "menu-go"];
        assert_eq!(page.ask(entries, Vec::new()).await, json!(plain));
        // Arrows and letters go through it, and Escape gives the keyboard back.
        page.key(Key::Up).await;
        page.wait_for("[data-action=menu-go]:focus").await;
        page.keys("x").await;
        page.wait_for("[data-action=menu-clear]:focus").await;
        page.key(Key::Escape).await;
        page.wait_for("body:not(:has(.context)) [role=grid]:focus").await;

        // What is wrong there comes first, and is mended from here.
        menu_at(&page, "PB03!E14").await;
        page.wait_for("[data-action=menu-fix]:focus").await;
        // It lies in the window as a whole.
        let within = "const { left, top, right, bottom } = document.querySelector('.context').getBoundingClientRect();
            return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight";
        assert_eq!(page.ask(within, Vec::new()).await, true);
        page.key(Key::Enter).await;
        page.wait_shown("PB03!E14", "217,476").await;
        menu_at(&page, "PB03!F13").await;
        page.press("menu-keep").await;
        page.wait_for("[data-cell='PB03!F13'] .reasons [data-reason=source]:focus").await;
        page.point_at("PB03!D8").await;
        // A key asks for the menu of the cell under the cursor.
        page.ask(
            "document.activeElement.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))",
            Vec::new(),
        )
        .await;
        page.press("menu-clear").await;
        page.wait_shown("PB03!D8", "").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_column_is_made_wider_by_its_edge_and_fitted_by_a_double_click() {
    drive(1366, 768, |browser| async move {
        let page = Page::open_at(browser, &sample(), "PB03").await;
        const WIDTH: &str = "return document.querySelector(\"[data-cell='PB03!D10']\").getBoundingClientRect().width";
        const PULL: &str = "const [by, lets_go] = arguments;
            const edge = document.querySelector('[data-head=D] [data-edge]');
            const { right, top } = edge.getBoundingClientRect();
            const at = (kind, x, buttons) => edge.dispatchEvent(new PointerEvent(kind, { pointerType: 'mouse', pointerId: 1,
                button: 0, buttons, clientX: x, clientY: top + 5, bubbles: true, cancelable: true }));
            at('pointerdown', right, 1);
            at('pointermove', right + by, 1);
            if (lets_go) at('pointerup', right + by, 0);";
        let width = async || page.ask(WIDTH, Vec::new()).await.as_f64().unwrap_or_default();
        page.point_at("PB03!B10").await;
        let before = width().await;
        page.ask(PULL, vec![json!(40), json!(true)]).await;
        page.rest().await;
        assert!((width().await - before - 40.0).abs() <= 1.0, "{before} became {}", width().await);
        // It is no click on the heading.
        wait_address(&page, "B10").await;
        // Escape gives up.
        let wide = width().await;
        page.ask(PULL, vec![json!(-60), json!(false)]).await;
        page.wait_for(".width-told").await;
        press(&page, "Escape", false, false).await;
        page.rest().await;
        assert!((width().await - wide).abs() <= 1.0);
        // A column too narrow for its figures cuts none of them.
        page.ask(PULL, vec![json!(-600), json!(true)]).await;
        page.wait_for("[data-cell='PB03!D10'] .hashes").await;
        const DOUBLE: &str = "document.querySelector('[data-head=D] [data-edge]')
            .dispatchEvent(new MouseEvent('dblclick', { bubbles: true, cancelable: true }))";
        page.ask(DOUBLE, Vec::new()).await;
        page.wait_shown("PB03!D10", "1.185,786").await;
        let fitted = width().await;
        assert!(fitted > 40.0 && fitted < wide, "{fitted}");
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_is_understood_as_it_is_meant_and_told_where_it_could_mean_two_things() {
    drive(1366, 768, |browser| async move {
        let page = Page::open(browser).await;
        page.drop_file("xã.xlsx", &communes()).await;
        page.wait_document("xã.xlsx").await;
        page.type_into("Thu!C2", "12,5%").await;
        page.wait_shown("Thu!C2", "12,5%").await;
        go(&page, "C2").await;
        page.wait_for("[data-cell='Thu!C2'].num").await;
        page.type_into("Thu!C3", "1.234").await;
        page.wait_for(".told.shown").await;
        let told = page.text(".told").await;
        assert!(told.contains("1.234 được hiểu là 1234"), "{told}");
        page.wait_shown("Thu!C3", "1234").await;

        // Alt and Enter begin a line, in the cell as in the bar; what is not touched keeps its lines.
        page.point_at("Thu!A2").await;
        page.keys("Nam").await;
        const BREAK: &str = "document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Enter', altKey: true, bubbles: true, cancelable: true }))";
        page.ask(BREAK, Vec::new()).await;
        page.keys("Sơn").await;
        page.key(Key::Enter).await;
        page.wait_shown("Thu!A2", "Nam\nSơn").await;
        go(&page, "A2").await;
        page.key(Key::F2).await;
        page.wait_for(".cell-editor.typing:focus").await;
        page.key(Key::End).await;
        page.keys("!").await;
        page.key(Key::Enter).await;
        page.wait_shown("Thu!A2", "Nam\nSơn!").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}
