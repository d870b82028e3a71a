//! The register as something that stands on a machine: its file, its keys, its log lines, its clock;
//! what a stop leaves behind, and what is refused at start.

mod clock;
mod copies;
mod file;
mod keys;
mod lines;
mod start;
