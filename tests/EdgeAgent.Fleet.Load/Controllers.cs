namespace EdgeAgent.Fleet.Load;

/// <summary>All controllers of the run; one of them drives.</summary>
internal sealed class Controllers : IDisposable
{
    private readonly AutoResetEvent _driving = new(false);
    private readonly List<ControllerProcess> _all;

    public Controllers(LoadOptions options) => _all = [.. Enumerable.Range(1, options.Controllers).Select(i => new ControllerProcess(options, i, _driving))];

    /// <summary>Resident memory of the largest controller, MiB.</summary>
    public double ResidentMb => _all.Max(c => c.ResidentMb);

    /// <summary>Returns when one of them is connected to the broker.</summary>
    public void Start()
    {
        foreach (var controller in _all) controller.Start();
        AwaitDriver();
    }

    /// <summary>Kills the one that drives and starts it again; returns when one of them drives.</summary>
    public void KillDriver()
    {
        var driver = _all.First(c => c.IsDriving);
        _driving.Reset();
        driver.Kill();
        driver.Start();
        AwaitDriver();
    }

    public void Kill()
    {
        foreach (var controller in _all) controller.Kill();
    }

    public void Dispose()
    {
        foreach (var controller in _all) controller.Dispose();
        _driving.Dispose();
    }

    private void AwaitDriver()
    {
        if (!_driving.WaitOne(TimeSpan.FromMinutes(3))) throw new TimeoutException("no controller connects");
    }
}
