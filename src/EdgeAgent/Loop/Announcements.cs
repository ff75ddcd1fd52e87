using System.Text.Json;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>
/// Announced hours with and without power, for the forecast: those of the configuration, and those that <c>ctl/power</c> set, which are stored. A change takes
/// effect at once and is reverted when its step cannot be stored.
/// </summary>
internal sealed class Announcements
{
    public const string Key = "announced";

    /// <summary>Highest number of entries that can be set: enough for a week of outages of two hours each.</summary>
    public const int Most = 64;

    private readonly StepTransaction _step;
    private readonly ChargeLearner _charge;
    private readonly IReadOnlyList<AnnouncedPart> _configured;
    private AnnouncedPart[] _set;

    public Announcements(AgentStore store, StepTransaction step, ChargeLearner charge, IReadOnlyList<AnnouncedPart> configured)
    {
        (_step, _charge, _configured) = (step, charge, configured);
        _set = store.Read(Key, static json => json is null ? [] : JsonSerializer.Deserialize(json, AnnouncementsJson.Default.AnnouncedPartArray) ?? []);
        ApplyToForecast();
    }

    /// <summary>All entries, those of the configuration first.</summary>
    public IReadOnlyList<AnnouncedPart> All => [.. _configured, .. _set];

    /// <summary>Replaces the entries set before; entries in the past are left out.</summary>
    public void Set(IEnumerable<AnnouncedPart> announced, in Timestamp now)
    {
        AnnouncedPart[] before = _set;
        // Without a trusted clock it is unknown which hours are in the past.
        long minute = now.IsTrusted ? now.Utc.ToUnixTimeSeconds() / 60 : 0;
        _set = [.. announced.Where(a => a.Read() is { } read && (read.Weekdays != 0 || read.UntilUtcMin > minute))];
        _step.OrElse(() =>
        {
            _set = before;
            ApplyToForecast();
        });
        _step.Write(s => s.Blobs.Set(Key, JsonSerializer.SerializeToUtf8Bytes(_set, AnnouncementsJson.Default.AnnouncedPartArray)));
        ApplyToForecast();
    }

    private void ApplyToForecast() => _charge.SetAnnounced([.. All.Select(a => a.Read()).OfType<AnnouncedPower>()]);
}
