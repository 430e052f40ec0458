//! Formulas and tables that ask for more work than a report is worth.

use crate::{checked, sheet};

#[test]
fn functions_inside_each_other_are_calculated_once_each() {
    for name in ["INT", "ABS", "SUM", "ROUND", "IF", "AND", "IFERROR"] {
        let formula = format!("{}B1{}", format!("{name}(").repeat(50), ",1)".repeat(50));
        let formula = if matches!(name, "INT" | "ABS") { formula.replace(",1)", ")") } else { formula };
        checked(name, sheet(&format!("<row r=\"1\"><c r=\"A1\"><f>{formula}</f></c><c r=\"B1\"><v>1.5</v></c></row>")));
    }
}

#[test]
fn what_all_formulas_look_at_together_is_bounded() {
    let rows: String = (1..20_000)
        .map(|row| {
            format!("<row r=\"{row}\"><c r=\"A{row}\"><f>SUM(B1:XFD1048576)</f></c><c r=\"B{row}\"><v>1</v></c></row>")
        })
        .collect();
    checked("ranges", sheet(&rows));
    // One long formula that very many cells share, and that is understood for each of them.
    let formula = format!("{}B1{}", "SUM(".repeat(60), ")".repeat(60));
    let rows: String = (1..60_000)
        .map(|row| match row {
            1 => format!(
                "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"0\" ref=\"A1:A60000\">{formula}</f><v>1</v></c></row>"
            ),
            _ => format!("<row r=\"{row}\"><c r=\"A{row}\"><f t=\"shared\" si=\"0\"/><v>1</v></c></row>"),
        })
        .collect();
    checked("shared", sheet(&rows));
    // Every formula is a finding.
    let rows: String = (1..20_000)
        .map(|row| {
            format!("<row r=\"{row}\"><c r=\"A{row}\"><f>B{row}*2</f><v>7</v></c><c r=\"B{row}\"><v>1</v></c></row>")
        })
        .collect();
    checked("stale", sheet(&rows));
    // Every line is twice as long as the one before.
    let rows: String = (2..1_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><f>A{}&amp;A{}</f></c></row>", row - 1, row - 1))
        .collect();
    checked("doubled", sheet(&format!("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>X</v></c></row>{rows}")));
}

#[test]
fn formulas_that_ask_for_more_than_they_look_are_not_calculated() {
    let rows = |formula: &dyn Fn(usize) -> String, lines: usize| -> String {
        let row = |row: usize| {
            let cells = format!("<c r=\"A{row}\"><v>{}</v></c><c r=\"B{row}\"><v>{row}</v></c>", row % 97);
            let f = formula(row).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let f = if f.is_empty() { f } else { format!("<c r=\"D{row}\"><f>{f}</f><v>1</v></c>") };
            format!("<row r=\"{row}\">{cells}{f}</row>")
        };
        (1..=lines).map(row).collect()
    };
    let same = |formula: &'static str, count: usize| {
        move |row: usize| if row <= count { formula.to_owned() } else { String::new() }
    };
    // Loops as long as a number says.
    for (name, formula) in [
        ("interest", "CUMIPMT(0.01,2147483647,1,1,2147483646,0)"),
        ("depreciation", "DDB(1E9,1,1E9,1E9,0.001)+DB(1E300,1,1E9,1E9)+VDB(1000,1,1E9,0,1E9)"),
        ("workdays", "WORKDAY(1,1E9)+WORKDAY.INTL(1,1E9,\"1111110\")"),
    ] {
        checked(name, sheet(&rows(&same(formula, 50), 50)));
    }
    // Every cell with every other, arrays as wide as columns are long, and texts against many wildcards.
    for (name, formula) in [
        ("pairs", "SUM(A1:A20000*TRANSPOSE(A1:A20000))"),
        ("product", "SUM(MMULT(A1:A20000,TRANSPOSE(A1:A20000)))"),
        ("turned", "SUM(TRANSPOSE(A1:A20000))"),
        ("counted", "SUMPRODUCT(1/COUNTIF(A1:A20000,A1:A20000))"),
        ("distinct", "COUNTA(UNIQUE(A1:B20000))"),
        ("stacked", "SUM(VSTACK(A1:B20000,A1:B20000))+SUM(TOCOL(A1:B20000))"),
        ("often", "SUM(FREQUENCY(A1:A20000,B1:B20000))"),
        ("conditions", "DSUM(A1:B20000,1,A1:B20000)"),
        ("equal", "SUM(--EXACT(A1:A20000,B1:B20000))"),
    ] {
        checked(name, sheet(&rows(&same(formula, 200), 20_000)));
    }
    // Formulas that are long, or deep: what the engine looks at grows with the fourth power.
    let chain = |sign: &'static str, terms: usize| {
        move |row: usize| (0..terms).map(|term| format!("A{}", (row + term) % 50 + 1)).collect::<Vec<_>>().join(sign)
    };
    checked("sum", sheet(&rows(&chain("+", 1_500), 100)));
    checked("join", sheet(&rows(&chain("&", 60), 300)));
    checked("powers", sheet(&rows(&|row| format!("{}2", "2^".repeat(row)), 200)));
    let choice = |row: usize| format!("{}1{}", "IF(A1>1,".repeat(row % 60), ",0)".repeat(row % 60));
    checked("choices", sheet(&rows(&choice, 300)));
    let inner = (1..25).map(|row| format!("A{row},")).collect::<String>();
    let nested = |row: usize| format!("{}1{}", format!("SUM({inner}").repeat(row % 40), ")".repeat(row % 40));
    checked("nested", sheet(&rows(&nested, 200)));
    // Rows that are wide: each column is stored by itself.
    let wide = |row: usize| {
        let cell = |column: usize| {
            let name = soatbieu::workbook::Col(column as u32);
            format!(
                "<c r=\"{name}{row}\"><f>SUM($A{row}:{}{row})</f><v>1</v></c>",
                soatbieu::workbook::Col(column as u32 - 1)
            )
        };
        format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c>{}</row>", (1..1_500).map(cell).collect::<String>())
    };
    checked("wide", sheet(&(1..=40).map(wide).collect::<String>()));
}

#[test]
fn tables_that_nobody_wrote_are_not_searched_for_laws() {
    let column: String = (0..300_000).map(|_| "1\n").collect();
    checked("column", column.into_bytes());
    let row = "1;".repeat(8_000) + "\n";
    checked("row", row.repeat(20).into_bytes());
    let ones = "1;".repeat(200) + "\n";
    checked("ones", ones.repeat(1_000).into_bytes());
}
