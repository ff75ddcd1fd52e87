using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>Admits a valid document to the queue or refuses it: same id, full queue, deadline, prerequisites, unique work. Pure.</summary>
public static class TaskIntake
{
    /// <param name="sha256">Hash of the submitted bytes, lower-case hex.</param>
    public static Admission Admit(TaskSpec spec, string sha256, KnownTasks known, in Timestamp now, TaskPolicy policy)
    {
        if (known.Find(spec.Id) is { } same) return SameId(same, sha256);
        if (Refusal(spec, known, now, policy) is { } refusal) return new Admission.Rejected(refusal);

        var record = new TaskRecord
        {
            Spec = spec,
            Sha256 = sha256,
            AcceptedAt = now.Utc,
            AcceptedMs = now.DeviceTimeMs,
            NotBeforeMs = spec.Delay is { } delay ? now.DeviceTimeMs + (long)delay.TotalMilliseconds : 0,
            WaitsFor = [.. spec.After.Distinct().Where(id => known.Find(id)?.Phase != TaskPhase.Succeeded).Select(id => new Prerequisite(id, false))],
        };
        return UniqueTaskRules.Admit(record, known, now, policy);
    }

    private static Admission SameId(TaskRecord stored, string sha256)
    {
        if (stored.Sha256 == sha256) return new Admission.Repeated(stored);
        return Reject(RejectionCodes.IdConflict, $"id: '{stored.Id}' was submitted before with other bytes");
    }

    private static Rejection? Refusal(TaskSpec spec, KnownTasks known, in Timestamp now, TaskPolicy policy)
    {
        if (known.Unfinished >= policy.QueueLimit)
        {
            return new Rejection(RejectionCodes.QueueFull, $"queue: holds {known.Unfinished} unfinished tasks, at most {policy.QueueLimit}");
        }

        if (known.UnfinishedOfKind(spec.Kind) >= policy.QueueLimitPerKind)
        {
            return new Rejection(RejectionCodes.QuotaExceeded, $"kind: at most {policy.QueueLimitPerKind} unfinished tasks of kind '{spec.Kind}'");
        }

        if (now.IsTrusted && spec.DeadlineAt <= now.Utc)
        {
            return new Rejection(RejectionCodes.Expired, $"deadline: must lie in the future, was {Rfc3339.Format(spec.DeadlineAt.Value)}");
        }

        if (policy.RefuseUnknownPrerequisites && spec.After.FirstOrDefault(id => known.Find(id) is null) is { } unknown)
        {
            return new Rejection(RejectionCodes.UnknownPrerequisite, $"after: there is no task '{unknown}' on this device, submit it first");
        }

        if (spec.After.Any(id => LeadsTo(id, spec.Id, known)))
        {
            return new Rejection(RejectionCodes.PrerequisiteCycle, "after: leads back to the task itself");
        }

        return null;
    }

    // A prerequisite may be submitted after the task that waits for it, so the last task of a cycle closes it.
    private static bool LeadsTo(string from, string target, KnownTasks known)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out string? id))
        {
            if (id == target) return true;
            if (!seen.Add(id) || known.Find(id) is not { IsFinal: false } record) continue;
            foreach (Prerequisite p in record.WaitsFor) open.Push(p.Id);
        }

        return false;
    }

    internal static Admission Reject(string code, string message) => new Admission.Rejected(new Rejection(code, message));

    /// <summary>Sets the first phase of an admitted record; the scheduler evaluates it in its next pass.</summary>
    internal static TaskRecord Enter(TaskRecord record, KnownTasks known, in Timestamp now, TaskPolicy policy)
    {
        TaskRecord armed = record.PeriodEndMs is null && record.Slot is null ? Recurrence.Arm(record, now, policy) : record;
        if (armed.WaitsFor.Count > 0) return Blocked(armed, known, now);
        return armed with { Phase = TaskPhase.Waiting, WaitReasons = [Waits.Accepted(now)] };
    }

    // No event follows for a prerequisite that has already ended, so its end is applied here.
    private static TaskRecord Blocked(TaskRecord record, KnownTasks known, in Timestamp now)
    {
        WaitCondition waits = new(WaitReason.Prerequisite, Waits.Prerequisites(record.WaitsFor, id => known.Find(id) is not null), string.Join(", ", record.WaitsFor.Select(p => p.Id)), now.Utc, null);
        TaskRecord blocked = record with { Phase = TaskPhase.Blocked, WaitReasons = [waits] };
        foreach (Prerequisite p in record.WaitsFor)
        {
            if (known.Find(p.Id) is not { IsFinal: true } ended) continue;
            blocked = TaskTransitions.Next(blocked, new TaskEvent.PrerequisiteEnded(p.Id, ended.Phase), now, TaskPolicy.Default).Record;
        }

        return blocked with { Rev = 1 };
    }
}
