using System.Runtime.InteropServices;
using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Buses;

/// <summary>Facts about one line.</summary>
/// <param name="Consumer">Who holds it; empty when nobody does.</param>
public readonly record struct GpioLineInfo(int Offset, string Name, string Consumer, bool IsUsed);

/// <summary>
/// One GPIO chip (<c>/dev/gpiochipN</c>) through the character device's version 2 interface (Linux 5.10 and later). Edges wake one thread that
/// sleeps in poll(2) without time-out; nothing is polled. Opening, closing and reading lines may come from any thread.
/// </summary>
public sealed unsafe class LinuxGpioController : GpioController
{
    private const string Consumer = "edgeagent";

    private readonly int _fd;
    private readonly Lazy<GpioEdgeThread> _edges = new(() => new GpioEdgeThread());

    /// <param name="devicePath">Path of the chip's node.</param>
    /// <exception cref="GpioException">The node cannot be opened or is no GPIO chip.</exception>
    public LinuxGpioController(string devicePath)
    {
        DevicePath = devicePath;
        _fd = Libc.open(devicePath, Libc.OReadWrite | Libc.OCloExec, 0);
        if (_fd < 0) throw GpioException.Of(Marshal.GetLastPInvokeError(), devicePath);
        var info = new GpioUapi.ChipInfo();
        if (Libc.ioctl(_fd, GpioUapi.GetChipInfo, &info) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            _ = Libc.close(_fd);
            throw GpioException.Of(errno, devicePath);
        }
        Name = info.Name.ToString();
        Label = info.Label.ToString();
        LineCount = (int)info.Lines;
    }

    public string DevicePath { get; }

    public override string Name { get; }

    /// <summary>The driver's name for the chip: <c>pinctrl-bcm2711</c>, <c>pinctrl-rp1</c>.</summary>
    public string Label { get; }

    public override int LineCount { get; }

    /// <summary>Paths of all GPIO chips, in order.</summary>
    public static IReadOnlyList<string> Chips(string devRoot = "/dev") => !Directory.Exists(devRoot) ? [] :
        [.. Directory.EnumerateFileSystemEntries(devRoot, "gpiochip*").OrderBy(p => p.Length).ThenBy(p => p, StringComparer.Ordinal)];

    public override int? FindLine(string lineName)
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
        if (Libc.ioctl(_fd, GpioUapi.GetLineInfo, &info) < 0) throw GpioException.Of(Marshal.GetLastPInvokeError(), LineText(line));
        return new GpioLineInfo(line, info.Name.ToString(), info.Consumer.ToString(), info.Flags.HasFlag(GpioUapi.Flags.Used));
    }

    public override GpioInput OpenInput(int line, GpioBias bias, bool activeLow, Action<bool, TimeSpan>? changed)
    {
        var flags = GpioUapi.Flags.Input | (activeLow ? GpioUapi.Flags.ActiveLow : 0) | bias switch
        {
            GpioBias.AsIs => 0,
            GpioBias.Disabled => GpioUapi.Flags.BiasDisabled,
            GpioBias.PullUp => GpioUapi.Flags.BiasPullUp,
            GpioBias.PullDown => GpioUapi.Flags.BiasPullDown,
        };
        if (changed is not null) flags |= GpioUapi.Flags.EdgeRising | GpioUapi.Flags.EdgeFalling;
        var held = Request(line, flags, null);
        if (changed is not null) _edges.Value.Add(held.Fd, changed);
        return new Input(held, changed is null ? null : _edges.Value);
    }

    public override GpioOutput OpenOutput(int line, bool activeLow, bool value) =>
        new Output(Request(line, GpioUapi.Flags.Output | (activeLow ? GpioUapi.Flags.ActiveLow : 0), value));

    protected override void Dispose(bool disposing)
    {
        if (_edges.IsValueCreated) _edges.Value.Dispose();
        _ = Libc.close(_fd);
        base.Dispose(disposing);
    }

    private HeldLine Request(int line, GpioUapi.Flags flags, bool? value)
    {
        var request = new GpioUapi.LineRequest { Consumer = GpioUapi.Name.Of(Consumer), LineCount = 1, Config = { Flags = flags } };
        request.Offsets[0] = (uint)line;
        if (value is { } v)
        {
            request.Config.AttributeCount = 1;
            request.Config.Attributes[0] = new GpioUapi.ConfigAttribute
            {
                Attribute = { Id = GpioUapi.OutputValuesAttribute, Value = v ? 1UL : 0 },
                Mask = 1,
            };
        }
        if (Libc.ioctl(_fd, GpioUapi.GetLine, &request) >= 0) return new HeldLine(request.Fd, LineText(line));
        int errno = Marshal.GetLastPInvokeError();
        throw GpioException.Of(errno, LineText(line), errno == Errno.EBUSY ? GetLineInfo(line).Consumer : null);
    }

    private string LineText(int line) => $"{DevicePath} line {line}";

    /// <summary>A requested line: its own file descriptor.</summary>
    private readonly record struct HeldLine(int Fd, string Name)
    {
        internal bool Get()
        {
            var values = new GpioUapi.LineValues { Mask = 1 };
            if (Libc.ioctl(Fd, GpioUapi.GetValues, &values) < 0) throw GpioException.Of(Marshal.GetLastPInvokeError(), Name);
            return (values.Bits & 1) != 0;
        }

        internal void Set(bool value)
        {
            var values = new GpioUapi.LineValues { Mask = 1, Bits = value ? 1UL : 0 };
            if (Libc.ioctl(Fd, GpioUapi.SetValues, &values) < 0) throw GpioException.Of(Marshal.GetLastPInvokeError(), Name);
        }
    }

    private sealed class Input(HeldLine line, GpioEdgeThread? edges) : GpioInput
    {
        public override bool Read() => line.Get();

        protected override void Dispose(bool disposing)
        {
            edges?.Remove(line.Fd);
            _ = Libc.close(line.Fd);
            base.Dispose(disposing);
        }
    }

    private sealed class Output(HeldLine line) : GpioOutput
    {
        public override void Write(bool value) => line.Set(value);

        protected override void Dispose(bool disposing)
        {
            _ = Libc.close(line.Fd);
            base.Dispose(disposing);
        }
    }
}
