using System.Text.Json;

namespace EdgeAgent.Tests.Cli;

public sealed class ConfigCommandTests : IDisposable
{
    private const int BadConfiguration = 78;

    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_good_configuration_is_exit_0_and_names_its_sources()
    {
        _rig.File("agent.json", """{"EdgeAgent":{"Device":{"Id":"pi"}}}""");
        Assert.Equal(0, Check());
        Assert.Equal($"the configuration is good ({_rig.DeviceFile})\n", _rig.Output);
    }

    [Fact]
    public void Broken_JSON_is_exit_78_with_line_and_column()
    {
        _rig.File("agent.json", "{ \"EdgeAgent\": {\n  \"Mqtt\": { \"Port\" 1883 } } }");
        Assert.Equal(BadConfiguration, Check());
        Assert.StartsWith($"{_rig.DeviceFile}, line 2, column 20: ", _rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_one_line_with_key_value_range_and_source()
    {
        _rig.File("agent.json", """{"EdgeAgent":{"Mqtt":{"Port":"many","KeepAliveSeconds":-1}}}""");
        _rig.Environment["EdgeAgent:Device:Id"] = "A_B";
        Assert.Equal(BadConfiguration, Check("--EdgeAgent:Telemetry:SampleSeconds=0"));
        Assert.Equal(
            [
                "EdgeAgent:Device:Id: 'A_B': allowed 1 to 64 characters from a-z, 0-9 and - (environment)",
                $"EdgeAgent:Mqtt:KeepAliveSeconds: '-1': allowed a number from 0 to 65535 ({_rig.DeviceFile})",
                $"EdgeAgent:Mqtt:Port: 'many': allowed a whole number from 1 to 65535 ({_rig.DeviceFile})",
                "EdgeAgent:Telemetry:SampleSeconds: '0': allowed a number from 1 to 3600 (command line)",
                "the service does not start with this configuration",
            ],
            _rig.Output.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_key_is_named_with_the_likely_one_and_is_no_fault()
    {
        _rig.File("agent.json", """{"EdgeAgent":{"Mqtt":{"Prot":1883}}}""");
        Assert.Equal(0, Check());
        Assert.Equal(
            $"EdgeAgent:Mqtt:Prot: unknown, did you mean EdgeAgent:Mqtt:Port? ({_rig.DeviceFile})\nthe service starts, unknown keys are ignored ({_rig.DeviceFile})\n",
            _rig.Output);
    }

    [Theory]
    [InlineData("Mqtt:Port")]
    [InlineData("EdgeAgent:Mqtt:Port")]
    [InlineData("EdgeAgent__Mqtt__Port")]
    [InlineData("mqtt:port")]
    public void A_key_is_explained_with_meaning_range_default_value_and_source(string key)
    {
        _rig.File("agent.json", """{"EdgeAgent":{"Mqtt":{"Port":1884}}}""");
        Assert.Equal(0, Check("--explain", key));
        Assert.Equal(
            ["EdgeAgent:Mqtt:Port", "  Broker's port; the default is 8883 with TLS.", "  allowed: a whole number from 1 to 65535", "  default: 1883", $"  set to:  '1884' ({_rig.DeviceFile})"],
            _rig.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public void The_last_source_that_sets_a_key_is_named()
    {
        _rig.File("agent.json", """{"EdgeAgent":{"Device":{"Groups":["a","b"]}}}""");
        Check("--explain", "Device:Groups");
        Assert.Contains($"set to:  'a, b' ({_rig.DeviceFile})", _rig.Output, StringComparison.Ordinal);
        _rig.Environment["EdgeAgent:Device:Groups"] = "c";
        Check("--explain", "Device:Groups");
        Assert.Contains("set to:  'c' (environment)", _rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_a_list_is_explained_and_a_section_lists_its_keys()
    {
        Assert.Equal(0, Check("--explain", "Power:Chips:0:Address"));
        Assert.StartsWith("EdgeAgent:Power:Chips:0:Address\n", _rig.Output, StringComparison.Ordinal);
        Assert.Equal(0, Check("--explain", "Mqtt"));
        Assert.Contains("EdgeAgent:Mqtt:HomeAssistant:Prefix\n", _rig.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqtt:Prot", ", did you mean Mqtt:Port?")]
    [InlineData("SampleSeconds", ", did you mean Telemetry:SampleSeconds?")]
    [InlineData("Colour", "")]
    public void A_key_that_nobody_reads_cannot_be_explained(string key, string guess)
    {
        Assert.Equal(2, Check("--explain", key));
        Assert.Equal($"edgeagent: --explain '{key}': no option reads this key{guess}\n", _rig.Error);
    }

    [Fact]
    public void As_JSON_the_findings_have_names()
    {
        _rig.File("agent.json", """{"EdgeAgent":{"Mqtt":{"Port":0,"Prot":1}}}""");
        Assert.Equal(BadConfiguration, Check("--json", "--explain", "Mqtt:Port"));
        var report = JsonElement.Parse(_rig.Output);
        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.Equal("EdgeAgent:Mqtt:Port", report.GetProperty("faults")[0].GetProperty("key").GetString());
        Assert.Equal("EdgeAgent:Mqtt:Port", report.GetProperty("unknown")[0].GetProperty("likely").GetString());
        Assert.Equal("1883", report.GetProperty("explained")[0].GetProperty("default").GetString());
    }

    [Fact]
    public void A_file_that_was_named_and_is_not_there_is_exit_78()
    {
        Assert.Equal(BadConfiguration, Check("--config", "/nowhere/agent.json"));
        Assert.StartsWith("--config: there is no file '/nowhere/agent.json'\n", _rig.Output, StringComparison.Ordinal);
    }

    private int Check(params string[] arguments) => _rig.Run(["config", "check", .. arguments]);
}
