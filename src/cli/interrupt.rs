//! Ctrl-C: the first asks a run to end with the worlds it has, the second ends the program.

use std::sync::atomic::{AtomicBool, Ordering};

use super::terminal;

/// Was the program ever interrupted?
static HEARD: AtomicBool = AtomicBool::new(false);
/// Is what runs to end?
static ASKED: AtomicBool = AtomicBool::new(false);

/// Exit code of a program that a signal ended, as shells have it: 128 and the number of SIGINT.
pub(super) const EXIT_CODE: u8 = 130;

/// From now on an interruption is heard instead of ending the program. `said`: what to tell when it comes.
pub(super) fn listen(said: Option<&'static str>) {
    let heard = move || {
        if HEARD.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(EXIT_CODE));
        }
        ASKED.store(true, Ordering::Relaxed);
        if let Some(said) = said {
            terminal::complain(said);
        }
    };
    // Without a handler, for there is one already or the system gives none, an interruption ends the program as ever.
    let _ = ctrlc::set_handler(heard);
}

/// Is what runs to end?
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// What was to end has ended: what comes now runs to its end.
pub(super) fn forget() {
    ASKED.store(false, Ordering::Relaxed);
}
