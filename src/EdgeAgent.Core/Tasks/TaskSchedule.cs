namespace EdgeAgent.Core.Tasks;

/// <summary>When a task recurs, or its exact time. Exactly one of the three forms.</summary>
public abstract record TaskSchedule
{
    private TaskSchedule()
    {
    }

    /// <summary>Once per period, within the last <paramref name="Flex"/> of it.</summary>
    public sealed record Periodic(TimeSpan Every, TimeSpan Flex) : TaskSchedule;

    /// <summary>By calendar, in <paramref name="TimeZone"/> (IANA name; null = the device's zone).</summary>
    public sealed record Cron(string Expression, string? TimeZone, MisfirePolicy Misfire) : TaskSchedule;

    /// <summary>Once, at an exact time.</summary>
    public sealed record Exact(DateTimeOffset At) : TaskSchedule;
}
