//! How much a file may ask for. A workbook is refused, with a sentence, before it can exhaust the
//! memory of a browser tab: running out of memory cannot be caught there.
//!
//! The bounds concern only what is really unpacked and kept. Parts that are merely copied
//! (drawings, images, macros) may be of any size and any ratio.

/// Bytes of the file itself.
pub(crate) const MAX_FILE: usize = 256 << 20;

/// Entries in the central directory of a package.
pub(crate) const MAX_ENTRIES: usize = 65_536;

/// A part may unpack to this many bytes whatever its ratio.
pub(crate) const RATIO_GRACE: u64 = 100 << 10;

/// Beyond the grace, an XML part may unpack to this many times its packed size. Deflate reaches
/// about 1030; the sheets of real workbooks stay below 100.
pub(crate) const MAX_RATIO: u64 = 250;

/// Bytes that one part may unpack to.
pub(crate) const MAX_PART: u64 = 160 << 20;

/// Bytes that all parts of one workbook may unpack to, one after the other.
pub(crate) const MAX_TOTAL: u64 = 400 << 20;

/// Cells of a workbook: each takes 64 bytes once read, however few its XML takes.
pub(crate) const MAX_CELLS: usize = 3_000_000;

/// Bytes of text in all cells: a long shared string can be named by very many cells.
pub(crate) const MAX_TEXT: usize = 64 << 20;

/// Bytes of formulas in all cells, shared ones written out.
pub(crate) const MAX_FORMULAS: usize = 64 << 20;

/// Sheets of a workbook.
pub(crate) const MAX_SHEETS: usize = 1_024;

/// Names of cells; formulas do not know the rest.
pub(crate) const MAX_NAMES: usize = 10_000;

/// Hidden rows of all sheets, where a file can write one for many; the rest are shown.
pub(crate) const MAX_HIDDEN: usize = 4 << 20;

/// Merged ranges of a sheet; the rest are not drawn.
pub(crate) const MAX_MERGES: usize = 20_000;

/// Elements inside each other in an XML part.
pub(crate) const MAX_DEPTH: usize = 256;

/// Locked ranges of a sheet; beyond them a sheet is refused, since locks must not be lost.
pub(crate) const MAX_LOCKS: usize = 20_000;

/// Ranges of a sheet that show what would be with other values; beyond them a sheet is refused, as with locks.
pub(crate) const MAX_WHAT_IFS: usize = 1_000;

/// Tables of a sheet that are checked, from the top; the rest is shown and saved.
pub(crate) const MAX_TABLES: usize = 10_000;

/// Rows of one block that is understood as a table; a longer one is shown and saved, and not checked.
pub(crate) const MAX_LINES: usize = 500_000;
