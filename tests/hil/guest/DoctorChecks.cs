using System.CommandLine;
using System.Text.Json;
using EdgeAgent.Cli;
using static EdgeAgent.Hil.Checks;

namespace EdgeAgent.Hil;

/// <summary><c>edgeagent doctor</c> on a machine with buses, chips and drivers.</summary>
internal static class DoctorChecks
{
    internal static IReadOnlyList<Check> All { get; } =
    [
        new("doctor names the bus, the chips, their drivers, the GPIO chip and the supplies", () =>
        {
            var (_, report) = Run();
            Line(report, "bus", "ok", "i2c-1 (SMBus stub driver");
            Line(report, "chip", "ok", "0x36: max17048, owned by the kernel driver max17040");
            Line(report, "chip", "ok", "0x57: PiSugar 3, 4.012 V, 81 %");
            Line(report, "chip", "ok", "0x34: AXP209");
            Line(report, "chip", "ok", "0x40: INA219");
            Line(report, "gpio", "ok", "edgeagent, 32 lines");
            Line(report, "supply", "ok", "test_battery: battery");
            Line(report, "supply", "ok", "test_ac: Mains");
        }),
        new("doctor reads the configured board and fails with the remedy when its chip is absent", () =>
        {
            var (code, good) = Run(("EdgeAgent__Power__Board", "pisugar3"));
            Line(good, "sensor", "ok", "pisugar3@1-0057: 4.012 V, 81.0 %, charging");
            (code, var bad) = Run(("EdgeAgent__Power__Board", "waveshare-ups-hat"));
            Same(1, code, "exit code");
            Line(bad, "sensor", "fail", "address 0x42: no answer");
        }),
    ];

    private static (int Code, JsonElement Report) Run(params (string Name, string Value)[] environment)
    {
        foreach (var (name, value) in environment) Environment.SetEnvironmentVariable(name, value);
        using var output = new StringWriter();
        int code = new RootCommand { DoctorCommand.Create() }.Parse(["doctor", "--json"]).Invoke(new InvocationConfiguration { Output = output });
        foreach (var (name, _) in environment) Environment.SetEnvironmentVariable(name, null);
        return (code, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private static void Line(JsonElement report, string check, string level, string detail) => That(
        report.GetProperty("checks").EnumerateArray().Any(c => c.GetProperty("check").GetString() == check && c.GetProperty("level").GetString() == level
            && c.GetProperty("detail").GetString()!.Contains(detail, StringComparison.Ordinal)),
        $"no line '{level} {check} …{detail}…' in {report.GetProperty("checks")}");
}
