using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Mutation;

// Arguments: TREE SAMPLE SEED MINUTES SECONDS ROOM..., see tests/mutation.sh; or: host ASSEMBLY.
if (args[0] == "host")
{
    TestHost.Serve(args[1]);
    return 0;
}

string[] rooms = args[5..];
int sample = int.Parse(args[1], CultureInfo.InvariantCulture);
var random = new Random(int.Parse(args[2], CultureInfo.InvariantCulture));
var limit = TimeSpan.FromMinutes(double.Parse(args[3], CultureInfo.InvariantCulture));
long start = Stopwatch.GetTimestamp();

var tree = new MutatedTree(args[0]);
var all = tree.Build(rooms);
Console.Error.WriteLine($"{all.Count} mutants in {rooms.Length} rooms");
using var runs = new TestRuns(tree.Tests, TimeSpan.FromSeconds(double.Parse(args[4], CultureInfo.InvariantCulture)));
Console.Error.WriteLine($"{runs.Explore()} tests explored");

// The rooms take turns, so that a run that ends early has covered all of them.
var chosen = rooms.ToDictionary(r => r, r => all.Where(m => m.Room == r).OrderBy(_ => random.Next()).Take(sample).ToArray());
var killed = rooms.ToDictionary(r => r, _ => 0);
var asked = rooms.ToDictionary(r => r, _ => 0);
for (int n = 0; n < sample; n++)
{
    foreach (string room in rooms.Where(r => n < chosen[r].Length && Stopwatch.GetElapsedTime(start) < limit))
    {
        var mutant = chosen[room][n];
        bool isKilled = runs.IsKilled(mutant);
        asked[room]++;
        if (isKilled) killed[room]++;
        else Console.WriteLine($"survived{Doubt(mutant)}: {mutant}");
    }
}

Console.WriteLine();
foreach (string room in rooms) Share(room, killed[room], asked[room], all.Count(m => m.Room == room));
Share("in all", killed.Values.Sum(), asked.Values.Sum(), all.Count);
return 0;

string Doubt(Mutant mutant)
{
    if (!runs.IsReached(mutant)) return ", not reached";
    int notAsked = runs.NotAsked(mutant);
    return notAsked == 0 ? "" : $", {notAsked} slow tests not asked";
}

static void Share(string what, int killed, int asked, int all) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"{what,-12} {killed,4} of {asked,4} mutants killed, {(asked > 0 ? 100.0 * killed / asked : 0),5:0.0} % (a sample of {all})"));
