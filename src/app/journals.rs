//! What was done to files that were open when the page went away: kept in this browser's IndexedDB
//! under the fingerprint of the file, and never sent anywhere. Where storage is forbidden the page
//! works and forgets.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{Database, Error, TransactionMode};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::store;
use crate::protocol::Journal;

const DATABASE: &str = "soatbieu";
const STORE: &str = "journals";
/// Of how many files the journal is kept: the ones touched last.
const JOURNALS: usize = 20;

/// A journal and when it was written, in milliseconds of the clock of the browser.
type Kept = (f64, Journal);

/// The journals of all files. Cloning gives another handle.
#[derive(Clone, Default)]
pub(super) struct Journals(Rc<RefCell<Waiting>>);

/// What is still to be written. Writes go one after the other, and only the latest of a file counts.
#[derive(Default)]
struct Waiting {
    journals: BTreeMap<String, Journal>,
    writing: bool,
}

impl Journals {
    /// What was done to a file in an earlier visit.
    pub(super) async fn recall(fingerprint: &str) -> Option<Journal> {
        let kept = match read(fingerprint).await {
            Ok(Some(kept)) => Some(kept),
            // Earlier versions kept journals elsewhere.
            _ => store::take_journal(fingerprint),
        };
        kept.filter(|journal| !journal.is_empty())
    }

    /// Keeps what was done to a file, in case the page goes away; forgets it when nothing is left.
    pub(super) fn keep(&self, fingerprint: &str, journal: &Journal) {
        let mut waiting = self.0.borrow_mut();
        waiting.journals.insert(fingerprint.to_owned(), journal.clone());
        if std::mem::replace(&mut waiting.writing, true) {
            return;
        }
        let all = self.clone();
        spawn_local(async move {
            while let Some((fingerprint, journal)) = all.next() {
                // A full or forbidden storage is no reason to trouble anyone.
                let _ = write(&fingerprint, &journal).await;
            }
        });
    }

    fn next(&self) -> Option<(String, Journal)> {
        let mut waiting = self.0.borrow_mut();
        let next = waiting.journals.pop_first();
        waiting.writing = next.is_some();
        next
    }
}

async fn open() -> Result<Database, Error> {
    DatabaseBuilder::new(DATABASE).version(1).add_object_store(ObjectStoreBuilder::new(STORE)).build().await
}

fn understood(stored: &JsValue) -> Option<Kept> {
    serde_json::from_str(&stored.as_string()?).ok()
}

async fn read(fingerprint: &str) -> Result<Option<Journal>, Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let stored = transaction.object_store(STORE)?.get(JsValue::from_str(fingerprint))?.await?;
    database.close();
    Ok(stored.as_ref().and_then(understood).map(|(_, journal)| journal))
}

async fn write(fingerprint: &str, journal: &Journal) -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let journals = transaction.object_store(STORE)?;
    let key = JsValue::from_str(fingerprint);
    if journal.is_empty() {
        journals.delete(key)?.await?;
    } else if let Ok(text) = serde_json::to_string(&(js_sys::Date::now(), journal)) {
        journals.put(&JsValue::from_str(&text), Some(&key))?.await?;
        // The oldest are forgotten.
        let keys = journals.get_all_keys(None, None)?.await?;
        let stored = journals.get_all(None, None)?.await?;
        let mut all: Vec<(f64, JsValue)> = keys
            .into_iter()
            .zip(stored)
            .map(|(key, stored)| (understood(&stored).map_or(0.0, |kept| kept.0), key))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, key) in all.into_iter().skip(JOURNALS) {
            journals.delete(key)?.await?;
        }
    }
    transaction.commit()?.await?;
    database.close();
    Ok(())
}
