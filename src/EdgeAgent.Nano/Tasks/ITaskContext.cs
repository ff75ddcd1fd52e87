using EdgeAgent.Nano.Boards;
using EdgeAgent.Nano.Json;
using EdgeAgent.Nano.Power;

namespace EdgeAgent.Nano.Tasks;

/// <summary>Services for a running task.</summary>
public interface ITaskContext
{
    IBoard Board { get; }

    /// <summary>Takes a new reading.</summary>
    BatteryReading Measure();

    /// <summary>Waits while the connection is served; false when the task has to stop: cancelled, out of time, or the pack runs low.</summary>
    bool Wait(int ms);

    /// <summary>Sends the outbox again; false when the broker cannot be reached.</summary>
    bool Sync();

    /// <summary>Begins a document below the device's own topics; end it with <see cref="Publish"/>.</summary>
    JsonWriter Begin(string topic);

    bool Publish();
}
