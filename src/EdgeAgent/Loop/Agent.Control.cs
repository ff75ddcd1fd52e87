using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;

namespace EdgeAgent.Loop;

/// <content>The verbs of <c>ctl/{verb}</c>.</content>
internal sealed partial class Agent
{
    private const int MaxRequestBytes = 64 * 1024;
    private const int MaxListed = 200;

    // One answer: below what the brokers take that take least (AWS IoT Core, 128 KB).
    private const int MostListBytes = 60 * 1024;

    // Of answers that wait: a burst of questions is not to fill the memory.
    private const int MostAnswerBytes = 512 * 1024;
    private const string NoLimit = "auto";

    /// <summary>What a verb came to; exactly one of the two is set, or neither for a plain yes.</summary>
    private readonly record struct Verdict(JsonElement? Data, string? Error)
    {
        public static Verdict Fail(string error) => new(null, error);
    }

    private long _answeredBytes;

    private OutboundMessage Control(Inbound inbound, InboundMessage message, in Timestamp now)
    {
        var request = ControlRequest.Read(message.Payload, MaxRequestBytes);
        var verdict = message.IsRetained ? Verdict.Fail("retained: a command must be published without the retain flag")
            : message.ExpirySeconds == 0 ? Verdict.Fail("expired: the message's expiry has passed")
            : request.Error is { } fault ? Verdict.Fail(fault)
            : IsBusy(inbound.Verb) ? Verdict.Fail("busy: earlier answers wait for the broker; ask again later")
            : Serve(inbound.Verb, request, now);
        if (request.Error is { } late) verdict = Verdict.Fail(late);
        string topic = _parts.Topics.AnswerTopic(request.ReplyTo) ?? _parts.Topics.AnswerTopic(message.ResponseTopic) ?? _parts.Topics.Reply;
        var reply = new ReplyDocument
        {
            Verb = inbound.Verb,
            Correlation = request.Correlation,
            Ok = verdict.Error is null,
            Error = verdict.Error,
            Data = verdict.Data,
        };
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(_stamp.On(reply, now), LinkJson.Wire.ReplyDocument);
        _answeredBytes += payload.Length;
        return new OutboundMessage(topic, payload) { CorrelationData = message.CorrelationData };
    }

    // What changes something is always served: its answer is short, and it must not be lost.
    private bool IsBusy(string verb) => !ChangingVerbs.Contains(verb) && _answeredBytes + _link.QueuedBytes > MostAnswerBytes;

    private Verdict Serve(string verb, ControlRequest request, in Timestamp now) => verb switch
    {
        "list" => List(request, now),
        "show" => OnTask(request, (record, at) => Data(_stamp.On(TaskDocuments.State(record), at), LinkJson.Wire.TaskStateDocument), now),
        "why" => Why(request, now),
        "cancel" => OnSelected(request, static _ => new TaskEvent.Cancel(StopReason.CancelledByApp), now),
        "cancel_all" => OnAll(r => !r.IsFinal, new TaskEvent.Cancel(StopReason.CancelledByApp), now),
        "pause" => PauseOrResume(request, true, now),
        "resume" => PauseOrResume(request, false, now),
        // Home Assistant's switch has one topic for both ways.
        "hold" => Hold(request, request.Get("on") is not { ValueKind: JsonValueKind.False }, now),
        "release" => Hold(request, false, now),
        "limit" => Limit(request, now),
        "plan" => Plan(request, now),
        "history" => History(request, now),
        "power" => Data(PowerAnswer(now), LinkJson.Wire.PowerData),
        "clear" => OnAll(r => r.IsFinal, new TaskEvent.Retired(), now),
        "sync" => Sync(now),
        "discover" => Discover(now),
        _ => Other(verb, request, now),
    };

    private static Verdict Data<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToElement(value, type), null);

    private Verdict List(ControlRequest request, in Timestamp now)
    {
        string? status = request.Text("status"), phase = request.Text("phase"), kind = request.Text("kind"), tag = request.Text("tag"), taskClass = request.Text("class");
        int limit = (int)(request.Whole("limit", 1, MaxListed) ?? MaxListed);
        int offset = (int)(request.Whole("offset", 0, int.MaxValue) ?? 0);
        var matching = _book.All.Values
            .Where(r => Matches(status, WireNames.Upper(r.State)) && Matches(phase, WireNames.Upper(r.Phase)) && Matches(kind, r.Spec.Kind)
                && Matches(taskClass, WireNames.Lower(r.Spec.Class)) && (tag is null || r.Spec.Tags.Contains(tag)))
            .OrderBy(r => r.IsFinal).ThenByDescending(r => r.FinishedMs ?? r.AcceptedMs).ToList();
        var at = now;
        var page = Fitting(matching.Skip(offset).Take(limit).Select(r => _stamp.On(TaskDocuments.State(r) with { Result = null }, at)));
        return Data(new TaskListData { Tasks = page, Total = matching.Count }, LinkJson.Wire.TaskListData);
    }

    /// <summary>As many as one answer holds, one at least; <c>total</c> and <c>offset</c> lead to the rest.</summary>
    private static List<TaskStateDocument> Fitting(IEnumerable<TaskStateDocument> tasks)
    {
        var page = new List<TaskStateDocument>();
        int bytes = 0;
        foreach (var task in tasks)
        {
            bytes += JsonSerializer.SerializeToUtf8Bytes(task, LinkJson.Wire.TaskStateDocument).Length;
            if (bytes > MostListBytes && page.Count > 0) break;
            page.Add(task);
        }

        return page;
    }

    private static bool Matches(string? wanted, string actual) => wanted is null || string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase);

    private Verdict OnTask(ControlRequest request, Func<TaskRecord, Timestamp, Verdict> serve, in Timestamp now)
    {
        if (request.Text("id") is not { } id) return Verdict.Fail("id: is required");
        return _book.Find(id) is { } record ? serve(record, now) : Verdict.Fail($"id: there is no task '{id}'");
    }

    /// <summary>By <c>id</c>, or all unfinished ones with a <c>tag</c> or of a <c>kind</c>.</summary>
    private Verdict OnSelected(ControlRequest request, Func<TaskRecord, TaskEvent> happened, in Timestamp now)
    {
        string? id = request.Text("id"), tag = request.Text("tag"), kind = request.Text("kind");
        if (id is null && tag is null && kind is null) return Verdict.Fail("id: is required, or tag, or kind");
        if (id is not null)
        {
            if (_book.Find(id) is not { } record) return Verdict.Fail($"id: there is no task '{id}'");
            bool changed = _book.Apply(id, happened(record), now);
            return !changed && record.IsFinal
                ? Verdict.Fail($"id: '{id}' has ended already, {WireNames.Upper(record.State)}")
                : Data(new CountData { Count = changed ? 1 : 0, Ids = changed ? [id] : [] }, LinkJson.Wire.CountData);
        }

        return OnAll(r => !r.IsFinal && (tag is null || r.Spec.Tags.Contains(tag)) && (kind is null || r.Spec.Kind == kind), happened, now);
    }

    private Verdict OnAll(Func<TaskRecord, bool> isMeant, TaskEvent happened, in Timestamp now) => OnAll(isMeant, _ => happened, now);

    private Verdict OnAll(Func<TaskRecord, bool> isMeant, Func<TaskRecord, TaskEvent> happened, in Timestamp now)
    {
        var changed = new List<string>();
        foreach (var record in _book.All.Values.Where(isMeant).ToList())
        {
            if (_book.Apply(record.Id, happened(record), now)) changed.Add(record.Id);
        }

        _scheduleDueMs = now.DeviceTimeMs;
        return Data(new CountData { Count = changed.Count, Ids = [.. changed.Take(MaxListed)] }, LinkJson.Wire.CountData);
    }

    /// <summary>A task, a tag or a kind; without any of them the whole device.</summary>
    private Verdict PauseOrResume(ControlRequest request, bool isPause, in Timestamp now)
    {
        _scheduleDueMs = now.DeviceTimeMs;
        if (request.Get("id") is null && request.Get("tag") is null && request.Get("kind") is null)
        {
            var all = OnAll(r => !r.IsFinal && (!isPause || TaskPhases.IsActive(r.Phase)), new TaskEvent.UserPause(isPause), now);
            ChangeHolds(h => h.Device = isPause);
            return all;
        }

        return OnSelected(request, _ => new TaskEvent.UserPause(isPause), now);
    }

    /// <summary>Keeps from starting: the device, a kind, a tag or a task; with <c>sleep</c> from sleeping. Releasing a quarantined task lets it try again.</summary>
    private Verdict Hold(ControlRequest request, bool isHold, in Timestamp now)
    {
        _scheduleDueMs = now.DeviceTimeMs;
        string? id = request.Text("id"), kind = request.Text("kind"), tag = request.Text("tag");
        bool isSleep = request.Flag("sleep");
        if (request.Error is not null) return Verdict.Fail(request.Error);
        if (isSleep)
        {
            ChangeHolds(h => h.Sleep = isHold);
            return default;
        }

        if (id is not null)
        {
            if (_book.Find(id) is not { } record) return Verdict.Fail($"id: there is no task '{id}'");
            bool isQuarantined = record.IsFinal && record.Reason == StopReason.Quarantined;
            bool changed = _book.Apply(id, isQuarantined && !isHold ? new TaskEvent.Release() : new TaskEvent.UserPause(isHold), now);
            if (isQuarantined && changed) _step.Then(() => _alerts.Remove(Alerts.QuarantinedTask));
            return Data(new CountData { Count = changed ? 1 : 0, Ids = changed ? [id] : [] }, LinkJson.Wire.CountData);
        }

        ChangeHolds(h =>
        {
            if (kind is not null) Change(h.Kinds, kind, isHold);
            if (tag is not null) Change(h.Tags, tag, isHold);
            if (kind is null && tag is null) h.Device = isHold;
        });
        return default;
    }

    private string LimitWord => _holds.Limit ?? NoLimit;

    /// <summary>A ceiling on the operating mode: the device behaves as in it, however full the battery is.</summary>
    private Verdict Limit(ControlRequest request, in Timestamp now)
    {
        string? word = request.Text("mode");
        if (request.Error is not null) return Verdict.Fail(request.Error);
        bool isMode = WireNames.TryParse(word, out OperatingMode mode);
        if (!isMode && word != NoLimit) return Verdict.Fail($"mode: must be one of {NoLimit}, {WireNames.AllLower<OperatingMode>()}");
        _scheduleDueMs = now.DeviceTimeMs;
        // The best mode limits nothing.
        ChangeHolds(h => h.Limit = isMode && mode > OperatingMode.Full ? WireNames.Lower(mode) : null);
        return Data(new LimitData { Limit = LimitWord, Mode = ModeInForce }, LinkJson.Wire.LimitData);
    }

    private static void Change(SortedSet<string> set, string item, bool isIn)
    {
        if (isIn) set.Add(item);
        else set.Remove(item);
    }

    private void ChangeHolds(Action<StoredHolds> change)
    {
        var before = _holds;
        _step.OrElse(() => _holds = before);
        _step.Write(s => s.Blobs.Set(StoredHolds.Key, _holds.Write()));
        _holds = _holds.Copy();
        change(_holds);
    }

    private Verdict Sync(in Timestamp now)
    {
        var (first, last, count) = _outbox.Resend();
        _status.WantState();
        return Data(new SyncData { FirstSeq = first, LastSeq = last, Receipts = count }, LinkJson.Wire.SyncData);
    }

    private PowerData PowerAnswer(in Timestamp now) => new()
    {
        Power = PowerPart(),
        System = SystemPart(),
        Forecast = ForecastPart(isWhole: true),
        Mode = ModeInForce,
        Limit = LimitWord,
        Limits = LimitsPart(),
        Sensors = Sensors(now),
    };

    private Verdict Other(string verb, ControlRequest request, in Timestamp now) =>
        _parts.Simulate is { } simulate && verb == "simulate"
            ? simulate(request) is { } fault ? Verdict.Fail(fault) : default
            : Verdict.Fail($"verb: '{verb}' is not known; known: list, show, cancel, cancel_all, pause, resume, hold, release, limit, why, plan, power, history, clear, sync, discover");
}
