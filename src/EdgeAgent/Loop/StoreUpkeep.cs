using EdgeAgent.Core.Time;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Keeps the store in order: reserves connection numbers before they run out, counts written bytes, makes a copy each day.</summary>
internal sealed class StoreUpkeep(AgentStore store, BootRecord boot, StepTransaction step, Counters counters, BrokerPresence presence, ILogger log)
{
    private const long CopyEveryMs = 24 * 3_600_000;

    // A device that runs only for a short time should not use it for a copy.
    private const long FirstCopyMs = 10 * 60_000;

    private long _sessionsReserved = boot.LastSession + AgentStore.SessionsReserved;
    private long _copyDueMs = long.MaxValue;
    private long _bytesCounted;

    /// <summary>Schedules the first copy after the start.</summary>
    public void Start(in Timestamp now)
    {
        _copyDueMs = now.DeviceTimeMs + FirstCopyMs;
        if (store.CopiedMs is not 0 and var copied) _copyDueMs = Math.Max(_copyDueMs, copied + CopyEveryMs);
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

    /// <summary>Copies the store now, regardless of when the last copy was made.</summary>
    public void CopyNow(in Timestamp now)
    {
        _copyDueMs = 0;
        CopyWhenDue(now);
    }

    /// <summary>Makes the copy that replaces a damaged store. At most one day of changes is lost then.</summary>
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

    /// <summary>Returns the unused numbers. Runs in the last transaction before the agent ends.</summary>
    public void WriteLast()
    {
        store.Blobs.Set(Counters.Key, counters.Write());
        store.ReserveSessions(presence.Session == 0 ? boot.LastSession : presence.Session);
    }
}
