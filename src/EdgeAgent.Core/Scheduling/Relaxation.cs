namespace EdgeAgent.Core.Scheduling;

/// <summary>Which wishes have been given up as the deadline nears; later ones include earlier ones.</summary>
internal enum Relaxation
{
    None,

    /// <summary>Charge above the hard floor is enough.</summary>
    Battery,

    /// <summary>External power is not waited for.</summary>
    Charging,
    Idle,

    /// <summary>Any network will do. Also everything, close to the latest start.</summary>
    Network,
}
