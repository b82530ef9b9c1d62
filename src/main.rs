//! The program `residual`.
fn main() -> std::process::ExitCode {
    residual::cli::main()
}
