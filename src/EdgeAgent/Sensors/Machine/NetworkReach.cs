using EdgeAgent.Core.Power;

namespace EdgeAgent.Sensors.Machine;

/// <summary>Whether there is a default route, and whether the interface with the lowest metric is metered.</summary>
internal sealed class NetworkReach(MachineRoots roots, IReadOnlyList<string> metered) : IDisposable
{
    // include/uapi/linux/route.h
    private const long RouteUp = 0x1;
    private const long RouteReject = 0x200;

    private readonly KernelFile _ipv4 = new($"{roots.Proc}/net/route");
    private readonly KernelFile _ipv6 = new($"{roots.Proc}/net/ipv6_route");

    public NetworkKind Kind()
    {
        string? best = Default4(_ipv4.Read()) ?? Default6(_ipv6.Read());
        if (best is null) return NetworkKind.None;
        if (metered.Any(pattern => Matches(pattern, best))) return NetworkKind.Any;
        return NetworkKind.Unmetered;
    }

    public void Dispose()
    {
        _ipv4.Dispose();
        _ipv6.Dispose();
    }

    private static bool Matches(string pattern, string name)
    {
        if (pattern.EndsWith('*')) return name.StartsWith(pattern[..^1], StringComparison.Ordinal);
        return name == pattern;
    }

    // Iface Destination Gateway Flags RefCnt Use Metric Mask ..., numbers in hexadecimal but for the metric.
    private static string? Default4(ReadOnlySpan<byte> text)
    {
        string? best = null;
        double lowest = double.MaxValue;
        TableText.NextLine(ref text, out _);
        while (TableText.NextLine(ref text, out var line))
        {
            var name = TableText.NextWord(ref line);
            var destination = TableText.NextWord(ref line);
            TableText.NextWord(ref line);
            long flags = Hex(TableText.NextWord(ref line));
            for (int i = 0; i < 2; i++) TableText.NextWord(ref line);
            double metric = TableText.Number(TableText.NextWord(ref line));
            var mask = TableText.NextWord(ref line);
            bool isDefault = Hex(destination) == 0 && Hex(mask) == 0 && (flags & RouteUp) != 0 && (flags & RouteReject) == 0;
            if (isDefault && metric < lowest) (best, lowest) = (TableText.Text(name), metric);
        }

        return best;
    }

    // Destination, prefix length, source, its length, next hop, metric, references, uses, flags, interface; all hexadecimal.
    private static string? Default6(ReadOnlySpan<byte> text)
    {
        string? best = null;
        long lowest = long.MaxValue;
        while (TableText.NextLine(ref text, out var line))
        {
            bool isDefault = TableText.NextWord(ref line).TrimStart((byte)'0').IsEmpty;
            isDefault &= Hex(TableText.NextWord(ref line)) == 0;
            for (int i = 0; i < 3; i++) TableText.NextWord(ref line);
            long metric = Hex(TableText.NextWord(ref line));
            for (int i = 0; i < 2; i++) TableText.NextWord(ref line);
            long flags = Hex(TableText.NextWord(ref line));
            var name = TableText.NextWord(ref line);
            if (!isDefault || name.SequenceEqual("lo"u8) || (flags & RouteUp) == 0 || (flags & RouteReject) != 0) continue;
            if (metric < lowest) (best, lowest) = (TableText.Text(name), metric);
        }

        return best;
    }

    private static long Hex(ReadOnlySpan<byte> word)
    {
        if (System.Buffers.Text.Utf8Parser.TryParse(word, out long value, out int used, 'x') && used == word.Length) return value;
        return -1;
    }
}
