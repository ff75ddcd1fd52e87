using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Controller;

/// <summary>Turns documents of the contract into facts.</summary>
internal static class DeviceReader
{
    /// <exception cref="JsonException">It is not a status document.</exception>
    public static DeviceFacts Status(DeviceFacts before, ReadOnlyMemory<byte> payload)
    {
        var status = JsonSerializer.Deserialize(payload.Span, LinkJson.Wire.StatusDocument) ?? throw new JsonException("is null");
        // This is the will of a connection that a newer one has replaced.
        if (status.State == DevicePresence.Lost && status.Session < before.Session) return before;
        return before with
        {
            Status = WireNames.Lower(status.State),
            Session = status.Session,
            AgentVersion = status.AgentVersion,
            // A list that the document leaves out is null here, whatever the type says.
            Groups = status.Groups ?? [],
            Tags = status.Tags ?? [],
            Caps = status.Caps ?? [],
            Interval = Seconds(status.IntervalS) ?? before.Interval,
            NextWakeAt = status.NextWakeAt,
        };
    }

    /// <exception cref="JsonException">It is not a state document.</exception>
    public static (DeviceFacts Facts, DateTimeOffset At) State(DeviceFacts before, ReadOnlyMemory<byte> payload)
    {
        var state = JsonSerializer.Deserialize(payload.Span, LinkJson.Wire.StateDocument) ?? throw new JsonException("is null");
        var queue = state.Queue;
        var facts = before with
        {
            Mode = WireNames.Lower(state.Mode),
            SocPct = state.Power.SocPct,
            Charging = WireNames.Lower(state.Power.Charging),
            Source = WireNames.Lower(state.Power.Source),
            IsPowered = state.Power.Powered,
            CpuTemperatureC = state.System.CpuTemperatureC,
            Network = state.System.Network is { } network ? WireNames.Lower(network) : null,
            Running = queue.Running,
            Queued = queue.Blocked + queue.Scheduled + queue.Waiting + queue.Deferred + queue.Ready + queue.Paused,
            ForecastStart = state.Forecast?.Start,
            ChargingProbabilities = state.Forecast?.PCharging ?? [],
            Confidence = state.Forecast?.Confidence,
            NextChargeStart = state.Forecast?.NextChargeStart,
            Interval = Seconds(state.IntervalS) ?? before.Interval,
        };
        return (facts, state.Ts);
    }

    private static TimeSpan? Seconds(double? seconds)
    {
        if (seconds is > 0 and < 1e8) return TimeSpan.FromSeconds(seconds.Value);
        return null;
    }
}
