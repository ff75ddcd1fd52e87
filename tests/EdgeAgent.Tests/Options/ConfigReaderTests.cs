using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Options;

public class ConfigReaderTests
{
    [Fact]
    public void Every_wrong_value_is_told_with_key_value_and_range()
    {
        var reader = Reader(("Mqtt:Port", "70000"), ("Mqtt:Protocol", "4"), ("Mqtt:Tls", "perhaps"), ("Mqtt:KeepAliveSeconds", "NaN"), ("Mqtt:Root", "a/#"));
        MqttOptions.Read(reader.Section("Mqtt"));
        Assert.Equal(
            [
                "EdgeAgent:Mqtt:KeepAliveSeconds: 'NaN': allowed a number from 0 to 65535",
                "EdgeAgent:Mqtt:Port: '70000': allowed a whole number from 1 to 65535",
                "EdgeAgent:Mqtt:Protocol: '4': allowed auto, 5, 3.1.1",
                "EdgeAgent:Mqtt:Root: 'a/#': allowed a topic without wildcards, without / at its ends, up to 64 characters",
                "EdgeAgent:Mqtt:Tls: 'perhaps': allowed true or false",
            ],
            reader.Faults.Select(f => f.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/missing/prior.txt", "Could not find")]
    [InlineData("/dev/null", "line 1 is not 'edgeagent-prior 1'")]
    public void A_prior_that_cannot_be_read_is_a_fault_that_names_key_file_and_cause(string path, string cause)
    {
        var reader = Reader(("Forecast:PriorFile", path));
        ForecastOptions read = ForecastOptions.Read(reader.Section("Forecast"));
        string fault = Assert.Single(reader.Faults).ToString();
        Assert.StartsWith($"EdgeAgent:Forecast:PriorFile: '{path}': allowed a file that 'edgeagent prior learn' wrote", fault, StringComparison.Ordinal);
        Assert.Contains(cause, fault, StringComparison.Ordinal);
        Assert.Empty(read.Prior.Kinds);
        Assert.Equal(3, ForecastOptions.Read(Reader().Section("Forecast")).Prior.Kinds.Count);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("65535", true)]
    [InlineData("0", false)]
    [InlineData("65536", false)]
    [InlineData("1883.5", false)]
    [InlineData("", false)]
    public void A_port_is_taken_from_1_to_65535(string value, bool isGood)
    {
        var reader = Reader(("Mqtt:Port", value));
        MqttOptions.Read(reader.Section("Mqtt"));
        Assert.Equal(isGood, reader.Faults.Count == 0);
    }

    [Theory]
    [InlineData("demo-pi", true)]
    [InlineData("a", true)]
    [InlineData("Demo", false)]
    [InlineData("a/b", false)]
    [InlineData("a_b", false)]
    [InlineData("", false)]
    public void A_device_id_keeps_to_its_alphabet(string id, bool isGood)
    {
        var reader = Reader(("Device:Id", id));
        DeviceOptions.Read(reader.Section("Device"));
        Assert.Equal(isGood, reader.Faults.Count == 0);
        if (!isGood) Assert.Contains("EdgeAgent:Device:Id", reader.Faults[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_no_option_reads_is_told_with_the_key_or_section_that_was_likely_meant()
    {
        var reader = Reader(("Mqtt:Prot", "1883"), ("Mqtt:Port", "1883"), ("Colour", "red"), ("Mqt:Port", "1883"));
        MqttOptions.Read(reader.Section("Mqtt"));
        Assert.Equal(
            [
                "EdgeAgent:Colour: unknown",
                "EdgeAgent:Mqt:Port: unknown, did you mean EdgeAgent:Mqtt?",
                "EdgeAgent:Mqtt:Prot: unknown, did you mean EdgeAgent:Mqtt:Port?",
            ],
            reader.UnknownKeys().Select(k => k.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_list_may_also_come_as_one_text_with_commas()
    {
        Assert.Equal(["a", "b"], Reader(("Device:Groups", "a, b")).Section("Device").List("Groups"));
        Assert.Equal(["a", "b"], Reader(("Device:Groups:0", "a"), ("Device:Groups:1", "b")).Section("Device").List("Groups"));
    }

    [Fact]
    public void A_secret_file_that_is_not_there_is_a_fault()
    {
        var reader = Reader(("Mqtt:PasswordFile", "/nowhere/secret"));
        MqttOptions.Read(reader.Section("Mqtt"));
        Assert.Equal("EdgeAgent:Mqtt:PasswordFile: '/nowhere/secret': allowed a file that exists", reader.Faults.Single().ToString());
    }

    private static ConfigReader Reader(params (string Key, string Value)[] values) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create("EdgeAgent:" + v.Key, (string?)v.Value))).Build(), "EdgeAgent");
}
