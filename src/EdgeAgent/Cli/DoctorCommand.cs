using System.CommandLine;
using System.Text.Json;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sleep;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent doctor</c>: checks what the service needs, and states a remedy for each fault.</summary>
public static class DoctorCommand
{
    private static readonly TimeSpan BrokerTimeout = TimeSpan.FromSeconds(5);

    /// <param name="boards">The boards of the service; null: those of real hardware.</param>
    public static Command Create(BoardRegistry? boards = null)
    {
        var config = new Option<FileInfo?>("--config") { Description = "Configuration file (default: /etc/edgeagent/agent.json when it exists)" };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON" };
        var command = new Command("doctor", "Checks buses, chips, GPIO lines, supplies, permissions, clock, disk and broker, and suggests a configuration.") { config, json };
        command.SetAction(result =>
        {
            var report = Examine(result.GetValue(config), boards ?? PowerBoards.Registry());
            Print(report, result.GetValue(json), result.InvocationConfiguration.Output);
            if (report.IsHealthy) return 0;
            return 1;
        });
        return command;
    }

    /// <summary>Makes all checks below the hardware's roots; that of the broker only when <paramref name="checkBroker"/> is given.</summary>
    internal static DoctorReport Examine(
        IConfiguration configuration, BoardRegistry boards, HardwareAccess hardware, ClockFacts clock, Func<MqttOptions, string, DoctorCheck>? checkBroker)
    {
        var checks = new List<DoctorCheck>();
        var roots = hardware.Roots;
        var root = configuration.GetSection("EdgeAgent");
        bool hasBoard = root["Power:Board"] is { Length: > 0 };
        var board = Read(checks, configuration, "Power", r => BoardOptions.Read(r, PowerBoards.OtherNames, PowerBoards.KernelSupplies));
        var device = Read(checks, configuration, "Device", DeviceOptions.Read);
        var mqtt = Read(checks, configuration, "Mqtt", MqttOptions.Read);
        BoardPreset? preset = null;
        if (hasBoard) preset = board?.Preset;

        var chips = new List<FoundChip>();
        checks.AddRange(new DoctorBuses(hardware).Run(preset?.Chips.Count > 0 ? board!.I2cBus : null, chips));
        checks.AddRange(DoctorMachine.Gpio(roots, preset));
        checks.AddRange(DoctorMachine.SupplyFiles(roots));
        var fits = DoctorBoard.Suggest(chips, DoctorMachine.HasSystemBattery(roots), DoctorBoard.Model(roots));
        checks.AddRange(Board(board, hasBoard, boards, hardware, fits));
        checks.Add(DoctorMachine.Clock(roots, clock));
        var sleep = Read(checks, configuration, "Power:Sleep", r => new SleepSection(SleepOptions.Read(r, board?.Board ?? "")));
        if (sleep?.Options is { } options) checks.Add(DoctorMachine.Sleep(options, roots));
        if (device is not null) checks.AddRange(DoctorStorage.Disk(roots, device.DataDirectory));
        checks.Add(DoctorStorage.Sqlite());
        if (device is not null && mqtt is not null && checkBroker is not null) checks.Add(checkBroker(mqtt, device.Id));

        string suggested = fits.FirstOrDefault("mains");
        return new DoctorReport(checks, suggested, [.. fits.Skip(1)], DoctorBoard.Configuration(suggested, chips));
    }

    private static DoctorReport Examine(FileInfo? file, BoardRegistry boards)
    {
        IConfiguration configuration;
        try
        {
            configuration = ConfigSources.Build(file?.FullName, []);
        }
        catch (InvalidDataException e)
        {
            // Without the configuration the other checks would be meaningless.
            return new DoctorReport([DoctorCheck.Fail("config", e.Message, "make the file readable (sudo edgeagent doctor) and correct it, or name another with --config")], null, [], null);
        }
        return Examine(configuration, boards, new HardwareAccess(MachineRoots.Real), ClockFacts.Read(TimeProvider.System),
            (mqtt, id) => DoctorBroker.Run(mqtt, id, BrokerTimeout));
    }

    private static IEnumerable<DoctorCheck> Board(
        BoardOptions? board, bool hasBoard, BoardRegistry boards, HardwareAccess hardware, IReadOnlyList<string> fits)
    {
        if (!hasBoard && !fits.Contains(PowerBoards.KernelSupplies))
        {
            string remedy = "no battery board was found: set Power:Board to mains when the device has none, otherwise check the board's wiring";
            if (fits.Count > 0) remedy = "paste the configuration below";
            yield return DoctorCheck.Warn("config", "Power:Board is not set; the state of the battery will be unknown and the conservative rules hold", remedy);
            yield break;
        }
        if (board?.Board == PowerBoards.Simulated) yield return DoctorCheck.Ok("sensor", "the simulated board needs no hardware");
        if (board is null || (board.Preset is null && !boards.OtherNames.Contains(board.Board))) yield break;
        foreach (var check in DoctorBoard.ReadSensors(boards.Create(board, hardware), new Timestamp(DateTimeOffset.UnixEpoch, 0, ClockTrust.Unsynced))) yield return check;
        if (board.Preset is not null && board.Board != BoardOptions.Custom && fits.Count > 0 && !fits.Contains(board.Board))
        {
            yield return DoctorCheck.Warn("config", $"Power:Board is {board.Board}, but what is on the bus looks like {fits[0]}", "check the word, or paste the configuration below");
        }
    }

    private static T? Read<T>(List<DoctorCheck> checks, IConfiguration configuration, string section, Func<ConfigReader, T> read)
        where T : class
    {
        var reader = new ConfigReader(configuration, "EdgeAgent:" + section);
        var options = read(reader);
        checks.AddRange(reader.Faults.Select(f => DoctorCheck.Fail("config", f.ToString(), $"set {f.Key} to a value that is allowed: {f.Allowed}")));
        if (reader.Faults.Count == 0) return options;
        return null;
    }

    private sealed record SleepSection(SleepOptions? Options);

    private static void Print(DoctorReport report, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            output.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
            return;
        }
        foreach (var check in report.Checks)
        {
            output.WriteLine($"{WireNames.Lower(check.Level),-5} {check.Check,-7} {check.Detail}");
            if (check.Remedy is { } remedy) output.WriteLine($"              -> {remedy}");
        }
        if (report.Configuration is null) return;
        output.WriteLine();
        string others = "";
        if (report.Alternatives.Count > 0) others = $" (also possible: {string.Join(", ", report.Alternatives)})";
        output.WriteLine($"Board: {report.Board} fits what was found{others}. Paste this:");
        output.WriteLine(report.Configuration);
    }
}
