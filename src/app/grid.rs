//! The sheet as it looks in Excel, drawn only where it is seen.
//!
//! Geometry is arithmetic on [`axis::Axis`] and tested natively; the drawing is in the modules
//! that only the browser has.

pub mod axis;
pub mod layout;
pub mod tone;
pub mod walk;
pub mod zoom;

#[cfg(target_arch = "wasm32")]
mod cell;
#[cfg(target_arch = "wasm32")]
mod cell_editor;
#[cfg(target_arch = "wasm32")]
mod draw;
#[cfg(target_arch = "wasm32")]
mod follow;
#[cfg(target_arch = "wasm32")]
mod hand;
#[cfg(target_arch = "wasm32")]
mod headings;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod menu;
#[cfg(target_arch = "wasm32")]
mod overlay;
#[cfg(target_arch = "wasm32")]
mod paper;
#[cfg(target_arch = "wasm32")]
mod question;
#[cfg(target_arch = "wasm32")]
mod raise;
#[cfg(target_arch = "wasm32")]
mod sizing;

#[cfg(target_arch = "wasm32")]
pub(super) use self::{cell::severity_name, draw::Grid};
