using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>Chooses the finished tasks to delete (contract, section 5).</summary>
public static class Retention
{
    /// <summary>
    /// The finished records to retire, oldest first: older than <see cref="TaskPolicy.KeepFinishedFor"/> by device time, or beyond the
    /// newest <see cref="TaskPolicy.KeepFinished"/>. A prerequisite of an unfinished task is kept.
    /// </summary>
    public static IReadOnlyList<TaskRecord> Due(IEnumerable<TaskRecord> tasks, in Timestamp now, TaskPolicy policy)
    {
        var finished = new List<TaskRecord>();
        var wanted = new HashSet<string>();
        foreach (TaskRecord task in tasks)
        {
            if (task.IsFinal) finished.Add(task);
            else foreach (Prerequisite p in task.WaitsFor) wanted.Add(p.Id);
        }

        finished.Sort((a, b) => (a.FinishedMs ?? 0).CompareTo(b.FinishedMs ?? 0));
        var due = new List<TaskRecord>();
        for (int i = 0; i < finished.Count; i++)
        {
            TaskRecord task = finished[i];
            bool tooMany = finished.Count - i > policy.KeepFinished;
            if ((tooMany || now.Since(task.FinishedMs ?? 0) >= policy.KeepFinishedFor) && !wanted.Contains(task.Id)) due.Add(task);
        }

        return due;
    }
}
