using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Measures load, temperature and network of the machine, as rates since the last sample. Used by the sampling thread only. A value that cannot be read
/// is null in the result and does not affect the others.
/// </summary>
public sealed class SystemMonitor : IDisposable
{
    // In a shorter period one timer tick of 10 ms is more than 1 % of a core.
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromSeconds(1);

    private readonly SystemMonitorSettings _settings;
    private readonly CpuUse _cpu;
    private readonly MemoryUse _memory;
    private readonly TransferRates _transfers;
    private readonly OwnUse _own;
    private readonly NetworkReach _reach;
    private readonly Heat _heat;
    private readonly SupplyFlags _flags;

    private SystemState _last = SystemState.Unknown;
    private long _lastMs = -1;

    public SystemMonitor(MachineRoots roots, SystemMonitorSettings settings)
    {
        _settings = settings;
        _cpu = new CpuUse(roots);
        _memory = new MemoryUse(roots);
        _transfers = new TransferRates(roots);
        _own = new OwnUse(roots);
        _reach = new NetworkReach(roots, settings.MeteredInterfaces);
        _heat = new Heat(roots);
        _flags = new SupplyFlags(roots);
    }

    /// <summary>The state over the period since the call before; a call within a second of it only refreshes the supply flags.</summary>
    public SystemState Sample(in Timestamp now)
    {
        if (_lastMs >= 0 && now.Since(_lastMs) < LeastPeriod) return _last = WithFlags(_last, _last.IsThrottled && !_flags.CanThrottle);
        double seconds = _lastMs < 0 ? double.NaN : now.Since(_lastMs).TotalSeconds;
        _lastMs = now.DeviceTimeMs;

        double cpu = _cpu.Sample();
        var (network, disk) = _transfers.Sample(seconds);
        var own = _own.Sample(seconds);
        var state = new SystemState
        {
            CpuPct = Known(cpu),
            CpuTemperatureC = Known(_heat.CpuCelsius()),
            MemoryUsedPct = Known(_memory.UsedPct()),
            CgroupMemoryPct = Known(_own.MemoryPct()),
            DiskUsedPct = Known(DiskUse.UsedPct(_settings.DataDirectory)),
            NetworkBytesPerSecond = Known(network),
            DiskBytesPerSecond = Known(disk),
            IsIdle = IsIdle(cpu - own.CpuPct, network, disk - own.DiskBytesPerSecond),
            Network = _reach.Kind(),
        };
        return _last = WithFlags(state, _heat.IsCooling());
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _memory.Dispose();
        _transfers.Dispose();
        _own.Dispose();
        _reach.Dispose();
        _flags.Dispose();
    }

    private SystemState WithFlags(SystemState state, bool isCooling)
    {
        _flags.Refresh();
        return state with { IsUndervoltage = _flags.IsUndervoltage, IsThrottled = _flags.IsThrottled || isCooling };
    }

    // NaN compares false, so a machine with an unknown rate is not idle.
    private bool IsIdle(double cpu, double network, double disk) =>
        cpu < _settings.IdleCpuPct && network < _settings.IdleBytesPerSecond && disk < _settings.IdleBytesPerSecond;

    private static double? Known(double value)
    {
        if (double.IsFinite(value)) return value;
        return null;
    }
}
