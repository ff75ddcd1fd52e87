using System.Device.I2c;
using System.Globalization;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Cli;

/// <summary>
/// Identifies chips. Only addresses of known chips are probed, with a transfer that changes nothing; then identity registers are read. No
/// register is written.
/// </summary>
internal static class DoctorChips
{
    /// <summary>Addresses of known chips: smart battery and LC709203F, PiJuice, AXP, fuel gauges, monitors and converters, PiSugar, clock chips, chargers.</summary>
    internal static readonly int[] Addresses = [0x0B, 0x14, 0x34, 0x36, .. Enumerable.Range(0x40, 16), 0x57, 0x68, 0x6A, 0x6B];

    /// <summary>Identifies the chip at an address that answers.</summary>
    internal static FoundChip Identify(I2cDevice device, int busId)
    {
        var (type, detail) = Guess(device);
        return new FoundChip(busId, device.ConnectionSettings.DeviceAddress, type, detail, null);
    }

    /// <summary>The chip type for the name of a kernel device.</summary>
    internal static string TypeOfName(string name) => name switch
    {
        "sbs-battery" => "sbs",
        "bq25890" or "bq25896" => "bq25895",
        "bq24190" or "bq24192" or "bq24196" => "bq24195",
        "ads1015" => "ads1115",
        "lm75a" or "lm75b" => "lm75",
        "ds1307" or "ds3231" => "rtc",
        _ when ChipTypes.IsKnown(name) => name,
        _ => "",
    };

    private static (string Type, string Detail) Guess(I2cDevice device)
    {
        try
        {
            return device.ConnectionSettings.DeviceAddress switch
            {
                0x0B => Quiet(() => SmartBattery(device)) ?? Quiet(() => Lc709203f(device)) ?? Unknown,
                0x14 => PiJuice(device) ?? Unknown,
                0x34 => Axp(device) ?? Unknown,
                0x36 => Gauge(device) ?? Unknown,
                >= 0x40 and <= 0x4F => Monitor(device) ?? Thermometer(device) ?? Converter(device) ?? Ina219(device) ?? Unknown,
                0x57 => PiSugar(device) ?? Unknown,
                0x68 => ("rtc", "clock chip, as on the X728 (not checked further)"),
                _ => Charger(device) ?? Unknown,
            };
        }
        catch (IOException e)
        {
            return ("", $"answers, but cannot be read: {e.Message}");
        }
    }

    private static readonly (string, string) Unknown = ("", "answers, but is none of the known chips");

    private static (string, string)? Quiet(Func<(string, string)?> guess)
    {
        try
        {
            return guess();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static (string, string)? SmartBattery(I2cDevice device)
    {
        int specification = device.ReadLittleEndian(SmartBatteryRegisters.SpecificationInfo);
        if (SmartBatteryRegisters.IsSpecification(specification)) return ("sbs", $"Smart Battery, SpecificationInfo 0x{specification:x4}");
        return null;
    }

    private static (string, string)? Lc709203f(I2cDevice device)
    {
        using var chip = new Lc709203f(Borrowed.Of(device));
        return ("lc709203f", string.Create(CultureInfo.InvariantCulture, $"LC709203F, {chip.ReadVolts():0.000} V (checksum right)"));
    }

    private static (string, string)? PiJuice(I2cDevice device)
    {
        Span<byte> answer = stackalloc byte[2];
        device.WriteRead([PiJuiceRegisters.Status], answer);
        if (answer[1] == PiJuiceRegisters.Checksum(answer[..1])) return ("pijuice", $"PiJuice, status 0x{answer[0]:x2} (checksum right)");
        return null;
    }

    private static (string, string)? Axp(I2cDevice device) => device.ReadByteRegister(AxpRegisters.Identity) switch
    {
        AxpRegisters.Axp209Identity => ("axp209", "AXP209, identity 0x41"),
        AxpRegisters.Axp192Identity => ("axp192", "AXP192, identity 0x03"),
        _ => null,
    };

    // The version is 0x001x for MAX17048/49 and lower for the older types.
    private static (string, string)? Gauge(I2cDevice device)
    {
        int version = device.ReadBigEndian(Max1704xRegisters.Version);
        if (version is 0 or > 0xFF) return null;
        double volts = Max1704xRegisters.DecodeVoltage(device.ReadBigEndian(Max1704xRegisters.CellVoltage), 1);
        (string type, string family) = version >= 0x10 ? ("max17048", "MAX17048/49") : ("max17043", "MAX17040/41/43/44");
        return (type, string.Create(CultureInfo.InvariantCulture, $"{family}, version 0x{version:x4}, {volts:0.000} V a cell"));
    }

    private static (string, string)? Monitor(I2cDevice device)
    {
        if (device.ReadBigEndian(Ina226Registers.ManufacturerId) != Ina226Registers.TexasInstruments) return null;
        int die = device.ReadBigEndian(Ina226Registers.DieId);
        return die switch
        {
            _ when die >> 4 == 0x226 => ("ina226", $"INA226, die 0x{die:x4}"),
            _ when die >> 4 == 0x227 => ("ina260", $"INA260, die 0x{die:x4}"),
            Ina3221Registers.ExpectedDieId => ("ina3221", $"INA3221, die 0x{die:x4}"),
            _ => null,
        };
    }

    private static (string, string)? Thermometer(I2cDevice device)
    {
        if (device.ConnectionSettings.DeviceAddress < 0x48 || device.ReadBigEndian(Lm75Registers.OverTemperature) != 0x5000) return null;
        double celsius = Lm75Registers.Decode(device.ReadBigEndian(Lm75Registers.Temperature), isTmp102: false);
        return ("lm75", string.Create(CultureInfo.InvariantCulture, $"LM75 or TMP102, {celsius:0.0} °C"));
    }

    private static (string, string)? Converter(I2cDevice device)
    {
        if (device.ConnectionSettings.DeviceAddress is < 0x48 or > 0x4B) return null;
        int raw = device.ReadBigEndian(Ads1115Registers.Configuration);
        if (raw == 0x8583 || Enumerable.Range(0, 4).Any(c => (raw & 0x7FFF) == Ads1115Registers.Configure(c)))
        {
            return ("ads1115", $"ADS1115, configuration 0x{raw:x4}");
        }

        return null;
    }

    // There is no identity register. The known settings are those after power-up, of the agent, and of the Waveshare programs.
    private static (string, string)? Ina219(I2cDevice device)
    {
        int raw = device.ReadBigEndian(Ina219Registers.Configuration);
        if (raw is not (Ina219Registers.PowerUpConfiguration or Ina219Registers.AveragingConfiguration or 0x3EEF or 0x0EEF)) return null;
        double volts = Ina219Registers.DecodeBusVoltage(device.ReadBigEndian(Ina219Registers.BusVoltage));
        return ("ina219", string.Create(CultureInfo.InvariantCulture, $"INA219, configuration 0x{raw:x4}, {volts:0.000} V"));
    }

    // The EEPROM of clock modules has this address too, so a PiSugar is reported only when the values of the pack are plausible.
    private static (string, string)? PiSugar(I2cDevice device)
    {
        using var chip = new PiSugar3(Borrowed.Of(device));
        try
        {
            chip.Configure();
            var reading = chip.Measure();
            return ("pisugar3", string.Create(CultureInfo.InvariantCulture, $"PiSugar 3, {reading.VoltageV:0.000} V, {reading.SocPct:0} %"));
        }
        catch (ImplausibleAnswerException)
        {
            return null;
        }
    }

    private static (string, string)? Charger(I2cDevice device)
    {
        int new25 = device.ReadByteRegister(Bq25895Registers.Part);
        if (Bq25895Registers.PartNumber(new25) is 7 or 3 && (new25 & 0x80) == 0) return ("bq25895", $"BQ25895 or BQ25890, part 0x{new25:x2}");
        int old24 = device.ReadByteRegister(Bq24195Registers.Part);
        if ((old24 & 0xC0) == 0 && Bq24195Registers.PartNumber(old24) is 3 or 4 or 5)
        {
            return ("bq24195", $"BQ24195 family, part 0x{old24:x2}");
        }

        return null;
    }

    /// <summary>Wraps a device so that a driver does not dispose of it.</summary>
    private sealed class Borrowed(I2cDevice device) : I2cDevice
    {
        internal static Borrowed Of(I2cDevice device) => new(device);

        public override I2cConnectionSettings ConnectionSettings => device.ConnectionSettings;

        public override void Read(Span<byte> buffer) => device.Read(buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => device.Write(buffer);

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => device.WriteRead(writeBuffer, readBuffer);
    }
}
