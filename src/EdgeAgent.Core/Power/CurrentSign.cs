using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Detects a current monitor whose shunt is mounted the wrong way round. A step of current into a pack raises its voltage (dU = R dI with
/// R above zero), and external power that appears brings current in. Several steps in a row that show the opposite mean that the sign is
/// wrong. The agent then raises an alert and ignores the current; it does not correct the sign.
/// </summary>
public sealed class CurrentSign(PackSpec? pack)
{
    private const int Needed = 3;

    // Over longer times, charge and relaxation change the voltage as well.
    private const double MostSeconds = 130;

    // Smaller steps are within the noise and the resolution of 4 mV.
    private const double LeastVoltsPerCell = 0.010;

    private double _amperes = double.NaN;
    private double _volts = double.NaN;
    private Presence _flag;
    private long _atMs;
    private int _against;

    /// <summary>The sign of the current is wrong. True until as many steps in a row show the right sign.</summary>
    public bool IsReversed { get; private set; }

    /// <summary>Takes one sample; NaN and Unknown for what was not measured. A sample without current is ignored.</summary>
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
