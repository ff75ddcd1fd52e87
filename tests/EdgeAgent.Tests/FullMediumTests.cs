using System.Text.Json;
using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

/// <summary>A step is all or nothing: what cannot be stored is not counted, learned, published or acknowledged, and happens once when it can be stored.</summary>
public sealed class FullMediumTests : IDisposable
{
    private readonly AgentRig _rig = new(("Mqtt:HomeAssistant:Enabled", "true"));

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_run_that_ended_on_a_full_medium_is_counted_once_and_learned_with_its_own_length()
    {
        string[] ids = ["a", "b", "c"];
        _rig.Power = _rig.Power with { LoadW = 2 };
        _rig.Pass(TimeSpan.FromMinutes(2));
        _rig.Connect();
        foreach (string id in ids) _rig.Submit($$"""{"id":"{{id}}","kind":"work"}""");
        _rig.Acknowledge();
        _rig.Power = _rig.Power with { LoadW = 62 };
        _rig.Pass(TimeSpan.FromSeconds(6));
        _rig.BreakStore();
        foreach (string id in ids) _rig.Worker.Finish(id);
        _rig.Post();
        for (int i = 0; i < 20; i++) _rig.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);

        _rig.MendStore();
        _rig.Power = _rig.Power with { LoadW = 2 };
        _rig.Pass(TimeSpan.FromSeconds(10));
        _rig.Acknowledge();
        Assert.Equal(6_000, _rig.Task("a").DurationMs);
        Assert.InRange(_rig.Task("a").EnergyMwh, 20, 60);
        Assert.Equal(3, _rig.Link.Receipts().Count(r => r.GetProperty("status").GetString() == "SUCCEEDED"));
        var counters = State().GetProperty("counters");
        Assert.Equal(3, counters.GetProperty("tasks_succeeded").GetInt64());
        Assert.Equal(6.0, counters.GetProperty("kinds")[0].GetProperty("median_s").GetDouble());
        _rig.Restart();
        _rig.Connect();
        Assert.Equal(3, State().GetProperty("counters").GetProperty("tasks_succeeded").GetInt64());
    }

    [Theory]
    [InlineData("list", "{}")]
    [InlineData("show", """{"id":"a"}""")]
    [InlineData("why", """{"id":"a"}""")]
    [InlineData("plan", "{}")]
    [InlineData("power", "{}")]
    [InlineData("history", "{}")]
    [InlineData("sync", "{}")]
    [InlineData("discover", "{}")]
    public void A_verb_that_changes_nothing_is_answered_on_a_full_medium_also_behind_a_task_that_waits(string verb, string request)
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.BreakStore();
        _rig.Submit("""{"id":"b","kind":"work"}""");
        for (int i = 0; i < 3; i++)
        {
            _rig.Publish("ctl/" + verb, request);
            _rig.Pass(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(3, _rig.Link.On("/ctl/reply").Count(d => d.GetProperty("verb").GetString() == verb && d.GetProperty("ok").GetBoolean()));
        Assert.Equal(4, _rig.Acknowledged);
    }

    [Fact]
    public void What_waits_for_space_happens_in_order_within_ten_seconds_of_it_and_once()
    {
        _rig.Connect();
        _rig.BreakStore();
        _rig.Publish("ctl/hold", "");
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Submit("""{"id":"bad"}""");
        _rig.Publish("ctl/release", "");
        _rig.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(0, _rig.Acknowledged);
        Assert.Empty(_rig.Link.Receipts());
        Assert.False(State().GetProperty("held").GetBoolean());

        _rig.MendStore();
        _rig.Pass(TimeSpan.FromSeconds(10));
        _rig.Acknowledge();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        Assert.Equal((4, 0), (_rig.Acknowledged, _rig.Abandoned));
        Assert.Equal([("a", 1L), ("bad", 2L)], _rig.Link.Receipts().Select(r => (r.GetProperty("id").GetString()!, r.GetProperty("seq").GetInt64())));
        Assert.Equal(["hold", "release"], _rig.Link.On("/ctl/reply").Select(d => d.GetProperty("verb").GetString()));
        var counters = State().GetProperty("counters");
        Assert.Equal((1, 1), (counters.GetProperty("tasks_accepted").GetInt64(), counters.GetProperty("tasks_rejected").GetInt64()));
    }

    [Fact]
    public void What_waits_for_space_is_given_back_when_its_connection_is_lost()
    {
        _rig.Connect();
        _rig.BreakStore();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Disconnect();
        Assert.Equal((0, 1), (_rig.Acknowledged, _rig.Abandoned));
        _rig.MendStore();
        _rig.Pass(TimeSpan.FromSeconds(10));
        Assert.Null(_rig.Agent.Book.Find("a"));
    }

    [Fact]
    public void Progress_on_a_full_medium_is_kept_as_the_newest_word_of_the_worker()
    {
        _rig.Connect();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.BreakStore();
        for (int pct = 10; pct <= 50; pct += 10)
        {
            _rig.Post(new AgentEvent.RunProgress("a", 1, pct, null, null));
            _rig.Pass(TimeSpan.FromSeconds(4));
        }

        Assert.Null(_rig.Task("a").ProgressPct);
        _rig.MendStore();
        _rig.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(50, _rig.Task("a").ProgressPct);
    }

    [Fact]
    public void A_medium_that_cannot_be_written_is_said_in_words_where_the_owner_looks()
    {
        _rig.Connect();
        _rig.BreakStore();
        _rig.Submit("""{"id":"a","kind":"work"}""");
        var lines = State().GetProperty("recommendations").EnumerateArray().Select(l => l.GetString()!).ToList();
        Assert.Contains(lines, l => l.Contains("the data directory cannot be written", StringComparison.Ordinal) && l.Contains("read-only", StringComparison.Ordinal));

        _rig.MendStore();
        _rig.Pass(TimeSpan.FromSeconds(10));
        Assert.False(State().TryGetProperty("recommendations", out var rest) && rest.ToString().Contains("cannot be written", StringComparison.Ordinal));
    }

    [Fact]
    public void A_copy_that_cannot_take_its_place_ends_neither_the_agent_nor_its_commits()
    {
        _rig.Connect();
        Directory.CreateDirectory(Path.Combine(_rig.StorePath + ".copy", "full"));
        _rig.Pass(TimeSpan.FromMinutes(12));
        _rig.Submit("""{"id":"a","kind":"work"}""");
        _rig.Acknowledge();
        Assert.Equal(TaskPhase.Running, _rig.Task("a").Phase);
        Assert.True(Directory.Exists(_rig.StorePath + ".copy"));
    }

    private JsonElement State()
    {
        _rig.Pass(TimeSpan.FromHours(1));
        return _rig.Link.On("rig/state").Last();
    }
}
