use quorate::db::{Address, Database};

use crate::place::Place;

#[test]
fn a_newer_schema_is_refused_and_named() {
    for place in Place::all() {
        let database = place.database();
        assert_eq!(database.schema_version().unwrap(), database.schema_expected().unwrap());
        assert!(database.migrate().unwrap().is_empty(), "migrated twice");
        drop(database);
        place.by_hand("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").unwrap();
        let refused = Database::open(&place.address(), 1).err().unwrap().to_string();
        assert!(refused.contains("9999") && refused.contains("newer quorate"), "{refused}");
    }
}

#[test]
fn a_database_that_cannot_be_reached_says_where_and_hides_the_password() {
    let nowhere: Address = "sqlite:/nowhere/at/all/register.db".parse().unwrap();
    let refused = Database::open(&nowhere, 1).err().unwrap().to_string();
    assert!(refused.contains("/nowhere/at/all/register.db"), "{refused}");
    if cfg!(feature = "postgres") {
        let nobody: Address = "postgres://clerk:hunter2@localhost:1/register".parse().unwrap();
        let refused = Database::open(&nobody, 1).err().unwrap().to_string();
        assert!(refused.contains("clerk:...@localhost:1/register") && !refused.contains("hunter2"), "{refused}");
        assert!(!format!("{nobody:?}").contains("hunter2"));
    }
}

#[test]
fn an_address_is_understood_or_refused_with_what_to_write() {
    for (text, shown) in
        [("register.db", "sqlite:register.db"), ("sqlite:/var/lib/quorate/r.db", "sqlite:/var/lib/quorate/r.db"), ("sqlite:r", "sqlite:r")]
    {
        assert_eq!(text.parse::<Address>().unwrap().to_string(), shown);
    }
    for (text, hint) in [
        ("", "empty"),
        ("register", "must end in .db"),
        ("register.db ", "space"),
        ("sqlit:register.db", "did you mean 'sqlite'"),
        ("postgre://h/d", "did you mean 'postgres'"),
        ("mysql://h/d", "no database this program knows"),
        ("sqlite://register.db", "write sqlite:register.db"),
        ("sqlite::memory:", "named file"),
        ("file:register.db", "write sqlite:register.db"),
    ] {
        let refused = text.parse::<Address>().unwrap_err().to_string();
        assert!(refused.contains(hint), "{text}: {refused}");
    }
    if !cfg!(feature = "postgres") {
        let refused = "postgres://h/d".parse::<Address>().unwrap_err().to_string();
        assert!(refused.contains("--features postgres"), "{refused}");
    }
}
