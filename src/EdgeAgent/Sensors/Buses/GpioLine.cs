using System.Device.Gpio;
using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Buses;

/// <summary>A line requested from the kernel: its file descriptor and its edge listeners.</summary>
/// <param name="name">For messages: <c>/dev/gpiochip0 line 6</c>.</param>
internal sealed unsafe class GpioLine(int pin, string name, int fd, PinMode mode, GpioUapi.Flags flags) : IDisposable
{
    private PinChangeEventHandler? _rising;
    private PinChangeEventHandler? _falling;
    private bool _isDisposed;

    public int Fd => fd;

    public PinMode Mode { get; private set; } = mode;

    public bool HasListener => _rising is not null || _falling is not null;

    public PinValue Get()
    {
        var values = new GpioUapi.LineValues { Mask = 1 };
        if (Libc.ioctl(fd, GpioUapi.GetValues, &values) < 0) throw GpioException.Of(Libc.Errno, name);
        if ((values.Bits & 1) != 0) return PinValue.High;
        return PinValue.Low;
    }

    public void Set(PinValue value)
    {
        var values = new GpioUapi.LineValues { Mask = 1, Bits = value == PinValue.High ? 1UL : 0 };
        if (Libc.ioctl(fd, GpioUapi.SetValues, &values) < 0) throw GpioException.Of(Libc.Errno, name);
    }

    /// <summary>Sets another mode; listeners are kept.</summary>
    public void SetMode(PinMode other, GpioUapi.Flags otherFlags, PinValue? value)
    {
        Configure(otherFlags, value);
        (Mode, flags) = (other, otherFlags);
    }

    public void Listen(PinEventTypes events, PinChangeEventHandler callback)
    {
        if (events.HasFlag(PinEventTypes.Rising)) _rising += callback;
        if (events.HasFlag(PinEventTypes.Falling)) _falling += callback;
        Configure(flags, null);
    }

    public void Unlisten(PinChangeEventHandler callback)
    {
        _rising -= callback;
        _falling -= callback;
        Configure(flags, null);
    }

    /// <summary>Called on the thread that waits for edges.</summary>
    public void Report(bool isRising)
    {
        var (listeners, change) = isRising ? (_rising, PinEventTypes.Rising) : (_falling, PinEventTypes.Falling);
        listeners?.Invoke(this, new PinValueChangedEventArgs(change, pin));
    }

    public void Dispose()
    {
        // At a second call the descriptor may belong to another part of the process.
        if (_isDisposed) return;
        _isDisposed = true;
        _ = Libc.close(fd);
    }

    private void Configure(GpioUapi.Flags wanted, PinValue? value)
    {
        if (_rising is not null) wanted |= GpioUapi.Flags.EdgeRising;
        if (_falling is not null) wanted |= GpioUapi.Flags.EdgeFalling;
        var config = GpioUapi.LineConfig.Of(wanted, value is { } level ? level == PinValue.High : null);
        if (Libc.ioctl(fd, GpioUapi.SetConfig, &config) < 0) throw GpioException.Of(Libc.Errno, name);
    }
}
