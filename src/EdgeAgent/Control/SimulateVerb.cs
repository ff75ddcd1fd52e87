using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;

namespace EdgeAgent.Control;

/// <summary>The verb <c>simulate</c>, only with the simulated board: changes the simulated world for demos and drills.</summary>
internal sealed class SimulateVerb(SimulatedBoard board, SensorHub hub)
{
    public ControlVerb Verb => new("simulate", Serve);

    private Verdict Serve(ControlRequest request, in Timestamp now)
    {
        var wish = new SimulatedControl
        {
            ExternalPower = request.Text("external_power"),
            SocPct = request.Number("soc_pct", 0, 100),
            TemperatureC = request.Number("temperature_c", -40, 120),
            Fault = request.Text("fault"),
            Speed = request.Number("speed", 0.001, 100_000),
        };
        if (request.Error is { } error) return Verdict.Fail(error);
        if (board.Control(wish) is { } fault) return Verdict.Fail(fault);
        hub.Wake();
        return default;
    }
}
