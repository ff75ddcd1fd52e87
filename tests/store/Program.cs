using System.Diagnostics;
using System.Globalization;
using EdgeAgent.StoreComparison;

// work ENGINE FILE ROWS COMMITS: commits batches, says the number of each one on stdout, and figures on stderr.
// storm ENGINE FOLDER KILLS: kills a worker again and again and compares what it said with what is stored.
return args switch
{
    ["work", var engine, var path, var rows, var commits] => Worker.Run(engine, path, Number(rows), Number(commits)),
    ["storm", var engine, var folder, var kills] => Storm.Run(engine, folder, Number(kills)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("usage: work sqlite|litedb FILE ROWS COMMITS | storm sqlite|litedb FOLDER KILLS");
    return 2;
}

namespace EdgeAgent.StoreComparison
{
    internal static class Worker
    {
        public static IEngine Open(string engine, string path) => engine switch
        {
            "sqlite" => new SqliteEngine(path),
            "litedb" => new LiteEngine(path),
            _ => throw new ArgumentException($"engine: '{engine}' is neither sqlite nor litedb"),
        };

        public static int Run(string engine, string path, int rows, int commits)
        {
            using var store = Open(engine, path);
            byte[] payload = new byte[400];
            long next = store.All().Select(i => i.Batch).DefaultIfEmpty(-1).Max() + 1;
            store.Commit(next++, rows, payload);
            long io = WriteBytes();
            long own = store.BytesWritten ?? 0;
            long begin = Stopwatch.GetTimestamp();
            for (int n = 0; n < commits; n++, next++)
            {
                store.Commit(next, rows, payload);
                Console.Out.WriteLine(next.ToString(CultureInfo.InvariantCulture));
                Console.Out.Flush();
            }

            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            string counted = store.BytesWritten is { } all ? string.Create(CultureInfo.InvariantCulture, $"{(all - own) / 1024.0 / commits:F1}") : "-";
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{engine} rows={rows} commits={commits} commits/s={commits / seconds:F0} KiB/commit(kernel)={(WriteBytes() - io) / 1024.0 / commits:F1} KiB/commit(own count)={counted}"));
            return 0;
        }

        // proc(5): bytes that this process caused to be sent to the storage layer.
        private static long WriteBytes() => long.Parse(
            File.ReadLines("/proc/self/io").First(l => l.StartsWith("write_bytes:", StringComparison.Ordinal))["write_bytes:".Length..], CultureInfo.InvariantCulture);
    }

    internal static class Storm
    {
        private const int Rows = 7;

        public static int Run(string engine, string folder, int kills)
        {
            string path = Path.Combine(folder, engine + ".db");
            var random = new Random(1);
            long acknowledged = 0, lost = 0, torn = 0, failed = 0;
            for (int i = 0; i < kills; i++)
            {
                var told = KillAfter(engine, path, 20 + random.Next(200));
                acknowledged += told.Count;
                try
                {
                    using var store = Worker.Open(engine, path);
                    var stored = store.All().GroupBy(r => r.Batch).ToDictionary(g => g.Key, g => g.Count());
                    lost += told.Count(b => !stored.ContainsKey(b));
                    torn += stored.Values.Count(n => n != Rows);
                }
                catch (Exception e) when (e is IOException or LiteDB.LiteException)
                {
                    failed++;
                    Console.Error.WriteLine(e.Message);
                }
            }

            Console.WriteLine($"{engine} kills={kills} acknowledged={acknowledged} lost={lost} torn={torn} not opened={failed}");
            return lost + torn + failed == 0 ? 0 : 1;
        }

        // Kills the worker after this many commits were reported, during the next ones.
        private static List<long> KillAfter(string engine, string path, int commits)
        {
            using var worker = Process.Start(new ProcessStartInfo("dotnet", [typeof(Storm).Assembly.Location, "work", engine, path, "7", "1000000"]) { RedirectStandardOutput = true })
                ?? throw new InvalidOperationException("dotnet does not start");
            var told = new List<long>();
            while (told.Count < commits && worker.StandardOutput.ReadLine() is { } line) told.Add(long.Parse(line, CultureInfo.InvariantCulture));
            worker.Kill();
            // Complete lines that the worker wrote before the kill are acknowledgements, too.
            string rest = worker.StandardOutput.ReadToEnd();
            string[] lines = rest.Split('\n');
            told.AddRange(lines[..^1].Select(l => long.Parse(l, CultureInfo.InvariantCulture)));
            worker.WaitForExit();
            return told;
        }
    }
}
