namespace EdgeAgent.Workers;

/// <summary>Result of sending a spooled record.</summary>
public enum SpoolAnswer
{
    /// <summary>The broker has acknowledged the record; its file is deleted.</summary>
    Sent,

    /// <summary>The broker did not accept the record; one of its retries is used.</summary>
    Refused,

    /// <summary>There is no connection to the broker. No retry is used; the remaining records wait for the next run.</summary>
    NoLink,
}
