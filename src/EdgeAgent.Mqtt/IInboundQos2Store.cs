namespace EdgeAgent.Mqtt;

/// <summary>
/// Where the application keeps the identifiers of QoS 2 messages that it has stored and that the broker has not released yet
/// (MQTT 5, 4.3.3 and 4.4). They are written by the application itself, in the transaction that stores a batch:
/// add the <see cref="ReceivedMessage.PacketId"/> of each QoS 2 message, delete each of <see cref="ReceivedBatch.ReleasedIds"/>,
/// commit, acknowledge. Without a store the identifiers live in memory and a restart of the program can double messages.
/// </summary>
public interface IInboundQos2Store
{
    /// <summary>All identifiers that are stored. Called once, by <see cref="MqttClient.Start"/>, on the caller's thread.</summary>
    IReadOnlyCollection<ushort> Load();

    /// <summary>The broker has no session: forget all identifiers, durably, before returning. Called on the session thread, when no batch is open.</summary>
    void Clear();
}

/// <summary>Identifiers for the life of the process only.</summary>
public sealed class InMemoryInboundQos2Store : IInboundQos2Store
{
    // The session itself remembers the identifiers that it has seen; there is nothing to add.
    public IReadOnlyCollection<ushort> Load() => [];
    public void Clear() { }
}
