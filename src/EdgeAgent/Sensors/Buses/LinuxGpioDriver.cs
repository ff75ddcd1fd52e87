using System.Device.Gpio;
using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Buses;

/// <summary>
/// Driver for one GPIO chip (<c>/dev/gpiochipN</c>) through version 2 of the character device's interface (Linux 5.10 and later), for use with a
/// <see cref="GpioController"/>. Edges wake one thread that sleeps in poll(2) without time-out. The package's own drivers wake several times a
/// second while they wait for edges, need libgpiod, and do not know the names of lines. Thread-safe.
/// </summary>
public sealed unsafe class LinuxGpioDriver : GpioDriver
{
    private const string Consumer = "edgeagent";

    private readonly Lock _gate = new();
    private readonly Dictionary<int, GpioLine?> _lines = []; // null: opened, its mode not yet set
    private readonly Lazy<GpioEdgeThread> _edges = new(() => new GpioEdgeThread());
    private readonly bool _disableBias;
    private readonly int _fd;

    /// <param name="devicePath">Path of the chip's node.</param>
    /// <param name="disableBias">True: the pull resistors of lines in <see cref="PinMode.Input"/> are switched off. False: they are left unchanged.</param>
    /// <exception cref="GpioException">The node cannot be opened or is not a GPIO chip.</exception>
    public LinuxGpioDriver(string devicePath, bool disableBias = false)
    {
        DevicePath = devicePath;
        _disableBias = disableBias;
        _fd = Libc.open(devicePath, Libc.OReadWrite | Libc.OCloExec, 0);
        if (_fd < 0) throw GpioException.Of(Libc.Errno, devicePath);
        var info = new GpioUapi.ChipInfo();
        if (Libc.ioctl(_fd, GpioUapi.GetChipInfo, &info) < 0)
        {
            int errno = Libc.Errno;
            _ = Libc.close(_fd);
            throw GpioException.Of(errno, devicePath);
        }
        Name = info.Name.ToString();
        Label = info.Label.ToString();
        LineCount = (int)info.Lines;
    }

    public string DevicePath { get; }

    /// <summary>Name of the chip: <c>gpiochip0</c>.</summary>
    public string Name { get; }

    /// <summary>The kernel driver's name for the chip: <c>pinctrl-bcm2711</c>, <c>pinctrl-rp1</c>.</summary>
    public string Label { get; }

    public int LineCount { get; }

    protected override int PinCount => LineCount;

    /// <summary>Paths of all GPIO chips, in order.</summary>
    public static IReadOnlyList<string> Chips(string devRoot = "/dev")
    {
        if (!Directory.Exists(devRoot)) return [];
        return [.. Directory.EnumerateFileSystemEntries(devRoot, "gpiochip*").OrderBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal)];
    }

    /// <summary>Offset of the line with this name (<c>GPIO6</c> on a Raspberry Pi's header), or null.</summary>
    public int? FindLine(string lineName)
    {
        for (int line = 0; line < LineCount; line++)
        {
            if (GetLineInfo(line).Name == lineName) return line;
        }
        return null;
    }

    public GpioLineInfo GetLineInfo(int line)
    {
        var info = new GpioUapi.LineInfo { Offset = (uint)line };
        if (Libc.ioctl(_fd, GpioUapi.GetLineInfo, &info) < 0) throw GpioException.Of(Libc.Errno, LineText(line));
        return new GpioLineInfo(line, info.Name.ToString(), info.Consumer.ToString(), info.Flags.HasFlag(GpioUapi.Flags.Used));
    }

    protected override void OpenPin(int pinNumber)
    {
        lock (_gate) _lines.Add(pinNumber, null);
    }

    protected override void ClosePin(int pinNumber)
    {
        GpioLine? line;
        lock (_gate) _lines.Remove(pinNumber, out line);
        if (line is not null && _edges.IsValueCreated) _edges.Value.Remove(line);
        line?.Dispose();
    }

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) =>
        mode is PinMode.Input or PinMode.InputPullUp or PinMode.InputPullDown or PinMode.Output;

    protected override PinMode GetPinMode(int pinNumber) => Held(pinNumber).Mode;

    protected override void SetPinMode(int pinNumber, PinMode mode) => SetMode(pinNumber, mode, null);

    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue) => SetMode(pinNumber, mode, initialValue);

    protected override PinValue Read(int pinNumber) => Held(pinNumber).Get();

    protected override void Write(int pinNumber, PinValue value) => Held(pinNumber).Set(value);

    /// <summary>The callback runs on the thread that waits for edges, so it must be short.</summary>
    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        var line = Held(pinNumber);
        line.Listen(eventTypes, callback);
        _edges.Value.Add(line);
    }

    /// <summary>When this returns, no callback runs or will run, unless this was called from a callback.</summary>
    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        var line = Held(pinNumber);
        line.Unlisten(callback);
        if (!line.HasListener) _edges.Value.Remove(line);
    }

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken)
    {
        using var seen = new ManualResetEventSlim();
        var change = PinEventTypes.None;
        void Changed(object sender, PinValueChangedEventArgs e)
        {
            change = e.ChangeType;
            seen.Set();
        }

        AddCallbackForPinValueChangedEvent(pinNumber, eventTypes, Changed);
        try
        {
            seen.Wait(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new WaitForEventResult { TimedOut = true };
        }
        finally
        {
            RemoveCallbackForPinValueChangedEvent(pinNumber, Changed);
        }
        return new WaitForEventResult { EventTypes = change };
    }

    protected override void Dispose(bool disposing)
    {
        foreach (int pin in _lines.Keys.ToList()) ClosePin(pin);
        if (_edges.IsValueCreated) _edges.Value.Dispose();
        _ = Libc.close(_fd);
        base.Dispose(disposing);
    }

    private void SetMode(int pin, PinMode mode, PinValue? value)
    {
        var flags = FlagsOf(mode);
        lock (_gate)
        {
            if (_lines[pin] is { } held) held.SetMode(mode, flags, value);
            else _lines[pin] = new GpioLine(pin, LineText(pin), Request(pin, flags, value), mode, flags);
        }
    }

    private GpioUapi.Flags FlagsOf(PinMode mode) => mode switch
    {
        PinMode.Output => GpioUapi.Flags.Output,
        PinMode.InputPullUp => GpioUapi.Flags.Input | GpioUapi.Flags.BiasPullUp,
        PinMode.InputPullDown => GpioUapi.Flags.Input | GpioUapi.Flags.BiasPullDown,
        _ => GpioUapi.Flags.Input | (_disableBias ? GpioUapi.Flags.BiasDisabled : 0),
    };

    private int Request(int pin, GpioUapi.Flags flags, PinValue? value)
    {
        bool? level = value is { } v ? v == PinValue.High : null;
        var request = new GpioUapi.LineRequest { Consumer = GpioUapi.Name.Of(Consumer), LineCount = 1, Config = GpioUapi.LineConfig.Of(flags, level) };
        request.Offsets[0] = (uint)pin;
        if (Libc.ioctl(_fd, GpioUapi.GetLine, &request) >= 0) return request.Fd;
        int errno = Libc.Errno;
        throw GpioException.Of(errno, LineText(pin), errno == Errno.EBUSY ? GetLineInfo(pin).Consumer : null);
    }

    private GpioLine Held(int pin)
    {
        lock (_gate) return _lines[pin] ?? throw new InvalidOperationException($"{LineText(pin)} has no mode yet");
    }

    private string LineText(int line) => $"{DevicePath} line {line}";
}
