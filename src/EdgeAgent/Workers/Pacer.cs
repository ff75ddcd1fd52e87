namespace EdgeAgent.Workers;

/// <summary>Limits the rate of a transfer by delays.</summary>
internal sealed class Pacer(RunContext run, double? bytesPerSecond)
{
    private readonly long _since = run.Time.GetTimestamp();
    private long _bytes;

    public async Task PassAsync(int bytes)
    {
        if (bytesPerSecond is not { } rate) return;
        _bytes += bytes;
        TimeSpan ahead = TimeSpan.FromSeconds(_bytes / rate) - run.Time.GetElapsedTime(_since);
        if (ahead > TimeSpan.FromMilliseconds(50)) await Task.Delay(ahead, run.Time, run.Stop);
    }
}
