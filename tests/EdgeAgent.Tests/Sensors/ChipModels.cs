using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Each chip's registers in a normal state, with the worked example of its data sheet where there is one.</summary>
internal static class ChipModels
{
    /// <summary>SBOS448G Table 8: 12 V nominal, 10 A through 2 mΩ.</summary>
    internal static RegisterModel Ina219() => new(0x40) { [0x00] = 0x399F, [0x01] = 0x07D0, [0x02] = 0x5D98 };

    /// <summary>SBOS547A Table 1: the same circuit.</summary>
    internal static RegisterModel Ina226() => new(0x40) { [0x00] = 0x4127, [0x01] = 0x1F40, [0x02] = 0x2570, [0xFE] = 0x5449, [0xFF] = 0x2260 };

    internal static RegisterModel Ina260() => new(0x40) { [0x00] = 0x6127, [0x01] = 0x1F40, [0x02] = 0x2570, [0xFE] = 0x5449, [0xFF] = 0x2270 };

    /// <summary>Channel 1: 3.6 V, -80 mV (SBOS576B's example of a negative value); 2: 5.0 V, 40 mV; 3: 18.0 V, 8 mV.</summary>
    internal static RegisterModel Ina3221() => new(0x40)
    {
        [0x00] = 0x7127,
        [0x01] = 0xC180,
        [0x02] = 450 << 3,
        [0x03] = 1000 << 3,
        [0x04] = 625 << 3,
        [0x05] = 200 << 3,
        [0x06] = 2250 << 3,
        [0xFE] = 0x5449,
        [0xFF] = 0x3220,
    };

    internal static RegisterModel Max17048() => new(0x36) { [0x02] = 0xD000, [0x04] = 0x5780, [0x08] = 0x0012, [0x0C] = 0x971C, [0x16] = 0x0010 };

    /// <summary>3.700 V, 56.3 %, operational. Three bytes a register: low, high, CRC.</summary>
    internal static RegisterModel Lc709203f()
    {
        var model = new RegisterModel(0x0B, registerBytes: 3, lowByteFirst: true);
        Set(0x15, 1);
        Set(0x09, 3700);
        Set(0x0F, 563);
        model.OnWrite = (register, value) => model[register] = value & 0xFFFF | Lc709203fRegisters.ReadCrc(0x0B, register, value & 0xFF, value >> 8 & 0xFF) << 16;
        return model;

        void Set(int register, int value) =>
            model[register] = value | Lc709203fRegisters.ReadCrc(0x0B, register, value & 0xFF, value >> 8) << 16;
    }

    /// <summary>DCP adapter, fast charge, power good; 3.944 V, 1.5 A. A conversion ends at once.</summary>
    internal static RegisterModel Bq25895()
    {
        var model = new RegisterModel(0x6A, registerBytes: 1) { [0x02] = 0x3D, [0x0B] = 0x76, [0x0E] = 82, [0x12] = 30, [0x14] = 0x39 };
        model.OnWrite = (register, value) => model[register] = register == 0x02 ? value & 0x7F : value;
        return model;
    }

    /// <summary>Adapter, fast charge, power good.</summary>
    internal static RegisterModel Bq24195() => new(0x6B, registerBytes: 1) { [0x08] = 0xA4, [0x0A] = 0x23 };

    /// <summary>2.5 V at the pin with ±4.096 V full scale: 20 000 x 125 µV.</summary>
    internal static RegisterModel Ads1115()
    {
        var model = new RegisterModel(0x48) { [0x00] = 20000, [0x01] = 0x8583 };
        model.OnWrite = (register, value) => model[register] = value;
        return model;
    }

    /// <summary>25.5 °C, limit 80 °C.</summary>
    internal static RegisterModel Lm75() => new(0x48) { [0x00] = 0x1980, [0x03] = 0x5000 };

    /// <summary>USB usable, charging; 3.850 V, 450 mA in, 76 %.</summary>
    internal static RegisterModel Axp209() => Axp(0x41, chargeBits: 12);

    internal static RegisterModel Axp192() => Axp(0x03, chargeBits: 13);

    /// <summary>12.0 V, -1500 mA, 87 %, 25.05 °C, 4400 mAh, version 1.1 with PEC.</summary>
    internal static RegisterModel SmartBattery() => new(0x0B, lowByteFirst: true)
    {
        [0x03] = 0x0001,
        [0x08] = 2982,
        [0x09] = 12000,
        [0x0A] = unchecked((ushort)-1500),
        [0x0D] = 87,
        [0x10] = 4400,
        [0x16] = 0x00C0,
        [0x1A] = 0x0031,
    };

    /// <summary>Charging from its input; 4.021 V, 812 mA, 74 %, 31 °C.</summary>
    internal static RegisterModel PiJuice()
    {
        var model = new RegisterModel(0x14, registerBytes: 3, lowByteFirst: true);
        SetPiJuice(model, 0x40, 1, 0b0011_0100);
        SetPiJuice(model, 0x41, 1, 74);
        SetPiJuice(model, 0x47, 2, 31);
        SetPiJuice(model, 0x49, 2, 4021);
        SetPiJuice(model, 0x4B, 2, 812);
        return model;
    }

    /// <summary>Puts a value of one or two bytes and its checksum.</summary>
    internal static void SetPiJuice(RegisterModel model, int command, int length, int value)
    {
        byte[] bytes = length == 1 ? [(byte)value] : [(byte)value, (byte)(value >> 8)];
        model[command] = value & ((1 << (8 * length)) - 1) | PiJuiceRegisters.Checksum(bytes) << (8 * length);
    }

    /// <summary>External power, charging allowed; board 38 °C, 4.012 V, 81 %.</summary>
    internal static RegisterModel PiSugar3() => new(0x57, registerBytes: 1) { [0x02] = 0xE0, [0x04] = 78, [0x22] = 4012 >> 8, [0x23] = 4012 & 0xFF, [0x2A] = 81 };

    private static RegisterModel Axp(int identity, int chargeBits) => new(0x34, registerBytes: 1)
    {
        [0x00] = 0x34,
        [0x01] = 0x60,
        [0x03] = identity,
        [0x78] = 3500 >> 4,
        [0x79] = 3500 & 0x0F,
        [0x7A] = 900 >> (chargeBits - 8),
        [0x7B] = 900 & ((1 << (chargeBits - 8)) - 1),
        [0x82] = 0x83,
        [0xB9] = 76,
    };
}
