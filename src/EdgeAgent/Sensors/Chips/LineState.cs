namespace EdgeAgent.Sensors.Chips;

/// <summary>What a bit or line that reports external power means.</summary>
internal static class LineState
{
    public static Presence Of(bool isPresent)
    {
        if (isPresent) return Presence.Present;
        return Presence.Absent;
    }
}
