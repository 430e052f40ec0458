//! The page's end of the wire to its worker: questions go out, answers come back in any order, and
//! a worker that crashes is replaced.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, Worker};

use crate::protocol::{Event, Request, Response, ToPage, ToWorker};

/// What becomes of a question.
pub(super) enum Answer {
    /// It was answered; bytes may have come beside the answer.
    Done(Response, Option<ArrayBuffer>),
    /// The worker crashed on it, or before it got to it.
    Crashed,
}

type Then = Box<dyn FnOnce(Answer)>;

/// What the page wants to hear of unasked.
pub(super) struct Hearing {
    /// How far a long request has come.
    pub(super) event: Box<dyn Fn(Event)>,
    /// The worker crashed and has been replaced by one that knows nothing.
    pub(super) crashed: Box<dyn Fn()>,
    /// No worker can be made.
    pub(super) cannot_start: Box<dyn Fn()>,
}

/// The wire. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(super) struct Link(Rc<Wire>);

struct Wire {
    hearing: Hearing,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    worker: Option<Worker>,
    /// Closures that the worker calls; they live as long as it does.
    ears: Vec<Closure<dyn FnMut(JsValue)>>,
    next: u32,
    waiting: BTreeMap<u32, Then>,
    /// Asked before there was a worker.
    backlog: Vec<Array>,
}

impl Link {
    /// Makes a worker and returns the wire at once; questions wait for it.
    pub(super) fn new(hearing: Hearing) -> Self {
        let link = Self(Rc::new(Wire { hearing, state: RefCell::default() }));
        link.start();
        link
    }

    /// Asks; `then` is called with the answer. `bytes` are handed over, not copied.
    pub(super) fn ask(&self, request: Request, bytes: Option<ArrayBuffer>, then: impl FnOnce(Answer) + 'static) {
        let mut state = self.0.state.borrow_mut();
        state.next = state.next.wrapping_add(1);
        let id = state.next;
        let Ok(json) = serde_json::to_string(&ToWorker { id, request }) else { return };
        state.waiting.insert(id, Box::new(then));
        let parts = Array::of1(&JsValue::from_str(&json));
        if let Some(bytes) = bytes {
            parts.push(&bytes);
        }
        match &state.worker {
            Some(worker) => post(worker, &parts),
            None => state.backlog.push(parts),
        }
    }

    fn start(&self) {
        let link = self.clone();
        spawn_local(async move {
            let Some(promise) = start_worker() else { return (link.0.hearing.cannot_start)() };
            match JsFuture::from(promise).await {
                Ok(worker) => link.connect(worker.unchecked_into()),
                Err(_) => (link.0.hearing.cannot_start)(),
            }
        });
    }

    fn connect(&self, worker: Worker) {
        let link = self.clone();
        let hear = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| link.hear(&event.unchecked_into()));
        let link = self.clone();
        let fail = Closure::<dyn FnMut(JsValue)>::new(move |_| link.replace());
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
        let mut state = self.0.state.borrow_mut();
        for parts in state.backlog.drain(..) {
            post(&worker, &parts);
        }
        state.ears = vec![hear, fail];
        state.worker = Some(worker);
    }

    fn hear(&self, event: &MessageEvent) {
        let parts: Array = event.data().unchecked_into();
        let Some(message) = parts.get(0).as_string().and_then(|json| serde_json::from_str(&json).ok()) else { return };
        match message {
            ToPage::Ready => {}
            ToPage::Event { event, .. } => (self.0.hearing.event)(event),
            ToPage::Answer { id, response } => {
                // The handler may ask again, so the state must be free before it is called.
                let then = self.0.state.borrow_mut().waiting.remove(&id);
                if let Some(then) = then {
                    then(Answer::Done(*response, parts.get(1).dyn_into().ok()));
                }
            }
        }
    }

    /// The worker has crashed: everything asked of it is lost, and another takes its place.
    fn replace(&self) {
        let (waiting, ears) = {
            let mut state = self.0.state.borrow_mut();
            if let Some(worker) = state.worker.take() {
                worker.terminate();
            }
            state.backlog.clear();
            (std::mem::take(&mut state.waiting), std::mem::take(&mut state.ears))
        };
        // One of them is running right now.
        spawn_local(async move { drop(ears) });
        self.start();
        for then in waiting.into_values() {
            then(Answer::Crashed);
        }
        (self.0.hearing.crashed)();
    }
}

fn post(worker: &Worker, parts: &Array) {
    let transfer = Array::new();
    if let Ok(buffer) = parts.get(1).dyn_into::<ArrayBuffer>() {
        transfer.push(&buffer);
    }
    // Fails only for what cannot be cloned, and strings and buffers can.
    let _ = worker.post_message_with_transfer(parts, &transfer);
}

/// Something of what boot.js offers, and describes.
fn of_boot(name: &str) -> Option<JsValue> {
    let boot = Reflect::get(&js_sys::global(), &JsValue::from_str("soatbieu")).ok()?;
    Reflect::get(&boot, &JsValue::from_str(name)).ok()
}

/// Whether all of the page is one file, which has no server.
pub(super) fn is_alone() -> bool {
    of_boot("alone").is_some_and(|alone| alone.is_truthy())
}

/// Calls when the browser has a copy of the page that opens without a network.
pub(super) fn when_kept(then: impl FnOnce() + 'static) {
    let Some(kept) = of_boot("kept").and_then(|kept| kept.dyn_into::<Promise>().ok()) else { return };
    spawn_local(async move {
        if JsFuture::from(kept).await.is_ok_and(|kept| kept.is_truthy()) {
            then();
        }
    });
}

/// Calls when that copy is newer than the page.
pub(super) fn when_renewed(then: impl FnOnce() + 'static) {
    let Some(renewed) = of_boot("renewed").and_then(|renewed| renewed.dyn_into::<Promise>().ok()) else { return };
    spawn_local(async move {
        if JsFuture::from(renewed).await.is_ok() {
            then();
        }
    });
}

/// `soatbieu.startWorker()` of boot.js, which describes it.
fn start_worker() -> Option<Promise> {
    let boot = Reflect::get(&js_sys::global(), &JsValue::from_str("soatbieu")).ok()?;
    let start: Function = Reflect::get(&boot, &JsValue::from_str("startWorker")).ok()?.dyn_into().ok()?;
    start.call0(&boot).ok()?.dyn_into().ok()
}
