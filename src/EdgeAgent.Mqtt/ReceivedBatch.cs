using EdgeAgent.Mqtt.Session;

namespace EdgeAgent.Mqtt;

/// <summary>
/// Everything that had arrived when the client looked: store all of it in one transaction, commit, then call
/// <see cref="Acknowledge"/>. Acknowledgements leave in the order of the packets, in one write.
/// </summary>
/// <remarks>
/// While batches are unacknowledged their bytes count against <see cref="MqttClientOptions.MaximumUnacknowledgedBytes"/>; above it the
/// client stops reading and TCP slows the broker down. When the connection is lost the next one is opened after every
/// batch of the old one has been acknowledged or abandoned.
/// </remarks>
public sealed class ReceivedBatch
{
    private const int Open = 0, Acknowledged = 1, Abandoned = 2;

    private readonly Action? _finished;
    private int _state;

    internal ReceivedBatch(ReceivedMessage[] messages, ushort[] releasedIds, PendingAck[] acks, long bytes, Action? finished)
    {
        Messages = messages;
        ReleasedIds = releasedIds;
        Acks = acks;
        Bytes = bytes;
        _finished = finished;
    }

    /// <summary>In the order of arrival. At QoS 2 an identifier occurs once: repetitions are left out.</summary>
    public IReadOnlyList<ReceivedMessage> Messages { get; }

    /// <summary>QoS 2 identifiers that the broker has released (PUBREL): delete them from the store in the same transaction.</summary>
    public IReadOnlyList<ushort> ReleasedIds { get; }

    internal PendingAck[] Acks { get; }
    internal long Bytes { get; }
    internal bool IsOpen => Volatile.Read(ref _state) == Open;
    internal bool IsAbandoned => Volatile.Read(ref _state) == Abandoned;

    /// <summary>The batch is stored: send its acknowledgements. Any thread; only the first call of the two counts.</summary>
    public void Acknowledge() => Finish(Acknowledged);

    /// <summary>The batch could not be stored: nothing is acknowledged, the connection is closed and made again after the usual delay,
    /// so that the broker sends everything once more. Any thread.</summary>
    public void Abandon() => Finish(Abandoned);

    private void Finish(int state)
    {
        if (Interlocked.CompareExchange(ref _state, state, Open) == Open)
            _finished?.Invoke();
    }
}
