using EdgeAgent.Contract;

namespace EdgeAgent.Link;

/// <summary>Input of the Home Assistant discovery document of one device.</summary>
public sealed record HomeAssistantFacts
{
    public required Topics Topics { get; init; }
    public required string AgentVersion { get; init; }

    /// <summary>Board or preset, for people: <c>waveshare-ups-hat</c>.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// Longest silence of a working device, sleep included (<c>interval_s</c> of its status). After three times this without a document
    /// Home Assistant shows its values as unavailable.
    /// </summary>
    public required TimeSpan LongestSilence { get; init; }

    /// <summary>False on mains: the battery's entities are then left out.</summary>
    public bool HasBattery { get; init; } = true;

    /// <summary>Page about the device (http or https); null when there is none.</summary>
    public string? ConfigurationUrl { get; init; }
}
