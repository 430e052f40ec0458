//! A report of what was found: text, JSON.
