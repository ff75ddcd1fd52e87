namespace EdgeAgent.Nano.Host;

/// <summary>Counts everything that the firmware does with the outside, and cuts the supply at a chosen step.</summary>
public sealed class PowerSwitch
{
    /// <summary>Steps since the world was made.</summary>
    public int Steps { get; private set; }

    /// <summary>The step that is cut; 0 for none.</summary>
    public int CutAt { get; set; }


    /// <summary>Writes to flash since the world was made.</summary>
    public int Writes { get; set; }

    /// <summary>The write that is cut, counted from 1; 0 for none.</summary>
    public int CutWrite { get; set; }

    /// <summary>Share of the bytes of that write which reach the flash, 0 to 1; above 1 the cut comes right after it.</summary>
    public double CutShare { get; set; }

    public void Step()
    {
        Steps++;
        if (Steps == CutAt) throw new PowerCutException();
    }
}
