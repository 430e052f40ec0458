//! The engine that calculates formulas: Formualizer, in this program or, on the page, in a
//! WebAssembly module of its own that only workbooks with formulas need.

use std::panic::RefUnwindSafe;
use std::sync::Arc;

use super::task::{Content, Task};

/// What each formula of a task gives, in their order; `None` where it is not known.
pub type Answer = Vec<Option<Content>>;

/// What calculates formulas. It is asked only of formulas that were understood, and believed only where it gives
/// what was stored before an edit.
pub trait Engine: Send + Sync + RefUnwindSafe {
    /// Calculates the formulas of a task; `None` when it failed.
    fn calculate(&self, task: &Task) -> Option<Answer>;
}

/// The engine within this program; one that knows nothing where the program is built without.
pub fn own() -> Arc<dyn Engine> {
    #[cfg(feature = "formulas")]
    let engine = Own;
    #[cfg(not(feature = "formulas"))]
    let engine = Without;
    Arc::new(engine)
}

/// Formualizer, within this program. A panic of the engine is not one of ours: what it was asked stays unknown.
#[cfg(feature = "formulas")]
struct Own;

#[cfg(feature = "formulas")]
impl Engine for Own {
    fn calculate(&self, task: &Task) -> Option<Answer> {
        std::panic::catch_unwind(|| super::evaluate::evaluate(task)).ok()
    }
}

/// Knows nothing: every formula keeps what was stored with it, until Excel calculates it.
pub struct Without;

impl Engine for Without {
    fn calculate(&self, _: &Task) -> Option<Answer> {
        None
    }
}

/// An engine elsewhere: sends an encoded task there and gives its encoded [`answer`]; `None` when that failed.
pub struct Remote(pub fn(&[u8]) -> Option<Vec<u8>>);

impl Engine for Remote {
    fn calculate(&self, task: &Task) -> Option<Answer> {
        let answer = (self.0)(&postcard::to_stdvec(task).ok()?)?;
        postcard::from_bytes(&answer).ok()
    }
}

/// Answers an encoded task: the other end of a [`Remote`]. Empty when it is no task.
#[cfg(feature = "formulas")]
pub fn answer(task: &[u8]) -> Vec<u8> {
    let Ok(task) = postcard::from_bytes::<Task>(task) else { return Vec::new() };
    postcard::to_stdvec(&super::evaluate::evaluate(&task)).unwrap_or_default()
}

/// Calculates; what the engine fails at is not known.
pub(super) fn ask(engine: &dyn Engine, task: &Task) -> Answer {
    if task.questions.is_empty() {
        return Vec::new();
    }
    let mut answer = engine.calculate(task).unwrap_or_default();
    answer.resize(task.questions.len(), None);
    answer
}
