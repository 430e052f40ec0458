//! The browser: one fresh Chromium for each test.

use std::env;
use std::fs;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::Driver;

/// How long the page may take for anything. Generous: machines of continuous integration are slow.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A Chromium with an empty profile and a folder for its downloads.
#[derive(Clone)]
pub struct Browser {
    /// The WebDriver session.
    pub client: Client,
    downloads: Arc<TempDir>,
}

/// Runs a test in a fresh browser, and ends the browser whatever comes of the test.
pub async fn drive<Test, Running>(width: u32, height: u32, test: Test)
where
    Test: FnOnce(Browser) -> Running,
    Running: Future<Output = ()> + Send + 'static,
{
    let driver = Driver::start();
    let profile = TempDir::new().expect("a folder for the profile");
    let downloads = Arc::new(TempDir::new().expect("a folder for downloads"));
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities(&profile, &downloads, width, height))
        .connect(driver.address())
        .await
        .expect("Chromium starts");
    let outcome = tokio::spawn(test(Browser { client: client.clone(), downloads })).await;
    // A browser that is already gone is no reason to hide what the test has to say.
    let _ = client.close().await;
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure.into_panic());
    }
}

fn capabilities(profile: &TempDir, downloads: &TempDir, width: u32, height: u32) -> fantoccini::wd::Capabilities {
    let mut options = json!({
        "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=vi",
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ],
        "prefs": {
            "download.default_directory": downloads.path(),
            "download.prompt_for_download": false,
        },
    });
    if let Some(binary) = env::var_os("CHROMIUM") {
        options["binary"] = json!(binary.to_string_lossy());
    }
    let all = json!({
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    });
    all.as_object().expect("an object").clone()
}

impl Browser {
    /// Sends a command of the DevTools protocol to the page.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.issue("goog/cdp/execute", body).await
    }

    /// What was logged since the last call; `kind` is `browser` (the console) or `performance`.
    pub async fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.issue("se/log", json!({ "type": kind })).await;
        entries.as_array().cloned().unwrap_or_default()
    }

    /// What went wrong according to the console: errors, and anything that a policy refused.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.log("browser").await;
        let grave = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        grave.filter_map(|entry| entry["message"].as_str().map(str::to_owned)).collect()
    }

    /// The addresses that the page asked for since the last call, other than those that never
    /// leave it (`blob:`, `data:`).
    pub async fn requested(&self) -> Vec<String> {
        let entries = self.log("performance").await;
        let messages =
            entries.iter().filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
        messages
            .filter(|message| {
                matches!(
                    message["message"]["method"].as_str(),
                    Some("Network.requestWillBeSent" | "Network.webSocketCreated")
                )
            })
            .filter_map(|message| {
                let parameters = &message["message"]["params"];
                let address = parameters["request"]["url"].as_str().or(parameters["url"].as_str())?;
                let inside = address.starts_with("blob:") || address.starts_with("data:");
                (!inside).then(|| address.to_owned())
            })
            .collect()
    }

    /// Cuts the browser off from every network.
    pub async fn go_offline(&self) {
        let none = json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", none).await;
    }

    /// Waits for a download to be complete, and takes it out of the folder: its name and bytes.
    pub async fn downloaded(&self) -> (String, Vec<u8>) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let files = fs::read_dir(self.downloads.path()).expect("the folder is there");
            // Until it is complete, the download has a hidden name or one of these endings.
            let complete = files.flatten().map(|file| file.path()).find(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                path.is_file() && !name.starts_with('.') && !name.ends_with(".crdownload") && !name.ends_with(".tmp")
            });
            if let Some(path) = complete {
                let bytes = fs::read(&path).expect("the download can be read");
                fs::remove_file(&path).expect("the download can be removed");
                return (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes);
            }
            assert!(Instant::now() < deadline, "nothing was downloaded");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Writes a file that the page can be given.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        // Beside the downloads, not among them.
        let folder = self.downloads.path().join("given");
        fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file can be written");
        path
    }

    async fn issue(&self, end: &'static str, body: Value) -> Value {
        self.client
            .issue_cmd(Extension { end, body: body.clone() })
            .await
            .unwrap_or_else(|error| panic!("{end} {body}: {error}"))
    }
}

/// A command of ChromeDriver that is not part of WebDriver.
#[derive(Debug)]
struct Extension {
    end: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.end))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
