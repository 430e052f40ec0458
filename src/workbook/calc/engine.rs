//! The engine that calculates formulas: Formualizer, in this program or, on the page, in a
//! WebAssembly module of its own that only workbooks with formulas need.

use std::sync::OnceLock;

use super::task::{Content, Task};

/// What each formula of a task gives, in their order; `None` where it is not known.
pub type Answer = Vec<Option<Content>>;

/// Sends an encoded task to an engine elsewhere and gives its encoded answer; `None` when it failed.
pub type Remote = fn(&[u8]) -> Option<Vec<u8>>;

static REMOTE: OnceLock<Remote> = OnceLock::new();

/// Has all formulas calculated elsewhere. Only the first engine counts.
pub fn calculate_with(remote: Remote) {
    // A second engine would be one too many; the first stays.
    let _ = REMOTE.set(remote);
}

/// Answers an encoded task: the other end of a [`Remote`]. Empty when it is no task.
#[cfg(feature = "formulas")]
pub fn answer(task: &[u8]) -> Vec<u8> {
    let Ok(task) = postcard::from_bytes::<Task>(task) else { return Vec::new() };
    postcard::to_stdvec(&super::evaluate::evaluate(&task)).unwrap_or_default()
}

/// Calculates; what the engine fails at is not known.
pub(super) fn ask(task: &Task) -> Answer {
    if task.questions.is_empty() {
        return Vec::new();
    }
    let answer = local(task).or_else(|| {
        let remote = REMOTE.get()?;
        postcard::from_bytes(&remote(&postcard::to_stdvec(task).ok()?)?).ok()
    });
    let mut answer: Answer = answer.unwrap_or_default();
    answer.resize(task.questions.len(), None);
    answer
}

/// Within this program. A panic of the engine is not one of ours: what it was asked stays unknown.
#[cfg(feature = "formulas")]
fn local(task: &Task) -> Option<Answer> {
    std::panic::catch_unwind(|| super::evaluate::evaluate(task)).ok()
}

/// The worker is built without an engine.
#[cfg(not(feature = "formulas"))]
fn local(_: &Task) -> Option<Answer> {
    None
}
