using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Core.Tests.Tasks;

public class LikelyNameTests
{
    private static readonly string[] Known = ["charging", "external_power", "idle", "min_soc_pct"];

    [Theory]
    [InlineData("chargin", "charging")]
    [InlineData("Charging", "charging")]
    [InlineData("minsocpct", "min_soc_pct")]
    [InlineData("min_soc", null)]
    [InlineData("idl", "idle")]
    [InlineData("idel", "idle")]
    [InlineData("idelx", null)]
    [InlineData("colour", null)]
    [InlineData("", null)]
    public void A_name_is_guessed_when_at_most_one_letter_in_three_is_wrong(string name, string? likely) => Assert.Equal(likely, LikelyName.Of(name, Known));

    [Fact]
    public void The_nearest_name_is_guessed() => Assert.Equal("stall_s", LikelyName.Of("stal_s", ["start_s", "stall_s", "step_s"]));

    [Fact]
    public void A_name_without_a_letter_in_common_is_not_guessed() => Assert.Null(LikelyName.Of("abc", ["x", "de"]));
}
