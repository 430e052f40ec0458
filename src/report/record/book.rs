//! The paper as a workbook of one sheet, in the same order: eight columns of A4, of which tables take as many as they need.

use super::page::Head;
use super::{Block, Words};
use crate::patch::{self, SaveError};
use crate::workbook::{
    Alignment, Cell, CellRange, CellRef, Col, Font, Row, Sheet, Style, StyleId, Value, VerticalAlignment, Workbook,
};

/// The columns of the sheet, in characters: together the width of an A4 page within the margins of the decree.
const WIDTHS: [f64; 8] = [5.0, 13.0, 10.5, 10.5, 10.5, 10.5, 10.5, 10.5];
/// The height of a line of the letters used, in points.
const LINE: f64 = 16.5;
/// How many of the letters used fill a character of width: they are narrower than digits on the whole.
const LETTERS: f64 = 1.05;

/// The looks of the paper, in the order of [`styles`].
#[derive(Clone, Copy)]
enum Look {
    Text = 1,
    Center,
    CenterBold,
    CenterItalic,
    Title,
    Part,
    Section,
    Remark,
    Head,
    Cell,
    Figure,
    Total,
    TotalFigure,
    Digest,
}

fn styles() -> Vec<Style> {
    let font =
        |size: f64, bold, italic| Font { name: "Times New Roman".to_owned(), size, bold, italic, ..Font::default() };
    let plain = |font: Font, horizontal| Style {
        font,
        horizontal,
        vertical: VerticalAlignment::Top,
        wrap: true,
        ..Style::default()
    };
    let framed = |bold, horizontal, vertical| Style {
        font: font(11.0, bold, false),
        horizontal,
        vertical,
        borders: [true; 4],
        wrap: true,
        ..Style::default()
    };
    let (left, center, right) = (Alignment::Left, Alignment::Center, Alignment::Right);
    vec![
        // Widths are counted in digits of the first.
        Style { font: font(11.0, false, false), ..Style::default() },
        plain(font(13.0, false, false), left),
        plain(font(13.0, false, false), center),
        plain(font(12.0, true, false), center),
        plain(font(13.0, false, true), center),
        plain(font(14.0, true, false), center),
        plain(font(13.0, true, false), left),
        plain(font(13.0, true, true), left),
        plain(font(11.0, false, true), left),
        framed(true, center, VerticalAlignment::Center),
        framed(false, left, VerticalAlignment::Top),
        framed(false, right, VerticalAlignment::Top),
        framed(true, left, VerticalAlignment::Top),
        framed(true, right, VerticalAlignment::Top),
        // Sixty-four capitals in one line.
        plain(font(9.5, false, false), left),
    ]
}

/// Writes it.
pub(super) fn written(head: &Head, blocks: &[Block], words: Words) -> Result<Vec<u8>, SaveError> {
    let mut paper = Paper::new(words.say("Biên bản rà soát", "Review record"));
    let (left, right) = ((0, 2), (3, 7));
    let mut pair = |one: (&str, Look), other: (&str, Look)| {
        paper.put(left, one.0, one.1);
        paper.put(right, other.0, other.1);
        paper.end_row();
    };
    let (first, second) = if head.over.is_empty() { (&head.office, &head.number) } else { (&head.over, &head.office) };
    pair((first, Look::Center), (&head.state, Look::CenterBold));
    pair((second, if head.over.is_empty() { Look::Center } else { Look::CenterBold }), (&head.motto, Look::CenterBold));
    let number = if head.over.is_empty() { "" } else { &head.number };
    pair((number, Look::Center), (&head.place_and_date, Look::CenterItalic));
    paper.end_row();
    paper.line(&head.kind, Look::Title);
    paper.line(&head.about, Look::CenterBold);
    for block in blocks {
        match block {
            Block::Part(title) => {
                paper.end_row();
                paper.line(title, Look::Part);
            }
            Block::Section(title) => paper.line(title, Look::Section),
            Block::Says(text) => paper.line(text, Look::Text),
            Block::Digest(digest) => paper.line(digest, Look::Digest),
            Block::Remark(text) => paper.line(text, Look::Remark),
            Block::Table { heads, figures, rows, total } => paper.table(heads, figures, rows, *total),
        }
    }
    paper.end_row();
    let halves = [(0, 3), (4, 7)];
    let mut sign = |texts: [&str; 2], look: Look| {
        for (half, text) in halves.iter().zip(texts) {
            paper.put(*half, text, look);
        }
        paper.end_row();
    };
    let [(one, name), (other, other_name)] = &head.signers;
    sign([one, other], Look::CenterBold);
    sign([&head.by_hand; 2], Look::CenterItalic);
    // Room to sign.
    (0..4).for_each(|_| sign([""; 2], Look::Center));
    sign([name, other_name], Look::CenterBold);
    paper.line(&head.copies_to, Look::Section);
    head.copies.iter().for_each(|copy| paper.line(copy, Look::Text));
    patch::package(&Workbook::new(vec![paper.sheet], styles()))
}

struct Paper {
    sheet: Sheet,
    row: u32,
    /// The lines that the fullest cell of this row needs.
    lines: f64,
}

impl Paper {
    fn new(name: &str) -> Self {
        let mut sheet = Sheet::new(name);
        sheet.hide_grid_lines = true;
        sheet.column_widths = (0..).map(Col).zip(WIDTHS).collect();
        Self { sheet, row: 0, lines: 1.0 }
    }

    /// A text over columns of this row, first and last.
    fn put(&mut self, (first, last): (u32, u32), text: &str, look: Look) {
        let at = |col: u32| CellRef::new(Row(self.row), Col(col));
        let (start, end) = (at(first), at(last));
        // The frame of merged cells is that of all of them.
        for col in first..=last {
            let value = if col == first { Value::Text(text.to_owned()) } else { Value::default() };
            self.sheet.set(at(col), Cell { value, style: StyleId(look as u16), formula: None });
        }
        if first < last {
            self.sheet.merges.push(CellRange::new(start, end));
        }
        let width: f64 = (first..=last).filter_map(|col| WIDTHS.get(col as usize)).sum();
        let lines = text.lines().map(|line| (line.chars().count() as f64 / (width * LETTERS)).ceil().max(1.0));
        self.lines = self.lines.max(lines.sum());
    }

    fn end_row(&mut self) {
        // Merged cells do not make their row higher by themselves.
        self.sheet.row_heights.insert(Row(self.row), self.lines * LINE);
        self.row = self.row.saturating_add(1);
        self.lines = 1.0;
    }

    fn line(&mut self, text: &str, look: Look) {
        self.put((0, LAST), text, look);
        self.end_row();
    }

    fn table(&mut self, heads: &[String], figures: &[bool], rows: &[Vec<String>], total: bool) {
        let needs = |place: usize| {
            let texts = rows.iter().filter_map(|row| row.get(place)).chain(heads.get(place));
            texts.map(|text| text.chars().count()).max().unwrap_or(0)
        };
        let spans = spans(figures, &(0..figures.len()).map(needs).collect::<Vec<_>>());
        for (span, head) in spans.iter().zip(heads) {
            self.put(*span, head, Look::Head);
        }
        self.end_row();
        for (place, row) in (1..).zip(rows) {
            let sums = total && place == rows.len();
            for ((span, text), figure) in spans.iter().zip(row).zip(figures) {
                let look = match (sums, figure) {
                    (false, false) => Look::Cell,
                    (false, true) => Look::Figure,
                    (true, false) => Look::Total,
                    (true, true) => Look::TotalFigure,
                };
                self.put(*span, text, look);
            }
            self.end_row();
        }
    }
}

/// The last column.
const LAST: u32 = 7;

/// The columns that each column of a table takes, first and last. A table without numbers of its lines has names in the
/// place of the narrow first column; what is left goes, one by one, to what needs the most lines for its texts.
fn spans(figures: &[bool], needs: &[usize]) -> Vec<(u32, u32)> {
    let mut widths: Vec<u32> = figures.iter().map(|_| 1).collect();
    let mut free = (LAST + 1).saturating_sub(u32::try_from(figures.len()).unwrap_or(LAST + 1));
    let numbered = figures.first() == Some(&true);
    if let (false, Some(first)) = (numbered, widths.first_mut().filter(|_| free > 0)) {
        *first += 1;
        free -= 1;
    }
    for _ in 0..free {
        let lines = |place: usize, width: u32| needs.get(place).copied().unwrap_or(0) as f64 / f64::from(width);
        let fullest = widths.iter().enumerate().skip(usize::from(numbered)).map(|(place, width)| (place, *width));
        let fullest = fullest.max_by(|(a, of_a), (b, of_b)| lines(*a, *of_a).total_cmp(&lines(*b, *of_b)));
        if let Some(width) = fullest.and_then(|(place, _)| widths.get_mut(place)) {
            *width += 1;
        }
    }
    let mut first = 0_u32;
    widths
        .into_iter()
        .map(|width| {
            let span = (first, first.saturating_add(width).saturating_sub(1));
            first = first.saturating_add(width);
            span
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_fill_the_page_and_long_texts_have_the_room() {
        let mended = spans(&[true, false, false, true, true, false], &[1, 8, 90, 7, 7, 60]);
        assert_eq!(mended, [(0, 0), (1, 1), (2, 3), (4, 4), (5, 5), (6, 7)]);
        let open = spans(&[true, false, false, true, true, false], &[1, 8, 7, 7, 7, 160]);
        assert_eq!(open, [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 7)]);
        let extent = spans(&[false, true, true, true, true, true, true], &[4; 7]);
        assert_eq!((extent.first(), extent.last()), (Some(&(0, 1)), Some(&(7, 7))));
        assert_eq!(spans(&[false, true, false], &[4, 3, 300]), [(0, 1), (2, 2), (3, 7)]);
        assert_eq!(
            spans(&[true, false, false, true, true, false, false], &[1, 8, 7, 7, 7, 90, 20]).last(),
            Some(&(7, 7))
        );
    }
}
