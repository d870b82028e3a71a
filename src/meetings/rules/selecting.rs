//! Whom a selector of the terms of reference means: a seat, with somebody in it or as such (C5.1).

use crate::committees::{Seat, Selector};
use crate::organisations::OrganisationKind;

/// A seat with what is known of it and of whoever is in it.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub seat: &'a Seat,
    /// The code and the kind of the body whose seat it is.
    pub organisation: &'a str,
    pub organisation_kind: Option<OrganisationKind>,
    /// The tags of the person; none where the bare seat is meant.
    pub tags: &'a [String],
    /// Whether the person presides.
    pub presides: bool,
}

/// Whether a selector means a place. Tags of the seat and of the person both serve.
#[must_use]
pub fn means(selector: &Selector, place: Place<'_>) -> bool {
    let seat = place.seat;
    match selector {
        Selector::Anyone => true,
        Selector::Voting(voting) => seat.voting == *voting,
        Selector::Membership(class) => seat.class() == *class,
        Selector::Capacity(capacity) => seat.capacity == *capacity,
        Selector::Tag(tag) => seat.tags.contains(tag) || place.tags.contains(tag),
        Selector::Seat(id) => seat.id == *id,
        Selector::Office(office) => seat.office == Some(*office),
        Selector::Presiding(_) => place.presides,
        Selector::Organisation(code) => place.organisation.eq_ignore_ascii_case(code),
        Selector::OrganisationKind(kind) => place.organisation_kind == Some(*kind),
        Selector::Any(list) => list.iter().any(|inner| means(inner, place)),
        Selector::Both(list) => list.iter().all(|inner| means(inner, place)),
        Selector::Except(pair) => means(&pair.0, place) && !means(&pair.1, place),
    }
}
