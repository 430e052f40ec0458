//! Formats that begin as a text does and are no table of separated values: what would be read of them is not what
//! they say, so they are refused.

use super::ReadError;

/// Why a text is refused that is in another format; `None` for any other text.
pub(super) fn refusal(text: &str) -> Option<ReadError> {
    let text = text.trim_start_matches('\u{feff}');
    let begins = |mark: &str| text.get(..mark.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(mark));
    match () {
        // What Excel opens is called by its name; documents are no spreadsheets.
        () if begins("%PDF-") => Some(ReadError::NotAWorkbook),
        () if begins("{\\rtf") => Some(ReadError::OtherDocument("RTF (.rtf)")),
        () if is_web_archive(text) => Some(ReadError::OtherFormat("MHTML (.mht)")),
        () if is_symbolic_link(text) => Some(ReadError::OtherFormat("SYLK (.slk)")),
        () if is_data_interchange(text) => Some(ReadError::OtherFormat("DIF (.dif)")),
        () => None,
    }
}

/// Lines that are looked at before it is said what they are.
const LINES: usize = 8;

/// A page of the web with its pictures in one file, as Excel saves it too: a letter with parts (RFC 2557).
fn is_web_archive(text: &str) -> bool {
    let mut lines = text.lines().take(LINES).map(str::to_ascii_lowercase);
    lines.clone().any(|line| line.starts_with("mime-version:"))
        && lines.any(|line| line.starts_with("content-type: multipart/"))
}

/// Symbolic Link: an ID record, and then nothing but records of a letter or two and fields of a letter each. A
/// table whose first column is called ID is none.
fn is_symbolic_link(text: &str) -> bool {
    const RECORDS: [&str; 11] = ["B", "C", "E", "F", "NE", "NL", "NN", "NU", "O", "P", "W"];
    let is_field = |field: &str| field.starts_with(|letter: char| letter.is_ascii_uppercase());
    let is_record = |line: &str| {
        let mut fields = line.split(';');
        fields.next().is_some_and(|kind| RECORDS.contains(&kind)) && fields.next().is_none_or(is_field)
    };
    let mut lines = text.lines().map(str::trim_end);
    let begins = lines.next().is_some_and(|first| first == "ID" || first.starts_with("ID;P"));
    // A text with a line break runs on in lines of its own.
    let records = lines.take(LINES).filter(|line| !line.is_empty());
    begins && { records.clone() }.next().is_some_and(is_record) && { records }.filter(|line| is_record(line)).count()
        > 1
}

/// Data Interchange Format: a header of names, each with a line of two numbers and one in quotes.
fn is_data_interchange(text: &str) -> bool {
    const NAMES: [&str; 8] = ["VECTORS", "TUPLES", "DATA", "LABEL", "COMMENT", "SIZE", "UNITS", "PERIODICITY"];
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some("TABLE")
        && lines.next().is_some_and(|numbers| numbers.starts_with("0,"))
        && lines.next().is_some_and(|quoted| quoted.starts_with('"'))
        && lines.next().is_some_and(|name| NAMES.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::{ReadError, refusal};

    #[test]
    fn what_is_no_table_is_called_by_its_name() {
        assert_eq!(refusal("{\\rtf1\\ansi"), Some(ReadError::OtherDocument("RTF (.rtf)")));
        assert_eq!(refusal("%PDF-1.4\n"), Some(ReadError::NotAWorkbook));
        for (text, wanted) in [
            ("ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"Xã\"\r\nC;Y2;X1;K3\r\nE\r\n", "SYLK (.slk)"),
            ("ID;PCALC3\nB;Y5;X4\nC;Y1;X1;K1\nE", "SYLK (.slk)"),
            ("TABLE\r\n0,1\r\n\"EXCEL\"\r\nVECTORS\r\n0,5\r\n\"\"\r\n", "DIF (.dif)"),
            (
                "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=\"-\"\n",
                "MHTML (.mht)",
            ),
        ] {
            assert_eq!(refusal(text), Some(ReadError::OtherFormat(wanted)), "{text}");
        }
    }

    #[test]
    fn tables_of_separated_values_are_none_of_them() {
        for text in [
            "ID;Phường;Số hộ\n1;A;120\n2;B;80\n",
            "ID;P\nC;120\nB;80\n",
            "ID;Plan;Fact\nA;1;2\nB;3;4\nC;5;6\n",
            "TABLE\n0,1\n2,3\n",
            "TABLE;1\n",
            "Content-Type: multipart/a;1\n",
            "ID",
            "",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }
}
