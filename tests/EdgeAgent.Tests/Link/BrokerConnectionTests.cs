using EdgeAgent.Link;
using MQTTnet;
using MQTTnet.Exceptions;

namespace EdgeAgent.Tests.Link;

/// <summary>The library throws at once, not by its task, when the connection ends while an exchange is begun.</summary>
public sealed class BrokerConnectionTests
{
    [Fact]
    public async Task A_publish_that_is_begun_as_the_connection_ends_fails_by_its_task_and_does_not_end_the_agent()
    {
        var endpoint = new BrokerEndpoint("127.0.0.1", 1, null, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), 1024 * 1024);
        using var connection = new BrokerConnection(endpoint, new MqttClientOptions(), 1024 * 1024, _ => { }, _ => { });
        Task? publish = null;
        var thrown = Record.Exception(() => { publish = connection.PublishAsync(new MqttApplicationMessage { Topic = "t" }); });
        Assert.Null(thrown);
        await Assert.ThrowsAsync<MqttClientNotConnectedException>(() => publish!);
    }

    [Fact]
    public async Task A_publish_that_is_begun_after_the_connection_was_disposed_fails_by_its_task()
    {
        var endpoint = new BrokerEndpoint("127.0.0.1", 1, null, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), 1024 * 1024);
        var connection = new BrokerConnection(endpoint, new MqttClientOptions(), 1024 * 1024, _ => { }, _ => { });
        connection.Dispose();
        Task? publish = null;
        Assert.Null(Record.Exception(() => { publish = connection.PublishAsync(new MqttApplicationMessage { Topic = "t" }); }));
        await Assert.ThrowsAnyAsync<Exception>(() => publish!);
    }
}
