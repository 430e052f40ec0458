//! The figures that are measured, beside those that stand in `docs/accuracy.md`.

use std::fmt;

use crate::reliability::Reliability;

/// Whether more or less of a figure is better.
#[derive(Clone, Copy, PartialEq)]
pub enum Better {
    More,
    Less,
}

struct Figure {
    name: String,
    value: f64,
    better: Better,
    what: String,
}

/// All figures of a run, in the order of measuring.
#[derive(Default)]
pub struct Figures(Vec<Figure>);

/// The figures stand between these two lines of the page.
const BEGIN: &str = "<!-- measured by `cargo xtask accuracy`: do not edit by hand -->";
const END: &str = "<!-- end of what is measured -->";
/// Figures are printed with three decimals: a smaller fall is not seen.
const SMALLEST_FALL: f64 = 0.0005;

impl Figures {
    /// Notes a figure, with a sentence that says what it is.
    pub fn note(&mut self, name: impl Into<String>, value: f64, better: Better, what: impl Into<String>) {
        self.0.push(Figure { name: name.into(), value, better, what: what.into() });
    }

    /// A share; 1 where there was nothing to try.
    pub fn share(&mut self, name: impl Into<String>, part: usize, of: usize, better: Better, what: impl Into<String>) {
        let value = if of == 0 { 1.0 } else { part as f64 / of as f64 };
        self.note(name, value, better, what);
    }

    /// The figures that stand lower than on the page.
    pub fn fallen(&self, page: &str) -> Vec<String> {
        let recorded = |name: &str| {
            page.lines().find_map(|line| {
                let mut fields = line.split('|').map(str::trim).skip(1);
                (fields.next()? == name).then_some(fields.next()?.parse::<f64>().ok()?)
            })
        };
        let worse = |figure: &&Figure| {
            recorded(&figure.name).is_some_and(|before| match figure.better {
                Better::More => figure.value < before - SMALLEST_FALL,
                Better::Less => figure.value > before + SMALLEST_FALL,
            })
        };
        let said = |figure: &Figure| {
            format!("{} {:.3}, was {:.3}", figure.name, figure.value, recorded(&figure.name).unwrap_or(f64::NAN))
        };
        self.0.iter().filter(worse).map(said).collect()
    }

    /// The page with these figures in the place of those before. A figure that this run did not measure stays.
    pub fn written_into(&self, page: &str, reliability: &Reliability) -> String {
        let (head, rest) = page.split_once(BEGIN).unwrap_or((page, ""));
        let (before, tail) = rest.split_once(END).unwrap_or(("", rest));
        let own = |line: &&str| {
            self.0.iter().any(|figure| line.split('|').nth(1).is_some_and(|name| name.trim() == figure.name))
        };
        let is_figure = |line: &&str| {
            line.starts_with("| ")
                && line.split('|').nth(2).is_some_and(|value| value.trim().parse::<f64>().is_ok())
                && line.split('|').count() == 5
        };
        let kept: Vec<&str> = before.lines().filter(is_figure).filter(|line| !own(line)).collect();
        let kept = if kept.is_empty() { String::new() } else { format!("{}\n", kept.join("\n")) };
        let reliability = reliability.table();
        format!("{head}{BEGIN}\n\n{self}{kept}\n{reliability}\n{END}{tail}")
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| figure | measured | what it is |")?;
        writeln!(f, "| --- | --- | --- |")?;
        for Figure { name, value, what, .. } in &self.0 {
            if value.fract() == 0.0 && *value > 1.0 {
                writeln!(f, "| {name} | {value} | {what} |")?;
            } else {
                writeln!(f, "| {name} | {value:.3} | {what} |")?;
            }
        }
        Ok(())
    }
}
