namespace EdgeAgent.Options;

/// <summary>Section <c>Telemetry:OpenTelemetry</c>. Without an endpoint the export is off and its code is not loaded.</summary>
public sealed record OpenTelemetryOptions
{
    /// <summary>Address of the collector; null: off.</summary>
    public Uri? Endpoint { get; init; }

    public OtlpTransport Transport { get; init; }

    /// <summary>Export period, 1 s to 1 day.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>File with one line <c>name=value[,name=value]</c>, the headers for authentication; null for none.</summary>
    public string? HeadersFile { get; init; }

    public static OpenTelemetryOptions Read(ConfigReader reader) => new()
    {
        Endpoint = ReadEndpoint(reader),
        Transport = reader.Word("Protocol", OtlpTransport.Http),
        Every = reader.Seconds("IntervalSeconds", 60, 1, 86_400),
        HeadersFile = reader.ExistingFile("HeadersFile"),
    };

    private static Uri? ReadEndpoint(ConfigReader reader)
    {
        if (reader.TextOrNull("Endpoint") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return uri;
        reader.Fault("Endpoint", text, "an http or https address, such as http://127.0.0.1:4318/v1/metrics");
        return null;
    }
}
