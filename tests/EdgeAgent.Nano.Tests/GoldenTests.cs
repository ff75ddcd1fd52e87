using EdgeAgent.Nano.Golden;

namespace EdgeAgent.Nano.Tests;

/// <summary>The committed vectors are what the present sources compute on .NET; an interpreter must print the same lines.</summary>
public class GoldenTests
{
    [Fact]
    public void The_golden_vectors_are_what_these_sources_compute()
    {
        var lines = new Lines();
        new GoldenVectors(lines).Write();
        string[] golden = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "EdgeAgent.Nano.Golden", "golden.txt"));
        Assert.True(golden.Length > 500);
        Assert.Equal(golden, lines.Text);
    }

    private sealed class Lines : ILineSink
    {
        public List<string> Text { get; } = [];

        public void Line(string text) => Text.Add(text);
    }
}
