namespace EdgeAgent.Core.Forecast;

/// <summary>
/// The chosen numbers of forecast, outlook and plan, in the order in which a sample passes: sample, history, model, blend, calibration, window, plan. Sizes of
/// tables and versions of stored data are beside their layout. Behind each number: its unit and its origin. "Tried": smaller and larger values gave no gain
/// (README.md); "chosen": not compared with other values.
/// </summary>
public static class ForecastConstants
{
    /// <summary>What is taken in.</summary>
    public static class Sampling
    {
        public const int GapMin = 60; // min; twice the longest sample period that the contract allows
        public const int MostSleepMin = 6 * 60; // min; a longer sleep may hide a whole window
        public const double MostHours = 0.5; // h; a sample stands for at most its half hour cell of the profiles
        public const double ForgetEveryDays = 0.25; // d; chosen: finer than any half-life
        public const double MostForgetDays = 14; // d; chosen: after a long time switched off some of the habit remains
    }

    /// <summary>Share of time on charge, and idle, by half hour.</summary>
    public static class Profiles
    {
        public const double UsualCharging = 0.3; // share; chosen: plug-in and solar sites have about this, and a few hours of data replace it
        public const double UsualIdle = 0.5; // share; nothing is known
        public const double HalfLifeDays = 21; // d; chosen: seasons change within weeks
        public const double CellHours = 1; // h; shrinkage of a cell to its time of day; chosen
        public const double DayHours = 1; // h; ... of the time of day to the mean; chosen
        public const double MeanHours = 3; // h; ... of the mean to what is usual; chosen
    }

    /// <summary>Rates of switching and their corrections.</summary>
    public static class Switching
    {
        public const double HalfLifeDays = 60; // d; tried, 35 to 120
        public const double AgeEvents = 2; // switches that a correction by age must outweigh; tried
        public const double DayAgoEvents = 3; // ... the same switch a day ago; tried
        public const double WeekAgoEvents = 6; // ... a week ago; tried
        public const double WeekdayEvents = 6; // ... day of the week and quarter of the day; tried
        public const double BusyEvents = 10; // ... how busy the last days were; tried
        public const double LeastRatio = 0.02; // no correction is stronger; also the bound for a prior
        public const double MostRatio = 1 / LeastRatio;
        public const double LeastBusyRatio = 0.2; // chosen: allows for a busy or a quiet day, not for another site
        public const double MostBusyRatio = 1 / LeastBusyRatio;
        public const double MostExposure = 10; // largest weight of a moment as exposure, however likely a switch was; chosen
        public static readonly double[] BusyHalfLifeDays = [2, 7]; // d; the last two days, the last week
        public const double UsualHours = 1; // h; weight of the prior in each half hour; half and twice are within .02 of skill
        public const double UsualProfileHours = 0.5; // h; the same for the share of time on charge
    }

    /// <summary>Weights of past moments by their likeness to the present one. All of them: tried.</summary>
    public static class Analogues
    {
        public const double AgeSlots = 2; // slots added to both ages before they are compared, so that the first half hour is one age
        public const double OtherWeekPart = 0.3; // weight of a weekend for a weekday, and the other way round
        public const double SameWeekday = 1.5; // weight
        public const double OtherYesterday = 0.5; // weight where the day before was another
        public const double HalfLifeDays = 45; // d
        public const int Reach = 1; // quarter hours before and after the same time of day
        public const double UsualWeight = 2; // weight of the profile, in moments
    }

    /// <summary>Blend of the chain and the rest, and its correction.</summary>
    public static class Blending
    {
        public const double Independence = 0.25; // hourly outcomes of one run of charging are nearly the same outcome: each counts as a quarter of one; tried
        public const double PriorVariance = 0.15; // of a weight; tried
        public const double Drift = 1e-6; // of a weight's variance, per hour; tried
        public const double BinHours = 60; // h that a bin's error must outweigh; chosen
        public const double ScoreHalfLifeHours = 14 * 24; // h; what is published as quality; chosen
        public const double EnoughHours = 7 * 24; // weighed h, about ten days: a lead without skill then serves the profile; chosen
        public const double LeastLogitP = 0.002; // bound of an input, from 0 and from 1
        public const double LeastP = 0.001; // ... of the published probability
    }

    /// <summary>How much the forecast is worth.</summary>
    public static class Worth
    {
        public const double ConfidentHours = 120; // h of exposure to 63 %; five days
        public const double SilenceHalvesDays = 2; // d; a silent sensor
        public const double WithoutSkill = 0.4; // share of the confidence that remains without skill; chosen
        public const double Least = 0.1; // ... and with a skill far below zero
        public const double LeastToPublish = 0.05; // below it the planner may use the forecast, but no time is published from it
        public const long NeverAfterMin = 14 * 1440; // min of observation without charging, after which nothing waits for it; chosen
    }

    /// <summary>How far the chain is tilted to the published probabilities.</summary>
    public static class Tilting
    {
        public const double Most = 4; // factor on a slot's rates; chosen
        public const double MostAnnounced = 1e4; // factor for an announced switch, which is expected at its time even if none was seen at that hour
        public const double UsualConfidence = 0.9; // share of announcements that hold; chosen
    }

    /// <summary>What a panel gives.</summary>
    public static class Sky
    {
        public const double DaylightW = 1; // W; below this envelope it is night: ratios have no meaning
        public const double Rise = 0.2; // share by which the envelope follows a brighter day; chosen: it stands for a clear sky in this season
        public const double Fall = 0.02; // ... and a duller one
        public const double HalfLifeDays = 60; // d; as for the rates
        public const double LeastHours = 0.05; // three minutes of a quarter hour; samples 20 min apart give five
        public const double StepMoves = 10; // weight of the prior of a class, in moves; chosen
        public const double DawnMoves = 5; // ... of the first class of the day
        public const double UsualThresholdW = 3; // W; the idle device's own power
        public const double MostSwitches = 50; // memory of the learned threshold; chosen
        public const double SpreadShare = 0.2; // of the envelope: within a class the harvest spreads about its mean, near the threshold it charges in part of the cases; chosen
        public const double SpreadW = 0.4; // W; the same of the meter
        public static readonly double[] Ratio = [0.05, 0.15, 0.26, 0.4, 0.6, 0.8, 0.98]; // share of the envelope that each class stands for

        // Moves per quarter hour at two sites (the pv development traces), rounded.
        public static readonly double[] Step =
        [
            .70, .25, .05, 0, 0, 0, 0,
            .07, .67, .21, .04, .01, 0, 0,
            .01, .10, .60, .24, .03, .01, .01,
            0, .01, .15, .54, .24, .04, .02,
            0, 0, .02, .17, .46, .24, .11,
            0, 0, 0, .03, .13, .60, .24,
            0, 0, 0, 0, .01, .05, .94,
        ];

        public static readonly double[] Dawn = [.02, .03, .05, .07, .08, .15, .60]; // the same traces
    }

    /// <summary>The hour of the day with the least activity.</summary>
    public static class QuietHour
    {
        public const double HalfLifeDays = 14; // d; chosen
        public const double FaintestWeight = 1e-6; // samples; an hour with less weight counts as not seen
        public const int EnoughHours = 12; // hours of the day; the minimum of fewer has little meaning
        public const long UsualMin = 60; // min from now while nothing was seen
    }

    /// <summary>State of charge.</summary>
    public static class Pack
    {
        public const double LeastPct = 1; // %; at this end the charge of a pack stands still
        public const double MostPct = 98; // %; chargers end here
        public const double UsualTopRate = 10; // % per h while charging near the top, half of the usual 20 below
        public const double UsualTopShare = 0.5; // constant voltage: usually the last fifth takes as long as the two fifths before
        public const double LeastTopShare = 0.05; // of the slope below the top; chosen
        public const double FullPct = 99.5; // %; a pack counts as full on external power
        public const double LeadHours = 2; // h for which the present slope holds: tasks last minutes to hours; the learned rate has the habits of a day
        public const double LearnedFromHours = 8; // h from which on the learned slope holds
        public const double LongestHours = 24 * 365; // h to empty that are still published
        public static readonly TimeSpan Soon = TimeSpan.FromMinutes(1); // expected time of a change that is overdue: it may come at any moment
    }

    /// <summary>The plan.</summary>
    public static class Weighing
    {
        public const double WaitCostPerHour = 0.5; // battery minutes; the contract's default
        public const double PausableWaitShare = 0.55; // share of the waiting cost for a task that may pause, because it can use any charging minute; .45 gives 63 % of the delay instead of 59
        public const double PlainSurplusWeight = 0.4; // used while the battery is not described; at 0 captured is .97 and energy .78, at .4 .96 and .95
        public const int MostCandidates = 24; // tasks, by deadline, that are considered for a start now; later ones wait for these anyway
        public const double MarginMin = 5; // min of reserve at a latest start, because the plan is made at intervals
        public const int MostUnits = 16; // pieces in which a task that may pause is planned; chosen
        public const double RoundMin = 5; // min; durations are planned in such steps; chosen
        public const double RicherShare = 0.05; // battery share by which an hour must be better for the published reason to call it richer
        public const double MostIndexMin = 1e6; // battery minutes that stand for "must not wait"
    }

    /// <summary>The account of the loss by planning with the forecast.</summary>
    public static class Trust
    {
        public const double AllowanceMin = 240; // battery minutes; the stated bound (README.md)
        public const double AllowanceShare = 0.1; // share of the rule's cost; part of the same bound
        public const int MostEntries = 256; // tasks; many times what a planner considers at once; beyond it the newest are not booked
    }
}
