using System.Globalization;

namespace EdgeAgent.Link.Tool;

/// <summary>
/// <c>hostile [--count N] [--seed S] [--flood SECONDS]</c>: eight sessions, each against a broker of its own that sends damaged, forbidden and oversized
/// packets (<see cref="HostileBroker"/>). Then a header that claims 256 MB, and a flood of QoS 0 while the receiver is busy. Prints memory after each
/// tenth, and ends with 1 when a bound is broken. Memory counts from the third tenth on: until then the runtime still compiles paths that a sequence is the
/// first to reach. A leak shows in the live heap as well, which must not grow by more than a megabyte.
/// </summary>
internal static class Hostile
{
    private const int Sessions = 8;
    private const int Parts = 10;
    private const int WarmParts = 3;
    private const double MostGrowthMb = 16;
    private const double MostHeapGrowthMb = 1;

    public static int RunVerb(Arguments arguments)
    {
        int seed = arguments.Number("seed", 1);
        var brokers = Enumerable.Range(0, Sessions).Select(i => new HostileBroker(seed * Sessions + i)).ToList();
        try
        {
            bool isFlat = Sequences(brokers, arguments.Number("count", 10_000));
            bool isBounded = Bounds(brokers[0], TimeSpan.FromSeconds(arguments.Number("flood", 12)));
            Console.WriteLine(isFlat && isBounded ? "1 passed, 0 failed" : "0 passed, 1 failed");
            return isFlat && isBounded ? 0 : 1;
        }
        finally
        {
            foreach (var broker in brokers) broker.Dispose();
        }
    }

    private static bool Sequences(List<HostileBroker> brokers, int count)
    {
        int each = Math.Max(1, count / Sessions / Parts);
        int served = 0;
        MemoryFigures warm = default, now = default;
        for (int part = 1; part <= Parts; part++)
        {
            served += Part(brokers, each);
            now = MemoryFigures.Now();
            if (part == WarmParts) warm = now;
            Console.WriteLine($"{part * each * Sessions} sequences: {now}");
        }

        double resident = now.ResidentMb - warm.ResidentMb, heap = now.HeapMb - warm.HeapMb;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Parts * each * Sessions} hostile sequences, {served} connections between them served, resident {resident:+0.0;-0.0} MB and live heap {heap:+0.00;-0.00} MB since the {WarmParts}rd tenth"));
        return resident <= MostGrowthMb && heap <= MostHeapGrowthMb;
    }

    private static int Part(List<HostileBroker> brokers, int each)
    {
        int[] served = new int[brokers.Count];
        Exception? failure = null;
        var threads = brokers.Select((broker, i) => new Thread(() =>
        {
            try
            {
                served[i] = broker.Run(each);
            }
            catch (Exception e)
            {
                failure = e;
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return failure is null ? served.Sum() : throw new InvalidOperationException($"a session failed: {failure.Message}", failure);
    }

    private static bool Bounds(HostileBroker broker, TimeSpan floodLength)
    {
        double claim = broker.Claim256Mb();
        double flood = broker.Flood(floodLength);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a header that claims 256 MB: {claim:+0.0;-0.0} MB; a flood of QoS 0 against a busy receiver: {flood:+0.0;-0.0} MB"));
        return claim <= MostGrowthMb && flood <= MostGrowthMb;
    }
}
