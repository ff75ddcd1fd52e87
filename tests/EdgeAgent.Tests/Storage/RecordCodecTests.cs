using System.Collections;
using System.Reflection;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

public class RecordCodecTests
{
    private static readonly DateTimeOffset Some = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    [Fact]
    public void Every_field_of_a_record_survives_the_store()
    {
        var spec = new TaskSpec { Id = "a", Kind = "noop" };
        var record = new TaskRecord { Spec = spec, Sha256 = "ff", AcceptedAt = Some, AcceptedMs = 1 };
        var fields = typeof(TaskRecord).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.Name is not (nameof(TaskRecord.Spec) or nameof(TaskRecord.Sha256))).ToList();
        foreach (var field in fields) field.SetValue(record, NonDefault(field.PropertyType));

        var back = RecordCodec.Decode(RecordCodec.Encode(record), spec, "ff");

        Assert.True(fields.Count > 20);
        foreach (var field in fields)
        {
            object? expected = field.GetValue(record), actual = field.GetValue(back);
            if (expected is IEnumerable and not string) Assert.Equal(((IEnumerable)expected).Cast<object>(), ((IEnumerable)actual!).Cast<object>());
            else Assert.True(Equals(expected, actual), $"{field.Name}: stored {expected}, read {actual}");
        }
    }

    [Fact]
    public void A_row_without_newer_fields_is_read_with_their_defaults()
    {
        var back = RecordCodec.Decode("""{"rev":3,"phase":"Running"}"""u8, new TaskSpec { Id = "a", Kind = "noop" }, "ff");
        Assert.Equal(3, back.Rev);
        Assert.Equal(TaskPhase.Running, back.Phase);
        Assert.Empty(back.WaitReasons);
    }

    private static object NonDefault(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return 8L;
        if (type == typeof(double)) return 9.5;
        if (type == typeof(DateTimeOffset)) return Some;
        if (type == typeof(TimeSpan)) return TimeSpan.FromSeconds(3);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(1)!;
        if (type == typeof(TaskError)) return new TaskError(ErrorCategory.Timeout, "late");
        if (type == typeof(IReadOnlyList<WaitCondition>))
            return new[] { new WaitCondition(WaitReason.CpuBusy, "80 %", "< 70 %", Some, null) };
        if (type == typeof(IReadOnlyList<string>)) return new[] { "one" };
        if (type == typeof(IReadOnlyList<Prerequisite>)) return new[] { new Prerequisite("a", true) };
        if (type == typeof(CalendarSlot)) return new CalendarSlot(Some, Some.AddHours(-1), "Europe/Berlin");
        if (type == typeof(RunSlot)) return new RunSlot(Some, 77);
        if (type == typeof(AttemptClock)) return new AttemptClock { ActiveMs = 1, SinceMs = 2, PausedMs = 3, HeardMs = 4, AdvancedMs = 5 };
        throw new NotSupportedException($"say in this test how to make a {type}");
    }
}
