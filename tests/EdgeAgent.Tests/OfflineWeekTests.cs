
namespace EdgeAgent.Tests;

public class OfflineWeekTests
{
    [Fact]
    public void A_week_offline_with_ten_thousand_events_and_restarts_loses_and_doubles_no_final_event()
    {
        const int tasks = 2_500;
        using var rig = new AgentRig(("Telemetry:BufferedSamples", "100"), ("Tasks:KeepFinished", "500"));
        rig.Power = rig.Power with { Source = PowerSource.External, Charging = ChargeStatus.Full, SocPct = 100, IsPowered = true };
        rig.Connect();
        rig.Acknowledge();
        rig.Disconnect();

        var random = new Random(7);
        var expected = new List<string>();
        for (int i = 0; i < tasks; i++)
        {
            string id = "t" + i;
            rig.Submit($$"""{"id":"{{id}}","retry":{"max":0},"kind":"work"}""");
            expected.Add(id);
            bool fails = random.Next(10) == 0;
            if (random.Next(100) == 0) rig.Restart();
            else if (random.Next(200) == 0) rig.PowerCut();
            rig.Worker.Finish(id, fails ? ErrorCategory.Other : null);
            rig.Post();
            if (i % 10 == 0) rig.Pass(TimeSpan.FromMinutes(40));
        }

        // A receipt for each acceptance and each end, two state changes in between: ten thousand events.
        rig.Link.Sent.Clear();
        rig.Connect();
        rig.Acknowledge();

        var seqs = rig.Link.Receipts().Select(r => r.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(Enumerable.Range(1, 2 * tasks).Select(n => (long)n), seqs);
        var finals = rig.Link.Receipts().Where(r => r.GetProperty("status").GetString() is "SUCCEEDED" or "FAILED").Select(r => r.GetProperty("id").GetString()!).ToList();
        Assert.Equal(expected, finals);
        Assert.True(rig.Link.On("/state").Last(d => d.TryGetProperty("counters", out _)).GetProperty("counters").GetProperty("telemetry_dropped").GetInt64() > 1000);

        // The outbox is empty.
        rig.Restart();
        rig.Link.Sent.Clear();
        rig.Connect();
        rig.Acknowledge();
        Assert.Empty(rig.Link.Receipts());
    }
}
