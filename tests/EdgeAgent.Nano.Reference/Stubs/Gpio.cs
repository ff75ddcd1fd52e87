namespace System.Device.Gpio;

/// <summary>Package nanoFramework.System.Device.Gpio 1.1.</summary>
public sealed class GpioController : IDisposable
{
    public bool IsPinOpen(int pinNumber) => throw new NotSupportedException();

    public GpioPin OpenPin(int pinNumber, PinMode mode) => throw new NotSupportedException();

    public PinValue Read(int pinNumber) => throw new NotSupportedException();

    public void Write(int pinNumber, PinValue value) => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}

/// <summary>Package nanoFramework.System.Device.Gpio 1.1.</summary>
public sealed class GpioPin
{
}

/// <summary>Package nanoFramework.System.Device.Gpio 1.1.</summary>
public enum PinMode
{
    Input,
    InputPullDown,
    InputPullUp,
    Output,
}

/// <summary>Package nanoFramework.System.Device.Gpio 1.1.</summary>
public readonly struct PinValue
{
    public static PinValue High => throw new NotSupportedException();

    public static PinValue Low => throw new NotSupportedException();

    public static bool operator ==(PinValue a, PinValue b) => throw new NotSupportedException();

    public static bool operator !=(PinValue a, PinValue b) => throw new NotSupportedException();

    public override bool Equals(object obj) => throw new NotSupportedException();

    public override int GetHashCode() => throw new NotSupportedException();
}
