//! A workbook as the package of parts that it is.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The parts of a package with their names, in their order.
pub fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(package)).expect("a package");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("the part inflates");
            (part.name().expect("a name in Unicode").into_owned(), bytes)
        })
        .collect()
}

/// The names of the parts whose content is not the same; panics when the two have other parts, or
/// the same in another order.
pub fn changed_parts(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after) = (parts(before), parts(after));
    let names = |parts: &[(String, Vec<u8>)]| parts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "parts were added, lost or moved");
    before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before.1 != after.1)
        .map(|(before, _)| before.0.clone())
        .collect()
}
