//! The attendance book line by line, as every other reader of a meeting has it.

pub use crate::meetings::facts::book::{AttendanceLine, attendance_lines};
