namespace EdgeAgent.Simulated;

/// <summary>Pattern of external power; word of <c>Power:Simulated:Pattern</c>.</summary>
public enum SupplyPattern
{
    /// <summary>An adapter that is plugged in from <c>PlugAt</c> to <c>UnplugAt</c>, with some minutes of variation each day.</summary>
    Plug,

    /// <summary>A panel: sun from 6 to 18 h, clouds that differ each day.</summary>
    Solar,

    /// <summary>No external power, except on request.</summary>
    None,
}
