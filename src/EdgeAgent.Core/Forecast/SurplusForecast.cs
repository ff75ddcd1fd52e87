namespace EdgeAgent.Core.Forecast;

/// <summary>Harvest forecast of a solar site: per slot a few equally likely values of harvest while it charges, W.</summary>
public sealed class SurplusForecast
{
    internal const int Points = 12;
    private const double Unknown = 0.5;

    /// <summary>[slot * Points + point], W; NaN = not known.</summary>
    internal double[] HarvestW { get; } = new double[ChargeForecast.Slots * Points];

    /// <summary>Power of the idle device, W.</summary>
    public double IdleW { get; internal set; }

    /// <summary>Expected share of a task's power that the battery must give in a slot, given that the site charges then.</summary>
    public double BatteryShare(int slot, double taskW)
    {
        if (taskW <= 0) return 0;
        double sum = 0;
        int n = 0;
        bool known = false;
        for (int i = slot * Points; i < (slot + 1) * Points; i++)
        {
            // Days on which the site did not charge at this hour say nothing about an hour in which it does.
            double h = HarvestW[i];
            if (double.IsNaN(h)) continue;
            known = true;
            if (h < IdleW) continue;
            sum += Math.Clamp((taskW - (h - IdleW)) / taskW, 0, 1);
            n++;
        }

        return n > 0 ? sum / n : known ? 1 : Unknown;
    }
}
