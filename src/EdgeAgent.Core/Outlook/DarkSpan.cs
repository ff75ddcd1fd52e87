namespace EdgeAgent.Core.Outlook;

/// <summary>A time in which the device is expected to be off because its battery is empty.</summary>
/// <param name="Until">When external power is expected back; null when none is in sight.</param>
public readonly record struct DarkSpan(DateTimeOffset From, DateTimeOffset? Until);
