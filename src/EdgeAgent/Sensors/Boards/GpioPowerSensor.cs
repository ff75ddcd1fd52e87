using System.Device.Gpio;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// A GPIO line that signals external power or charging. An edge wakes the sampler at once. Every sample also reads the level, so a
/// missed edge delays the change by one period at most.
/// </summary>
internal sealed class GpioPowerSensor(HardwareAccess hardware, LineSpec spec) : IPowerSensor
{
    private Action _wake = static () => { };
    private GpioController? _controller;
    private GpioPin? _line;

    public string Name { get; } = $"gpio@{spec.Line}";

    public void Start(Action wake)
    {
        _wake = wake;
        // The line is opened now, so that no edge before the first sample is lost. The first sample reports a failure.
        TryOpen(out _);
    }

    public bool TryRead(in Timestamp now, out PowerReading reading, out string? fault)
    {
        reading = new PowerReading();
        if (!TryOpen(out fault)) return false;
        try
        {
            bool isActive = (_line!.Read() == PinValue.High) != spec.IsActiveLow;
            reading = Meaning(isActive) with { DeviceTimeMs = now.DeviceTimeMs };
            return true;
        }
        catch (IOException e)
        {
            fault = e.Message;
            Dispose();
            return false;
        }
    }

    public void Dispose()
    {
        _line = null;
        _controller?.Dispose(); // This also closes the line.
        _controller = null;
    }

    private bool TryOpen(out string? fault)
    {
        fault = null;
        if (_line is not null) return true;
        try
        {
            (_controller, int offset) = hardware.OpenGpio(spec.Line, spec.Bias == GpioBias.Disabled);
            _line = _controller.OpenPin(offset, Mode(spec.Bias));
            _controller.RegisterCallbackForPinValueChangedEvent(offset, PinEventTypes.Rising | PinEventTypes.Falling, (_, _) => _wake());
            return true;
        }
        catch (IOException e)
        {
            fault = e.Message;
            Dispose();
            return false;
        }
    }

    private static PinMode Mode(GpioBias bias) => bias switch
    {
        GpioBias.PullUp => PinMode.InputPullUp,
        GpioBias.PullDown => PinMode.InputPullDown,
        GpioBias.AsIs or GpioBias.Disabled => PinMode.Input,
    };

    // An inactive charge line only means that the pack does not charge: it may be full, unplugged or faulty.
    private PowerReading Meaning(bool isActive) => spec.Meaning switch
    {
        LineMeaning.ExternalPower => new() { ExternalPower = LineState.Of(isActive) },
        LineMeaning.Charging when isActive => new() { Status = ChargeStatus.Charging, ExternalPower = Presence.Present },
        LineMeaning.Charging => new(),
        LineMeaning.Full when isActive => new() { Status = ChargeStatus.Full, ExternalPower = Presence.Present },
        LineMeaning.Full => new(),
    };
}
