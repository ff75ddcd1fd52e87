using EdgeAgent.Native;
using EdgeAgent.Options;
using EdgeAgent.Storage;

namespace EdgeAgent.Hosting;

/// <summary>The store and the boot record, which is committed before anything else starts.</summary>
internal sealed record OpenedStore(AgentStore Store, BootRecord Boot) : IDisposable
{
    /// <exception cref="SqliteException">The store cannot be opened, or another agent has it.</exception>
    public static OpenedStore Open(DeviceOptions device, TimeProvider wall)
    {
        Directory.CreateDirectory(device.DataDirectory);
        var trust = device.Clock ?? DeviceClock.KernelTrust();
        var (store, boot) = AgentStore.Open(
            Path.Combine(device.DataDirectory, "agent.db"), DeviceClock.BootId(), BootClock.Now, wall.GetUtcNow(), trust);
        return new OpenedStore(store, boot);
    }

    public void Dispose() => Store.Dispose();
}
