using EdgeAgent.Core.Time;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>What the store needs beside tasks: numbers of connections reserved before they are used up, bytes counted, a copy a day.</summary>
internal sealed class StoreUpkeep(AgentStore store, BootRecord boot, StepTransaction step, Counters counters, BrokerPresence presence, ILogger log)
{
    private const long CopyEveryMs = 24 * 3_600_000;

    // A device that is started for a moment only has other things to do.
    private const long FirstCopyMs = 10 * 60_000;

    private long _sessionsReserved = boot.LastSession + AgentStore.SessionsReserved;
    private long _copyDueMs = long.MaxValue;
    private long _bytesCounted;

    /// <summary>Plans the first copy of this life.</summary>
    public void Start(in Timestamp now)
    {
        long copied = store.CopiedMs;
        _copyDueMs = Math.Max(now.DeviceTimeMs + FirstCopyMs, copied == 0 ? 0 : copied + CopyEveryMs);
    }

    public void Stage(in Timestamp now)
    {
        if (presence.Session + (AgentStore.SessionsReserved / 2) > _sessionsReserved)
        {
            long upTo = presence.Session + AgentStore.SessionsReserved;
            step.Write(s => s.ReserveSessions(upTo));
            step.Then(() => _sessionsReserved = upTo);
        }

        counters.Wrote(store.BytesWritten - _bytesCounted, now.DeviceTimeMs);
        _bytesCounted = store.BytesWritten;
    }

    /// <summary>Copies the store as it is now, whatever the time of the last one.</summary>
    public void CopyNow(in Timestamp now)
    {
        _copyDueMs = 0;
        CopyWhenDue(now);
    }

    /// <summary>The copy that takes the store's place when it is damaged: what is lost then is at most a day.</summary>
    public void CopyWhenDue(in Timestamp now)
    {
        if (now.DeviceTimeMs < _copyDueMs) return;
        _copyDueMs = now.DeviceTimeMs + CopyEveryMs;
        try
        {
            store.Copy(now);
        }
        catch (Exception e) when (e is IOException and not SqliteException { IsDamage: true } or UnauthorizedAccessException)
        {
            log.NotCopied(e.Message);
        }
    }

    /// <summary>In the last transaction of a life: gives back the numbers that were not used.</summary>
    public void WriteLast()
    {
        store.Blobs.Set(Counters.Key, counters.Write());
        store.ReserveSessions(presence.Session == 0 ? boot.LastSession : presence.Session);
    }
}
