//! Alternatives for programs of different ages (ECMA-376 Part 3, 9.3).

use std::collections::BTreeSet;

use quick_xml::events::Event;

use super::super::super::ReadError;
use super::super::super::limits::MAX_DEPTH;
use super::super::super::xml::reader;

/// Where alternatives begin that hold one for programs that know no extension.
pub(super) fn with_fallback(xml: &str) -> Result<BTreeSet<u64>, ReadError> {
    let mut found = BTreeSet::new();
    if !xml.contains("AlternateContent") {
        return Ok(found);
    }
    let mut reader = reader(xml);
    let mut open: Vec<Option<u64>> = Vec::new();
    loop {
        let from = reader.buffer_position();
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => {
                let name = element.local_name().into_inner();
                if name == "Fallback" {
                    found.extend(open.last().copied().flatten());
                }
                open.push((name == "AlternateContent").then_some(from));
                if open.len() > MAX_DEPTH {
                    return Err(ReadError::Damaged);
                }
            }
            Event::Empty(element) if element.local_name().into_inner() == "Fallback" => {
                found.extend(open.last().copied().flatten());
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}
