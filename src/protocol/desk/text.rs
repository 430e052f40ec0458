//! The running text of a file, as the page shows it.

use crate::claim::Outcome;
use crate::ledger::SourceIndex;
use crate::protocol::{TextBlock, Understood};
use crate::session::Gathering;
use crate::workbook::{Block, ParagraphIndex, Prose};

/// The paragraphs and tables of a file in their order, and after them what stands outside the body: notes and boxes.
pub(super) fn blocks(gathering: &Gathering, source: SourceIndex) -> Vec<TextBlock> {
    let Some(session) = gathering.session(source) else { return Vec::new() };
    let prose = &session.workbook().prose;
    let outcome = gathering.claims(source);
    let in_order = prose.blocks.iter().copied();
    let told = |index: &ParagraphIndex| prose.blocks.contains(&Block::Paragraph(*index));
    let outside = (0..prose.paragraphs.len()).map(ParagraphIndex).filter(|index| !told(index)).map(Block::Paragraph);
    in_order.chain(outside).filter_map(|block| shown(prose, outcome, block)).collect()
}

fn shown(prose: &Prose, outcome: Option<&Outcome>, block: Block) -> Option<TextBlock> {
    let index = match block {
        Block::Table(sheet) => return Some(TextBlock::Table { sheet }),
        Block::Paragraph(index) => index,
    };
    let paragraph = prose.paragraph(index)?;
    let claims = outcome.into_iter().flat_map(|outcome| outcome.claims.iter().enumerate().map(move |it| (outcome, it)));
    let figures = claims.filter(|(_, (_, claim))| claim.span.paragraph == index).map(|(outcome, (at, claim))| {
        Understood { start: claim.span.start, end: claim.span.end, confirmed: outcome.confirmed.contains_key(&at) }
    });
    Some(TextBlock::Paragraph {
        index,
        text: paragraph.text.clone(),
        kind: paragraph.kind,
        marker: paragraph.marker.clone(),
        bold: paragraph.bold.clone(),
        figures: figures.collect(),
    })
}
