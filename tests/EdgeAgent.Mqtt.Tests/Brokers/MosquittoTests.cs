namespace EdgeAgent.Mqtt.Tests.Brokers;

public sealed class MosquittoTests
{
    [Theory]
    [InlineData(MqttProtocol.V5, QualityOfService.AtMostOnce)]
    [InlineData(MqttProtocol.V5, QualityOfService.AtLeastOnce)]
    [InlineData(MqttProtocol.V5, QualityOfService.ExactlyOnce)]
    [InlineData(MqttProtocol.V311, QualityOfService.AtMostOnce)]
    [InlineData(MqttProtocol.V311, QualityOfService.AtLeastOnce)]
    [InlineData(MqttProtocol.V311, QualityOfService.ExactlyOnce)]
    public async Task A_message_makes_the_way_through_the_broker(MqttProtocol protocol, QualityOfService qos)
    {
        using var broker = new Mosquitto();
        using var device = new Device(broker.Port, protocol);
        Assert.Equal(protocol, (await device.Connected()).Protocol);
        Assert.True((await device.Client.SubscribeAsync(new MqttSubscription("a/+", QualityOfService.ExactlyOnce)).WaitAsync(Device.Patience)).IsSuccess);
        var result = await device.Client.PublishAsync(Device.Message("a/b", "hello", qos)).WaitAsync(Device.Patience);
        Assert.Equal(PublishStatus.Done, result.Status);
        var message = await device.Received();
        Assert.Equal("a/b", message.Topic);
        Assert.Equal("hello"u8.ToArray(), message.Payload.ToArray());
        Assert.Equal(qos, message.Qos);
        Assert.True(device.Stop());
    }
}
