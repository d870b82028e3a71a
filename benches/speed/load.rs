//! Many clients at once, each on one kept-alive connection, each sending its next request when the last is answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Answers within a time; every one of them 2xx, or the load is an error.
pub struct Load {
    pub answers: u64,
    pub took: Duration,
}

impl Load {
    pub fn answers_a_second(&self) -> f64 {
        count(self.answers) / self.took.as_secs_f64()
    }
}

/// A count as a number to divide by; exact far beyond anything counted here.
pub fn count(n: u64) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// How long a load goes on.
#[derive(Clone, Copy)]
pub enum Until {
    Elapsed(Duration),
    Answered(u64),
}

pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address).map_err(|e| format!("{address}: {e}"))?;
        stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(Duration::from_secs(60)))).map_err(|e| e.to_string())?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream) })
    }

    /// Sends a whole request, head and body as they go over the wire, and reads the answer.
    pub fn ask(&mut self, request: &[u8]) -> Result<Answer, String> {
        self.stream.get_mut().write_all(request).map_err(|e| format!("sending: {e}"))?;
        let mut status = 0;
        let mut length = None;
        let mut is_chunked = false;
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.stream.read_line(&mut line).map_err(|e| format!("reading a head: {e}"))?;
            let text = line.trim_end();
            if read == 0 {
                return Err("the server closed the connection".into());
            } else if text.is_empty() {
                break;
            } else if status == 0 {
                status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| format!("not a status line: {text}"))?;
            } else if let Some((name, value)) = text.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse::<usize>().ok();
            } else if text.eq_ignore_ascii_case("transfer-encoding: chunked") {
                is_chunked = true;
            }
        }
        if is_chunked {
            return Ok(Answer { status, body: self.chunks()? });
        }
        let length = length.ok_or("an answer without content-length")?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).map_err(|e| format!("reading a body: {e}"))?;
        Ok(Answer { status, body })
    }

    /// A body whose length is told piece by piece.
    fn chunks(&mut self) -> Result<Vec<u8>, String> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).map_err(|e| format!("reading a chunk: {e}"))?;
            let length = usize::from_str_radix(line.trim_end(), 16).map_err(|e| format!("the length of a chunk: {line:?}: {e}"))?;
            let start = body.len();
            body.resize(start + length, 0);
            self.stream.read_exact(&mut body[start..]).map_err(|e| format!("reading a chunk: {e}"))?;
            self.stream.read_line(&mut line).map_err(|e| format!("reading a chunk: {e}"))?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    /// As `ask`, where anything but 2xx is an error that shows the answer.
    pub fn ask_well(&mut self, request: &[u8]) -> Result<Answer, String> {
        let answer = self.ask(request)?;
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        Err(format!("answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body)))
    }
}

/// The whole bytes of a request to the JSON interface; no body for a `GET`.
pub fn request(method: &str, path: &str, token: &str, body: &str) -> Vec<u8> {
    with_key(method, path, token, body, None)
}

/// A request that may be sent once only: under a key of its own.
pub fn request_once(method: &str, path: &str, token: &str, body: &str, n: u64) -> Vec<u8> {
    with_key(method, path, token, body, Some(n))
}

fn with_key(method: &str, path: &str, token: &str, body: &str, key: Option<u64>) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n");
    if !token.is_empty() {
        head.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if let Some(key) = key {
        head.push_str(&format!("Idempotency-Key: bench-{key}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    format!("{head}\r\n{body}").into_bytes()
}

/// `request(n)` is the nth request, counted over all clients, from `first` on.
pub fn drive(
    address: SocketAddr,
    clients: usize,
    until: Until,
    first: u64,
    request: &(dyn Fn(u64) -> Vec<u8> + Sync),
) -> Result<Load, String> {
    let (asked, answered) = (AtomicU64::new(0), AtomicU64::new(0));
    let mut connections = (0..clients).map(|_| Client::connect(address)).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    let goes_on = |n: u64| match until {
        Until::Elapsed(limit) => start.elapsed() < limit,
        Until::Answered(limit) => n < limit,
    };
    thread::scope(|scope| {
        let work = |client: &mut Client| -> Result<(), String> {
            loop {
                let n = asked.fetch_add(1, Ordering::Relaxed);
                if !goes_on(n) {
                    return Ok(());
                }
                client.ask_well(&request(first + n))?;
                answered.fetch_add(1, Ordering::Relaxed);
            }
        };
        let threads: Vec<_> = connections.iter_mut().map(|client| scope.spawn(move || work(client))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("a client does not panic"))
    })?;
    Ok(Load { answers: answered.into_inner(), took: start.elapsed() })
}
