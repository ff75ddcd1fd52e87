using System.CommandLine;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Options;
using EdgeAgent.Simulation;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent prior …</c>: what a new device expects before it has learned its own habits.</summary>
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
        var traces = CommandLine.NotAnOption(new Argument<string[]>("KIND=TRACE") { Description = "kind of site (your own word) and a recorded trace of a device there, CSV or CSV.gz", Arity = ArgumentArity.OneOrMore });
        var learn = new Command("learn", "Prints a prior learned from recorded traces; a new device reads it by Forecast:PriorFile.") { traces };
        learn.SetAction(parsed => Learn(host, parsed.GetValue(traces)!));
        command.Subcommands.Add(show);
        command.Subcommands.Add(learn);
        return command;
    }

    private static int Learn(CliHost host, string[] arguments)
    {
        try
        {
            (string Kind, Trace Trace)[] read = [.. arguments.Select(Read)];
            SiteKind[] kinds = [.. read.GroupBy(r => r.Kind).Select(g => SiteKind.Learn(g.Key, g.Select(r => Learned(r.Trace))))];
            string text = new ChargePrior(kinds).Format(read.GroupBy(r => r.Kind).Select(g => $"{g.Key}: {string.Join(' ', g.Select(r => r.Trace.Name))}"));
            ChargePrior.Parse(text);
            host.Output.Write(text);
            return 0;
        }
        catch (Exception e) when (e is InputFaultException or IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            host.Error.WriteLine($"edgeagent prior learn: {e.Message}");
            return BadInput;
        }
    }

    private static (string Kind, Trace Trace) Read(string argument)
    {
        if (argument.Split('=', 2) is [var kind, var path]) return (kind, TraceFile.Read(path));
        throw new InputFaultException($"'{argument}' is not KIND=TRACE");
    }

    private static ChargeForecaster Learned(Trace trace)
    {
        if (trace.HasHarvest) throw new InputFaultException($"{trace.Name}: a site with a panel learns from its own sky in days, and needs no prior");
        var forecaster = new ChargeForecaster();
        var learner = new LearningPolicy(forecaster, new RunNowPolicy());
        for (int slot = 0; slot < trace.Count; slot++) learner.Observe(trace, slot);
        return forecaster;
    }
}
