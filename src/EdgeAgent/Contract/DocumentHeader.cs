using EdgeAgent.Core.Time;
using EdgeAgent.Storage;

namespace EdgeAgent.Contract;

/// <summary>Fills in what every document carries.</summary>
internal sealed class DocumentHeader(string device, BootRecord boot)
{
    public T On<T>(T document, in Timestamp now) where T : DeviceDocument
    {
        document.Device = device;
        document.Ts = now.Utc;
        document.Clock = now.Clock;
        document.BootId = boot.BootId;
        document.UpMs = now.DeviceTimeMs - boot.OffsetMs;
        return document;
    }
}
