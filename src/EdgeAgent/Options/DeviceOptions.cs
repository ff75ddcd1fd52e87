using EdgeAgent.Core.Time;

namespace EdgeAgent.Options;

/// <summary>Section <c>Device</c>.</summary>
public sealed record DeviceOptions
{
    /// <summary>Device id and MQTT client id: <c>[a-z0-9-]{1,64}</c>. Default: the host's name.</summary>
    public required string Id { get; init; }

    /// <summary>Groups whose task and control topics the device subscribes to.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Labels for people and pages, part of <c>status</c>: up to 16, each with 1 to 64 characters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Folder of the store and the tasks' folders.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Zone of quiet hours and of cron schedules that name none (IANA). Default: the system's.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>Trust in the wall clock (key <c>Clock</c>: auto, ntp, rtc, unsynced); null for auto: the kernel decides.</summary>
    public ClockTrust? Clock { get; init; }

    public static DeviceOptions Read(ConfigReader reader)
    {
        var groups = reader.List("Groups");
        foreach (string group in groups.Where(g => !IsName(g))) reader.Fault("Groups", group, "names of 1 to 64 characters from a-z, 0-9 and -");
        return new DeviceOptions
        {
            Id = reader.Text("Id", Environment.MachineName.ToLowerInvariant(), IsName, "1 to 64 characters from a-z, 0-9 and -"),
            Groups = groups,
            Tags = ReadTags(reader),
            DataDirectory = reader.Text("DataDirectory", DefaultDataDirectory(), Path.IsPathFullyQualified, "an absolute path"),
            TimeZone = Zone(reader),
            Clock = reader.Text("Clock", "auto") == "auto" ? null : reader.Word("Clock", ClockTrust.Unsynced),
        };
    }

    private static IReadOnlyList<string> ReadTags(ConfigReader reader)
    {
        var tags = reader.List("Tags");
        foreach (string tag in tags.Where(t => t.Length is < 1 or > 64)) reader.Fault("Tags", tag, "texts of 1 to 64 characters");
        if (tags.Count > 16) reader.Fault("Tags", string.Join(',', tags), "at most 16");
        return tags;
    }

    public static bool IsName(string text) =>
        text.Length is >= 1 and <= 64 && text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    // systemd sets STATE_DIRECTORY for StateDirectory= of the unit; it may contain several paths.
    private static string DefaultDataDirectory()
    {
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY")?.Split(':')[0] is { Length: > 0 } state) return state;
        return "/var/lib/edgeagent";
    }

    private static TimeZoneInfo Zone(ConfigReader reader)
    {
        string name = reader.Text("TimeZone", SystemZone());
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        reader.Fault("TimeZone", name, "an IANA name such as Europe/Berlin (is the package tzdata installed?)");
        return TimeZoneInfo.Utc;
    }

    private static string SystemZone()
    {
        const string zones = "/zoneinfo/";
        string? target = new FileInfo("/etc/localtime").LinkTarget;
        int at = target?.IndexOf(zones, StringComparison.Ordinal) ?? -1;
        string name = at < 0 ? "UTC" : target![(at + zones.Length)..];
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)) return name;
        return "UTC";
    }
}
