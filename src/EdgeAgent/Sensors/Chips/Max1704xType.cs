namespace EdgeAgent.Sensors.Chips;

/// <summary>The members of the family: cells in series that the type measures, and what it reports.</summary>
public enum Max1704xType
{
    Max17040,
    Max17041,
    Max17043,
    Max17044,
    Max17048,
    Max17049,
}
