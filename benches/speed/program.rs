//! The program under measurement: its own binary, served on a folder, driven over HTTP as any client drives it.

use crate::load::{self, Client};
use crate::measure::Running;
use crate::subject::{Prepared, Subject};
use quorate::access::{Role, Secret};
use quorate::accounts::manage;
use quorate::accounts::rules::offices::Given;
use quorate::actor::Actor;
use quorate::app::Opened;
use quorate::conflicts::standing;
use quorate::meetings::Sitting;
use quorate::organisations::{self, NewOrganisation};
use quorate::people::{self, NewPerson};
use quorate::settings::Settings;
use std::fmt::Display;
use std::hint::black_box;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, thread};

pub struct Program;

const EMAIL: &str = "lead@example.org";
const PASSWORD: &str = "plain sailing past the buoy";

fn message_of(error: impl Display) -> String {
    error.to_string()
}

fn settings(folder: &Path) -> [(&'static str, String); 2] {
    let database = folder.join("quorate.db").display().to_string();
    [("data", folder.display().to_string()), ("database", database)]
}

impl Subject for Program {
    fn prepare(&self, folder: &Path) -> Result<Prepared, String> {
        let person = {
            let opened = Opened::of(&Settings::load(&settings(folder)).map_err(message_of)?).map_err(message_of)?;
            let actor = Actor::cli(opened.ledger.system());
            let register = opened.ledger.create_register(&actor, "bench", "A register to be measured").map_err(message_of)?.change.id;
            let in_it = Actor::cli(register);
            let body = NewOrganisation {
                code: "B82012".parse()?,
                name: "A practice".parse()?,
                kind: organisations::OrganisationKind::GpPractice,
                commissioner: None,
                area: None,
                postcode: None,
                opened: None,
                closed: None,
            };
            opened.ledger.record(&in_it, move |read| organisations::create(read, &body)).map_err(message_of)?;
            let person = NewPerson { code: None, name: "GP one".parse()?, grade: None, tags: Vec::new(), email: None };
            let person = opened.ledger.record(&in_it, move |read| people::create(read, &person)).map_err(message_of)?.change.id;
            let given = vec![Given { register, roles: vec![Role::GovernanceLead, Role::Secretary], person: None }];
            let (email, name) = (EMAIL.parse()?, "Lead".parse()?);
            manage::create_directly(&opened.access, &actor, &email, &name, Some(&Secret::new(PASSWORD)), given).map_err(message_of)?;
            person
        };
        let (running, address) = self.serve(folder)?;
        let body = format!(r#"{{"email":"{EMAIL}","password":"{PASSWORD}"}}"#);
        let signed = patiently(address, &load::request("POST", "/api/v1/sessions", "", &body))?;
        drop(running);
        let signed: serde_json::Value = serde_json::from_slice(&signed).map_err(message_of)?;
        let token = signed["access_token"].as_str().ok_or("no access token")?.to_owned();
        Ok(Prepared { token, person: person.to_string() })
    }

    fn serve(&self, folder: &Path) -> Result<(Running, SocketAddr), String> {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map_err(message_of)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
        for (name, value) in settings(folder) {
            command.arg(format!("--{name}")).arg(value);
        }
        let child = command
            .args(["--bind", &address.to_string(), "serve"])
            .env("QUORATE_LOG", "error")
            // What is measured is the program, and not how it slows one account down.
            .env("QUORATE_REQUESTS_PER_MINUTE", "0")
            .env("QUORATE_ACTS_PER_MINUTE", "0")
            .env("QUORATE_OWN_ACTS_PER_MINUTE", "0")
            .env("QUORATE_SIGN_INS_PER_MINUTE", "0")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(message_of)?;
        Ok((Running(child), address))
    }

    fn create(&self, prepared: &Prepared, n: u64) -> (String, String) {
        let body = format!(
            r#"{{"person":"{}","category":"financial","nature":"Share number {n} of a practice","organisation":"B82012","from":"2017-01-01","declared":"2017-01-05"}}"#,
            prepared.person
        );
        ("/api/v1/declarations".into(), body)
    }

    fn page(&self, _: &Prepared) -> String {
        "/api/v1/declarations?limit=50".into()
    }

    fn standing(&self) -> Result<Box<dyn FnMut()>, String> {
        let sitting: Sitting = crate::sitting::harrogate();
        let person = sitting.interests.first().ok_or("no interest")?.person;
        Ok(Box::new(move || {
            let item = &sitting.items[0];
            black_box(standing(black_box(&sitting), item, person));
        }))
    }
}

/// Asks until somebody listens.
fn patiently(address: SocketAddr, request: &[u8]) -> Result<Vec<u8>, String> {
    for _ in 0..500 {
        if let Ok(mut client) = Client::connect(address) {
            return client.ask_well(request).map(|answer| answer.body);
        }
        thread::sleep(Duration::from_millis(10));
    }
    Err("the server does not listen".into())
}
