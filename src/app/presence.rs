//! Which tabs have which file open. Each holds a lock of the browser (Web Locks) by the name of its
//! journal, and the browser takes it back however the tab ends: what has a lock is somebody's work of
//! now, not of last time. Where a page may hold none (an address without https) nobody is seen.

use std::collections::BTreeSet;

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    /// `LockManager`, which `web-sys` has only behind a switch of the compiler.
    #[derive(Clone)]
    type Locks;

    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = locks)]
    static LOCKS: Option<Locks>;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, held: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &Locks) -> Result<Promise, JsValue>;
}

fn locks() -> Option<Locks> {
    LOCKS.with(Option::clone)
}

/// A lock, given back when dropped.
pub(super) struct Presence(Option<Function>);

impl Presence {
    /// Takes the lock of that name; who cannot goes without.
    pub(super) fn take(name: &str) -> Self {
        let Some(locks) = locks() else { return Self(None) };
        let mut release = None;
        let until = Promise::new(&mut |resolve, _| release = Some(resolve));
        let held = Closure::once_into_js(move |_lock: JsValue| JsValue::from(until));
        if let Ok(granted) = locks.request(name, &held) {
            // Where storage is forbidden so are locks: no reason to trouble anyone.
            spawn_local(async move {
                let _ = JsFuture::from(granted).await;
            });
        }
        Self(release.map(JsCast::unchecked_into))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if let Some(release) = &self.0 {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// The names of all locks that tabs of this origin hold.
pub(super) async fn held() -> BTreeSet<String> {
    let Some(Ok(asked)) = locks().map(|locks| locks.query()) else { return BTreeSet::new() };
    let Ok(snapshot) = JsFuture::from(asked).await else { return BTreeSet::new() };
    let field = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).ok();
    let held = field(&snapshot, "held").unwrap_or_default();
    Array::from(&held).iter().filter_map(|lock| field(&lock, "name")?.as_string()).collect()
}
