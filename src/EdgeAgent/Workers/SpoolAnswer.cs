namespace EdgeAgent.Workers;

/// <summary>What became of a record.</summary>
public enum SpoolAnswer
{
    /// <summary>The broker has it; the file is deleted.</summary>
    Sent,

    /// <summary>Not accepted; it counts against the record's retries.</summary>
    Refused,

    /// <summary>Nobody is there to send to; nothing counts, and the rest waits for the next run.</summary>
    NoLink,
}
