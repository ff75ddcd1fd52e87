using EdgeAgent.Fleet.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Fleet.Tests.Rules;

public class WhereTests
{
    private static readonly DeviceFacts Known = new("pi-1") { SocPct = 61, Mode = "full", Charging = "charging", IsPowered = true, Queued = 0 };
    private static readonly DeviceFacts Silent = new("pi-2");

    [Theory]
    [InlineData("soc_pct>60 and mode==full", true)]
    [InlineData("soc_pct>61", false)]
    [InlineData("soc_pct>=61", true)]
    [InlineData("soc_pct<61 or powered==true", true)]
    [InlineData("not charging==charging", false)]
    [InlineData("mode!=full", false)]
    [InlineData("mode == 'full' and (soc_pct < 10 or queued == 0)", true)]
    [InlineData("soc_pct<10 and soc_pct<20 or device==pi-1", true)]
    [InlineData("soc_pct<10 and (soc_pct<20 or device==pi-1)", false)]
    public void A_filter_chooses_by_what_the_device_told(string filter, bool expected) => Assert.Equal(expected, Where.Parse(filter)(Known));

    [Theory]
    [InlineData("soc_pct>60")]
    [InlineData("not soc_pct>60")]
    [InlineData("soc_pct!=60")]
    [InlineData("not (mode==full and soc_pct>60)")]
    [InlineData("not mode==full or soc_pct<=60")]
    public void A_device_is_not_chosen_for_what_it_never_told(string filter) => Assert.False(Where.Parse(filter)(Silent));

    [Fact]
    public void What_is_known_decides_when_it_suffices() => Assert.True(Where.Parse("soc_pct>60 or device==pi-2")(Silent));

    [Theory]
    [InlineData("", 1, "a field")]
    [InlineData("soc>60", 1, "'soc' is not a field; fields are")]
    [InlineData("soc_pct", 8, "soc_pct: one of == != < <= > >=")]
    [InlineData("soc_pct>", 9, "soc_pct: a value")]
    [InlineData("soc_pct>high", 9, "soc_pct: 'high' must be a number")]
    [InlineData("soc_pct>NaN", 9, "must be a number")]
    [InlineData("mode>full", 5, "mode: '>' compares numbers")]
    [InlineData("(mode==full", 12, "')' is expected")]
    [InlineData("mode==full mode==full", 12, "and, or, or the end")]
    [InlineData("mode=full", 5, "has no meaning here")]
    [InlineData("mode=='full", 7, "the quotation does not end")]
    public void A_wrong_filter_is_told_with_its_place(string filter, int position, string text)
    {
        var fault = Assert.Throws<FilterException>(() => Where.Parse(filter));
        Assert.Equal(position, fault.Position);
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_filter_or_a_FilterException() => Prop.ForAll<string>(ArbMap.Default.ArbFor<string>(), text =>
    {
        try
        {
            return Where.Parse(text ?? "")(Known) || true;
        }
        catch (FilterException)
        {
            return true;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_filter_that_is_nested_without_end_is_refused() => Assert.Throws<FilterException>(() => Where.Parse(new string('(', 100_000)));
}
