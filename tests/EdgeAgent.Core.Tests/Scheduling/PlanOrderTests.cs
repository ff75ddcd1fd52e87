using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>The plan depends on the facts alone: not on their order, nor on earlier requests.</summary>
public sealed class PlanOrderTests
{
    private static readonly Lazy<byte[]> Known = new(() => Learned(28, l => Loosely(l)).Save());

    private static PlanningFacts Facts(int hour, int concurrency = 1)
    {
        long now = Start + 28 * Day + hour * 60;
        Assert.True(ChargeForecaster.TryLoad(Known.Value, now, 3, ChargePrior.None, out ChargeForecaster forecaster));
        Feed(forecaster, Start + 28 * Day, now + 1, l => Loosely(l), Utc);
        return new PlanningFacts
        {
            Now = At(now),
            IsCharging = Loosely(now),
            Forecast = forecaster.Forecast(Utc, now),
            Concurrency = concurrency,
        };
    }

    private static DateTimeOffset At(long min) => DateTimeOffset.FromUnixTimeSeconds(min * 60);

    private static PlannableTask Task(PlanningFacts facts, int minutes, double deadlineH, Preemption preemption, double powerW = 4) => new()
    {
        Index = 0,
        ReleaseAt = facts.Now,
        DeadlineAt = facts.Now.AddHours(deadlineH),
        Duration = TimeSpan.FromMinutes(minutes),
        DurationP90 = TimeSpan.FromMinutes(minutes),
        PowerW = powerW,
        Class = TaskClass.Background,
        Preemption = preemption,
    };

    private static PlannableTask[] Indexed(IEnumerable<PlannableTask> tasks) => [.. tasks.Select((t, i) => t with { Index = i })];

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(20)]
    [InlineData(23)]
    public void Tasks_told_in_another_order_are_placed_the_same(int hour)
    {
        PlanningFacts facts = Facts(hour);
        // No two deadlines alike, so that nothing is left to the order.
        PlannableTask[] tasks = Indexed(Enumerable.Range(0, 20).Select(i => Task(facts, 10 + i * 7 % 50, 6 + i * 13 % 40 + i / 60.0, (Preemption)(i % 3), 3 + i % 4)));
        Placement[] plan = new WindowPlanner().Plan(facts, tasks);
        var random = new Random(hour);
        for (int round = 0; round < 10; round++)
        {
            int[] order = [.. Enumerable.Range(0, tasks.Length).OrderBy(_ => random.Next())];
            Placement[] again = new WindowPlanner().Plan(facts, Indexed(order.Select(i => tasks[i])));
            for (int i = 0; i < order.Length; i++) Assert.Equal(plan[order[i]], again[i] with { Index = order[i] });
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(23)]
    public void Of_equal_tasks_any_may_be_first_but_the_places_are_the_same(int hour)
    {
        PlanningFacts facts = Facts(hour);
        PlannableTask[] tasks = Indexed(Enumerable.Range(0, 12).Select(i => Task(facts, 30, i < 8 ? 20 : 9, Preemption.Never)));
        Placement[] forward = new WindowPlanner().Plan(facts, tasks), backward = new WindowPlanner().Plan(facts, Indexed(tasks.Reverse()));
        Assert.Equal(Places(forward), Places(backward));
    }

    [Fact]
    public void A_planner_that_has_seen_other_facts_plans_as_a_new_one()
    {
        var used = new WindowPlanner();
        PlanningFacts[] all = [.. Enumerable.Range(0, 48).Select(i => Facts(i * 5 % 24, concurrency: 1 + i % 3))];
        foreach (PlanningFacts facts in all)
        {
            PlannableTask[] tasks = Indexed(Enumerable.Range(0, 15).Select(i => Task(facts, 10 + i * 11 % 90, 6 + i * 5 % 40, (Preemption)(i % 3))));
            var fresh = new WindowPlanner();
            Assert.Equal(fresh.Plan(facts, tasks), used.Plan(facts, tasks));
            Assert.Equal(fresh.AskAgainAt, used.AskAgainAt);
        }
    }

    private static IEnumerable<(bool, DateTimeOffset, DateTimeOffset, PlacementReason)> Places(Placement[] plan) =>
        plan.Select(p => (p.RunNow, p.PlannedStart, p.PlannedEnd, p.Reason)).Order();
}
