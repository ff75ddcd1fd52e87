using System.Text;

namespace EdgeAgent.Tests.Cli;

public sealed class RemoteCommandTests : IDisposable
{
    private const string Done = """{"v":1,"verb":"clear","ok":true,"data":{"count":2,"ids":["a","b"]}}""";

    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("power --device d --port abc", "--port 'abc'", "from 1 to 65535")]
    [InlineData("power --device d --port 1.5", "--port '1.5'", "from 1 to 65535")]
    [InlineData("power --device d --port 65536", "--port '65536'", "from 1 to 65535")]
    [InlineData("power --device d --timeout x", "--timeout 'x'", "86400")]
    [InlineData("power --device d --timeout 0", "--timeout '0'", "86400")]
    [InlineData("power --device d --timeout NaN", "--timeout 'NaN'", "86400")]
    [InlineData("power --device A_B", "--device 'A_B'", "a-z")]
    [InlineData("power --device d --root a/+", "--root 'a/+'", "wildcards")]
    [InlineData("power --device d --cafile /nowhere/ca.pem", "--cafile '/nowhere/ca.pem'", "exists")]
    [InlineData("power --device d --key /nowhere/k", "--key '/nowhere/k'", "exists")]
    [InlineData("power --device d --password-file /nowhere/p", "--password-file '/nowhere/p'", "exists")]
    [InlineData("power --device d --cert /dev/null", "--cert '/dev/null'", "--key")]
    [InlineData("power --device d --config /nowhere/c.json", "--config", "/nowhere/c.json")]
    [InlineData("task list --device d --limit many", "--limit 'many'", "from 1 to 200")]
    [InlineData("task list --device d --limit 0", "--limit '0'", "from 1 to 200")]
    [InlineData("task list --device d --status done", "--status 'done'", "succeeded")]
    [InlineData("task list --device d --phase soon", "--phase 'soon'", "deferred")]
    [InlineData("task list --device d --class heavy", "--class 'heavy'", "charging_only")]
    [InlineData("task submit /nowhere/task.json --device d", "/nowhere/task.json", "/nowhere/task.json")]
    [InlineData("simulate --trace t --tasks t --idle-w 0,5", "--idle-w '0,5'", "a number from 0")]
    [InlineData("simulate --trace t --tasks t --wait-cost x", "--wait-cost 'x'", "a number from 0")]
    public void A_bad_value_is_exit_2_and_one_line_that_names_the_option_and_what_it_takes(string arguments, string named, string allowed)
    {
        Assert.Equal(2, _rig.Run(arguments.Split(' ')));
        Assert.Single(_rig.Error.TrimEnd().Split('\n'));
        Assert.Contains(named, _rig.Error, StringComparison.Ordinal);
        Assert.Contains(allowed, _rig.Error, StringComparison.Ordinal);
        Assert.Empty(_rig.Sent);
    }

    [Fact]
    public void On_the_device_the_agents_configuration_names_device_and_broker()
    {
        string password = _rig.File("password", "secret");
        _rig.File("agent.json", $$"""{"EdgeAgent":{"Device":{"Id":"pi"},"Mqtt":{"Host":"broker","Port":1884,"Username":"pi","PasswordFile":"{{password}}","Root":"farm" } } }""");
        Assert.Equal(0, _rig.Answers("clear", Done).Run("task", "clear"));
        Assert.Equal(("pi", "broker", 1884, "pi", password, "farm"), (_rig.Device, _rig.Broker!.Host, _rig.Broker.Port, _rig.Broker.Username, _rig.Broker.PasswordFile, _rig.Broker.Root));
        Assert.Equal("2 changed\n", _rig.Output);
    }

    [Fact]
    public void The_callers_file_overrides_the_devices_the_environment_overrides_it_and_the_options_override_all()
    {
        _rig.Answers("clear", Done);
        _rig.File("agent.json", """{"EdgeAgent":{"Device":{"Id":"of-agent"},"Mqtt":{"Port":1}}}""");
        _rig.File("cli.json", """{"EdgeAgent":{"Device":{"Id":"of-caller"},"Mqtt":{"Port":2}}}""");
        _rig.Run("task", "clear");
        Assert.Equal(("of-caller", 2), (_rig.Device, _rig.Broker!.Port));
        _rig.Environment["EdgeAgent:Device:Id"] = "of-environment";
        _rig.Run("task", "clear");
        Assert.Equal(("of-environment", 2), (_rig.Device, _rig.Broker!.Port));
        _rig.Run("task", "clear", "--device", "of-options", "--port", "4");
        Assert.Equal(("of-options", 4), (_rig.Device, _rig.Broker!.Port));
    }

    [Fact]
    public void Credentials_of_the_configured_broker_do_not_go_to_another_one()
    {
        string password = _rig.File("password", "secret");
        _rig.File("agent.json", $$"""{"EdgeAgent":{"Device":{"Id":"pi"},"Mqtt":{"Host":"broker","Port":8883,"Tls":true,"Username":"pi","PasswordFile":"{{password}}" } } }""");
        _rig.Answers("clear", Done).Run("task", "clear", "--host", "elsewhere");
        Assert.Equal(("pi", "elsewhere", 1883, false, null, null), (_rig.Device, _rig.Broker!.Host, _rig.Broker.Port, _rig.Broker.Tls, _rig.Broker.Username, _rig.Broker.PasswordFile));
        _rig.Run("task", "clear", "--host", "broker");
        Assert.Equal((8883, true, password), (_rig.Broker!.Port, _rig.Broker.Tls, _rig.Broker.PasswordFile));
    }

    [Fact]
    public void Without_a_device_the_line_says_where_one_may_be_named()
    {
        Assert.Equal(2, _rig.Run("power"));
        Assert.Equal($"edgeagent: --device is needed: neither {_rig.DeviceFile} nor {_rig.UserFile} names one\n", _rig.Error);
    }

    [Fact]
    public void A_configuration_that_cannot_be_used_is_said_and_options_still_work()
    {
        _rig.File("agent.json", "{ \"EdgeAgent\": {\n  \"Mqtt\": { \"Port\" 1883 } } }");
        Assert.Equal(2, _rig.Run("power"));
        Assert.Contains($"{_rig.DeviceFile}, line 2, column 20", _rig.Error, StringComparison.Ordinal);
        Assert.Equal(0, _rig.Answers("clear", Done).Run("task", "clear", "--device", "pi"));
        Assert.Equal(2, _rig.Error.Split("line 2, column 20").Length - 1);
    }

    [Fact]
    public void A_value_of_the_configuration_that_is_not_allowed_is_exit_2_with_its_key()
    {
        _rig.File("cli.json", """{"EdgeAgent":{"Device":{"Id":"pi"},"Mqtt":{"Port":"many"}}}""");
        Assert.Equal(2, _rig.Run("power"));
        Assert.Equal("edgeagent: EdgeAgent:Mqtt:Port: 'many': allowed a whole number from 1 to 65535\n", _rig.Error);
    }

    [Fact]
    public void A_document_that_is_not_there_is_exit_2_and_one_line_with_its_name()
    {
        Assert.Equal(2, _rig.Run("task", "submit", "nowhere/task.json", "--device", "pi"));
        Assert.Equal("edgeagent: nowhere/task.json: there is no such file\n", _rig.Error);
        Assert.Empty(_rig.Sent);
    }

    [Fact]
    public void Empty_standard_input_is_exit_2_and_nothing_is_sent()
    {
        Assert.Equal(2, _rig.Run("task", "submit", "-", "--device", "pi"));
        Assert.Equal("edgeagent: standard input is empty: a task document is needed\n", _rig.Error);
        Assert.Empty(_rig.Sent);
    }

    [Fact]
    public void A_prerequisite_that_the_device_does_not_know_is_said_to_be_no_task_of_it()
    {
        _rig.Answers("why", """
            {"ok":true,"data":{"id":"a","phase":"BLOCKED","wait_reasons":[{"reason":"PREREQUISITE","current":"no such task: first","required":"first succeeded"}]}}
            """);
        _rig.Run("task", "why", "a", "--device", "pi");
        Assert.Contains("Waits for a task that is not on the device (first).", _rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_planned_start_after_the_last_condition_is_told_with_its_reason()
    {
        _rig.Answers("why", """
            {"ok":true,"data":{"id":"a","phase":"WAITING","planned_start":"2026-03-02T12:10:00.000Z","planned_reason":"CHARGING_UP",
            "wait_reasons":[{"reason":"CONSTRAINT_CHARGING","current":"battery","required":"powered","estimated_at":"2026-03-02T11:20:00.000Z"}]}}
            """);
        _rig.Run("task", "why", "a", "--device", "pi");
        Assert.Contains("(in 2 h 10): the battery will have charged enough by then.", _rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_waits_for_its_planned_start_alone_is_told_that_start_once_and_why()
    {
        _rig.Answers("why", """
            {"ok":true,"data":{"id":"a","phase":"DEFERRED","planned_start":"2026-03-02T12:10:00.000Z","planned_reason":"CHARGING_UP",
            "wait_reasons":[{"reason":"PLANNED_WINDOW","current":"a later time is better","required":"the planned start","estimated_at":"2026-03-02T12:10:00.000Z"}]}}
            """);
        _rig.Run("task", "why", "a", "--device", "pi");
        Assert.Contains("\nPlanned to start 13:10 (in 2 h 10): the battery will have charged enough by then.\n", _rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_tells_when_a_task_starts_whose_conditions_can_all_be_dated()
    {
        _rig.Answers("list", """
            {"ok":true,"data":{"total":1,"tasks":[{"id":"a","kind":"noop","status":"QUEUED","phase":"SCHEDULED",
            "wait_reasons":[{"reason":"MINIMUM_LATENCY","current":"too early","required":"its start time","estimated_at":"2026-03-02T11:20:00.000Z"}]}]}}
            """);
        _rig.Run("task", "list", "--device", "pi");
        Assert.Contains("in 1 h 20", _rig.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65_536, 4)]
    [InlineData(65_537, 3)]
    [InlineData(3_000_000, 3)]
    public void A_document_that_no_device_takes_is_rejected_before_it_is_sent(int bytes, int code)
    {
        _rig.Input = Encoding.UTF8.GetBytes(new string(' ', bytes));
        Assert.Equal(code, _rig.Run("task", "submit", "-", "--device", "pi"));
        Assert.Equal(code == 3, _rig.Error.Contains("too_large: document: must be at most 65536 bytes", StringComparison.Ordinal));
        Assert.Equal(code == 3 ? 0 : 1, _rig.Sent.Count);
    }

    [Fact]
    public void After_a_submission_one_line_says_why_the_task_waits_and_when_it_runs()
    {
        _rig.Input = """{"id":"a","kind":"noop"}"""u8.ToArray();
        _rig.Answers("submit", """{"seq":7,"id":"a","status":"QUEUED"}""");
        _rig.Answers("why", """
            {"ok":true,"data":{"id":"a","phase":"WAITING","wait_reasons":[{"reason":"CONSTRAINT_CHARGING","current":"battery","required":"powered","estimated_at":"2026-03-02T11:20:00.000Z"}]}}
            """);
        Assert.Equal(0, _rig.Run("task", "submit", "-", "--device", "pi"));
        Assert.Equal("a QUEUED, receipt 7\nWaits for the charger, expected 12:20 (in 1 h 20).\n", _rig.Output);
    }

    [Theory]
    [InlineData("why", "task why a")]
    [InlineData("plan", "task plan")]
    public void An_expected_darkness_is_told(string verb, string command)
    {
        _rig.Answers(verb, """{"ok":true,"data":{"id":"a","phase":"WAITING","tasks":[],"wait_reasons":[],"dark":{"from":"2026-03-02T12:00:00.000Z","until":"2026-03-02T15:30:00.000Z"}}}""");
        Assert.Equal(0, _rig.Run([.. command.Split(' '), "--device", "pi"]));
        Assert.Contains("Dark from 13:00 (in 2 h 00) to 16:30 (in 5 h 30): the battery is expected to be empty.\n", _rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void As_JSON_a_submission_prints_the_receipt_alone()
    {
        _rig.Input = """{"id":"a","kind":"noop"}"""u8.ToArray();
        _rig.Answers("submit", """{"seq":7,"id":"a","status":"QUEUED"}""");
        Assert.Equal(0, _rig.Run("task", "submit", "-", "--device", "pi", "--json"));
        Assert.Equal("""{"seq":7,"id":"a","status":"QUEUED"}""" + "\n", _rig.Output);
        Assert.Single(_rig.Sent);
    }

    [Fact]
    public void A_rejection_is_exit_3_with_the_reason_and_the_warnings()
    {
        _rig.Input = """{"id":"a","kin":"noop"}"""u8.ToArray();
        _rig.Answers("submit", """{"seq":7,"id":"a","status":"REJECTED","reason":"missing_field: kind: is required","warnings":["kin: unknown, did you mean kind?"]}""");
        Assert.Equal(3, _rig.Run("task", "submit", "-", "--device", "pi"));
        Assert.Equal("edgeagent: warning: kin: unknown, did you mean kind?\nedgeagent: a rejected: missing_field: kind: is required\n", _rig.Error);
    }

    [Fact]
    public void No_answer_is_exit_4()
    {
        Assert.Equal(4, _rig.Run("power", "--device", "pi", "--timeout", "0.5"));
        Assert.Equal("edgeagent: no answer from pi in 0.5 s\n", _rig.Error);
    }
}
