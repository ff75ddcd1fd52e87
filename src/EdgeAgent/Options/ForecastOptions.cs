using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Options;

/// <summary>Section <c>Forecast</c>.</summary>
internal sealed record ForecastOptions
{
    /// <summary>Power of the idle device, W.</summary>
    public double IdleW { get; init; } = 3;

    /// <summary>Prior knowledge from other devices.</summary>
    public ChargePrior Prior { get; init; } = ChargePrior.None;

    public IReadOnlyList<AnnouncedPart> Announced { get; init; } = [];

    public static ForecastOptions Read(ConfigReader reader) => new()
    {
        IdleW = reader.Number("IdleW", 3, 0, 1000),
        Prior = ReadPrior(reader),
        Announced = [.. reader.Children("Announced").Select(child => ReadAnnounced(child.Reader)).OfType<AnnouncedPart>()],
    };

    private static ChargePrior ReadPrior(ConfigReader reader)
    {
        if (reader.TextOrNull("PriorFile") is not { } path) return PriorFile.ReadBuiltIn();
        try
        {
            return PriorFile.Read(path);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            reader.Fault("PriorFile", path, $"a file that 'edgeagent prior learn' wrote ({e.Message})");
            return ChargePrior.None;
        }
    }

    private static AnnouncedPart? ReadAnnounced(ConfigReader reader)
    {
        var part = new AnnouncedPart
        {
            Power = reader.Flag("Power", false),
            Days = reader.TextOrNull("Days"),
            From = reader.TextOrNull("From"),
            Until = reader.TextOrNull("Until"),
            Confidence = reader.Number("Confidence", 0.9, 0, 1),
        };
        if (part.Read() is not null) return part;
        reader.Fault("From", $"{part.Days} {part.From} {part.Until}".Trim(), AnnouncedPart.Allowed);
        return null;
    }
}
