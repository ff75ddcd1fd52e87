using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Cli;

namespace EdgeAgent.Fleet.Cli;

/// <summary><c>list</c> and <c>show</c>: the registry.</summary>
internal static class DeviceCommands
{
    public static Command List(CliHost host)
    {
        var filters = new SelectorOptions();
        var command = new Command("list", "Lists the devices that the controller knows.");
        filters.AddTo(command);
        return FleetCall.With(host, command, (call, result) => FleetCall.AskAll(call, "list", filters.Arguments(result), "devices", d => WriteDevices(d, host.Output)));
    }

    public static Command Show(CliHost host)
    {
        var device = CommandLine.NotAnOption(new Argument<string>("device") { Description = "Device id" });
        return FleetCall.With(host, new Command("show", "Shows one device and its newest receipts.") { device }, (call, result) =>
            FleetCall.Ask(call, "show", new JsonObject { ["device"] = result.GetValue(device) }, d => new AnswerText(host).Write("device", d)));
    }

    private static void WriteDevices(JsonElement data, TextWriter output)
    {
        foreach (var d in JsonText.List(data, "devices"))
        {
            string soc = d.TryGetProperty("soc_pct", out var value) ? value.GetDouble().ToString("F0", CultureInfo.InvariantCulture) + " %" : "-";
            string silent = JsonText.Of(d, "silent") == "true" ? "silent" : "";
            output.WriteLine($"{JsonText.Of(d, "device"),-24} {JsonText.Of(d, "status", "-"),-9} {soc,6} {JsonText.Of(d, "mode", "-"),-9} {JsonText.Of(d, "charging", "-"),-13} {JsonText.Of(d, "last_seen"),-25} {silent}".TrimEnd());
        }

        output.WriteLine($"{JsonText.Of(data, "total")} devices");
    }
}
