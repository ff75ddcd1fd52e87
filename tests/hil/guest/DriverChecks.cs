using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Chips;
using static EdgeAgent.Hil.Checks;

namespace EdgeAgent.Hil;

/// <summary>The same chips after their kernel drivers took them: found by themselves, read through hwmon and power_supply, to the same figures.</summary>
internal static class DriverChecks
{
    private static readonly HardwareAccess Hardware = new(MachineRoots.Real);

    internal static IReadOnlyList<Check> All { get; } =
    [
        new("An INA219 is read on when its driver takes it, with the shunt of the board and not the driver's", () =>
        {
            var spec = new ChipSpec("ina219", 0x40) { Shunt = new ShuntMounting(0.002) };
            using var sensor = Sensor(spec);
            var direct = GpioChecks.Read(sensor);
            Devices.Run("driver", "ina219", "0x40");
            // What the chip would compute with the driver's calibration (4096): 2000 x 4096 / 4096.
            Devices.SetBigEndian(0x40, 0x04, 2000);
            var kernel = GpioChecks.Read(sensor);
            Near(direct.VoltageV, kernel.VoltageV, 0.004, "bus voltage");
            Near(10.0, direct.CurrentA, 0.005, "current, read directly");
            Near(10.0, kernel.CurrentA, 0.005, "current, read through the driver");
        }),
        new("A MAX17048 is read through its driver", () =>
        {
            Devices.Run("driver", "max17048", "0x36");
            var reading = GpioChecks.Read(Sensor(new ChipSpec("max17048", 0x36)));
            Near(4.160, reading.VoltageV, 0.00125, "voltage");
            Near(87, reading.SocPct, 1, "state of charge");
        }),
        new("An LM75 is read through its driver", () =>
        {
            Devices.Run("driver", "lm75", "0x48");
            Near(25.5, GpioChecks.Read(Sensor(new ChipSpec("lm75", 0x48))).TemperatureC, 0.5, "temperature");
        }),
        new("A smart battery is read through its driver", () =>
        {
            Devices.Run("driver", "sbs-battery", "0x0b");
            var reading = GpioChecks.Read(Sensor(new ChipSpec("sbs", 0x0B)));
            Near(12.0, reading.VoltageV, 0.001, "voltage");
            Near(87, reading.SocPct, 1, "state of charge");
            Near(25.05, reading.TemperatureC, 0.2, "temperature");
            Same(ChargeStatus.Discharging, reading.Status, "status");
        }),
        new("An INA226 is read through its driver", () =>
        {
            Devices.Run("driver", "ina226", "0x41");
            // 2.5 µV a step, calibration 2048: current register = 8000 x 2048 / 2048, 0.25 mA a step with the driver's 10 mΩ.
            Devices.SetBigEndian(0x41, 0x04, 8000);
            var reading = GpioChecks.Read(Sensor(new ChipSpec("ina226", 0x41) { Shunt = new ShuntMounting(0.002) }));
            Near(11.98, reading.VoltageV, 0.002, "bus voltage");
            Near(10.0, reading.CurrentA, 0.01, "current");
        }),
        new("A chip that a driver owns is busy for everybody else, and the message names the driver", () =>
        {
            using var bus = new LinuxI2cBus(1);
            using var device = bus.CreateDevice(0x40);
            string fault = ChipChecks.Fault(() => device.ReadBigEndian(0));
            Contains("owned by the kernel driver ina2xx", fault);
            Contains("/sys/bus/i2c/devices/1-0040", fault);
            Same(I2cProbe.Owned, bus.Probe(0x40), "probe");
        }),
        new("A chip is read directly again when its driver lets go", () =>
        {
            using var sensor = Sensor(new ChipSpec("ina219", 0x40) { Shunt = new ShuntMounting(0.002) });
            GpioChecks.Read(sensor);
            File.WriteAllText("/sys/bus/i2c/drivers/ina2xx/unbind", "1-0040");
            That(!sensor.TryRead(GpioChecks.Now, out _, out _), "the reading in between is a fault");
            Near(10.0, GpioChecks.Read(sensor).CurrentA, 0.005, "current");
        }),
    ];

    private static IPowerSensor Sensor(ChipSpec spec) =>
        BoardRegistry.Sensors(new BoardPreset("test", "test", Chemistry.LiPo, 1, 2500) { Chips = [spec] }, 1, Hardware).Single();
}
