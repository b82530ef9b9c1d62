//! Pages made from the program are as the program makes them. `BLESS=1 cargo test --test docs` makes them anew.

use std::fs;
use std::path::Path;

use residual::report::reference;

fn is_current(page: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("docs")).expect("a folder");
        fs::write(&path, wanted).expect("a page");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/{page} is not current: BLESS=1 cargo test --test docs");
}

#[test]
fn every_code_has_its_paragraph() {
    is_current("diagnostics.md", &reference::diagnostics());
}

#[test]
fn every_key_has_its_line() {
    is_current("scenario.md", &reference::keys());
}
