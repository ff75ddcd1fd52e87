namespace EdgeAgent.Tests.Sensors.Bindings;

/// <summary>The register models of <see cref="ChipModels"/> with what the bindings read besides.</summary>
internal static class BindingModels
{
    private const int FirmwareVersion = 0xFD;
    private const int Ina219Current = 0x04;
    private const int Ina219Calibration = 0x05;

    /// <summary>Firmware 1.5: the binding reads it when it is made.</summary>
    internal static RegisterModel PiJuice()
    {
        var model = ChipModels.PiJuice();
        ChipModels.SetPiJuice(model, FirmwareVersion, 2, 0x0015);
        return model;
    }

    /// <summary>With the current register, which the chip computes from the shunt's voltage and its calibration (SBOS448G, equation 4).</summary>
    internal static RegisterModel Ina219(double busVolts, double shuntVolts)
    {
        int shunt = (int)Math.Round(shuntVolts / 10e-6);
        var model = new RegisterModel(0x40)
        {
            [Ina219Registers.Configuration] = Ina219Registers.PowerUpConfiguration,
            [Ina219Registers.ShuntVoltage] = (ushort)shunt,
            [Ina219Registers.BusVoltage] = ((int)Math.Round(busVolts / 0.004) << 3) | 2,
        };
        model.OnWrite = (register, value) =>
        {
            if (register == Ina219Calibration) model[Ina219Current] = (ushort)(shunt * value / 4096);
        };
        return model;
    }
}
