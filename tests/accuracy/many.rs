//! Many errors in one table: is each still seen, and is the rest still quiet? And one count that is off by one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use fastrand::Rng;
use rust_decimal::{Decimal, RoundingStrategy};
use soatbieu::number::{Number, roman};
use soatbieu::workbook::{Cell, CellRef, Col, Row, Sheet, Style, StyleId, Value, Workbook};

use crate::figures::{Better, Figures};
use crate::forms::FIRST;
use crate::said;

/// What a table is made of.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Communes with a total; the header words alone say what is computed.
    Words,
    /// The same with printed formulas.
    Printed,
    /// Budget lines in groups with a subtotal each and a grand total.
    Outline,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Words, Self::Printed, Self::Outline];

    fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Printed => "printed",
            Self::Outline => "outline",
        }
    }
}

/// A correct table, and the figures that a slip may hit.
struct Table {
    rows: Vec<Vec<Value>>,
    spots: Vec<CellRef>,
}

/// Sizes that every run tries, in lines.
const SIZES: [u32; 3] = [30, 300, 1000];
/// The size that only a written measurement tries.
const LARGE: u32 = 10_000;
/// Shares of lines that are wrong, in hundredths.
const SHARES: [u32; 2] = [5, 10];
const SEEDS: u64 = 3;

pub fn measure(figures: &mut Figures, large: bool) {
    for kind in Kind::ALL {
        let (mut stray, mut alarms) = (0, 0);
        for lines in SIZES.into_iter().chain(large.then_some(LARGE)) {
            for share in SHARES {
                let noise = slips_of(kind, lines, share, figures);
                stray += noise.stray;
                alarms += noise.alarms;
            }
        }
        let what = "errors that name no slip and no line of one, all tables of this kind together";
        figures.note(format!("many.{}.stray", kind.name()), stray as f64, Better::Less, what);
        figures.note(
            format!("many.{}.alarms", kind.name()),
            alarms as f64,
            Better::Less,
            "errors on the correct tables",
        );
    }
    for (name, lines) in [("3", 3), ("8", 8), ("20", 20)] {
        for kind in [Kind::Words, Kind::Printed] {
            let (mut seen, mut tried) = (0, 0);
            for seed in 0..20 {
                let mut rng = Rng::with_seed(seed * 1000 + u64::from(lines));
                let table = make(kind, lines, &mut rng);
                let Some(at) = rng.choice(table.spots.iter().copied()) else { continue };
                let off = if rng.bool() { Decimal::ONE } else { -Decimal::ONE };
                let workbook = table.workbook(&BTreeMap::from([(at, table.number(at) + off)]));
                seen += usize::from(said::of_workbook(&workbook).iter().any(|said| said.is_error() && near(said, at)));
                tried += 1;
            }
            let what = format!("one count of persons off by one in {lines} lines: an error names it");
            figures.share(format!("one.{name}.{}", kind.name()), seen, tried, Better::More, what);
        }
    }
}

/// Errors that are none.
struct Noise {
    /// They name no slip and no line of one.
    stray: usize,
    /// On the correct table.
    alarms: usize,
}

fn slips_of(kind: Kind, lines: u32, share: u32, figures: &mut Figures) -> Noise {
    let (mut seen, mut first, mut stray, mut tried, mut alarms) = (0, 0, 0, 0, 0);
    let (mut clean_time, mut wrong_time) = (0.0, 0.0);
    for seed in 0..if lines >= LARGE { 1 } else { SEEDS } {
        let mut rng = Rng::with_seed(seed * 7919 + u64::from(lines * 100 + share));
        let table = make(kind, lines, &mut rng);
        let start = Instant::now();
        alarms += said::of_workbook(&table.workbook(&BTreeMap::new())).iter().filter(|said| said.is_error()).count();
        clean_time += start.elapsed().as_secs_f64();
        let rows: BTreeSet<Row> = table.spots.iter().map(|at| at.row).collect();
        let count = (lines * share).div_ceil(100) as usize;
        let mut edits = BTreeMap::new();
        for row in rng.choose_multiple(rows, count) {
            let spots: Vec<CellRef> = table.spots.iter().copied().filter(|at| at.row == row).collect();
            let Some(at) = rng.choice(spots) else { continue };
            let slipped = slip(table.number(at), &mut rng);
            if slipped != table.number(at) {
                edits.insert(at, slipped);
            }
        }
        let workbook = table.workbook(&edits);
        let start = Instant::now();
        let said = said::of_workbook(&workbook);
        wrong_time += start.elapsed().as_secs_f64();
        let errors: Vec<_> = said.iter().filter(|said| said.is_error()).collect();
        for at in edits.keys() {
            tried += 1;
            seen += usize::from(errors.iter().any(|said| near(said, *at)));
            first +=
                usize::from(errors.iter().any(|said| near(said, *at) && said.suspects.first() == Some(&(FIRST, *at))));
        }
        let rows: BTreeSet<Row> = edits.keys().map(|at| at.row).collect();
        let of_a_slip = |said: &said::Said| {
            said.accused().iter().any(|(_, at)| edits.contains_key(at)) || rows.contains(&said.cell.1.row)
        };
        stray += errors.iter().filter(|said| !of_a_slip(said)).count();
    }
    let name = |what: &str| format!("many.{}.{lines}x{share}.{what}", kind.name());
    figures.share(
        name("seen"),
        seen,
        tried,
        Better::More,
        format!("{} lines, {share} % of them wrong: slips that an error names", lines),
    );
    figures.share(name("first"), first, tried, Better::More, "named first");
    println!("{}: cost {:.1} times that of the correct table", name("cost"), wrong_time / clean_time);
    Noise { stray, alarms }
}

/// Whether a person who follows the error meets the cell: it is accused, or one of the first operands shown.
fn near(said: &said::Said, at: CellRef) -> bool {
    said.accused().contains(&(FIRST, at)) || said.operands.iter().take(3).any(|cell| *cell == (FIRST, at))
}

impl Table {
    fn number(&self, at: CellRef) -> Decimal {
        let row = self.rows.get(at.row.0 as usize).map(Vec::as_slice).unwrap_or_default();
        match row.get(at.col.0 as usize) {
            Some(Value::Number(number)) => number.value(),
            _ => panic!("{at} holds no number"),
        }
    }

    fn workbook(&self, edits: &BTreeMap<CellRef, Decimal>) -> Workbook {
        let mut sheet = Sheet::new("Biểu");
        for (row, cells) in (0..).map(Row).zip(&self.rows) {
            for (col, value) in (0..).map(Col).zip(cells) {
                let at = CellRef::new(row, col);
                let value = edits.get(&at).map_or_else(|| value.clone(), |edited| number(*edited));
                if value != Value::Empty {
                    sheet.set(at, Cell { value, style: StyleId::default(), formula: None });
                }
            }
        }
        Workbook::new(vec![sheet], vec![Style::default()])
    }
}

fn number(value: Decimal) -> Value {
    let value = value.normalize();
    Value::Number(Number::new(value, value.scale()))
}

fn count(value: u32) -> Value {
    number(value.into())
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|value| if value.is_empty() { Value::Empty } else { text(*value) }).collect()
}

/// So many hundredths, with so many decimals.
fn percent(part: u32, whole: u32, decimals: u32) -> Value {
    let share = Decimal::from(part) / Decimal::from(whole) * Decimal::ONE_HUNDRED;
    number(share.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
}

fn make(kind: Kind, lines: u32, rng: &mut Rng) -> Table {
    match kind {
        Kind::Words | Kind::Printed => communes(lines, kind == Kind::Printed, rng),
        Kind::Outline => outline(lines, rng),
    }
}

fn communes(lines: u32, printed: bool, rng: &mut Rng) -> Table {
    let mut rows = vec![texts(&["TT", "Xã, phường", "Tổng số", "Nam", "Nữ", "Hộ nghèo", "Tỷ lệ hộ nghèo (%)"])];
    if printed {
        let mut numbers = texts(&["A", "B", "1=2+3", "", "", "", "5=4/1*100"]);
        for (at, value) in [(3, 2), (4, 3), (5, 4)] {
            numbers[at] = count(value);
        }
        rows.push(numbers);
    }
    let (mut spots, mut total) = (Vec::new(), [0; 4]);
    for line in 1..=lines {
        let (men, women) = (rng.u32(200..=4000), rng.u32(200..=4000));
        let all = men + women;
        let poor = all * rng.u32(30..=200) / 1000;
        for (sum, part) in total.iter_mut().zip([all, men, women, poor]) {
            *sum += part;
        }
        spots.extend([2, 3, 4].map(|col| CellRef::new(Row(rows.len() as u32), Col(col))));
        let figures = [count(all), count(men), count(women), count(poor), percent(poor, all, 2)];
        rows.push([count(line), text(format!("Xã {line}"))].into_iter().chain(figures).collect());
    }
    let [all, _, _, poor] = total;
    let sums = total.map(count).into_iter().chain([percent(poor, all, 2)]);
    rows.push([Value::Empty, text("Tổng cộng")].into_iter().chain(sums).collect());
    Table { rows, spots }
}

fn outline(lines: u32, rng: &mut Rng) -> Table {
    let mut rows = vec![texts(&["TT", "Nội dung", "Kế hoạch", "Thực hiện", "Còn lại", "Tỷ lệ (%)"])];
    let (mut spots, mut total, mut made, mut group) = (Vec::new(), [0, 0], 0, 0);
    let line = |marker: Value, name: String, [plan, done]: [u32; 2]| {
        vec![marker, text(name), count(plan), count(done), count(plan - done), percent(done, plan, 1)]
    };
    while made < lines {
        group += 1;
        let size = rng.u32(6..=14).min(lines - made);
        made += size;
        let items: Vec<[u32; 2]> = (0..size)
            .map(|_| {
                let plan = rng.u32(5_000..=90_000);
                [plan, plan / 1000 * rng.u32(300..=1000)]
            })
            .collect();
        let sum = items.iter().fold([0, 0], |[plan, done], item| [plan + item[0], done + item[1]]);
        total = [total[0] + sum[0], total[1] + sum[1]];
        let heading = line(text(roman(group).unwrap_or_default()), format!("Nhóm {group}"), sum);
        let items = (1..).zip(items).map(|(at, item)| line(count(at), format!("Khoản {group}.{at}"), item));
        for row in [heading].into_iter().chain(items) {
            spots.extend([2, 3, 4].map(|col| CellRef::new(Row(rows.len() as u32), Col(col))));
            rows.push(row);
        }
    }
    rows.push(line(Value::Empty, "TỔNG CỘNG".to_owned(), total));
    Table { rows, spots }
}

/// One slip of the fingers: replaced (half of them), swapped, dropped or doubled.
fn slip(value: Decimal, rng: &mut Rng) -> Decimal {
    let mut digits: Vec<u8> = value.to_string().into_bytes();
    let at = rng.usize(..digits.len());
    match rng.u32(0..6) {
        0 if at + 1 < digits.len() && digits[at] != digits[at + 1] => digits.swap(at, at + 1),
        1 if digits.len() > 2 => {
            digits.remove(at);
        }
        2 => digits.insert(at, digits[at]),
        _ => {
            let others: Vec<u8> = (b'1'..=b'9').filter(|digit| *digit != digits[at]).collect();
            digits[at] = others[rng.usize(..others.len())];
        }
    }
    String::from_utf8_lossy(&digits).parse().unwrap_or(value)
}
