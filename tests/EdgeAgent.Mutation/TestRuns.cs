using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Mutation;

/// <summary>Runs test classes of the rewritten program, each run a process.</summary>
internal sealed class TestRuns(string program)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, HashSet<int>> _reached = [];
    private readonly Dictionary<string, TimeSpan> _duration = [];

    /// <summary>Learns which mutants each class reaches. Without a mutant every class must pass.</summary>
    /// <exception cref="InvalidOperationException">A class fails with no mutant switched on.</exception>
    public void Explore(Action<string> report)
    {
        string log = Path.GetTempFileName();
        string[] classes = [.. Classes()];
        for (int i = 0; i < classes.Length; i++)
        {
            File.WriteAllText(log, "");
            long start = Stopwatch.GetTimestamp();
            if (!Passes([classes[i]], ("MUTANTS_SEEN", log))) throw new InvalidOperationException($"{classes[i]} fails without a mutant");
            _duration[classes[i]] = Stopwatch.GetElapsedTime(start);
            _reached[classes[i]] = [.. File.ReadLines(log).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
            report($"{i + 1} of {classes.Length} test classes explored");
        }

        File.Delete(log);
    }

    /// <summary>A test that reaches the mutant fails, or does not end. The quickest classes are asked first.</summary>
    public bool IsKilled(Mutant mutant)
    {
        string[] classes = [.. _reached.Where(r => r.Value.Contains(mutant.Id)).Select(r => r.Key).OrderBy(c => _duration[c])];
        string id = mutant.Id.ToString(CultureInfo.InvariantCulture);
        int half = (classes.Length + 1) / 2;
        return !Passes(classes[..half], ("MUTANT", id)) || !Passes(classes[half..], ("MUTANT", id));
    }

    public bool IsReached(Mutant mutant) => _reached.Values.Any(r => r.Contains(mutant.Id));

    // The soak is long and asks the same rules as its parts.
    private IEnumerable<string> Classes() =>
        ProcessOutput.Of(program, "-list", "classes").Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("EdgeAgent.", StringComparison.Ordinal) && !l.Contains("Soak", StringComparison.Ordinal));

    private bool Passes(string[] classes, (string Name, string Value) variable)
    {
        if (classes.Length == 0) return true;
        var start = new ProcessStartInfo(program, [.. classes.SelectMany(c => new[] { "-class", c }), "-stopOnFail", "-noLogo"]) { RedirectStandardOutput = true };
        start.Environment[variable.Name] = variable.Value;
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        if (process.WaitForExit(Longest)) return process.ExitCode == 0;
        process.Kill(entireProcessTree: true);
        return false;
    }
}
