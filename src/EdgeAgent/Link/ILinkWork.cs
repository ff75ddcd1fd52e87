namespace EdgeAgent.Link;

/// <summary>What a <see cref="LinkThread"/> does.</summary>
internal interface ILinkWork
{
    bool HasEnded { get; }

    /// <summary>When to take a step unless something happens before, boot clock; <see cref="long.MaxValue"/> for never.</summary>
    long NextDueMs { get; }

    /// <summary>One step.</summary>
    /// <param name="runPosted">Runs what was posted since the last one.</param>
    /// <param name="hasResumed">The machine returned from suspend, or somebody set its clock.</param>
    /// <param name="slept">For how long, where the clocks show it.</param>
    void Step(Action runPosted, bool hasResumed, TimeSpan? slept);
}
