using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Tests.Power;

public class LinkPaceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(OperatingMode.Full, 60)]
    [InlineData(OperatingMode.Reduced, 120)]
    [InlineData(OperatingMode.Minimal, 240)]
    [InlineData(OperatingMode.Critical, 480)]
    [InlineData(OperatingMode.Suspended, 900)]
    public void The_lower_the_mode_the_longer_the_keep_alive_up_to_the_longest(OperatingMode mode, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), LinkPace.KeepAlive(mode, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(900)));

    [Fact]
    public void A_device_that_never_pings_pings_in_no_mode() =>
        Assert.All(Enum.GetValues<OperatingMode>(), m => Assert.Equal(TimeSpan.Zero, LinkPace.KeepAlive(m, TimeSpan.Zero, TimeSpan.FromSeconds(900))));

    [Fact]
    public void The_lower_the_mode_the_seldomer_it_speaks()
    {
        double[] factors = [.. Enum.GetValues<OperatingMode>().Select(PaceFactors.Interval)];
        Assert.Equal(factors.Order(), factors);
        Assert.Equal(1, factors[0]);
    }

    [Theory]
    [InlineData(60, 60, null)]
    [InlineData(60, 120, 1200.0)] // 30 pings an hour saved: ten are paid for after 20 minutes
    [InlineData(60, 240, 800.0)]
    [InlineData(480, 960, 9600.0)]
    [InlineData(60, 0, 600.0)]
    [InlineData(960, 60, 600.0)] // shorter: the patience
    [InlineData(0, 60, 600.0)]
    public void A_reconnect_waits_until_it_has_paid(int inForce, int wanted, double? after) => Assert.Equal(
        after, LinkPace.ReconnectAfter(TimeSpan.FromSeconds(inForce), TimeSpan.FromSeconds(wanted), 10, Patience)?.TotalSeconds);
}
