namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The real program at a mosquitto that takes packets of 2048 bytes.</summary>
public sealed class SmallPacketBrokerTests : IDisposable
{
    private readonly TestBroker _broker = new("max_packet_size 2048");
    private readonly TemporaryFolder _data = new();

    public void Dispose()
    {
        _broker.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void Status_state_receipts_and_answers_all_arrive_where_packets_have_at_most_2048_bytes()
    {
        using var controller = new Controller(_broker.Port);
        using var agent = AgentProcess.Start(_data.Path, _broker.Port);
        controller.Await("/status", d => d.GetProperty("state").GetString() == "online");
        Assert.True(controller.Await("/state", d => d.TryGetProperty("power", out _)).TryGetProperty("counters", out _));
        for (int i = 0; i < 10; i++) controller.Publish("task/submit", $$"""{"id":"t{{i}}","kind":"noop","delay_s":600,"description":"{{new string('x', 200)}}"}""");
        controller.AwaitReceipt(r => r.GetProperty("id").GetString() == "t9");
        controller.Publish("ctl/list", """{"v":1}""");
        var list = controller.Await("/ctl/reply", d => d.GetProperty("verb").GetString() == "list").GetProperty("data");
        Assert.Equal(10, list.GetProperty("total").GetInt32());
        Assert.InRange(list.GetProperty("tasks").GetArrayLength(), 1, 9);
        controller.Publish("ctl/power", """{"v":1}""");
        Assert.True(controller.Await("/ctl/reply", d => d.GetProperty("verb").GetString() == "power").GetProperty("ok").GetBoolean());
        Assert.Equal(0, agent.Terminate());
    }
}
