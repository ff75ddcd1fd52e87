using EdgeAgent.Core.Tasks;
using EdgeAgent.Simulation;
using static EdgeAgent.Tests.Simulation.MadeSite;

namespace EdgeAgent.Tests.Simulation;

/// <summary>Changes of a habit, played through the forecaster and the planner of the service.</summary>
public sealed class ScenarioTests
{
    private const int Days = 52;
    private const int Turn = 35;
    private const int TurnMin = Turn * 1440;

    private static readonly Dictionary<string, Func<Trace>> Made = new()
    {
        ["cold start"] = () => Of(Days, Nightly),
        ["habit changed"] = () => Of(Days, m => Nightly(m < TurnMin ? m : m + 720)),
        ["spring forward"] = () => Of(Days, Nightly, i => i < Turn * SlotsPerDay + 6 ? 60 : 120),
        ["fall back"] = () => Of(Days, Nightly, i => i < Turn * SlotsPerDay + 6 ? 120 : 60),
        ["clock shifted by an hour"] = () => Of(Days, m => Nightly(m < TurnMin ? m : m + 60)),
        ["a week missing"] = () => Of(Days, m => m is >= TurnMin and < TurnMin + 7 * 1440 ? (sbyte)-1 : Nightly(m)),
        ["sensor silent for ever"] = () => Of(Days, m => m < TurnMin ? Nightly(m) : (sbyte)-1),
        ["sensor stuck at charging"] = () => Of(Days, m => m < TurnMin ? Nightly(m) : (sbyte)1),
        ["sensor stuck at not charging"] = () => Of(Days, m => m < TurnMin ? Nightly(m) : (sbyte)0),
    };

    public static MatrixTheoryData<string, Preemption> All => new([.. Made.Keys], [Preemption.Never, Preemption.Pause]);

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_that_can_be_done_in_time_is_late(string scenario, Preemption preemption)
    {
        SimulatedTask[] tasks = Tasks(Days, preemption);
        Assert.Equal(0, Run(Made[scenario](), tasks, "when_charging").Score.Missed);
        Assert.Equal(0, Run(Made[scenario](), tasks).Score.Missed);
    }

    // From a week after the turn on, as a share of what each baseline costs.
    [Theory]
    [InlineData("cold start", 1.2, 0.35)]
    [InlineData("habit changed", 1.2, 0.35)]
    [InlineData("spring forward", 1.2, 0.35)]
    [InlineData("fall back", 1.2, 0.35)]
    [InlineData("clock shifted by an hour", 1.2, 0.35)]
    [InlineData("a week missing", 1.2, 0.35)]
    [InlineData("sensor stuck at charging", 1.15, 1)]
    [InlineData("sensor stuck at not charging", 0.8, 1.05)] // waiting is given up where it is in vain
    [InlineData("sensor silent for ever", 1, 1.5)]
    public void A_week_after_the_turn_it_costs_about_what_the_better_baseline_costs(string scenario, double ofWhenCharging, double ofRunNow)
    {
        Trace trace = Made[scenario]();
        SimulatedTask[] tasks = Tasks(Days, Preemption.Never);
        double ours = CostFrom(Run(trace, tasks), Turn + 7);
        double charging = CostFrom(Run(trace, tasks, "when_charging"), Turn + 7), now = CostFrom(Run(trace, tasks, "run_now"), Turn + 7);
        Assert.True(ours <= charging * ofWhenCharging && ours <= now * ofRunNow, $"{ours:0.00}; when charging {charging:0.00}, run now {now:0.00}");
    }

    [Fact]
    public void A_cold_start_is_modest_at_first_and_costs_little_against_the_better_baseline()
    {
        Trace trace = Of(9, Nightly);
        SimulatedTask[] tasks = Tasks(9, Preemption.Never);
        SimulationResult ours = Run(trace, tasks);
        Assert.All(ours.SixHoursAhead.Take(4), f => Assert.InRange(f.P6, 0.1, 0.9));
        double best = Math.Min(Cost(Run(trace, tasks, "run_now")), Cost(Run(trace, tasks, "when_charging")));
        Assert.True(Cost(ours) <= 1.2 * best, $"{Cost(ours):0.00} against {best:0.00}");
    }
}
