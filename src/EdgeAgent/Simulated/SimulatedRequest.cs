using EdgeAgent.Control;
using EdgeAgent.Sensors;

namespace EdgeAgent.Simulated;

/// <summary>The verb <c>simulate</c>, which exists only where the board is simulated: changes the world, for demos and drills.</summary>
internal static class SimulatedRequest
{
    /// <summary>Null when it was done, else the fault with its field.</summary>
    public static string? Serve(SimulatedBoard board, SensorHub hub, ControlRequest request)
    {
        var wish = new SimulatedControl
        {
            ExternalPower = request.Text("external_power"),
            SocPct = request.Number("soc_pct", 0, 100),
            TemperatureC = request.Number("temperature_c", -40, 120),
            Fault = request.Text("fault"),
            Speed = request.Number("speed", 0.001, 100_000),
        };
        if (request.Error is { } error) return error;
        if (board.Control(wish) is { } fault) return fault;
        hub.Wake();
        return null;
    }
}
