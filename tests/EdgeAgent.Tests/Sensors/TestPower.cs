using EdgeAgent.Core.Power;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Options and loggers for tests of the sensing.</summary>
internal static class TestPower
{
    public static NullLogger<SensorHub> Logger => NullLogger<SensorHub>.Instance;

    /// <summary>Options as the configuration would give them; faults fail the test.</summary>
    public static PowerOptions Options(string board, PackSpec? pack = null, params (string Key, string Value)[] settings)
    {
        var (options, faults) = Read([("EdgeAgent:Power:Board", board), .. settings]);
        Assert.Empty(faults);
        return pack is null ? options : options with { Pack = pack, Board = options.Board with { Pack = pack } };
    }

    public static (PowerOptions Options, IReadOnlyList<ConfigFault> Faults) Read(params (string Key, string Value)[] settings)
    {
        var root = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value))).Build();
        var reader = new ConfigReader(root, "EdgeAgent");
        var options = PowerOptions.Read(reader.Section("Power"), reader.Section("Scheduling"), Path.GetTempPath());
        return (options, reader.Faults);
    }
}
