using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <summary>
/// Events that wait while the store cannot be written, in order of arrival: workers' reports and unacknowledged batches. The running tasks and the
/// broker's window of unacknowledged messages bound its size.
/// </summary>
internal sealed class Backlog
{
    /// <summary>Time between two tries, ms.</summary>
    public const long RetryEveryMs = 5_000;

    private readonly List<HeldEvent> _held = [];

    /// <summary>Device time of the next try; null while the store works.</summary>
    public long? RetryAtMs { get; private set; }

    /// <summary>Device time since which the store cannot be written; null while it works.</summary>
    public long? FailingSinceMs { get; private set; }

    /// <summary>Why the store cannot be written, for people; null while it works.</summary>
    public string? Fault { get; private set; }

    /// <summary>Number of the present connection.</summary>
    public int Connection { get; private set; }

    /// <summary>The next try is not due yet.</summary>
    public bool IsWaiting(in Timestamp now) => RetryAtMs is { } at && now.DeviceTimeMs < at;

    public void Add(HeldEvent held)
    {
        // A batch of an earlier connection is dropped, because the broker sends it again on the present one.
        if (held.Event is AgentEvent.Arrived arrived && held.Connection != Connection) arrived.Batch.Abandon();
        else _held.Add(held);
    }

    public IReadOnlyList<HeldEvent> TakeAll()
    {
        HeldEvent[] all = [.. _held];
        _held.Clear();
        return all;
    }

    public void Failed(string fault, in Timestamp now)
    {
        Fault = fault;
        FailingSinceMs ??= now.DeviceTimeMs;
        RetryAtMs = now.DeviceTimeMs + RetryEveryMs;
    }

    public void Works()
    {
        FailingSinceMs = RetryAtMs = null;
        Fault = null;
    }

    public void ConnectionLost()
    {
        Connection++;
        foreach (var held in TakeAll()) Add(held);
    }

    /// <summary>Serves the messages that need no store; a batch of nothing else is acknowledged.</summary>
    /// <param name="serve">Serves a message; returns false when the message must wait.</param>
    public void Serve(Func<InboundMessage, bool> serve)
    {
        foreach (var held in TakeAll())
        {
            if (held.Event is AgentEvent.Arrived { Batch: var batch } && ServeAll(held, batch, serve)) batch.Acknowledge();
            else _held.Add(held);
        }
    }

    private static bool ServeAll(HeldEvent held, InboundBatch batch, Func<InboundMessage, bool> serve)
    {
        bool all = true;
        foreach (var message in batch.Messages)
        {
            if (held.Served.Contains(message)) continue;
            if (serve(message)) held.Served.Add(message);
            else all = false;
        }

        return all;
    }
}
