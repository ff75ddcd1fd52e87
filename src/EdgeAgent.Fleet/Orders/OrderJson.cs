using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Orders;

/// <summary>Writes the orders' documents in the form of the devices' documents.</summary>
[JsonSerializable(typeof(OrderDocument))]
internal sealed partial class OrderJson : JsonSerializerContext
{
    public static OrderJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new InstantConverter(), new NumberConverter(), new JsonStringEnumConverter<Outcome>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
