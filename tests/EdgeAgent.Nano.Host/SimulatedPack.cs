using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Host;

/// <summary>A lithium cell, a panel and a load: what the registers of the chips are made from. Deterministic.</summary>
public sealed class SimulatedPack
{
    private const double Volts = 3.8;
    private const double Ohms = 0.15;

    private readonly double _capacityAh;
    private readonly Random _sky;
    private readonly double _panelW;
    private long _day = -1;
    private double _clearness = 1;

    public SimulatedPack(double capacityMah, double soc, double panelW, int seed)
    {
        _capacityAh = capacityMah / 1000;
        Soc = soc;
        _panelW = panelW;
        _sky = new Random(seed);
    }

    /// <summary>0 to 1.</summary>
    public double Soc { get; private set; }

    public double LowestSoc { get; private set; } = 1;

    /// <summary>Taken by the board so far, mWh.</summary>
    public double UsedMwh { get; private set; }

    /// <summary>Given by the panel so far, mWh.</summary>
    public double HarvestMwh { get; private set; }

    /// <summary>Into the cell, A, at the moment.</summary>
    public double Amperes { get; private set; }

    public double TerminalVolts => CellCurve.OpenCircuitVolts(Chemistry.LiPo, Soc, 25) + Amperes * Ohms;

    public bool IsLit { get; private set; }

    /// <summary>Lets time pass under a load.</summary>
    public void Pass(long fromUtcMs, long ms, double loadMa)
    {
        // The sun moves: long sleeps in steps of a quarter hour.
        for (long done = 0; done < ms;)
        {
            long step = Math.Min(ms - done, 900_000);
            Step(fromUtcMs + done, step, loadMa);
            done += step;
        }
    }

    private void Step(long utcMs, long ms, double loadMa)
    {
        double hours = ms / 3_600_000.0, panelW = Panel(utcMs), drawnW = loadMa / 1000 * Volts;
        IsLit = panelW > 0.05 * _panelW && panelW > 0;
        Amperes = Soc >= 1 && panelW > drawnW ? 0 : (panelW - drawnW) / Volts;
        Soc = Math.Clamp(Soc + Amperes * hours / _capacityAh, 0, 1);
        LowestSoc = Math.Min(LowestSoc, Soc);
        UsedMwh += drawnW * hours * 1000;
        HarvestMwh += panelW * hours * 1000;
    }

    // Half a sine from 7 to 17 o'clock, dimmed by the day's sky.
    private double Panel(long utcMs)
    {
        long day = utcMs / 86_400_000;
        if (day != _day)
        {
            _day = day;
            _clearness = _sky.NextDouble() < 0.3 ? 0.1 : 0.5 + 0.5 * _sky.NextDouble();
        }

        double hour = utcMs % 86_400_000 / 3_600_000.0;
        return hour is > 7 and < 17 ? _panelW * _clearness * Math.Sin(Math.PI * (hour - 7) / 10) : 0;
    }
}
