using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>Handlers of <c>list</c>, <c>show</c>, <c>cancel</c>, <c>cancel_all</c> and <c>clear</c>.</summary>
internal sealed class TaskVerbs(TaskBook book, TaskSelection selection, DocumentHeader header, PacketBudget budget, Topics topics)
{
    // Tasks in one answer, bytes: below the smallest limit of common brokers (AWS IoT Core, 128 KB).
    private const int MostListBytes = 60 * 1024;

    // Bytes of an answer besides its tasks, with margin for a long topic.
    private const int EnvelopeBytes = 640;

    public Verdict List(ControlRequest request, in Timestamp now)
    {
        var filter = ListFilter.Read(request);
        int limit = (int)(request.Whole("limit", 1, TaskSelection.MaxListed) ?? TaskSelection.MaxListed);
        int offset = (int)(request.Whole("offset", 0, int.MaxValue) ?? 0);
        var matching = book.All.Values.Where(filter.Matches).OrderBy(r => r.IsFinal).ThenByDescending(r => r.FinishedMs ?? r.AcceptedMs).ToList();
        var at = now;
        var page = Fitting(matching.Skip(offset).Take(limit).Select(r => header.On(TaskDocuments.State(r) with { Result = null }, at)));
        return Verdict.Of(new TaskListData { Tasks = page, Total = matching.Count }, LinkJson.Wire.TaskListData);
    }

    public Verdict Show(ControlRequest request, in Timestamp now)
    {
        var at = now;
        return selection.One(request, record => Verdict.Of(header.On(TaskDocuments.State(record), at), LinkJson.Wire.TaskStateDocument));
    }

    public Verdict Cancel(ControlRequest request, in Timestamp now) => selection.Apply(request, new TaskEvent.Cancel(StopReason.CancelledByApp), now);

    public Verdict CancelAll(ControlRequest request, in Timestamp now) =>
        selection.ApplyToAll(static r => !r.IsFinal, new TaskEvent.Cancel(StopReason.CancelledByApp), now);

    public Verdict Clear(ControlRequest request, in Timestamp now) => selection.ApplyToAll(static r => r.IsFinal, new TaskEvent.Retired(), now);

    /// <summary>As many tasks as fit into one answer, at least one; with <c>total</c> and <c>offset</c> the requester gets the others.</summary>
    private List<TaskStateDocument> Fitting(IEnumerable<TaskStateDocument> tasks)
    {
        var page = new List<TaskStateDocument>();
        int bytes = 0;
        long most = Math.Min(MostListBytes, budget.For(topics.Reply) - EnvelopeBytes);
        foreach (var task in tasks)
        {
            bytes += JsonSerializer.SerializeToUtf8Bytes(task, LinkJson.Wire.TaskStateDocument).Length;
            if (bytes > most && page.Count > 0) break;
            page.Add(task);
        }

        return page;
    }

    /// <summary>Filter of <c>list</c>; null matches all.</summary>
    private sealed record ListFilter(string? Status, string? Phase, string? Kind, string? Class, string? Tag)
    {
        public static ListFilter Read(ControlRequest request) =>
            new(request.Text("status"), request.Text("phase"), request.Text("kind"), request.Text("class"), request.Text("tag"));

        public bool Matches(TaskRecord r) =>
            Is(Status, WireNames.Upper(r.State)) && Is(Phase, WireNames.Upper(r.Phase)) && Is(Kind, r.Spec.Kind) && Is(Class, WireNames.Lower(r.Spec.Class))
            && (Tag is null || r.Spec.Tags.Contains(Tag));

        private static bool Is(string? wanted, string actual) => wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);
    }
}
