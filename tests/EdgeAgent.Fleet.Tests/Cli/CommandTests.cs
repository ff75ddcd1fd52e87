using System.Text.Json;
using EdgeAgent.Cli;
using EdgeAgent.Fleet.Cli;
using EdgeAgent.Fleet.Controller;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Tests;
using EdgeAgent.Tests.EndToEnd;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Fleet.Tests.Cli;

/// <summary>The commands as a person calls them: a real broker, the real controller on a real store, simulated devices.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestBroker _broker = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _controller;
    private readonly SimulatedDevices _devices;

    public CommandTests()
    {
        var options = FleetOptions.Read(null, [$"--EdgeAgentFleet:Mqtt:Port={_broker.Port}", $"--EdgeAgentFleet:DataDirectory={_folder.Path}/state", "--EdgeAgentFleet:GroupSeconds=0.01"]);
        _controller = new Thread(() =>
        {
            using var store = new MirroredStore(options.DataDirectory);
            new FleetLoop(store, options, TimeProvider.System, NullLogger.Instance).Run(_stop.Token);
        });
        _controller.Start();
        _devices = new SimulatedDevices(_broker.Port);
        // Its first answer shows that it listens; an earlier request would be lost.
        Until(() => Ask(1, "list").Exit == 0);
        _devices.Online("a", 80);
        _devices.Online("b", 40);
        Until(() => Run("list", "--where", "soc_pct>0").Output.EndsWith("2 devices\n", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _controller.Join();
        _devices.Dispose();
        _broker.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void List_and_show_print_what_is_known_and_filters_leave_the_others_out()
    {
        string list = Run("list").Output;
        Assert.Matches("a +online +80 % full +discharging ", list);
        Assert.EndsWith("2 devices\n", list, StringComparison.Ordinal);
        Assert.DoesNotContain("\nb ", Run("list", "--where", "soc_pct>60 and mode==full").Output, StringComparison.Ordinal);
        Assert.Equal("0 devices\n", Run("list", "--group", "nowhere").Output);
        using var json = JsonDocument.Parse(Run("list", "--tag", "roof", "--json").Output);
        Assert.Equal(["a", "b"], json.RootElement.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("device").GetString()));
        Assert.Contains("solar", Run("show", "a").Output, StringComparison.Ordinal);
        Assert.Equal("edgeagent-fleet: device: 'c' was never seen\n", Run("show", "c").Error);
    }

    [Fact]
    public void A_submitted_task_goes_to_all_that_match_and_is_watched_to_its_end()
    {
        var (exit, output, _) = Run("submit", File("""{"id":"hello","kind":"noop"}"""), "--where", "soc_pct>60", "--watch");
        Assert.Equal(0, exit);
        Assert.EndsWith("completed  stage 1 of 1; 1 succeeded\n", output, StringComparison.Ordinal);
        Assert.Contains("hello_a_1", Run("show", "a", "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_campaign_is_shown_device_by_device_retried_and_the_same_document_changes_nothing()
    {
        _devices.Ends["b"] = "FAILED";
        string document = File("""{"id":"c","stages":[{"count":1},{"percent":100,"success_pct":0}],"task":{"kind":"noop"}}""");
        Assert.Equal(0, Run("campaign", "start", document, "--watch").Exit);
        Assert.Equal(0, Run("campaign", "start", document).Exit);
        string shown = Run("campaign", "show", "c").Output;
        Assert.Matches("  a +succeeded", shown);
        Assert.Matches("  b +failed", shown);
        _devices.Ends["b"] = "SUCCEEDED";
        Assert.Equal(0, Run("campaign", "retry", "c").Exit);
        Assert.Contains("2 succeeded", Run("watch", "c").Output, StringComparison.Ordinal);
        Assert.Contains("nothing to retry", Run("campaign", "retry", "c").Error, StringComparison.Ordinal);
        Assert.Contains("\"campaigns\":[{\"order\":\"campaign\",\"id\":\"c\"", Run("campaign", "list", "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_campaign_above_its_threshold_is_exit_3_for_who_watches_it()
    {
        _devices.Ends["a"] = _devices.Ends["b"] = "FAILED";
        var (exit, output, _) = Run("campaign", "start", File("""{"id":"c","abort":{"failed_pct":10},"task":{"kind":"noop"}}"""), "--watch");
        Assert.Equal(3, exit);
        Assert.Contains("aborted", output, StringComparison.Ordinal);
        Assert.Contains("failed, more than 10 %", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_gives_the_task_to_one_and_shows_what_the_others_offered()
    {
        Assert.Equal(0, Run("pool", "start", File("""{"id":"p","k":1,"offer_wait_s":5,"task":{"kind":"noop"}}"""), "--watch").Exit);
        string shown = Run("pool", "show", "p").Output;
        Assert.Contains("1 of 1 done", shown, StringComparison.Ordinal);
        Assert.Matches("succeeded +10.0 min of battery", shown);
        Assert.Matches("pending +10.0 min of battery", shown);
    }

    [Theory]
    [InlineData(2, "soc_pct >> 3", "list", "--where", "soc_pct >> 3")]
    [InlineData(2, "colour", "list", "--where", "colour==red")]
    [InlineData(3, "there is no campaign and no pool 'nothing'", "watch", "nothing")]
    [InlineData(3, "there is no campaign 'nothing'", "campaign", "abort", "nothing")]
    [InlineData(2, "no-such-file", "campaign", "start", "/no-such-file.json")]
    public void Wrong_input_is_one_line_and_an_exit_code(int exit, string part, params string[] arguments)
    {
        var result = Run(arguments);
        Assert.Equal(exit, result.Exit);
        Assert.Contains(part.Split(' ')[0], result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("""{"id":"c","select":{"where":"soc_pct>99"},"task":{"kind":"noop"}}""", "select: matches none of 2 devices")]
    [InlineData("""{"id":"c","select":{"where":"soc_pct>>9"},"task":{"kind":"noop"}}""", "where")]
    [InlineData("""{"id":"c","abort":{"faild_pct":3},"task":{"kind":"noop"}}""", "faild_pct")]
    [InlineData("""{"id":"C C","task":{"kind":"noop"}}""", "1 to 32 characters")]
    [InlineData("""{"id":"c"}""", "task: is required")]
    public void A_campaign_that_cannot_be_meant_is_refused_and_names_the_field(string document, string part)
    {
        var result = Run("campaign", "start", File(document));
        Assert.Equal(3, result.Exit);
        Assert.Contains(part, result.Error, StringComparison.Ordinal);
        Assert.Equal("", Run("campaign", "list").Output);
    }

    [Fact]
    public void Two_campaigns_for_one_device_both_end_and_nonsense_of_another_device_costs_nothing()
    {
        foreach (string topic in new[] { "b/receipt", "b/state", "b/task/x/state", "b/ctl/reply/fleet", "b/status" }) _devices.Say(topic, """{"v":1,"items":7,"correlation":{"pool":3}}""");
        foreach (string id in new[] { "one", "two" }) Assert.Equal(0, Run("campaign", "start", File($$$"""{"id":"{{{id}}}","select":{"devices":["a"]},"task":{"kind":"noop"}}""")).Exit);
        Assert.Equal(0, Run("watch", "one").Exit);
        Assert.Equal(0, Run("watch", "two").Exit);
        Assert.Contains("fault", Run("show", "b").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_campaign_goes_through_its_stages_and_stops_where_updates_fail()
    {
        const string Task = """{"kind":"update","args":{"url":"https://updates.example/edgeagent.tar.gz","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","version":"2.0.0"}}""";
        Assert.Equal(0, Run("campaign", "start", File($$"""{"id":"good","stages":[{"count":1,"success_pct":100},{"percent":100}],"abort":{"failed_pct":10},"task":{{Task}}}"""), "--watch").Exit);
        _devices.Ends["a"] = "FAILED";
        Assert.Equal(3, Run("campaign", "start", File($$"""{"id":"bad","stages":[{"count":1,"success_pct":100},{"percent":100}],"abort":{"failed_pct":10},"task":{{Task}}}"""), "--watch").Exit);
        Assert.Matches("  b +pending", Run("campaign", "show", "bad").Output);
    }

    private string File(string text)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.json");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private (int Exit, string Output, string Error) Run(params string[] arguments) => Ask(20, arguments);

    private (int Exit, string Output, string Error) Ask(int timeoutSeconds, params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var host = new CliHost
        {
            Output = output,
            Error = error,
            Input = () => Stream.Null,
            DeviceFile = "/nonexistent",
            UserFile = "/nonexistent",
            Environment = new Dictionary<string, string?>(),
        };
        int exit = FleetCommandLine.Invoke(host, [.. arguments, "--port", $"{_broker.Port}", "--timeout", $"{timeoutSeconds}"]);
        return (exit, output.ToString(), error.ToString());
    }

    // Each round is a question to the controller, which takes its time.
    private static void Until(Func<bool> isTrue)
    {
        for (int i = 0; i < 200; i++)
        {
            if (isTrue()) return;
        }

        Assert.Fail("it does not come true");
    }
}
