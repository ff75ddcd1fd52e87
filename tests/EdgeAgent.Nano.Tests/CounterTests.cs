using System.Text.Json;

namespace EdgeAgent.Nano.Tests;

/// <summary>What the device says of its own day.</summary>
public class CounterTests
{
    [Fact]
    public void Bytes_written_today_begin_anew_at_midnight_and_not_with_a_start()
    {
        using var world = new World("day");
        world.Report();
        double hour = 0;
        var counts = new List<(double Hour, long Bytes)>();
        while (hour < 40)
        {
            world.Report();
            hour = (world.Board.NowMs - World.StartMs) / 3_600_000.0;
            counts.Add((hour, world.LastState().GetProperty("counters").GetProperty("bytes_written_today").GetInt64()));
        }

        // The test begins at 06:00 UTC, so midnight is 18 h later; each look is a start of its own.
        var first = counts.Where(t => t.Hour < 18).Select(t => t.Bytes).ToList();
        var second = counts.Where(t => t.Hour > 18).Select(t => t.Bytes).ToList();
        Assert.Equal(first.Order(), first);
        Assert.Equal(second.Order(), second);
        Assert.True(first.Count > 10 && second.Count > 10);
        Assert.True(second[0] < first[^1] / 4, $"{first[^1]} before midnight, {second[0]} after");
        Assert.True(world.Device.State.BytesWritten > first[^1] + second[^1] - second[0]);
    }

    [Fact]
    public void The_energy_of_runs_on_battery_is_what_the_monitor_saw()
    {
        using var world = new World("energy", panelW: 0);
        world.Report();
        world.Submit("long", "noop", ""","args":{"duration_s":60}""");
        world.Report();
        // 95 mA of radio and 0.8 mA of chips at about 4 V for a minute.
        double taken = world.Controller.On("/task/long/state")[^1].GetProperty("energy_mwh").GetDouble();
        Assert.InRange(taken, 5.5, 7.5);
        Assert.Equal(taken, world.LastState().GetProperty("counters").GetProperty("energy_on_battery_mwh").GetDouble(), 0.01);
    }

    [Fact]
    public void Without_a_current_monitor_no_energy_is_told_rather_than_none_used()
    {
        using var world = new World("blind", panelW: 0);
        world.Settings.Power.Ina219Address = 0;
        world.Report();
        world.Submit("t", "noop", ""","args":{"duration_s":60}""");
        world.Report();
        Assert.False(world.Controller.On("/task/t/state")[^1].TryGetProperty("energy_mwh", out _));
        Assert.False(world.LastState().GetProperty("counters").TryGetProperty("energy_on_battery_mwh", out _));
    }

    [Fact]
    public void Time_to_empty_is_that_of_a_life_of_sleeping_and_goes_with_external_power()
    {
        using var world = new World("empty", soc: 0.9, panelW: 0, capacityMah: 60);
        world.RunHours(10);
        double started = world.LastState().GetProperty("power").GetProperty("soc_pct").GetDouble();
        world.RunHours(10);
        var power = world.LastState().GetProperty("power");
        double soc = power.GetProperty("soc_pct").GetDouble(), hours = soc / ((started - soc) / 10);
        Assert.Equal(hours, power.GetProperty("time_to_empty_s").GetDouble() / 3600, 0.25 * hours);

        using var lit = new World("lit", soc: 0.5, panelW: 2);
        lit.RunHours(5);
        power = lit.LastState().GetProperty("power");
        Assert.Equal("external", power.GetProperty("source").GetString());
        Assert.False(power.TryGetProperty("time_to_empty_s", out JsonElement _));
    }
}
