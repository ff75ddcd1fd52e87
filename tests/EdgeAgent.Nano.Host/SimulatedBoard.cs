using System.Collections.Generic;
using EdgeAgent.Nano.Boards;
using EdgeAgent.Nano.Mqtt;
using EdgeAgent.Nano.Storage;
using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Host;

/// <summary>A microcontroller on a virtual clock. What it draws in each state is in the pages about the boards, by the makers' data sheets.</summary>
public sealed class SimulatedBoard : IBoard
{
    // ESP32-S3 data sheet: modem sleep at 80 MHz, receiving, deep sleep with the RTC timer; and the regulator of a usual board.
    private const double AwakeMa = 28;
    private const double RadioMa = 95;
    private const double AsleepMa = 0.062;

    // INA219 (SBOS448G, section 7.5) converting and powered down; the gauge's 23 µA (MAX17048, active) always.
    private const double MonitorMa = 0.7;
    private const double MonitorOffMa = 0.006;
    private const double GaugeMa = 0.023;
    private const int JoinMs = 2500;

    private readonly PowerSwitch _power;
    private readonly SocketLink _link;
    private long _startMs;
    private int _configuration;

    public SimulatedBoard(PowerSwitch power, SimulatedPack pack, int brokerPort, long startUtcMs)
    {
        _power = power;
        Pack = pack;
        NowMs = startUtcMs;
        _startMs = startUtcMs;
        Flash = new SimulatedFlash(power);
        _link = new SocketLink(this, brokerPort);
        Pack.Pass(NowMs - 1000, 1000, AwakeMa);
    }

    public SimulatedPack Pack { get; }

    public SimulatedFlash Flash { get; }

    /// <summary>The true time, ms since 1970 UTC.</summary>
    public long NowMs { get; private set; }

    public bool HasWifi { get; set; } = true;

    /// <summary>The real time clock runs on in deep sleep, as on the ESP32; otherwise the firmware has to reckon.</summary>
    public bool KeepsTime { get; set; }

    /// <summary>A chip that does not answer; 0 for none.</summary>
    public int DeadAddress { get; set; }

    /// <summary>The supply gives way each time that the radio is switched on.</summary>
    public bool SagsUnderRadio { get; set; }

    public bool IsRadioOn { get; private set; }

    /// <summary>The current monitor converts.</summary>
    public bool IsMonitorOn => (_configuration & 7) != 0;

    public long AwakeMs { get; private set; }

    public long RadioMs { get; private set; }

    /// <summary>Levels that were set, oldest first.</summary>
    public List<(int Pin, bool IsHigh)> Pins { get; } = new List<(int, bool)>();

    public List<string> Lines { get; } = new List<string>();

    public string Model => "simulated";

    public WakeCause WakeCause { get; private set; } = WakeCause.PowerOn;

    public long UptimeMs => NowMs - _startMs;

    public long UtcMs { get; private set; }

    public IRecordMedium Storage => Flash;

    public ITransport Transport => _link;

    public PowerSwitch Power => _power;

    public int ReadWord(int address, int register)
    {
        _power.Step();
        Spend(1);
        if (address == DeadAddress) return -1;
        return address == 0x36 ? Gauge(register) : Monitor(register);
    }

    public bool WriteWord(int address, int register, int value)
    {
        _power.Step();
        Spend(1);
        if (address == DeadAddress) return false;
        if (register == Ina219Registers.Configuration) _configuration = value;
        return true;
    }

    public bool ReadPin(int pin)
    {
        _power.Step();
        return Pack.IsLit;
    }

    public void WritePin(int pin, bool isHigh)
    {
        _power.Step();
        Pins.Add((pin, isHigh));
    }

    public bool JoinNetwork(int timeoutMs)
    {
        _power.Step();
        IsRadioOn = true;
        if (SagsUnderRadio)
        {
            Spend(100);
            throw new PowerCutException();
        }

        Spend(HasWifi ? JoinMs : timeoutMs);
        if (HasWifi) UtcMs = NowMs;
        return HasWifi;
    }

    public void LeaveNetwork()
    {
        _power.Step();
        IsRadioOn = false;
    }

    public void Wait(int ms)
    {
        _power.Step();
        Spend(ms);
    }

    public void Log(string text) => Lines.Add(text);

    /// <summary>Time passes while something is done.</summary>
    public void Spend(long ms)
    {
        Pack.Pass(NowMs, ms, (IsRadioOn ? RadioMa : AwakeMa) + ChipsMa);
        NowMs += ms;
        AwakeMs += ms;
        if (IsRadioOn) RadioMs += ms;
        if (UtcMs > 0) UtcMs = NowMs;
    }

    /// <summary>Deep sleep, and the start that ends it.</summary>
    public void DeepSleep(long ms, WakeCause cause)
    {
        Pack.Pass(NowMs, ms, AsleepMa + ChipsMa);
        NowMs += ms;
        Start(cause);
    }

    /// <summary>The supply comes back after a while.</summary>
    public void PowerOn(long afterMs, WakeCause cause)
    {
        _link.Break();
        IsRadioOn = false;
        _configuration = 0;
        DeepSleep(afterMs, cause);
        UtcMs = 0;
    }

    private void Start(WakeCause cause)
    {
        _startMs = NowMs;
        WakeCause = cause;
        UtcMs = KeepsTime && UtcMs > 0 ? NowMs : 0;
    }

    private double ChipsMa => GaugeMa + (IsMonitorOn ? MonitorMa : MonitorOffMa);

    private int Gauge(int register) => register switch
    {
        Max1704xRegisters.Version => 0x0012,
        Max1704xRegisters.CellVoltage => (int)(Pack.TerminalVolts / 78.125e-6),
        Max1704xRegisters.StateOfCharge => (int)(Pack.Soc * 100 * 256),
        Max1704xRegisters.ChargeRate => (ushort)(short)(Pack.Amperes * 20 / 0.208),
        _ => -1,
    };

    // Bit 1 is "conversion ready"; a chip that was not configured has converted nothing.
    private int Monitor(int register) => register switch
    {
        Ina219Registers.Configuration => _configuration,
        Ina219Registers.BusVoltage => ((int)(Pack.TerminalVolts / 0.004) << 3) | (_configuration == 0 ? 0 : 2),
        Ina219Registers.ShuntVoltage => (ushort)(short)(Pack.Amperes * 0.1 / 10e-6),
        _ => -1,
    };
}
