//! What was done to files that were open when the page went away: kept in this browser's IndexedDB
//! under the fingerprint of the file and a name of the tab, and never sent anywhere. What a tab that
//! still has the file open has done is left to that tab. Where storage is forbidden the page works and
//! forgets.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{Database, Error, ObjectStore, TransactionMode};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::presence::{self, Presence};
use super::store;
use crate::protocol::Journal;

const DATABASE: &str = "soatbieu";
const STORE: &str = "journals";
/// Of how many files the journal is kept: the ones touched last.
const JOURNALS: usize = 20;

/// A journal, when it was written, in milliseconds of the clock of the browser, and of which file: earlier versions
/// wrote no name.
type Kept = (f64, Journal, String);

/// What an earlier visit did to a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Left {
    /// The name of the file.
    pub(super) name: String,
    /// Tells it from others.
    pub(super) fingerprint: String,
    /// How many cells were changed, and how many figures kept.
    pub(super) count: (usize, usize),
    /// When.
    pub(super) at: f64,
}

/// The journals of all files, as one tab writes them. Cloning gives another handle.
#[derive(Clone)]
pub(super) struct Journals(Rc<RefCell<Waiting>>);

/// What is still to be written. Writes go one after the other, and only the latest of a file counts.
struct Waiting {
    /// Tells this tab from others with the same file, so that none writes over another's journal.
    tab: String,
    journals: BTreeMap<String, (Journal, String)>,
    /// For each file the journals of earlier tabs, which the next one written takes the place of.
    earlier: BTreeMap<String, Vec<String>>,
    writing: bool,
    /// Tells other tabs which files this one has open.
    presence: BTreeMap<String, Presence>,
}

impl Default for Journals {
    fn default() -> Self {
        let tab = format!("{:x}", (js_sys::Math::random() * 9e15) as u64);
        let (journals, earlier) = (BTreeMap::new(), BTreeMap::new());
        Self(Rc::new(RefCell::new(Waiting { tab, journals, earlier, writing: false, presence: BTreeMap::new() })))
    }
}

impl Journals {
    /// Tells other tabs that this one has these files open, and no others.
    pub(super) fn attend(&self, fingerprints: impl Iterator<Item = String>) {
        let names: BTreeSet<String> = fingerprints.map(|fingerprint| self.key(&fingerprint)).collect();
        let mut waiting = self.0.borrow_mut();
        waiting.presence.retain(|name, _| names.contains(name));
        for name in names {
            waiting.presence.entry(name).or_insert_with_key(|name| Presence::take(name));
        }
    }

    /// Whether another tab has the file open.
    pub(super) async fn is_open_elsewhere(&self, fingerprint: &str) -> bool {
        let own = self.key(fingerprint);
        presence::held().await.iter().any(|name| *name != own && is_of(name, fingerprint))
    }

    /// What was done to a file in earlier visits, the latest last.
    pub(super) async fn recall(&self, fingerprint: &str) -> Option<Journal> {
        let mut found = read(fingerprint).await.unwrap_or_default();
        let own = self.key(fingerprint);
        let held = presence::held().await;
        found.retain(|(key, _)| *key == own || !held.contains(key));
        let mut all = Journal::default();
        for (_, (_, journal, _)) in &found {
            // Of what two tabs did to one cell the later counts.
            let later: BTreeSet<_> = journal.edits.iter().map(|edit| edit.place).collect();
            all.edits.retain(|edit| !later.contains(&edit.place));
            all.edits.extend(journal.edits.iter().cloned());
            all.dismissed.extend(journal.dismissed.iter().cloned());
        }
        // Earlier versions kept journals elsewhere.
        if found.is_empty() {
            all = store::take_journal(fingerprint).unwrap_or_default();
        }
        let keys = found.into_iter().map(|(key, _)| key).collect();
        self.0.borrow_mut().earlier.insert(fingerprint.to_owned(), keys);
        (!all.is_empty()).then_some(all)
    }

    /// Keeps what was done to a file, in case the page goes away; forgets it when nothing is left.
    pub(super) fn keep(&self, fingerprint: &str, name: &str, journal: &Journal) {
        let mut waiting = self.0.borrow_mut();
        waiting.journals.insert(fingerprint.to_owned(), (journal.clone(), name.to_owned()));
        if std::mem::replace(&mut waiting.writing, true) {
            return;
        }
        let all = self.clone();
        spawn_local(async move {
            while let Some((fingerprint, (journal, name))) = all.next() {
                let earlier = all.0.borrow_mut().earlier.remove(&fingerprint).unwrap_or_default();
                // A full or forbidden storage is no reason to trouble anyone.
                let _ = write(&all.key(&fingerprint), &journal, &name, &earlier).await;
            }
        });
    }

    fn next(&self) -> Option<(String, (Journal, String))> {
        let mut waiting = self.0.borrow_mut();
        let next = waiting.journals.pop_first();
        waiting.writing = next.is_some();
        next
    }

    fn key(&self, fingerprint: &str) -> String {
        format!("{fingerprint}#{}", self.0.borrow().tab)
    }
}

/// Whether a journal is one of a file: by this tab, another, or a version that knew of no tabs.
fn is_of(key: &str, fingerprint: &str) -> bool {
    key.strip_prefix(fingerprint).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

/// What earlier visits left, the latest first; what a tab of now has open is that tab's.
pub(super) async fn left() -> Vec<Left> {
    let mut found = read_all().await.unwrap_or_default();
    let held = presence::held().await;
    found.retain(|(key, _)| !held.contains(key));
    found.sort_by(|(_, a), (_, b)| b.0.total_cmp(&a.0));
    let mut files: Vec<Left> = Vec::new();
    for (key, (at, journal, name)) in found.into_iter().filter(|(_, kept)| !kept.2.is_empty()) {
        let fingerprint = key.split('#').next().unwrap_or_default().to_owned();
        let count = (journal.edits.len(), journal.dismissed.len());
        match files.iter_mut().find(|file| file.fingerprint == fingerprint) {
            Some(file) => file.count = (file.count.0.max(count.0), file.count.1.max(count.1)),
            None => files.push(Left { name, fingerprint, count, at }),
        }
    }
    files
}

/// Forgets what was done to a file.
pub(super) async fn forget(fingerprint: &str) {
    let keys: Vec<String> = read(fingerprint).await.unwrap_or_default().into_iter().map(|(key, _)| key).collect();
    // What cannot be forgotten is offered again, no more.
    let _ = write(&format!("{fingerprint}#"), &Journal::default(), "", &keys).await;
}

async fn open() -> Result<Database, Error> {
    DatabaseBuilder::new(DATABASE).version(1).add_object_store(ObjectStoreBuilder::new(STORE)).build().await
}

fn understood(stored: &JsValue) -> Option<Kept> {
    let stored = stored.as_string()?;
    let nameless = || serde_json::from_str::<(f64, Journal)>(&stored).ok();
    serde_json::from_str(&stored).ok().or_else(|| nameless().map(|(at, journal)| (at, journal, String::new())))
}

/// The journals of a file with their keys, the latest last.
async fn read(fingerprint: &str) -> Result<Vec<(String, Kept)>, Error> {
    let mut of_file = read_all().await?;
    of_file.retain(|(key, _)| is_of(key, fingerprint));
    of_file.sort_by(|(_, a), (_, b)| a.0.total_cmp(&b.0));
    Ok(of_file)
}

/// All journals with their keys.
async fn read_all() -> Result<Vec<(String, Kept)>, Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let all = all(&transaction.object_store(STORE)?).await;
    database.close();
    Ok(all?.into_iter().filter_map(|(key, kept)| Some((key, kept?))).collect())
}

/// Everything that is stored; what cannot be understood without its content.
async fn all(journals: &ObjectStore) -> Result<Vec<(String, Option<Kept>)>, Error> {
    let keys = journals.get_all_keys(None, None)?.await?;
    let stored = journals.get_all(None, None)?.await?;
    let all = keys.iter().zip(&stored).filter_map(|(key, stored)| Some((key.as_string()?, understood(stored))));
    Ok(all.collect())
}

async fn write(key: &str, journal: &Journal, name: &str, earlier: &[String]) -> Result<(), Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    let journals = transaction.object_store(STORE)?;
    for gone in earlier {
        journals.delete(JsValue::from_str(gone))?.await?;
    }
    if journal.is_empty() {
        journals.delete(JsValue::from_str(key))?.await?;
    } else if let Ok(text) = serde_json::to_string(&(js_sys::Date::now(), journal, name)) {
        journals.put(&JsValue::from_str(&text), Some(&JsValue::from_str(key)))?.await?;
        // The oldest are forgotten.
        let mut all = all(&journals).await?;
        let written = |kept: &Option<Kept>| kept.as_ref().map_or(0.0, |kept| kept.0);
        all.sort_by(|(_, a), (_, b)| written(b).total_cmp(&written(a)));
        for (key, _) in all.into_iter().skip(JOURNALS) {
            journals.delete(JsValue::from_str(&key))?.await?;
        }
    }
    transaction.commit()?.await?;
    database.close();
    Ok(())
}
