using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// Counts the slots that are expected to be taken in the coming 48 h, in cells of five minutes. So the reported starts of tasks are side by
/// side while the mode expected at that time has slots, and one after the other otherwise.
/// </summary>
internal sealed class ExpectedSlots(PlanContext now)
{
    private const int CellMinutes = 5;
    private const int Cells = ChargeForecast.Slots * ChargeForecast.SlotMinutes / CellMinutes;

    private readonly int[] _taken = new int[Cells];
    private readonly int[] _heavy = new int[Cells];

    /// <summary>The first time, not before <paramref name="wished"/>, at which a slot is free for the whole run; <paramref name="wished"/> itself when none is found.</summary>
    public DateTimeOffset Earliest(DateTimeOffset wished, TimeSpan duration, bool isHeavy)
    {
        int first = CellOf(wished), length = LengthOf(duration), free = 0;
        for (int cell = first; cell < Cells; cell++)
        {
            if (IsFree(cell, isHeavy)) free++;
            else free = 0;
            if (free < length && cell < Cells - 1) continue;
            int start = cell - free + 1;
            if (start <= first) return wished;
            return now.Now.Utc.AddMinutes(start * CellMinutes);
        }

        return wished;
    }

    public void Take(DateTimeOffset from, TimeSpan duration, bool isHeavy)
    {
        int first = CellOf(from), end = Math.Min(Cells, first + LengthOf(duration));
        for (int cell = first; cell < end; cell++)
        {
            _taken[cell]++;
            if (isHeavy) _heavy[cell]++;
        }
    }

    private bool IsFree(int cell, bool isHeavy)
    {
        if (_taken[cell] == 0) return true;
        ProjectedState state = now.Projection.States[now.Projection.IndexAt(now.Now.Utc.AddMinutes(cell * CellMinutes)) ?? 0];
        if (isHeavy && state.Source != PowerSource.External && _heavy[cell] >= now.Policy.HeavyOnBattery) return false;
        return _taken[cell] < now.Policy.SlotsIn(OperatingModes.Under(now.Input.Ceiling, state.Mode));
    }

    private int CellOf(DateTimeOffset time) => (int)Math.Clamp((time - now.Now.Utc).TotalMinutes / CellMinutes, 0, Cells);

    private static int LengthOf(TimeSpan duration) => (int)Math.Clamp(Math.Ceiling(duration.TotalMinutes / CellMinutes), 1, Cells);
}
