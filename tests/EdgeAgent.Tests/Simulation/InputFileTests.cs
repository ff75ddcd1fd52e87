using System.IO.Compression;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Simulation;

namespace EdgeAgent.Tests.Simulation;

public sealed class InputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeagent-sim").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllLines(path, lines);
        return path;
    }

    [Theory]
    [InlineData("yesterday,0,1,,,", "timestamp_utc")]
    [InlineData("2024-01-01T00:10:00Z,x,1,,,", "tz_offset_min")]
    [InlineData("2024-01-01T00:10:00Z,0,2,,,", "charging")]
    [InlineData("2024-01-01T00:10:00Z,0,1,101,,", "battery_pct")]
    [InlineData("2024-01-01T00:10:00Z,0,1,,-1,", "load_w")]
    [InlineData("2024-01-01T00:10:00Z,0,1,,,NaN", "harvest_w")]
    [InlineData("2024-01-01T00:00:00Z,0,1,,,", "timestamp_utc")]
    public void A_wrong_cell_is_named_with_file_row_and_column(string row, string column)
    {
        string path = File("bad.csv", TraceFile.Header, "2024-01-01T00:00:00Z,0,1,,,", row);
        var fault = Assert.Throws<InputFaultException>(() => TraceFile.Read(path));
        Assert.Contains("bad.csv: row 3, column " + column, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Theory]
    [InlineData("2024-01-01T00:10:00Z,0,1,,")]
    [InlineData("")]
    public void A_missing_column_or_too_few_rows_is_said(string row)
    {
        string path = File("short.csv", TraceFile.Header, "2024-01-01T00:00:00Z,0,1,,,", row);
        Assert.Contains("short.csv", Assert.Throws<InputFaultException>(() => TraceFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_header_and_a_missing_file_are_said()
    {
        Assert.Contains("row 1", Assert.Throws<InputFaultException>(() => TraceFile.Read(File("h.csv", "a,b"))).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<InputFaultException>(() => TraceFile.Read("absent.csv")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one extra row")]
    [InlineData("jitter of a minute")]
    public void Rows_that_do_not_come_evenly_count_by_the_time_between_them(string fault)
    {
        const int Rows = 2 * MadeSite.SlotsPerDay;
        List<long> times = [.. Enumerable.Range(0, Rows).Select(i => MadeSite.Start + i * (long)MadeSite.StepS)];
        if (fault == "one extra row") times.Insert(40, times[39] + 60);
        else times = [.. times.Select((t, i) => t + (i * 37 % 3 - 1) * 60)];
        string path = File("uneven.csv", [TraceFile.Header, .. times.Select(t => $"{ResultJson.Rfc3339(t)},0,{MadeSite.Nightly((int)(t - MadeSite.Start) / 60)},,,")]);
        Trace trace = TraceFile.Read(path);
        Assert.DoesNotContain((sbyte)-1, trace.Charging);
        var task = MadeSite.Tasks(3, Preemption.Never)[0].Fresh();
        task.Segments.Add(new Segment(MadeSite.Start + 600, MadeSite.Start + 47 * 3600));
        Trace even = MadeSite.Of(2, MadeSite.Nightly);
        Assert.Equal(Score.Of(even, [task], null).HeavyMinOnBattery, Score.Of(trace, [task], null).HeavyMinOnBattery, 20.0);
    }

    [Fact]
    public void An_absent_row_among_uneven_ones_is_a_gap()
    {
        int[] minutes = [0, 11, 20, 30, 60, 70];
        string path = File("gap.csv", [TraceFile.Header, .. minutes.Select(m => $"{ResultJson.Rfc3339(MadeSite.Start + m * 60)},0,1,,,")]);
        Trace trace = TraceFile.Read(path);
        Assert.Equal(-1, trace.Charging[trace.SlotOf(MadeSite.Start + 45 * 60)]);
        Assert.Equal(1, trace.Charging[trace.SlotOf(MadeSite.Start + 35 * 60)]);
        Assert.Equal(MadeSite.Start + 80 * 60, trace.EndS);
    }

    [Fact]
    public void A_gzip_file_that_was_cut_off_is_said_to_be_cut_off()
    {
        string whole = Path.Combine(_folder, "whole.csv.gz"), cut = Path.Combine(_folder, "cut.csv.gz");
        using (var writer = new StreamWriter(new GZipStream(System.IO.File.Create(whole), CompressionLevel.Optimal)))
        {
            writer.WriteLine(TraceFile.Header);
            for (int i = 0; i < 2000; i++) writer.WriteLine($"{ResultJson.Rfc3339(MadeSite.Start + i * 600)},0,{MadeSite.Nightly(i * 10)},,,{i * 7919 % 1000}");
        }

        byte[] bytes = System.IO.File.ReadAllBytes(whole);
        System.IO.File.WriteAllBytes(cut, bytes[..(bytes.Length / 2)]);
        Assert.Equal(2000, TraceFile.Read(whole).Count);
        Assert.Contains("cut off", Assert.Throws<InputFaultException>(() => TraceFile.Read(cut)).Message);
    }

    [Fact]
    public void Gzip_is_read_and_an_absent_row_is_a_gap()
    {
        string path = Path.Combine(_folder, "site.csv.gz");
        using (var writer = new StreamWriter(new GZipStream(System.IO.File.Create(path), CompressionLevel.Fastest)))
        {
            writer.Write(TraceFile.Header + "\n2024-01-01T00:00:00Z,60,1,50,,\n2024-01-01T00:10:00Z,60,0,,,4.5\n2024-01-01T00:30:00Z,60,,,,\n");
        }

        Trace trace = TraceFile.Read(path);
        Assert.Equal("site", trace.Name);
        Assert.Equal(new sbyte[] { 1, 0, -1, -1 }, trace.Charging);
        Assert.Equal([60, 60, 60, 60], trace.OffsetMin);
        Assert.Equal(4.5, trace.HarvestW[1]);
        Assert.Equal(50, trace.SocPct[0]);
    }

    [Theory]
    [InlineData(",2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,30,4,background,never", "id")]
    [InlineData("b,2024-01-01T00:00:00Z,2023-01-02T00:00:00Z,30,4,background,never", "deadline_utc")]
    [InlineData("b,2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,0,4,background,never", "duration_min")]
    [InlineData("b,2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,30,-4,background,never", "power_w")]
    [InlineData("b,2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,30,4,heavy,never", "class")]
    [InlineData("b,2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,30,4,background,perhaps", "preemption")]
    [InlineData("a,2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,30,4,background,never", "id")]
    public void A_wrong_task_is_named_with_row_and_column(string row, string column)
    {
        string path = File("tasks.csv", TaskFile.Header, "a,2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,30,4,background,never", row);
        var fault = Assert.Throws<InputFaultException>(() => TaskFile.Read(path));
        Assert.Contains("tasks.csv: row 3, column " + column, fault.Message, StringComparison.Ordinal);
    }
}
