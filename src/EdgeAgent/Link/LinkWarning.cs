namespace EdgeAgent.Link;

/// <summary>Something worth a line in the log that does not end the connection.</summary>
internal sealed record LinkWarning(WarningKind Kind, string Text);
