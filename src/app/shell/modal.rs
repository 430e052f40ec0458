//! A dialog that must be answered before anything else: the browser keeps the focus in it, makes
//! the rest of the page inert, and gives the focus back where it was.

use leptos::{html, prelude::*};

/// The dialog. `safe` is the answer that an Enter too many gives, and has the focus at first; Escape
/// gives it as well.
#[component]
pub(super) fn Modal(
    #[prop(into)] open: Signal<bool>,
    safe: NodeRef<html::Button>,
    escape: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), safe.get()) {
            (true, Some(button)) if !dialog.open() => {
                // Fails only for a dialog that is open or not in the document, and it is neither.
                let _ = dialog.show_modal();
                let _ = button.focus();
            }
            (false, _) if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            class="dialog"
            node_ref=dialog
            role="alertdialog"
            aria-labelledby="dialog-title"
            aria-describedby="dialog-lead"
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                escape.run(());
            }
            // The page's own keys are not for now.
            on:keydown=|event| event.stop_propagation()
        >
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
