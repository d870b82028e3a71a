//! The book of a meeting over HTTP: every act is entered here.

mod advice;
mod conduct;
mod deciding;
mod panels;
mod room;
mod samples;
mod sitting;
mod slips;
mod urgent;
mod visitors;
mod voting;

use crate::http::Route;

const TAG: &str = "The room";
const DECIDING: &str = "Deciding";

#[must_use]
pub fn routes() -> Vec<Route> {
    [
        room::routes(),
        visitors::routes(),
        conduct::routes(),
        sitting::routes(),
        advice::routes(),
        panels::routes(),
        slips::routes(),
        voting::routes(),
        deciding::routes(),
        urgent::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
