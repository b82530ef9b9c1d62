//! Contracts: invoices worked by hand, properties and limits of every form and term.

mod ai;
mod by_hand;
mod properties;

use residual::engine::contracts::{Bill, Invoice, Month, Volumes, invoice};
use residual::model::{Band, Minimum, MinimumOf, Terms};

/// Contacts, minutes, hours, FTE, resolutions.
fn volumes(contacts: f64, minutes: f64, hours: f64, fte: f64, resolutions: f64) -> Volumes {
    Volumes([contacts, minutes, hours, fte, resolutions])
}

/// Today's average month: 1 000 contacts of 6 minutes, 10 FTE of 108.8 productive hours (160 paid, 32 % shrinkage), 70 % resolved.
const TODAY: Volumes = Volumes([1_000.0, 6_000.0, 1_088.0, 10.0, 700.0]);

fn month(worked: Volumes) -> Month {
    Month { worked, service: 0.80, csat: 0.75 }
}

/// Today's month scaled.
fn scaled(by: f64) -> Volumes {
    Volumes(TODAY.0.map(|unit| unit * by))
}

fn bill(terms: &Terms, worked: Volumes) -> Invoice {
    invoice(terms, &Bill::plain(&month(worked), &TODAY))
}

#[track_caller]
fn close(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-9 * want.abs().max(1.0), "got {got}, want {want}");
}

#[track_caller]
fn billed(terms: &Terms, worked: Volumes, want: f64) {
    close(bill(terms, worked).total(), want);
}

fn per_contact(price: f64) -> Terms {
    Terms { per_contact: price, ..Terms::default() }
}

#[allow(clippy::unnecessary_wraps, reason = "as terms hold it")]
fn minimum(share: f64, of: MinimumOf) -> Option<Minimum> {
    Some(Minimum { share, of })
}

fn contact_bands() -> Vec<Band> {
    let band = |up_to, per_contact| Band { up_to, per_contact, ..Band::default() };
    vec![band(Some(400.0), 6.0), band(Some(800.0), 5.0), band(None, 4.0)]
}
