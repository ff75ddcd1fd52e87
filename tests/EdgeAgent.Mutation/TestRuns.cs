using System.Diagnostics;

namespace EdgeAgent.Mutation;

/// <summary>Asks a <see cref="TestHost"/> in a process of its own whether a test notices a mutant.</summary>
/// <param name="path">The test assembly.</param>
/// <param name="longest">Of the tests that reach a mutant, the quickest are asked that together take no longer without it, and always one.</param>
internal sealed class TestRuns(string path, TimeSpan longest) : IDisposable
{
    // A mutant that loops for ever is killed by the time. Its tests may take this multiple of their usual time, and some seconds more.
    private const int Slower = 10;
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestExploration = TimeSpan.FromMinutes(10);

    private readonly List<TestCost> _tests = [];

    // Their numbers, the quickest first.
    private int[] _quickest = [];
    private TestCost? _statics;
    private Process? _host;

    /// <summary>Learns which mutants each test reaches and how long it takes.</summary>
    /// <returns>Number of tests.</returns>
    /// <exception cref="InvalidOperationException">A test fails with no mutant switched on.</exception>
    public int Explore()
    {
        _host = NewHost();
        _host.StandardInput.WriteLine("explore");
        while (Answer(_host, LongestExploration) is { } line && line != "end") _tests.Add(TestCost.Read(line));
        if (_host.HasExited) throw new InvalidOperationException("a test fails without a mutant");
        _statics = _tests[0];
        _tests.RemoveAt(0);
        _quickest = [.. Enumerable.Range(0, _tests.Count).OrderBy(t => _tests[t].Ms)];
        return _tests.Count;
    }

    public bool IsReached(Mutant mutant) => _statics!.Reaches(mutant) || _tests.Exists(t => t.Reaches(mutant));

    /// <summary>A test that reaches the mutant fails, does not end, or ends the process. The quickest are asked first.</summary>
    public bool IsKilled(Mutant mutant)
    {
        int[] reaching = Reaching(mutant);
        if (reaching.Length > 0) return IsKilledWarm(mutant, Affordable(reaching));
        // Only initializers of static fields reach the mutant. They run once in a process, so it needs a process of its own.
        return _statics!.Reaches(mutant) && IsKilledFromTheStart(mutant, Affordable(_quickest));
    }

    /// <summary>Number of tests that reach the mutant and are not asked, as they take too long.</summary>
    public int NotAsked(Mutant mutant)
    {
        int[] reaching = Reaching(mutant);
        return reaching.Length - Affordable(reaching).Length;
    }

    public void Dispose() => End();

    private int[] Reaching(Mutant mutant) => [.. _quickest.Where(t => _tests[t].Reaches(mutant))];

    private int[] Affordable(int[] tests)
    {
        double left = longest.TotalMilliseconds;
        return [.. tests.TakeWhile((t, i) => (left -= _tests[t].Ms) >= 0 || i == 0)];
    }

    private bool IsKilledWarm(Mutant mutant, int[] tests)
    {
        if (_host is null) Restart();
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
        var limit = AtLeast + TimeSpan.FromMilliseconds(Slower * tests.Sum(t => _tests[t].Ms));
        return Answer(host, limit) switch { "survived" => true, "killed" => false, _ => null };
    }

    private void Restart()
    {
        _host = NewHost();
        _host.StandardInput.WriteLine("statics");
    }

    private Process NewHost() => Process.Start(new ProcessStartInfo("dotnet", [typeof(TestRuns).Assembly.Location, "host", path])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
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
}
