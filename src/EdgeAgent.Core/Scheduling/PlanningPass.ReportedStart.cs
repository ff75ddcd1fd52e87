using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
namespace EdgeAgent.Core.Scheduling;

internal sealed partial class PlanningPass
{
    // How often rules and slots are asked alternately for a time that suits both; after that the rules decide.
    private const int FreeSlotTries = 4;

    // The planner weighs energy and deadlines. The reported start is the first after its choice that the rules allow and for which a slot is expected to be free.
    private Placement? Reported(in Candidate c, in Placement wished)
    {
        TimeSpan duration = wished.PlannedEnd - wished.PlannedStart;
        if (_outlook.First(c.Task, c.Estimate, RuleOutlook.Foreseen, wished.PlannedStart) is not { } hoped) return null;
        DateTimeOffset start = TakeFreeSlot(c, hoped, duration);
        return wished with { PlannedStart = start, PlannedEnd = start + duration, Reason = ReasonFor(c, wished.Reason, hoped, start) };
    }

    private PlacementReason ReasonFor(in Candidate c, PlacementReason wished, DateTimeOffset hoped, DateTimeOffset start)
    {
        if (wished is not (PlacementReason.ExpectedWindow or PlacementReason.ChargingNow or PlacementReason.WaitingNotWorth or PlacementReason.QueuedBehind)) return wished;
        if (start > hoped) return PlacementReason.QueuedBehind;
        if (_outlook.IsChargedLast(c.Task, c.Estimate, start)) return PlacementReason.ChargingUp;
        return wished;
    }

    // The task may start but no slot is free, so "now" would be wrong. The end of a wait for a unique name is unknown.
    private Placement? ReportedInQueue(in Candidate c, in Placement wished)
    {
        Placement? reported = Reported(c, wished);
        if (reported?.PlannedStart > Now.Utc) return reported;
        return null;
    }

    // Finds the first time, from a given one on, that the rules allow and for which a slot is expected to be free, and takes that slot.
    private DateTimeOffset TakeFreeSlot(in Candidate c, DateTimeOffset start, TimeSpan duration)
    {
        bool isHeavy = c.IsDeferrable || StartRules.IsHeavy(c.Task.Spec, c.Estimate, _env.Policy);
        for (int i = 0; i < FreeSlotTries; i++)
        {
            DateTimeOffset free = _slots.Earliest(start, duration, isHeavy);
            if (free == start || _outlook.First(c.Task, c.Estimate, RuleOutlook.Foreseen, free) is not { } allowed) break;
            start = allowed;
        }

        _slots.Take(start, duration, isHeavy);
        return start;
    }
}
