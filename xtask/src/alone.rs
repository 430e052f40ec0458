//! `dist/soatbieu.html`: the whole page in one file, which runs by double click, from a memory stick, without a
//! network or a server. It is made of what Trunk has built: code and styles stand in it, the rest as base64, which
//! `boot.js` unpacks where it would otherwise fetch.
//!
//! Its policy forbids every connection from the start, and names by their digests the scripts and the styles that
//! may run: nothing else that came to stand in the file would.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::run::{on_path, output, program, say};
use crate::sha256::{base64, named};

/// Its name beside index.html.
pub(crate) const NAME: &str = "soatbieu.html";

/// What the script that starts the page names.
const PARTS: [&str; 5] =
    ["data-page-wasm", "data-worker-js", "data-worker-wasm", "data-formulas-js", "data-formulas-wasm"];

/// How the code that wasm-bindgen wrote for the page ends: from one file nothing can be imported.
const EXPORTS: &str = "export { initSync, __wbg_init as default };";

/// Makes the file from the folder that Trunk has built.
pub(crate) fn make(dist: &Path) -> Result<(), Failure> {
    let read = |name: &str| text(&dist.join(name));
    let page = read("index.html")?;
    let boot = tag(&page, "<script", "data-page-js=")?;
    let mut styles = String::new();
    for link in tags(&page, "<link").filter(|link| link.contains("rel=\"stylesheet\"")) {
        styles.push_str(&read(attribute(link, "href")?)?);
    }
    let code = inline(&read(attribute(boot, "data-page-js")?)?)?;
    let start = read(attribute(boot, "src")?)?;
    let mut parts = String::new();
    for part in PARTS {
        let name = attribute(boot, part)?;
        let (packed, how) = packed(&dist.join(name))?;
        parts.push_str(&format!(
            "<script type=\"text/plain\" data-part=\"{name}\" data-packed=\"{how}\">{}</script>\n",
            base64(&packed)
        ));
    }
    let alone = assembled(&page, &Pieces { styles, code, start, parts })?;
    fs::write(dist.join(NAME), alone).map_err(Failure::io(format!("cannot write dist/{NAME}")))
}

/// What the page consists of beside its own text.
struct Pieces {
    styles: String,
    code: String,
    start: String,
    parts: String,
}

fn assembled(page: &str, pieces: &Pieces) -> Result<String, Failure> {
    let Pieces { styles, code, start, parts } = pieces;
    for (what, text) in [("a style", styles), ("the code of the page", code), ("boot.js", start)] {
        if text.contains("</script") || text.contains("</style") || text.contains("<!--") {
            return Err(Failure::new(format!("{what} holds what would end it in one file with others")));
        }
    }
    let boot = tag(page, "<script", "data-page-js=")?;
    let policy = tag(page, "<meta", "Content-Security-Policy")?;
    let lock = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'wasm-unsafe-eval' '{}' '{}'; worker-src blob:; style-src '{}'; connect-src 'none'; img-src data:; base-uri 'none'; form-action 'none'\" />",
        named(code),
        named(start),
        named(styles)
    );
    let named_by = boot.replace(&format!(" src=\"{}\"", attribute(boot, "src")?), "");
    let mut alone = page.replace(policy, &lock);
    // What would be fetched, and what would say that the page does not run from a file.
    for link in tags(page, "<link").filter(|link| !link.contains("rel=\"icon\"")) {
        alone = alone.replace(link, "");
    }
    let opened = format!("{}</script>", tag(page, "<script", "/opened")?);
    let boot = format!("{boot}</script>");
    if !alone.contains(&opened) || !alone.contains(&boot) {
        return Err(Failure::new("a script of index.html does not end at once"));
    }
    alone = alone.replace(&opened, &format!("<style>{styles}</style>")).replace(&boot, "");
    let scripts = format!("{parts}<script type=\"module\">{code}</script>\n{named_by}{start}</script>\n</body>");
    Ok(alone.replace("</body>", &scripts))
}

/// The code of the page as a script that stands in it.
fn inline(code: &str) -> Result<String, Failure> {
    let code = code.replace("\r\n", "\n");
    if !code.contains(EXPORTS) || code.lines().any(|line| line.starts_with("import ")) {
        return Err(Failure::new("the code of the page is not written as it was; see xtask/src/alone.rs"));
    }
    Ok(code.replace(EXPORTS, "globalThis.startPage = __wbg_init;"))
}

/// A file made smaller as the browser can undo it. What does that is part of Node, which came with npm for
/// wasm-opt; without it the page works all the same, and is three times as large.
fn packed(path: &PathBuf) -> Result<(Vec<u8>, &'static str), Failure> {
    const PACK: &str = "const [from, to] = process.argv.slice(1); const { readFileSync, writeFileSync } = require('fs'); \
        writeFileSync(to, require('zlib').gzipSync(readFileSync(from), { level: 9 }));";
    let bytes = fs::read(path).map_err(Failure::io(format!("cannot read {}", path.display())))?;
    let Some(node) = on_path("node") else {
        say(format!("no node here: dist/{NAME} is larger than it could be"));
        return Ok((bytes, "no"));
    };
    let small = path.with_extension("gz");
    let done = output(program(node).args(["-e", PACK]).arg(path).arg(&small)).is_some();
    let packed = fs::read(&small);
    let _ = fs::remove_file(small);
    match packed {
        Ok(packed) if done => Ok((packed, "gzip")),
        _ => Ok((bytes, "no")),
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::io(format!("cannot read {}", path.display())))?;
    Ok(text.replace("\r\n", "\n"))
}

/// The tags of a kind, from the first sign to the last.
fn tags<'a>(page: &'a str, kind: &'a str) -> impl Iterator<Item = &'a str> {
    page.match_indices(kind).filter_map(|(at, _)| {
        let rest = page.get(at..)?;
        rest.get(..=rest.find('>')?)
    })
}

fn tag<'a>(page: &'a str, kind: &'a str, with: &str) -> Result<&'a str, Failure> {
    let missing = || Failure::new(format!("the built index.html has no {kind} with {with}"));
    tags(page, kind).find(|tag| tag.contains(with)).ok_or_else(missing)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Result<&'a str, Failure> {
    let start = format!("{name}=\"");
    let value = tag.split_once(&start).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value);
    value.ok_or_else(|| Failure::new(format!("{tag} has no {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'" />
<link rel="icon" href="data:image/svg+xml,x" /><link rel="stylesheet" href="./a.css"/>
<script src="./opened-1.js"></script><script type="module" src="./boot-2.js" data-page-js="./page.js" data-page-wasm="./page.wasm"></script>
<link rel="modulepreload" href="./page.js"></head><body><p>Σ</p></body>"#;

    fn pieces(styles: &str) -> Pieces {
        Pieces {
            styles: styles.to_owned(),
            code: "let a = 1;".to_owned(),
            start: "let b = 2;".to_owned(),
            parts: "<script type=\"text/plain\" data-part=\"./page.wasm\">AA==</script>\n".to_owned(),
        }
    }

    #[test]
    fn the_page_names_no_other_file_and_allows_what_stands_in_it() {
        let alone = assembled(PAGE, &pieces("p { color: red }")).unwrap_or_default();
        assert!(!alone.contains(".css") && !alone.contains("opened") && !alone.contains("modulepreload"), "{alone}");
        assert!(!alone.contains(" src=") && !alone.contains("'self'"), "{alone}");
        for inside in ["p { color: red }", "let a = 1;", "let b = 2;"] {
            assert!(alone.contains(&format!(">{inside}</")) && alone.contains(&named(inside)), "{alone}");
        }
        assert!(alone.contains("connect-src 'none'") && alone.contains("rel=\"icon\""), "{alone}");
        assert!(alone.contains(r#"<script type="module" data-page-js="./page.js""#), "{alone}");
    }

    #[test]
    fn what_would_end_a_piece_too_soon_is_refused() {
        assert!(assembled(PAGE, &pieces("a::after { content: '</style>' }")).is_err());
        assert!(inline("import { a } from './a.js';\nexport { initSync, __wbg_init as default };").is_err());
        assert!(inline("let a;\nexport { initSync, __wbg_init as default };").is_ok());
        assert!(inline("let a;").is_err());
    }
}
