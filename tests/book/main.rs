//! The model book is held to the program: every number on it is made by it, every example runs, every link leads somewhere.
//! `BLESS=1 cargo test --profile ci --test book` writes anew what is made.

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod charts;
mod commands;
mod figures;
mod pages;
mod scenarios;
mod validation;

use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Is what is made to be written anew?
pub fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// A file that the program makes is as the program makes it.
#[track_caller]
pub fn is_current(path: &Path, wanted: &[u8]) {
    if blessing() && fs::read(path).ok().as_deref() != Some(wanted) {
        fs::create_dir_all(path.parent().expect("in a folder")).expect("a folder");
        fs::write(path, wanted).expect("the file is written");
    }
    let found = fs::read(path).unwrap_or_default();
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    assert!(found == wanted, "{name} is not current: BLESS=1 cargo test --profile ci --test book");
}

/// The same of a part of a page, between `<!-- made: name -->` and `<!-- end -->`.
#[track_caller]
pub fn part_is_current(page: &str, name: &str, wanted: &str) {
    let path = root().join(page);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{page}: {e}"));
    let open = format!("<!-- made: {name} -->\n");
    let start = text.find(&open).unwrap_or_else(|| panic!("{page} has no place for {name}")) + open.len();
    let end = start + text[start..].find("<!-- end -->").unwrap_or_else(|| panic!("{page}: {name} has no end"));
    if blessing() && text[start..end] != *wanted {
        fs::write(&path, format!("{}{wanted}{}", &text[..start], &text[end..])).expect("the page is written");
        return;
    }
    let differs = text[start..end].lines().zip(wanted.lines()).find(|(page, made)| page != made);
    assert!(
        text[start..end] == *wanted,
        "{page}, {name} is not current (BLESS=1 cargo test --profile ci --test book); first difference, page and made:\n{differs:#?}"
    );
}

/// All files under a folder with an ending, in order.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
