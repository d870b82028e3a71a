//! Entries for decisions and minutes that were copied: what the log says of the ones that were played, of each copy. What a
//! table then has of a copy is what its entry says, which the decision log compares row by row.

use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use quorate::audit::entry::{self, Class, Heading, Leaf, Opening, Sealed, Traits, plain};
use quorate::audit::ledger::traits_of;
use quorate::audit::tree::Hash;
use quorate::decisions::changes::{DecisionRecorded, MinutesFinalised};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

/// What is copied and has an entry.
#[derive(QueryableByName)]
struct Copy {
    #[diesel(sql_type = Text)]
    meeting: String,
    /// Of a decision; empty of minutes.
    #[diesel(sql_type = Text)]
    item: String,
    #[diesel(sql_type = Text)]
    id: String,
    /// The entry of what it is a copy of.
    #[diesel(sql_type = BigInt)]
    original: i64,
}

impl Copy {
    fn is_decision(&self) -> bool {
        !self.id.is_empty()
    }

    fn traits(&self) -> Traits {
        if self.is_decision() { traits_of::<DecisionRecorded>() } else { traits_of::<MinutesFinalised>() }
    }

    /// The fields of its entry that name what is another in each copy, with the kind of what they name.
    fn its_own(&self) -> Vec<(&'static str, &'static str, &str)> {
        let meeting = ("meeting", "meeting", self.meeting.as_str());
        if self.is_decision() { vec![meeting, ("item", "item", &self.item), ("id", "decision", &self.id)] } else { vec![meeting] }
    }

    /// The rows that its entry wrote: of which table, and by what they are found.
    fn rows(&self) -> [(&'static str, &'static str, &str); 2] {
        if self.is_decision() {
            [("decision", "id", &self.id), ("phase", "item", &self.item)]
        } else {
            [("minutes", "meeting", &self.meeting), ("meeting", "id", &self.meeting)]
        }
    }
}

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = Text)]
    register_id: String,
    #[diesel(sql_type = BigInt)]
    epoch: i64,
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = Binary)]
    last_leaf_hash: Vec<u8>,
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Binary)]
    leaf: Vec<u8>,
    #[diesel(sql_type = Binary)]
    plain: Vec<u8>,
}

#[derive(QueryableByName)]
struct Opened {
    #[diesel(sql_type = Text)]
    field: String,
    #[diesel(sql_type = Binary)]
    salt: Vec<u8>,
    #[diesel(sql_type = Binary)]
    value: Vec<u8>,
}

fn message_of(error: impl Display) -> String {
    error.to_string()
}

/// The log of the register, to its end.
struct Log<'a> {
    conn: &'a mut SqliteConnection,
    head: Head,
    key: &'a [u8; 32],
    originals: HashMap<i64, (Leaf, Map<String, Value>)>,
}

/// Appends one for each decision and the minutes of each meeting but the one that was played, and puts its number into the rows
/// that it would have written.
pub fn appended(conn: &mut SqliteConnection, meeting: &str, key: &[u8; 32]) -> Result<(), String> {
    let copies: Vec<Copy> = sql_query(
        "SELECT d.meeting, d.item, d.id, o.version AS original FROM decision d
         JOIN decision o ON o.meeting = ? AND substr(o.id, 9) = substr(d.id, 9)
         WHERE d.meeting <> o.meeting AND d.version = o.version
         UNION ALL SELECT d.meeting, '', '', o.version FROM minutes d
         JOIN minutes o ON o.meeting = ? AND substr(o.meeting, 9) = substr(d.meeting, 9)
         WHERE d.meeting <> o.meeting AND d.version = o.version ORDER BY 1, 4",
    )
    .bind::<Text, _>(meeting)
    .bind::<Text, _>(meeting)
    .load(conn)
    .map_err(message_of)?;
    let head: Head = sql_query(
        "SELECT h.register_id, h.epoch, h.size, h.last_leaf_hash FROM audit_head h JOIN meeting m ON m.register_id = h.register_id WHERE m.id = ?",
    )
    .bind::<Text, _>(meeting)
    .get_result(conn)
    .map_err(message_of)?;
    let mut log = Log { conn, head, key, originals: HashMap::new() };
    for copy in &copies {
        log.append(copy)?;
    }
    let Log { conn, head, .. } = log;
    sql_query("UPDATE audit_head SET size = ?, last_leaf_hash = ? WHERE register_id = ?")
        .bind::<BigInt, _>(head.size)
        .bind::<Binary, _>(head.last_leaf_hash)
        .bind::<Text, _>(head.register_id)
        .execute(conn)
        .map(drop)
        .map_err(message_of)
}

impl Log<'_> {
    fn original(&mut self, index: i64, traits: &Traits) -> Result<(Leaf, Map<String, Value>), String> {
        if let Some(known) = self.originals.get(&index) {
            return Ok(known.clone());
        }
        let here = "register_id = ? AND epoch = ? AND idx = ?";
        let at = |table: &str| format!("SELECT * FROM {table} WHERE {here}");
        let kept: Kept = sql_query(at("audit_leaf"))
            .bind::<Text, _>(&self.head.register_id)
            .bind::<BigInt, _>(self.head.epoch)
            .bind::<BigInt, _>(index)
            .get_result(self.conn)
            .map_err(message_of)?;
        let opened: Vec<Opened> = sql_query(at("audit_opening"))
            .bind::<Text, _>(&self.head.register_id)
            .bind::<BigInt, _>(self.head.epoch)
            .bind::<BigInt, _>(index)
            .load(self.conn)
            .map_err(message_of)?;
        let mut openings = plain::read(&kept.plain, None).map_err(message_of)?;
        for Opened { field, salt, value } in opened {
            openings.push(Opening { field, salt: salt.try_into().map_err(|_| "a salt of 32 bytes")?, value });
        }
        let leaf = Leaf::parse(&kept.leaf).map_err(message_of)?;
        let fields = entry::fields(&leaf, &openings, traits).map_err(message_of)?;
        self.originals.insert(index, (leaf.clone(), fields.clone()));
        Ok((leaf, fields))
    }

    fn append(&mut self, copy: &Copy) -> Result<(), String> {
        let traits = copy.traits();
        let (leaf, mut fields) = self.original(copy.original, &traits)?;
        let mut subjects = leaf.subjects.clone();
        for (field, kind, value) in copy.its_own() {
            let of_original = fields.insert(field.to_owned(), Value::from(value)).ok_or_else(|| format!("an entry without {field}"))?;
            let of_original = format!("{kind}:{}", of_original.as_str().unwrap_or_default());
            subjects.iter_mut().filter(|subject| **subject == of_original).for_each(|subject| *subject = format!("{kind}:{value}"));
        }
        let prev: Hash = self.head.last_leaf_hash.clone().try_into().map_err(|_| "a hash of 32 bytes")?;
        let heading = Heading {
            log: &leaf.log,
            index: u64::try_from(self.head.size).map_err(message_of)?,
            at: leaf.at,
            prev,
            actor: &leaf.actor,
            via: &leaf.via,
            subjects,
            request: leaf.request.clone(),
            edition: leaf.edition,
            answer: None,
        };
        let sealed = entry::seal(heading, &traits, &fields, self.key, |salt| {
            salt.fill(7);
            Ok(())
        })
        .map_err(message_of)?;
        self.keep(&sealed)?;
        for (table, column, value) in copy.rows() {
            sql_query(format!("UPDATE {table} SET version = ? WHERE register_id = ? AND {column} = ? AND version = ?"))
                .bind::<BigInt, _>(self.head.size)
                .bind::<Text, _>(&self.head.register_id)
                .bind::<Text, _>(value)
                .bind::<BigInt, _>(copy.original)
                .execute(self.conn)
                .map_err(message_of)?;
        }
        self.head.size += 1;
        self.head.last_leaf_hash = sealed.hash.to_vec();
        Ok(())
    }

    fn keep(&mut self, sealed: &Sealed) -> Result<(), String> {
        let (open, own): (Vec<_>, Vec<_>) = sealed.openings.iter().partition(|(_, class)| *class == Class::Plain);
        let open: BTreeMap<&str, &Opening> = open.into_iter().map(|(opening, _)| (opening.field.as_str(), opening)).collect();
        sql_query("INSERT INTO audit_leaf (register_id, epoch, idx, leaf, leaf_hash, mac, plain) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind::<Text, _>(&self.head.register_id)
            .bind::<BigInt, _>(self.head.epoch)
            .bind::<BigInt, _>(self.head.size)
            .bind::<Binary, _>(&sealed.leaf)
            .bind::<Binary, _>(sealed.hash.as_slice())
            .bind::<Binary, _>(sealed.mac.as_slice())
            .bind::<Binary, _>(plain::write(&open).map_err(message_of)?)
            .execute(self.conn)
            .map_err(message_of)?;
        for (opening, class) in own {
            sql_query("INSERT INTO audit_opening (register_id, epoch, idx, field, class, salt, value) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .bind::<Text, _>(&self.head.register_id)
                .bind::<BigInt, _>(self.head.epoch)
                .bind::<BigInt, _>(self.head.size)
                .bind::<Text, _>(&opening.field)
                .bind::<Text, _>(class.as_str())
                .bind::<Binary, _>(opening.salt.as_slice())
                .bind::<Binary, _>(&opening.value)
                .execute(self.conn)
                .map_err(message_of)?;
        }
        Ok(())
    }
}
