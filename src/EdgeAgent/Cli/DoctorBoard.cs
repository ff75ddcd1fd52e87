using System.Text.Json;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Cli;

/// <summary>Reads every sensor of the configured board once, and suggests a preset for the hardware that was found.</summary>
internal static class DoctorBoard
{
    internal static IEnumerable<DoctorCheck> ReadSensors(IReadOnlyList<IPowerSensor> sensors, Timestamp now)
    {
        var line = Presence.Unknown;
        double amperes = double.NaN;
        var reported = ChargeStatus.Unknown;
        foreach (var sensor in sensors)
        {
            using (sensor)
            {
                sensor.Start(static () => { });
                if (!sensor.TryRead(now, out var reading, out string? fault))
                {
                    yield return NotRead(sensor, fault);
                    continue;
                }

                yield return Read(sensor, reading, fault);
                if (line == Presence.Unknown) line = reading.ExternalPower;
                if (double.IsNaN(amperes)) amperes = reading.CurrentA;
                if (reported == ChargeStatus.Unknown) reported = reading.Status;
            }
        }

        if (Contradiction(line, amperes, reported) is { } contradiction) yield return contradiction;
    }

    private static DoctorCheck Read(IPowerSensor sensor, in PowerReading reading, string? doubt)
    {
        if (doubt is null) return DoctorCheck.Ok("sensor", $"{sensor.Name}: {Summary(reading)}");
        return DoctorCheck.Warn("sensor", $"{sensor.Name}: {Summary(reading)}; {doubt}", "update the kernel or the driver; until then these numbers are left out");
    }

    private static DoctorCheck NotRead(IPowerSensor sensor, string? fault)
    {
        if (HeldByAgent(fault)) return DoctorCheck.Ok("sensor", $"{sensor.Name}: in use by the running agent");
        return DoctorCheck.FromFault("sensor", DoctorLevel.Fail, fault ?? $"{sensor.Name}: no reading");
    }

    // One reading does not show which of the two is wrong; the owner can find out by pulling the plug.
    private static DoctorCheck? Contradiction(Presence line, double amperes, ChargeStatus reported)
    {
        const double noise = 0.05;
        bool drains = amperes < -noise || (reported == ChargeStatus.Discharging && !(amperes > noise));
        if (line == Presence.Present && drains)
        {
            return DoctorCheck.Warn("power", "external power is there and the battery drains", "is the adapter too weak, or the current's sign reversed? Pull the plug: if the current then turns positive, set Power:ShuntReversed");
        }

        if (line == Presence.Absent && amperes > noise)
        {
            return DoctorCheck.Warn("power", "there is no external power and current flows into the battery", "is the power line connected, or the current's sign reversed? If the device runs on battery now, set Power:ShuntReversed");
        }

        return null;
    }

    /// <summary>The presets that fit, the most likely first.</summary>
    /// <param name="model">Name of the machine from the device tree; empty when unknown.</param>
    internal static IReadOnlyList<string> Suggest(IReadOnlyList<FoundChip> chips, bool hasSystemBattery, string model)
    {
        bool Has(int address, params string[] types) => chips.Any(c => c.Address == address && types.Contains(c.Type));
        var fits = new List<string>();
        if (Has(0x14, "pijuice")) fits.Add("pijuice");
        if (Has(0x57, "pisugar3")) fits.Add("pisugar3");
        if (Has(0x42, "ina219")) fits.Add("waveshare-ups-hat");
        if (Has(0x43, "ina219")) fits.AddRange(["waveshare-ups-hat-c", "waveshare-ups-hat-d"]);
        if (Has(0x36, "max17040", "max17043")) fits.AddRange(Geekworm(chips, model));
        if (Has(0x36, "max17048")) fits.AddRange(["generic-max17048", "adafruit-max17048-bq25185", .. Geekworm(chips, model)]);
        if (Has(0x40, "ina219")) fits.Add("generic-ina219");
        if (hasSystemBattery) fits.Add(PowerBoards.KernelSupplies);
        if (fits.Count == 0 && chips.Any(c => IsPowerChip(c.Type))) fits.Add(BoardOptions.Custom);
        return fits;
    }

    /// <summary>The configuration to paste into the file.</summary>
    internal static string Configuration(string board, IReadOnlyList<FoundChip> chips)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("EdgeAgent");
            json.WriteStartObject("Power");
            json.WriteString("Board", board);
            int bus = UsedBus(board, chips);
            if (bus != 1) json.WriteNumber("I2cBus", bus);
            if (board == BoardOptions.Custom) WriteChips(json, chips);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    internal static string Model(MachineRoots roots) => (SysAttribute.Text(Path.Combine(roots.Sys, "firmware/devicetree/base/model")) ?? "").TrimEnd('\0');

    // The X728 has a clock chip and is for models before the Pi 5; the X1200 series is for the Pi 5.
    private static IEnumerable<string> Geekworm(IReadOnlyList<FoundChip> chips, string model)
    {
        if (model.Contains("Raspberry Pi 5", StringComparison.Ordinal) && !chips.Any(c => c.Address == 0x68))
        {
            return ["geekworm-x1200", "geekworm-x728"];
        }

        return ["geekworm-x728", "geekworm-x1200"];
    }

    private static bool IsPowerChip(string type) => ChipTypes.IsKnown(type) && type is not ("lm75" or "tmp102");

    private static int UsedBus(string board, IReadOnlyList<FoundChip> chips)
    {
        var addresses = BoardPresets.Find(board)?.Chips.Select(c => c.Address).ToList();
        return chips.FirstOrDefault(c => addresses is null ? IsPowerChip(c.Type) : addresses.Contains(c.Address))?.BusId ?? 1;
    }

    private static void WriteChips(Utf8JsonWriter json, IReadOnlyList<FoundChip> chips)
    {
        json.WriteStartArray("Chips");
        foreach (var chip in chips.Where(c => ChipTypes.IsKnown(c.Type)))
        {
            json.WriteStartObject();
            json.WriteString("Type", chip.Type);
            json.WriteString("Address", $"0x{chip.Address:x2}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static bool HeldByAgent(string? fault) => fault?.Contains("in use by \"edgeagent\"", StringComparison.Ordinal) == true;

    private static string Summary(in PowerReading r)
    {
        var parts = new List<string>();
        void Add(double value, string format, string unit)
        {
            if (!double.IsNaN(value)) parts.Add(value.ToString(format, System.Globalization.CultureInfo.InvariantCulture) + " " + unit);
        }
        Add(r.VoltageV, "0.000", "V");
        Add(r.CurrentA, "0.000", r.CurrentA > 0 ? "A into the battery" : "A");
        Add(r.SocPct, "0.0", "%");
        Add(r.LoadW, "0.00", "W load");
        Add(r.HarvestW, "0.00", "W harvest");
        Add(r.TemperatureC, "0.0", "°C");
        if (r.Status != ChargeStatus.Unknown) parts.Add(WireNames.Lower(r.Status));
        if (r.ExternalPower != Presence.Unknown) parts.Add($"external power {WireNames.Lower(r.ExternalPower)}");
        if (parts.Count == 0) return "answers, nothing to report now";
        return string.Join(", ", parts);
    }
}
