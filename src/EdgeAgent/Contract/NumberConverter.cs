using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent.Contract;

/// <summary>Rounds to four decimals: no sensor measures more, and every digit costs radio time.</summary>
internal sealed class NumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(Math.Round(value, 4));
        else writer.WriteNullValue();
    }
}
