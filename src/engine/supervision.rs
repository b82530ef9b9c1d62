//! Supervisors and quality analysts: people who lead the agents or listen to them, by span of control (model book, "Money").

use crate::model::{Parameters, Span};

/// FTE that lead or listen to `people`; none where no span is given. Spans are averages, so parts of a person count.
pub fn fte(span: Option<&Span>, people: f64) -> f64 {
    span.map_or(0.0, |span| people / span.agents)
}

/// A month's cost of supervisors and of quality analysts for `people`, before wage inflation.
pub fn costs(p: &Parameters, people: f64) -> [f64; 2] {
    let w = &p.workforce;
    [&w.supervisors, &w.qa_analysts].map(|span| {
        let hourly = span.as_ref().map_or(0.0, |span| span.hourly_cost);
        fte(span.as_ref(), people) * w.paid_hours * hourly
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_agents_have_one_supervisor() {
        let mut p = Parameters::default();
        p.workforce.paid_hours = 160.0;
        assert_eq!(costs(&p, 240.0), [0.0, 0.0]);
        p.workforce.supervisors = Some(Span { agents: 12.0, hourly_cost: 40.0 });
        p.workforce.qa_analysts = Some(Span { agents: 30.0, hourly_cost: 35.0 });
        assert_eq!(fte(p.workforce.supervisors.as_ref(), 240.0), 20.0);
        assert_eq!(costs(&p, 240.0), [20.0 * 160.0 * 40.0, 8.0 * 160.0 * 35.0]);
    }
}
