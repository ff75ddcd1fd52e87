namespace EdgeAgent.Link;

/// <summary>Accepts or refuses a publish. Used on the session's thread.</summary>
internal sealed class PublishDoor(SessionContext context, PublishBudget budget, PublishQueue queue)
{
    /// <param name="isFull">Too much waits already.</param>
    /// <param name="active">Null while there is no connection.</param>
    public void Take(QueuedPublish publish, bool isFull, ActiveConnection? active, bool isStopping)
    {
        if (Refusal(publish, isFull, active is not null, isStopping) is { } refusal) budget.Finish(publish, refusal);
        else if (publish.IsAcknowledged) queue.Add(publish);
        else active!.SendNow(publish);
    }

    private PublishOutcome? Refusal(QueuedPublish publish, bool isFull, bool isConnected, bool isStopping)
    {
        if (isStopping && !isConnected) return new(PublishStatus.Stopped, $"{publish.Topic}: the link has ended");
        if (publish.Fault is { } fault) return new(PublishStatus.Invalid, fault);
        if (isFull) return new(PublishStatus.QueueFull, $"{publish.Topic}: {context.Options.MaximumQueuedBytes} bytes wait already");
        if (!publish.IsAcknowledged && !isConnected) return new(PublishStatus.NotConnected, $"{publish.Topic}: not connected");
        return null;
    }
}
