using System.Text;

namespace EdgeAgent.Fleet.Store;

/// <summary>
/// One row that vanishes when it is not renewed: the controller that holds it drives the fleet. Only the cluster measures the time; the clocks of
/// two machines are never compared. The lease decides who should drive; the revisions of the rows keep an earlier driver from writing. The lease
/// is renewed beside the controller's thread, so that one long commit does not lose it, but no longer when that thread has not called
/// <see cref="Touch"/> for six lengths of the lease.
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

    /// <summary>The controller that drives; null when none does.</summary>
    public string? Holder => bucket.Get(Key) is { } row ? Name(row.Value) : null;

    /// <summary>Ends when the lease is lost or released.</summary>
    public Task Ended => _renewing;

    /// <summary>Takes the lease; false when another controller holds it.</summary>
    public bool TryTake()
    {
        if (bucket.Put(Key, _mine, 0) is not { } revision) return false;
        _revision = revision;
        Touch();
        _renewing = Renew(_stop.Token);
        return true;
    }

    /// <summary>Notes that the controller's thread is alive.</summary>
    /// <exception cref="LeaseLostException">Another controller has it.</exception>
    public void Touch()
    {
        if (_lost is { } why) throw new LeaseLostException(why);
        Interlocked.Exchange(ref _touched, clock.GetTimestamp());
    }

    /// <summary>Deletes the lease if this controller still holds it, so that the next one takes over at once.</summary>
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
            // Release or Dispose was called.
        }
        catch (IOException e)
        {
            _lost = e.Message;
        }
    }

    private async Task RenewOnce(CancellationToken stop)
    {
        if (await bucket.PutAsync(Key, _mine, _revision, stop).ConfigureAwait(false) is { } revision) _revision = revision;
        // The lease ran out, for example while nodes elected a leader. If another controller has driven meanwhile, our next commit fails.
        else if (await bucket.PutAsync(Key, _mine, 0, stop).ConfigureAwait(false) is { } anew) _revision = anew;
        else _lost = "another controller drives the fleet";
    }

    private static string Name(byte[] value) => Encoding.UTF8.GetString(value).Split(' ')[0];
}
