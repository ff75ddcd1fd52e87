namespace EdgeAgent.Shared;

/// <summary>Input of <see cref="StartRule"/>.</summary>
public struct StartFacts
{
    /// <summary>Estimated state of charge, percent.</summary>
    public double SocPct { get; set; }

    /// <summary>External power that was stable for the settle time, or a full pack on external power.</summary>
    public bool IsPowered { get; set; }

    /// <summary>The pack is full on external power.</summary>
    public bool IsFull { get; set; }

    public bool IsIdle { get; set; }

    /// <summary>The charging window is forecast to end before <see cref="StartLimits.ChargingOnlyPct"/> is reached.</summary>
    public bool WindowEndsEarly { get; set; }

    /// <summary>The task has waited so long that any charge above the floor is enough.</summary>
    public bool AnyCharge { get; set; }

    /// <summary>The task has waited so long that it may start without external power.</summary>
    public bool WithoutCharger { get; set; }
}
