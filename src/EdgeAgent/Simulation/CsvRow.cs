using System.Globalization;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Simulation;

/// <summary>A row of a CSV file. Columns count from 0. A fault names file, row and column.</summary>
internal readonly record struct CsvRow(string Path, int Number, string[] Columns, string[] Cells)
{
    // RFC 3339, and what people write for it: no zone (the column says UTC), a space for the T, no seconds.
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ssK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mmK",
    ];

    public string this[int column] => Cells[column];

    public bool IsEmpty(int column) => Cells[column].Length == 0;

    public InputFaultException Fault(int column, string wanted) =>
        new($"{Path}: row {Number}, column {Columns[column]}: '{Cells[column]}' is not {wanted}");

    public long UnixTime(int column)
    {
        bool isTime = DateTimeOffset.TryParseExact(Cells[column], TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        if (!isTime) throw Fault(column, "an RFC 3339 time such as 2026-01-31T23:59:00Z");
        return time.ToUnixTimeSeconds();
    }

    public int Integer(int column, int min, int max)
    {
        bool isInteger = int.TryParse(Cells[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value);
        if (!isInteger || value < min || value > max) throw Fault(column, $"a whole number from {min} to {max}");
        return value;
    }

    public double Real(int column, double min, double max)
    {
        bool isNumber = double.TryParse(Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        if (isNumber && value >= min && value <= max) return value; // NaN is in no range
        throw Fault(column, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
    }

    public double RealOrNaN(int column, double min, double max)
    {
        if (IsEmpty(column)) return double.NaN;
        return Real(column, min, max);
    }

    public T Word<T>(int column) where T : struct, Enum
    {
        if (!WireNames.TryParse(Cells[column], out T value)) throw Fault(column, $"one of {WireNames.AllLower<T>()}");
        return value;
    }
}
