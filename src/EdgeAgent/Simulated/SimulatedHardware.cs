using System.Device.Gpio;
using System.Device.I2c;
using EdgeAgent.Native;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Simulated;

/// <summary>The buses of the simulated board, in place of the machine's.</summary>
internal sealed class SimulatedHardware(SimulatedBoard board, IReadOnlyList<SimulatedChip> chips) : HardwareAccess(MachineRoots.Real)
{
    public const int BusId = 1;

    /// <summary>Name of the line that is active while external power is present.</summary>
    public const string ExternalPowerLine = "GPIO6";

    public override I2cBus OpenI2c(int busId) => new Bus(chips);

    public override string? BoundDevice(int busId, int address) => null;

    public override (GpioController Chip, int Offset) OpenGpio(string line, bool disableBias = false)
    {
        if (line == ExternalPowerLine) return (new GpioController(new SimulatedGpio(board)), 0);
        throw new GpioException(Errno.ENOENT, $"the simulated board has no line {line}, only {ExternalPowerLine}");
    }

    private sealed class Bus(IReadOnlyList<SimulatedChip> chips) : I2cBus
    {
        public override I2cDevice CreateDevice(int deviceAddress) =>
            chips.FirstOrDefault(c => c.Address == deviceAddress) ?? throw I2cException.Transfer(Errno.EREMOTEIO, BusId, deviceAddress);

        public override void RemoveDevice(int deviceAddress)
        {
        }
    }
}
