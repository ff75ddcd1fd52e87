namespace EdgeAgent.Sensors.Chips;

/// <summary>The wire in which a current monitor measures.</summary>
public enum Rail
{
    /// <summary>Between pack and board: current into the battery is positive.</summary>
    Battery,

    /// <summary>Supply of the board itself.</summary>
    Load,

    /// <summary>Panel or charger input.</summary>
    Harvest,
}
