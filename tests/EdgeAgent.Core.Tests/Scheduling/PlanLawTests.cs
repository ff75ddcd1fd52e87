using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Scheduling;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Core.Tests.Scheduling;

/// <summary>Laws of every plan, for any power, forecast and tasks. The rules are written here a second time, from contract section 5.</summary>
public class PlanLawTests
{
    private static readonly string[] Classes = ["critical", "normal", "background", "charging_only"];

    private sealed record Case(double SocPct, bool IsExternal, double Rate, double WaitH, double LengthH, double Battery, double Charging, double Confidence, int MinSoc, bool Deadline);

    private static readonly Gen<Case> AnyCase =
        from soc in Gen.Choose(1, 99)
        from external in Gen.Elements(true, false)
        from rate in Gen.Choose(1, 60)
        from wait in Gen.Choose(5, 1800)
        from length in Gen.Choose(10, 900)
        from battery in Gen.Choose(1, 30)
        from charging in Gen.Choose(1, 60)
        from confidence in Gen.Elements(0.01, 0.5)
        from min in Gen.Choose(0, 95)
        from deadline in Gen.Elements(true, false)
        select new Case(soc, external, external ? rate : -rate, wait / 60.0, length / 60.0, -battery, charging, confidence, min, deadline);

    [Fact]
    public void A_plan_never_names_a_time_at_which_the_rule_that_will_be_asked_says_no() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Arb.From(AnyCase), IsObeyed));

    private static bool IsObeyed(Case c)
    {
        World world = WorldOf(c);
        foreach (string name in Classes) world.Submit($"'id':'{name}','kind':'noop','class':'{name}','estimate':{{'duration_s':900}}{(c.Deadline ? ",'deadline':86400" : "")}");
        world.Submit($"'id':'full','kind':'noop','constraints':{{'charging':true,'min_soc_pct':{c.MinSoc}}}");
        PlanInput input = world.Input();
        Projection projection = new(input.Present);
        foreach (TaskForecast line in Scheduler.Outlooks(input))
        {
            if (line.Phase == TaskPhase.Ready || line.StartAt is not { } start) continue;
            if (!c.Deadline && !MayStart(line.Id, projection, projection.IndexAt(start)!.Value, c)) return false;
            if (projection.States[projection.IndexAt(start)!.Value].IsDark) return false;
        }

        return true;
    }

    private static bool MayStart(string id, Projection projection, int index, Case c)
    {
        ProjectedState s = projection.States[index];
        double soc = s.SocPct!.Value;
        bool isLow = s.Source == PowerSource.External ? soc < 20 : soc < 30;
        return id switch
        {
            "critical" => true,
            _ when isLow => false,
            "full" => s.IsPowered && soc >= c.MinSoc,
            "charging_only" => s.IsPowered && (soc >= 80 || s.IsFull || (soc >= 30 && EndsBelow80(projection, index))),
            "background" => s.IsPowered || soc > 50,
            _ => s.IsPowered || soc > 70,
        };
    }

    private static bool EndsBelow80(Projection projection, int index) =>
        projection.States.Skip(index).TakeWhile(s => s.Source == PowerSource.External).All(s => s.SocPct < 80) && projection.States[^1].Source != PowerSource.External
        || projection.States.Skip(index).SkipWhile(s => s.Source == PowerSource.External && s.SocPct < 80).FirstOrDefault() is { Source: PowerSource.Battery, SocPct: not null };

    private static World WorldOf(Case c)
    {
        DateTimeOffset from = c.IsExternal ? World.Noon.AddHours(-1) : World.Noon.AddHours(c.WaitH), until = (c.IsExternal ? World.Noon : from).AddHours(c.LengthH);
        var planner = new WindowPlanner();
        return new World
        {
            Power = (c.IsExternal ? World.Powered(c.SocPct) : World.OnBattery(c.SocPct)) with { RatePctPerHour = c.Rate },
            Planner = LastMomentPlanner.Or(planner.Place),
            Forecast = new ChargeForecast
            {
                StartUtc = World.Noon,
                ChainStart = World.Noon,
                PCharging = [.. Enumerable.Range(0, ChargeForecast.Slots).Select(k => World.Noon.AddMinutes(15 * k) is var at && at >= from && at < until ? 0.9 : 0.1)],
                Confidence = c.Confidence,
                Soc = new SocSlopes(c.Battery, c.Charging, c.Charging / 2, 24, 24),
                Windows = [new ChargeWindow(from, until)],
            },
        };
    }
}
