using EdgeAgent.Core.Power;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;
using EdgeAgent.Sleep;
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

    /// <summary>Section <c>Power</c> with the sections in it; all faults.</summary>
    public static (PowerOptions Options, IReadOnlyList<ConfigFault> Faults) Read(params (string Key, string Value)[] settings)
    {
        var reader = Reader(settings);
        var options = Read(reader);
        SimulatedOptions.Read(reader.Section("Power").Section("Simulated"));
        return (options, reader.Faults);
    }

    public static (SleepOptions? Options, IReadOnlyList<ConfigFault> Faults) ReadSleep(params (string Key, string Value)[] settings)
    {
        var reader = Reader(settings);
        var options = SleepOptions.Read(reader.Section("Power").Section("Sleep"), Read(reader).Board.Board);
        return (options, reader.Faults);
    }

    private static PowerOptions Read(ConfigReader reader) => PowerOptions.Read(reader.Section("Power"), reader.Section("Scheduling"), Path.GetTempPath());

    private static ConfigReader Reader((string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value))).Build(), "EdgeAgent");
}
