namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Every number that someone chose for forecast, outlook and plan, in the order of the walk: sample, history, model, blend, calibration, window, plan. Sizes of tables and
/// versions of what is stored stand with their layout. Behind each: unit, and where it comes from. "Tried": smaller and larger values gave no gain (README.md);
/// "chosen": not measured against others.
/// </summary>
public static class ForecastConstants
{
    /// <summary>What is taken in.</summary>
    public static class Sampling
    {
        public const int GapMin = 60; // min; twice the longest distance of samples that the contract allows
        public const int MostSleepMin = 6 * 60; // min; a window that came and went within a longer sleep would be taken for none
        public const double MostHours = 0.5; // h; a sample stands for at most its half hour cell of the profiles
        public const double ForgetEveryDays = 0.25; // d; chosen: finer than any half-life
        public const double MostForgetDays = 14; // d; chosen: a device that lay in a drawer keeps some of its habit
    }

    /// <summary>Share of time on charge, and idle, by half hour.</summary>
    public static class Profiles
    {
        public const double UsualCharging = 0.3; // share; chosen: plug-in and solar sites lie about it, and hours replace it
        public const double UsualIdle = 0.5; // share; nothing is known
        public const double HalfLifeDays = 21; // d; chosen: the season moves in weeks
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
        public const double LeastRatio = 0.02; // no correction is stronger; also what a prior may say
        public const double MostRatio = 1 / LeastRatio;
        public const double LeastBusyRatio = 0.2; // chosen: a busy or a quiet day, not another site
        public const double MostBusyRatio = 1 / LeastBusyRatio;
        public const double MostExposure = 10; // a moment counts as exposure at most so many times, however likely a switch was; chosen
        public static readonly double[] BusyHalfLifeDays = [2, 7]; // d; the last two days, the last week
        public const double UsualHours = 1; // h in each half hour that what is usual at such sites counts; half and twice are within .02 of skill
        public const double UsualProfileHours = 0.5; // h; the same of the share of time on charge
    }

    /// <summary>How like the present a past moment must be. All of them: tried.</summary>
    public static class Analogues
    {
        public const double AgeWidth = 0.5; // of the logarithm of the state's age
        public const double OtherWeekPart = 0.3; // weight of a weekend for a weekday, and the other way round
        public const double SameWeekday = 1.5; // weight
        public const double OtherYesterday = 0.5; // weight where the day before was another
        public const double HalfLifeDays = 45; // d
        public const int Reach = 1; // quarter hours before and after the same time of day
        public const double UsualWeight = 2; // moments that the profile counts
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
        public const double LeastLogitP = 0.002; // an input is never surer than that
        public const double LeastP = 0.001; // ... nor what is published
    }

    /// <summary>How much the forecast is worth.</summary>
    public static class Worth
    {
        public const double ConfidentHours = 120; // h of exposure to 63 %; five days
        public const double SilenceHalvesDays = 2; // d; a silent sensor
        public const double WithoutSkill = 0.4; // share that is left without skill; chosen
        public const double Least = 0.1; // ... and with a skill far below zero
        public const double LeastToPublish = 0.05; // below it a forecast is a prior: the planner may weigh it, but no time is published from it
        public const long NeverAfterMin = 14 * 1440; // min watched without charging: there is none to wait for; chosen
    }

    /// <summary>How far the chain follows what is published.</summary>
    public static class Tilting
    {
        public const double Most = 4; // factor on a slot's rates; chosen
        public const double MostAnnounced = 1e4; // an announced switch comes at its announced time, however seldom one came at that hour
        public const double UsualConfidence = 0.9; // share of announcements that hold; chosen
    }

    /// <summary>What a panel gives.</summary>
    public static class Sky
    {
        public const double DaylightW = 1; // W; below this envelope it is night: ratios say nothing
        public const double Rise = 0.2; // share by which the envelope follows a brighter day; chosen: it stands for a clear sky in this season
        public const double Fall = 0.02; // ... and a duller one
        public const double HalfLifeDays = 60; // d; as for the rates
        public const double LeastHours = 0.05; // three minutes of a quarter hour: rows 20 min apart leave five
        public const double StepMoves = 10; // moves that the prior of a class counts; chosen
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
        public const double FaintestWeight = 1e-6; // samples; less was never seen
        public const int EnoughHours = 12; // hours of the day: the least of fewer says little
        public const long UsualMin = 60; // min from now while nothing was seen
    }

    /// <summary>State of charge.</summary>
    public static class Pack
    {
        public const double LeastPct = 1; // %; here a pack stands still
        public const double MostPct = 98; // %; chargers end here
        public const double UsualTopRate = 10; // % per h while charging near the top, half of the usual 20 below
        public const double UsualTopShare = 0.5; // constant voltage: as a rule the last fifth takes as long as the two fifths before
        public const double LeastTopShare = 0.05; // of the slope below the top; chosen
        public const double FullPct = 99.5; // %; a pack counts as full on external power
        public const double LeadHours = 2; // h that the present slope leads: tasks last minutes to hours, a day's habits are in the learned rate
        public const double LearnedFromHours = 8; // h from which on the learned slope holds
        public const double LongestHours = 24 * 365; // h to empty that are still published
        public static readonly TimeSpan Soon = TimeSpan.FromMinutes(1); // a change that was expected by now has not come: it still may, any moment
    }

    /// <summary>The plan.</summary>
    public static class Weighing
    {
        public const double WaitCostPerHour = 0.5; // battery minutes; the contract's default
        public const double PausableWaitShare = 0.55; // of it for a task that may pause: it takes charging minutes whenever they come; .45 gives 63 % of the delay instead of 59
        public const double PlainSurplusWeight = 0.4; // the battery is not described: the light of the day counts as well; at 0 captured is .97 and energy .78, at .4 .96 and .95
        public const int MostCandidates = 24; // tasks by deadline that are weighed for a start now; those behind them wait for these anyway
        public const double MarginMin = 5; // min; the plan is asked again at a finite rate: a last moment is met with this much to spare
        public const double UnseenTasks = 2; // room kept, in longest tasks: one that runs and one that nobody has submitted yet
        public const int MostUnits = 16; // pieces in which a task that may pause is planned; chosen
        public const double RoundMin = 5; // min; durations are planned in such steps; chosen
        public const double RicherShare = 0.05; // less of the battery that makes an hour a richer one, for the reason that is published
        public const double MostIndexMin = 1e6; // battery minutes that stand for "must not wait"
    }

    /// <summary>The account of what planning by the forecast has cost.</summary>
    public static class Trust
    {
        public const double AllowanceMin = 240; // battery minutes; the stated bound (README.md)
        public const double AllowanceShare = 0.1; // of what the rule has paid; the same
        public const int MostEntries = 256; // tasks; many times what a planner weighs at once, beyond it the newest are not booked
    }
}
