using System.CommandLine;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent simulate</c>: runs the service's forecaster and planner over recorded traces (contract, section 6).</summary>
public static class SimulateCommand
{
    private static readonly string[] Policies = ["edgeagent", "run_now", "when_charging"];

    public static Command Create()
    {
        var trace = new Option<string[]>("--trace") { Description = "recorded trace, CSV or CSV.gz; repeat for more", Required = true, AllowMultipleArgumentsPerToken = true };
        var tasks = new Option<string>("--tasks") { Description = "task list (CSV), or a folder with NAME.tasks.csv for each trace", Required = true };
        var policy = new Option<string>("--policy") { Description = "edgeagent, run_now or when_charging", DefaultValueFactory = _ => "edgeagent" };
        policy.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Policies.Contains(result.Tokens[0].Value))
            {
                result.AddError($"--policy '{result.Tokens[0].Value}' is not one of {string.Join(", ", Policies)}");
            }
        });
        policy.CompletionSources.Add(Policies);
        var output = new Option<string?>("--out") { Description = "result as JSON; standard output when absent" };
        var html = new Option<string?>("--html") { Description = "one page with traces, forecasts, runs and scores" };
        var dump = new Option<string?>("--dump-forecast") { Description = "folder for NAME.forecast.csv" };
        var battery = CheckedOption.Number("--battery-wh", "usable battery of a solar site, Wh; switches on limits by state of charge", 0.01, 1e6);
        var panel = CheckedOption.Number("--panel-w", "rated power of the panel, W; harvest beyond 1.5 times this is taken as a fault", 0.01, 1e6);
        var idle = CheckedOption.Number("--idle-w", "power of the idle device, W (default 3)", 0, 1e6);
        var reserve = CheckedOption.Number("--reserve-pct", "state of charge that no task may touch, percent (default 0)", 0, 100);
        var wait = CheckedOption.Number("--wait-cost", "battery minutes that one hour of waiting is worth (default 0.5)", 0, 1e6);
        var prior = CheckedOption.ExistingFile("--prior", "what other devices have taught (edgeagent prior); nothing when absent, so that no trace is scored by what was learned from it");
        var bound = new Option<bool>("--clairvoyant") { Description = "also show in the page what perfect foresight would reach" };

        var command = new Command("simulate", "play recorded traces through the forecaster and planner");
        foreach (Option option in new Option[] { trace, tasks, policy, output, html, dump, battery, panel, idle, reserve, wait, prior, bound })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => SimulateRun.Execute(new SimulateSettings
        {
            Traces = parsed.GetValue(trace)!,
            Tasks = parsed.GetValue(tasks)!,
            Policy = parsed.GetValue(policy)!,
            Out = parsed.GetValue(output),
            Html = parsed.GetValue(html),
            DumpForecast = parsed.GetValue(dump),
            BatteryWh = parsed.GetValue(battery),
            PanelW = parsed.GetValue(panel),
            IdleW = parsed.GetValue(idle) ?? 3,
            ReservePct = parsed.GetValue(reserve) ?? 0,
            WaitCost = parsed.GetValue(wait) ?? 0.5,
            PriorFile = parsed.GetValue(prior),
            Clairvoyant = parsed.GetValue(bound),
        }));
        return command;
    }
}
