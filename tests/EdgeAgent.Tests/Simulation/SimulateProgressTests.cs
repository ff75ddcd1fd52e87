using EdgeAgent.Cli;
using EdgeAgent.Tests.Sensors;

namespace EdgeAgent.Tests.Simulation;

public sealed class SimulateProgressTests
{
    [Fact]
    public void A_long_trace_says_how_far_it_is_every_two_seconds_and_a_short_one_only_that_it_is_done()
    {
        var time = new ManualTime();
        using var output = new StringWriter { NewLine = "\n" };
        var progress = new SimulateProgress(output, time, traces: 2);
        progress.Begin("short");
        progress.At(0.5);
        progress.Done("short: done");
        progress.Begin("long");
        for (int i = 1; i <= 100; i++)
        {
            time.Advance(0.05);
            progress.At(i / 100.0);
        }

        Assert.Equal("short: done\nlong (2 of 2): 40 %\nlong (2 of 2): 80 %\n", output.ToString());
    }
}
