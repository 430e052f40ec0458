//! The page, as its selectors show it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::browser::{Browser, PATIENCE};
use crate::root;
use crate::server::Server;

/// The page, open in a browser, and the server that it came from.
#[derive(Clone)]
pub struct Page {
    /// The browser.
    pub browser: Browser,
    /// The server.
    pub server: Arc<Server>,
}

impl Page {
    /// Opens the page and waits until it can take a file.
    pub async fn open(browser: Browser) -> Self {
        let dist = root().join("dist");
        assert!(dist.join("index.html").is_file(), "there is no dist/: run `cargo xtask dist` first");
        let page = Self { browser, server: Arc::new(Server::start(dist)) };
        page.load().await;
        page
    }

    /// Loads the page into the tab in view, as a new visit.
    pub async fn load(&self) {
        self.browser.client.goto(&self.server.origin()).await.expect("the page loads");
        self.wait_state("empty").await;
    }

    /// Opens the page, and in it a workbook at one of its sheets.
    pub async fn open_at(browser: Browser, workbook: &Path, sheet: &str) -> Self {
        let page = Self::open(browser).await;
        page.choose_at(workbook, sheet).await;
        page
    }

    /// Opens a workbook at one of its sheets.
    pub async fn choose_at(&self, workbook: &Path, sheet: &str) {
        self.choose(workbook).await;
        self.wait_document(&workbook.file_name().expect("a name").to_string_lossy()).await;
        self.turn_to(sheet).await;
    }

    /// Lays the page out for a screen of that size.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Gives the sheet time to ask for what came into view, and transitions to end.
    pub async fn rest(&self) {
        sleep(Duration::from_millis(800)).await;
    }

    /// Waits for an element.
    pub async fn wait_for(&self, css: &str) -> Element {
        let client = &self.browser.client;
        match client.wait().at_most(PATIENCE).every(Duration::from_millis(20)).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => {
                panic!("{css} does not appear ({error}); the page: {}", self.text("body").await.replace('\n', " "))
            }
        }
    }

    /// The text of the first element that a selector finds, or nothing.
    pub async fn text(&self, css: &str) -> String {
        let text = self.ask("return document.querySelector(arguments[0])?.innerText ?? ''", vec![json!(css)]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.browser.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Chooses a file in the dialog of the button.
    pub async fn choose(&self, path: &Path) {
        let input = self.browser.client.find(Locator::Css("input[type=file]")).await.expect("a file input");
        input.send_keys(&path.display().to_string()).await.expect("the file is chosen");
    }

    /// Drops a file on the page, as a hand would.
    pub async fn drop_file(&self, name: &str, bytes: &[u8]) {
        const DROP: &str = r"
            const [name, bytes] = arguments;
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], name));
            const place = document.querySelector('main');
            for (const kind of ['dragenter', 'dragover', 'drop'])
                place.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
        ";
        self.ask(DROP, vec![json!(name), json!(bytes)]).await;
    }

    /// Waits until the page says that it has come to a state.
    pub async fn wait_state(&self, state: &str) {
        self.wait_for(&format!("main[data-state='{state}']")).await;
    }

    /// Presses a button: `undo`, `save`.
    pub async fn press(&self, action: &str) {
        let button = self.wait_for(&format!("[data-action='{action}']:not(:disabled)")).await;
        button.click().await.unwrap_or_else(|error| panic!("{action}: {error}"));
    }

    /// Waits until a file of that name is open and checked.
    pub async fn wait_document(&self, name: &str) {
        self.wait_for(&format!(".file-name[title='{name}']")).await;
        self.wait_state("checked").await;
    }

    /// Opens the finding about a cell and takes the first fix that it offers.
    pub async fn apply_fix(&self, cell: &str) {
        let card = format!("[data-finding][data-cell='{cell}']");
        if self
            .ask("return !document.querySelector(arguments[0])", vec![json!(format!("{card} [aria-expanded=true]"))])
            .await
            == true
        {
            self.wait_for(&format!("{card} [aria-expanded]")).await.click().await.expect("the finding opens");
        }
        self.wait_for(&format!("{card} [data-action='fix']")).await.click().await.expect("the fix can be taken");
    }

    /// Goes to a sheet.
    pub async fn turn_to(&self, sheet: &str) {
        self.wait_for(&format!("[data-sheet='{sheet}']")).await.click().await.expect("a tab can be pressed");
        self.wait_for(&format!("[data-cell^='{sheet}!']")).await;
    }

    /// The marked cells of the sheet in view, and how they are marked: `PB03!E14` is an `error`.
    pub async fn marks(&self) -> BTreeMap<String, String> {
        const MARKS: &str = "return Object.fromEntries(\
            [...document.querySelectorAll('[data-cell][data-mark]')].map((cell) => [cell.dataset.cell, cell.dataset.mark]))";
        serde_json::from_value(self.ask(MARKS, Vec::new()).await).expect("names and marks")
    }

    /// The findings in the panel: the cell of each and its rule, from the first to the last.
    pub async fn findings(&self) -> Vec<(String, String)> {
        const FINDINGS: &str = "return [...document.querySelectorAll('[data-finding]')]\
            .map((card) => [card.dataset.cell, card.dataset.rule])";
        serde_json::from_value(self.ask(FINDINGS, Vec::new()).await).expect("cells and rules")
    }

    /// What a cell of the sheet in view shows.
    pub async fn shown(&self, cell: &str) -> String {
        self.text(&format!("[data-cell='{cell}']")).await.trim().to_owned()
    }

    /// Waits until a cell of the sheet in view shows something.
    pub async fn wait_shown(&self, cell: &str, text: &str) {
        self.settle(
            || async { (self.shown(cell).await == text).then_some(()).ok_or(self.shown(cell).await) },
            || format!("{cell} does not show {text}"),
        )
        .await;
    }

    /// Waits until exactly these cells of the sheet in view are marked.
    pub async fn wait_marks(&self, expected: &[(&str, &str)]) {
        let expected: BTreeMap<_, _> =
            expected.iter().map(|(cell, mark)| ((*cell).to_owned(), (*mark).to_owned())).collect();
        let check = || async {
            let marks = self.marks().await;
            (marks == expected).then_some(()).ok_or(format!("{marks:?}"))
        };
        self.settle(check, || format!("the marks are not {expected:?}")).await;
    }

    /// Points at a cell of the sheet in view.
    pub async fn point_at(&self, cell: &str) {
        let cell = self.wait_for(&format!("[data-cell='{cell}']")).await;
        cell.click().await.expect("a cell can be clicked");
    }

    /// Types into a cell of the sheet in view, and ends with Enter.
    pub async fn type_into(&self, cell: &str, text: &str) {
        self.point_at(cell).await;
        self.keys(&format!("{text}{}", char::from(Key::Enter))).await;
    }

    /// Types into a cell and waits until it shows that.
    pub async fn enter(&self, cell: &str, text: &str) {
        self.type_into(cell, text).await;
        self.wait_shown(cell, text).await;
    }

    /// Downloads the corrected file: its name and bytes.
    pub async fn save(&self) -> (String, Vec<u8>) {
        self.press("save").await;
        let saved = self.browser.downloaded().await;
        self.wait_for(".top:not(:has(.unsaved))").await;
        saved
    }

    /// Presses a key where the focus is.
    pub async fn key(&self, key: Key) {
        self.keys(&char::from(key).to_string()).await;
    }

    /// Pastes where the focus is: the HTML and the plain text of a clipboard.
    pub async fn paste(&self, html: &str, text: &str) {
        const PASTE: &str = r"
            const [html, text] = arguments;
            const clipboardData = new DataTransfer();
            if (html) clipboardData.setData('text/html', html);
            clipboardData.setData('text/plain', text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        ";
        self.ask(PASTE, vec![json!(html), json!(text)]).await;
    }

    /// Types where the focus is.
    pub async fn keys(&self, keys: &str) {
        let element = self.browser.client.active_element().await.expect("something has the focus");
        element.send_keys(keys).await.expect("keys can be typed");
    }

    /// Repeats a check until it passes; fails with what it saw last.
    async fn settle<Check, Checking>(&self, check: Check, what: impl FnOnce() -> String)
    where
        Check: Fn() -> Checking,
        Checking: Future<Output = Result<(), String>>,
    {
        const PAUSE: Duration = Duration::from_millis(50);
        let mut last = String::new();
        for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
            match check().await {
                Ok(()) => return,
                Err(seen) => last = seen,
            }
            sleep(PAUSE).await;
        }
        panic!("{}, but {last}", what());
    }
}
