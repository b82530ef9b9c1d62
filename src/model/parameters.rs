//! The numbers of a scenario, in base units: shares 0..1, durations in minutes unless the name says otherwise, money in
//! the scenario's currency. One value of [`Parameters`] is one world's inputs. Units, domains, defaults, sources and
//! help of every field stand in [`crate::registry`], once.

/// All numeric inputs of a world.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "every field is documented in the registry of keys")]
pub struct Parameters {
    pub discount_rate: f64,
    pub demand: Demand,
    pub difficulty: Difficulty,
    pub customers: Customers,
    pub service: Service,
    pub workforce: Workforce,
    pub behaviour: Behaviour,
    pub ai: Ai,
    pub phases: Vec<Phase>,
    pub types: Vec<ContactType>,
    pub teams: Vec<Team>,
    pub vendors: Vec<Vendor>,
    pub levers: Levers,
    /// Months every lever slips when ownership is split.
    pub split_lag: f64,
    /// Agent-facing AI; `None`: none.
    pub assist: Option<Assist>,
}

/// `[assist]`: what an AI beside the agent does for people.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Assist {
    pub aht_saving_ramp: f64,
    pub aht_saving_proficient: f64,
    pub fcr_shift: f64,
    pub start_productivity: f64,
    pub attrition: f64,
    pub cost_per_seat: f64,
    pub start: f64,
}

/// `[demand]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Demand {
    pub growth: f64,
    pub shock_sd: f64,
    pub shock_persistence: f64,
    /// Seasonal factors, January first, normalised to mean 1.
    pub season: [f64; 12],
}

/// `[difficulty]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Difficulty {
    pub aht_loading: f64,
    pub fcr_slope: f64,
    pub csat_gap: f64,
    pub csat_handoff: f64,
    pub csat_wait: f64,
    pub value_loading: f64,
}

/// `[customers]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Customers {
    pub repeat_propensity: f64,
    pub false_containment_return: f64,
    /// Mean patience; `None`: nobody hangs up (Erlang C).
    pub patience_minutes: Option<f64>,
    pub retry: f64,
    pub effort_loss: f64,
}

/// `[service]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Service {
    pub share: f64,
    pub within_minutes: f64,
    pub max_occupancy: f64,
    /// Response target of deferred work; `None`: what comes in a month is taken as done in it.
    pub deferred: Option<Deferred>,
}

/// `[service.deferred]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Deferred {
    pub within_minutes: f64,
    pub share: f64,
}

/// `[workforce]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Workforce {
    pub paid_hours: f64,
    pub shrinkage: f64,
    pub schedule_inefficiency: f64,
    pub overtime_cap: f64,
    pub overtime_premium: f64,
    pub start_productivity: f64,
    pub planning_percentile: f64,
    pub lead_time_months: f64,
    pub wage_inflation: f64,
    pub seasonal_flex: f64,
    pub temporary_premium: f64,
    pub response_without: f64,
    pub misskill_aht: f64,
    pub misskill_fcr: f64,
    /// People who lead agents; `None`: not counted.
    pub supervisors: Option<Span>,
    /// People who listen to agents' contacts; `None`: not counted.
    pub qa_analysts: Option<Span>,
}

/// People beside the agents, by span of control.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Span {
    pub agents: f64,
    pub hourly_cost: f64,
}

/// `[behaviour]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Behaviour {
    pub occupancy_reference: f64,
    pub attrition_per_occupancy: f64,
    pub attrition_per_hardness: f64,
    pub attrition_per_pressure: f64,
    pub hurry: f64,
    pub pressure_fcr: f64,
}

/// `[ai]`, `[ai.price]`, `[ai.quality]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Ai {
    pub selectivity: f64,
    pub learning_months: f64,
    pub induced: f64,
    pub handoff_penalty: f64,
    pub handoff_saving: f64,
    pub context_carried: f64,
    pub integration: f64,
    pub platform_fee: f64,
    pub run_team_fte: f64,
    pub run_team_hourly_cost: f64,
    pub error_cost: f64,
    pub csat_resolved: f64,
    pub csat_false: f64,
    /// `None`: nobody who would meet the AI goes past it.
    pub opt_out: Option<OptOut>,
    pub price: AiPrice,
    pub quality: AiQuality,
}

/// `[ai.opt_out]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct OptOut {
    pub start: f64,
    pub share: f64,
}

/// `[ai.price]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct AiPrice {
    pub per_resolution: f64,
    pub per_conversation: f64,
    pub per_minute: f64,
    pub minutes_per_conversation: f64,
    pub per_seat: f64,
    pub fixed: f64,
    pub price_drift: f64,
    /// True: bills truly resolved conversations (needs the quality lever); false: contained ones.
    pub verified: bool,
    pub commitment: Option<Commitment>,
    pub guarantee: Option<Guarantee>,
}

/// `ai.price.commitment`: so many billed units a month are paid for in any case.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Commitment {
    pub resolutions: f64,
    /// Price of units above; `None`: the normal price.
    pub overage: Option<f64>,
}

/// `ai.price.guarantee`: part of the usage fee comes back when a threshold is missed.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Guarantee {
    pub metric: GuaranteeMetric,
    pub threshold: f64,
    pub credit: f64,
}

/// What a guarantee is measured on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "names say it")]
pub enum GuaranteeMetric {
    #[default]
    Resolution,
    ErrorRate,
}

/// `[ai.quality]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct AiQuality {
    pub regression_probability: f64,
    pub regression_size: f64,
    pub complaint_detection: f64,
    pub fix_months: f64,
}

/// `[[ai.phases]]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Phase {
    pub start: f64,
    pub ramp_months: f64,
    pub gate: Option<Gate>,
}

/// A phase's gate.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Gate {
    pub min_resolution: f64,
    pub max_escalation: f64,
}

/// `[[contact_types]]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct ContactType {
    pub volume: f64,
    pub aht_minutes: f64,
    pub aht_cv: f64,
    pub fcr: f64,
    pub csat: f64,
    pub value_at_risk: f64,
    pub concurrency: f64,
    /// Growth of this type; `None`: that of `[demand]`.
    pub growth: Option<f64>,
    /// Season of this type, normalised to mean 1; `None`: that of `[demand]`.
    pub season: Option<[f64; 12]>,
    pub ai: TypeAi,
}

/// `contact_types.*.ai`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct TypeAi {
    pub reach: f64,
    pub launch: f64,
    pub mature: f64,
    pub resolution: f64,
    /// Resolution at launch; `None`: `resolution` from the start.
    pub resolution_launch: Option<f64>,
    /// Induced conversations of this type; `None`: those of `[ai]`.
    pub induced: Option<f64>,
}

/// `[[teams]]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Team {
    pub skill_tier: f64,
    pub share_of_in_house: f64,
    /// Heads today; `None`: what today's demand needs.
    pub headcount: Option<f64>,
    pub loaded_hourly_cost: f64,
    pub annual_attrition: f64,
    pub training_weeks: f64,
    pub ramp_months: f64,
    pub hire_cost: f64,
    pub training_cost: f64,
    pub minimum_heads: f64,
    /// Most heads of a class; `None`: as many as are needed.
    pub maximum_class: Option<f64>,
}

/// `[[vendors]]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Vendor {
    pub volume_share: f64,
    /// Share of single contact types, by their index; `None` (or no entry): `volume_share`.
    pub volume_share_by_type: Vec<Option<f64>>,
    /// Share it is moved to by the contracts lever; `None`: it keeps today's.
    pub moved_to: Option<f64>,
    pub skill_tier: f64,
    pub aht_factor: f64,
    pub fcr_shift: f64,
    pub contract: Terms,
    /// What procurement asks for; `None`: nothing to negotiate.
    pub renegotiated: Option<Terms>,
    /// Other terms to compare in the same worlds; their names stand in `Model::alternatives`.
    pub alternatives: Vec<Terms>,
    /// What is known of its own cost; `None`: nothing.
    pub cost_to_serve: Option<CostToServe>,
}

/// `vendors.*.cost_to_serve`: what the work costs the vendor.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct CostToServe {
    /// Cost of a productive hour; `None`: not known.
    pub per_hour: Option<f64>,
    /// Least margin on cost at which the vendor signs.
    pub margin: f64,
}

impl Vendor {
    /// Share of the issues of contact type `k` that this vendor has.
    pub fn share_of_type(&self, k: usize) -> f64 {
        self.volume_share_by_type.get(k).copied().flatten().unwrap_or(self.volume_share)
    }
}

/// Terms of a vendor's contract.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Terms {
    pub per_fte: f64,
    pub per_hour: f64,
    pub per_minute: f64,
    pub per_contact: f64,
    pub per_resolution: f64,
    pub fixed: f64,
    pub minimum: Option<Minimum>,
    pub notice_months: f64,
    pub indexation: f64,
    /// Rates by volume band, ascending; empty: none.
    pub bands: Vec<Band>,
    /// True: all units at the rate of the band that holds the total; false: each unit at its band's rate.
    pub whole_bands: bool,
    pub dead_band: Option<DeadBand>,
    /// Share of the units of three months before by which billed volume may fall; `None`: freely.
    pub ramp_down: Option<f64>,
    pub aht_reopener: Option<AhtReopener>,
    pub sla: Option<Sla>,
    /// Share of the usage charge saved against `no_ai` that the vendor gets.
    pub gainshare: Option<f64>,
    /// Mean invoices due on exit.
    pub termination_fee: Option<f64>,
    /// Month of the run in which the term ends; `None`: none in the run.
    pub term_ends: Option<f64>,
}

/// A band of a contract's rates.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Band {
    /// Last unit of the band; `None`: open.
    pub up_to: Option<f64>,
    pub per_fte: f64,
    pub per_hour: f64,
    pub per_minute: f64,
    pub per_contact: f64,
    pub per_resolution: f64,
}

/// Anchored price: a band around today's units in which the charge does not move.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct DeadBand {
    pub width: f64,
    pub additional_charge: f64,
    pub reduction_credit: f64,
}

/// Per-contact prices that follow handle time.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct AhtReopener {
    pub band: f64,
    pub pass_through: f64,
}

/// Bonus and malus on service.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Sla {
    pub metric: SlaMetric,
    pub target: f64,
    pub bonus: f64,
    pub malus: f64,
    pub cap: f64,
}

/// What an SLA is measured on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "names say it")]
pub enum SlaMetric {
    #[default]
    Service,
    Csat,
}

/// A minimum commitment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Minimum {
    /// Share of today's units.
    pub share: f64,
    /// In what it is measured.
    pub of: MinimumOf,
}

/// What a minimum is measured in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "names say it")]
pub enum MinimumOf {
    #[default]
    Money,
    Contacts,
    Minutes,
    Fte,
}

/// `[levers.*]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Levers {
    pub staffing: StaffingLever,
    pub routing: RoutingLever,
    pub metrics_programme_cost: f64,
    pub contracts: ContractsLever,
    pub quality: QualityLever,
}

/// `[levers.staffing]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct StaffingLever {
    pub max_monthly_reduction: f64,
    /// Weeks of pay; `None`: nobody is let go.
    pub severance_weeks: Option<f64>,
    pub attrition_first_months: f64,
    /// Months after which a team sized to the business case is sized to what is observed; `None`: never.
    pub review_months: Option<f64>,
    pub hiring_freeze_months: f64,
    pub wave_months: f64,
    pub consultation_months: f64,
    pub notice_pay_weeks: f64,
    /// Severance of longer tenure, ascending; empty: the same for everybody.
    pub severance_bands: Vec<SeveranceBand>,
    pub redeploy_share: f64,
    /// From how many on the law speaks of a collective dismissal; `None`: not looked at.
    pub collective_dismissal: Option<CollectiveDismissal>,
    pub upskill: Option<Upskill>,
}

/// Severance from a tenure on.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct SeveranceBand {
    pub from_months: f64,
    pub weeks: f64,
}

/// What a country's law calls a collective dismissal.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct CollectiveDismissal {
    pub heads: f64,
    pub within_months: f64,
}

/// Generalists retrained to specialists.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct Upskill {
    pub success: f64,
    pub weeks: f64,
    pub cost: f64,
}

/// `[levers.routing]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct RoutingLever {
    pub specialist_from_tier: f64,
    pub context_carried: f64,
    pub cross_trained: f64,
}

/// `[levers.contracts]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct ContractsLever {
    pub success: f64,
    pub negotiation_months: f64,
    /// Months over which shares of vendors move.
    pub ramp_months: f64,
    /// Cost of moving the work of an FTE.
    pub transfer_cost: f64,
}

/// `[levers.quality]`
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "see the registry")]
pub struct QualityLever {
    pub ai_reviews: f64,
    /// Share of the AI's conversations that is reviewed; `None`: `ai_reviews`, whatever their number.
    pub ai_review_share: Option<f64>,
    pub minutes_per_review: f64,
    pub reviewer_hourly_cost: f64,
    pub coaching_fcr: f64,
    pub coaching_months: f64,
}
