using EdgeAgent.Native;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Simulated;

/// <summary>The buses of the simulated board: what <see cref="HardwareAccess"/> opens on a real one.</summary>
internal sealed class SimulatedHardware(SimulatedBoard board, IReadOnlyList<SimulatedChip> chips) : HardwareAccess(MachineRoots.Real)
{
    public const int BusId = 1;

    /// <summary>The line that is active while external power is at the input.</summary>
    public const string ExternalPowerLine = "GPIO6";

    public override I2cBus OpenI2c(int busId) => new Bus(chips);

    public override string? BoundDevice(int busId, int address) => null;

    public override (GpioController Chip, int Offset) OpenGpio(string line) => line == ExternalPowerLine
        ? (new Lines(board), 0)
        : throw new GpioException(Errno.ENOENT, $"the simulated board has no line {line}, only {ExternalPowerLine}");

    private sealed class Bus(IReadOnlyList<SimulatedChip> chips) : I2cBus
    {
        public override I2cDevice CreateDevice(int deviceAddress) =>
            chips.FirstOrDefault(c => c.DeviceAddress == deviceAddress) ?? throw I2cException.Transfer(Errno.EREMOTEIO, BusId, deviceAddress);
    }

    private sealed class Lines(SimulatedBoard board) : GpioController
    {
        public override string Name => "simulated";

        public override int LineCount => 1;

        public override int? FindLine(string lineName) => lineName == ExternalPowerLine ? 0 : null;

        public override GpioInput OpenInput(int line, GpioBias bias, bool activeLow, Action<bool, TimeSpan>? changed) => new Input(board, activeLow, changed);

        public override GpioOutput OpenOutput(int line, bool activeLow, bool value) => throw new NotSupportedException("the simulated board has no outputs");
    }

    private sealed class Input : GpioInput
    {
        private readonly SimulatedBoard _board;
        private readonly bool _activeLow;
        private readonly Action<bool, TimeSpan>? _changed;

        public Input(SimulatedBoard board, bool activeLow, Action<bool, TimeSpan>? changed)
        {
            (_board, _activeLow, _changed) = (board, activeLow, changed);
            _board.InputChanged += Report;
        }

        public override bool Read() => _board.Measure(world => world.HasInput) != _activeLow;

        protected override void Dispose(bool disposing)
        {
            _board.InputChanged -= Report;
            base.Dispose(disposing);
        }

        private void Report(bool hasInput) => _changed?.Invoke(hasInput != _activeLow, _board.Elapsed);
    }
}
