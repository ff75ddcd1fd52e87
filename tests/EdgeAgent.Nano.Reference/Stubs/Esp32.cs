namespace nanoFramework.Hardware.Esp32;

/// <summary>Package nanoFramework.Hardware.Esp32 1.6.</summary>
public static class Configuration
{
    public static void SetPinFunction(int pin, DeviceFunction value) => throw new NotSupportedException();
}

/// <summary>Package nanoFramework.Hardware.Esp32 1.6; the values are the package's own.</summary>
public enum DeviceFunction
{
    I2C1_DATA,
    I2C1_CLOCK,
}

/// <summary>Package nanoFramework.Hardware.Esp32 1.6.</summary>
public enum EspNativeError
{
}

/// <summary>Package nanoFramework.Hardware.Esp32 1.6.</summary>
public class Sleep
{
    public enum WakeupCause
    {
        Undefined = 0,
        Ext0 = 2,
        Ext1,
        Timer,
    }

    public enum WakeupGpioPin : ulong
    {
        None = 0,
    }

    public static EspNativeError EnableWakeupByTimer(TimeSpan time) => throw new NotSupportedException();

    public static EspNativeError EnableWakeupByPin(WakeupGpioPin pin, int level) => throw new NotSupportedException();

    public static void StartDeepSleep() => throw new NotSupportedException();

    public static WakeupCause GetWakeupCause() => throw new NotSupportedException();
}
