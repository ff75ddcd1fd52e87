using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Soak;

// usage: EdgeAgent.Soak [documents] [days] [seed]
int documents = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
int days = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 30;
int seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;

long begin = Stopwatch.GetTimestamp();
var run = new SoakRun(seed, documents, TimeSpan.FromDays(days));
run.ToEnd();
foreach ((string name, long count) in run.Counts) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{count,12:N0}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"seconds",-34}{Stopwatch.GetElapsedTime(begin).TotalSeconds,12:N1}"));
foreach (string broken in run.Broken.Take(20)) Console.Error.WriteLine($"BROKEN {broken}");
return run.Broken.Count == 0 ? 0 : 1;
