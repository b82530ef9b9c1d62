//! Output folders: written beside their place and renamed when complete, so that an interrupted run leaves the previous
//! output untouched, and never put in the place of a folder that is not ours.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::Stop;
use super::terminal::error_line;
use crate::report::manifest::{self, Manifest};

/// Writes a file's bytes.
type StreamWriter<'a> = Box<dyn FnOnce(&mut dyn io::Write) -> io::Result<()> + 'a>;

/// A file that is written as it is made.
pub(super) struct Stream<'a> {
    /// Path in the folder.
    pub(super) path: String,
    /// Its bytes.
    pub(super) write: StreamWriter<'a>,
}

/// A folder that may be written: absent, empty, or an earlier output of ours.
#[derive(Debug)]
pub(super) struct Folder {
    place: PathBuf,
    /// Files of an earlier output that this program did not write: kept.
    guests: Vec<PathBuf>,
}

impl Folder {
    /// Looks at the place before anything is computed.
    pub(super) fn claim(place: &Path) -> Result<Self, Stop> {
        let refuse = |why: &str| {
            let line = error_line(&format!("{} {why}", place.display()));
            Stop::Input(format!("{line}\n  help: choose another folder with --out, or move this one away"))
        };
        let absolute = std::path::absolute(place).map_err(|e| refuse(&format!("is no usable path: {e}")))?;
        // A link to a folder stays a link: what it points to is replaced.
        let real = fs::canonicalize(&absolute).unwrap_or(absolute);
        let entries = match fs::read_dir(&real) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self { place: real, guests: Vec::new() }),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(refuse("is a file, not a folder")),
            Err(error) => return Err(refuse(&format!("cannot be read: {error}"))),
        };
        if entries.count() == 0 {
            return Ok(Self { place: real, guests: Vec::new() });
        }
        let Some(manifest) = fs::read(real.join(manifest::FILE)).ok().and_then(|text| Manifest::ours(&text)) else {
            return Err(refuse("was not written by residual, and is not replaced"));
        };
        let mut guests = Vec::new();
        list(&real, Path::new(""), &mut guests).map_err(|e| refuse(&format!("cannot be read: {e}")))?;
        guests.retain(|path| path.to_str().is_none_or(|p| p != manifest::FILE && !manifest.files.iter().any(|f| f == p)));
        Ok(Self { place: real, guests })
    }

    /// Writes all files (path in the folder, bytes), or changes nothing.
    #[cfg(test)]
    fn write(&self, files: &[(String, Vec<u8>)]) -> Result<()> {
        self.write_all(files, Vec::new())
    }

    /// Writes all files, those that are too large for memory as they come, or changes nothing.
    pub(super) fn write_all(&self, files: &[(String, Vec<u8>)], streams: Vec<Stream<'_>>) -> Result<()> {
        let said = || format!("cannot write {}", self.place.display());
        let parent = self.place.parent().with_context(said)?;
        fs::create_dir_all(parent).with_context(said)?;
        let room = tempfile::Builder::new().prefix(".residual-").tempdir_in(parent).with_context(said)?;
        // Temporary folders are private; one made inside is as open as any other of this user.
        let fresh = room.path().join("new");
        fs::create_dir(&fresh).with_context(said)?;
        for (path, bytes) in files {
            write_file(&fresh.join(path), bytes).with_context(said)?;
        }
        for stream in streams {
            write_stream(&fresh.join(stream.path), stream.write).with_context(said)?;
        }
        for guest in &self.guests {
            let (from, to) = (self.place.join(guest), fresh.join(guest));
            if !to.exists() {
                copy_file(&from, &to).with_context(said)?;
            }
        }
        self.swap(&fresh, room).with_context(said)
    }

    /// Puts the new folder in place. The old one is gone only when the new one is there.
    fn swap(&self, fresh: &Path, room: tempfile::TempDir) -> Result<()> {
        let old = room.path().join("old");
        let replaces = self.place.exists();
        if replaces {
            fs::rename(&self.place, &old)?;
        }
        if let Err(error) = fs::rename(fresh, &self.place) {
            if replaces && fs::rename(&old, &self.place).is_err() {
                bail!("{error}; the previous output is kept in {}", room.keep().join("old").display());
            }
            return Err(error.into());
        }
        Ok(())
    }
}

/// All files below a folder, by their path in it.
fn list(root: &Path, inside: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(inside))? {
        let entry = entry?;
        let path = inside.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            list(root, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}

fn write_stream(path: &Path, write: StreamWriter<'_>) -> io::Result<()> {
    let mut out = io::BufWriter::new(fs::File::create(path)?);
    write(&mut out)?;
    out.flush()
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, Vec<u8>) {
        (path.into(), text.into())
    }

    fn ours(files: &[&str]) -> (String, Vec<u8>) {
        let names: Vec<String> = files.iter().map(|f| format!("\"{f}\"")).collect();
        let text = format!(
            r#"{{"program":"residual","version":"0","command":"run","scenario":{{"file":"a","name":"a","sha256":""}},"seed":1,
            "trials":1,"expected":false,"options":[],"set":[],"threads":1,"started":"","wall_seconds":0.0,"files":[{}]}}"#,
            names.join(",")
        );
        file(manifest::FILE, &text)
    }

    #[test]
    fn a_second_output_takes_the_place_of_the_first_and_keeps_what_others_put_there() {
        let room = tempfile::tempdir().expect("a temporary folder");
        let place = room.path().join("out").join("retailer");
        let write = |files: &[(String, Vec<u8>)]| Folder::claim(&place).expect("ours").write(files).expect("writable");
        write(&[file("plots/a.svg", "1"), file("stale.csv", "1"), ours(&["plots/a.svg", "stale.csv"])]);
        fs::write(place.join("plots/notes.txt"), "mine").expect("writable");
        write(&[file("plots/a.svg", "2"), ours(&["plots/a.svg"])]);
        let read = |name: &str| fs::read_to_string(place.join(name)).unwrap_or_default();
        assert_eq!((read("plots/a.svg"), read("plots/notes.txt"), read("stale.csv")), ("2".into(), "mine".into(), String::new()));
        assert_eq!(fs::read_dir(room.path().join("out")).map(Iterator::count).ok(), Some(1), "no temporary folder is left");
    }

    #[test]
    fn a_failed_write_leaves_the_old_output() {
        let room = tempfile::tempdir().expect("a temporary folder");
        let place = room.path().join("retailer");
        Folder::claim(&place).expect("absent").write(&[file("a.csv", "1"), ours(&["a.csv"])]).expect("writable");
        // A file cannot be a folder too: the second entry fails after the first was written.
        let broken = [file("a.csv", "2"), file("a.csv/b.csv", "2")];
        assert!(Folder::claim(&place).expect("ours").write(&broken).is_err());
        assert_eq!(fs::read_to_string(place.join("a.csv")).ok().as_deref(), Some("1"));
        assert_eq!(fs::read_dir(room.path()).map(Iterator::count).ok(), Some(1), "no temporary folder is left");
    }

    #[test]
    fn folders_of_others_are_refused() {
        let room = tempfile::tempdir().expect("a temporary folder");
        let taken = room.path().join("taken");
        fs::create_dir(&taken).expect("writable");
        assert!(Folder::claim(&taken).is_ok(), "an empty folder may be used");
        fs::write(taken.join("thesis.tex"), "years").expect("writable");
        assert!(matches!(Folder::claim(&taken), Err(Stop::Input(_))));
        fs::write(taken.join(manifest::FILE), "{\"program\":\"other\"}").expect("writable");
        assert!(matches!(Folder::claim(&taken), Err(Stop::Input(_))));
        assert!(matches!(Folder::claim(&taken.join("thesis.tex")), Err(Stop::Input(_))));
    }
}
