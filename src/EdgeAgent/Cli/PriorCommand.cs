using System.CommandLine;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using EdgeAgent.Simulation;
using EdgeAgent.Storage;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent prior …</c>: shows or learns the prior, which a new device uses before it has learned its own habits.</summary>
internal static class PriorCommand
{
    private const int BadInput = 1;

    public static Command Create(CliHost host)
    {
        var command = new Command("prior", "Shows what a new device expects at first, or learns it from the records of others.");
        var show = new Command("show", "Prints the prior that comes with the agent.");
        show.SetAction(_ =>
        {
            host.Output.Write(PriorFile.BuiltInText());
            return 0;
        });
        var traces = CommandLine.NotAnOption(new Argument<string[]>("KIND=RECORD") { Description = "kind of site (your own word) and what a device there has seen: a recorded trace (CSV or CSV.gz), or the store of an agent (agent.db, also while it runs)", Arity = ArgumentArity.OneOrMore });
        var learn = new Command("learn", "Prints a prior learned from recorded traces and from the stores of devices; a new device reads it by Forecast:PriorFile.") { traces };
        learn.SetAction(parsed => Learn(host, parsed.GetValue(traces)!));
        command.Subcommands.Add(show);
        command.Subcommands.Add(learn);
        return command;
    }

    private static int Learn(CliHost host, string[] arguments)
    {
        try
        {
            Device[] devices = [.. arguments.Select(Read)];
            SiteKind[] kinds = [.. devices.GroupBy(d => d.Kind).Select(g => SiteKind.Learn(g.Key, g.Select(d => d.Learned)))];
            string text = new ChargePrior(kinds).Format(devices.GroupBy(d => d.Kind).Select(g => $"{g.Key}: {string.Join(' ', g.Select(d => d.Name))}"));
            ChargePrior.Parse(text);
            host.Output.Write(text);
            return 0;
        }
        catch (Exception e) when (e is InputFaultException or IOException or UnauthorizedAccessException or InvalidDataException or FormatException or SqliteException)
        {
            host.Error.WriteLine($"edgeagent prior learn: {e.Message}");
            return BadInput;
        }
    }

    private sealed record Device(string Kind, string Name, ChargeForecaster Learned);

    private static Device Read(string argument)
    {
        if (argument.Split('=', 2) is not [var kind, var path]) throw new InputFaultException($"'{argument}' is not KIND=RECORD");
        Device device = path.EndsWith(".db", StringComparison.Ordinal) ? ReadStore(kind, path) : ReadTrace(kind, TraceFile.Read(path));
        if (device.Learned.HasPanel) throw new InputFaultException($"{device.Name}: a site with a panel learns from its own sky in days, and needs no prior");
        return device;
    }

    private static Device ReadTrace(string kind, Trace trace) => new(kind, trace.Name, LearningPolicy.Learned(trace));

    private static Device ReadStore(string kind, string path)
    {
        byte[] stored = StoreSnapshot.ReadBlob(path, ChargeLearner.Key) ?? throw new InputFaultException($"{path}: the device has learned nothing yet");
        bool isRead = ChargeForecaster.TryLoad(stored, long.MaxValue, new ChargeForecaster().IdleW, ChargePrior.None, out ChargeForecaster learned);
        if (!isRead) throw new InputFaultException($"{path}: what the device has learned is damaged, or of another version of the agent");
        return new Device(kind, Path.GetFileNameWithoutExtension(path), learned);
    }
}
