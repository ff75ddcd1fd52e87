using nanoFramework.Hardware.Esp32;
using DeepSleep = nanoFramework.Hardware.Esp32.Sleep;

namespace EdgeAgent.Nano.Boards;

/// <summary>ESP32 family: the timer or a low level on an RTC pin, such as the gauge's alert, ends deep sleep.</summary>
public sealed class Esp32Board : BoardBase
{
    private readonly DeepSleep.WakeupGpioPin _alarm;

    /// <param name="alarmPin">RTC pin that ends the sleep when it goes low; <c>None</c> for no alarm.</param>
    public Esp32Board(FirmwareSettings settings, string model, int dataPin = 8, int clockPin = 9, DeepSleep.WakeupGpioPin alarmPin = DeepSleep.WakeupGpioPin.None)
        : base(settings, model, 1)
    {
        _alarm = alarmPin;
        Configuration.SetPinFunction(dataPin, DeviceFunction.I2C1_DATA);
        Configuration.SetPinFunction(clockPin, DeviceFunction.I2C1_CLOCK);
    }

    // The framework reports a sag and a start as the same undefined cause, so both count as loss of power.
    public override WakeCause WakeCause
    {
        get
        {
            switch (DeepSleep.GetWakeupCause())
            {
                case DeepSleep.WakeupCause.Timer: return WakeCause.Timer;
                case DeepSleep.WakeupCause.Ext0: return WakeCause.Alarm;
                default: return WakeCause.PowerOn;
            }
        }
    }

    /// <summary>Does not return: after deep sleep the firmware starts again.</summary>
    public override void Sleep(long ms)
    {
        DeepSleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(ms));
        if (_alarm != DeepSleep.WakeupGpioPin.None) DeepSleep.EnableWakeupByPin(_alarm, 0);
        DeepSleep.StartDeepSleep();
    }
}
