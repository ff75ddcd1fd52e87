using EdgeAgent.Nano.Boards;

namespace EdgeAgent.Nano.Host;

/// <summary>The firmware's main loop on the simulated board: each waking is a fresh start with nothing but what is on the flash.</summary>
public sealed class SimulatedDevice
{
    private const long OutageMs = 30_000;

    private readonly FirmwareSettings _settings;

    public SimulatedDevice(FirmwareSettings settings, SimulatedBoard board)
    {
        _settings = settings;
        Board = board;
    }

    public SimulatedBoard Board { get; }

    public int WakeUps { get; private set; }

    public int Connections { get; private set; }

    public int Cuts { get; private set; }

    /// <summary>State after the last whole waking.</summary>
    public DeviceState State { get; private set; }

    /// <summary>One waking and the sleep after it; a cut of the supply ends it early.</summary>
    public void Wake(WakeCause afterCut = WakeCause.PowerOn)
    {
        WakeUps++;
        long radioMs = Board.RadioMs;
        try
        {
            Firmware firmware = new Firmware(Board, _settings);
            long sleepMs = firmware.Run();
            State = firmware.State;
            Board.DeepSleep(sleepMs, WakeCause.Timer);
        }
        catch (PowerCutException)
        {
            Cuts++;
            Board.PowerOn(OutageMs, afterCut);
        }

        if (Board.RadioMs > radioMs) Connections++;
    }

    /// <summary>Wakes until a virtual time.</summary>
    public void RunUntil(long utcMs)
    {
        while (Board.NowMs < utcMs) Wake();
    }
}
