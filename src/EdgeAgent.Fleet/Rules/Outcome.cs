namespace EdgeAgent.Fleet.Rules;

/// <summary>State of one task on one device: the words of the contract, and two steps before them.</summary>
internal enum Outcome
{
    /// <summary>The device's turn has not come.</summary>
    Pending,

    /// <summary>The decision is stored; the document is sent until the device has answered.</summary>
    Assigned,

    /// <summary>The device has it in its store (<c>QUEUED</c>).</summary>
    Accepted,
    Succeeded,
    Failed,
    TimedOut,
    Canceled,
    Rejected,
    Removed,
}
