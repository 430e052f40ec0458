//! Files that are written of a session: the corrected one, and the marked copy.

use super::Session;
use crate::finding::Finding;
use crate::patch::{self, Heading, Receipt, SaveError};
use crate::text::{Bilingual, Lang};
use crate::workbook::overlay::Overlay;
use crate::workbook::{Format, xlsx};

/// A file that was written.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The name to save it under.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What differs from the file that was opened.
    pub receipt: Receipt,
    /// What the person should know before passing it on.
    pub notes: Vec<Bilingual>,
}

impl Session {
    /// What the corrected file will lack that the one that was opened has; empty when nothing is lost.
    pub fn losses(&self) -> Vec<Bilingual> {
        patch::losses(&self.workbook)
    }

    /// What is drawn over each sheet and is no part of what its cells hold; nothing where the format is none that
    /// says so.
    pub fn overlays(&self) -> Vec<Overlay> {
        match self.workbook.format {
            Format::Xlsx | Format::Xlsm | Format::Xltx | Format::Xltm => xlsx::overlay::read(&self.original),
            _ => Vec::new(),
        }
    }

    /// The corrected file, and the name to save it under: `<name>-da-soat.xlsx`.
    pub fn save(&self) -> Result<(String, Vec<u8>), SaveError> {
        self.export().map(|saved| (saved.name, saved.bytes))
    }

    /// The corrected file with its receipt.
    ///
    /// # Errors
    ///
    /// A [`SaveError`] when the file cannot be written so that it holds exactly what this session
    /// shows; the edits are kept.
    pub fn export(&self) -> Result<Saved, SaveError> {
        let patched = patch::patch_with(&self.original, &self.edits(), &*self.setting.engine)?;
        Ok(Saved {
            name: self.named("da-soat", self.workbook.format.extension()),
            bytes: patched.bytes,
            receipt: patched.receipt,
            notes: patched.notes,
        })
    }

    /// The corrected file with the findings drawn into it and listed on a sheet of its own, under
    /// the name `<name>-co-danh-dau.xlsx`. Findings that a person has said are none are left out.
    ///
    /// # Errors
    ///
    /// As [`Session::export`].
    pub fn marked(&self, lang: Lang) -> Result<Saved, SaveError> {
        if self.workbook.format.is_document() {
            return Err(SaveError::NoMarks);
        }
        let saved = self.export()?;
        let findings: Vec<&Finding> = self
            .checked
            .iter()
            .flat_map(|checked| &checked.report.findings)
            .filter(|finding| !self.is_dismissed(&finding.key))
            .collect();
        let compared = self.checked.iter().map(|checked| checked.report.compared()).sum();
        let heading = Heading { name: self.name.clone(), compared };
        let format = self.workbook.format;
        let mut notes = saved.notes;
        let bytes = if format.marked_extension() == format.extension() {
            saved.bytes
        } else {
            notes.extend(patch::new_file_losses(&self.workbook));
            patch::package(&self.workbook)?
        };
        let marked = patch::marked(&bytes, &heading, &findings, lang)?;
        notes.extend(marked.notes);
        Ok(Saved {
            name: self.named("co-danh-dau", format.marked_extension()),
            bytes: marked.bytes,
            receipt: saved.receipt,
            notes,
        })
    }

    fn named(&self, what: &str, extension: &str) -> String {
        let stem = self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem);
        format!("{stem}-{what}.{extension}")
    }
}
