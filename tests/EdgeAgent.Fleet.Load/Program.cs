using System.CommandLine;
using System.Globalization;
using EdgeAgent.Cli;
using EdgeAgent.Fleet.Load;

var port = CheckedOption.Whole("--port", "Port of a broker on 127.0.0.1", 1, 65535);
var folder = new Option<string?>("--folder") { Description = "An empty folder for the stores (a new one below the system's)" };
var devices = CheckedOption.Whole("--devices", "How many agents (100)", 10, 100_000);
var kills = CheckedOption.Whole("--kills", "How often the controller is killed (30)", 0, 10_000);
var failing = CheckedOption.Number("--failing-pct", "Share of the devices whose task fails (3)", 0, 100);
var nats = new Option<string?>("--nats") { Description = "Addresses of nats-servers, separated by commas: the state lives there and two controllers run" };
var node = CheckedOption.Whole("--kill-node", "Process of a nats-server that is killed in the middle", 2, int.MaxValue);
var nodes = new Option<string?>("--nodes") { Description = "Processes of all nats-servers, separated by commas; their memory is printed" };
var then = new Option<string?>("--when-known") { Description = "A command that is run when all devices are known; '--devices N' is put behind it" };
var seed = CheckedOption.Whole("--seed", "Of the moments of the kills (1)", 0, int.MaxValue);
var root = new RootCommand("Runs many real agents in this process and the real controller beside it, and compares what they know.") { port, folder, devices, kills, failing, seed, nats, node, nodes, then };
root.SetAction(result =>
{
    using var run = new LoadRun(new LoadOptions(
        result.GetValue(port) ?? 1883, result.GetValue(folder) ?? Directory.CreateTempSubdirectory("edgeagent-fleet-").FullName, result.GetValue(devices) ?? 100, result.GetValue(kills) ?? 30,
        result.GetValue(failing) ?? 3)
    {
        Seed = result.GetValue(seed) ?? 1,
        Nats = result.GetValue(nats),
        NodeToKill = result.GetValue(node),
        Nodes = [.. (result.GetValue(nodes) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, CultureInfo.InvariantCulture))],
        WhenKnown = result.GetValue(then),
    });
    var judgement = run.Run();
    Console.WriteLine($"{judgement.Passed} passed, {judgement.Failed} failed");
    return judgement.Failed == 0 ? 0 : 1;
});
root.Subcommands.Add(FieldCommand.Create());
root.Subcommands.Add(RateCommand.Create());
return root.Parse(args).Invoke();
