//! The yardstick of a read: a server of its own process that answers the same bytes from memory, with as many workers.

use crate::load::Client;
use crate::measure::Running;
use actix_web::{App, HttpResponse, HttpServer, rt::System, web};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

pub const FLAG: &str = "--bare-server";

/// This program again, as the bare server of the bytes in `file`.
pub fn start(file: &Path) -> Result<(Running, SocketAddr), String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let child = Command::new(program).arg(FLAG).arg(file).stdout(Stdio::piped()).spawn().map_err(|e| format!("the bare server: {e}"))?;
    let mut running = Running(child);
    let mut address = String::new();
    let told = running.0.stdout.take().ok_or("the bare server has no output")?;
    BufReader::new(told).read_line(&mut address).map_err(|e| e.to_string())?;
    let address = address.trim().parse().map_err(|_| format!("the bare server did not say where it is, but: {address}"))?;
    Client::connect(address)?.ask_well(&crate::load::request("GET", "/", "none", ""))?;
    Ok((running, address))
}

/// What `start` starts: prints its address, then serves until it is killed.
pub fn serve(file: &str) {
    let bytes = web::Bytes::from(std::fs::read(file).expect("the file of the answer"));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let answer = move || {
        let bytes = bytes.clone();
        async move { HttpResponse::Ok().content_type("application/json").body(bytes) }
    };
    let server = HttpServer::new(move || App::new().default_service(web::to(answer.clone()))).workers(workers);
    let server = server.bind(("127.0.0.1", 0)).expect("a free port");
    println!("{}", server.addrs()[0]);
    std::io::stdout().flush().expect("a reader of the address");
    System::new().block_on(server.run()).expect("the bare server runs");
}
