using System.Buffers.Text;

namespace EdgeAgent.Sensors.Machine;

/// <summary>Busy share of all cores since the call before, from the first line of <c>/proc/stat</c> (proc_stat(5)).</summary>
internal sealed class CpuUse(MachineRoots roots) : IDisposable
{
    private readonly KernelFile _file = new($"{roots.Proc}/stat");
    private long _lastBusy = -1;
    private long _lastTotal;

    /// <summary>0 to 100; NaN on the first call and when the file cannot be read.</summary>
    public double Sample()
    {
        if (!TryParse(_file.Read(), out long busy, out long total))
        {
            _lastBusy = -1;
            return double.NaN;
        }

        double result = double.NaN;
        if (_lastBusy >= 0 && total > _lastTotal) result = Math.Clamp(100.0 * (busy - _lastBusy) / (total - _lastTotal), 0, 100);
        _lastBusy = busy;
        _lastTotal = total;
        return result;
    }

    public void Dispose() => _file.Dispose();

    // cpu user nice system idle iowait irq softirq steal guest guest_nice; guest is part of user already.
    private static bool TryParse(ReadOnlySpan<byte> text, out long busy, out long total)
    {
        busy = total = 0;
        if (!text.StartsWith("cpu "u8)) return false;
        text = text[4..];
        int column = 0;
        for (; column < 8; column++)
        {
            text = text.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(text, out long ticks, out int used) || ticks < 0) break;
            total += ticks;
            if (column is not (3 or 4)) busy += ticks;
            text = text[used..];
        }

        return column >= 4;
    }
}
