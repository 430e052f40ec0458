//! The page starts, and from then on nothing leaves it.
#![allow(clippy::disallowed_methods, reason = "only the engine must not touch files, clock and environment")]

use browser_tests::browser::{Browser, drive};
use browser_tests::page::Page;
use browser_tests::server::Server;
use serde_json::{Value, json};

/// Defines `trySending(outside)`, which tries every way of sending that a script has.
const SEND: &str = include_str!("sending.js");

/// How many ways were tried, and those that were not refused.
fn tried(answer: &Value) -> (u64, Vec<String>) {
    let sent = serde_json::from_value(answer["sent"].clone()).unwrap_or_else(|_| panic!("no answer but {answer}"));
    (answer["tried"].as_u64().unwrap_or_default(), sent)
}

/// Another origin, whose log stays empty if all goes well.
fn outside() -> Server {
    Server::start(std::env::temp_dir())
}

fn leaks(server: &Server) -> Vec<String> {
    server.requests().into_iter().filter(|request| request.contains("leak")).collect()
}

/// Tries to send from the page that is open.
async fn try_from_page(browser: &Browser, outside: &Server) -> Value {
    let script = format!(
        "const [outside, done] = arguments; {SEND} trySending(outside).then(done, (error) => done(String(error)))"
    );
    browser.client.execute_async(&script, vec![json!(outside.origin())]).await.expect("an answer")
}

#[tokio::test]
async fn the_page_starts_without_a_complaint() {
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
        page.wait_for("[data-kept=true]").await;
        // Each file once, and nothing that is not there; the page itself again for the copy that is kept.
        let mut requests = page.server.requests();
        requests.sort();
        let count = requests.len();
        requests.dedup();
        assert_eq!(requests.len() + 1, count, "asked twice: {requests:?}");
        assert!(requests.iter().all(|request| !request.contains("favicon")), "{requests:?}");
    })
    .await;
}

#[tokio::test]
async fn the_page_can_be_installed() {
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        page.wait_for("[data-kept=true]").await;
        let manifest = page.browser.devtools("Page.getAppManifest", json!({})).await;
        assert_eq!(manifest["errors"], json!([]), "{manifest}");
        assert!(manifest["data"].as_str().is_some_and(|data| data.contains(&page.server.origin())), "{manifest}");
        let errors = page.browser.devtools("Page.getInstallabilityErrors", json!({})).await;
        assert_eq!(errors["installabilityErrors"], json!([]), "{errors}");
    })
    .await;
}

#[tokio::test]
async fn the_page_cannot_send_anything() {
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        locked(&page).await;
        let outside = outside();
        let (ways, sent) = tried(&try_from_page(&page.browser, &outside).await);
        assert!(ways > 20, "only {ways} ways were tried");
        assert_eq!(sent, Vec::<String>::new());
        assert_eq!(leaks(&page.server), Vec::<String>::new());
        assert_eq!(leaks(&outside), Vec::<String>::new());
    })
    .await;
}

/// The page is kept in the browser by the one piece of code that no policy of the page binds.
#[tokio::test]
async fn a_page_that_is_kept_opens_without_a_network_and_cannot_send_anything_either() {
    drive(1280, 720, |browser| async move {
        let page = Page::open(browser).await;
        page.wait_for("[data-kept=true]").await;
        page.load().await;
        let controlled = "return navigator.serviceWorker.controller?.scriptURL.endsWith('/offline.js')";
        assert_eq!(page.ask(controlled, Vec::new()).await, true);
        locked(&page).await;
        let outside = outside();
        let (ways, sent) = tried(&try_from_page(&page.browser, &outside).await);
        assert!(ways > 30, "only {ways} ways were tried");
        assert_eq!(sent, Vec::<String>::new());
        assert_eq!(leaks(&page.server), Vec::<String>::new());
        assert_eq!(leaks(&outside), Vec::<String>::new());

        let kept = "const done = arguments[0];
            (async () => (await (await caches.open((await caches.keys()).find((name) => name !== 'leak'))).keys())
                .map(({ url }) => url))().then(done)";
        let kept: Vec<String> =
            serde_json::from_value(page.browser.client.execute_async(kept, Vec::new()).await.expect("an answer"))
                .expect("addresses");
        assert!(kept.len() > 10 && kept.iter().all(|url| url.starts_with(&page.server.origin())), "{kept:?}");
        assert!(kept.iter().all(|url| !url.contains("leak")), "{kept:?}");
        // What was refused was complained of; what follows must pass without a word.
        page.browser.complaints().await;

        page.server.stop();
        page.load().await;
        page.another_tab().await;
        page.press("sample").await;
        page.wait_state("checked").await;
        assert_eq!(page.browser.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_worker_cannot_send_anything() {
    drive(1280, 720, |browser| async move {
        probe_worker(&browser).await;
        let page = Page::open(browser).await;
        locked(&page).await;
        let outside = outside();
        let ask = r"
            const [outside, done] = arguments;
            const worker = probed.at(-1);
            worker.addEventListener('message', (event) => {
              if (!event.data.probed) return;
              event.stopImmediatePropagation();
              done(event.data.probed);
            });
            worker.postMessage({ probe: outside, home: location.origin });
        ";
        let answer = page.browser.client.execute_async(ask, vec![json!(outside.origin())]).await.expect("an answer");
        let (ways, sent) = tried(&answer);
        assert!(ways > 10, "only {ways} ways were tried");
        assert_eq!(sent, Vec::<String>::new());
        assert_eq!(leaks(&page.server), Vec::<String>::new());
        assert_eq!(leaks(&outside), Vec::<String>::new());
    })
    .await;
}

/// The probe itself works: where no policy stands in the way, it says so and the servers see it.
#[tokio::test]
async fn the_probe_sends_when_nothing_refuses() {
    drive(1280, 720, |browser| async move {
        let folder = tempfile::TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("index.html"), "<!doctype html><title>No policy</title>").expect("a page");
        let home = Server::start(folder.path().to_path_buf());
        let outside = outside();
        browser.client.goto(&home.origin()).await.expect("an empty page");
        let (_, sent) = tried(&try_from_page(&browser, &outside).await);
        assert!(sent.iter().any(|way| way.starts_with("fetch ")), "{sent:?}");
        for server in [&home, &outside] {
            let leaks = leaks(server);
            assert!(leaks.iter().any(|leak| leak.starts_with("POST /leak")), "{leaks:?}");
            assert!(leaks.len() > 5, "{leaks:?}");
        }
    })
    .await;
}

/// Waits until a worker has been made: the second policy is in force before that.
async fn locked(page: &Page) {
    page.ask("return globalThis.soatbieu.startWorker().then(() => null)", Vec::new()).await;
}

/// Puts the probe into the code of the product's own worker, on its way from boot.js to the worker.
async fn probe_worker(browser: &Browser) {
    let inside = format!(
        "{SEND}
         addEventListener('message', (event) => {{
           if (!event.data.probe) return;
           event.stopImmediatePropagation();
           self.probeHome = event.data.home;
           trySending(event.data.probe)
             .then((probed) => postMessage({{ probed }}), (error) => postMessage({{ probed: String(error) }}));
         }});\n"
    );
    let wrap = format!(
        "const inside = {};
         globalThis.probed = [];
         globalThis.Blob = class extends Blob {{
           constructor(parts, options) {{
             super(options?.type === 'text/javascript' ? [inside, ...parts] : parts, options);
           }}
         }};
         globalThis.Worker = class extends Worker {{
           constructor(...all) {{ super(...all); probed.push(this); }}
         }};",
        json!(inside)
    );
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": wrap })).await;
}

#[tokio::test]
async fn from_a_file_on_the_disk_the_page_says_that_it_cannot_start() {
    drive(1280, 720, |browser| async move {
        // The page in one file, to which it leads, is tried in `one_file`.
        let address = format!("file://{}", browser_tests::root().join("dist/index.html").display());
        browser.client.goto(&address).await.expect("the file opens");
        let seen = "return [...document.querySelectorAll('#boot-file, #boot-notice')]
            .filter((element) => element.checkVisibility()).map((element) => element.id)";
        assert_eq!(browser.client.execute(seen, Vec::new()).await.expect("an answer"), json!(["boot-file"]));
    })
    .await;
}
