//! Every code a diagnostic can carry, explained once.

/// Code and what it means, what to do about it.
pub const CODES: &[(&str, &str)] = &[
    ("unreadable", "The file cannot be read: it is not there, it is a folder, or it may not be read."),
    ("not-text", "The file is not UTF-8 text. Editors call it the encoding of a file; save it as UTF-8."),
    (
        "too-large",
        "The file is larger than any scenario that people write, or the scenario has more elements in a list, or more work in a month, than the engine is made for.",
    ),
    ("too-deep", "Lists, tables and dotted keys are nested deeper than the format ever needs."),
    ("empty", "The file holds nothing, or blanks alone."),
    ("no-base", "The scenario that this one extends was not found."),
    ("base-cycle", "A scenario cannot be based on itself, directly or through others."),
    ("syntax", "The text is not TOML. Nothing else is checked until it is."),
    (
        "unknown-key",
        "No key of this name may stand here. The help names the nearest one, or the section a key of this name belongs to. A key that is not known is never ignored: it would silently change nothing.",
    ),
    ("missing-key", "A key without a default is not written. The caret stands under the header of the table it belongs to."),
    ("wrong-type", "The value is of another kind than the key takes: a text for a number, a table for a list."),
    ("bad-unit", "The unit does not fit the key, or a duration has none. Durations take s, min or h; amounts k or M; shares and rates %."),
    (
        "out-of-domain",
        "The value is outside the bounds of its key, or a distribution with these numbers does not exist. A range is the 5th and 95th percentile: shares may not touch 0 or 1, positive values may not start at 0.",
    ),
    ("interval-order", "A range goes from low to high, PERT from min over mode to max."),
    ("wrong-length", "A season has twelve factors; a discrete distribution as many weights as values."),
    ("must-be-certain", "The shape of the simulation depends on this key, so it must be the same in every world: one value, no range."),
    ("unknown-word", "The key takes one of a few words."),
    ("unknown-reference", "A phase, contact type or input of this name does not exist in the scenario."),
    ("bad-id", "Ids are parts of paths: letters, digits, _ and -, and not a number. `no_ai` is taken by the counterfactual."),
    ("duplicate-id", "Ids are unique in their section."),
    ("bad-month", "A month is written as 2026-01."),
    ("go-live", "The AI must take its first contact before the last month simulated."),
    ("bad-gate", "A gate looks at the phase before; the first phase has none."),
    ("phase-order", "Phases stand in the order of their start."),
    (
        "launch-above-mature",
        "Containment grows from launch to maturity. Compared are medians, and where one of the two is certain also the end of the other's range.",
    ),
    (
        "csat-range",
        "Satisfaction when a contact is resolved and when it is not follow from csat, fcr and csat_gap; both are probabilities.",
    ),
    ("csat-order", "Falsely contained conversations are meant to satisfy less than resolved ones."),
    ("share-sum", "Shares of teams sum to 1, those of vendors to at most 1, for every contact type."),
    ("no-price", "A contract has at least one price."),
    ("band-order", "Bands ascend; of a contract's, only the last one is open."),
    (
        "routing-groups",
        "Difficulty-aware routing needs specialists and generalists: teams with a skill tier at or above levers.routing.specialist_from_tier, and teams below.",
    ),
    ("correlation-empty", "Of the inputs named fewer than two are uncertain, so there is nothing to correlate."),
    ("correlation-twice", "Two correlations give the same pair different coefficients."),
    ("correlation-impossible", "No inputs can move together like this: the matrix of all correlations is not positive semi-definite."),
    (
        "staff-transfer",
        "Where work moves into or out of a vendor's hands, the law of some countries moves the people who do it, on their terms. The model counts them and pays nobody: a plan that lets go or hires for the same work may not be lawful.",
    ),
    ("skill-overlap", "A contact goes to one specialist queue: skills of two specialist teams are the same, or have nothing in common."),
    ("bad-profile", "The file with the arrival profile cannot be read, or it is not one row for each half-hour (or hour) of a week."),
    ("bad-hours", "Opening hours are written as 08:00-20:00, in half-hours of one day, or as closed; something must arrive in them."),
    ("idle-hours", "Open, but the arrival profile has nobody call at that time: the half-hours are not staffed."),
    (
        "business-case",
        "A team sized to the slide's promise is cut for contacts that come back: falsely contained customers, induced conversations that never were contacts, handle time that rises. The run shows what follows as numbers.",
    ),
    ("no-effect", "The key is right, but with what else is written it changes nothing."),
    ("unusual", "The value is far outside the range seen in practice. It is used as it is; the help names the source of the range."),
];

/// Explanation of a code.
pub fn explain(code: &str) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}
