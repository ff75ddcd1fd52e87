using EdgeAgent.Core.Time;

namespace EdgeAgent.Contract;

/// <summary>Fills in what every document carries.</summary>
/// <param name="bootId">Names this run of the kernel.</param>
/// <param name="offsetMs">Device time less CLOCK_BOOTTIME, ms.</param>
internal sealed class DocumentHeader(string device, string bootId, long offsetMs)
{
    public T On<T>(T document, in Timestamp now) where T : DeviceDocument
    {
        document.Device = device;
        document.Ts = now.Utc;
        document.Clock = now.Clock;
        document.BootId = bootId;
        document.UpMs = now.DeviceTimeMs - offsetMs;
        return document;
    }
}
