//! The page: it draws what the worker tells and sends it what the person does.
//!
//! What can be decided without a browser (geometry, words, which finding comes next) is compiled
//! natively as well, and tested there.

pub mod grid;
pub mod i18n;
pub mod pick;
