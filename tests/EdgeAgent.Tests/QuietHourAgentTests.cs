using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Tests;

public sealed class QuietHourAgentTests
{
    [Fact]
    public void On_its_first_day_on_battery_the_agent_keeps_work_for_its_quietest_hour_and_a_restart_forgets_nothing()
    {
        using var rig = new AgentRig();
        rig.Connect();
        // From noon to one at night; the hour from noon on is quiet.
        for (int hour = 12; hour < 25; hour++)
        {
            rig.CpuPct = hour == 12 ? 2 : 40;
            rig.Pass(TimeSpan.FromHours(1));
        }

        rig.Submit("""{"id":"a","kind":"work","class":"background","deadline":172800,"estimate":{"duration_s":1200}}""");
        var noon = new DateTimeOffset(2026, 6, 2, 12, 0, 0, TimeSpan.Zero);
        Expect(rig, noon);
        rig.Acknowledge();
        var state = rig.Link.On("/task/a/state").Last();
        Assert.Equal("QUIETEST_HOUR", state.GetProperty("planned_reason").GetString());

        rig.PowerCut();
        rig.Sample();
        Expect(rig, noon);

        rig.Pass(TimeSpan.FromHours(10.5));
        Assert.Equal(TaskPhase.Deferred, rig.Task("a").Phase);
        rig.Pass(TimeSpan.FromHours(0.6));
        Assert.Equal(TaskPhase.Running, rig.Task("a").Phase);
        Assert.InRange(rig.Utc, noon, noon.AddMinutes(10));
    }

    private static void Expect(AgentRig rig, DateTimeOffset at) =>
        Assert.Equal((TaskPhase.Deferred, at, PlacementReason.QuietestHour), (rig.Task("a").Phase, rig.Task("a").PlannedStart, rig.Task("a").PlannedReason));
}
