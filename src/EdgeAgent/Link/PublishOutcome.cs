namespace EdgeAgent.Link;

/// <param name="Text">For an operator, with the topic; empty for <see cref="PublishStatus.Done"/>.</param>
internal readonly record struct PublishOutcome(PublishStatus Status, string Text = "")
{
    /// <summary>The broker's reason (MQTT 5, 2.4); 0 for none.</summary>
    public int Code { get; init; }

    public bool IsSuccess => Status == PublishStatus.Done;
}
