// SPDX-License-Identifier: Apache-2.0
//! An HTTP/1.1 server of the standard library alone: one thread a connection, keep-alive, a JSON answer.
//!   rust-http [PORT]      prints {"port":N} when it listens

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};

struct Request {
    path: String,
    headers: BTreeMap<String, String>,
}

/// The next request of a connection; nothing when the client has closed it.
fn reads_a_request(reader: &mut impl BufRead) -> Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_lowercase(), value.to_owned()),
            None => return Ok(Some(Request { path, headers })),
        };
    }
}

fn json_of(request: &Request) -> String {
    let headers: Vec<String> =
        request.headers.iter().map(|(name, value)| format!("{name:?}:{value:?}")).collect();
    format!("{{\"id\":1,\"path\":{:?},\"headers\":{{{}}}}}", request.path, headers.join(","))
}

fn serves_a_connection(stream: TcpStream) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    while let Some(request) = reads_a_request(&mut reader)? {
        let body = json_of(&request);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
        writer.write_all(format!("{head} {}\r\n\r\n{body}", body.len()).as_bytes())?;
    }
    Ok(())
}

fn main() -> Result<()> {
    let port = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    println!("{{\"port\":{}}}", listener.local_addr()?.port());
    for stream in listener.incoming() {
        let stream = stream?;
        stream.set_nodelay(true)?;
        // A client that goes away in the middle of a request ends its own thread only.
        std::thread::spawn(move || serves_a_connection(stream));
    }
    Ok(())
}
