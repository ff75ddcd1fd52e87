namespace EdgeAgent.Control;

/// <summary>The table of all verbs.</summary>
internal static class VerbTable
{
    /// <param name="more">Verbs that only this device has, such as <c>simulate</c>.</param>
    public static IReadOnlyList<ControlVerb> Of(TaskVerbs tasks, HoldVerbs holds, PlanVerbs plans, DeviceVerbs device, IEnumerable<ControlVerb> more) =>
    [
        new("list", tasks.List),
        new("show", tasks.Show),
        new("cancel", tasks.Cancel, ChangesStore: true),
        new("cancel_all", tasks.CancelAll, ChangesStore: true),
        new("pause", holds.Pause, ChangesStore: true),
        new("resume", holds.Resume, ChangesStore: true),
        new("hold", holds.Hold, ChangesStore: true),
        new("release", holds.Release, ChangesStore: true),
        new("limit", holds.Limit, ChangesStore: true),
        new("why", plans.Why),
        new("plan", plans.Plan),
        new("power", device.Power, ChangesStoreWith: AnnouncementVerb.Field),
        new("history", device.History),
        new("clear", tasks.Clear, ChangesStore: true),
        new("sync", device.Sync),
        new("discover", device.Discover),
        .. more,
    ];
}
