//! What a run leaves behind: metrics by month.

macro_rules! metrics {
    ($of:ident, $what:literal: $($variant:ident = $name:literal: $help:literal,)*) => {
        #[doc = $what]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $of { $(#[doc = $help] $variant,)* }

        impl $of {
            /// All of them in the order of the files.
            pub const ALL: &'static [$of] = &[$($of::$variant,)*];

            /// Name in files.
            pub fn name(self) -> &'static str {
                match self { $($of::$variant => $name,)* }
            }

            /// What it is, with its unit.
            pub fn help(self) -> &'static str {
                match self { $($of::$variant => $help,)* }
            }
        }
    };
}

metrics! { Metric, "A figure of a month. Names are those of the files.":
    Containment = "containment": "Contained and induced conversations over issues and induced ones (share): the dashboard's containment.",
    AiResolution = "ai_resolution": "Truly resolved share of the contained issues (share).",
    Drift = "drift": "Resolution lost to quality drift (share points).",
    Issues = "issues": "Issues customers have in the month.",
    ContactsDemanded = "contacts_demanded": "Contacts that demand would have brought to people without AI.",
    Contained = "contained": "Conversations that ended without a human, induced ones included.",
    HumanContacts = "human_contacts": "Contacts handled by people, in-house and at vendors.",
    HumanHours = "human_hours": "Hours of handling by people.",
    AhtMinutes = "aht_minutes": "Mean handle time of people's contacts (minutes).",
    InHouseAhtMinutes = "in_house_aht_minutes": "Mean handle time of in-house teams (minutes).",
    Csat = "csat": "Satisfaction with people's contacts (share).",
    CsatAllChannels = "csat_all_channels": "Satisfaction over people's contacts and real contained conversations (share).",
    Fcr = "fcr": "First-contact resolution of people's contacts (share).",
    RequiredFte = "required_fte": "FTE the month's in-house work requires.",
    Heads = "heads": "Heads of in-house teams, those in training excluded.",
    TemporaryFte = "temporary_fte": "Temporary staff for the season (FTE).",
    EffectiveFte = "effective_fte": "Effective FTE: heads by productivity, temporary staff included.",
    TrainingHeads = "training_heads": "Heads in classes and in specialist training.",
    Hires = "hires": "Heads whose class begins training in the month.",
    Leavers = "leavers": "Heads who leave at the end of the month.",
    Severed = "severed": "Heads let go at the end of the month.",
    Upskilled = "upskilled": "Heads whose specialist training begins in the month.",
    Redeployed = "redeployed": "Heads who move to another department at the end of the month.",
    Rehired = "rehired": "Of the month's hires, those that replace heads let go or redeployed in the twelve months before.",
    UnderNotice = "under_notice": "Heads still here who have been told that they will go, at the end of the month.",
    SeveredBand1 = "severed_band_1": "Heads let go in the first tenure band of severance (all of them where no bands are given).",
    SeveredBand2 = "severed_band_2": "Heads let go in the second tenure band.",
    SeveredBand3 = "severed_band_3": "Heads let go in the third tenure band.",
    SeveredBand4 = "severed_band_4": "Heads let go in the fourth tenure band.",
    CollectiveDismissal = "collective_dismissal": "1 in a month by whose end as many were let go as make a collective dismissal, else 0; the mean is a probability.",
    TransferredFte = "transferred_fte": "FTE whose work moves between vendors and in-house teams in the month; the law may move their staff with it.",
    SupervisorFte = "supervisor_fte": "Supervisors by span of control (FTE).",
    QaAnalystFte = "qa_analyst_fte": "Quality analysts by span of control (FTE).",
    AssistSaving = "assist_saving": "In-house handle time saved by an AI beside the agent (share).",
    Occupancy = "occupancy": "In-house occupancy, mean over queues weighted by effective FTE (share).",
    ServiceLevel = "service_level": "In-house service level over all arrivals, weighted by contacts (share).",
    Abandonment = "abandonment": "In-house abandonment, weighted by contacts (share).",
    OvertimeFte = "overtime_fte": "Overtime (FTE).",
    BacklogHours = "backlog_hours": "Deferred work left open at the end of the month (agent hours); 0 where no response target is given.",
    DeferredInTime = "deferred_in_time": "Deferred work answered within its response target (share); 1 where there is none.",
    ServiceDebt = "service_debt": "FTE missing after overtime, at overtime price (money).",
    FreedCapacity = "freed_capacity": "Paid hours above need, at cost (money); never added to savings.",
    VendorFte = "vendor_fte": "FTE vendors need.",
    VendorContacts = "vendor_contacts": "Contacts vendors handle.",
    VendorInvoice = "vendor_invoice": "Vendor invoices (money).",
    VendorUsage = "vendor_usage": "Part of the invoices that units, fixed fees and indexation make (money).",
    VendorBonus = "vendor_bonus": "Part of the invoices that gainshare and SLA make, a malus negative (money).",
    VendorShortfall = "vendor_shortfall": "Part of the invoices that only the minimum makes (money).",
    Pressure = "pressure": "Pressure of old targets (relative).",
    AgentExperience = "agent_experience": "Agent experience (index): 100 without strain by occupancy, hardness and pressure; mean by heads.",
    Effort = "effort": "Customer effort: repeats, handoffs without context, contacts not answered in time.",
    ResolvedByAi = "resolved_by_ai": "Issues the AI really resolves.",
    ResolvedByPeople = "resolved_by_people": "Issues people resolve.",
    IssuesLost = "issues_lost": "Of the issues given up, those that people would have resolved had the customer not hung up.",
    IssuesGivenUp = "issues_given_up": "Issues that end unresolved.",
    ContributionLost = "contribution_lost": "Contribution lost with issues given up and effort (money).",
    Cost = "cost": "Cost of the month (money).",
    CostInHouseLabour = "cost_in_house_labour": "Heads, classes and upskillers at loaded cost (money).",
    CostTemporary = "cost_temporary": "Temporary staff (money).",
    CostOvertime = "cost_overtime": "Overtime (money).",
    CostSupervisors = "cost_supervisors": "Supervisors by span of control (money).",
    CostQaAnalysts = "cost_qa_analysts": "Quality analysts by span of control (money).",
    CostVendor = "cost_vendor": "Vendor invoices (money).",
    CostAiUsage = "cost_ai_usage": "AI usage fee (money).",
    CostAiPlatform = "cost_ai_platform": "AI platform fee (money).",
    CostAiRunTeam = "cost_ai_run_team": "People who run the AI (money).",
    CostAssist = "cost_assist": "Licences of the AI beside the agent (money).",
    CostAiErrors = "cost_ai_errors": "Refunds and corrections of falsely contained conversations (money).",
    CostOneOff = "cost_one_off": "Integration and programmes, expensed when incurred (money).",
    CostQuality = "cost_quality": "Reviews of AI conversations (money).",
    CostHiring = "cost_hiring": "Hiring (money).",
    CostTraining = "cost_training": "Training of classes (money).",
    CostUpskilling = "cost_upskilling": "Specialist training of generalists (money).",
    CostSeverance = "cost_severance": "Severance (money).",
    CostContractExit = "cost_contract_exit": "Contract exit (money).",
    CostCredits = "cost_credits": "Credits received, negative (money).",
    SlideSavings = "slide_savings": "What the slide promises: conversations at today's cost per contact, less the usage fee (money).",
    CostSavings = "cost_savings": "Cost of `no_ai` less cost: what reaches the P&L (money).",
    RedeployedPay = "redeployed_pay": "Pay of people redeployed to other departments (money): out of the service budget, still paid by the company.",
    CompanySavings = "company_savings": "Cost savings less the pay of redeployed people (money): what the company as a whole saves.",
    ValueEffect = "value_effect": "Cost savings less extra contribution lost (money).",
    CumulativeSavings = "cumulative_cost_savings": "Cost savings since the start (money).",
    CumulativeSlide = "cumulative_slide_savings": "Slide savings since the start (money).",
    CumulativeValue = "cumulative_value_effect": "Value effect since the start (money).",
    CostPerContact = "cost_per_contact": "Cost over the contacts demand would have brought to people (money).",
    CostPerConversation = "cost_per_conversation": "Cost over people's contacts and contained conversations (money): the dashboard's, never used.",
    CostPerResolvedIssue = "cost_per_resolved_issue": "Cost over the issues truly resolved (money).",
}

metrics! { TeamMetric, "A figure of one team in a month. Names are those of the files.":
    Required = "required_fte": "FTE that the team's part of its queue's work requires.",
    Heads = "heads": "Heads on the floor, those in training excluded.",
    Effective = "effective_fte": "The team's part of its queue's effective FTE, temporary staff included.",
    Training = "training_heads": "Heads in classes and in specialist training.",
    Hires = "hires": "Heads whose class begins training in the month.",
    Leavers = "leavers": "Heads who leave of their own at the end of the month.",
    Severed = "severed": "Heads let go at the end of the month.",
    Upskilled = "upskilled": "Heads whose specialist training begins in the month.",
    Temporary = "temporary_fte": "Temporary staff for the season (FTE).",
    Redeployed = "redeployed": "Heads who move to another department at the end of the month.",
    Rehired = "rehired": "Of the month's hires, those that replace heads let go or redeployed in the twelve months before.",
    UnderNotice = "under_notice": "Heads still here who have been told that they will go, at the end of the month.",
    ServiceLevel = "service_level": "Service level of the team's queue over all arrivals (share).",
    Occupancy = "occupancy": "Occupancy of the team's queue (share).",
    Hazard = "leaving_share": "Expected share of heads that leave of their own at the end of the month.",
    Experience = "agent_experience": "Agent experience of the team (index): 100 without strain by occupancy, hardness and pressure.",
}

/// All metrics of all months of one run, month by month; team metrics follow the common ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    width: usize,
    values: Vec<f64>,
}

impl Record {
    /// Zeros for `months` months and `teams` teams.
    pub fn new(months: usize, teams: usize) -> Self {
        let width = Metric::ALL.len() + teams * TeamMetric::ALL.len();
        Self { width, values: vec![0.0; months * width] }
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        self.values.fill(0.0);
    }

    /// Takes over the figures of a record of the same size.
    pub fn copy_from(&mut self, other: &Self) {
        self.values.copy_from_slice(&other.values);
    }

    /// Number of months.
    pub fn months(&self) -> usize {
        self.values.len() / self.width
    }

    /// Figures kept per month.
    pub fn width(&self) -> usize {
        self.width
    }

    /// All figures, month by month.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// A metric of a month.
    #[inline]
    pub fn get(&self, t: usize, metric: Metric) -> f64 {
        self.values[t * self.width + metric as usize]
    }

    /// Sets a metric of a month.
    #[inline]
    pub fn set(&mut self, t: usize, metric: Metric, value: f64) {
        self.values[t * self.width + metric as usize] = value;
    }

    /// Column of a team's metric in a month's figures.
    #[inline]
    pub fn team_column(team: usize, metric: TeamMetric) -> usize {
        Metric::ALL.len() + team * TeamMetric::ALL.len() + metric as usize
    }

    /// A team's metric of a month.
    #[inline]
    pub fn team(&self, t: usize, team: usize, metric: TeamMetric) -> f64 {
        self.values[t * self.width + Self::team_column(team, metric)]
    }

    /// Sets a team's metric of a month.
    #[inline]
    pub fn set_team(&mut self, t: usize, team: usize, metric: TeamMetric, value: f64) {
        self.values[t * self.width + Self::team_column(team, metric)] = value;
    }

    /// Sum of a metric over months.
    pub fn sum(&self, metric: Metric) -> f64 {
        (0..self.months()).map(|t| self.get(t, metric)).sum()
    }

    /// Mean of a metric over the last `months` months.
    pub fn end_mean(&self, metric: Metric, months: usize) -> f64 {
        let first = self.months().saturating_sub(months);
        (first..self.months()).map(|t| self.get(t, metric)).sum::<f64>() / (self.months() - first) as f64
    }
}
