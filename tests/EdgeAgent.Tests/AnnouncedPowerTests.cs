using System.Text.Json;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Hosting;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests;

public sealed class AnnouncedPowerTests : IDisposable
{
    private readonly AgentRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("Tue", "10:00", "14:00", true)]
    [InlineData("Mon-Fri,Sun", "22:00", "6:00", true)]
    [InlineData("daily", "0:00", "24:00", true)]
    [InlineData(null, "2026-06-02T10:00:00Z", "2026-06-02T14:00:00Z", true)]
    [InlineData(null, "2026-06-02T14:00:00Z", "2026-06-02T10:00:00Z", false)]
    [InlineData("Tue", "2026-06-02T10:00:00Z", "14:00", false)]
    [InlineData("Tuesday", "10:00", "14:00", false)]
    [InlineData("Mon-Wed-Fri", "10:00", "14:00", false)]
    [InlineData("Tue", "25:00", "14:00", false)]
    [InlineData("Tue", null, "14:00", false)]
    public void A_window_is_days_with_hours_or_two_times(string? days, string? from, string? until, bool isGood) =>
        Assert.Equal(isGood, new AnnouncedPart { Days = days, From = from, Until = until }.Read() is not null);

    [Fact]
    public void Windows_come_over_the_control_topic_are_told_and_survive_a_restart()
    {
        JsonElement data = Power("""{"announced":[{"power":false,"days":"Tue","from":"10:00","until":"14:00","confidence":0.8}]}""").GetProperty("data");
        Assert.Equal("Tue", Assert.Single(data.GetProperty("announced").EnumerateArray()).GetProperty("days").GetString());
        _rig.Restart();
        data = Power("{}").GetProperty("data");
        Assert.Equal(0.8, Assert.Single(data.GetProperty("announced").EnumerateArray()).GetProperty("confidence").GetDouble());
        data = Power("""{"announced":[]}""").GetProperty("data");
        Assert.False(data.TryGetProperty("announced", out _));
    }

    [Theory]
    [InlineData("""{"announced":7}""", "announced: must be a list")]
    [InlineData("""{"announced":[{"power":false,"days":"Tue","from":"10:00","until":"14:00"},{"days":"never"}]}""", "announced[1]: must have days")]
    [InlineData("""{"announced":[{"power":"off","days":"Tue","from":"10:00","until":"14:00"}]}""", "announced[0]: must have days")]
    [InlineData("""{"announced":[{"days":"Tue","from":"10:00","until":"14:00","confidence":1.5}]}""", "announced[0]: must have days")]
    public void A_wrong_window_is_named_and_changes_nothing(string request, string error)
    {
        JsonElement reply = Power(request);
        Assert.False(reply.GetProperty("ok").GetBoolean());
        Assert.StartsWith(error, reply.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(Power("{}").GetProperty("data").TryGetProperty("announced", out _));
    }

    [Fact]
    public void The_configuration_names_windows_and_a_wrong_one_is_a_fault()
    {
        ServiceSettings Read(string from) => ServiceSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["EdgeAgent:Device:Id"] = "a",
            ["EdgeAgent:Forecast:Announced:0:Days"] = "Mon-Fri",
            ["EdgeAgent:Forecast:Announced:0:From"] = from,
            ["EdgeAgent:Forecast:Announced:0:Until"] = "14:00",
        }).Build());
        Assert.Equal(0.9, Assert.Single(Read("10:00").Forecast.Announced).Confidence);
        Assert.Contains(Read("ten").Faults, f => f.Key.EndsWith("Forecast:Announced:0:From", StringComparison.Ordinal));
    }

    private JsonElement Power(string request)
    {
        _rig.Connect();
        _rig.Publish("ctl/power", request);
        return _rig.Link.On("/ctl/reply").Last();
    }
}
