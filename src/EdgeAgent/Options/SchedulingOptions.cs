using System.Globalization;
using EdgeAgent.Core.Scheduling;

namespace EdgeAgent.Options;

/// <summary>Section <c>Scheduling</c>: the settings of the contract, section 5, that decide what runs. <c>PowerOptions</c> reads modes and idle limits of the same section.</summary>
internal static class SchedulingOptions
{
    public static SchedulingPolicy Read(ConfigReader reader)
    {
        var usual = SchedulingPolicy.Default;
        return usual with
        {
            Concurrency = Numbers(reader, "Concurrency", usual.Concurrency, 1000, "full, reduced, minimal, critical, suspended"),
            HeavyOnBattery = reader.Whole("HeavyOnBattery", usual.HeavyOnBattery, 0, 1000),
            HeavyDuration = reader.Seconds("HeavyDurationSeconds", usual.HeavyDuration.TotalSeconds, 0, 86400),
            ChargingOnlyPct = Pct(reader, "ChargingOnlyPct", usual.ChargingOnlyPct),
            ShortWindowPct = Pct(reader, "ShortWindowPct", usual.ShortWindowPct),
            BackgroundPct = Pct(reader, "BackgroundPct", usual.BackgroundPct),
            NormalPct = Pct(reader, "NormalPct", usual.NormalPct),
            IdlePct = Pct(reader, "IdlePct", usual.IdlePct),
            ReservePct = Pct(reader, "ReservePct", usual.ReservePct),
            ThawPct = Pct(reader, "ThawPct", usual.ThawPct),
            FloorPct = Pct(reader, "FloorPct", usual.FloorPct),
            MaxMemoryPct = Pct(reader, "MaxMemoryPct", usual.MaxMemoryPct),
            MaxCpuPct = Pct(reader, "MaxCpuPct", usual.MaxCpuPct, 1000),
            MaxDiskPct = Pct(reader, "MaxDiskPct", usual.MaxDiskPct),
            MaxCgroupPct = Pct(reader, "MaxCgroupPct", usual.MaxCgroupPct),
            MemoryStopPct = Pct(reader, "MemoryStopPct", usual.MemoryStopPct),
            MaxCpuTemperatureC = reader.Number("MaxCpuTemperatureC", usual.MaxCpuTemperatureC, 20, 150),
            ThermalBand = reader.Number("ThermalBandC", usual.ThermalBand, 0, 50),
            AgeingStep = reader.Seconds("AgeingStepSeconds", usual.AgeingStep.TotalSeconds, 1, 30 * 86400),
            UrgentLead = reader.Seconds("UrgentLeadSeconds", usual.UrgentLead.TotalSeconds, 0, 365 * 86400),
            MaxPause = reader.Seconds("MaxPauseSeconds", usual.MaxPause.TotalSeconds, 1, 365 * 86400),
            RelaxMargin = reader.Seconds("RelaxMarginSeconds", usual.RelaxMargin.TotalSeconds, 0, 86400),
            QuietHours = [.. reader.List("QuietHours").Select(text => Quiet(reader, text))],
            ExpeditedPerDay = Numbers(reader, "ExpeditedPerDay", usual.ExpeditedPerDay, 1_000_000, "critical, normal, background, charging_only"),
            StartsPerKindPerDay = reader.Whole("StartsPerKindPerDay", usual.StartsPerKindPerDay, 1, int.MaxValue),
            UnknownDuration = reader.Seconds("UnknownDurationSeconds", usual.UnknownDuration.TotalSeconds, 1, 86400),
            UnknownPowerW = reader.Number("UnknownPowerW", usual.UnknownPowerW, 0, 1000),
            WaitCostPerHour = reader.Number("WaitCost", usual.WaitCostPerHour, 0, 1000),
            PlannerLimit = reader.Whole("PlannerLimit", usual.PlannerLimit, 1, 10_000),
        };
    }

    private static double Pct(ConfigReader reader, string key, double fallback, double most = 100) => reader.Number(key, fallback, 0, most);

    /// <summary>As many whole numbers as the default has. A single number, as in <c>Concurrency: 3</c>, replaces the first and limits the others.</summary>
    private static IReadOnlyList<int> Numbers(ConfigReader reader, string key, IReadOnlyList<int> usual, int most, string names)
    {
        var texts = reader.List(key);
        if (texts.Count == 0) return usual;
        var numbers = texts.Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= most ? n : -1).ToList();
        if (numbers.Contains(-1) || (numbers.Count != 1 && numbers.Count != usual.Count))
        {
            reader.Fault(key, string.Join(',', texts), $"one or {usual.Count} whole numbers from 0 to {most} ({names})");
            return usual;
        }

        if (numbers.Count == usual.Count) return numbers;
        return [numbers[0], .. usual.Skip(1).Select(n => Math.Min(n, numbers[0]))];
    }

    private static QuietHours Quiet(ConfigReader reader, string text)
    {
        string[] parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && Time(parts[0]) is { } from && Time(parts[1]) is { } to) return new QuietHours(from, to);
        reader.Fault("QuietHours", text, "times such as 22:00-06:30");
        return default;
    }

    private static TimeOnly? Time(string text)
    {
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        return null;
    }
}
