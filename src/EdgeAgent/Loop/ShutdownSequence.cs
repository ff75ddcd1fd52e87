using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>The shutdown: running tasks are asked to stop, then <c>offline</c> is published, then the loop ends. Each wait is bounded.</summary>
internal sealed class ShutdownSequence(TaskBook book, RunningTasks runs, BrokerPresence presence, StatusFeed status, TokenSource tokens, ILogger log)
{
    // Time after a task's grace period, to commit and publish its end.
    private static readonly TimeSpan StopSlack = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(3);

    private string _reason = "";
    private long _deadlineMs = long.MaxValue;

    // Device time until which a device that had disconnected to sleep may reconnect.
    private long _returnByMs;
    private long _goodbyeToken;
    private bool _isGoodbyeSaid;

    public bool IsUnderway { get; private set; }

    /// <summary>All tasks have stopped and <c>offline</c> was sent, or the time for both is over.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Device time of the next step without an event; <see cref="long.MaxValue"/> while none is needed.</summary>
    public long DueMs(in Timestamp now) => Math.Min(_deadlineMs, _returnByMs > now.DeviceTimeMs ? _returnByMs : long.MaxValue);

    /// <param name="returnFirst">Set when the device has disconnected to sleep: it reconnects first, to replace the retained status <c>sleeping</c>.</param>
    public void Begin(string reason, IBrokerLink? returnFirst, in Timestamp now)
    {
        if (IsUnderway) return;
        log.Stopping(reason, runs.Count);
        (IsUnderway, _reason) = (true, reason);
        _deadlineMs = now.DeviceTimeMs + (long)(book.Policy.StopGrace + StopSlack).TotalMilliseconds;
        if (returnFirst is null) return;
        returnFirst.Return();
        _returnByMs = now.DeviceTimeMs + (long)ReturnPatience.TotalMilliseconds;
    }

    /// <summary>Stages the stop of every active task.</summary>
    public void StopActive(in Timestamp now)
    {
        foreach (var record in book.Unfinished.Values.Where(r => TaskPhases.IsActive(r.Phase)).ToList())
        {
            book.Apply(record.Id, new TaskEvent.Stop(StopReason.AgentShutdown), now);
        }
    }

    public void Published(long token)
    {
        if (_goodbyeToken != 0 && token == _goodbyeToken) _isGoodbyeSaid = true;
    }

    public void Advance(in Timestamp now)
    {
        if (!IsUnderway || IsDone) return;
        bool isLate = now.DeviceTimeMs >= _deadlineMs;
        if (_goodbyeToken == 0)
        {
            if (runs.Count > 0 && !isLate) return;
            if (!presence.IsOnline && now.DeviceTimeMs < _returnByMs) return;
            SayGoodbye(now);
            isLate = false;
        }

        IsDone = _isGoodbyeSaid || isLate;
    }

    private void SayGoodbye(in Timestamp now)
    {
        _goodbyeToken = tokens.Next();
        _deadlineMs = now.DeviceTimeMs + (long)GoodbyePatience.TotalMilliseconds;
        if (presence.IsOnline) status.Goodbye(_reason, now, _goodbyeToken);
        else _isGoodbyeSaid = true;
    }
}
