namespace EdgeAgent.Link;

/// <summary>An event for the log that does not end the connection.</summary>
internal sealed record LinkWarning(WarningKind Kind, string Text);
