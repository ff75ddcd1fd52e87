using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace EdgeAgent.Mutation;

/// <summary>
/// The process that holds the rewritten core and its tests, and switches one mutant on after another. It reads a command a line:
/// <c>explore</c> answers what static fields and then each test take and reach; <c>statics</c> sets the static fields; <c>run MUTANT TEST,TEST</c>
/// answers <c>killed</c> or <c>survived</c>.
/// </summary>
internal sealed class TestHost
{
    /// <summary>Mutants of no program have higher numbers.</summary>
    private const int MostMutants = 100_000;

    private readonly Assembly _core;
    private readonly Assembly _testAssembly;
    private readonly IReadOnlyList<TestMethod> _tests;
    private readonly FieldInfo _active;
    private readonly FieldInfo _seen;

    private TestHost(string path)
    {
        // Tests look for their files beside the test assembly.
        AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", Path.GetDirectoryName(path) + "/");
        var resolver = new AssemblyDependencyResolver(path);
        AssemblyLoadContext.Default.Resolving += (context, name) => resolver.ResolveAssemblyToPath(name) is { } file ? context.LoadFromAssemblyPath(file) : null;
        _testAssembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        _core = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("EdgeAgent.Core"));
        _tests = TestMethod.Of(_testAssembly);
        var state = _core.GetType("MutantSwitch", throwOnError: true)!;
        _active = state.GetField("Active")!;
        _seen = state.GetField("Seen")!;
    }

    /// <summary>Answers until standard input ends.</summary>
    /// <param name="path">The test assembly.</param>
    public static void Serve(string path)
    {
        var host = new TestHost(path);
        var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        // Output of a test must not be read as an answer of this host.
        Console.SetOut(TextWriter.Null);
        while (Console.ReadLine()?.Split(' ') is { } words)
        {
            if (words[0] == "explore") host.Explore(answers);
            else if (words[0] == "statics") host.SetStatics();
            else answers.WriteLine(host.Kills(Number(words[1]), words[2].Split(',').Select(Number)) ? "killed" : "survived");
        }
    }

    private void Explore(StreamWriter answers)
    {
        bool[] seen = new bool[MostMutants];
        _seen.SetValue(null, seen);
        Measure(SetStatics, seen, answers);
        foreach (var test in _tests) Measure(() => Require(test), seen, answers);
        _seen.SetValue(null, null);
        answers.WriteLine("end");
    }

    private static void Measure(Action act, bool[] seen, StreamWriter answers)
    {
        Array.Clear(seen);
        // Processor time, because other programs on a busy machine must not make a test look slow.
        TimeSpan start = Environment.CpuUsage.TotalTime;
        act();
        int ms = (int)(Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        answers.WriteLine($"{ms} {string.Join(',', Enumerable.Range(0, MostMutants).Where(i => seen[i]))}");
    }

    private static void Require(TestMethod test)
    {
        if (!test.Passes()) throw new InvalidOperationException($"{test.Name} fails without a mutant");
    }

    private void SetStatics()
    {
        foreach (var type in _core.GetTypes().Concat(_testAssembly.GetTypes()).Where(t => !t.ContainsGenericParameters)) RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    private bool Kills(int mutant, IEnumerable<int> tests)
    {
        _active.SetValue(null, mutant);
        bool kills = tests.Any(t => !_tests[t].Passes());
        _active.SetValue(null, -1);
        return kills;
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
