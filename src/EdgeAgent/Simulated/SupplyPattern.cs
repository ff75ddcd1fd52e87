namespace EdgeAgent.Simulated;

/// <summary>How external power comes and goes; word of <c>Power:Simulated:Pattern</c>.</summary>
public enum SupplyPattern
{
    /// <summary>An adapter that is plugged in from <c>PlugAt</c> to <c>UnplugAt</c>, a few minutes off from day to day.</summary>
    Plug,

    /// <summary>A panel: sun from 6 to 18 h, clouds by the day.</summary>
    Solar,

    /// <summary>Only when asked for.</summary>
    None,
}
