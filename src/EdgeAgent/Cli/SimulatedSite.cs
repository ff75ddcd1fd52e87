using EdgeAgent.Core.Forecast;
using EdgeAgent.Simulation;

namespace EdgeAgent.Cli;

/// <summary>One trace, one policy: builds the policy and the battery that the settings ask for and plays them.</summary>
internal static class SimulatedSite
{
    public static SimulationResult Run(Trace trace, SimulatedTask[] tasks, SimulateSettings settings, string policy)
    {
        SimulatedTask[] fresh = [.. tasks.Select(t => t.Fresh())];
        SolarBattery? battery = settings.BatteryWh is { } wh && trace.HasHarvest ? new SolarBattery(wh, settings.IdleW) : null;
        var forecaster = new ChargeForecaster { IdleW = settings.IdleW };
        ISimulationPolicy chosen = policy switch
        {
            "run_now" => new RunNowPolicy(),
            "when_charging" => new WhenChargingPolicy(),
            _ => new AgentPolicy(forecaster, settings.WaitCost, settings.ReservePct, settings.BatteryWh),
        };
        var learner = new LearningPolicy(forecaster, chosen);
        Simulator.Run(trace, fresh, learner, battery);
        if (settings.DumpForecast is { } folder)
        {
            Directory.CreateDirectory(folder);
            learner.Recorder.Write(Path.Combine(folder, trace.Name + ".forecast.csv"));
        }

        return new SimulationResult
        {
            Trace = trace,
            Policy = policy,
            Tasks = fresh,
            Score = Score.Of(trace, fresh, battery),
            Forecast = learner.Recorder.Score(trace),
        };
    }
}
