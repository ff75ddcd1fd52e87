using Microsoft.CodeAnalysis;

namespace EdgeAgent.Nano.Tests;

/// <summary>
/// The compiler refuses what nanoFramework's mscorlib lacks. What it lets through, and what breaks or differs on the 1.x interpreter, is refused here: each rule was
/// found by running the construct there.
/// </summary>
public class SubsetTests
{
    [Fact]
    public void Firmware_and_shared_sources_hold_to_what_the_interpreter_does_as_NET_does()
    {
        var findings = Subset.Findings(Sources());
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Theory]
    [InlineData("class A<T> { }", "generic declaration")]
    [InlineData("class A { void B<T>() { } }", "generic declaration")]
    [InlineData("class A { System.Func<int> F; }", "generic delegate")]
    [InlineData("class A { int[,] F; }", "array of more than one dimension")]
    [InlineData("interface IA { int B() => 1; }", "default interface method")]
    [InlineData("class A { void B() { System.Span<byte> c = stackalloc byte[4]; } }", "stackalloc")]
    [InlineData("unsafe class A { int* F; }", "pointer")]
    [InlineData("class A { int B(uint c) => (int)c; }", "cast of an unsigned number")]
    [InlineData("class A { long B(ulong c) => (long)c; }", "cast of an unsigned number")]
    [InlineData("class A { long B(uint c) => c; }", "cast of an unsigned number")]
    [InlineData("class A { double B(double c) => 1 / c; }", "divisor that may be zero")]
    [InlineData("class A { int B(int c, int d) => c / d; }", "divisor that may be zero")]
    [InlineData("class A { bool B(double c) => c > 1; }", "greater with a floating-point number")]
    [InlineData("class A { bool B(double c) => 1 >= c; }", "greater with a floating-point number")]
    [InlineData("class A { string B(System.DayOfWeek c) => c.ToString(); }", "text of an enum")]
    [InlineData("class A { string B(System.DayOfWeek c) => \"x\" + c; }", "text of an enum")]
    [InlineData("class A { string B(double c) => c.ToString(); }", "text of a floating-point number")]
    [InlineData("class A { string B(double c) => $\"{c}\"; }", "text of a floating-point number")]
    [InlineData("class A { string B(double c) => \"x\" + c; }", "text of a floating-point number")]
    [InlineData("class A { int B(string c) => c.GetHashCode(); }", "hash code")]
    [InlineData("class A { async System.Threading.Tasks.Task B() => await System.Threading.Tasks.Task.Yield(); }", "async")]
    public void A_construct_that_compiles_and_breaks_is_found(string source, string rule)
    {
        Assert.Contains(Subset.Findings([("probe.cs", source)]), f => f.Contains(rule, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("class A { double B(double c) => c / 1000.0; }")]
    [InlineData("class A { bool B(double c) => 0 <= c && c < 1; }")]
    [InlineData("class A { double B(double c, double d) => c / d; } // divisor: the test says so")]
    [InlineData("class A { byte B(uint c) => (byte)(c >> 8); }")]
    [InlineData("class A { uint B(int c) => (uint)c; }")]
    [InlineData("class A { string B(int c) => \"x\" + c; }")]
    [InlineData("class A { double B(uint c) => c / (double)uint.MaxValue; }")]
    public void A_construct_that_is_the_same_on_both_is_left(string source)
    {
        Assert.Empty(Subset.Findings([("probe.cs", source)]));
    }

    private static readonly string[] Folders = ["src/EdgeAgent.Nano", "src/EdgeAgent.Shared", "tests/EdgeAgent.Nano.Golden"];

    private static List<(string Path, string Text)> Sources() =>
    [
        .. Folders
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(Repository.Root, p), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Select(f => (f, File.ReadAllText(f))),
    ];
}
