//! The starting and stopping of the test's own PostgreSQL, itself under test: if it leaks or shares, every story lies.

use crate::postgres::{percent_encoded, server_with};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

#[test]
fn a_socket_folder_is_percent_encoded_in_the_address() {
    assert_eq!(percent_encoded(OsStr::new("/tmp/a b-1")), "%2Ftmp%2Fa%20b-1");
}

#[test]
fn nothing_of_a_server_outlives_its_owner() {
    let Some(server) = server_with(&[]) else { return };
    let folder = server.folder().to_path_buf();
    let state = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    let process = Path::new("/proc").join(state.lines().next().unwrap());
    assert!(process.exists());
    drop(server);
    assert!(!process.exists() && !folder.exists());
}

#[cfg(feature = "postgres")]
mod with_sql {
    use crate::postgres::{execute, server, server_with};
    use diesel::prelude::*;
    use diesel::sql_types::Text;

    #[derive(QueryableByName)]
    struct Word {
        #[diesel(sql_type = Text)]
        word: String,
    }

    fn ask(address: &str, query: &str) -> Vec<String> {
        let mut connection = PgConnection::establish(address).unwrap();
        diesel::sql_query(query).load::<Word>(&mut connection).unwrap().into_iter().map(|row| row.word).collect()
    }

    #[test]
    fn each_test_has_its_own_copy_of_the_migrated_template() {
        let Some(server) = server_with(&[]) else { return };
        let migrate = |address: &str| execute(address, "CREATE TABLE seat (word text); INSERT INTO seat VALUES ('chair')").unwrap();
        let (one, other) = (server.fresh(migrate), server.fresh(|_| panic!("migrated twice")));
        execute(one.address(), "INSERT INTO seat VALUES ('lay'), ('Zeal'), ('änderung')").unwrap();
        assert_eq!(ask(one.address(), "SELECT word FROM seat ORDER BY word"), ["Zeal", "chair", "lay", "änderung"]);
        assert_eq!(ask(other.address(), "SELECT word FROM seat"), ["chair"]);

        let gone = one.address().to_owned();
        drop(one);
        assert!(PgConnection::establish(&gone).is_err());
    }

    #[test]
    fn a_server_takes_settings_of_its_own() {
        let Some(server) = server_with(&[("default_transaction_isolation", "serializable")]) else { return };
        let isolation = "SELECT current_setting('default_transaction_isolation') AS word";
        assert_eq!(ask(&server.address("postgres"), isolation), ["serializable"]);
    }

    #[test]
    fn the_server_of_this_process_is_shared() {
        let (Some(one), Some(other)) = (server(), server()) else { return };
        assert!(std::ptr::eq(one, other));
    }
}
