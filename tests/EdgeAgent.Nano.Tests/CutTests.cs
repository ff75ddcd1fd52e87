using EdgeAgent.Nano.Boards;

namespace EdgeAgent.Nano.Tests;

/// <summary>
/// The supply is cut at every single thing that the firmware does with the outside: each write to flash at each of several bytes, each byte read or sent, each register.
/// One short life is lived once undisturbed and then once for each cut; nothing that was acknowledged is lost, nothing is done twice.
/// </summary>
public class CutTests
{
    private static readonly string[] Ids = ["pulse", "wait", "burst", "sync"];

    [Fact]
    public void A_cut_at_any_byte_of_any_write_loses_nothing_and_doubles_nothing()
    {
        using var broker = new Broker();
        int writes = Live(broker, "whole", _ => { }).Power.Writes;
        Assert.InRange(writes, 15, 60);
        for (int write = 1; write <= writes; write++)
        {
            foreach (double share in new[] { 0, 0.02, 0.5, 0.999, 2 })
            {
                string id = $"w{write}-{(int)(share * 1000)}";
                var world = Live(broker, id, w => (w.Power.CutWrite, w.Power.CutShare) = (write, share));
                Assert.True(world.Device.Cuts == 1, $"{id}: {world.Device.Cuts} cuts");
            }
        }
    }

    [Theory]
    [InlineData(WakeCause.PowerOn)]
    [InlineData(WakeCause.BrownOut)]
    public void A_cut_at_any_step_loses_nothing_and_doubles_nothing(WakeCause cause)
    {
        using var broker = new Broker();
        int steps = Live(broker, "whole", _ => { }).Power.Steps;
        Assert.InRange(steps, 200, 3000);
        for (int step = 1; step <= steps; step += cause == WakeCause.PowerOn ? 1 : 7) Live(broker, $"s{step}", w => w.Power.CutAt = step, cause);
    }

    /// <summary>Submits one task of each kind while the device sleeps, lets it live for some hours, and holds it to the invariants.</summary>
    private static World Live(Broker broker, string id, Action<World> arrange, WakeCause cause = WakeCause.PowerOn)
    {
        using var world = new World(id, broker);
        arrange(world);
        // The broker knows a device from its first connection on.
        while (world.Device.State is null || world.Device.State.Failures > 0 || !world.Controller.On($"/{id}/status").Any(d => d.GetProperty("state").GetString() == "online"))
        {
            world.Device.Wake(cause);
            world.Controller.CatchUp();
        }

        world.Submit("pulse", "gpio_pulse", ""","args":{"pin":4,"ms":50}""");
        world.Submit("wait", "noop", ""","args":{"duration_s":2}""");
        world.Submit("burst", "sample_burst", ""","args":{"count":2}""");
        world.Submit("sync", "sync");
        long until = world.Board.NowMs + (5 * 3_600_000L);
        while (world.Board.NowMs < until) world.Device.Wake(cause);
        world.Controller.CatchUp();
        Hold(world);
        return world;
    }

    private static void Hold(World world)
    {
        foreach (string task in Ids)
        {
            Assert.True(world.IsAccepted(task), $"{world.Id}: {task} was never accepted");
            var finals = world.Finals(task);
            Assert.True(finals.Count == 1, $"{world.Id}: {task} ended {finals.Count} times: {string.Join(", ", finals)}");
        }

        Assert.Single(world.Controller.On($"/{world.Id}/receipt").Select(d => d.GetProperty("epoch").GetInt64()).Distinct(), e => e > 0);
        Assert.EndsWith("SUCCEEDED", world.Finals("wait")[0], StringComparison.Ordinal);
        Assert.EndsWith("SUCCEEDED", world.Finals("burst")[0], StringComparison.Ordinal);
        Assert.True(world.Board.Pins.Count(p => p.IsHigh) <= 1, $"{world.Id}: the pin was pulsed {world.Board.Pins.Count(p => p.IsHigh)} times");
        var numbers = world.Controller.Receipts(world.Id).Select(r => r.GetProperty("seq").GetInt64()).Distinct().Order().ToList();
        Assert.True(numbers.SequenceEqual(Enumerable.Range(1, numbers.Count).Select(n => (long)n)), $"{world.Id}: receipts {string.Join(' ', numbers)}");
        Assert.All(
            world.Controller.Receipts(world.Id).GroupBy(r => r.GetProperty("seq").GetInt64()),
            same => Assert.Single(same.Select(r => r.GetProperty("id").GetString() + r.GetProperty("status").GetString()).Distinct()));
    }
}
