using EdgeAgent.Soak;

namespace EdgeAgent.Core.Tests.Scheduling;

public class SoakTests
{
    // The whole run (100,000 documents, 30 days) is tests/soak.sh.
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Random_documents_power_clocks_and_kills_break_no_invariant(int seed)
    {
        var run = new SoakRun(seed, 600, TimeSpan.FromHours(8), killOneIn: 300);
        run.ToEnd();
        Assert.Empty(run.Broken);
        Assert.Contains(run.Counts, c => c.Name == "event Rescued" && c.Count > 0);
        Assert.Contains(run.Counts, c => c.Name.StartsWith("final Succeeded", StringComparison.Ordinal) && c.Count > 100);
    }
}
