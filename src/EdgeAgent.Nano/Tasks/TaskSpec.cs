using EdgeAgent.Nano.Json;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary>A task document that this firmware supports. It is read again from its bytes after each start.</summary>
public sealed class TaskSpec
{
    public string Id { get; set; }

    public string Kind { get; set; }

    public TaskClass Class { get; set; }

    /// <summary>0 critical to 3 low.</summary>
    public int Priority { get; set; } = 2;

    /// <summary>Null when there are none.</summary>
    public JsonView Args { get; set; }

    /// <summary>JSON; null when there is none.</summary>
    public byte[] Correlation { get; set; }

    public bool NeedsCharging { get; set; }

    public bool NeedsExternalPower { get; set; }

    public bool NeedsBatteryNotLow { get; set; }

    public bool NeedsNetwork { get; set; }

    /// <summary>Percent; NaN when not asked for.</summary>
    public double MinSocPct { get; set; } = double.NaN;

    /// <summary>ms since 1970 UTC; 0 for none.</summary>
    public long EarliestMs { get; set; }

    public int DelaySeconds { get; set; }

    /// <summary>ms since 1970 UTC, or 0.</summary>
    public long DeadlineAtMs { get; set; }

    /// <summary>Seconds after acceptance, or 0.</summary>
    public int DeadlineSeconds { get; set; }

    /// <summary>Expected run time; NaN when not given.</summary>
    public double DurationSeconds { get; set; } = double.NaN;

    /// <summary>An interrupted attempt is not repeated.</summary>
    public bool IsAtMostOnce { get; set; }

    /// <summary>Longest run; 0 for the firmware's own limit.</summary>
    public int RunSeconds { get; set; }

    /// <summary>-1 for the category's own number.</summary>
    public int Retries { get; set; } = -1;

    public BackoffKind Backoff { get; set; }

    /// <summary>NaN for the category's own delay.</summary>
    public double RetrySeconds { get; set; } = double.NaN;
}
