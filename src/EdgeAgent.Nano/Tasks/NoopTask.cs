using EdgeAgent.Nano.Json;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary><c>noop</c>: waits <c>duration_s</c> (0 to 3600) and succeeds, or fails with the category in <c>fail</c>. For drills.</summary>
public sealed class NoopTask : IDeviceTask
{
    public string Kind => "noop";

    public bool IsAtMostOnce => false;

    public string Fault(JsonView args)
    {
        if (args == null) return null;
        JsonView seconds = args.Find("duration_s"), fail = args.Find("fail");
        if (seconds != null && !(0 <= seconds.Number() && seconds.Number() <= 3600)) return "args.duration_s: must be 0 to 3600";
        if (fail != null && WireNames.Category(fail.Text()) < 0) return "args.fail: must be an error category";
        return null;
    }

    public TaskOutcome Run(JsonView args, ITaskContext context)
    {
        JsonView seconds = args == null ? null : args.Find("duration_s"), fail = args == null ? null : args.Find("fail");
        if (seconds != null && !context.Wait((int)(seconds.Number() * 1000))) return TaskOutcome.Stopped();
        return fail == null ? TaskOutcome.Done(null) : TaskOutcome.Failed((ErrorCategory)WireNames.Category(fail.Text()), "asked to fail");
    }
}
