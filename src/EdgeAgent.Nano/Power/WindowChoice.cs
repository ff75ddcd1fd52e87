namespace EdgeAgent.Nano.Power;

/// <summary>
/// Chooses when a task that may start now should start: the quarter hour with the least expected cost, with the agent's own measure, battery minutes and the price of
/// waiting. The agent computes this backward over the ages of its states; for one chain without ages the minimum over the slots is the same choice.
/// </summary>
public static class WindowChoice
{
    /// <param name="pCharging">Chance of charging per quarter hour from now.</param>
    /// <param name="lastSlot">The last one in which the task may start.</param>
    /// <param name="minutes">Expected run time.</param>
    /// <param name="waitCostPerHour">Battery minutes that an hour of waiting is worth.</param>
    /// <returns>The slot; 0 is now.</returns>
    public static int Slot(double[] pCharging, int lastSlot, double minutes, double waitCostPerHour)
    {
        int best = 0;
        double least = (1 - pCharging[0]) * minutes;
        for (int k = 1; k <= lastSlot && k < pCharging.Length; k++)
        {
            double cost = (1 - pCharging[k]) * minutes + waitCostPerHour * 0.25 * k;
            // A gain that rounding could make is none.
            if (cost < least - 1e-9)
            {
                best = k;
                least = cost;
            }
        }

        return best;
    }
}
