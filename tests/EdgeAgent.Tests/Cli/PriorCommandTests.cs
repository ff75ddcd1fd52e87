using System.Globalization;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using EdgeAgent.Simulation;
using EdgeAgent.Storage;
using EdgeAgent.Tests.Simulation;

namespace EdgeAgent.Tests.Cli;

public sealed class PriorCommandTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private string Trace(string name, string harvestW = "") => _rig.File(name, string.Join('\n',
    [
        TraceFile.Header,
        .. Enumerable.Range(0, 20 * MadeSite.SlotsPerDay).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{ResultJson.Rfc3339(MadeSite.Start + i * MadeSite.StepS)},0,{MadeSite.Nightly(i * 10)},,,{harvestW}")),
        "",
    ]));

    [Fact]
    public void The_prior_that_comes_with_the_agent_is_small_and_knows_homes_work_places_and_grids_with_cuts()
    {
        Assert.Equal(0, _rig.Run("prior", "show"));
        Assert.InRange(_rig.Output.Length, 1000, 20_000);
        Assert.Equal(["home", "work", "grid"], ChargePrior.Parse(_rig.Output).Kinds.Select(k => k.Name));
    }

    [Fact]
    public void A_fleet_learns_its_own_prior_from_recordings_and_gives_it_to_a_new_device()
    {
        Assert.Equal(0, _rig.Run("prior", "learn", "hut=" + Trace("a.csv"), "hut=" + Trace("b.csv"), "shop=" + Trace("c.csv")));
        string file = _rig.File("prior.txt", _rig.Output);
        ChargePrior read = PriorFile.Read(file);
        Assert.Equal(["hut", "shop"], read.Kinds.Select(k => k.Name));
        Assert.Contains("# hut: a b", _rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_runs_teaches_others_from_its_own_store()
    {
        ChargeForecaster learned = LearningPolicy.Learned(TraceFile.Read(Trace("a.csv")));
        string path = Path.Combine(Path.GetDirectoryName(Trace("a.csv"))!, "agent.db");
        using AgentStore store = AgentStore.Open(path, "b", 0, DateTimeOffset.UnixEpoch.AddYears(56), ClockTrust.Ntp).Store;
        store.Begin();
        store.Blobs.Set(ChargeLearner.Key, learned.Save());
        store.Commit(new Timestamp(DateTimeOffset.UnixEpoch.AddYears(56), 1, ClockTrust.Ntp));
        Assert.True(_rig.Run("prior", "learn", "hut=" + path) == 0, _rig.Error);
        double[] fromStore = Profile(_rig.Output);
        _rig.Run("prior", "learn", "hut=" + Trace("a.csv"));
        Assert.All(Profile(_rig.Output).Zip(fromStore), p => Assert.Equal(p.First, p.Second, 0.02));
        Assert.Contains(fromStore, share => share > 0.8);
        Assert.Contains(fromStore, share => share < 0.2);
    }

    // The share of time on charge, as it was printed last.
    private static double[] Profile(string prior) =>
        [.. prior.Split('\n').Last(l => l.StartsWith("profile ", StringComparison.Ordinal)).Split(' ').Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    [Fact]
    public void A_store_in_which_nothing_was_learned_teaches_nothing()
    {
        string path = Path.Combine(Path.GetDirectoryName(Trace("a.csv"))!, "agent.db");
        AgentStore.Open(path, "b", 0, DateTimeOffset.UnixEpoch.AddYears(56), ClockTrust.Ntp).Store.Dispose();
        Assert.Equal(1, _rig.Run("prior", "learn", "hut=" + path));
        Assert.Contains("has learned nothing yet", _rig.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "is not KIND=RECORD")]
    [InlineData("a hut=a.csv", "kind NAME")]
    [InlineData("hut=missing.csv", "missing.csv")]
    [InlineData("roof=sun.csv", "a site with a panel")]
    public void What_cannot_teach_is_refused_with_one_line(string argument, string message)
    {
        Trace("a.csv");
        Trace("sun.csv", "2.5");
        string[] parts = argument.Split('=');
        string folder = Path.GetDirectoryName(Trace("a.csv"))!;
        int code = _rig.Run("prior", "learn", parts.Length == 1 ? argument : $"{parts[0]}={Path.Combine(folder, parts[1])}");
        Assert.Equal(1, code);
        Assert.Contains(message, _rig.Error, StringComparison.Ordinal);
        Assert.Single(_rig.Error.TrimEnd().Split('\n'));
        Assert.Equal("", _rig.Output);
    }
}
