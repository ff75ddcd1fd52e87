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
    private readonly Action<ReceivedBatch> _changed;
    private int _state;

    internal ReceivedBatch(IReadOnlyList<ReceivedMessage> messages, IReadOnlyList<ushort> releasedIds, Action<ReceivedBatch> changed)
    {
        Messages = messages;
        ReleasedIds = releasedIds;
        _changed = changed;
    }

    /// <summary>In the order of arrival. At QoS 2 an identifier occurs once: repetitions are left out.</summary>
    public IReadOnlyList<ReceivedMessage> Messages { get; }

    /// <summary>QoS 2 identifiers that the broker has released (PUBREL): delete them from the store in the same transaction.</summary>
    public IReadOnlyList<ushort> ReleasedIds { get; }

    /// <summary>The batch is stored: send its acknowledgements. Any thread, at most once; further calls do nothing.</summary>
    public void Acknowledge() => Finish(1);

    /// <summary>The batch could not be stored: nothing is acknowledged, the connection is closed and made again after the usual delay,
    /// so that the broker sends everything once more. Any thread.</summary>
    public void Abandon() => Finish(2);

    internal bool IsAcknowledged => Volatile.Read(ref _state) == 1;
    internal bool IsAbandoned => Volatile.Read(ref _state) == 2;

    private void Finish(int state)
    {
        if (Interlocked.CompareExchange(ref _state, state, 0) == 0)
            _changed(this);
    }
}
