using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Sensors;

/// <summary>The board <c>mains</c>: external power and no battery.</summary>
public sealed class MainsSensor : IPowerSensor
{
    public string Name => "mains";

    public void Start(Action wake)
    {
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        reading = new PowerReading { DeviceTimeMs = now.DeviceTimeMs, ExternalPower = Presence.Present, Battery = Presence.Absent };
        fault = null;
        return true;
    }

    public void Dispose()
    {
    }
}
