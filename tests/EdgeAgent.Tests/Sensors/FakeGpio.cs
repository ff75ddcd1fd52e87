using System.Device.Gpio;

namespace EdgeAgent.Tests.Sensors;

/// <summary>A chip whose levels the test sets; all low at first. Disposing a controller over it closes its lines and keeps the levels.</summary>
internal sealed class FakeGpio : GpioDriver
{
    private readonly Dictionary<int, bool> _levels = [];
    private readonly Dictionary<int, PinMode> _modes = [];
    private readonly Dictionary<int, PinChangeEventHandler> _listeners = [];

    public bool IsAbsent { get; set; }

    protected override int PinCount => 54;

    public PinMode? ModeOf(int line) => _modes.TryGetValue(line, out var mode) ? mode : null;

    public void SetLevel(int line, bool level)
    {
        _levels[line] = level;
        if (_listeners.TryGetValue(line, out var changed)) changed(this, new PinValueChangedEventArgs(level ? PinEventTypes.Rising : PinEventTypes.Falling, line));
    }

    protected override void OpenPin(int pinNumber)
    {
    }

    protected override void ClosePin(int pinNumber)
    {
        _modes.Remove(pinNumber);
        _listeners.Remove(pinNumber);
    }

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];

    protected override void SetPinMode(int pinNumber, PinMode mode) => _modes[pinNumber] = mode;

    protected override PinValue Read(int pinNumber) => _levels.GetValueOrDefault(pinNumber);

    protected override void Write(int pinNumber, PinValue value) => throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        _listeners[pinNumber] = _listeners.TryGetValue(pinNumber, out var others) ? others + callback : callback;

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => _listeners.Remove(pinNumber);

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
