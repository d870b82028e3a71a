//! Puts the program together: a database, its keys, the ledger, the door. Tests and production
//! come through here alike.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::web;
use actix_web::{App, HttpServer, rt};

use crate::access::changes::Given;
use crate::access::{Access, Role, accounts, facts};
use crate::actor::Actor;
use crate::audit::hindsight::Hindsight;
use crate::audit::ledger::{Ledger, Setup};
use crate::audit::upkeep;
use crate::db::{Database, Faults};
use crate::door::router::Router;
use crate::door::serve::{Frame, handle};
use crate::door::turns::Turns;
use crate::fault::{Error, Fault};
use crate::ids::RegisterId;
use crate::moment::Instant;
use crate::replay;
use crate::routes::routes;
use crate::settings::{Keys, Settings};

/// A request has so long to arrive and be answered.
const DEADLINE: Duration = Duration::from_secs(30);

fn fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        other => Fault::Other(other.to_string()),
    }
}

/// The register, opened: for the server and for every command that needs it.
pub struct Opened {
    pub database: Database,
    pub ledger: Ledger,
    pub access: Access,
    pub hindsight: Hindsight,
    /// Whether there was nothing before.
    pub is_new: bool,
    /// The schema before, and what was applied to it.
    pub migrated_from: Option<String>,
    pub migrated: Vec<String>,
}

impl Opened {
    /// Opens the database of these settings, makes its keys at first run, brings it up to date.
    ///
    /// # Errors
    /// An address, a folder, a key or a schema that cannot be used.
    pub fn of(settings: &Settings) -> Result<Self, Fault> {
        Self::breakable(settings, Faults::none())
    }

    /// As [`Opened::of`], where there is a register already: for a command that works in one.
    ///
    /// # Errors
    /// No register; as [`Opened::of`].
    pub fn existing(settings: &Settings) -> Result<Self, Fault> {
        if !settings.database.is_there() || Database::open(&settings.database, 1)?.schema_version()?.is_none() {
            return Err(settings.nothing_here());
        }
        Self::of(settings)
    }

    fn breakable(settings: &Settings, faults: Faults) -> Result<Self, Fault> {
        settings.make_room()?;
        let database = Database::open(&settings.database, settings.readers)?;
        let migrated_from = database.schema_version()?;
        let migrated = database.migrate()?;
        let is_new = database.reader().look(RegisterId::new(), facts::is_empty).map_err(fault)?;
        let keys = Keys::of(&settings.data, is_new)?;
        let ledger = Ledger::open(&database, Setup { faults, ..Setup::new(keys.entry, settings.origin.clone()) })?;
        let access = Access::new(ledger.clone(), database.reader(), &keys.token, keys.door, &settings.origin)?;
        let hindsight = Hindsight::new(database.clone(), replay::kinds());
        Ok(Self { is_new, database, ledger, access, hindsight, migrated_from, migrated })
    }

    /// Makes the first administrator that the settings name, while there is none.
    fn bootstrap(&self, settings: &Settings) -> Result<(), Fault> {
        let Some((email, password)) = &settings.bootstrap_admin else { return Ok(()) };
        let system = self.access.system();
        if self.access.reader().look(system, |read| facts::has_administrator(read, system)).map_err(fault)? {
            return Ok(());
        }
        let given = vec![Given { register: system, roles: vec![Role::SystemAdmin], person: None }];
        match accounts::create_directly(&self.access, &Actor::job(system), email, "Administrator", Some(password), given) {
            Ok(_) => Ok(()),
            Err(Error::Invalid(fields)) => {
                let said = fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" ");
                Err(Fault::Other(format!("bootstrap_admin_password: {said}")))
            }
            Err(error) => Err(fault(error)),
        }
    }
}

/// A server that is bound but does not answer yet.
pub struct Application {
    listener: TcpListener,
    address: SocketAddr,
    workers: usize,
    frame: Frame,
    pub opened: Opened,
    /// The text of the set-up link, where there is no administrator.
    pub set_up: Option<String>,
    /// How people reach this server.
    pub public_url: String,
}

impl Application {
    /// Opens the register and binds; port 0 takes any that is free.
    ///
    /// # Errors
    /// As [`Opened::of`]; an address that is taken.
    pub fn build(settings: &Settings) -> Result<Self, Fault> {
        Self::breakable(settings, Faults::none())
    }

    /// As [`Application::build`], with a ledger whose statements fail where they are told to.
    ///
    /// # Errors
    /// As [`Application::build`].
    pub fn breakable(settings: &Settings, faults: Faults) -> Result<Self, Fault> {
        let opened = Opened::breakable(settings, faults)?;
        opened.bootstrap(settings)?;
        let listener = TcpListener::bind(settings.bind).map_err(|error| {
            let taken = error.kind() == std::io::ErrorKind::AddrInUse;
            let hint = if taken { ". Another program listens there: stop it, or take another port with --bind" } else { "" };
            Fault::Other(format!("cannot listen on {}: {error}{hint}", settings.bind))
        })?;
        let address = listener.local_addr().map_err(|error| Fault::Other(error.to_string()))?;
        // Port 0 is known only now.
        let public_url = if settings.public_url == format!("http://{}", settings.bind) {
            format!("http://{address}")
        } else {
            settings.public_url.clone()
        };
        let router = Router::of(routes())?;
        let set_up = accounts::offer_set_up(&opened.access).map_err(fault)?;
        let frame = Frame {
            access: opened.access.clone(),
            hindsight: opened.hindsight.clone(),
            told: Arc::default(),
            turns: Turns::default(),
            router,
            document: OnceLock::new(),
            behind_proxy: settings.behind_proxy,
            public_url: public_url.clone(),
            deadline: DEADLINE,
        };
        let workers = if settings.workers == 0 { std::thread::available_parallelism().map_or(2, usize::from) } else { settings.workers };
        Ok(Self { listener, address, workers, frame, opened, set_up, public_url })
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Gives requests another time to arrive and be answered than half a minute.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.frame.deadline = deadline;
        self
    }

    /// Starts answering; to be awaited. SIGTERM lets what is in flight finish.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn serve(self) -> std::io::Result<Server> {
        rt::spawn(keep_up(self.opened.ledger.clone(), self.opened.hindsight.clone()));
        let frame = web::Data::new(self.frame);
        let server = HttpServer::new(move || App::new().app_data(frame.clone()).default_service(web::to(handle)))
            .workers(self.workers)
            .client_request_timeout(Duration::from_secs(10))
            // A client that hangs up is not worked for any longer.
            .h1_allow_half_closed(false)
            .client_disconnect_timeout(Duration::from_secs(5))
            .keep_alive(Duration::from_secs(30))
            .shutdown_timeout(30)
            .listen(self.listener)?
            .run();
        Ok(server)
    }

    /// Answers on a thread of its own, until [`Running::stop`] or its end.
    ///
    /// # Errors
    /// As [`Application::serve`].
    pub fn spawn(self) -> Result<Running, Fault> {
        let (address, public_url, set_up, opened) =
            (self.address, self.public_url.clone(), self.set_up.clone(), self.opened.access.clone());
        let (send, receive) = mpsc::channel();
        let (ending, ended) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            // Dropped with the thread, which is how its end is heard.
            let _ending = ending;
            rt::System::new().block_on(async move {
                match self.serve() {
                    Ok(server) => {
                        drop(send.send(Ok(server.handle())));
                        if let Err(error) = server.await {
                            tracing::error!(%error, "the server ended");
                        }
                    }
                    Err(error) => drop(send.send(Err(error))),
                }
            });
        });
        let handle = receive.recv().map_err(|error| Fault::Other(error.to_string()))?.map_err(|error| Fault::Other(error.to_string()))?;
        Ok(Running { address, public_url, set_up, access: opened, handle, ended: std::sync::Mutex::new(ended) })
    }
}

/// The upkeep of the book, as long as the server runs.
async fn keep_up(ledger: Ledger, hindsight: Hindsight) {
    let mut hours = tokio::time::interval(upkeep::EVERY);
    loop {
        hours.tick().await;
        let ledger = ledger.clone();
        let hindsight = hindsight.clone();
        let work = move || {
            hindsight.forget();
            upkeep::purge_answers(&ledger, Instant::now())
        };
        let done = rt::task::spawn_blocking(work).await;
        match done {
            Ok(Ok(registers)) => tracing::debug!(registers = registers.len(), "old answers thrown away"),
            Ok(Err(error)) => tracing::warn!(%error, "old answers are kept for another hour"),
            Err(error) => tracing::error!(%error, "the upkeep broke down"),
        }
    }
}

/// A server that answers on a thread of its own.
pub struct Running {
    pub address: SocketAddr,
    pub public_url: String,
    pub set_up: Option<String>,
    pub access: Access,
    handle: ServerHandle,
    /// Hears the end of the thread; behind a lock because a server is asked from many threads.
    ended: std::sync::Mutex<mpsc::Receiver<()>>,
}

impl Running {
    /// Lets what is in flight finish, and ends.
    pub fn stop(self) {
        self.end(true);
    }

    /// Waits until it is told to end, by SIGTERM or ctrl-C.
    pub fn wait(self) {
        let ended = self.ended.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while ended.recv().is_ok() {}
    }

    fn end(&self, graceful: bool) {
        // The handle's future does nothing but wait; the thread's end is what is waited for.
        drop(self.handle.stop(graceful));
        let ended = self.ended.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if ended.recv_timeout(DEADLINE + Duration::from_secs(5)) == Err(mpsc::RecvTimeoutError::Timeout) {
            tracing::error!("the server did not end in time");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end(false);
    }
}
