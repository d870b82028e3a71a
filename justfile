# The verbs of the house, each one line that can be typed without `just`. `just` alone lists them.

_verbs:
    @just --list --unsorted

# Everything that must hold, as before every change: installs what it needs where it can.
test:
    ./scripts/test

# The quick loop, on SQLite: the library's tests and the fences, less the two that take long.
fast:
    cargo test --locked --lib
    cargo test --locked --test it fences:: -- --skip fences::plans --skip fences::fault_at_every_statement

# Prints the rules into tests/verdicts, then the line of their edition (after `snapshots`, if roles changed).
verdicts:
    UPDATE_SNAPSHOTS=1 cargo test --locked --lib rulebook:: -- --skip under_their_edition
    UPDATE_SNAPSHOTS=1 cargo test --locked --lib under_their_edition

# Writes what is printed again: the API document, the schemas, the roles, costs, addresses, the demonstration.
snapshots:
    UPDATE_SNAPSHOTS=1 cargo test --locked --test it published::
    UPDATE_SNAPSHOTS=1 cargo test --locked --test it costs::
    UPDATE_SNAPSHOTS=1 cargo test --locked --test it by_address::
    UPDATE_SNAPSHOTS=1 cargo test --locked --test it what_is_printed_is_what_was_agreed

# At a release: what programs are written for from now on.
released:
    jq --compact-output . docs/openapi.json > docs/released/openapi.json

# One whole meeting, played and told; then it serves, until Ctrl-C. `just demo --once` ends after the meeting.
demo *flags:
    cargo run --locked --release -- demo {{flags}}

# What is promised of speed and memory, as ratios measured in one run; best on a machine at rest.
bench *flags:
    ./scripts/bench {{flags}}
