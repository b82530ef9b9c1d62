# Recipes for everyday work; `just` lists them.

default:
    @just --list

# The main job
run scenario="scenarios/retailer.toml" *flags:
    cargo run --release -- run {{scenario}} {{flags}}

# All tests
test:
    cargo test --profile ci

# Tests of one file, as fast as they compile
quick name:
    cargo test --test {{name}}

# What a change has to pass
check:
    .ci/run

format:
    cargo fmt
