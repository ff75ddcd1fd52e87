using System.Text;

namespace EdgeAgent.Fleet.Store;

/// <summary>
/// One row that vanishes when it is not renewed: whoever holds it drives the fleet. Time is the cluster's alone, no two machines' clocks are
/// compared. The lease only decides who should drive; that an earlier driver cannot write any more is the work of the revisions.
/// </summary>
internal sealed class DriverLease(Bucket bucket, string controller, TimeSpan length, TimeProvider clock)
{
    private const string Key = "driver";

    private readonly byte[] _mine = Encoding.UTF8.GetBytes($"{controller} {Guid.NewGuid():N}");
    private ulong _revision;
    private long _renewed;

    /// <summary>True when it is ours from now on.</summary>
    public bool TryTake()
    {
        long asked = clock.GetTimestamp();
        if (bucket.Put(Key, _mine, 0) is not { } revision) return false;
        (_revision, _renewed) = (revision, asked);
        return true;
    }

    /// <summary>Renews it when a third of its time has passed.</summary>
    /// <exception cref="LeaseLostException">Another controller has it.</exception>
    public void Renew()
    {
        if (clock.GetElapsedTime(_renewed) < length / 3) return;
        long asked = clock.GetTimestamp();
        if (bucket.Put(Key, _mine, _revision) is { } revision) (_revision, _renewed) = (revision, asked);
        // It ran out, as while nodes elect a leader. Had another one driven meanwhile, our next commit would fail.
        else if (!TryTake()) throw new LeaseLostException($"controller {Holder ?? "unknown"} drives the fleet");
    }

    /// <summary>Lets the next one take over at once, if it is still ours.</summary>
    public void Release()
    {
        if (bucket.Get(Key) is { } row && row.Value.AsSpan().SequenceEqual(_mine)) bucket.Remove(Key);
    }

    /// <summary>Who drives; null for nobody.</summary>
    public string? Holder => bucket.Get(Key) is { } row ? Encoding.UTF8.GetString(row.Value).Split(' ')[0] : null;
}
