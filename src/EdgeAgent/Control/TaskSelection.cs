using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>Applies an event to the tasks that a request selects: one by <c>id</c>, or all with a <c>tag</c> or of a <c>kind</c>.</summary>
internal sealed class TaskSelection(TaskBook book, TaskPlanning planning)
{
    /// <summary>Highest number of tasks, or of ids, in one answer.</summary>
    public const int MaxListed = 200;

    public Verdict One(ControlRequest request, Func<TaskRecord, Verdict> serve)
    {
        if (request.Text("id") is not { } id) return Verdict.Fail("id: is required");
        if (book.Find(id) is { } record) return serve(record);
        return Unknown(id);
    }

    /// <summary>Applies an event to one task by <c>id</c>, or to all unfinished ones with a <c>tag</c> or of a <c>kind</c>.</summary>
    public Verdict Apply(ControlRequest request, TaskEvent happened, in Timestamp now)
    {
        string? id = request.Text("id"), tag = request.Text("tag"), kind = request.Text("kind");
        if (id is not null) return ApplyToOne(id, happened, now);
        if (tag is null && kind is null) return Verdict.Fail("id: is required, or tag, or kind");
        return ApplyToAll(r => !r.IsFinal && (tag is null || r.Spec.Tags.Contains(tag)) && (kind is null || r.Spec.Kind == kind), happened, now);
    }

    public Verdict ApplyToAll(Func<TaskRecord, bool> isMeant, TaskEvent happened, in Timestamp now)
    {
        var changed = new List<string>();
        foreach (var record in book.All.Values.Where(isMeant).ToList())
        {
            if (book.Apply(record.Id, happened, now)) changed.Add(record.Id);
        }

        planning.PlanSoon(now);
        return Verdict.Of(new CountData { Count = changed.Count, Ids = [.. changed.Take(MaxListed)] }, LinkJson.Wire.CountData);
    }

    public static Verdict Unknown(string id) => Verdict.Fail($"id: there is no task '{id}'");

    public static Verdict Changed(string id, bool isChanged)
    {
        string[] ids = isChanged ? [id] : [];
        return Verdict.Of(new CountData { Count = ids.Length, Ids = ids }, LinkJson.Wire.CountData);
    }

    private Verdict ApplyToOne(string id, TaskEvent happened, in Timestamp now)
    {
        if (book.Find(id) is not { } record) return Unknown(id);
        bool changed = book.Apply(id, happened, now);
        if (!changed && record.IsFinal) return Verdict.Fail($"id: '{id}' has ended already, {WireNames.Upper(record.State)}");
        return Changed(id, changed);
    }
}
