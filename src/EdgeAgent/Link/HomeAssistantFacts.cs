using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>The Home Assistant discovery documents of one device.</summary>
public sealed record HomeAssistantFacts
{
    public required Topics Topics { get; init; }
    public required string AgentVersion { get; init; }

    /// <summary>Board or preset, for people: <c>waveshare-ups-hat</c>.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// The longest that the device is silent while all is well, sleep included (<c>interval_s</c> of its status). Three times this
    /// without a document and Home Assistant calls its values unavailable.
    /// </summary>
    public required TimeSpan LongestSilence { get; init; }

    /// <summary>False on mains: the battery's entities are then left out.</summary>
    public bool HasBattery { get; init; } = true;

    /// <summary>Page about the device (http or https); null when there is none.</summary>
    public string? ConfigurationUrl { get; init; }
}
