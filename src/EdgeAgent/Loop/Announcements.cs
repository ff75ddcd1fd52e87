using System.Text.Json;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>
/// Announced hours with and without power: those of the configuration, and those that <c>ctl/power</c> set, which are stored. Gives them to the forecast. A change counts
/// at once and is taken back when its step cannot be stored.
/// </summary>
internal sealed class Announcements
{
    public const string Key = "announced";

    /// <summary>A week of outages of two hours apiece, and some more.</summary>
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

    /// <summary>Those of the configuration first.</summary>
    public IReadOnlyList<AnnouncedPart> All => [.. _configured, .. _set];

    /// <summary>Replaces what was set before; those that are over are left out.</summary>
    public void Set(IEnumerable<AnnouncedPart> announced, in Timestamp now)
    {
        AnnouncedPart[] before = _set;
        // Without a trusted clock no announced hour is known to be over.
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
