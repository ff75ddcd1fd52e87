using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
namespace EdgeAgent.Core.Scheduling;

internal sealed partial class PlanningPass
{
    // Tasks that wait for others, and the expected ends of those others; only filled when outlooks are asked for.
    private readonly List<Candidate> _blocked = [];
    private readonly Dictionary<string, DateTimeOffset> _ends = [];

    // A blocked task is dated after all tasks that it waits for. Tasks that wait for each other get no time.
    private void AnswerBlocked()
    {
        HashSet<string> blocked = [.. _blocked.Select(b => b.Task.Id)];
        var open = _blocked.ToDictionary(b => b.Task.Id, b => b.Task.WaitsFor.Count(p => blocked.Contains(p.Id)));
        var followers = _blocked.SelectMany(b => b.Task.WaitsFor.Select(p => (p.Id, Follower: b))).ToLookup(f => f.Id, f => f.Follower);
        var ready = new Queue<Candidate>(_blocked.Where(b => open[b.Task.Id] == 0));
        while (ready.TryDequeue(out Candidate next))
        {
            open.Remove(next.Task.Id);
            AnswerBlocked(next, EndOfPrerequisites(next.Task));
            foreach (Candidate follower in followers[next.Task.Id])
            {
                if (--open[follower.Task.Id] == 0) ready.Enqueue(follower);
            }
        }

        foreach (Candidate circular in _blocked.Where(b => open.ContainsKey(b.Task.Id))) AnswerBlocked(circular, null);
    }

    private void AnswerBlocked(in Candidate c, DateTimeOffset? released)
    {
        WaitCondition[] waits = [.. _conditions.Of(c.Task, c.Lacks, plannedAt: null)
            .Select(w => w.Reason == WaitReason.Prerequisite ? w with { EstimatedAt = released } : w)];
        DateTimeOffset? start = released is { } from ? StartAfter(c, from) : null;
        Send(c.Task, new TaskForecast(c.Task.Id, TaskPhase.Blocked, start, WireNames.Upper(WaitReason.Prerequisite), waits, Reason: null));
    }

    // The last of them decides; if one has no known end, the start is unknown.
    private DateTimeOffset? EndOfPrerequisites(TaskRecord task)
    {
        DateTimeOffset last = Now.Utc;
        foreach (Prerequisite p in task.WaitsFor)
        {
            if (!_ends.TryGetValue(p.Id, out DateTimeOffset end)) return null;
            if (end > last) last = end;
        }

        return last;
    }

    private DateTimeOffset? StartAfter(in Candidate c, DateTimeOffset released)
    {
        if (!c.Lacks.Without(RuleOutlook.Foreseen | WaitReason.Prerequisite).IsEmpty) return null;
        DateTimeOffset own = StartRules.ReleaseAt(c.Task, Now);
        if (_outlook.First(c.Task, c.Estimate, RuleOutlook.Foreseen, Order.Max(own, released)) is not { } start) return null;
        return TakeFreeSlot(c, start, c.Estimate.Duration);
    }
}
