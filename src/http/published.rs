//! What the API says of itself: its document, its pages, and whether it is well.

pub mod openapi;
pub mod pages;
pub mod rules;
