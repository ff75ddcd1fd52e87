using System.Globalization;

namespace EdgeAgent.Link.Tool;

/// <summary>Memory of this process after a full collection, MB: resident, what the managed heap holds alive, and what the collector keeps committed.</summary>
internal readonly record struct MemoryFigures(double ResidentMb, double HeapMb, double CommittedMb)
{
    public static MemoryFigures Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // The memory that survived a collection. GC.GetTotalMemory is off by megabytes while other threads allocate, and can be negative.
        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        return new MemoryFigures(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, heap.PromotedBytes / 1e6, heap.TotalCommittedBytes / 1e6);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"resident {ResidentMb:0.0} MB, live heap {HeapMb:0.00} MB, committed by the collector {CommittedMb:0.0} MB");
}
