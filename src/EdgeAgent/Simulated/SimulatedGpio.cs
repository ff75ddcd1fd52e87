using System.Device.Gpio;

namespace EdgeAgent.Simulated;

/// <summary>The GPIO line of the simulated board: high while external power is present.</summary>
internal sealed class SimulatedGpio : GpioDriver
{
    private readonly SimulatedBoard _board;
    private PinChangeEventHandler? _changed;

    public SimulatedGpio(SimulatedBoard board)
    {
        _board = board;
        _board.InputChanged += Report;
    }

    protected override int PinCount => 1;

    protected override void OpenPin(int pinNumber)
    {
    }

    protected override void ClosePin(int pinNumber) => _changed = null;

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode == PinMode.Input;

    protected override PinMode GetPinMode(int pinNumber) => PinMode.Input;

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
    }

    protected override PinValue Read(int pinNumber) => _board.Measure(world => world.HasInput);

    protected override void Write(int pinNumber, PinValue value) => throw new NotSupportedException("the simulated board has no outputs");

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => _changed += callback;

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => _changed -= callback;

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("register a callback instead");

    protected override void Dispose(bool disposing)
    {
        _board.InputChanged -= Report;
        base.Dispose(disposing);
    }

    private void Report(bool hasInput) =>
        _changed?.Invoke(this, new PinValueChangedEventArgs(hasInput ? PinEventTypes.Rising : PinEventTypes.Falling, 0));
}
