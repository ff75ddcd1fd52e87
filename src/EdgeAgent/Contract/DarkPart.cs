using EdgeAgent.Core.Outlook;

namespace EdgeAgent.Contract;

/// <summary>A time in which the device is expected to be off because its battery is empty.</summary>
/// <param name="Until">When external power is expected back; absent when none is in sight.</param>
public sealed record DarkPart(DateTimeOffset From, DateTimeOffset? Until)
{
    public static DarkPart? Of(DarkSpan? span)
    {
        if (span is { } dark) return new DarkPart(dark.From, dark.Until);
        return null;
    }
}
