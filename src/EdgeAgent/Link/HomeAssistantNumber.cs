namespace EdgeAgent.Link;

/// <summary>A measurement for Home Assistant.</summary>
/// <param name="Part">Of the document <c>state</c>, where <paramref name="Field"/> stands.</param>
internal readonly record struct HomeAssistantNumber(string Id, string Name, string Part, string Field)
{
    /// <summary>Home Assistant's word for what is measured.</summary>
    public required string DeviceClass { get; init; }

    public required string Unit { get; init; }

    /// <summary>Shown after the point.</summary>
    public int Decimals { get; init; }

    /// <summary>Listed apart from what the device is used for.</summary>
    public bool IsDiagnostic { get; init; }
}
