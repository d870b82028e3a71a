//! Makes each connection to a file ask, while a statement runs, whether it still runs for somebody:
//! a statement that has gone on for too long, or for nobody, ends with an error and its connection
//! is as good as before. The one place in the program where the compiler takes our word.

#![allow(unsafe_code)]

use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::sync::OnceLock;

use libsqlite3_sys as library;

use super::super::patience::is_over_here;
use crate::fault::Fault;

/// Steps of a statement between two questions: some tens of microseconds.
const EVERY: c_int = 1000;

/// Called by the library on the thread that runs the statement. It cannot panic: what cannot be
/// told is not over.
extern "C" fn is_given_up(_: *mut c_void) -> c_int {
    c_int::from(is_over_here())
}

extern "C" fn asks(opened: *mut library::sqlite3, _: *mut *mut c_char, _: *const library::sqlite3_api_routines) -> c_int {
    // SAFETY: the library hands over a connection that it has just opened and that nobody else has
    // yet; the handler is a plain function that lives as long as the program and is given nothing.
    unsafe { library::sqlite3_progress_handler(opened, EVERY, Some(is_given_up), ptr::null_mut()) };
    library::SQLITE_OK
}

/// Every connection that is opened from now on asks.
///
/// # Errors
/// No memory.
pub(super) fn in_every_connection() -> Result<(), Fault> {
    static DONE: OnceLock<c_int> = OnceLock::new();
    // SAFETY: `asks` has the form that the library calls it in, and lives as long as the program.
    let done = *DONE.get_or_init(|| unsafe { library::sqlite3_auto_extension(Some(asks)) });
    if done == library::SQLITE_OK { Ok(()) } else { Err(Fault::Other(format!("the library of the database file answers {done}"))) }
}
