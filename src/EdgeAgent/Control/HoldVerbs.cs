using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Loop;

namespace EdgeAgent.Control;

/// <summary>Handlers of <c>pause</c>, <c>resume</c>, <c>hold</c>, <c>release</c> and <c>limit</c>.</summary>
internal sealed class HoldVerbs(HoldParts parts, TaskSelection selection)
{
    public Verdict Pause(ControlRequest request, in Timestamp now) => SetPaused(request, true, now);

    public Verdict Resume(ControlRequest request, in Timestamp now) => SetPaused(request, false, now);

    /// <summary>Holds, or releases when <c>on</c> is false: Home Assistant's switch has one topic for both.</summary>
    public Verdict Hold(ControlRequest request, in Timestamp now) => SetHeld(request, request.Get("on") is not { ValueKind: JsonValueKind.False }, now);

    public Verdict Release(ControlRequest request, in Timestamp now) => SetHeld(request, false, now);

    /// <summary>Sets a ceiling for the operating mode: the device uses at most this mode at any state of charge.</summary>
    public Verdict Limit(ControlRequest request, in Timestamp now)
    {
        string? word = request.Text("mode");
        if (request.Error is not null) return Verdict.Fail(request.Error);
        bool isMode = WireNames.TryParse(word, out OperatingMode mode);
        if (!isMode && word != HoldBook.NoLimit) return Verdict.Fail($"mode: must be one of {HoldBook.NoLimit}, {WireNames.AllLower<OperatingMode>()}");
        parts.Planning.PlanSoon(now);
        // `full` means no limit.
        parts.Holds.Change(h => h.Limit = isMode && mode > OperatingMode.Full ? WireNames.Lower(mode) : null);
        return Verdict.Of(new LimitData { Limit = parts.Holds.LimitWord, Mode = parts.Power.ModeInForce }, LinkJson.Wire.LimitData);
    }

    /// <summary>Pauses or resumes one task, or all with a tag or of a kind; without these arguments the whole device.</summary>
    private Verdict SetPaused(ControlRequest request, bool isPause, in Timestamp now)
    {
        parts.Planning.PlanSoon(now);
        var happened = new TaskEvent.UserPause(isPause);
        if (request.Get("id") is not null || request.Get("tag") is not null || request.Get("kind") is not null) return selection.Apply(request, happened, now);
        var all = selection.ApplyToAll(r => !r.IsFinal && (!isPause || TaskPhases.IsActive(r.Phase)), happened, now);
        parts.Holds.Change(h => h.Device = isPause);
        return all;
    }

    /// <summary>Holds or releases a task, a kind, a tag or the device; with <c>sleep</c> the device's sleep.</summary>
    private Verdict SetHeld(ControlRequest request, bool isHold, in Timestamp now)
    {
        parts.Planning.PlanSoon(now);
        string? id = request.Text("id"), kind = request.Text("kind"), tag = request.Text("tag");
        bool isSleep = request.Flag("sleep");
        if (request.Error is not null) return Verdict.Fail(request.Error);
        if (id is not null && !isSleep) return SetTaskHeld(id, isHold, now);
        parts.Holds.Change(h =>
        {
            if (isSleep) h.Sleep = isHold;
            else Change(h, kind, tag, isHold);
        });
        return default;
    }

    /// <summary>Holds or releases a task; a released quarantined task may run again.</summary>
    private Verdict SetTaskHeld(string id, bool isHold, in Timestamp now)
    {
        if (parts.Book.Find(id) is not { } record) return TaskSelection.Unknown(id);
        bool isQuarantined = record.IsFinal && record.Reason == StopReason.Quarantined;
        bool changed = parts.Book.Apply(id, isQuarantined && !isHold ? new TaskEvent.Release() : new TaskEvent.UserPause(isHold), now);
        if (isQuarantined && changed) parts.Step.Then(() => parts.Alerts.Lower(Alerts.QuarantinedTask));
        return TaskSelection.Changed(id, changed);
    }

    private static void Change(StoredHolds holds, string? kind, string? tag, bool isHold)
    {
        if (kind is not null) Change(holds.Kinds, kind, isHold);
        if (tag is not null) Change(holds.Tags, tag, isHold);
        if (kind is null && tag is null) holds.Device = isHold;
    }

    private static void Change(SortedSet<string> set, string item, bool isIn)
    {
        if (isIn) set.Add(item);
        else set.Remove(item);
    }
}
