using System.CommandLine;
using System.Globalization;

namespace EdgeAgent.Cli;

/// <summary><c>edgeagent simulate</c>: plays traces through the forecaster and planner of the service; contract section 6.</summary>
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
                result.AddError($"--policy '{result.Tokens[0].Value}' is not one of {string.Join(", ", Policies)}");
        });
        policy.CompletionSources.Add(Policies);
        var output = new Option<string?>("--out") { Description = "result as JSON; standard output when absent" };
        var html = new Option<string?>("--html") { Description = "one page with traces, forecasts, runs and scores" };
        var dump = new Option<string?>("--dump-forecast") { Description = "folder for NAME.forecast.csv" };
        var battery = Number("--battery-wh", "usable battery of a solar site, Wh; switches on limits by state of charge", null, 0.01, 1e6);
        var panel = Number("--panel-w", "rated power of the panel, W; harvest beyond 1.5 times this is taken as a fault", null, 0.01, 1e6);
        var idle = Number("--idle-w", "power of the idle device, W", 3, 0, 1e6);
        var reserve = Number("--reserve-pct", "state of charge that no task may touch, percent", 0, 0, 100);
        var wait = Number("--wait-cost", "battery minutes that one hour of waiting is worth", 0.5, 0, 1e6);
        var bound = new Option<bool>("--clairvoyant") { Description = "also show in the page what perfect foresight would reach" };

        var command = new Command("simulate", "play recorded traces through the forecaster and planner");
        foreach (Option option in new Option[] { trace, tasks, policy, output, html, dump, battery, panel, idle, reserve, wait, bound })
            command.Options.Add(option);
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
            IdleW = parsed.GetValue(idle)!.Value,
            ReservePct = parsed.GetValue(reserve)!.Value,
            WaitCost = parsed.GetValue(wait)!.Value,
            Clairvoyant = parsed.GetValue(bound),
        }));
        return command;
    }

    private static Option<double?> Number(string name, string description, double? value, double min, double max)
    {
        var option = new Option<double?>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0) return;
            // No thousands separator: 0,5 is not 5.
            if (!double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double given) || !(given >= min && given <= max))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} '{result.Tokens[0].Value}' is not a number from {min} to {max}"));
        });
        return option;
    }
}
