using EdgeAgent.Fleet.Rules;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>A device in memory: what is stored about it, and what this run of the controller still asks of it.</summary>
internal sealed class DeviceEntry(DeviceFacts facts)
{
    public DeviceFacts Facts { get; set; } = facts;

    public ReceiptCursor Cursor { get; set; }

    /// <summary>The entry differs from the store.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The device must be asked for its unacknowledged receipts: once in each run, and whenever a number is missing.</summary>
    public bool NeedsSync { get; set; } = true;

    /// <summary>Token of the newest request for receipts; the answer to an earlier one is ignored.</summary>
    public string? SyncToken { get; set; }

    public DateTimeOffset? SyncAskedAt { get; set; }

    /// <summary>When its old receipts were last looked for in this run.</summary>
    public DateTimeOffset? PrunedAt { get; set; }

    /// <summary>Why the last document from the device could not be read; null when it could.</summary>
    public string? Fault { get; set; }

    /// <summary>Notes that the device has sent this message; a retained message may be old and does not count.</summary>
    public void NoteSeen(InboundMessage message, DateTimeOffset now)
    {
        if (!message.IsRetained) Facts = Facts with { LastSeenAt = now };
    }
}
