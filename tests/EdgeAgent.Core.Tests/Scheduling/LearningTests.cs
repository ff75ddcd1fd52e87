using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Scheduling;

public class LearningTests
{
    [Fact]
    public void Three_runs_teach_median_and_ninth_decile_and_a_restart_keeps_them()
    {
        var learned = new LearnedRuns();
        foreach (int s in new[] { 10, 20 }) learned.Note("noop", TimeSpan.FromSeconds(s), 10);
        Assert.Null(learned.Find("noop"));
        learned.Note("noop", TimeSpan.FromSeconds(30), null);
        RunEstimate estimate = learned.Find("noop")!.Value;
        Assert.Equal((20, 28), (estimate.Duration.TotalSeconds, estimate.DurationP90.TotalSeconds));
        Assert.Equal((3.6 + 1.8) / 2, estimate.PowerW, 6);
        Assert.Equal(estimate, LearnedRuns.From(learned.ToList()).Find("noop"));
    }

    [Fact]
    public void A_kind_that_changes_is_learned_anew_within_its_window()
    {
        var learned = new LearnedRuns();
        for (int n = 0; n < 100; n++) learned.Note("k", TimeSpan.FromSeconds(10), 1);
        for (int n = 0; n < LearnedRuns.Window; n++) learned.Note("k", TimeSpan.FromSeconds(99), 1);
        Assert.Equal(99, learned.Find("k")!.Value.Duration.TotalSeconds);
    }

    [Fact]
    public void The_number_of_kinds_is_bounded_and_the_one_unseen_for_longest_goes()
    {
        var learned = new LearnedRuns();
        for (int n = 0; n <= LearnedRuns.MaxKinds; n++) learned.Note($"k{n}", TimeSpan.FromSeconds(1), null);
        Assert.Equal(LearnedRuns.MaxKinds, learned.Kinds.Count());
        Assert.DoesNotContain("k0", learned.Kinds);
    }

    [Fact]
    public void Starts_count_for_a_day_of_device_time()
    {
        var now = new Timestamp(World.Noon, 0, ClockTrust.Ntp);
        var spec = new TaskSpec { Id = "a", Kind = "noop", Expedited = QuotaFallback.Drop };
        QuotaLedger ledger = QuotaLedger.Empty.Note(spec, now).Note(spec, now.Plus(TimeSpan.FromHours(10)));
        Assert.Equal((2, 2), (ledger.Starts("noop"), ledger.Expedited(TaskClass.Normal)));
        Assert.Equal(2, ledger.Trim(now.Plus(TimeSpan.FromHours(23.99))).Starts("noop"));
        Assert.Equal(1, ledger.Trim(now.Plus(TimeSpan.FromHours(24))).Starts("noop"));
        Assert.Equal(2, QuotaLedger.FromCells(ledger.Cells).Starts("noop"));
    }

    [Fact]
    public void The_report_gives_rates_trend_dear_kinds_and_advice()
    {
        var learned = new LearnedRuns();
        for (int n = 0; n < 3; n++) learned.Note("training", TimeSpan.FromHours(1), 900);
        (long, double)[] memory = [.. Enumerable.Range(0, 20).Select(i => (i * 43_200_000L, 30.0 + 3.5 * i))];
        var report = ActivityReport.Make(new RunTotals(6, 3, 1, 5, 50_000), learned, memory, []);
        Assert.Equal(60, report.SuccessRatePct);
        Assert.Equal(TimeSpan.FromSeconds(5), report.MeanRunTime);
        Assert.Equal(7, report.MemoryTrendPctPerDay!.Value, 6);
        Assert.Equal(3, report.Recommendations.Count);
        Assert.Contains(report.Recommendations, r => r.Contains("training", StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_of_nothing_divides_by_nothing()
    {
        var report = ActivityReport.Make(new RunTotals(0, 0, 0, 0, 0), new LearnedRuns(), [], []);
        Assert.Null(report.SuccessRatePct);
        Assert.Null(report.MeanRunTime);
        Assert.Empty(report.Recommendations);
    }

    [Theory]
    [InlineData(79, 21, 0, true)]
    [InlineData(80, 20, 0, false)]
    [InlineData(79, 20, 1, true)]
    [InlineData(2, 7, 0, false)] // nine runs say little
    [InlineData(2, 8, 0, true)]
    public void Failed_runs_are_advised_about_when_less_than_four_of_five_succeed(int succeeded, int failed, int timedOut, bool isAdvised)
    {
        var report = ActivityReport.Make(new RunTotals(succeeded, failed, timedOut, 0, 50_000), new LearnedRuns(), [], []);
        Assert.Equal(isAdvised, report.Recommendations.Any(line => line.Contains("of runs succeed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(1, 8)]
    public void A_quantile_lies_between_its_neighbours_in_a_straight_line(double q, double value) =>
        Assert.Equal(value, LearnedRuns.Quantile([8, 1, 4, 2], q), 1e-9);

    [Fact]
    public void A_run_without_a_duration_teaches_nothing()
    {
        var learned = new LearnedRuns();
        learned.Note("k", TimeSpan.Zero, 1);
        Assert.Empty(learned.Kinds);
    }

    [Theory]
    [InlineData(null, LearnedRuns.UnknownPowerW)]
    [InlineData(double.NaN, LearnedRuns.UnknownPowerW)]
    [InlineData(-1.0, LearnedRuns.UnknownPowerW)]
    [InlineData(0.0, 0)]
    [InlineData(1000.0, 1)]
    public void A_kind_whose_energy_was_not_measured_has_the_usual_power(double? energyMwh, double watts)
    {
        var learned = new LearnedRuns();
        for (int n = 0; n < 3; n++) learned.Note("k", TimeSpan.FromHours(1), energyMwh);
        Assert.Equal(watts, learned.Find("k")!.Value.PowerW);
    }

    [Fact]
    public void Stored_runs_that_cannot_be_are_left_out()
    {
        LearnedRuns learned = LearnedRuns.From([new KindRuns("k", [0, 10, -1, double.PositiveInfinity, double.NaN, 20], [0, -1, double.NaN, 0])]);
        Assert.Equal([0, 10, 20], learned.ToList()[0].Seconds);
        Assert.Equal([0, 0], learned.ToList()[0].Watts);
    }

    [Theory]
    [InlineData(9, 7, false)] // too few samples for a trend
    [InlineData(10, 7, true)]
    [InlineData(10, 5, false)]
    [InlineData(10, 5.01, true)]
    [InlineData(10, -7, false)]
    public void Memory_that_grows_by_more_than_five_points_a_day_is_advised_about(int samples, double perDay, bool isAdvised)
    {
        (long, double)[] memory = [.. Enumerable.Range(0, samples).Select(i => (i * 86_400_000L, 10 + perDay * i))];
        var report = ActivityReport.Make(new RunTotals(1, 0, 0, 0, 1), new LearnedRuns(), memory, []);
        Assert.Equal(isAdvised, report.Recommendations.Any(line => line.Contains("look for a leak", StringComparison.Ordinal)));
    }

    [Fact]
    public void Samples_of_one_moment_show_no_trend() =>
        Assert.Null(ActivityReport.Make(new RunTotals(1, 0, 0, 0, 1), new LearnedRuns(), [.. Enumerable.Repeat((5L, 40.0), 20)], []).MemoryTrendPctPerDay);

    [Fact]
    public void Tasks_that_wait_for_a_reading_or_a_clock_and_quarantined_ones_are_named()
    {
        var world = new World();
        foreach (string id in (string[])["a", "b", "c", "d"]) world.Submit($"'id':'{id}','kind':'noop'");
        TaskRecord Waits(string id, WaitReason reason) => world[id] with { WaitReasons = [new WaitCondition(reason, "", "", World.Noon, null)] };
        TaskRecord[] tasks =
        [
            Waits("a", WaitReason.SensorStale), Waits("b", WaitReason.SensorStale), Waits("c", WaitReason.ClockUntrusted),
            world["d"] with { Phase = TaskPhase.Failed, Reason = StopReason.Quarantined },
        ];
        Assert.Equal(
            [
                "task d is quarantined: find out why, then release or clear it",
                "2 tasks wait for a power reading: run the doctor, or configure the board as mains",
                "1 tasks wait for a trusted clock: give the device network time or a clock chip",
            ],
            ActivityReport.Make(new RunTotals(1, 0, 0, 0, 1), new LearnedRuns(), [], tasks).Recommendations);
    }

    [Fact]
    public void A_start_a_day_later_counts_alone_and_a_ledger_without_old_starts_stays_as_it_is()
    {
        var now = new Timestamp(World.Noon, 0, ClockTrust.Ntp);
        var spec = new TaskSpec { Id = "a", Kind = "noop" };
        QuotaLedger ledger = QuotaLedger.Empty.Note(spec, now);
        Assert.Equal(2, ledger.Note(spec, now.Plus(TimeSpan.FromHours(23.99))).Starts("noop"));
        Assert.Equal(1, ledger.Note(spec, now.Plus(TimeSpan.FromHours(24))).Starts("noop"));
        Assert.Same(ledger, ledger.Trim(now.Plus(TimeSpan.FromHours(23.99))));
    }

    [Theory]
    [InlineData(null, null, false, 60, 90, 1.5)]
    [InlineData(100.0, null, false, 100, 125, 1.5)]
    [InlineData(3600.0, 2000.0, false, 3600, 4500, 2)]
    [InlineData(0.0, 2000.0, false, 0, 0, 1.5)] // no power follows from no time
    [InlineData(null, 50.0, false, 60, 90, 3)]
    [InlineData(null, null, true, 10, 20, 5)]
    [InlineData(100.0, null, true, 100, 125, 5)]
    public void A_run_costs_what_its_document_says_else_what_was_learned_else_what_is_usual(
        double? seconds, double? energyMwh, bool isLearned, double duration, double p90, double watts)
    {
        var spec = new TaskSpec { Id = "a", Kind = "noop", Estimate = new TaskEstimate(seconds is { } s ? TimeSpan.FromSeconds(s) : null, energyMwh) };
        var learned = new RunEstimate(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), 5);
        RunEstimate estimate = Scheduler.Estimate(spec, new World().Input() with { Learned = _ => isLearned ? learned : null });
        Assert.Equal((duration, p90), (estimate.Duration.TotalSeconds, estimate.DurationP90.TotalSeconds));
        Assert.Equal(watts, estimate.PowerW, 1e-9);
    }
}
