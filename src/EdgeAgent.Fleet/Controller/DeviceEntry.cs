using EdgeAgent.Fleet.Rules;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>A device in memory: what is stored of it, and what this run of the controller still wants from it.</summary>
internal sealed class DeviceEntry(DeviceFacts facts)
{
    public DeviceFacts Facts { get; set; } = facts;

    public ReceiptCursor Cursor { get; set; }

    /// <summary>Differs from the store.</summary>
    public bool IsChanged { get; set; }

    /// <summary>To be asked for its unacknowledged receipts: once in each run, and whenever a number is missing.</summary>
    public bool NeedsSync { get; set; } = true;

    /// <summary>Of the question that is open; an answer to an earlier one is ignored.</summary>
    public string? SyncToken { get; set; }

    public DateTimeOffset? SyncAskedAt { get; set; }

    /// <summary>When its old receipts were last looked for in this run.</summary>
    public DateTimeOffset? PrunedAt { get; set; }

    /// <summary>Why the last document of it could not be read.</summary>
    public string? Fault { get; set; }

    /// <summary>It has sent this message. A retained one may be old.</summary>
    public void NoteSeen(InboundMessage message, DateTimeOffset now)
    {
        if (!message.IsRetained) Facts = Facts with { LastSeenAt = now };
    }
}
