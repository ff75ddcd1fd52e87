using EdgeAgent.Core;
using EdgeAgent.Storage;

namespace EdgeAgent.Link;

/// <summary>Fills in what every document carries.</summary>
internal sealed class Stamp(string device, BootRecord boot)
{
    public T On<T>(T document, in Moment now) where T : DeviceDocument
    {
        document.Device = device;
        document.Ts = now.Utc;
        document.Clock = Words.Lower(now.Clock);
        document.BootId = boot.BootId;
        document.UpMs = now.UptimeMs - boot.OffsetMs;
        return document;
    }
}
