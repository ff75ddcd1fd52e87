using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Mutation;

/// <summary>Asks a <see cref="TestHost"/> in a process of its own whether a test notices a mutant.</summary>
/// <param name="path">The test assembly.</param>
internal sealed class TestRuns(string path) : IDisposable
{
    // A mutant that loops for ever is killed by the time. The tests that reach it may take so many times as long as without it, and some seconds more.
    private const int Slower = 10;
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestExploration = TimeSpan.FromMinutes(10);

    private readonly List<HashSet<int>> _reached = [];
    private readonly List<int> _durationMs = [];
    private Process? _host;

    /// <summary>Learns which mutants each test reaches and how long it takes.</summary>
    /// <returns>Number of tests.</returns>
    /// <exception cref="InvalidOperationException">A test fails with no mutant switched on.</exception>
    public int Explore()
    {
        foreach (string line in Explored())
        {
            string[] words = line.Split(' ');
            if (words[0] == "fails") throw new InvalidOperationException($"{words[1]} fails without a mutant");
            _durationMs.Add(Number(words[0]));
            _reached.Add([.. words[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
        }

        return _reached.Count;
    }

    public bool IsReached(Mutant mutant) => _reached.Any(r => r.Contains(mutant.Id));

    /// <summary>A test that reaches the mutant fails, does not end, or ends the process. The quickest are asked first.</summary>
    public bool IsKilled(Mutant mutant)
    {
        int[] tests = [.. Enumerable.Range(0, _reached.Count).Where(t => _reached[t].Contains(mutant.Id)).OrderBy(t => _durationMs[t])];
        if (tests.Length == 0) return false;
        // What a test keeps in a static field was computed without the mutant: a survivor is asked again in a process that begins with it.
        return IsKilledWarm(mutant, tests) || IsKilledFromTheStart(mutant, tests);
    }

    public void Dispose() => End();

    private bool IsKilledWarm(Mutant mutant, int[] tests)
    {
        if (_host is null) Explored();
        if (Survives(_host!, mutant, tests) is { } survives) return !survives;
        End();
        return true;
    }

    private bool IsKilledFromTheStart(Mutant mutant, int[] tests)
    {
        using var host = NewHost();
        bool killed = Survives(host, mutant, tests) != true;
        host.Kill();
        return killed;
    }

    // Null when the process has ended, or did not answer in time.
    private bool? Survives(Process host, Mutant mutant, int[] tests)
    {
        host.StandardInput.WriteLine($"run {mutant.Id} {string.Join(',', tests)}");
        var limit = AtLeast + TimeSpan.FromMilliseconds(Slower * tests.Sum(t => _durationMs[t]));
        return Answer(host, limit) switch { "survived" => true, "killed" => false, _ => null };
    }

    private List<string> Explored()
    {
        End();
        _host = NewHost();
        _host.StandardInput.WriteLine("explore");
        var lines = new List<string>();
        while (Answer(_host, LongestExploration) is { } line && line != "end") lines.Add(line);
        return lines;
    }

    private Process NewHost() => Process.Start(new ProcessStartInfo("dotnet", [typeof(TestRuns).Assembly.Location, "host", path])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true,
    })!;

    private static string? Answer(Process host, TimeSpan limit)
    {
        var line = host.StandardOutput.ReadLineAsync();
        return line.Wait(limit) ? line.Result : null;
    }

    private void End()
    {
        if (_host is not { } host) return;
        _host = null;
        host.Kill();
        host.Dispose();
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
