namespace EdgeAgent.Link;

/// <summary>Work of a <see cref="LinkThread"/>.</summary>
internal interface ILinkWork
{
    bool HasEnded { get; }

    /// <summary>Boot clock time of the next step without another event; <see cref="long.MaxValue"/> for never.</summary>
    long NextDueMs { get; }

    /// <summary>One step.</summary>
    /// <param name="runPosted">Runs the actions posted since the last step.</param>
    /// <param name="hasResumed">The machine returned from suspend, or its clock was set.</param>
    /// <param name="slept">Time of the suspension; null where the clocks do not show one.</param>
    void Step(Action runPosted, bool hasResumed, TimeSpan? slept);
}
