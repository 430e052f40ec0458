//! The worker of the page: a [`Desk`](soatbieu::protocol::Desk) with a mailbox.

#[cfg(target_arch = "wasm32")]
mod mailbox {
    use std::cell::RefCell;
    use std::rc::Rc;
    use std::sync::Arc;

    use js_sys::{Array, ArrayBuffer, Uint8Array};
    use soatbieu::protocol::{Desk, ToPage, ToWorker};
    use soatbieu::workbook::Remote;
    use wasm_bindgen::prelude::*;
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    #[wasm_bindgen]
    extern "C" {
        /// Asks the formula engine, which the start script loads when it is first asked; nothing when
        /// that failed.
        #[wasm_bindgen(js_name = calculateFormulas)]
        fn calculate_formulas(task: &[u8]) -> Option<Vec<u8>>;
    }

    /// Opens the mailbox and says so. A message is an array: the JSON, and the bytes beside it.
    pub(super) fn open() {
        console_error_panic_hook::set_once();
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let desk = Rc::new(RefCell::new(Desk::with(Arc::new(Remote(calculate_formulas)))));
        let outbox = scope.clone();
        let receive = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let parts: Array = event.data().unchecked_into();
            let Some(asked) = parts.get(0).as_string().and_then(|json| serde_json::from_str::<ToWorker>(&json).ok())
            else {
                return;
            };
            let bytes = parts.get(1).dyn_into::<ArrayBuffer>().ok().map(|buffer| Uint8Array::new(&buffer).to_vec());
            let id = asked.id;
            let mut tell = |event| post(&outbox, &ToPage::Event { id, event }, None);
            let reply = desk.borrow_mut().answer(asked.request, bytes, &mut tell);
            post(&outbox, &ToPage::Answer { id, response: Box::new(reply.response) }, reply.bytes.as_deref());
        });
        scope.set_onmessage(Some(receive.as_ref().unchecked_ref()));
        receive.forget();
        post(&scope, &ToPage::Ready, None);
    }

    fn post(scope: &DedicatedWorkerGlobalScope, message: &ToPage, bytes: Option<&[u8]>) {
        let Ok(json) = serde_json::to_string(message) else { return };
        let parts = Array::of1(&JsValue::from_str(&json));
        let transfer = Array::new();
        if let Some(bytes) = bytes {
            let buffer = Uint8Array::from(bytes).buffer();
            parts.push(&buffer);
            transfer.push(&buffer);
        }
        // The page is gone when this fails.
        let _ = scope.post_message_with_transfer(&parts, &transfer);
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    mailbox::open();
}
