//! Which cell is wrong, and what happened to it.
