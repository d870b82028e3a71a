//! The promises about speed and memory, each as a ratio to a yardstick measured in the same run on the same machine:
//! seconds of another machine say little. Run by `scripts/bench`; nothing fails on a row that is not met.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bare;
#[path = "../../tests/it/county.rs"]
mod county;
mod crowd;
mod entries;
mod filling;
mod growth;
mod house;
mod law;
mod load;
mod measure;
mod pgbench;
#[path = "../../tests/it/postgres.rs"]
mod postgres;
mod program;
mod rows;
mod siege;
mod sitting;
mod subject;

/// The server has it; yardstick and rules are measured with it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, file] = &arguments[..]
        && flag == bare::FLAG
    {
        bare::serve(file);
        return;
    }
    let is_json = arguments.iter().any(|argument| argument == "--json");
    let only = arguments.iter().position(|argument| argument == "--only").and_then(|at| arguments.get(at + 1));
    let rows = subject::rows(only.map_or("", String::as_str));
    if is_json {
        println!("{}", rows::json(&rows));
    } else {
        println!("{}", rows::table(&rows));
    }
}
