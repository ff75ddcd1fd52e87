using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Loop;
using EdgeAgent.Sensors;
using EdgeAgent.Storage;
using EdgeAgent.Tests.Sensors;

namespace EdgeAgent.Tests.Loop;

public sealed class RollupLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PowerSnapshot Sample(double seconds) => new(
        new PowerState { SocPct = 50 + seconds / 3600, PowerW = -2, Quality = PowerQuality.Measured }, SystemState.Unknown, [], FakeTree.At(seconds), [],
        0, 1);

    [Fact]
    public void Samples_of_an_hour_become_rows_and_survive_a_restart()
    {
        var now = FakeTree.At(3600);
        using (var store = Open())
        {
            var log = new RollupLog(store, bytesPerDay: 2 << 20);
            for (int second = 0; second <= 3000; second += 30) log.Add(Sample(second));
            Assert.Equal(3, log.Waiting);
            store.Begin();
            log.WriteAll();
            store.Commit(now);
            log.Written();
            Assert.Equal(0, log.Waiting);
        }

        using var again = Open();
        var rows = again.Rollups.From(0).Select(r => Rollup.Decode(r.Value)!).ToList();
        Assert.Equal([0, 900_000, 1_800_000, 2_700_000], rows.Select(r => r.StartMs));
        Assert.All(rows, r => Assert.Equal(2, r.DrainW, 2));
        Assert.Equal([870, 900, 900, 330], rows.Select(r => r.Seconds));
    }

    [Fact]
    public void Rows_that_nobody_can_write_do_not_pile_up()
    {
        using var store = Open();
        var log = new RollupLog(store, bytesPerDay: 100 << 20);
        for (int second = 0; second < 10 * 86_400; second += 300) log.Add(Sample(second));
        Assert.Equal(288, log.Waiting);
    }

    private AgentStore Open() => AgentStore.Open(
        _folder.File("agent.db"), "boot", 1000, DateTimeOffset.UnixEpoch, ClockTrust.Ntp).Store;
}
