using System.Globalization;

namespace EdgeAgent.Nano.Tests;

/// <summary>Thirty virtual days with weather, tasks, a lost access point, a restarted broker and random losses of power.</summary>
public class MonthTests(ITestOutputHelper output)
{
    [Fact]
    public void A_month_loses_nothing_that_was_acknowledged_and_does_nothing_twice()
    {
        using var world = new World("month", soc: 0.8, panelW: 0.008, capacityMah: 60);
        var random = new Random(5);
        var submitted = new List<string>();
        var pulses = new HashSet<string>();
        world.Report();
        for (int hour = 0; hour < 30 * 24; hour++)
        {
            Disturb(world, random, hour);
            if (random.NextDouble() < 0.25) Submit(world, random, submitted, pulses);
            world.Device.RunUntil(World.StartMs + ((hour + 1) * 3_600_000L));
        }

        world.Board.HasWifi = true;
        world.Power.CutAt = 0;
        // Tasks that wait for the sun have some days left until their deadline.
        world.RunHours(96);
        Report(world, submitted, pulses);
    }

    private static void Disturb(World world, Random random, int hour)
    {
        // The access point is away for half a day, three times.
        world.Board.HasWifi = hour % 240 is < 100 or > 112;
        if (hour % 200 == 150)
        {
            world.Controller.Disconnect();
            world.Broker.Restart();
            world.Controller.Connect();
        }

        if (random.NextDouble() < 0.15) world.Power.CutAt = world.Power.Steps + 1 + random.Next(300);
    }

    private static void Submit(World world, Random random, List<string> submitted, HashSet<string> pulses)
    {
        string id = "t" + submitted.Count.ToString(CultureInfo.InvariantCulture);
        string[] classes = ["critical", "normal", "background", "charging_only"];
        string name = classes[random.Next(classes.Length)];
        string work = random.Next(4) switch
        {
            0 => "\"kind\":\"gpio_pulse\",\"args\":{\"pin\":4,\"ms\":100}",
            1 => "\"kind\":\"sample_burst\",\"args\":{\"count\":3}",
            2 => "\"kind\":\"sync\"",
            _ => "\"kind\":\"noop\",\"args\":{\"duration_s\":" + random.Next(1, 60).ToString(CultureInfo.InvariantCulture) + "}",
        };
        if (work.Contains("gpio_pulse", StringComparison.Ordinal)) pulses.Add(id);
        submitted.Add(id);
        world.Submit($$"""{"id":"{{id}}","class":"{{name}}",{{work}}}""");
    }

    private void Report(World world, List<string> submitted, HashSet<string> pulses)
    {
        var receipts = world.Controller.Receipts("month");
        var rejected = receipts.Where(r => r.GetProperty("status").GetString() == "REJECTED").Select(r => r.GetProperty("id").GetString()).ToHashSet();
        var lost = submitted.Where(id => !rejected.Contains(id) && world.Finals(id).Count == 0).ToList();
        var doubled = submitted.Where(id => !rejected.Contains(id) && world.Finals(id).Count > 1).ToList();
        double days = (world.Board.NowMs - World.StartMs) / 86_400_000.0;
        string Day(double value) => (value / days).ToString("F1", CultureInfo.InvariantCulture);
        output.WriteLine($"{submitted.Count} submitted, {submitted.Count(world.IsAccepted)} acknowledged, {rejected.Count} rejected (table full), {lost.Count} lost, {doubled.Count} doubled");
        output.WriteLine($"{world.Device.Cuts} losses of power, {Day(world.Device.WakeUps)} wake-ups and {Day(world.Device.Connections)} connections a day");
        output.WriteLine($"{Day(world.Board.Flash.Bytes)} bytes written a day, largest state {world.Device.State.RecordLength} bytes at the end");
        output.WriteLine($"{Day(world.Board.Pack.UsedMwh)} mWh used and {Day(world.Board.Pack.HarvestMwh)} mWh harvested a day, lowest charge {100 * world.Board.Pack.LowestSoc:F0} %");
        foreach (string id in lost) output.WriteLine(world.Controller.On($"/task/{id}/state").LastOrDefault().ToString());
        Assert.Empty(lost);
        Assert.Empty(doubled);
        Assert.True(world.Board.Pins.Count(p => p.IsHigh) <= pulses.Count);
        Assert.True(world.Device.Cuts > 20);
        // Attempts that were cut off are the only pulses that may be missing, never the other way round.
        int whole = pulses.Count(id => world.Finals(id).Any(f => f.EndsWith("SUCCEEDED", StringComparison.Ordinal)));
        Assert.True(world.Board.Pins.Count(p => p.IsHigh) >= whole);
    }
}
