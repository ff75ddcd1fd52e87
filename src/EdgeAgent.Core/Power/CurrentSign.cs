using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Finds a current monitor whose shunt is mounted the other way round: a step of current into a pack lifts its voltage and a step out of it lowers it
/// (dU = R dI with R above zero), and a power line that comes brings current in. Steps that say the opposite, several times in a row, mean that the sign
/// is wrong. An alert says so, and the current is not believed; it is never corrected silently.
/// </summary>
public sealed class CurrentSign(PackSpec? pack)
{
    private const int Needed = 3;

    // Steps that are further apart mix with charge and relaxation.
    private const double MostSeconds = 130;

    // Smaller steps drown in noise and in the resolution of 4 mV.
    private const double LeastVoltsPerCell = 0.010;

    private double _amperes = double.NaN;
    private double _volts = double.NaN;
    private Presence _flag;
    private long _atMs;
    private int _against;

    /// <summary>Stays until enough steps say the opposite.</summary>
    public bool IsReversed { get; private set; }

    /// <summary>Takes what was measured in one sample; NaN and Unknown when it was not.</summary>
    public void Update(Presence flag, double currentA, double voltageV, in Timestamp now)
    {
        if (double.IsNaN(currentA)) return;
        if (!double.IsNaN(_amperes) && now.Since(_atMs).TotalSeconds <= MostSeconds) Judge(flag, currentA, voltageV);
        (_amperes, _volts, _flag, _atMs) = (currentA, voltageV, flag, now.DeviceTimeMs);
    }

    private double LeastAmperes => pack is null ? 0.15 : Math.Max(0.1, 0.04 * pack.CapacityAh);

    private void Judge(Presence flag, double currentA, double voltageV)
    {
        double step = currentA - _amperes;
        if (Math.Abs(step) < LeastAmperes) return;
        double lift = voltageV - _volts;
        if (Math.Abs(lift) >= LeastVoltsPerCell * (pack?.Cells ?? 1)) Count(step * lift < 0);
        bool isPlugged = flag != _flag && flag != Presence.Unknown && _flag != Presence.Unknown;
        bool hasTurned = Math.Sign(currentA) != Math.Sign(_amperes);
        if (isPlugged && hasTurned) Count(flag == Presence.Present == currentA < 0);
    }

    private void Count(bool isAgainst)
    {
        _against = Math.Clamp(_against + (isAgainst ? 1 : -1), -Needed, Needed);
        if (_against == Needed) IsReversed = true;
        if (_against == -Needed) IsReversed = false;
    }
}
