using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Chips;
using static EdgeAgent.Hil.Checks;

namespace EdgeAgent.Hil;

/// <summary>Chips read directly, through <c>/dev/i2c-1</c>; tolerances are one step of the chip.</summary>
internal static class ChipChecks
{
    internal static IReadOnlyList<Check> All { get; } =
    [
        new("A MAX17048 reads to its step", () =>
        {
            Devices.SetBigEndian(0x36, 0x02, 0xD000);
            Devices.SetBigEndian(0x36, 0x04, 0x5780);
            Devices.SetBigEndian(0x36, 0x08, 0x0012);
            var reading = Read(0x36, d => new Max1704x(d));
            Near(4.160, reading.VoltageV, 78.125e-6, "voltage");
            Near(87.5, reading.SocPct, 1.0 / 256, "state of charge");
        }),
        new("An INA219 reads the worked example of its data sheet", () =>
        {
            Devices.SetBigEndian(0x40, 0x00, 0x399F);
            Devices.SetBigEndian(0x40, 0x01, 0x07D0);
            Devices.SetBigEndian(0x40, 0x02, 0x5D98);
            var reading = Read(0x40, d => new Ina219(d, new(0.002)));
            Near(11.98, reading.VoltageV, 0.004, "bus voltage");
            Near(10.0, reading.CurrentA, 0.005, "current");
        }),
        new("An INA226 reads the worked example of its data sheet", () =>
        {
            Devices.SetBigEndian(0x41, 0x01, 0x1F40);
            Devices.SetBigEndian(0x41, 0x02, 0x2570);
            Devices.SetBigEndian(0x41, 0xFE, 0x5449);
            Devices.SetBigEndian(0x41, 0xFF, 0x2260);
            var reading = Read(0x41, d => new Ina226(d, new(0.002)));
            Near(11.98, reading.VoltageV, 0.00125, "bus voltage");
            Near(10.0, reading.CurrentA, 0.00125, "current");
        }),
        new("An LM75 reads below zero and above", () =>
        {
            Devices.SetBigEndian(0x48, 0x03, 0x5000);
            Devices.SetBigEndian(0x48, 0x00, 0xE700);
            Near(-25, Read(0x48, d => new Lm75(d)).TemperatureC, 0.5, "temperature");
            Devices.SetBigEndian(0x48, 0x00, 0x1980);
            Near(25.5, Read(0x48, d => new Lm75(d)).TemperatureC, 0.5, "temperature");
        }),
        new("A smart battery reads in the specification's units", () =>
        {
            int[] words = [0x08, 2982, 0x09, 12000, 0x0A, unchecked((ushort)-1500), 0x0D, 87, 0x10, 4400, 0x16, 0x00C0, 0x1A, 0x0031];
            for (int i = 0; i < words.Length; i += 2) Devices.SetLittleEndian(0x0B, words[i], words[i + 1]);
            var reading = Read(0x0B, d => new SmartBattery(d));
            Near(12.0, reading.VoltageV, 0.001, "voltage");
            Near(-1.5, reading.CurrentA, 0.001, "current");
            Near(87, reading.SocPct, 0, "state of charge");
            Near(25.05, reading.TemperatureC, 0.1, "temperature");
            Same(ChargeStatus.Discharging, reading.Status, "status");
        }),
        new("A BQ25895 tells external power, charging and voltage", () =>
        {
            int[] bytes = [0x14, 0x39, 0x0B, 0x76, 0x0E, 82, 0x12, 30];
            for (int i = 0; i < bytes.Length; i += 2) Devices.SetByte(0x6B, bytes[i], bytes[i + 1]);
            using var bus = new LinuxI2cBus(1);
            using var chip = new Bq25895(bus.CreateDevice(0x6B));
            chip.Configure();
            // The simulated register keeps the start bit; the chip would clear it when the conversion is done.
            Devices.SetByte(0x6B, 0x02, 0x3D);
            var reading = chip.Measure();
            Near(3.944, reading.VoltageV, 0.020, "voltage");
            Near(1.5, reading.CurrentA, 0.050, "charge current");
            Same((ChargeStatus.Charging, Presence.Present), (reading.Status, reading.ExternalPower), "status");
        }),
        new("An AXP209 and a PiSugar 3 read their byte registers", () =>
        {
            int[] axp = [0x00, 0x34, 0x01, 0x60, 0x03, 0x41, 0x78, 3500 >> 4, 0x79, 3500 & 15, 0x7A, 900 >> 4, 0x7B, 900 & 15, 0xB9, 76];
            for (int i = 0; i < axp.Length; i += 2) Devices.SetByte(0x34, axp[i], axp[i + 1]);
            int[] sugar = [0x02, 0xE0, 0x04, 78, 0x22, 4012 >> 8, 0x23, 4012 & 255, 0x2A, 81];
            for (int i = 0; i < sugar.Length; i += 2) Devices.SetByte(0x57, sugar[i], sugar[i + 1]);
            var board = Read(0x57, d => new PiSugar3(d));
            Near(4.012, board.VoltageV, 0.001, "PiSugar voltage");
            Near(81, board.SocPct, 0, "PiSugar charge");
            // The simulated bus keeps words, not bytes: a two-byte read gives what was set as one.
            Devices.SetLittleEndian(0x34, 0x78, 3500 >> 4 | (3500 & 15) << 8);
            Devices.SetLittleEndian(0x34, 0x7A, 900 >> 4 | (900 & 15) << 8);
            var power = Read(0x34, d => new Axp209(d));
            Near(3.85, power.VoltageV, 0.0011, "AXP voltage");
            Near(0.45, power.CurrentA, 0.0005, "AXP current");
        }),
        new("An ADS1115 reads through its divider", () =>
        {
            Devices.SetBigEndian(0x49, 0x00, 20000);
            Devices.SetBigEndian(0x49, 0x01, 0x8583);
            Near(12.5, Read(0x49, d => new Ads1115(d, 0, 5)).VoltageV, 5 * 125e-6, "voltage");
        }),
        new("A block of bytes is read in one transfer", () =>
        {
            for (int i = 0; i < 4; i++) Devices.SetByte(0x57, 0x80 + i, 0x11 * (i + 1));
            using var bus = new LinuxI2cBus(1);
            using var device = bus.CreateDevice(0x57);
            Span<byte> block = stackalloc byte[4];
            device.WriteRead([0x80], block);
            Same("11223344", Convert.ToHexString(block), "block");
        }),
        new("A shape that SMBus lacks is refused with the reason", () =>
        {
            using var bus = new LinuxI2cBus(1);
            using var device = bus.CreateDevice(0x36);
            Contains("SMBus only", Fault(() => device.Read(new byte[4])));
        }),
        new("A chip that is not there is told with the remedy", () =>
        {
            using var bus = new LinuxI2cBus(1);
            using var device = bus.CreateDevice(0x29);
            string fault = Fault(() => device.ReadBigEndian(0));
            Contains("i2c-1 address 0x29: no answer", fault);
            Contains("edgeagent doctor", fault);
            Same(I2cProbe.NoAnswer, bus.Probe(0x29), "probe");
            Same(I2cProbe.Answers, bus.Probe(0x36), "probe");
        }),
        new("A bus that is not there is told with the remedy", () =>
        {
            using var bus = new LinuxI2cBus(77);
            using var device = bus.CreateDevice(0x36);
            Contains("dtparam=i2c_arm=on", Fault(() => device.ReadBigEndian(0)));
        }),
    ];

    internal static string Fault(Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            return e.Message;
        }
        throw new CheckFailedException("no fault");
    }

    private static PowerReading Read(int address, Func<I2cDevice, PowerChip> create)
    {
        using var bus = new LinuxI2cBus(1);
        using var chip = create(bus.CreateDevice(address));
        chip.Configure();
        return chip.Measure();
    }
}
