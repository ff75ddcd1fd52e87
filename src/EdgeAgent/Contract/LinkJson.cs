using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Contract;

/// <summary>Writes and reads the documents: snake_case, UTC with milliseconds, numbers with at most four decimals.</summary>
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
[JsonSerializable(typeof(AnnouncedPart))]
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
        Converters =
        {
            new InstantConverter(),
            new NumberConverter(),
            Upper<TaskState>(), Upper<TaskPhase>(), Upper<StopReason>(), Upper<WaitReason>(), Upper<PlacementReason>(),
            Lower<TaskClass>(), Lower<TaskPriority>(), Lower<ErrorCategory>(), Lower<ClockTrust>(), Lower<DevicePresence>(),
            Lower<PowerSource>(), Lower<ChargeStatus>(), Lower<PowerQuality>(), Lower<NetworkKind>(), Lower<OperatingMode>(),
        },

        // The documents are never embedded in HTML: quotes and umlauts need no escapes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static JsonStringEnumConverter<T> Upper<T>() where T : struct, Enum => new(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);

    private static JsonStringEnumConverter<T> Lower<T>() where T : struct, Enum => new(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
}
