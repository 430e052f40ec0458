//! The messages between the page and its worker, and the desk that answers them.
//!
//! The page thread only draws; the worker owns the [`crate::session::Session`]. The page asks for
//! what is on the screen and sends what the person decided. Messages are JSON; the bytes of files
//! travel beside them, transferred and never copied into the JSON.
//!
//! [`Desk`] is the whole worker without its mailbox, so that everything the page can ask is
//! tested natively.

mod card;
mod desk;
mod laws;
mod measure;
mod message;
mod picture;
mod profile;
mod range;

pub use card::{Card, Choice};
pub use desk::{Desk, Reply};
pub use laws::{LawAsk, LawList, LawRequest, LawRow, LawView, Pointed, Remembered, TriedLaw};
pub use message::{
    Ask, CellInfo, Event, Failure, Journal, Overview, Question, RecordForm, Request, Response, Source, Stage, Status,
    TakesPart, TextBlock, ToPage, ToWorker, Understood,
};
pub use picture::{AxisShape, BarView, CellView, Drawn, Known, SheetShape, Window};
pub use profile::ProfileFile;
pub use range::{RangeInfo, written};
