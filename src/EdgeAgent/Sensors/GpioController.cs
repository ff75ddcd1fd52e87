namespace EdgeAgent.Sensors;

/// <summary>Pull resistor of an input line.</summary>
public enum GpioBias
{
    /// <summary>As the board or device tree has set it.</summary>
    AsIs,
    Disabled,
    PullUp,
    PullDown,
}

/// <summary>
/// A bank of GPIO lines. Opens lines one by one; whoever opens a line owns and disposes it. In the manner of
/// System.Device.Gpio.GpioController, so that an adapter to that package is one small class.
/// </summary>
/// <exception cref="System.IO.IOException">Opening, reading or writing failed; the message has the remedy.</exception>
public abstract class GpioController : IDisposable
{
    /// <summary>Name of the chip for messages.</summary>
    public abstract string Name { get; }

    public abstract int LineCount { get; }

    /// <summary>Offset of the line with this name (<c>GPIO6</c> on a Raspberry Pi's header), or null.</summary>
    public abstract int? FindLine(string lineName);

    /// <summary>Opens an input.</summary>
    /// <param name="line">Offset on the chip.</param>
    /// <param name="activeLow">True when a low level means "active".</param>
    /// <param name="changed">
    /// Called on each edge with the new value and the kernel's time of the edge (CLOCK_MONOTONIC), from the controller's own waiting thread;
    /// null when nobody listens.
    /// </param>
    public abstract GpioInput OpenInput(int line, GpioBias bias, bool activeLow, Action<bool, TimeSpan>? changed);

    /// <summary>Opens an output with a first value.</summary>
    public abstract GpioOutput OpenOutput(int line, bool activeLow, bool value);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>An input line that we hold.</summary>
public abstract class GpioInput : IDisposable
{
    /// <summary>True: active.</summary>
    public abstract bool Read();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>An output line that we hold; released lines keep or lose their level as the chip pleases.</summary>
public abstract class GpioOutput : IDisposable
{
    public abstract void Write(bool value);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
