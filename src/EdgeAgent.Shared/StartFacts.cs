namespace EdgeAgent.Shared;

/// <summary>What the class of a task is weighed against.</summary>
public struct StartFacts
{
    /// <summary>Believed state of charge, percent.</summary>
    public double SocPct { get; set; }

    /// <summary>External power, and settled.</summary>
    public bool IsPowered { get; set; }

    /// <summary>The charger says so.</summary>
    public bool IsFull { get; set; }

    public bool IsIdle { get; set; }

    /// <summary>The charging window is forecast to end before <see cref="StartLimits.ChargingOnlyPct"/> is reached.</summary>
    public bool WindowEndsEarly { get; set; }

    /// <summary>The task has waited so long that any charge above the floor will do.</summary>
    public bool AnyCharge { get; set; }

    /// <summary>The task has waited so long that it no longer waits for a charger.</summary>
    public bool WithoutCharger { get; set; }
}
