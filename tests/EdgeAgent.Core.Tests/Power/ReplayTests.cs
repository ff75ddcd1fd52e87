using System.Globalization;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

/// <summary>
/// Series that users reported from the field (each file names its thread), with the true battery beside the instruments' readings: the agent stops,
/// suspends and starts exactly what the true battery would have caused.
/// </summary>
public class ReplayTests(ITestOutputHelper output)
{
    private static readonly ModeSettings Modes = new();
    private static readonly EstimatorSettings Settings = new();

    public static TheoryData<string> Files
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (string file in Directory.EnumerateFiles(Folder, "*.csv").Order(StringComparer.Ordinal))
                data.Add(Path.GetFileNameWithoutExtension(file));
            return data;
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "PowerReplays");

    [Fact]
    public void All_replays_are_there() => Assert.True(Files.Count >= 20);

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_happens_that_the_true_battery_would_not_have_caused(string name)
    {
        var series = Series.Read(Path.Combine(Folder, name + ".csv"));
        var estimator = new PowerEstimator(series.HasPack ? PackSpec.Default : null, Settings);
        OperatingMode? mode = null;
        var truth = new Truth();
        int low = 0;
        double worst = 0;
        foreach (var row in series.Rows)
        {
            var now = new Timestamp(DateTimeOffset.UnixEpoch, row.DeviceTimeMs, ClockTrust.Ntp);
            var power = estimator.Update(row.Readings, now);
            mode = OperatingModes.Next(mode, power, Modes);
            truth.Add(row);
            string at = $"{name} at {row.DeviceTimeMs / 1000} s: believed {power.SocPct:F1} % {power.Quality} {power.Charging}, true {row.TrueSoc:F1} %, mode {mode}";

            if (mode >= OperatingMode.Critical)
                Assert.True(mode <= Truth.Mode(row, -series.Tolerance), "stopped without a cause: " + at);
            if (power.SocPct is { } soc && power.Quality != PowerQuality.Stale)
            {
                worst = Math.Max(worst, Math.Abs(soc - row.TrueSoc));
                Assert.True(mode >= Truth.Mode(row, series.Tolerance), "better mode than the battery allows: " + at);
            }

            Assert.False(power.IsPowered && !truth.MayBePowered(row), "started without power: " + at);
            Assert.True(power.IsPowered || !truth.MustBePowered(row) || row.Readings.Count == 0, "power was not noticed: " + at);
            low = row.TrueSoc < Modes.CriticalPct - series.Tolerance && Truth.Mode(row, 0) == OperatingMode.Suspended && row.Readings.Count > 0 ? low + 1 : 0;
            Assert.True(low <= Settings.ConsistentSamples + 1 || mode == OperatingMode.Suspended, "an empty battery was not seen: " + at);
        }

        long rejected = Enum.GetValues<RejectReason>().Sum(estimator.Rejected);
        output.WriteLine($"{name}: {series.Rows.Count} samples, {rejected} values rejected, worst error {worst:F1} points");
        Assert.InRange(worst, 0, series.Tolerance);
    }

    [Fact]
    public void The_noisy_threshold_is_crossed_once()
    {
        var series = Series.Read(Path.Combine(Folder, "a-noisy-gauge-around-the-halt-threshold.csv"));
        var estimator = new PowerEstimator(PackSpec.Default, Settings);
        OperatingMode? mode = null;
        int changes = 0;
        foreach (var row in series.Rows)
        {
            var power = estimator.Update(row.Readings, new Timestamp(DateTimeOffset.UnixEpoch, row.DeviceTimeMs, ClockTrust.Ntp));
            var next = OperatingModes.Next(mode, power, Modes);
            if (mode is not null && power.SocPct is not null && next != mode && mode != OperatingMode.Minimal) changes++;
            mode = next;
        }

        Assert.Equal(OperatingMode.Suspended, mode);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void Full_and_not_charging_is_powered_at_once()
    {
        var series = Series.Read(Path.Combine(Folder, "plugged-in-at-100-percent-is-not-charging.csv"));
        var estimator = new PowerEstimator(PackSpec.Default, Settings);
        foreach (var row in series.Rows)
        {
            var power = estimator.Update(row.Readings, new Timestamp(DateTimeOffset.UnixEpoch, row.DeviceTimeMs, ClockTrust.Ntp));
            Assert.Equal(row.TrueExternal, power.IsPowered);
            if (row.TrueExternal) Assert.Equal(ChargeStatus.Full, power.Charging);
        }
    }

    /// <summary>What the agent would have allowed with a perfect instrument.</summary>
    private sealed class Truth
    {
        private long _presentSinceMs = -1;
        private long _firstPresentMs = -1;
        private bool _wasFull;

        public void Add(Row row)
        {
            if (!row.TrueExternal) (_presentSinceMs, _firstPresentMs, _wasFull) = (-1, -1, false);
            else if (_presentSinceMs < 0) _presentSinceMs = _firstPresentMs = row.DeviceTimeMs;
            // A pack that drains on an adapter too weak for the load is not powered, and settles anew when it stops.
            else if (row.TrueCurrent < -0.03) _presentSinceMs = row.DeviceTimeMs;
            if (row.TrueExternal && row.TrueSoc >= 96) _wasFull = true;
        }

        public static OperatingMode Mode(Row row, double shift) => OperatingModes.Next(null, new PowerState
        {
            SocPct = Math.Clamp(row.TrueSoc + shift, 0, 100),
            Quality = PowerQuality.Measured,
            Source = row.TrueExternal ? PowerSource.External : PowerSource.Battery,
            // A weak adapter is noticed after some samples; the better case holds when asking what is allowed, the worse when asking what is due.
            Charging = !row.TrueExternal || (row.TrueCurrent < -0.03 && shift < 0) ? ChargeStatus.Discharging : ChargeStatus.Charging,
        }, Modes);

        public bool MayBePowered(Row row) =>
            row.TrueExternal && (_wasFull || row.DeviceTimeMs - _firstPresentMs >= Settings.PowerSettle.TotalMilliseconds);

        public bool MustBePowered(Row row) =>
            row.TrueExternal && row.DeviceTimeMs - _presentSinceMs >= Settings.PowerSettle.TotalMilliseconds + 15_000;
    }

    private sealed record Row(long DeviceTimeMs, IReadOnlyList<SourceReading> Readings, double TrueSoc, bool TrueExternal, double TrueCurrent);

    /// <summary>A file: notes after #, a header, rows; empty = not reported, <c>fail</c> = no answer.</summary>
    private sealed record Series(IReadOnlyList<Row> Rows, double Tolerance, bool HasPack)
    {
        public static Series Read(string path)
        {
            var rows = new List<Row>();
            double tolerance = 5;
            bool hasPack = true;
            string[] columns = [];
            foreach (string line in File.ReadLines(path))
            {
                if (line.StartsWith("# tolerance_pct:", StringComparison.Ordinal)) tolerance = Number(line.Split(':')[1].Trim());
                else if (line.StartsWith("# no pack", StringComparison.Ordinal)) hasPack = false;
                else if (line.StartsWith('#')) continue;
                else if (columns.Length == 0) columns = line.Split(',');
                else rows.Add(Parse(columns, line.Split(',')));
            }

            return new Series(rows, tolerance, hasPack);
        }

        private static Row Parse(string[] columns, string[] cells)
        {
            string Cell(string column) => cells[Array.IndexOf(columns, column)];
            long uptimeMs = (long)(Number(Cell("t_s")) * 1000) + 1_000_000;
            bool fails = Cell("voltage_v") == "fail";
            var reading = fails ? default : new PowerReading
            {
                DeviceTimeMs = uptimeMs,
                VoltageV = Number(Cell("voltage_v")),
                CurrentA = Number(Cell("current_a")),
                SocPct = Number(Cell("soc_pct")),
                TemperatureC = Number(Cell("temperature_c")),
                Status = WireNames.TryParse(Cell("status"), out ChargeStatus status) ? status : ChargeStatus.Unknown,
                ExternalPower = WireNames.TryParse(Cell("external"), out Presence presence) ? presence : Presence.Unknown,
            };
            return new Row(uptimeMs, fails ? [] : [new SourceReading(0, reading)], Number(Cell("true_soc_pct")), Cell("true_external") == "1",
                Number(Cell("true_current_a")));
        }

        private static double Number(string cell) => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);
    }
}
