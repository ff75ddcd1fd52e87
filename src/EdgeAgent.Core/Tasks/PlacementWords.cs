namespace EdgeAgent.Core.Tasks;

/// <summary>English text for each <see cref="PlacementReason"/>.</summary>
public static class PlacementWords
{
    public static string Text(PlacementReason reason) => reason switch
    {
        PlacementReason.ChargingNow => "it charges now",
        PlacementReason.ExpectedWindow => "a charging window is expected then",
        PlacementReason.ChargingUp => "the battery will have charged enough by then",
        PlacementReason.RicherWindow => "more surplus is expected then",
        PlacementReason.WindowTooShort => "the present window is too short",
        PlacementReason.QueuedBehind => "another task uses the window first",
        PlacementReason.WaitingNotWorth => "waiting would save less than it costs",
        PlacementReason.LastMoment => "last moment for the deadline",
        PlacementReason.ReserveTooLow => "the charge would fall below the reserve",
        PlacementReason.QuietestHour => "no charging can be foreseen, and the device is used least then",
    };
}
