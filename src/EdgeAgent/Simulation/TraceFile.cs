namespace EdgeAgent.Simulation;

/// <summary>Reads traces: CSV or CSV.gz, contract section 6. A fault names file, row (the header is row 1) and column.</summary>
public static class TraceFile
{
    public const string Header = "timestamp_utc,tz_offset_min,charging,battery_pct,load_w,harvest_w";

    private const int MaxOffsetMin = 1080;
    private const int MinStepS = 60;
    private const int MaxStepS = 3600;
    private const int MaxSlots = 20_000_000;

    private readonly record struct Row(long TimeS, int OffsetMin, sbyte Charging, double SocPct, double LoadW, double HarvestW);

    public static Trace Read(string path)
    {
        using var reader = Csv.Open(path);
        var rows = ReadRows(path, reader);
        if (rows.Count < 2) throw new InputFaultException($"{path}: needs at least 2 rows, has {rows.Count}");
        return ToSlots(path, NameOf(path), rows);
    }

    /// <summary>The file's name without folder and <c>.csv</c> or <c>.csv.gz</c>.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        if (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) name = name[..^4];
        return name;
    }

    private static List<Row> ReadRows(string path, TextReader reader)
    {
        Csv.RequireHeader(path, reader.ReadLine(), Header);
        var rows = new List<Row>();
        string[] columns = Header.Split(',');
        for (int number = 2; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0) continue;
            CsvRow row = Csv.Row(path, number, line, columns);
            var next = new Row(row.UnixTime(0), Offset(row, rows), Charge(row), row.RealOrNaN(3, 0, 100), row.RealOrNaN(4, 0, 1e6), row.RealOrNaN(5, 0, 1e6));
            if (rows.Count > 0 && next.TimeS <= rows[^1].TimeS) throw row.Fault(0, "later than the row before");
            rows.Add(next);
        }

        return rows;
    }

    // An empty cell repeats the offset of the row before; UTC when there is none.
    private static int Offset(in CsvRow row, List<Row> before)
    {
        if (!row.IsEmpty(1)) return row.Integer(1, -MaxOffsetMin, MaxOffsetMin);
        return before.LastOrDefault().OffsetMin;
    }

    private static sbyte Charge(in CsvRow row) => row[2] switch
    {
        "" => -1,
        "0" => 0,
        "1" => 1,
        _ => throw row.Fault(2, "0, 1 or empty"),
    };

    private static Trace ToSlots(string path, string name, List<Row> rows)
    {
        long[] gaps = [.. rows.Zip(rows.Skip(1), (a, b) => b.TimeS - a.TimeS)];
        long usual = gaps.Order().ElementAt((gaps.Length - 1) / 2), least = gaps.Min();
        if (usual is < MinStepS or > MaxStepS)
        {
            throw new InputFaultException($"{path}: rows are {usual} s apart; {MinStepS} to {MaxStepS} s are supported");
        }

        long count = (rows[^1].TimeS - rows[0].TimeS) / usual + 1;
        if (count > MaxSlots) throw new InputFaultException($"{path}: spans {count} steps of {usual} s; at most {MaxSlots} are supported");
        bool isEven = least == usual && Array.TrueForAll(gaps, gap => gap % usual == 0);
        return Filled(name, rows, usual, [.. Bounds(rows, usual)], isEven);
    }

    /// <summary>
    /// Where slots begin, and the end. A row holds up to the next one if that comes within one and a half steps; beyond a step it is not
    /// known, in slots of a step each.
    /// </summary>
    private static IEnumerable<long> Bounds(List<Row> rows, long step)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            long next = i + 1 < rows.Count ? rows[i + 1].TimeS : rows[i].TimeS + step;
            yield return rows[i].TimeS;
            for (long at = rows[i].TimeS + step; next - at >= step / 2.0; at += step) yield return at;
        }

        yield return rows[^1].TimeS + step;
    }

    private static Trace Filled(string name, List<Row> rows, long step, long[] bounds, bool isEven)
    {
        int count = bounds.Length - 1;
        var trace = new Trace
        {
            Name = name,
            StepS = (int)step,
            StartS = rows[0].TimeS,
            BoundsS = isEven ? null : bounds,
            Charging = Filled(count, (sbyte)-1),
            OffsetMin = Filled(count, 0),
            SocPct = Filled(count, double.NaN),
            LoadW = Filled(count, double.NaN),
            HarvestW = Filled(count, double.NaN),
        };
        for (int i = 0, row = 0; i < count; i++)
        {
            if (row == rows.Count || rows[row].TimeS != bounds[i])
            {
                trace.OffsetMin[i] = trace.OffsetMin[i - 1];
                continue;
            }

            Row r = rows[row++];
            trace.Charging[i] = r.Charging;
            trace.OffsetMin[i] = r.OffsetMin;
            trace.SocPct[i] = r.SocPct;
            trace.LoadW[i] = r.LoadW;
            trace.HarvestW[i] = r.HarvestW;
        }

        return trace;
    }

    private static T[] Filled<T>(int count, T value)
    {
        var array = new T[count];
        Array.Fill(array, value);
        return array;
    }
}
