//! More than one tab of the browser, and what they keep for each other.

use std::time::Duration;

use fantoccini::wd::WindowHandle;
use serde_json::json;
use tokio::time::sleep;

use crate::page::Page;

impl Page {
    /// The tab in view.
    pub async fn tab(&self) -> WindowHandle {
        self.browser.client.window().await.expect("a tab")
    }

    /// Opens the page once more, in another tab, and turns to it.
    pub async fn another_tab(&self) -> WindowHandle {
        let tab = self.browser.client.new_window(true).await.expect("another tab").handle;
        self.to_tab(&tab).await;
        self.load().await;
        tab
    }

    /// Turns to a tab.
    pub async fn to_tab(&self, tab: &WindowHandle) {
        self.browser.client.switch_to_window(tab.clone()).await.expect("the tab is there");
    }

    /// Closes a tab without asking it, as a crash does. It must not be the one in view.
    pub async fn lose_tab(&self, tab: WindowHandle) {
        let id: String = tab.into();
        self.browser.devtools("Target.closeTarget", json!({ "targetId": id })).await;
    }

    /// Waits until so many journals of edits are kept in the browser.
    pub async fn wait_journals(&self, count: u64) {
        const KEPT: &str = r"
            const done = arguments[0];
            const opening = indexedDB.open('soatbieu');
            opening.onsuccess = () => {
              const database = opening.result;
              if (!database.objectStoreNames.contains('journals')) { database.close(); return done(0); }
              const counting = database.transaction('journals').objectStore('journals').count();
              counting.onsuccess = () => { database.close(); done(counting.result); };
            };
        ";
        for _ in 0..200 {
            if self.browser.client.execute_async(KEPT, Vec::new()).await.expect("an answer") == count {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("there are not {count} journals");
    }
}
