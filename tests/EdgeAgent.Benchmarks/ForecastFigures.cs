using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Cli;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Simulation;
using Trace = EdgeAgent.Simulation.Trace;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// What forecasting and planning cost, and what they allocate: one update, one forecast of 48 h, one plan of 100 tasks, a simulated year.
/// Beside each the simplest thing that does the same job, in the same run. Run with <c>forecast</c> as the first argument.
/// </summary>
internal static class ForecastFigures
{
    private const int Day = 1440;
    private const int StepMin = 10;
    private const int LearnedDays = 90;
    private const int PlannedTasks = 100;
    private const int YearTasks = 1500;
    private const int Fresh = 48;
    private const int Batch = 1000;
    private static readonly long Start = DateTimeOffset.Parse("2026-01-05T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds() / 60;
    private static readonly LocalClock Utc = LocalClock.Fixed(0);

    public static int Print()
    {
        Console.WriteLine("plans: 100 tasks beside 'when charging, else at the last moment'\n"
            + "what                                           goal      median         p99       worst     allocated |    baseline   ratio");
        foreach (bool solar in new[] { false, true })
        {
            string site = solar ? "solar" : "plug-in";
            PrintUpdate(site, solar);
            PrintForecast(site, solar);
            PrintPlans(site, solar);
        }

        foreach (bool solar in new[] { false, true })
        {
            foreach (Preemption preemption in new[] { Preemption.Never, Preemption.Pause, Preemption.Restart }) PrintYear(solar, preemption);
        }

        return 0;
    }

    private static void PrintUpdate(string site, bool solar)
    {
        ChargeForecaster forecaster = Learned(solar);
        long at = Start + LearnedDays * Day;
        var histogram = new double[24];
        // Every 6th sample ends an hour and stores a forecast; these are the p99.
        Figure ours = Measure(4000, _ => forecaster.Observe(Sample(at += StepMin, solar), Utc));
        Figure simplest = Measure(400, _ =>
        {
            for (int i = 0; i < Batch; i++) histogram[i / 6 % 24] += 0.12 * ((i % 5 == 0 ? 1 : 0) - histogram[i / 6 % 24]);
        }).Over(Batch);
        Line($"update, {site} (beside an hour histogram)", "50 µs", ours, simplest, 1000, "µs");
    }

    private static void PrintForecast(string site, bool solar)
    {
        ChargeForecaster forecaster = Learned(solar);
        long now = Start + LearnedDays * Day;
        var climatology = new double[ChargeForecast.Slots];
        var mean = new double[96];
        Figure ours = Measure(400, _ => forecaster.Forecast(Utc, now));
        Figure simplest = Measure(400, _ =>
        {
            for (int k = 0; k < climatology.Length; k++) climatology[k] = mean[LocalClock.Cell(now + k * ChargeForecast.SlotMinutes)];
        });
        Line($"forecast of 48 h, {site} (hour histogram)", "", ours, simplest, 1000, "µs");
    }

    private static void PrintPlans(string site, bool solar)
    {
        ChargeForecast[] forecasts = Forecasts(solar);
        foreach (bool charging in new[] { false, true })
        {
            PlannableTask[] tasks = Tasks(forecasts[0].ChainStart);
            var input = new PlanInput
            {
                Present = new Core.Outlook.ProjectionInput
                {
                    Now = new Core.Time.Timestamp(forecasts[0].ChainStart, 0, Core.Time.ClockTrust.Ntp),
                    Power = Core.Power.PowerState.Unknown with { IsPowered = charging },
                },
                Tasks = [],
                BootId = "b",
            };
            Figure simplest = Measure(400, _ => LastMomentPlanner.Place(input, tasks, out DateTimeOffset? _));
            string when = charging ? "charging" : "battery";
            var planner = new WindowPlanner();
            Figure fresh = Measure(96, i => planner.Plan(Facts(forecasts[i % Fresh], charging, 0), tasks));
            Line($"plan, new forecast, {site}, {when}", "5 ms", fresh, simplest, 1, "ms");
            Figure again = Measure(400, i => planner.Plan(Facts(forecasts[0], charging, i % 15), tasks));
            Line($"plan, same forecast, {site}, {when}", "5 ms", again, simplest, 1, "ms");
            // As the scheduler calls it; on external power all of them may start.
            Figure service = Measure(96, i => planner.Place(input with { Present = input.Present with { Forecast = forecasts[i % Fresh] } }, tasks, out DateTimeOffset? _));
            Line($"the service's plan, {site}, {when}", "5 ms", service, simplest, 1, "ms");
        }
    }

    private static void PrintYear(bool solar, Preemption preemption)
    {
        Trace trace = Year(solar);
        SimulatedTask[] tasks = YearOfTasks(trace, preemption);
        var settings = new SimulateSettings { Traces = [], Tasks = "", BatteryWh = solar ? 60 : null, PanelW = solar ? 20 : null };
        Figure simplest = Measure(1, _ => SimulatedSite.RunBaseline(trace, tasks, settings, "when_charging"));
        Figure ours = Measure(1, _ => SimulatedSite.Run(trace, tasks, settings, "edgeagent"));
        string site = solar ? "solar" : "plug-in";
        Line($"year, {YearTasks} tasks, {site}, {preemption}", "10 s", ours, simplest, 0.001, "s");
        if (preemption != Preemption.Never) return;
        Figure learning = Measure(1, _ => SimulatedSite.Run(trace, tasks, settings, "when_charging"));
        Line("  learning and scoring of the forecast alone", "", learning, simplest, 0.001, "s");
    }

    private static ChargeForecaster Learned(bool solar)
    {
        var forecaster = new ChargeForecaster();
        for (long at = Start; at < Start + LearnedDays * Day; at += StepMin) forecaster.Observe(Sample(at, solar), Utc);
        return forecaster;
    }

    // Habits that vary from day to day, by a fixed rule.
    private static ChargeSample Sample(long at, bool solar)
    {
        double harvest = Sun(at);
        return solar ? new ChargeSample(at, harvest >= 3, harvest) : new ChargeSample(at, Plugged(at));
    }

    private static bool Plugged(long at)
    {
        long shift = (at / Day * 7919 + 13) % 121 - 60, minute = at % Day;
        return minute >= 22 * 60 + shift || minute < 6 * 60 - shift / 2;
    }

    private static double Sun(long at) =>
        Math.Max(0, 20 * Math.Sin((at % Day - 360) / 720.0 * Math.PI)) * (1 - at / Day * 7919 % 10 / 12.0);

    private static ChargeForecast[] Forecasts(bool solar)
    {
        ChargeForecaster forecaster = Learned(solar);
        long now = Start + LearnedDays * Day;
        return [.. Enumerable.Range(0, Fresh).Select(_ => forecaster.Forecast(Utc, now))];
    }

    private static PlanningFacts Facts(ChargeForecast forecast, bool charging, int minutesOn) => new()
    {
        Now = forecast.ChainStart.AddMinutes(minutesOn),
        IsCharging = charging,
        Forecast = forecast,
        SurplusWeight = 1,
        SocPct = 60,
        CapacityWh = 60,
        ReservePct = 20,
    };

    private static PlannableTask[] Tasks(DateTimeOffset now)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, PlannedTasks).Select(i =>
        {
            // The deadlines leave room for all tasks and one more, so none is at its last moment and the planner weighs all.
            TimeSpan duration = TimeSpan.FromMinutes(random.Next(2, 19));
            return new PlannableTask
            {
                Index = i,
                ReleaseAt = now.AddHours(-random.NextDouble() * 6),
                DeadlineAt = i % 10 == 0 ? null : now.AddHours(30 + random.NextDouble() * 18),
                Duration = duration,
                DurationP90 = duration * 1.2,
                PowerW = Math.Round(3 + random.NextDouble() * 3, 1),
                Class = TaskClass.Background,
                Preemption = (Preemption)(i % 3),
                Priority = (TaskPriority)(1 + i % 3),
            };
        })];
    }

    private static Trace Year(bool solar)
    {
        const int Count = 365 * Day / StepMin;
        var charging = new sbyte[Count];
        double[] harvest = new double[Count], nothing = new double[Count];
        Array.Fill(nothing, double.NaN);
        for (int i = 0; i < Count; i++)
        {
            ChargeSample s = Sample(Start + i * StepMin, solar);
            charging[i] = (sbyte)(s.IsCharging == true ? 1 : 0);
            harvest[i] = s.HarvestW;
        }

        return new Trace
        {
            Name = "year",
            StepS = StepMin * 60,
            StartS = Start * 60,
            Charging = charging,
            OffsetMin = new int[Count],
            SocPct = nothing,
            LoadW = nothing,
            HarvestW = harvest,
        };
    }

    private static SimulatedTask[] YearOfTasks(Trace trace, Preemption preemption)
    {
        var random = new Random(6);
        return [.. Enumerable.Range(0, YearTasks).Select(i =>
        {
            long release = trace.StartS + random.NextInt64(trace.EndS - trace.StartS - 2 * 86400);
            return new SimulatedTask
            {
                Id = $"t{i}", ReleaseS = release, DeadlineS = release + random.Next(6, 49) * 3600, DurationS = 600 * random.Next(1, 7),
                PowerW = Math.Round(3 + random.NextDouble() * 3, 1), Class = TaskClass.Background, Preemption = preemption,
            };
        }).OrderBy(t => t.ReleaseS)];
    }

    private readonly record struct Figure(double MedianMs, double P99Ms, double WorstMs, double Bytes)
    {
        public Figure Over(int batch) => new(MedianMs / batch, P99Ms / batch, WorstMs / batch, Bytes / batch);
    }

    private static Figure Measure(int times, Action<int> pass)
    {
        if (times > 1)
        {
            // Enough calls for the compiler's last tier.
            for (int i = 0; i < Math.Max(100, times / 4); i++) pass(i);
        }

        var ms = new double[times];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            pass(i);
            ms[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)times;
        Array.Sort(ms);
        return new Figure(ms[times / 2], ms[Math.Min(times - 1, times * 99 / 100)], ms[^1], bytes);
    }

    private static void Line(string what, string goal, Figure ours, Figure simplest, double scale, string unit) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-44}{goal,7} {ours.MedianMs * scale,8:N2} {unit,2} {ours.P99Ms * scale,8:N2} {unit,2} {ours.WorstMs * scale,8:N2} {unit,2} {ours.Bytes / 1024,9:N1} KiB | {simplest.MedianMs * scale,8:N4} {unit,2} {ours.MedianMs / simplest.MedianMs,7:N0}"));
}
