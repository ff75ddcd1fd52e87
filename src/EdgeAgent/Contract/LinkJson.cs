using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Control;

namespace EdgeAgent.Contract;

/// <summary>Writes and reads the documents: snake_case, UTC with milliseconds, numbers rounded to what was measured.</summary>
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(StateDocument))]
[JsonSerializable(typeof(TelemetryDocument))]
[JsonSerializable(typeof(TaskStateDocument))]
[JsonSerializable(typeof(ReceiptItem))]
[JsonSerializable(typeof(ReceiptDocument))]
[JsonSerializable(typeof(ReplyDocument))]
[JsonSerializable(typeof(TaskListData))]
[JsonSerializable(typeof(WhyData))]
[JsonSerializable(typeof(PlanData))]
[JsonSerializable(typeof(PowerData))]
[JsonSerializable(typeof(CountData))]
[JsonSerializable(typeof(SyncData))]
[JsonSerializable(typeof(LimitData))]
[JsonSerializable(typeof(HistoryData))]
internal sealed partial class LinkJson : JsonSerializerContext
{
    public static LinkJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new InstantConverter(), new NumberConverter() },

        // The documents are JSON, never part of a page: quotes and umlauts need no escapes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>RFC 3339 UTC with milliseconds.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw new JsonException("an RFC 3339 time is needed");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}

/// <summary>At most four decimals: no sensor of ours knows more, and every digit costs radio time.</summary>
internal sealed class NumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(Math.Round(value, 4));
        else writer.WriteNullValue();
    }
}
