using System.Buffers.Text;

namespace EdgeAgent.Sensors.Machine;

/// <summary>Used share of the memory: total less available of <c>/proc/meminfo</c>, where caches that the kernel can free count as available.</summary>
internal sealed class MemoryUse(MachineRoots roots) : IDisposable
{
    private readonly KernelFile _file = new($"{roots.Proc}/meminfo");

    /// <summary>0 to 100; NaN when unknown.</summary>
    public double UsedPct()
    {
        var text = _file.Read();
        double total = Field(text, "MemTotal:"u8), available = Field(text, "MemAvailable:"u8);
        if (total > 0) return Math.Clamp(100 * (1 - available / total), 0, 100);
        return double.NaN;
    }

    public void Dispose() => _file.Dispose();

    private static double Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int at = text.IndexOf(name);
        if (at < 0) return double.NaN;
        var rest = text[(at + name.Length)..].TrimStart((byte)' ');
        if (Utf8Parser.TryParse(rest, out long value, out _)) return value;
        return double.NaN;
    }
}
