//! How alike conflicts were treated: the same kind of interest, on the same kind of item, at several decisions.
//!
//! In the minute book this is the yearly look back of whoever guards against conflicts of interest. This folder
//! compares what decisions record of each person and names what stands out; it judges nobody, and changes nothing.

mod facts;
pub mod http;
mod rules;
