//! The running text of a document, over the sheet.

pub mod stretch;

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(super) use self::view::TextView;
