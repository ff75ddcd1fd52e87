namespace EdgeAgent.Shared;

/// <summary>Decides by class, power and charge whether a task may start (contract, section 5). Class <c>critical</c> always starts.</summary>
public static class StartRule
{
    public static StartAnswer ByClass(TaskClass taskClass, StartFacts facts, StartLimits limits)
    {
        if (taskClass == TaskClass.Critical) return StartAnswer.Start;
        if (taskClass == TaskClass.ChargingOnly) return ChargingOnly(facts, limits);
        return OnAnyPower(taskClass, facts, limits);
    }

    private static StartAnswer OnAnyPower(TaskClass taskClass, StartFacts facts, StartLimits limits)
    {
        if (facts.IsPowered) return StartAnswer.Start;
        double enough = taskClass == TaskClass.Background ? limits.BackgroundPct : limits.NormalPct;
        bool anyCharge = facts.IsIdle || facts.AnyCharge;
        if (enough < facts.SocPct || (anyCharge && limits.IdlePct < facts.SocPct)) return StartAnswer.Start;
        return StartAnswer.WaitForCharge;
    }

    private static StartAnswer ChargingOnly(StartFacts facts, StartLimits limits)
    {
        if (!facts.IsPowered)
        {
            if (!facts.WithoutCharger) return StartAnswer.WaitForCharger;
            if (limits.IdlePct < facts.SocPct) return StartAnswer.Start;
            return StartAnswer.WaitForCharge;
        }

        bool enough = limits.ChargingOnlyPct <= facts.SocPct || facts.IsFull;
        bool last = (facts.WindowEndsEarly || facts.AnyCharge) && limits.ShortWindowPct <= facts.SocPct;
        if (enough || last) return StartAnswer.Start;
        return StartAnswer.WaitForCharge;
    }
}
