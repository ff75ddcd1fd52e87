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
        return ToGrid(path, NameOf(path), rows);
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
        for (int row = 2; reader.ReadLine() is { } line; row++)
        {
            if (line.Length == 0) continue;
            string[] cells = Csv.Cells(path, row, line, columns.Length);
            var next = new Row(
                Csv.Time(path, row, columns[0], cells[0]),
                cells[1].Length == 0 ? LastOffset(rows) : Csv.Integer(path, row, columns[1], cells[1], -MaxOffsetMin, MaxOffsetMin),
                Charge(path, row, cells[2]),
                Csv.NumberOrNaN(path, row, columns[3], cells[3], 0, 100),
                Csv.NumberOrNaN(path, row, columns[4], cells[4], 0, 1e6),
                Csv.NumberOrNaN(path, row, columns[5], cells[5], 0, 1e6));
            if (rows.Count > 0 && next.TimeS <= rows[^1].TimeS)
                throw InputFaultException.At(path, row, columns[0], cells[0], "later than the row before");
            rows.Add(next);
        }

        return rows;
    }

    /// <summary>The offset is not known: it is what it was, UTC when it never was told.</summary>
    private static int LastOffset(List<Row> rows) => rows.Count > 0 ? rows[^1].OffsetMin : 0;

    private static sbyte Charge(string path, int row, string cell) => cell switch
    {
        "" => -1,
        "0" => 0,
        "1" => 1,
        _ => throw InputFaultException.At(path, row, "charging", cell, "0, 1 or empty"),
    };

    private static Trace ToGrid(string path, string name, List<Row> rows)
    {
        long step = long.MaxValue;
        for (int i = 1; i < rows.Count; i++) step = Math.Min(step, rows[i].TimeS - rows[i - 1].TimeS);
        if (step is < MinStepS or > MaxStepS)
            throw new InputFaultException($"{path}: rows are {step} s apart; {MinStepS} to {MaxStepS} s are supported");
        long count = (rows[^1].TimeS - rows[0].TimeS) / step + 1;
        if (count > MaxSlots) throw new InputFaultException($"{path}: spans {count} steps of {step} s; at most {MaxSlots} are supported");
        var trace = new Trace
        {
            Name = name,
            StepS = (int)step,
            StartS = rows[0].TimeS,
            Charging = Filled((int)count, (sbyte)-1),
            OffsetMin = Filled((int)count, int.MinValue),
            SocPct = Filled((int)count, double.NaN),
            LoadW = Filled((int)count, double.NaN),
            HarvestW = Filled((int)count, double.NaN),
        };
        foreach (Row r in rows)
        {
            int i = (int)((r.TimeS - trace.StartS) / step);
            trace.Charging[i] = r.Charging;
            trace.OffsetMin[i] = r.OffsetMin;
            trace.SocPct[i] = r.SocPct;
            trace.LoadW[i] = r.LoadW;
            trace.HarvestW[i] = r.HarvestW;
        }

        for (int i = 1; i < count; i++)
        {
            if (trace.OffsetMin[i] == int.MinValue) trace.OffsetMin[i] = trace.OffsetMin[i - 1];
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
