using System.Text;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

public class LearnedRunsJsonTests
{
    [Fact]
    public void What_runs_of_a_kind_take_is_the_same_after_a_restart()
    {
        var learned = new LearnedRuns();
        foreach (int s in new[] { 10, 20, 30 }) learned.Note("noop", TimeSpan.FromSeconds(s), 10);
        byte[] stored = LearnedRunsJson.Write(learned);
        Assert.Equal("""{"noop":{"s":[10,20,30],"w":[3.6,1.8,1.2]}}""", Encoding.UTF8.GetString(stored));
        Assert.Equal(learned.Find("noop"), LearnedRunsJson.Read(stored).Find("noop"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"k\":1}")]
    [InlineData("{\"k\":{\"s\":[\"x\"],\"w\":[]}}")]
    public void Damaged_bytes_teach_nothing_and_harm_nothing(string text) => Assert.Empty(LearnedRunsJson.Read(Encoding.UTF8.GetBytes(text)).Kinds);
}
