using EdgeAgent.Nano.Json;

namespace EdgeAgent.Nano.Tasks;

/// <summary>A kind of task. The owner of a device adds kinds of its own in <c>FirmwareSettings.Kinds</c>.</summary>
public interface IDeviceTask
{
    /// <summary>Contract word of <c>kind</c>.</summary>
    string Kind { get; }

    /// <summary>An interrupted attempt must not be repeated, because its effect may have happened, such as a motor that turned.</summary>
    bool IsAtMostOnce { get; }

    /// <summary>Null when the arguments can be run; else field and range. <paramref name="args"/> may be null.</summary>
    string Fault(JsonView args);

    /// <summary>Runs the task to its end. Wait with <see cref="ITaskContext.Wait"/>, and return soon when it returns false.</summary>
    TaskOutcome Run(JsonView args, ITaskContext context);
}
