using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

public sealed class LogMeterTests
{
    private const int Page = 4096;

    [Fact]
    public void A_frame_and_its_header_touch_two_pages_and_a_file_that_grows_costs_the_journal()
    {
        var grows = new LogMeter(logBytes: 0);
        grows.Committed(1);
        Assert.Equal((2 + 5) * Page, grows.Bytes);

        var kept = new LogMeter(logBytes: 1_000_000);
        kept.Committed(1);
        Assert.Equal(2 * Page, kept.Bytes);
    }

    [Fact]
    public void A_log_that_is_copied_costs_its_pages_and_is_written_over_from_its_beginning()
    {
        var meter = new LogMeter(logBytes: 1_000_000);
        for (int i = 0; i < 100; i++) meter.Committed(1);
        long before = meter.Bytes;
        meter.Checkpointed(pages: 3);
        Assert.Equal(3 * Page, meter.Bytes - before);
        Assert.Equal(0, meter.Frames);
    }

    [Fact]
    public void A_log_that_cannot_be_read_counts_each_frame() => Assert.Equal(7, LogFrames.DistinctPages("/nowhere/agent.db-wal", 7, Page));
}
