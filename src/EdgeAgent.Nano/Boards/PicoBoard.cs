using System.Threading;

namespace EdgeAgent.Nano.Boards;

/// <summary>Raspberry Pi Pico W and Pico 2 W. The framework has no deep sleep there: the processor idles with the radio off and keeps its memory.</summary>
public sealed class PicoBoard : BoardBase
{
    private WakeCause _cause = WakeCause.PowerOn;

    /// <summary>I2C0 on GP4 (data) and GP5 (clock), the framework's bus 1.</summary>
    public PicoBoard(FirmwareSettings settings, string model)
        : base(settings, model, 1)
    {
    }

    public override WakeCause WakeCause => _cause;

    public override void Sleep(long ms)
    {
        Thread.Sleep((int)ms);
        _cause = WakeCause.Timer;
        Restart();
    }
}
