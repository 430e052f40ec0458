//! The sheet as it looks in Excel, drawn only where it is seen.
//!
//! Geometry is arithmetic on [`axis::Axis`] and tested natively; the drawing is in the modules
//! that only the browser has.

pub mod axis;
pub mod tone;
pub mod walk;
