namespace EdgeAgent.Sensors.Machine;

/// <summary>
/// Resources that the service and its tasks use, from their control group (version 2): the agent's own work must not make the machine look busy. Also
/// the share of the group's memory limit. Without a control group of its own, nothing is known.
/// </summary>
internal sealed class OwnUse : IDisposable
{
    private readonly KernelFile? _cpu;
    private readonly KernelFile? _io;
    private readonly string? _group;
    private readonly int _cores;
    private double _lastCpuSeconds = double.NaN;
    private double _lastBytes = double.NaN;

    public OwnUse(MachineRoots roots)
    {
        _cores = Environment.ProcessorCount;
        if (OwnGroup(roots) is not { } group) return;
        _group = group;
        _cpu = new KernelFile($"{group}/cpu.stat");
        _io = new KernelFile($"{group}/io.stat");
    }

    /// <summary>Rates over the period; zero where not known.</summary>
    public (double CpuPct, double DiskBytesPerSecond) Sample(double seconds)
    {
        double cpu = Field(_cpu, "usage_usec "u8) / 1e6, bytes = IoBytes();
        var rates = (Rate(cpu - _lastCpuSeconds, seconds) * 100 / _cores, Rate(bytes - _lastBytes, seconds));
        (_lastCpuSeconds, _lastBytes) = (cpu, bytes);
        return rates;
    }

    // A counter that went back belongs to a new group.
    private static double Rate(double gained, double seconds)
    {
        if (seconds > 0 && gained >= 0) return gained / seconds;
        return 0;
    }

    /// <summary>Memory of the group as a share of its limit, percent; NaN without a limit.</summary>
    public double MemoryPct()
    {
        if (_group is null) return double.NaN;
        double limit = SysAttribute.Number($"{_group}/memory.max", 1);
        if (limit > 0) return 100 * SysAttribute.Number($"{_group}/memory.current", 1) / limit;
        return double.NaN;
    }

    public void Dispose()
    {
        _cpu?.Dispose();
        _io?.Dispose();
    }

    // The line of version 2 is "0::/path". Agent and tasks have groups below the service's group, so the service's group has the totals.
    private static string? OwnGroup(MachineRoots roots)
    {
        string? line = ReadLines($"{roots.Proc}/self/cgroup").FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal));
        if (line is null || line.Length <= "0::/".Length) return null;
        string path = line["0::".Length..];
        int service = path.IndexOf(".service/", StringComparison.Ordinal);
        if (service >= 0) path = path[..(service + ".service".Length)];
        string group = $"{roots.Sys}/fs/cgroup{path}";
        if (Directory.Exists(group)) return group;
        return null;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static double Field(KernelFile? file, ReadOnlySpan<byte> name)
    {
        if (file is null) return double.NaN;
        var text = file.Read();
        int at = text.IndexOf(name);
        if (at < 0) return double.NaN;
        var rest = text[(at + name.Length)..];
        TableText.NextLine(ref rest, out var line);
        return TableText.Number(line);
    }

    // "8:0 rbytes=1 wbytes=2 ..." a line for each disk.
    private double IoBytes()
    {
        if (_io is null) return double.NaN;
        double sum = 0;
        var text = _io.Read();
        while (TableText.NextLine(ref text, out var line))
        {
            while (!line.IsEmpty)
            {
                var word = TableText.NextWord(ref line);
                if (!word.StartsWith("rbytes="u8) && !word.StartsWith("wbytes="u8)) continue;
                double bytes = TableText.Number(word["rbytes=".Length..]);
                if (!double.IsNaN(bytes)) sum += bytes;
            }
        }

        return sum;
    }
}
