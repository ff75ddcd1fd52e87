using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Tasks;
namespace EdgeAgent.Core.Scheduling;

internal sealed partial class PlanningPass
{
    // Rules and slots are asked in turn until both agree; then the rules have the last word.
    private const int FreeSlotTries = 4;

    // The planner knows energy and deadlines, the rules say when it may be, the machine has so many slots: nobody is told a start at which the rules will say no.
    private Placement? Told(in Candidate c, in Placement wished)
    {
        bool isHeavy = c.IsDeferrable || StartRules.IsHeavy(c.Task.Spec, c.Estimate, _env.Policy);
        TimeSpan duration = wished.PlannedEnd - wished.PlannedStart;
        if (_outlook.First(c.Task, c.Estimate, RuleOutlook.Foreseen, wished.PlannedStart) is not { } start) return null;
        DateTimeOffset hoped = start;
        start = WithFreeSlot(c, start, duration, isHeavy);
        _slots.Take(start, duration, isHeavy);
        return wished with { PlannedStart = start, PlannedEnd = start + duration, Reason = ReasonFor(c, wished.Reason, hoped, start) };
    }

    private PlacementReason ReasonFor(in Candidate c, PlacementReason wished, DateTimeOffset hoped, DateTimeOffset start)
    {
        if (wished is not (PlacementReason.ExpectedWindow or PlacementReason.ChargingNow or PlacementReason.WaitingNotWorth or PlacementReason.QueuedBehind)) return wished;
        if (start > hoped) return PlacementReason.QueuedBehind;
        return _outlook.IsChargedLast(c.Task, c.Estimate, start) ? PlacementReason.ChargingUp : wished;
    }

    // It may start and finds no slot: "now" is no answer, and a name that is taken has no end that anybody knows.
    private Placement? ToldInQueue(in Candidate c, in Placement wished) => Told(c, wished) is { } told && told.PlannedStart > Now.Utc ? told : null;

    private DateTimeOffset WithFreeSlot(in Candidate c, DateTimeOffset start, TimeSpan duration, bool isHeavy)
    {
        for (int i = 0; i < FreeSlotTries; i++)
        {
            DateTimeOffset free = _slots.Earliest(start, duration, isHeavy);
            if (free == start || _outlook.First(c.Task, c.Estimate, RuleOutlook.Foreseen, free) is not { } allowed) break;
            start = allowed;
        }

        return start;
    }
}
