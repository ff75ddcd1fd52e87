using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Simulation;
using EdgeAgent.Tests.Simulation;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary><c>edgeagent simulate</c> as a new user runs it: it reads files, writes documents, and prints one line for each fault.</summary>
public sealed class SimulateCommandTests : IDisposable
{
    private const int Days = 16;

    private readonly TemporaryFolder _folder = new();

    public SimulateCommandTests()
    {
        Write("site.csv", TraceRows(Days));
        Write("tasks.csv", TaskRows(MadeSite.Tasks(Days, Preemption.Never)));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] TraceRows(int days, Func<int, double>? harvestW = null) =>
    [
        TraceFile.Header,
        .. Enumerable.Range(0, days * MadeSite.SlotsPerDay).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"{ResultJson.Rfc3339(MadeSite.Start + i * MadeSite.StepS)},0,{(harvestW is null ? MadeSite.Nightly(i * 10) : harvestW(i * 10) >= 3 ? 1 : 0)},,,{harvestW?.Invoke(i * 10)}")),
    ];

    private static string[] TaskRows(IEnumerable<SimulatedTask> tasks) =>
    [
        TaskFile.Header,
        .. tasks.Select(t => $"{t.Id},{ResultJson.Rfc3339(t.ReleaseS)},{ResultJson.Rfc3339(t.DeadlineS)},{t.DurationS / 60},4,background,{t.Preemption}"),
    ];

    private void Write(string name, IEnumerable<string> lines) => File.WriteAllLines(_folder.File(name), lines);

    private (int ExitCode, string Output, string Errors) Simulate(params string[] arguments) => AgentProcess.Run(
        "", ["simulate", .. arguments.Select(a => a.Contains('.', StringComparison.Ordinal) || a == "folder" || a == "dump" ? _folder.File(a) : a)]);

    [Fact]
    public void The_document_has_the_contract_s_fields_and_no_others_are_missing()
    {
        var (code, output, errors) = Simulate("--trace", "site.csv", "--tasks", "tasks.csv");
        Assert.Equal(0, code);
        Assert.NotEqual("", errors);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement trace = document.RootElement.GetProperty("traces")[0];
        Assert.Equal("site", trace.GetProperty("trace").GetString());
        Assert.Equal("edgeagent", trace.GetProperty("policy").GetString());
        foreach (JsonElement task in trace.GetProperty("tasks").EnumerateArray())
        {
            Assert.False(task.GetProperty("missed").GetBoolean());
            JsonElement[] segments = [.. task.GetProperty("segments").EnumerateArray()];
            Assert.Equal(task.GetProperty("finished").GetString(), segments[^1].GetProperty("end").GetString());
            Assert.EndsWith("Z", segments[0].GetProperty("start").GetString(), StringComparison.Ordinal);
        }

        JsonElement score = trace.GetProperty("score");
        foreach (string name in new[] { "heavy_min", "heavy_min_on_battery", "missed", "mean_delay_h", "brownout_min" }) Assert.True(score.GetProperty(name).GetDouble() >= 0, name);
        Assert.Equal([1, 6, 24], trace.GetProperty("forecast").EnumerateArray().Select(f => f.GetProperty("lead_h").GetInt32()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cut_trace_gives_the_same_runs_and_forecasts_up_to_the_cut(bool solar)
    {
        string[] rows = TraceRows(Days, solar ? m => Math.Max(0, 18 * Math.Sin((m % 1440 - 360) / 720.0 * Math.PI)) : null);
        string[] battery = solar ? ["--battery-wh", "60", "--panel-w", "20", "--reserve-pct", "20"] : [];
        Write("tasks.csv", TaskRows(MadeSite.Tasks(Days, Preemption.Never).Select((t, i) => new SimulatedTask
        {
            Id = t.Id,
            ReleaseS = t.ReleaseS,
            DeadlineS = t.DeadlineS,
            DurationS = t.DurationS,
            PowerW = t.PowerW,
            Class = t.Class,
            Preemption = (Preemption)(i % 3),
        })));
        Write("whole.csv", rows);
        Assert.Equal(0, Simulate(["--trace", "whole.csv", "--tasks", "tasks.csv", "--out", "whole.json", "--dump-forecast", "dump", .. battery]).ExitCode);
        foreach (int cut in new[] { 500, 1500, 2000 })
        {
            Write("cut.csv", rows[..(cut + 1)]);
            Assert.Equal(0, Simulate(["--trace", "cut.csv", "--tasks", "tasks.csv", "--out", "cut.json", "--dump-forecast", "dump", .. battery]).ExitCode);
            string end = ResultJson.Rfc3339(MadeSite.Start + cut * MadeSite.StepS);
            Assert.Equal(Segments("whole.json", end), Segments("cut.json", end));
            Assert.Equal(Forecasts("whole", end), Forecasts("cut", end));
        }
    }

    private List<string> Segments(string file, string endedBefore)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(_folder.File(file)));
        var all = new List<string>();
        foreach (JsonElement task in document.RootElement.GetProperty("traces")[0].GetProperty("tasks").EnumerateArray())
        {
            foreach (JsonElement s in task.GetProperty("segments").EnumerateArray())
            {
                string end = s.GetProperty("end").GetString()!;
                if (string.CompareOrdinal(end, endedBefore) < 0) all.Add($"{task.GetProperty("id").GetString()} {s.GetProperty("start").GetString()} {end}");
            }
        }

        Assert.NotEmpty(all);
        return all;
    }

    private List<string> Forecasts(string name, string before) =>
        [.. File.ReadLines(Path.Combine(_folder.File("dump"), name + ".forecast.csv")).Skip(1).TakeWhile(l => string.CompareOrdinal(l[..20], before) < 0)];

    [Fact]
    public void Scores_of_the_forecast_are_recomputed_from_the_dump_and_the_trace()
    {
        string[] rows = TraceRows(Days);
        // Gaps, unknown cells.
        Write("holes.csv", rows.Where((_, i) => i < 400 || i >= 460).Select((r, i) => i is > 900 and < 950 ? r.Replace(",0,0,", ",0,,", StringComparison.Ordinal).Replace(",0,1,", ",0,,", StringComparison.Ordinal) : r));
        var (_, output, _) = Simulate("--trace", "holes.csv", "--tasks", "tasks.csv", "--dump-forecast", "dump");
        var outcome = new Dictionary<long, int>();
        foreach (string row in File.ReadLines(_folder.File("holes.csv")).Skip(1))
        {
            string[] cells = row.Split(',');
            if (cells[2].Length > 0) outcome[Seconds(cells[0])] = int.Parse(cells[2], CultureInfo.InvariantCulture);
        }

        using JsonDocument document = JsonDocument.Parse(output);
        foreach (JsonElement published in document.RootElement.GetProperty("traces")[0].GetProperty("forecast").EnumerateArray())
        {
            (double brier, double climatology, double ece) = Recompute(outcome, published.GetProperty("lead_h").GetInt32());
            Assert.Equal(brier, published.GetProperty("brier").GetDouble(), 0.000001);
            Assert.Equal(climatology, published.GetProperty("climatology_brier").GetDouble(), 0.000001);
            Assert.Equal(1 - brier / climatology, published.GetProperty("skill").GetDouble(), 0.00001);
            Assert.Equal(ece, published.GetProperty("ece").GetDouble(), 0.000001);
        }
    }

    private (double Brier, double Climatology, double Ece) Recompute(Dictionary<long, int> outcome, int leadH)
    {
        double brier = 0, climatology = 0, known = 0, charging = 0;
        var bins = new (double P, double Y)[10];
        int n = 0, column = leadH == 1 ? 1 : leadH == 6 ? 2 : 3;
        long next = MadeSite.Start;
        string[] dump = File.ReadAllLines(Path.Combine(_folder.File("dump"), "holes.forecast.csv"));
        Assert.Equal("timestamp_utc,p_1h,p_6h,p_24h", dump[0]);
        for (int i = 1; i < dump.Length; i++)
        {
            string[] cells = dump[i].Split(',');
            long at = Seconds(cells[0]);
            Assert.Equal(MadeSite.Start + (i - 1) * 900, at);
            for (; next <= at; next += MadeSite.StepS)
            {
                if (!outcome.TryGetValue(next, out int seen)) continue;
                known++;
                charging += seen;
            }

            if (!outcome.TryGetValue((at + leadH * 3600) / MadeSite.StepS * MadeSite.StepS, out int y)) continue;
            double p = double.Parse(cells[column], CultureInfo.InvariantCulture);
            brier += (p - y) * (p - y);
            climatology += Math.Pow(charging / known - y, 2);
            ref (double P, double Y) bin = ref bins[Math.Min(9, (int)(p * 10))];
            bin = (bin.P + p, bin.Y + y);
            n++;
        }

        return (brier / n, climatology / n, bins.Sum(b => Math.Abs(b.P - b.Y)) / n);
    }

    private static long Seconds(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    [Fact]
    public void Several_traces_take_their_tasks_from_one_file_or_from_a_folder()
    {
        Directory.CreateDirectory(_folder.File("folder"));
        using (var zip = new GZipStream(File.Create(_folder.File("other.csv.gz")), CompressionLevel.Fastest)) zip.Write(File.ReadAllBytes(_folder.File("site.csv")));
        foreach (string name in new[] { "site", "other" }) File.Copy(_folder.File("tasks.csv"), Path.Combine(_folder.File("folder"), name + ".tasks.csv"));
        var one = Simulate("--trace", "site.csv", "other.csv.gz", "--tasks", "tasks.csv");
        var many = Simulate("--trace", "site.csv", "--trace", "other.csv.gz", "--tasks", "folder");
        Assert.Equal((0, 0), (one.ExitCode, many.ExitCode));
        Assert.Equal(one.Output, many.Output);
        using JsonDocument document = JsonDocument.Parse(one.Output);
        Assert.Equal(["site", "other"], document.RootElement.GetProperty("traces").EnumerateArray().Select(t => t.GetProperty("trace").GetString()));
    }

    [Theory]
    [InlineData("", "tasks.csv", "bad.csv: row 1 must be 'timestamp_utc,")]
    [InlineData("a,b,c", "tasks.csv", "bad.csv: row 1 must be 'timestamp_utc,")]
    [InlineData("HEADER", "tasks.csv", "bad.csv: needs at least 2 rows, has 0")]
    [InlineData("HEADER|2024-01-01T00:00:00Z,0,1,,,|2024-01-01T00:00:00Z,0,1,,,", "tasks.csv", "bad.csv: row 3, column timestamp_utc")]
    [InlineData("HEADER|2024-01-01T00:10:00Z,0,1,,,|2024-01-01T00:00:00Z,0,1,,,", "tasks.csv", "bad.csv: row 3, column timestamp_utc")]
    [InlineData("HEADER|01/02/2024 10:00,0,1,,,", "tasks.csv", "bad.csv: row 2, column timestamp_utc: '01/02/2024 10:00' is not an RFC 3339 time")]
    [InlineData("HEADER|2024-01-01T00:00:00Z,0,1,101,,", "tasks.csv", "bad.csv: row 2, column battery_pct: '101' is not a number from 0 to 100")]
    [InlineData("HEADER|2024-01-01T00:00:00Z,0,1,,,Infinity", "tasks.csv", "bad.csv: row 2, column harvest_w: 'Infinity' is not a number from 0 to 1000000")]
    [InlineData("HEADER|2024-01-01T00:00:00Z,0,1,,|", "tasks.csv", "bad.csv: row 2 has 5 columns, 6 are needed")]
    public void A_fault_in_a_file_is_exit_1_with_one_line_that_names_file_row_and_field(string trace, string tasks, string expected)
    {
        Write("bad.csv", trace.Replace("HEADER", TraceFile.Header, StringComparison.Ordinal).Split('|'));
        var (code, output, errors) = Simulate("--trace", "bad.csv", "--tasks", tasks);
        ExpectOneLine(1, code, output, errors, expected);
    }

    [Theory]
    [InlineData(2, "--reserve-pct '101'", "--trace", "site.csv", "--tasks", "tasks.csv", "--reserve-pct", "101")]
    [InlineData(2, "--wait-cost '0,5'", "--trace", "site.csv", "--tasks", "tasks.csv", "--wait-cost", "0,5")]
    [InlineData(2, "--policy 'best' is not one of edgeagent, run_now, when_charging", "--trace", "site.csv", "--tasks", "tasks.csv", "--policy", "best")]
    [InlineData(2, "--tasks", "--trace", "site.csv")]
    [InlineData(2, "--bogus", "--trace", "site.csv", "--tasks", "tasks.csv", "--bogus")]
    [InlineData(1, "absent.csv: no such file", "--trace", "absent.csv", "--tasks", "tasks.csv")]
    [InlineData(1, "site.csv: a second trace of the name 'site'", "--trace", "site.csv", "site.csv", "--tasks", "tasks.csv")]
    [InlineData(1, "--out", "--trace", "site.csv", "--tasks", "tasks.csv", "--out", "absent.d/result.json")]
    public void A_wrong_option_or_place_is_said_in_one_line_before_any_work(int expectedCode, string expected, params string[] arguments)
    {
        var (code, output, errors) = Simulate(arguments);
        ExpectOneLine(expectedCode, code, output, errors, expected);
    }

    [Fact]
    public void No_tasks_and_tasks_outside_the_trace_are_no_fault()
    {
        Write("none.csv", [TaskFile.Header]);
        Write("far.csv", [TaskFile.Header, "far,2030-01-01T00:00:00Z,2030-01-02T00:00:00Z,30,4,background,never", "open,2024-01-02T00:00:00Z,,30,4,background,never"]);
        Assert.Equal(0, Simulate("--trace", "site.csv", "--tasks", "none.csv").ExitCode);
        var (code, output, _) = Simulate("--trace", "site.csv", "--tasks", "far.csv");
        Assert.Equal(0, code);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement far = document.RootElement.GetProperty("traces")[0].GetProperty("tasks").EnumerateArray().Single(t => t.GetProperty("id").GetString() == "far");
        Assert.Equal(0, far.GetProperty("segments").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, far.GetProperty("finished").ValueKind);
        Assert.False(far.GetProperty("missed").GetBoolean());
    }

    [Theory]
    [InlineData("15", "20", false)]
    [InlineData("90", "20", true)]
    [InlineData("15", "0", true)]
    [InlineData("", "20", true)]
    public void The_reserve_binds_only_where_a_state_of_charge_is_known_and_never_a_critical_task(string soc, string reserve, bool runs)
    {
        Write("soc.csv", [TraceFile.Header, .. Enumerable.Range(0, 2 * MadeSite.SlotsPerDay).Select(i => $"{ResultJson.Rfc3339(MadeSite.Start + i * MadeSite.StepS)},0,0,{soc},,")]);
        Write("two.csv", [TaskFile.Header, "a,2024-01-01T01:00:00Z,2024-01-01T20:00:00Z,30,4,background,never", "c,2024-01-01T01:00:00Z,2024-01-01T20:00:00Z,30,4,critical,never"]);
        var (_, output, _) = Simulate("--trace", "soc.csv", "--tasks", "two.csv", "--reserve-pct", reserve);
        using JsonDocument document = JsonDocument.Parse(output);
        var ran = document.RootElement.GetProperty("traces")[0].GetProperty("tasks").EnumerateArray().ToDictionary(t => t.GetProperty("id").GetString()!, t => t.GetProperty("segments").GetArrayLength() > 0);
        Assert.Equal((runs, true), (ran["a"], ran["c"]));
    }

    private static void ExpectOneLine(int expectedCode, int code, string output, string errors, string expected)
    {
        Assert.Equal(expectedCode, code);
        Assert.Equal("", output);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
