using EdgeAgent.Nano.Json;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary><c>sync</c>: sends the outbox and the samples that were collected while the radio was off.</summary>
public sealed class SyncTask : IDeviceTask
{
    public string Kind => "sync";

    public bool IsAtMostOnce => false;

    public string Fault(JsonView args) => null;

    public TaskOutcome Run(JsonView args, ITaskContext context) =>
        context.Sync() ? TaskOutcome.Done(null) : TaskOutcome.Failed(ErrorCategory.Network, "the broker is away");
}
