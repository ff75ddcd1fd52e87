using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Tests.Sensors;

/// <summary>What every driver must do on a bad bus.</summary>
internal static class SensorFaults
{
    internal static readonly Timestamp Now = new(DateTimeOffset.UnixEpoch, 1234, ClockTrust.Unsynced);

    /// <summary>Good reading, then the fault, then good again: nothing in between is a number, and the fault says what to do.</summary>
    internal static void AssertFaultThenRecovery(RegisterModel model, Func<I2cDevice, PowerChip> create, BusFault fault, string word)
    {
        using var sensor = new ChipSensor(create(model), 1);
        Assert.True(sensor.TryRead(Now, out var good, out string? none), none);
        Assert.Null(none);
        Assert.Equal(Now.DeviceTimeMs, good.DeviceTimeMs);

        model.Fault = fault;
        Assert.False(sensor.TryRead(Now, out var bad, out string? text), $"{bad}");
        Assert.Contains(word, text, StringComparison.OrdinalIgnoreCase);
        Assert.True(double.IsNaN(bad.VoltageV) && double.IsNaN(bad.SocPct) && double.IsNaN(bad.CurrentA), "a fault carries no numbers");

        model.Fault = BusFault.None;
        Assert.True(sensor.TryRead(Now, out var again, out string? still), still);
        Assert.Equal(good, again);
    }

    /// <summary>Inverts each bit of each answer of a configure-and-measure round, one at a time: a fault, or a bounded reading.</summary>
    internal static void AssertEveryFlippedBitIsBounded(Func<RegisterModel> model, Func<I2cDevice, PowerChip> create, Action<PowerReading> bounds)
    {
        var clean = model();
        using (var sensor = new ChipSensor(create(clean), 1))
            Assert.True(sensor.TryRead(Now, out _, out string? fault), fault);
        int rounds = 0;
        for (int answer = 0; answer < clean.Answers; answer++)
        {
            for (int bit = 0; bit < 16; bit++, rounds++)
            {
                var flipped = model();
                flipped.FlipAnswer = answer;
                flipped.FlipMask = 1 << bit;
                using var sensor = new ChipSensor(create(flipped), 1);
                if (sensor.TryRead(Now, out var reading, out string? fault)) bounds(reading);
                else Assert.False(string.IsNullOrEmpty(fault));
            }
        }
        Assert.True(rounds >= 16);
    }
}
