//! What a contract remembers from month to month: notice, ramp-down, its start, its end, the way out (model book,
//! "Contracts").

use super::{Bill, Invoice, Line, Month, UNITS, Volumes, invoice};
use crate::engine::finance::compounded;
use crate::model::{ContractsLever, Terms};

/// Months after which ramp-down compares.
const QUARTER: usize = 3;

/// A vendor's account over a run. [`Account::bill`] is called once a month, in order.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Ratio of worked to counterfactual volumes, month by month: what notice looks back at.
    ratios: Vec<[f64; UNITS]>,
    /// Billed volumes: what ramp-down looks back at.
    billed: Vec<Volumes>,
    /// Invoice totals: what the termination fee is a mean of.
    totals: Vec<f64>,
}

impl Account {
    /// Room for a run.
    pub fn with_months(months: usize) -> Self {
        Self { ratios: Vec::with_capacity(months), billed: Vec::with_capacity(months), totals: Vec::with_capacity(months) }
    }

    /// Before a run.
    pub fn reset(&mut self) {
        self.ratios.clear();
        self.billed.clear();
        self.totals.clear();
    }

    /// Bills the next month under `terms`, in force since month `since`. `no_ai` is the same month of the counterfactual,
    /// `today` today's average month. `frozen` prices do not rise; without `committed` there is no notice, ramp-down or
    /// minimum (the bridge below its contract step).
    #[allow(clippy::too_many_arguments, reason = "what a contract looks at")]
    pub fn bill(
        &mut self,
        terms: &Terms,
        since: usize,
        month: &Month,
        no_ai: Option<&Month>,
        today: &Volumes,
        frozen: bool,
        committed: bool,
    ) -> Invoice {
        let t = self.totals.len();
        let billed = self.billed_volumes(terms, &month.worked, no_ai.map(|m| &m.worked), today, committed);
        let index = if frozen { 1.0 } else { index(terms, t - since.min(t)) };
        let invoice = invoice(terms, &Bill { billed, month, no_ai, today, index, with_minimum: committed });
        self.totals.push(invoice.total());
        invoice
    }

    /// The last invoice of a contract that is left in `month`: the termination fee, and nothing for work.
    pub fn close(&self, terms: &Terms, month: usize) -> Invoice {
        let mut invoice = Invoice::default();
        invoice.set(Line::TerminationFee, exit_fee(terms, self, month));
        invoice
    }

    /// Volumes billed in a month of the account so far.
    pub fn billed(&self, t: usize) -> &Volumes {
        &self.billed[t]
    }

    /// Notice: the counterfactual's volume times the highest ratio of worked to counterfactual volume over this and the last
    /// `notice_months` months, so that a reduction counts after notice and a season does at once. Ramp-down: at least
    /// `1 − x` of what was billed three months before, of today's units in the first quarter.
    fn billed_volumes(
        &mut self,
        terms: &Terms,
        worked: &Volumes,
        counterfactual: Option<&Volumes>,
        today: &Volumes,
        committed: bool,
    ) -> Volumes {
        let mut billed = *worked;
        if let Some(counterfactual) = counterfactual {
            let mut ratios = [0.0; UNITS];
            for (ratio, (a, c)) in ratios.iter_mut().zip(worked.0.iter().zip(&counterfactual.0)) {
                *ratio = if *c > 0.0 { a / c } else { 0.0 };
            }
            self.ratios.push(ratios);
            let notice = if committed { terms.notice_months as usize } else { 0 };
            let first = self.ratios.len().saturating_sub(notice + 1);
            for (unit, billed) in billed.0.iter_mut().enumerate() {
                let highest = self.ratios[first..].iter().fold(0.0, |high: f64, r| high.max(r[unit]));
                // A ratio of this month alone gives back the worked volume to the bit.
                if counterfactual.0[unit] > 0.0 && highest > ratios[unit] {
                    *billed = counterfactual.0[unit] * highest;
                }
            }
        }
        if let Some(share) = terms.ramp_down.filter(|_| committed) {
            let t = self.billed.len();
            let before = if t >= QUARTER { &self.billed[t - QUARTER] } else { today };
            for (billed, before) in billed.0.iter_mut().zip(before.0) {
                *billed = billed.max((1.0 - share) * before);
            }
        }
        self.billed.push(billed);
        billed
    }

    /// Mean of the last three (or fewer) invoices.
    pub fn recent_mean(&self) -> f64 {
        let last = &self.totals[self.totals.len().saturating_sub(QUARTER)..];
        if last.is_empty() { 0.0 } else { last.iter().sum::<f64>() / last.len() as f64 }
    }
}

/// Indexation reached `months` after the terms' start: a step on each anniversary. An automatic renewal starts no new terms.
fn index(terms: &Terms, months: usize) -> f64 {
    compounded(terms.indexation, months / 12)
}

/// Fee for ending a contract: `termination_fee` months of the mean of its last three invoices; none where none is agreed,
/// or where it ends with its term (`month` = `term_ends`).
pub fn exit_fee(terms: &Terms, account: &Account, month: usize) -> f64 {
    let expires = terms.term_ends.is_some_and(|end| end as usize == month);
    if expires { 0.0 } else { terms.termination_fee.unwrap_or(0.0) * account.recent_mean() }
}

/// Month from which renegotiated terms hold; `None`: never. `agreed(attempt)` says whether the vendor agrees.
///
/// The first talks start with the lever and take `negotiation_months`. If they fail, the contract stays in force until its
/// term ends and talks are held once more, so that what they agree holds from the end of the term, or from the end of the
/// talks where they last longer. A term that ends before the first talks fail has renewed at the same terms: no second try.
pub fn renegotiated_from(lever: &ContractsLever, terms: &Terms, pulled: usize, agreed: impl Fn(usize) -> bool) -> Option<usize> {
    let talks = lever.negotiation_months as usize;
    let first = pulled + talks;
    if agreed(0) {
        return Some(first);
    }
    let end = terms.term_ends? as usize;
    (end >= first && agreed(1)).then(|| end.max(first + talks))
}
