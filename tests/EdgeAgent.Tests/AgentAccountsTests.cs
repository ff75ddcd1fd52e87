using System.Text.Json;

namespace EdgeAgent.Tests;

/// <summary>Energy and cost of runs, quotas, holds and finished tasks: the agent keeps all of them over a restart.</summary>
public sealed class AgentAccountsTests : IDisposable
{
    private readonly List<AgentRig> _rigs = [];

    public void Dispose() => _rigs.ForEach(r => r.Dispose());

    private AgentRig Rig(params (string Key, string Value)[] keys)
    {
        var rig = new AgentRig(keys);
        _rigs.Add(rig);
        rig.Power = rig.Power with { LoadW = 2 };
        return rig;
    }

    private static JsonElement State(AgentRig rig)
    {
        rig.Pass(TimeSpan.FromHours(1));
        return rig.Link.On("rig/state").Last();
    }

    [Fact]
    public void Load_above_idle_is_split_by_processor_time_when_all_tell_it()
    {
        var rig = Rig(("Scheduling:Concurrency", "2"));
        rig.Pass(TimeSpan.FromMinutes(2));
        rig.Submit("""{"id":"busy","kind":"work"}""");
        rig.Submit("""{"id":"calm","kind":"work"}""");
        rig.Power = rig.Power with { LoadW = 8 };
        rig.Worker.Runs["busy"].Cpu = TimeSpan.FromSeconds(45);
        rig.Worker.Runs["calm"].Cpu = TimeSpan.FromSeconds(15);
        rig.Pass(TimeSpan.FromMinutes(1));
        rig.Worker.Finish("busy");
        rig.Worker.Finish("calm");
        rig.Sample();
        // 6 W above idle for a minute are 100 mWh.
        Assert.Equal(75, rig.Task("busy").EnergyMwh, 3);
        Assert.Equal(25, rig.Task("calm").EnergyMwh, 3);
    }

    [Fact]
    public void Load_above_idle_is_split_evenly_when_one_cannot_tell_its_processor_time()
    {
        var rig = Rig(("Scheduling:Concurrency", "2"));
        rig.Pass(TimeSpan.FromMinutes(2));
        rig.Submit("""{"id":"told","kind":"work"}""");
        rig.Submit("""{"id":"dumb","kind":"work"}""");
        rig.Power = rig.Power with { LoadW = 8 };
        rig.Worker.Runs["told"].Cpu = TimeSpan.FromSeconds(45);
        rig.Pass(TimeSpan.FromMinutes(1));
        rig.Worker.Finish("told");
        rig.Worker.Finish("dumb");
        rig.Sample();
        Assert.Equal((50, 50), (Math.Round(rig.Task("told").EnergyMwh, 3), Math.Round(rig.Task("dumb").EnergyMwh, 3)));
    }

    [Fact]
    public void A_kinds_cost_is_learned_told_in_the_state_and_known_after_a_restart()
    {
        var rig = Rig();
        rig.Connect();
        for (int i = 0; i < 3; i++)
        {
            rig.Power = rig.Power with { LoadW = 2 };
            rig.Pass(TimeSpan.FromMinutes(2));
            rig.Submit($$"""{"id":"r{{i}}","kind":"work"}""");
            rig.Power = rig.Power with { LoadW = 2 + 60 };
            rig.Pass(TimeSpan.FromMinutes(1));
            rig.Worker.Finish($"r{i}");
            rig.Sample();
        }

        rig.Power = rig.Power with { LoadW = 2 };
        AssertLearned(State(rig));
        rig.Restart();
        rig.Connect();
        AssertLearned(State(rig));

        static void AssertLearned(JsonElement state)
        {
            var counters = state.GetProperty("counters");
            var kind = counters.GetProperty("kinds")[0];
            Assert.Equal(("work", 60.0), (kind.GetProperty("kind").GetString(), kind.GetProperty("median_s").GetDouble()));
            Assert.InRange(kind.GetProperty("energy_mwh").GetDouble(), 990, 1010);
            Assert.Equal((100.0, 60.0), (counters.GetProperty("success_rate_pct").GetDouble(), counters.GetProperty("mean_run_s").GetDouble()));
            Assert.Contains(state.GetProperty("recommendations").EnumerateArray(), r => r.GetString()!.StartsWith("kind work takes", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Memory_that_grows_all_day_is_told_with_its_slope()
    {
        var rig = Rig();
        rig.Connect();
        for (int hour = 0; hour < 12; hour++)
        {
            rig.MemoryUsedPct = 20 + hour;
            rig.Pass(TimeSpan.FromHours(1));
        }

        var state = State(rig);
        Assert.InRange(state.GetProperty("counters").GetProperty("memory_trend_pct_per_day").GetDouble(), 20, 26);
        Assert.Contains(state.GetProperty("recommendations").EnumerateArray(), r => r.GetString()!.Contains("leak", StringComparison.Ordinal));
    }

    [Fact]
    public void A_quota_of_expedited_work_is_still_spent_after_a_restart_and_free_again_a_day_later()
    {
        var rig = Rig(("Scheduling:ExpeditedPerDay", "1"));
        rig.Submit("""{"id":"a","kind":"work","expedited":{"if_out_of_quota":"drop"}}""");
        rig.Worker.Finish("a");
        rig.Restart();
        rig.Submit("""{"id":"b","kind":"work","expedited":{"if_out_of_quota":"drop"}}""");
        Assert.Equal((TaskPhase.Canceled, StopReason.Quota), (rig.Task("b").Phase, rig.Task("b").Reason));
        rig.Pass(TimeSpan.FromHours(25));
        rig.Submit("""{"id":"c","kind":"work","expedited":{"if_out_of_quota":"drop"}}""");
        Assert.Equal(TaskPhase.Running, rig.Task("c").Phase);
    }

    [Theory]
    [InlineData("""{"kind":"work"}""")]
    [InlineData("""{"tag":"slow"}""")]
    public void A_hold_of_a_kind_or_tag_survives_a_restart(string held)
    {
        var rig = Rig();
        rig.Publish("ctl/hold", held);
        rig.Submit("""{"id":"a","kind":"work","tags":["slow"]}""");
        rig.Restart();
        Assert.Equal([WaitReason.UserHold], rig.Task("a").WaitReasons.Select(w => w.Reason));
        rig.Publish("ctl/release", held);
        Assert.Equal(TaskPhase.Running, rig.Task("a").Phase);
    }

    [Fact]
    public void Finished_tasks_beyond_the_bound_are_forgotten_oldest_first()
    {
        var rig = Rig(("Tasks:KeepFinished", "2"));
        foreach (string id in new[] { "a", "b", "c" })
        {
            rig.Submit($$"""{"id":"{{id}}","kind":"work"}""");
            rig.Worker.Finish(id);
            rig.Pass(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["b", "c"], rig.Agent.Book.All.Keys.Order());
        rig.Restart();
        Assert.Equal(["b", "c"], rig.Agent.Book.All.Keys.Order());
    }

    [Theory]
    [InlineData("""{"id":"x","kind":"work","after":["done"]}""", "READY", "starts now")]
    [InlineData("""{"id":"x","kind":"work","expedited":{"if_out_of_quota":"drop"}}""", "CANCELED", "ends at once: QUOTA")]
    [InlineData("""{"id":"x","kind":"work","after":["bad"]}""", "FAILED", "ends at once: PREREQUISITE_FAILED")]
    public void A_dry_run_knows_what_has_ended_and_what_is_spent(string document, string phase, string reason)
    {
        var rig = Rig(("Scheduling:ExpeditedPerDay", "0"));
        rig.Connect();
        rig.Submit("""{"id":"done","kind":"work"}""");
        rig.Worker.Finish("done");
        rig.Submit("""{"id":"bad","kind":"work"}""");
        rig.Worker.Finish("bad", ErrorCategory.ClientError);
        rig.Sample();
        rig.Publish("ctl/plan", $$"""{"task":{{document}}}""");
        var entry = rig.Link.On("/ctl/reply").Last().GetProperty("data").GetProperty("tasks")[0];
        Assert.Equal((phase, reason), (entry.GetProperty("phase").GetString(), entry.GetProperty("reason").GetString()));
        Assert.Null(rig.Agent.Book.Find("x"));
    }
}
