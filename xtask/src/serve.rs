//! Serving the built page: as plain a file server as any, for this machine alone.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;

use crate::failure::Failure;
use crate::run::{root, say};

/// The port that is taken when none is named.
const PORT: u16 = 8080;

/// The port that a person named (`--port 8081`).
pub(crate) fn port(arguments: &[String]) -> Result<u16, Failure> {
    let named = match arguments {
        [] => return Ok(PORT),
        [option, port] if option == "--port" => Some(port.as_str()),
        [option] => option.strip_prefix("--port="),
        _ => None,
    };
    named
        .and_then(|port| port.parse().ok())
        .ok_or_else(|| Failure::new("`serve` takes a port and nothing else: cargo xtask serve --port 8081"))
}

/// Takes the port, so that one that is taken is said before anything is built.
pub(crate) fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::new(format!(
            "port {port} is taken by another program (perhaps an earlier `cargo xtask serve`): end it, or name another, as in `cargo xtask serve --port {}`",
            port.wrapping_add(1)
        )),
        _ => Failure::new(format!("cannot listen on port {port}: {error}")),
    })
}

/// Serves dist/ until the program is ended. The address is the last that is said.
pub(crate) fn serve(listener: &TcpListener) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(Failure::io("the port is not bound"))?;
    let folder = root().join("dist");
    say(format!("the page is at http://{address}/ (Ctrl+C ends it)"));
    for stream in listener.incoming().flatten() {
        let folder = folder.clone();
        // A browser that goes away in the middle is nobody's trouble.
        thread::spawn(move || answer(stream, &folder));
    }
    Ok(())
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone()?);
    reader.read_line(&mut line)?;
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let file = (method == "GET" || method == "HEAD").then(|| file(folder, target)).flatten();
    match file.and_then(|path| Some((kind(&path), fs::read(path).ok()?))) {
        Some((kind, bytes)) => {
            let length = bytes.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
            )?;
            if method == "GET" {
                stream.write_all(&bytes)?;
            }
        }
        None => write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?,
    }
    stream.flush()
}

/// The file that is asked for; nothing outside the folder.
fn file(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(path))
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_named_or_the_usual_one() {
        let port = |arguments: &[&str]| port(&arguments.iter().map(|&one| one.to_owned()).collect::<Vec<_>>()).ok();
        assert_eq!(port(&[]), Some(8080));
        assert_eq!(port(&["--port", "9000"]), Some(9000));
        assert_eq!(port(&["--port=9000"]), Some(9000));
        assert_eq!(port(&["--port"]), None);
        assert_eq!(port(&["9000"]), None);
    }

    #[test]
    fn a_port_that_is_taken_is_said_with_a_way_out() {
        let taken = listen(0).ok().and_then(|listener| Some((listener.local_addr().ok()?.port(), listener)));
        let said = taken.as_ref().and_then(|(port, _)| listen(*port).err()).map(|failure| failure.to_string());
        assert!(said.is_some_and(|said| said.contains("is taken") && said.contains("--port")));
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = Path::new("dist");
        assert_eq!(file(folder, "/?x=1"), Some(folder.join("index.html")));
        assert_eq!(file(folder, "/boot.js"), Some(folder.join("boot.js")));
        assert_eq!(file(folder, "/../Cargo.toml"), None);
        assert_eq!(file(folder, "//etc/passwd"), Some(folder.join("etc/passwd")));
    }
}
