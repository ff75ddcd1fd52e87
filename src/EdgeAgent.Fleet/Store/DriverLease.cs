using System.Text;

namespace EdgeAgent.Fleet.Store;

/// <summary>
/// One row that vanishes when it is not renewed: whoever holds it drives the fleet. Time is the cluster's alone, no two machines' clocks are
/// compared. The lease only decides who should drive; that an earlier driver cannot write any more is the work of the revisions. It is renewed
/// beside the controller's thread, so that one long commit does not lose it, but not for a thread that has said nothing for six leases.
/// </summary>
internal sealed class DriverLease(Bucket bucket, string controller, TimeSpan length, TimeProvider clock) : IDisposable
{
    private const string Key = "driver";
    private const int PatientFor = 6;

    private readonly byte[] _mine = Encoding.UTF8.GetBytes($"{controller} {Guid.NewGuid():N}");
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;
    private ulong _revision;
    private long _touched;
    private volatile string? _lost;

    /// <summary>Who drives; null for nobody.</summary>
    public string? Holder => bucket.Get(Key) is { } row ? Name(row.Value) : null;

    /// <summary>Ends when it is lost or released.</summary>
    public Task Ended => _renewing;

    /// <summary>True when it is ours from now on.</summary>
    public bool TryTake()
    {
        if (bucket.Put(Key, _mine, 0) is not { } revision) return false;
        _revision = revision;
        Touch();
        _renewing = Renew(_stop.Token);
        return true;
    }

    /// <summary>The controller's thread is there.</summary>
    /// <exception cref="LeaseLostException">Another controller has it.</exception>
    public void Touch()
    {
        if (_lost is { } why) throw new LeaseLostException(why);
        Interlocked.Exchange(ref _touched, clock.GetTimestamp());
    }

    /// <summary>Lets the next one take over at once, if it is still ours.</summary>
    public void Release()
    {
        Stop();
        if (bucket.Get(Key) is { } row && row.Value.AsSpan().SequenceEqual(_mine)) bucket.Remove(Key);
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    private void Stop()
    {
        _stop.Cancel();
        _renewing.GetAwaiter().GetResult();
    }

    private async Task Renew(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(length / 3, clock);
        try
        {
            while (_lost is null && await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                if (clock.GetElapsedTime(Interlocked.Read(ref _touched)) < length * PatientFor) await RenewOnce(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        catch (IOException e)
        {
            _lost = e.Message;
        }
    }

    private async Task RenewOnce(CancellationToken stop)
    {
        if (await bucket.PutAsync(Key, _mine, _revision, stop).ConfigureAwait(false) is { } revision) _revision = revision;
        // It ran out, as while nodes elect a leader. Had another one driven meanwhile, our next commit would fail.
        else if (await bucket.PutAsync(Key, _mine, 0, stop).ConfigureAwait(false) is { } anew) _revision = anew;
        else _lost = "another controller drives the fleet";
    }

    private static string Name(byte[] value) => Encoding.UTF8.GetString(value).Split(' ')[0];
}
