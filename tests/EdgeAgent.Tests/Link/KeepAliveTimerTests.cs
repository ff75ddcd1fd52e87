using EdgeAgent.Link;

namespace EdgeAgent.Tests.Link;

public sealed class KeepAliveTimerTests
{
    private const long Start = 1_000_000;
    private readonly KeepAliveTimer _timer = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20));

    [Theory]
    [InlineData(56_999, false)]
    [InlineData(57_000, true)]
    public void A_ping_is_due_when_95_percent_of_the_keep_alive_have_passed_since_our_last_packet(long afterMs, bool isDue)
    {
        var line = new LineActivity(Start, 0, IsPaused: false);
        Assert.Equal(Start + 57_000, _timer.DueMs(line));
        Assert.Equal(isDue, _timer.IsPingDue(line, Start + afterMs));
    }

    [Fact]
    public void Any_packet_of_ours_puts_the_ping_off()
    {
        Assert.True(_timer.IsPingDue(new LineActivity(Start, 0, false), Start + 57_000));
        Assert.False(_timer.IsPingDue(new LineActivity(Start + 10_000, 0, false), Start + 57_000));
    }

    [Fact]
    public void Without_a_keep_alive_nothing_is_ever_due()
    {
        var timer = new KeepAliveTimer(TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(long.MaxValue, timer.DueMs(new LineActivity(Start, 0, false)));
    }

    [Theory]
    [InlineData(19_999, false)]
    [InlineData(20_000, true)]
    public void A_broker_that_says_nothing_after_a_ping_is_dead_when_the_patience_is_over(long afterMs, bool isDead)
    {
        var line = new LineActivity(Start, 7, false);
        _timer.Pinged(line, Start);
        Assert.Equal(Start + 20_000, _timer.DueMs(line));
        Assert.Equal(isDead, _timer.IsDead(line, Start + afterMs));
    }

    [Fact]
    public void Any_byte_after_the_ping_shows_that_the_broker_lives()
    {
        _timer.Pinged(new LineActivity(Start, 7, false), Start);
        Assert.False(_timer.IsDead(new LineActivity(Start, 8, false), Start + 3_600_000));
    }

    [Fact]
    public void While_reading_is_paused_silence_says_nothing_and_the_patience_begins_again_with_the_end_of_the_pause()
    {
        _timer.Pinged(new LineActivity(Start, 7, false), Start);
        var paused = new LineActivity(Start, 7, IsPaused: true);
        Assert.False(_timer.IsDead(paused, Start + 100_000));
        _timer.ExtendWhilePaused(paused, Start + 100_000);
        var resumed = new LineActivity(Start, 7, false);
        Assert.False(_timer.IsDead(resumed, Start + 119_999));
        Assert.True(_timer.IsDead(resumed, Start + 120_000));
    }

    [Fact]
    public void After_a_suspension_the_broker_has_five_seconds()
    {
        var line = new LineActivity(Start, 7, false);
        _timer.Pinged(line, Start, isAfterSleep: true);
        Assert.True(_timer.IsDead(line, Start + 5_000));
        Assert.Equal("no answer to PINGREQ within 5 s", _timer.Silence);
    }
}
