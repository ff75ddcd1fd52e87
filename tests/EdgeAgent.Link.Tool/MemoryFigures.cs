using System.Globalization;

namespace EdgeAgent.Link.Tool;

/// <summary>Memory of this process after a full collection, MB: resident, and what the managed heap holds alive.</summary>
internal readonly record struct MemoryFigures(double ResidentMb, double HeapMb)
{
    public static MemoryFigures Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // What survived, and not GC.GetTotalMemory: while other threads allocate that is off by megabytes, and can be negative.
        double heap = GC.GetGCMemoryInfo(GCKind.FullBlocking).PromotedBytes / 1e6;
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        return new MemoryFigures(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, heap);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"resident {ResidentMb:0.0} MB, live heap {HeapMb:0.00} MB");
}
