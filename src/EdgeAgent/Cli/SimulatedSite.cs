using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Cli;

/// <summary>Simulates one trace with one policy: builds policy and battery by the settings and runs them.</summary>
internal static class SimulatedSite
{
    public static SimulationResult Run(Trace trace, SimulatedTask[] tasks, SimulateSettings settings, string policy, Action<double>? progress = null)
    {
        var forecaster = new ChargeForecaster(settings.Prior) { IdleW = settings.IdleW };
        ISimulationPolicy chosen = Baseline(policy) ?? new AgentPolicy(forecaster, settings.WaitCost, settings.ReservePct, settings.BatteryWh);
        var learner = new LearningPolicy(forecaster, chosen, settings.PanelW);
        SimulationResult played = Play(trace, tasks, settings, new NamedPolicy(policy, learner), progress);
        if (settings.DumpForecast is { } folder)
        {
            Directory.CreateDirectory(folder);
            learner.Recorder.Write(Path.Combine(folder, trace.Name + ".forecast.csv"));
        }

        return played with
        {
            Forecast = learner.Recorder.Score(trace),
            SixHoursAhead = [.. learner.Recorder.Slots.Select(s => (s.TimeS, s.P6))],
        };
    }

    /// <summary>Runs a baseline policy without a forecaster.</summary>
    public static SimulationResult RunBaseline(Trace trace, SimulatedTask[] tasks, SimulateSettings settings, string policy) =>
        Play(trace, tasks, settings, new NamedPolicy(policy, Baseline(policy)!));

    private readonly record struct NamedPolicy(string Name, ISimulationPolicy Policy);

    private static ISimulationPolicy? Baseline(string policy) => policy switch
    {
        "run_now" => new RunNowPolicy(),
        "when_charging" => new WhenChargingPolicy(),
        _ => null,
    };

    private static SimulationResult Play(Trace trace, SimulatedTask[] tasks, SimulateSettings settings, NamedPolicy policy, Action<double>? progress = null)
    {
        SimulatedTask[] fresh = [.. tasks.Select(t => t.Fresh())];
        SolarBattery? battery = settings.BatteryWh is { } wh && trace.HasHarvest ? new SolarBattery(wh, settings.IdleW) : null;
        Simulator.Run(trace, fresh, policy.Policy, battery, progress);
        return new SimulationResult
        {
            Trace = trace,
            Policy = policy.Name,
            Tasks = fresh,
            Score = Score.Of(trace, fresh, battery),
            Objective = Objective.For(trace, settings.WaitCost, settings.IdleW),
        };
    }
}
