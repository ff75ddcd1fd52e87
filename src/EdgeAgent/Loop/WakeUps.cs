using System.Globalization;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Loop;

/// <summary>Wake-ups of the whole process: the voluntary context switches of its threads, as the kernel counts them (proc(5)).</summary>
internal sealed class WakeUps
{
    private long _firstMs = -1;
    private long _first;

    /// <summary>Mean since the last call; null at the first one and where the kernel does not count them.</summary>
    public double? PerHour(in Timestamp now)
    {
        long count = Count();
        if (count < 0) return null;
        var (sinceMs, since) = (_firstMs, _first);
        (_firstMs, _first) = (now.DeviceTimeMs, count);
        if (sinceMs < 0 || now.DeviceTimeMs <= sinceMs) return null;

        // Threads that ended took their counts with them.
        return Math.Max(0, count - since) * 3_600_000.0 / (now.DeviceTimeMs - sinceMs);
    }

    private static long Count()
    {
        const string field = "voluntary_ctxt_switches:";
        const string tasks = "/proc/self/task";
        if (!Directory.Exists(tasks)) return -1;
        long count = 0;
        foreach (string thread in Directory.GetDirectories(tasks))
        {
            try
            {
                string? line = File.ReadLines(thread + "/status").FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
                if (line is not null) count += long.Parse(line.AsSpan(field.Length).Trim(), CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread ended while we looked.
            }
        }

        return count;
    }
}
