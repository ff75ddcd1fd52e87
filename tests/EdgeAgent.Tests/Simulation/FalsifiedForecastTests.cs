using EdgeAgent.Core.Tasks;
using EdgeAgent.Simulation;
using static EdgeAgent.Tests.Simulation.FalsifiedPlay;
using static EdgeAgent.Tests.Simulation.MadeSite;

namespace EdgeAgent.Tests.Simulation;

/// <summary>With any wrong forecast no deadline is missed because of it, and the loss stays within the stated bound.</summary>
public sealed class FalsifiedForecastTests(ITestOutputHelper output)
{
    private const int Days = 33;
    private const int Turn = 21 * SlotsPerDay;

    private static readonly Dictionary<string, (FalseSample Sample, Adversary? Adversary)> Worlds = new()
    {
        ["never"] = ((_, _) => false, null),
        ["always"] = ((_, _) => true, null),
        ["inverted"] = ((_, truth) => truth == 0, null),
        ["half a day off"] = ((slot, _) => Nightly((slot + SlotsPerDay / 2) * 10) == 1, null),
        ["random"] = ((slot, _) => slot * 7919L % 1009 % 2 == 0, null),
        ["nothing"] = ((_, _) => null, null),
        // The forecaster gets the truth until the turn; from then on the plug is pulled as soon as a task runs, and put back when none does.
        ["pulled on every start"] = ((_, truth) => truth == 1, (slot, planned, isRunning) => slot < Turn ? planned : (sbyte)(isRunning ? 0 : planned)),
        ["pulled on every start, else in"] = ((_, truth) => truth == 1, (slot, planned, isRunning) => slot < Turn ? planned : (sbyte)(isRunning ? 0 : 1)),
        // Charging that was learned as certain never comes again; it comes only right after the planner gave up waiting.
        ["only after giving up"] = ((_, truth) => truth == 1, (slot, planned, isRunning) => slot < Turn ? planned : (sbyte)(isRunning ? 1 : 0)),
        ["gone for ever"] = ((_, truth) => truth == 1, (slot, planned, _) => slot < Turn ? planned : (sbyte)0),
        ["inverted and pulled"] = ((_, truth) => truth == 0, (slot, planned, isRunning) => slot < Turn ? planned : (sbyte)(isRunning ? 0 : planned)),
    };

    public static MatrixTheoryData<string, Preemption> All => new([.. Worlds.Keys], Enum.GetValues<Preemption>());

    [Theory]
    [MemberData(nameof(All))]
    public void A_false_forecast_loses_no_deadline_and_at_most_the_stated_bound(string world, Preemption preemption)
    {
        SimulatedTask[] tasks = Tasks(Days, preemption);
        Outcome outcome = Play(Of(Days, Nightly), tasks, Worlds[world].Sample, Worlds[world].Adversary);
        double most = MostLossPerTask(tasks, outcome.BaselineCost);
        output.WriteLine($"{world}, {preemption}: {outcome}; loss {outcome.Loss:0.00} of {most:0.00}");
        Assert.Equal(0, outcome.Missed);
        Assert.True(outcome.Loss <= most, outcome.ToString());
    }
}
