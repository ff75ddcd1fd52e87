
namespace EdgeAgent.Contract;

/// <summary>Words of <c>alerts</c> in <c>state</c>.</summary>
internal static class Alerts
{
    public const string LowBattery = "low_battery";

    /// <summary>The battery will be empty before the next charge.</summary>
    public const string DarkExpected = "dark_expected";

    public const string StaleSensor = "stale_sensor";
    public const string ClockUnsynced = "clock_unsynced";
    public const string DuplicateId = "duplicate_id";
    public const string QuarantinedTask = "quarantined_task";
    public const string OutboxGrowing = "outbox_growing";
    public const string StoreReplaced = "store_replaced";
    public const string StoreFailing = "store_failing";
    public const string StoreDamaged = "store_damaged";
    public const string StoreGone = "store_gone";
    public const string SubscriptionRefused = "subscription_refused";
    public const string CertificateExpiring = "certificate_expiring";
    public const string TopicSetAside = "topic_set_aside";
    public const string PublishRefused = "publish_refused";
    public const string Undervoltage = "undervoltage";

    /// <summary>A sensor reports external power while the battery drains.</summary>
    public const string PowerContradiction = "power_contradiction";

    /// <summary>The sign of the measured current contradicts the voltage and the power line.</summary>
    public const string CurrentSignReversed = "current_sign_reversed";

    /// <summary>A sensor reports values that cannot be true; its <c>fault</c> names them.</summary>
    public const string ImplausibleSensor = "implausible_sensor";

    /// <summary>A process of an ended attempt cannot be stopped: it still holds memory, and perhaps a file system.</summary>
    public const string TaskStuck = "task_stuck";

    public const string SleepFailed = "sleep_failed";
    public const string ForecastNotTrusted = "forecast_not_trusted";
    public const string WriteBudget = "write_budget";
}
