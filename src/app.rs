//! Puts the program together: a database, its keys, the ledger, the door. Tests and production
//! come through here alike.

mod stopping;

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt;

use crate::access::{Access, Role};
use crate::accounts::rules::offices::Given;
use crate::accounts::{facts, manage, upkeep as sign_ins};
use crate::actor::Actor;
use crate::audit::changes::LogRecovered;
use crate::audit::hindsight::Hindsight;
use crate::audit::known::{self, Lost};
use crate::audit::ledger::{Clock, Ledger, Setup, WallClock};
use crate::audit::upkeep;
use crate::db::{Database, Faults};
use crate::fault::{Error, Fault};
use crate::http::arriving::Arriving;
use crate::http::limits::Limits;
use crate::http::router::Router;
use crate::http::state::AppState;
use crate::http::turns::Turns;
use crate::http::wire;
use crate::ids::RegisterId;
use crate::moment::Instant;
use crate::next_steps;
use crate::not_built;
use crate::replay;
use crate::routes::{contents, routes};
use crate::settings::keys::begun;
use crate::settings::seen::LastSeen;
use crate::settings::{Settings, in_effect};
use crate::text::{Kept, Line};
use opening::Admitted;
pub use opening::{holds_a_register, missing};
use watch::Watch;

mod opening;
mod watch;

/// A request has so long to arrive and be answered.
const DEADLINE: Duration = Duration::from_secs(30);

fn fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        other => Fault::Other(other.to_string()),
    }
}

/// What a register stands in: the faults of its database, and the clock that dates its entries. A
/// test puts its own in their place.
pub struct World {
    pub faults: Faults,
    pub clock: Arc<dyn Clock>,
}

impl Default for World {
    fn default() -> Self {
        Self { faults: Faults::none(), clock: Arc::new(WallClock) }
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
    /// Ends, with a last note, once the ledger is closed.
    _watch: Option<Watch>,
}

impl Opened {
    /// Opens the database of these settings, makes its keys at first run, brings it up to date.
    ///
    /// # Errors
    /// An address, a folder, a key or a schema that cannot be used.
    pub fn of(settings: &Settings) -> Result<Self, Fault> {
        Self::within(settings, World::default())
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

    /// As [`Opened::existing`], although something of the log is lost: what that was is written into
    /// the log, with the reason. Gives how much there was to write.
    ///
    /// # Errors
    /// As [`Opened::existing`].
    pub fn recovered(settings: &Settings, reason: &str) -> Result<Vec<Lost>, Fault> {
        if !settings.database.is_there() {
            return Err(settings.nothing_here());
        }
        let admitted = opening::admit(settings, true)?;
        let lost = admitted.lost.clone();
        if lost.is_empty() {
            return Ok(lost);
        }
        let opened = Self::admitted(settings, World::default(), admitted)?;
        let there: Vec<RegisterId> = known::newest(&opened.database)?.into_iter().map(|log| log.register).collect();
        for lost in &lost {
            let change = LogRecovered::of(lost.clone(), reason);
            let register = if there.contains(&change.register) { change.register } else { opened.access.system() };
            opened.ledger.record(&Actor::cli(register), move |_| Ok(change.clone())).map_err(fault)?;
        }
        let seen = LastSeen::of(&settings.data);
        seen.put_aside()?;
        seen.replace(Instant::now(), opened.ledger.newest().all())?;
        Ok(lost)
    }

    fn within(settings: &Settings, world: World) -> Result<Self, Fault> {
        Self::admitted(settings, world, opening::admit(settings, false)?)
    }

    fn admitted(settings: &Settings, world: World, admitted: Admitted) -> Result<Self, Fault> {
        let Admitted { database, keys, is_new, lost } = admitted;
        let before = database.schema_version()?;
        let migrated = database.migrate()?;
        // Where another program was faster, what it made was found.
        let migrated_from = if migrated.is_empty() { database.schema_version()? } else { before };
        let setup = Setup {
            faults: world.faults,
            clock: world.clock,
            key_ids: keys.ids,
            writes_over_foreign: !lost.is_empty(),
            ..Setup::new(keys.entry, settings.origin.clone())
        };
        let ledger = Ledger::open(&database, setup)?;
        let seen = LastSeen::of(&settings.data);
        // What was seen of a log that is being recovered stands until the log says what was lost.
        let watch = if lost.is_empty() {
            seen.keep(Instant::now(), ledger.newest().all())?;
            Some(Watch::over(&ledger, seen)?)
        } else {
            None
        };
        begun(&settings.data)?;
        let access = Access::new(ledger.clone(), database.reader(), &keys.token, keys.door, &settings.origin, settings.limits)?;
        let hindsight = Hindsight::new(database.clone(), replay::kinds());
        Ok(Self { is_new, database, ledger, access, hindsight, migrated_from, migrated, _watch: watch })
    }

    /// Makes the first administrator that the settings name, while there is none.
    fn bootstrap(&self, settings: &Settings) -> Result<(), Fault> {
        let Some((email, password)) = &settings.bootstrap_admin else { return Ok(()) };
        let system = self.access.system();
        if self.access.reader().snapshot(system, |read| facts::has_administrator(read, system)).map_err(fault)? {
            return Ok(());
        }
        let given = vec![Given { register: system, roles: vec![Role::SystemAdmin], person: None }];
        let name = Line::kept("Administrator".to_owned());
        match manage::create_directly(&self.access, &Actor::job(system), email, &name, Some(password), given) {
            Ok(_) => Ok(()),
            Err(Error::Invalid(fields)) => {
                let said = fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" ");
                Err(Fault::Other(format!("bootstrap_admin_password: {said}")))
            }
            Err(error) => Err(fault(error)),
        }
    }
}

impl Drop for Opened {
    /// The end of every command that opened a register, and of a server: what waits is written, and
    /// the file alone is the whole register.
    fn drop(&mut self) {
        self.ledger.close();
        if let Err(fault) = self.database.fold() {
            tracing::warn!(%fault, "the file alone is not the whole register");
        }
    }
}

/// A server that is bound but does not answer yet.
pub struct Application {
    listener: TcpListener,
    address: SocketAddr,
    workers: usize,
    frame: AppState,
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
        Self::in_world(settings, World::default())
    }

    /// As [`Application::build`], in another world than this one.
    ///
    /// # Errors
    /// As [`Application::build`].
    pub fn in_world(settings: &Settings, world: World) -> Result<Self, Fault> {
        let opened = Opened::within(settings, world)?;
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
        let set_up = manage::offer_set_up(&opened.access).map_err(fault)?;
        let frame = AppState {
            access: opened.access.clone(),
            hindsight: opened.hindsight.clone(),
            row_cache: Arc::default(),
            turns: Turns::default(),
            router,
            next_steps: next_steps::next_steps,
            not_built: not_built::instead,
            contents: contents(),
            document: OnceLock::new(),
            behind_proxy: settings.behind_proxy,
            shows_costs: settings.shows_costs,
            public_url: public_url.clone(),
            closing: Arc::default(),
            limits: Limits::default(),
            arriving: Arriving::new(Limits::default().arriving),
        };
        let workers = in_effect(settings.workers);
        Ok(Self { listener, address, workers, frame, opened, set_up, public_url })
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Gives requests another time to arrive and be answered than half a minute.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.frame.limits.deadline = deadline;
        self
    }

    /// Gives requests, accounts and networks other limits than those of production.
    #[must_use]
    pub fn limited(mut self, limits: Limits) -> Self {
        self.frame.arriving = Arriving::new(limits.arriving);
        self.frame.limits = limits;
        self
    }

    /// Starts answering; its end is to be awaited. SIGTERM lets what is in flight finish.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn serve(self) -> std::io::Result<Serving> {
        let upkeep = vec![
            rt::spawn(keep_up(self.opened.access.clone(), self.opened.hindsight.clone())),
            rt::spawn(tell_failures(self.opened.access.clone())),
        ];
        let (limits, closing) = (self.frame.limits, Arc::clone(&self.frame.closing));
        stopping::bound(&self.listener, limits.tables.stall);
        let server = wire::server(self.listener, self.workers, self.frame)?;
        rt::spawn(stopping::when_told(server.handle(), closing, limits.drain));
        Ok(Serving { server, upkeep, opened: self.opened })
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
                    Ok(serving) => {
                        drop(send.send(Ok(serving.handle())));
                        if let Err(error) = serving.ended().await {
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

/// A server that answers, with the register it stands on.
pub struct Serving {
    server: Server,
    upkeep: Vec<rt::task::JoinHandle<()>>,
    opened: Opened,
}

impl Serving {
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Waits for the end of the server, then closes the register.
    ///
    /// # Errors
    /// What ended the server, where it was not asked to.
    pub async fn ended(self) -> std::io::Result<()> {
        let ended = self.server.await;
        self.upkeep.iter().for_each(rt::task::JoinHandle::abort);
        drop(self.opened);
        ended
    }
}

/// The upkeep of the book, as long as the server runs.
async fn keep_up(access: Access, hindsight: Hindsight) {
    let mut hours = tokio::time::interval(upkeep::EVERY);
    loop {
        hours.tick().await;
        let access = access.clone();
        let hindsight = hindsight.clone();
        let work = move || {
            hindsight.forget();
            sign_ins::purge_sign_ins(&access, access.now())?;
            upkeep::purge_answers(access.ledger(), Instant::now())
        };
        let done = rt::task::spawn_blocking(work).await;
        match done {
            Ok(Ok(registers)) => tracing::debug!(registers = registers.len(), "old answers thrown away"),
            Ok(Err(error)) => tracing::warn!(%error, "old answers are kept for another hour"),
            Err(error) => tracing::error!(%error, "the upkeep broke down"),
        }
    }
}

/// Wrong passwords are written when the window in which they are counted is over.
async fn tell_failures(access: Access) {
    let mut minutes = tokio::time::interval(sign_ins::EVERY);
    loop {
        minutes.tick().await;
        let access = access.clone();
        match rt::task::spawn_blocking(move || sign_ins::tell_failures(&access, false)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "wrong passwords wait another minute to be written"),
            Err(error) => tracing::error!(%error, "the upkeep of sign-ins broke down"),
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
