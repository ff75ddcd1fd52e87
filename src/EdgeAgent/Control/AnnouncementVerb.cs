using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;
using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>The argument <c>announced</c> of <c>power</c>: a list that replaces the one set before; an empty list removes it. Entries of the configuration are not affected.</summary>
internal sealed class AnnouncementVerb(Announcements announcements, TaskPlanning planning)
{
    /// <summary>Name of the argument.</summary>
    public const string Field = "announced";

    /// <summary>All announced hours that apply now; null when there are none.</summary>
    public IReadOnlyList<AnnouncedPart>? Current => announcements.All is { Count: > 0 } all ? all : null;

    /// <summary>Takes the argument. Returns null when it is valid or absent, else the error.</summary>
    public string? Take(ControlRequest request, in Timestamp now)
    {
        if (request.Get(Field) is not { } list) return null;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > Announcements.Most) return $"{Field}: must be a list of at most {Announcements.Most}";
        var read = new List<AnnouncedPart>();
        foreach (var item in list.EnumerateArray())
        {
            if (Read(item) is not { } part || part.Read() is null) return $"{Field}[{read.Count}]: must have {AnnouncedPart.Allowed}";
            read.Add(part);
        }

        announcements.Set(read, now);
        planning.PlanSoon(now);
        return null;
    }

    private static AnnouncedPart? Read(JsonElement item)
    {
        try
        {
            return item.Deserialize(LinkJson.Wire.AnnouncedPart);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
