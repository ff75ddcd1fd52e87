namespace EdgeAgent.Core.Tasks;

/// <summary>The <c>schedule</c> of a task: one of three forms.</summary>
public abstract record TaskSchedule
{
    private TaskSchedule()
    {
    }

    /// <summary>Once per period, in the last <paramref name="Flex"/> of the period.</summary>
    public sealed record Periodic(TimeSpan Every, TimeSpan Flex) : TaskSchedule;

    /// <summary>By a cron expression in <paramref name="TimeZone"/> (IANA name; null: the device's zone).</summary>
    public sealed record Cron(string Expression, string? TimeZone, MisfirePolicy Misfire) : TaskSchedule;

    /// <summary>Once, at an exact time.</summary>
    public sealed record Exact(DateTimeOffset At) : TaskSchedule;
}
